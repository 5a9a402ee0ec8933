"""Invitations to organizations: a link by mail, which a user follows to become a member, or somebody new to register first."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from emulator.context import Context
from emulator.core.documents import ReadDocument
from emulator.login import action_token
from emulator.realm.texts import Text
from emulator.realm.views import User
from emulator.state import organizations
from emulator.state.records import Invitation
from emulator.tokens import verify

TYPE = "ORGIVT"
PARAMETER = "token"
NOTE = "invitation"
STALE, USED = Text("staleInviteOrgLink"), Text("expiredActionMessage")
DISABLED, GONE = Text("orgDisabledMessage"), Text("orgNotFoundMessage")
_CLIENT = "account"


class Refused(ValueError):
    """An invitation that leads nowhere any more: what the page says under which heading."""

    def __init__(self, heading: Text, text: Text) -> None:
        self.heading, self.text = heading, text
        super().__init__(text)


def of(context: Context, organization: ReadDocument) -> list[Invitation]:
    """The organization's invitations by address, the late ones too."""
    known = context.tables.invitations.many("organization", str(organization["id"]))
    return sorted(known, key=lambda one: one.email)


def make(context: Context, organization: ReadDocument, email: str, first_name: str = "", last_name: str = "") -> Invitation:
    """A new invitation, which lives as long as links that administrators send."""
    now = context.clock.seconds()
    invitation = Invitation(
        context.ids.uuid(), str(organization["id"]), email, now, now + context.realm.action_token_admin_lifespan, first_name, last_name
    )
    context.tables.invitations.put(invitation.id, invitation)
    return invitation


def is_late(context: Context, invitation: Invitation) -> bool:
    """Whether the time to follow the link is over."""
    return context.clock.seconds() > invitation.expires


def link(context: Context, organization: ReadDocument, invitation: Invitation, user: User | None) -> str:
    """Where the invitation leads: a user to a question, anybody else to the registration page. Raises LookupError without ``account``."""
    client = context.tables.client(_CLIENT)
    if client is None:
        raise LookupError(f"the realm has no client '{_CLIENT}'")
    target = str(organization.get("redirectUrl") or "") or f"{context.issuer}/account/"
    claims: dict[str, Any] = {"eml": invitation.email, "reduri": target, "org_id": invitation.organization_id}
    text = action_token.make(context, TYPE, user, client, invitation.expires - invitation.sent, identifier=invitation.id, **claims)
    if user is not None:
        return f"{context.issuer}/login-actions/action-token?{urlencode({'key': text})}"
    query = {"response_type": "code", "client_id": _CLIENT, PARAMETER: text}
    return f"{context.issuer}/protocol/openid-connect/registrations?{urlencode(query)}"


def opened(context: Context, token: verify.Verified, user: User | None = None) -> tuple[Invitation, ReadDocument]:
    """The invitation of a token, and the organization that it leads to; raises Refused."""
    organization = organizations.by_id(context.tables, token.text("org_id"))
    if organization is None:
        raise Refused(USED, GONE)
    if user is not None and organizations.entry(organization, user) is not None:
        raise Refused(USED, Text("orgMemberAlready", "", organization.get("name")))
    if not organization.get("enabled", True):
        raise Refused(STALE, DISABLED)
    return _of_token(context, token), organization


def _of_token(context: Context, token: verify.Verified) -> Invitation:
    """The invitation that a token is for; a link that belongs to a browser has an id of its own and names it."""
    invitation = context.tables.invitations.get(token.text("invitation") or token.text("jti"))
    if invitation is None or is_late(context, invitation):
        raise Refused(USED, STALE)
    return invitation


def noted(context: Context, identifier: str) -> tuple[Invitation, ReadDocument] | None:
    """The invitation that a registration began with, and its organization; None where there is none (any more)."""
    invitation = context.tables.invitations.get(identifier) if identifier else None
    organization = organizations.by_id(context.tables, invitation.organization_id) if invitation is not None else None
    return None if invitation is None or organization is None else (invitation, organization)


def accept(context: Context, invitation: Invitation, organization: ReadDocument, user: User, kind: str) -> None:
    """Makes the user a member, of this kind of membership; the invitation is over."""
    context.tables.invitations.delete(invitation.id)
    organizations.join(context.tables, organization, user, kind)
