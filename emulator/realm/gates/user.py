"""The gate of users: what a UserRepresentation names has to exist, and its credentials have to be usable. All rules as observed.

What the attributes may be is the user profile's matter (``emulator.login.profile``); imports do not ask it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from emulator.core.documents import ReadDocument
from emulator.realm.gates import Fault, credentials, lengths

_ROOT = ("username", "email", "firstName", "lastName", "federationLink")
ACTIONS = frozenset({
    "CONFIGURE_RECOVERY_AUTHN_CODES", "CONFIGURE_TOTP", "TERMS_AND_CONDITIONS", "UPDATE_EMAIL", "UPDATE_PASSWORD",
    "UPDATE_PROFILE", "VERIFY_EMAIL", "VERIFY_PROFILE", "delete_account", "delete_credential", "idp_link",
    "update_user_locale", "webauthn-register", "webauthn-register-passwordless",
})  # fmt: skip
"""Required actions that the server knows, whether a realm has them or not."""


class Realm(Protocol):
    """What there is around a user."""

    def has_client(self, client_id: str) -> bool:
        """Whether there is a client."""

    def has_client_scope(self, name: str) -> bool:
        """Whether there is a client scope."""

    def has_group(self, path: str) -> bool:
        """Whether there is a group at a path, which begins with a slash."""


def faults(user: ReadDocument, around: Realm) -> Iterator[Fault]:
    """What is wrong with a user whom the Admin API makes."""
    if None in (user.get("federatedIdentities") or ()):
        yield Fault(("federatedIdentities",), "identityMissing", "one of federatedIdentities is null", kind="unforeseen")
    yield from _groups(user, around)
    yield from credentials.faults(user.get("credentials") or ())
    yield from too_long(user)


def update_faults(user: ReadDocument) -> Iterator[Fault]:
    """What is wrong with what is written over a user."""
    yield from credentials.faults(user.get("credentials") or ())
    yield from too_long(user)


def imported_faults(user: ReadDocument, around: Realm) -> Iterator[Fault]:
    """What is wrong with a user of a realm file or of a partial import."""
    if user.get("username") is None:
        yield Fault(("username",), "usernameMissing", "a user needs a username", kind="unforeseen")
    if None in (user.get("requiredActions") or ()):
        yield Fault(("requiredActions",), "actionMissing", "a required action has no name", kind="duplicate")
    names = [
        *(user.get("realmRoles") or ()),
        *(name for roles in (user.get("clientRoles") or {}).values() for name in ((None,) if roles is None else roles)),
    ]
    if None in names:
        yield Fault(("realmRoles",), "roleMissing", "a role has no name", kind="unforeseen")
    yield from _groups(user, around)
    yield from credentials.faults(user.get("credentials") or ())
    for client_id in user.get("clientRoles") or user.get("applicationRoles") or ():
        if not around.has_client(client_id):
            message = f"Unable to find client role mappings for client: {client_id}"
            yield Fault(("clientRoles", client_id), "unknownClient", message, (client_id,), "unknown")
    owner = user.get("serviceAccountClientId")
    if owner is not None and not around.has_client(owner):
        message = f"Unable to find client specified for service account link. Client: {owner}"
        yield Fault(("serviceAccountClientId",), "unknownClient", message, (owner,), "unknown")
    yield from _consents(user, around)
    yield from too_long(user)
    yield from lengths.members(user, ("id",), lengths.IDENTIFIER)


def too_long(user: ReadDocument) -> Iterator[Fault]:
    """The texts of a user that are longer than there is room for; attributes have room enough."""
    yield from lengths.members(user, _ROOT)


def known_actions(names: Iterable[object]) -> list[str]:
    """The required actions that the server has, each once; others are not kept, whatever the realm calls its own."""
    return list(dict.fromkeys(name for name in names if isinstance(name, str) and name in ACTIONS))


def full_path(path: str) -> str:
    """A group's path with the leading slash, which need not be given."""
    return path if path.startswith("/") else f"/{path}"


def _groups(user: ReadDocument, around: Realm) -> Iterator[Fault]:
    seen: set[str] = set()
    for index, given in enumerate(user.get("groups") or ()):
        path = full_path(given) if given is not None else ""
        if not path or not around.has_group(path):
            yield Fault(("groups", index), "unknownGroup", f"Unable to find group specified by path: {given}", (str(given),), "unknown")
        elif path in seen:
            yield Fault(("groups", index), "twiceInGroup", f"user {user.get('username')} is twice in a group", kind="duplicate")
        seen.add(path)


def _consents(user: ReadDocument, around: Realm) -> Iterator[Fault]:
    for index, consent in enumerate(user.get("clientConsents") or ()):
        client_id = consent.get("clientId")
        if client_id is None or not around.has_client(client_id):
            message = f"Unable to find client consent mappings for client: {client_id}"
            yield Fault(("clientConsents", index, "clientId"), "unknownClient", message, (str(client_id),), "unknown")
        for scope in consent.get("grantedClientScopes") or ():
            # A client of that name stands for a scope, for old realms named clients here.
            if not around.has_client_scope(scope) and not around.has_client(scope):
                path = ("clientConsents", index, "grantedClientScopes")
                yield Fault(path, "unknownClientScope", f"Unable to find client scope {scope}", (scope,), "unknown")
