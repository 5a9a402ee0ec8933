"""Impersonation: the administrator's browser is logged in as a user, without the user's password."""

from __future__ import annotations

from dataclasses import replace

from emulator.admin import fine_grained, privileges
from emulator.admin.access import AdminCall, route
from emulator.admin.answers import found
from emulator.admin.callers import forbidden
from emulator.admin.users import user_of
from emulator.context import events
from emulator.core.errors import AdminError
from emulator.login import session_end, sessions
from emulator.web import identity_cookies
from emulator.web.response import Response

_AUTH_METHOD = "impersonate"


def impersonate(admin: AdminCall) -> Response:
    """A session of the user for this browser, and where to go with it; an administrator of the same realm is logged out."""
    call, caller = admin.call, admin.caller
    user = user_of(admin, "impersonation")
    role = privileges.stronger_by(admin, user)
    if role is not None:
        raise forbidden(f"user '{user.username}' has the role '{role.name}', which user '{caller.user.username}' has not got")
    if fine_grained.protects_from_impersonation(admin, user):
        raise forbidden(f"permissions protect user '{user.username}' from it")
    if not user.enabled:
        raise AdminError(400, {"errorMessage": "User is disabled"})
    if user.document.get("serviceAccountClientId"):
        raise AdminError(400, {"errorMessage": "Service accounts cannot be impersonated"})
    same = caller.tables is admin.tables and caller.session is not None
    if same and caller.session is not None:
        identity_cookies.forget_everything(call)
        session_end.end(call.context, caller.session)
    notes = {"IMPERSONATOR_ID": caller.user.id, "IMPERSONATOR_USERNAME": caller.user.username}
    session = replace(sessions.start(admin.context, user, notes=notes), auth_method=_AUTH_METHOD)
    sessions.keep(admin.context, session)
    identity_cookies.add_identity(call, session)
    details = {"impersonator_realm": caller.tables.realm.name, "impersonator": caller.user.username}
    events.record(call.context, "IMPERSONATE", "", user, session.id, details=details)
    return found({"sameRealm": same, "redirect": f"{admin.context.issuer}/account"})


ROUTES = [route("POST", "/users/{id}/impersonation", impersonate, media="")]
