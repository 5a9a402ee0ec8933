"""Invitations to organizations: sent to an address or to a user, listed, sent once more, withdrawn."""

from __future__ import annotations

from typing import Any

from emulator.admin import user_mail
from emulator.admin.access import AdminCall, route
from emulator.admin.answers import done, page
from emulator.admin.organizations import MANAGE, organization_of, refused
from emulator.core.documents import ReadDocument
from emulator.core.errors import AdminError
from emulator.login import invitations
from emulator.login.profile import validators
from emulator.realm.refusal import broken, conflict
from emulator.realm.views import User
from emulator.state import organizations
from emulator.state.records import Invitation
from emulator.web.response import Response, json_response

_PENDING, _EXPIRED = "PENDING", "EXPIRED"
_FIELDS = {"email": "email", "firstName": "first_name", "lastName": "last_name"}
_USUAL = 10


def _shown(admin: AdminCall, invitation: Invitation) -> dict[str, Any]:
    named = {name: getattr(invitation, field) for name, field in _FIELDS.items() if getattr(invitation, field)}
    return {
        "id": invitation.id, "organizationId": invitation.organization_id, **named, "sentDate": invitation.sent,
        "expiresAt": invitation.expires, "status": _status(admin, invitation),
    }  # fmt: skip


def _status(admin: AdminCall, invitation: Invitation) -> str:
    return _EXPIRED if invitations.is_late(admin.context, invitation) else _PENDING


def listing(admin: AdminCall) -> Response:
    """Invitations by address, ten unless told; by whole fields, by a part of any (``search``), and by ``status``."""
    organization = organization_of(admin, *MANAGE)
    query = admin.call.query
    status, search = query.get("status"), (query.get("search") or "").lower()
    if status is not None and status not in (_PENDING, _EXPIRED):
        raise broken(f"status is {_PENDING} or {_EXPIRED}")
    rows = [_shown(admin, invitation) for invitation in invitations.of(admin.context, organization)]
    if status is not None:
        rows = [row for row in rows if row["status"] == status]
    for name in _FIELDS:
        wanted = query.get(name)
        if wanted is not None:
            rows = [row for row in rows if row.get(name) == wanted]
    rows = [row for row in rows if any(search in str(row.get(name) or "").lower() for name in _FIELDS)]
    return json_response(page(admin, rows, _USUAL), charset=True)


def _invitation(admin: AdminCall) -> tuple[ReadDocument, Invitation]:
    """The invitation of the path with its organization; raises 404."""
    organization = organization_of(admin, *MANAGE)
    invitation = admin.tables.invitations.get(admin.call.parameters["invitation"])
    if invitation is None or invitation.organization_id != organization["id"]:
        raise refused(404, "Invitation not found")
    return organization, invitation


def read(admin: AdminCall) -> Response:
    """One invitation."""
    return json_response(_shown(admin, _invitation(admin)[1]), charset=True)


def delete(admin: AdminCall) -> Response:
    """Withdraws an invitation: its link leads nowhere any more."""
    _, invitation = _invitation(admin)
    admin.tables.invitations.delete(invitation.id)
    _tell(admin, invitation)
    return done()


def resend(admin: AdminCall) -> Response:
    """Sends an invitation once more; it is a new one then, with a new time."""
    organization, old = _invitation(admin)
    admin.tables.invitations.delete(old.id)
    return _send(admin, organization, old.email, old.first_name, old.last_name)


def invite(admin: AdminCall) -> Response:
    """Invites whoever has an address, a user or not."""
    organization = _open(admin)
    email = (admin.call.form.get("email") or "").strip().lower()
    if not email:
        raise refused(400, "Email is required to invite a member")
    if validators.faults({"email": {}}, [email], multivalued=False):
        raise refused(400, "Invalid email format")
    if _pending(admin, organization, email):
        raise refused(409, "User already has a pending invitation")
    user = _user(admin, email)
    if user is not None and organizations.entry(organization, user) is not None:
        raise refused(409, "User already a member of the organization")
    first, last = (user.first_name, user.last_name) if user is not None else _named(admin)
    return _send(admin, organization, email, first, last)


def invite_user(admin: AdminCall) -> Response:
    """Invites a user, by its id."""
    organization = _open(admin)
    identifier = admin.call.form.get("id")
    if not identifier:
        raise AdminError(400, {"error": "To invite a member you need to provide the user id"})
    user = admin.tables.user(identifier)
    if user is None:
        raise refused(400, "User does not exist")
    if not user.email:
        raise refused(400, "User does not have an email address")
    if _pending(admin, organization, user.email.lower()):
        raise conflict(f"{user.email} has been invited")
    return _send(admin, organization, user.email.lower(), user.first_name, user.last_name)


def _open(admin: AdminCall) -> ReadDocument:
    organization = organization_of(admin, *MANAGE)
    if not organization.get("enabled", True):
        raise refused(400, "Organization is disabled")
    return organization


def _named(admin: AdminCall) -> tuple[str, str]:
    return admin.call.form.get("firstName") or "", admin.call.form.get("lastName") or ""


def _pending(admin: AdminCall, organization: ReadDocument, email: str) -> bool:
    return any(one.email == email and not invitations.is_late(admin.context, one) for one in invitations.of(admin.context, organization))


def _user(admin: AdminCall, email: str) -> User | None:
    document = next(iter(admin.tables.users.many("email", email)), None)
    return User(document) if document is not None else None


def _send(admin: AdminCall, organization: ReadDocument, email: str, first_name: str, last_name: str) -> Response:
    """Makes an invitation and mails it; 204 once the mail server has it."""
    from emulator.mail import delivery, messages

    invitation = invitations.make(admin.context, organization, email, first_name, last_name)
    user = _user(admin, email)
    url = invitations.link(admin.context, organization, invitation, user)
    minutes = (invitation.expires - invitation.sent) // 60
    message = messages.invitation(delivery.words_for(admin.context, user), str(organization["name"]), url, minutes)
    _tell(admin, invitation)
    return user_mail.sent(admin, email, message, "Failed to send invite email")


def _tell(admin: AdminCall, invitation: Invitation) -> None:
    """What the event of a change shows."""
    admin.changed = {
        "id": invitation.id, "organizationId": invitation.organization_id, "email": invitation.email, "sentDate": 0, "expiresAt": 0,
    }  # fmt: skip


_ORGANIZATION, _EVENT = "/organizations/{organization}", "ORGANIZATION_MEMBERSHIP"
_ONE = f"{_ORGANIZATION}/invitations/{{invitation}}"
ROUTES = [
    route("GET", f"{_ORGANIZATION}/invitations", listing),
    route("GET", _ONE, read),
    route("DELETE", _ONE, delete, event=_EVENT),
    route("POST", f"{_ONE}/resend", resend, media="", event=_EVENT, operation="ACTION"),
    route("POST", f"{_ORGANIZATION}/members/invite-user", invite, media="", event=_EVENT, operation="ACTION"),
    route("POST", f"{_ORGANIZATION}/members/invite-existing-user", invite_user, media="", event=_EVENT, operation="ACTION"),
]
