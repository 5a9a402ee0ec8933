"""Credentials of a user: passwords set anew, labels, order, removal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from emulator.admin._passwords import new_password
from emulator.admin.access import AdminCall, route
from emulator.admin.answers import done, found
from emulator.admin.users import MANAGE, VIEW, missing, user_of
from emulator.core.errors import AdminError
from emulator.realm.gates import credentials as gate
from emulator.realm.gates import lengths
from emulator.realm.refusal import broken, label_taken
from emulator.realm.views import User
from emulator.web.response import Response

_UPDATE_PASSWORD = "UPDATE_PASSWORD"
_SHOWN = ("id", "type", "userLabel", "createdDate", "credentialData")


def reset_password(admin: AdminCall) -> Response:
    """Gives the user a new password; a temporary one has to be changed at the next login."""
    user = user_of(admin, MANAGE)
    document = admin.body("CredentialRepresentation") if admin.call.body.strip() not in (b"", b"null") else {}
    value = document.get("value")
    if value is None:
        raise AdminError(400, {"error": "No password provided"})
    if not value.strip():
        raise AdminError(400, {"error": "Empty password not allowed"})
    credentials = new_password(admin, user, value)
    actions = [action for action in user.required_actions if action != _UPDATE_PASSWORD]
    if document.get("temporary"):
        actions.append(_UPDATE_PASSWORD)
    admin.tables.users.put(user.id, {**user.document, "credentials": credentials, "requiredActions": actions})
    return done()


def listing(admin: AdminCall) -> Response:
    """The user's credentials without their secrets."""
    user = user_of(admin, *VIEW)
    passwords = admin.call.emulator.passwords
    shown = [passwords.described(c) for c in user.credentials]
    return found([{name: c[name] for name in _SHOWN if c.get(name) is not None} for c in shown])


def _credential(admin: AdminCall, user: User) -> Mapping[str, Any]:
    wanted = admin.call.parameters["credential"]
    for credential in user.credentials:
        if credential.get("id") == wanted:
            return credential
    raise missing(admin, "Credential not found")


def _put(admin: AdminCall, user: User, credentials: Sequence[Mapping[str, Any]]) -> None:
    admin.tables.users.put(user.id, {**user.document, "credentials": list(credentials)})


def label(admin: AdminCall) -> Response:
    """Names a credential; the body is the plain text."""
    user = user_of(admin, MANAGE)
    chosen = _credential(admin, user)
    text = admin.call.body.decode("utf-8", "replace")
    if not text.strip():
        raise AdminError(400, {"error": "missingCredentialLabel", "error_description": "Credential label must not be empty"})
    if gate.is_label_taken(user.credentials, chosen, text):
        raise label_taken()
    for fault in lengths.one(text, ("userLabel",)):
        raise broken(fault.message)
    _put(admin, user, [{**c, "userLabel": text} if c is chosen else c for c in user.credentials])
    return done()


def delete(admin: AdminCall) -> Response:
    """Removes a credential."""
    user = user_of(admin, MANAGE)
    chosen = _credential(admin, user)
    _put(admin, user, [c for c in user.credentials if c is not chosen])
    return done(no_cache=True)


def move_first(admin: AdminCall) -> Response:
    """Makes a credential the user's first."""
    user = user_of(admin, MANAGE)
    chosen = _credential(admin, user)
    _put(admin, user, [chosen, *(c for c in user.credentials if c is not chosen)])
    return done()


def move_after(admin: AdminCall) -> Response:
    """Puts a credential behind another one; nothing happens when there is no such other one."""
    user = user_of(admin, MANAGE)
    chosen = _credential(admin, user)
    others = [c for c in user.credentials if c is not chosen]
    for index, other in enumerate(others):
        if other.get("id") == admin.call.parameters["previous"]:
            _put(admin, user, [*others[: index + 1], chosen, *others[index + 1 :]])
    return done()


def disable_types(admin: AdminCall) -> Response:
    """Disables credentials of these types; Keycloak's own credentials cannot be disabled, so that nothing changes."""
    user_of(admin, MANAGE)
    return done()


def storage_types(admin: AdminCall) -> Response:
    """Kinds of credentials that a user storage keeps: there is none."""
    user_of(admin, *VIEW)
    return found([])


_ONE = "/users/{id}/credentials/{credential}"
ROUTES = [
    route("PUT", "/users/{id}/reset-password", reset_password, event="USER", operation="ACTION", reads="CredentialRepresentation"),
    route("GET", "/users/{id}/credentials", listing),
    route("PUT", f"{_ONE}/userLabel", label, media="text/plain", event="USER"),
    route("DELETE", _ONE, delete, event="USER"),
    route("POST", f"{_ONE}/moveToFirst", move_first, media="", event="USER"),
    route("POST", f"{_ONE}/moveAfter/{{previous}}", move_after, media="", event="USER"),
    route("PUT", "/users/{id}/disable-credential-types", disable_types, event="USER", reads="string[]"),
    route("GET", "/users/{id}/configured-user-storage-credential-types", storage_types),
]
