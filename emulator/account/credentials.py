"""The user's credentials, by kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.account._routes import route
from emulator.account.access import MANAGE, NO_CACHE, VIEW, AccountCall, changed
from emulator.core.documents import Document
from emulator.core.errors import AdminError
from emulator.core.json_text import read_json
from emulator.login import passkeys
from emulator.realm.gates import lengths
from emulator.realm.gates.credentials import is_label_taken
from emulator.realm.refusal import broken, label_taken
from emulator.realm.views import RequiredAction
from emulator.web import media_type
from emulator.web.response import JSON, Response, json_response

_TRANSPORTS = "webauthn-transports"
_KINDS: Mapping[str, Document] = {
    "password": {
        "type": "password",
        "category": "basic-authentication",
        "displayName": "password-display-name",
        "helptext": "password-help-text",
        "iconCssClass": "kcAuthenticatorPasswordClass",
        "updateAction": "UPDATE_PASSWORD",
        "removeable": False,
    },
    "otp": {
        "type": "otp",
        "category": "two-factor",
        "displayName": "otp-display-name",
        "helptext": "otp-help-text",
        "iconCssClass": "kcAuthenticatorOTPClass",
        "createAction": "CONFIGURE_TOTP",
        "removeable": True,
    },
    "recovery-authn-codes": {
        "type": "recovery-authn-codes",
        "category": "two-factor",
        "displayName": "recovery-authn-codes-display-name",
        "helptext": "recovery-authn-codes-help-text",
        "iconCssClass": "kcAuthenticatorRecoveryAuthnCodesClass",
        "createAction": "CONFIGURE_RECOVERY_AUTHN_CODES",
        "removeable": True,
    },
    "webauthn": {
        "type": "webauthn",
        "category": "two-factor",
        "displayName": "webauthn-display-name",
        "helptext": "webauthn-help-text",
        "iconCssClass": "kcAuthenticatorWebAuthnClass",
        "createAction": "webauthn-register",
        "removeable": True,
    },
    "webauthn-passwordless": {
        "type": "webauthn-passwordless",
        "category": "passwordless",
        "displayName": "webauthn-passwordless-display-name",
        "helptext": "webauthn-passwordless-help-text",
        "iconCssClass": "kcAuthenticatorWebAuthnPasswordlessClass",
        "createAction": "webauthn-register-passwordless",
        "removeable": True,
    },
}
_ASKED_BY = {
    "recovery-authn-codes": "auth-recovery-authn-code-form", "webauthn": "webauthn-authenticator",
    "webauthn-passwordless": "webauthn-authenticator-passwordless",
}  # fmt: skip
_ACTIONS = ("createAction", "updateAction")
_SHOWN = ("id", "type", "userLabel", "createdDate", "credentialData")


def listing(account: AccountCall) -> Response:
    """The kinds (``type`` for one of them) with the user's credentials, unless ``user-credentials=false``."""
    wanted, passwords = account.call.query.get("type"), account.call.emulator.passwords
    offered = {action.alias for action in map(RequiredAction, account.call.context.realm.required_actions) if action.enabled}
    shown = []
    for name, kind in _KINDS.items():
        if wanted not in (None, name) or not _is_asked_for(account, name):
            continue
        row = dict(kind)
        mine = [passwords.described(credential) for credential in account.user.credentials if credential.get("type") == name]
        if name == "password" and not mine:
            row["createAction"] = row.pop("updateAction")
        for role in _ACTIONS:
            if row.get(role) not in offered:
                row.pop(role, None)
        if account.flag("user-credentials", True):
            if not mine and not any(role in row for role in _ACTIONS):
                continue
            credentials = [{key: credential[key] for key in _SHOWN if credential.get(key) is not None} for credential in mine]
            row["userCredentialMetadatas"] = [{**_information(credential), "credential": credential} for credential in credentials]
        shown.append(row)
    return json_response(shown, headers=[NO_CACHE], charset=True)


def _is_asked_for(account: AccountCall, kind: str) -> bool:
    """Whether a flow of the realm asks for credentials of the kind, or login forms do; passwords and one-time codes are always listed."""
    if kind == passkeys.PASSWORDLESS and passkeys.are_on_login_forms(account.call.tables.document):
        return True
    provider = _ASKED_BY.get(kind)
    executions = (one for flow in account.call.context.realm.authentication_flows for one in flow.get("authenticationExecutions") or ())
    return provider is None or any(one.get("authenticator") == provider and one.get("requirement") != "DISABLED" for one in executions)


def _information(credential: Mapping[str, Any]) -> Document:
    """How a passkey is reached."""
    transports = passkeys.data_of(credential).get("transports") if str(credential.get("type")).startswith("webauthn") else None
    return {"infoProperties": [{"key": _TRANSPORTS, "parameters": [", ".join(map(str, transports))]}]} if transports else {}


def _one(account: AccountCall) -> Mapping[str, Any]:
    wanted = account.call.parameters["credential"]
    found = next((one for one in account.user.credentials if one.get("id") == wanted), None)
    if found is None:
        raise AdminError(404, {"error": "Credential not found"})
    return found


def delete(account: AccountCall) -> Response:
    """Removes a credential that may be removed."""
    gone = _one(account)
    if not _KINDS.get(str(gone.get("type")), {}).get("removeable"):
        raise AdminError(400, {"error": "Credential type cannot be removed"})
    return _kept(account, [one for one in account.user.credentials if one is not gone])


def label(account: AccountCall) -> Response:
    """Gives a credential another name, a text in JSON; raises AdminError for anything else."""
    media_type.consumes(account.call, "", JSON)
    named = _one(account)
    try:
        text = read_json(account.call.body)
    except ValueError:
        text = {}
    if isinstance(text, dict | list):
        raise AdminError(400, {"errorMessage": "invalidRequestMessage"}, "the body is no text in JSON")
    if is_label_taken(account.user.credentials, named, str(text)):
        raise label_taken()
    for fault in lengths.one(str(text), ("userLabel",)):
        raise broken(fault.message)
    mine = account.user.credentials
    return _kept(account, [{**credential, "userLabel": str(text)} if credential is named else credential for credential in mine])


def _kept(account: AccountCall, credentials: list[Mapping[str, Any]]) -> Response:
    account.tables.users.put(account.user.id, {**account.user.document, "credentials": credentials})
    return changed(account.call)


ROUTES = [
    route("GET", "/credentials", listing, MANAGE, VIEW),
    route("DELETE", "/credentials/{credential}", delete, MANAGE),
    route("PUT", "/credentials/{credential}/label", label, MANAGE),
]
