"""What users and groups get when they are imported."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from emulator.core.ids import Ids
from emulator.realm import old_credentials
from emulator.realm.refusal import broken, duplicate, unreadable
from emulator.realm.role_book import RoleBook

Document = dict[str, Any]
SERVICE_ACCOUNT_PREFIX = "service-account-"
_PROPERTIES = ("username", "email", "firstName", "lastName")
_ACTIONS = {
    name.lower(): name
    for name in (
        "CONFIGURE_RECOVERY_AUTHN_CODES", "CONFIGURE_TOTP", "TERMS_AND_CONDITIONS", "UPDATE_EMAIL", "UPDATE_PASSWORD",
        "UPDATE_PROFILE", "VERIFY_EMAIL", "VERIFY_PROFILE", "delete_account", "delete_credential", "idp_link",
        "update_user_locale", "webauthn-register", "webauthn-register-passwordless",
    )
}  # fmt: skip
_DROPPED = frozenset({"access", "applicationRoles", "socialLinks", "userProfileMetadata", "origin", "self"})


def required_action(name: str) -> str:
    """A built-in required action's name as Keycloak writes it, whatever its case; others as they are."""
    return _ACTIONS.get(name.lower(), name)


def _credentials(given: Iterable[Mapping[str, Any]]) -> list[Document]:
    """Of plain passwords the last one counts, and nothing but its value; stored credentials stay as they are."""
    plain = [{"type": "password", "value": c["value"]} for c in given if c.get("value")]
    return [*plain[-1:], *(old_credentials.modern(c) for c in given if not c.get("value"))]


def user(given: Mapping[str, Any], ids: Ids, now: int = 0) -> Document:
    """A UserRepresentation with an id; ``enabled`` is false unless given. ``now`` is in milliseconds."""
    own = {key: value for key, value in given.items() if value is not None and key not in _DROPPED}
    attributes = {name: _values(values) for name, values in (own.get("attributes") or {}).items() if values is not None}
    attributes = {name: values for name, values in attributes.items() if values}
    own |= {name: values[0] for name in _PROPERTIES if (values := attributes.pop(name, None))}
    found: Document = {
        **own,
        "id": own.get("id") or ids.uuid(),
        "username": str(own.get("username") or "").lower(),
        "enabled": bool(own.get("enabled", False)),
        "emailVerified": bool(own.get("emailVerified", False)),
        "totp": any(c.get("type") in ("otp", "totp", "hotp") for c in own.get("credentials") or ()),
        "notBefore": own.get("notBefore", 0),
        "requiredActions": list(dict.fromkeys(required_action(name) for name in own.get("requiredActions") or ())),
        "disableableCredentialTypes": [],
    }
    if now:
        found.setdefault("createdTimestamp", now)
    email = str(found.pop("email", "")).lower()
    if email:
        found["email"] = email
    if "credentials" in own:
        found["credentials"] = _credentials(own["credentials"])
    if given.get("socialLinks") and "federatedIdentities" not in own:
        found["federatedIdentities"] = [_identity(link) for link in given["socialLinks"]]
    if "attributes" in own:
        found["attributes"] = attributes
    return found


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


def group(given: Mapping[str, Any], ids: Ids) -> Document:
    """A GroupRepresentation and its sub-groups with ids."""
    own = {key: value for key, value in given.items() if value is not None}
    return {
        **own,
        "id": own.get("id") or ids.uuid(),
        "attributes": own.get("attributes") or {},
        "subGroups": [group(inner, ids) for inner in own.get("subGroups") or ()],
    }


def groups(given: Iterable[Mapping[str, Any]], book: RoleBook, ids: Ids) -> list[Document]:
    """The realm's groups as an export has them; roles that they name are made."""
    taken: set[str] = set()

    def one(group: Mapping[str, Any], path: str, parent: str) -> Document:
        own = {key: value for key, value in group.items() if value is not None}
        if "name" not in own:
            return {}
        identifier = own.get("id") or ids.uuid()
        if identifier in taken:
            raise duplicate(f"two groups have the id {identifier}")
        taken.add(identifier)
        place = f"{path}/{own['name']}"
        found: Document = {"id": identifier, "name": own["name"], "path": place}
        found |= {"description": own["description"]} if "description" in own else {}
        found |= {"parentId": parent} if parent else {}
        return found | {
            "attributes": _group_attributes(own),
            "realmRoles": book.need_realm(own.get("realmRoles") or ()),
            "clientRoles": book.need(own.get("clientRoles")),
            "subGroups": siblings(own.get("subGroups") or (), place, identifier),
        }

    def siblings(members: Iterable[Mapping[str, Any]], path: str, parent: str) -> list[Document]:
        found = [made for member in members if (made := one(member, path, parent))]
        if len({member["name"] for member in found}) < len(found):
            raise duplicate("two groups have the same name")
        return found

    return siblings(given, "", "")


def _group_attributes(group: Mapping[str, Any]) -> dict[str, list[str]]:
    attributes = {name: values for name, values in (group.get("attributes") or {}).items() if values is not None}
    if any(not isinstance(values, list) for values in attributes.values()):
        raise unreadable("a group's attributes are lists")
    return {name: [_text(value) for value in values] for name, values in attributes.items() if values}


def group_paths(document: Iterable[Mapping[str, Any]]) -> dict[str, None]:
    """The paths of all groups, parents before their children."""
    found: dict[str, None] = {}
    for member in document:
        found[member["path"]] = None
        found |= group_paths(member["subGroups"])
    return found


def known_paths(given: Iterable[str], paths: Mapping[str, None]) -> list[str]:
    """Group paths with the leading slash; 500 for one that does not exist."""
    found = [path if path.startswith("/") else f"/{path}" for path in given]
    for path in found:
        if path not in paths:
            raise broken(f"Unable to find group specified by path: {path}")
    return list(dict.fromkeys(found))
