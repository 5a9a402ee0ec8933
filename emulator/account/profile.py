"""The user's own profile, with the rules that it has to keep."""

from __future__ import annotations

from collections.abc import Sequence

from emulator.account.access import MANAGE, NO_CACHE, VIEW, AccountCall, authenticate, changed
from emulator.core.documents import Document
from emulator.core.errors import AdminError
from emulator.login.profile import ROOT, Fault, Kind, Profile, raw
from emulator.login.profile.taken import TAKEN
from emulator.tokens import scopes
from emulator.web import media_type, request_body
from emulator.web.call import Call
from emulator.web.response import JSON, Response, json_response


def read(call: Call) -> Response:
    """The profile; ``userProfileMetadata=false`` leaves out its rules."""
    account = authenticate(call)
    _require(account, MANAGE, VIEW)
    shown = _representation(account)
    if account.flag("userProfileMetadata", True):
        shown["userProfileMetadata"] = _profile(account).metadata()
    return json_response(shown, headers=[NO_CACHE], charset=True)


def update(call: Call) -> Response:
    """Changes the profile, what is absent is emptied; refused with every fault at once, and first with what somebody else has."""
    account = authenticate(call)
    media_type.consumes(call, "", JSON)
    _require(account, MANAGE)
    tables, user = account.tables, account.user
    values = raw(request_body.parse(call.body, "UserRepresentation"))
    profile = _profile(account)
    faults = profile.in_order(profile.faults(values))
    taken = [fault for fault in faults if fault.key in TAKEN]
    if taken:
        raise _refused(409, taken)
    if faults:
        raise _refused(400, faults)
    tables.users.put(user.id, profile.document(user.document, values))
    return changed(call)


def _require(account: AccountCall, *any_of: str) -> None:
    if not account.may(*any_of):
        raise AdminError(403, {"error": "HTTP 403 Forbidden"}, reason=f"the token has none of {', '.join(any_of)}")


def _profile(account: AccountCall) -> Profile:
    asked = scopes.requested(account.tables, account.client, account.token.text("scope"))
    return Profile(account.tables, Kind.ACCOUNT, account.user, [scope.name for scope in asked])


def _representation(account: AccountCall) -> Document:
    """The user as it sees itself."""
    user, readable = account.user, _profile(account).readable()
    own: Document = {name: readable[name][0] for name in ("username", "firstName", "lastName", "email") if name in readable}
    shown: Document = {"id": user.id, **own, "emailVerified": user.email_verified}
    attributes = {name: values for name, values in readable.items() if name not in ROOT}
    return {**shown, "attributes": attributes} if attributes else shown


def _refused(status: int, faults: Sequence[Fault]) -> AdminError:
    told = [_told(fault) for fault in faults]
    first = told[0] if len(told) == 1 else {}
    reason = "; ".join(f"{one['field']}: {one['errorMessage']}" for one in told)
    return AdminError(status, {**first, "errors": told}, reason)


def _told(fault: Fault) -> Document:
    """A fault in Keycloak's words for the account: parameters are texts."""
    parameters = [None if one is None else str(one) for one in fault.parameters]
    return {"field": fault.field, "errorMessage": fault.key, "params": [fault.label or fault.field, *parameters]}
