"""What users and groups get when they are imported."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol

from emulator.core.documents import Document
from emulator.core.ids import Ids
from emulator.realm.gates import credentials
from emulator.realm.gates import group as gate
from emulator.realm.gates.user import ACTIONS, full_path
from emulator.realm.refusal import broken, duplicate, of_fault, unreadable

SERVICE_ACCOUNT_PREFIX = "service-account-"
_PROPERTIES = ("username", "email", "firstName", "lastName")
_ACTIONS = {name.lower(): name for name in ACTIONS}
USUAL: Document = {"totp": False, "notBefore": 0, "requiredActions": [], "disableableCredentialTypes": []}
"""What most users have: a row of the table need not have it."""
_DROPPED = frozenset({"access", "applicationRoles", "socialLinks", "userProfileMetadata", "origin", "self"})


def required_action(name: str) -> str:
    """A built-in required action's name as Keycloak writes it, whatever its case; others as they are."""
    return _ACTIONS.get(name.lower(), name)


def user(representation: Mapping[str, Any], ids: Ids, now: int = 0) -> Document:
    """A UserRepresentation with an id; ``enabled`` is false unless given. ``now`` is in milliseconds."""
    own = {key: value for key, value in representation.items() if value is not None and key not in _DROPPED}
    attributes = {name: _values(values) for name, values in (own.get("attributes") or {}).items() if values is not None}
    attributes = {name: values for name, values in attributes.items() if values}
    own |= {name: values[0] for name in _PROPERTIES if (values := attributes.pop(name, None))}
    document: Document = {
        **own,
        "id": own.get("id") or ids.uuid(),
        "username": str(own.get("username") or "").lower(),
        "enabled": bool(own.get("enabled", False)),
        "emailVerified": bool(own.get("emailVerified", False)),
        "totp": any(c.get("type") in ("otp", "totp", "hotp") and not c.get("value") for c in own.get("credentials") or ()),
        "notBefore": own.get("notBefore", 0),
        "requiredActions": list(dict.fromkeys(required_action(name) for name in own.get("requiredActions") or ())),
        "disableableCredentialTypes": [],
    }
    if now:
        document.setdefault("createdTimestamp", now)
    email = str(document.pop("email", "")).lower()
    if email:
        document["email"] = email
    if "credentials" in own:
        document["credentials"] = credentials.stored(own["credentials"])
    if own.get("clientConsents"):
        document["clientConsents"] = [_dated(consent, now) for consent in own["clientConsents"]]
    if representation.get("socialLinks") and "federatedIdentities" not in own:
        document["federatedIdentities"] = [_identity(link) for link in representation["socialLinks"]]
    if "attributes" in own:
        document["attributes"] = attributes
    return document


def _dated(consent: Mapping[str, Any], now: int) -> Document:
    dates = {name: consent.get(name) or now for name in ("createdDate", "lastUpdatedDate")}
    return {**consent, **dates} if now else dict(consent)


def whole(row: Mapping[str, Any]) -> Document:
    """A stored user with what its row leaves out."""
    return {**row, **{name: list(value) if isinstance(value, list) else value for name, value in USUAL.items() if name not in row}}


def drained(users: list[Document]) -> Iterator[Document]:
    """The users in their order; each leaves the list as it comes, so that it may go when it has been read."""
    users.reverse()
    while users:
        yield users.pop()


def _identity(link: Mapping[str, Any]) -> Document:
    names = (("identityProvider", "socialProvider"), ("userId", "socialUserId"), ("userName", "socialUsername"))
    return {new: link[old] for new, old in names if link.get(old) is not None}


def _values(values: Any) -> list[str]:
    return [_text(value) for value in values if value is not None] if isinstance(values, list) else [_text(values)]


def _text(value: Any) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def service_account(client_id: str, default_role: str, ids: Ids, now: int = 0) -> Document:
    """The user that stands for a client."""
    return user(
        {
            "username": f"{SERVICE_ACCOUNT_PREFIX}{client_id}",
            "enabled": True,
            "serviceAccountClientId": client_id,
            "realmRoles": [default_role],
        },
        ids,
        now,
    )


class Needed(Protocol):
    """Roles by name, which are made where they are missing."""

    def need_realm(self, names: Iterable[str]) -> list[str]:
        """Names of realm roles, which exist from now on."""

    def need(self, roles: Mapping[str, Iterable[str]] | None) -> dict[str, list[str]]:
        """Names of client roles, which exist from now on; 500 when there is no such client."""


def groups(sources: Iterable[Mapping[str, Any]], book: Needed, ids: Ids) -> list[Document]:
    """The realm's groups as an export has them; roles that they name are made."""
    taken: set[str] = set()

    def completed(group: Mapping[str, Any], path: str, parent: str) -> Document:
        own = {key: value for key, value in group.items() if value is not None}
        if "name" not in own:
            return {}
        for fault in gate.too_long(own):
            raise of_fault(fault)
        identifier = own.get("id") or ids.uuid()
        if identifier in taken:
            raise duplicate(f"two groups have the id {identifier}")
        taken.add(identifier)
        place = f"{path}/{own['name']}"
        document: Document = {"id": identifier, "name": own["name"], "path": place}
        document |= {"description": own["description"]} if "description" in own else {}
        document |= {"parentId": parent} if parent else {}
        return document | {
            "attributes": _group_attributes(own),
            "realmRoles": book.need_realm(own.get("realmRoles") or ()),
            "clientRoles": book.need(own.get("clientRoles")),
            "subGroups": siblings(own.get("subGroups") or (), place, identifier),
        }

    def siblings(members: Iterable[Mapping[str, Any]], path: str, parent: str) -> list[Document]:
        documents = [document for member in members if (document := completed(member, path, parent))]
        if len({member["name"] for member in documents}) < len(documents):
            raise duplicate("two groups have the same name")
        return documents

    return siblings(sources, "", "")


def _group_attributes(group: Mapping[str, Any]) -> dict[str, list[str | None]]:
    attributes = {name: values for name, values in (group.get("attributes") or {}).items() if values is not None}
    if any(not isinstance(values, list) for values in attributes.values()):
        raise unreadable("a group's attributes are lists")
    return {name: [value if value is None else _text(value) for value in values] for name, values in gate.attributes(attributes).items()}


def group_paths(document: Iterable[Mapping[str, Any]]) -> dict[str, None]:
    """The paths of all groups, parents before their children."""
    found: dict[str, None] = {}
    for member in document:
        found[member["path"]] = None
        found |= group_paths(member["subGroups"])
    return found


def known_paths(given: Iterable[str], paths: Mapping[str, None]) -> list[str]:
    """Group paths with the leading slash; 500 for one that does not exist."""
    found = [full_path(path) for path in given]
    for path in found:
        if path not in paths:
            raise broken(f"Unable to find group specified by path: {path}")
    return list(dict.fromkeys(found))
