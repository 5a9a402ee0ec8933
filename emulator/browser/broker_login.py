"""What becomes of an identity that a provider vouches for: a login of the user who is linked to it, or a first login."""

from __future__ import annotations

from dataclasses import replace

from emulator.broker import identity as identities
from emulator.broker import links, sync
from emulator.broker.identity import BrokeredIdentity
from emulator.browser import broker_events, flow_run, login_events, tabs
from emulator.browser import login as browser_login
from emulator.context import events
from emulator.core.errors import PageError
from emulator.login import actions, brokered
from emulator.login.attempt import Attempt
from emulator.login.profile import membership
from emulator.login.required_actions import idp_link
from emulator.realm.texts import Text
from emulator.realm.views import IdentityProvider, User
from emulator.web.call import Call
from emulator.web.response import Response

PROVIDER = "identity_provider"
USERNAME = "identity_provider_identity"
ID_TOKEN = "FEDERATED_ID_TOKEN"
SESSION = "broker session"
SUBJECT = "broker subject"


def authenticated(call: Call, attempt: Attempt, provider: IdentityProvider, identity: BrokeredIdentity) -> Response:
    """Logs in the user who is linked to the identity; a first login begins where nobody is."""
    context = call.context
    identity = sync.preprocessed(context, provider, identity)
    attempt.set_note(flow_run.PROVIDER, provider.alias)
    broker_events.vouched(call, attempt, identity)
    user = links.user(context.tables, provider.alias, identity.id)
    if user is None:
        return _first(call, attempt, identity)
    if not user.enabled:
        raise PageError(Text("accountDisabledMessage"), reason=f"user '{user.username}' is not enabled", event="user_disabled")
    attempt.user = user
    notes = dict(attempt.session.session_notes)
    sync.updated(context, provider, identity, user, notes)
    attempt.session = replace(attempt.session, session_notes=notes)
    return _finish_or_post(call, attempt, provider, identity)


def _first(call: Call, attempt: Attempt, identity: BrokeredIdentity) -> Response:
    brokered.keep(attempt, identity)
    for note in (brokered.EXISTING, brokered.REVIEW, brokered.REGISTERED, brokered.EMAIL_CHANGED, brokered.USERNAME_CHANGED):
        attempt.set_note(note, None)
    attempt.set_note(login_events.BEGUN_ANEW, "true")
    attempt.session = replace(attempt.session, flow_path="first-broker-login", execution="", status={}, user_id="")
    return _kept(call, attempt)


def _kept(call: Call, attempt: Attempt) -> Response:
    """On to the flow that comes next."""
    tab = tabs.of(call, attempt)
    tab.keep()
    return tab.show()


def link_added(call: Call, attempt: Attempt, provider: IdentityProvider, identity: BrokeredIdentity) -> Response:
    """The user, who is logged in already, gets a link to the identity."""
    context, user = call.context, attempt.known_user()
    identity = sync.preprocessed(context, provider, identity)
    details = broker_events.added(identity, idp_link.ALIAS)
    refusal = _refused_link(call, user, provider, identity)
    if refusal is not None:
        login_events.record(call, attempt, "FEDERATED_IDENTITY_LINK", refusal.key, **details)
        events.drop(call.context)
        raise PageError(refusal, reason=f"user '{user.username}' cannot be linked to '{identity.broker_username}'")
    user = links.put(context.tables, user, provider.alias, identity.id, identity.broker_username)
    sync.updated(context, provider, identity, user, {})
    actions.finish(attempt, idp_link.ALIAS)
    login_events.record(call, attempt, "FEDERATED_IDENTITY_LINK", "", **details)
    attempt.details = details
    return browser_login.proceed(call, attempt)


def _refused_link(call: Call, user: User, provider: IdentityProvider, identity: BrokeredIdentity) -> Text | None:
    """Why a user gets no link to an identity; None where there is nothing against it."""
    other, mine = links.user(call.tables, provider.alias, identity.id), links.to(user, provider.alias)
    if other is not None and other.id != user.id:
        return Text("identityProviderAlreadyLinkedMessage", provider.name)
    if membership.has_home(call.tables, user):
        return Text("federatedIdentityBoundOrganization")
    is_another = mine is not None and str(mine.get("userId")) != identity.id
    return Text("identityProviderAlreadyLinkedToCurrentUserMessage", provider.name) if is_another else None


def link_cancelled(call: Call, attempt: Attempt, alias: str) -> Response:
    """The provider did not say who it is: the user stays without the link."""
    details: dict[str, str | None] = {"identity_provider": alias, "custom_required_action": idp_link.ALIAS}
    login_events.record(call, attempt, "FEDERATED_IDENTITY_LINK", "rejected_by_user", **details)
    attempt.details |= details
    actions.cancel(attempt, idp_link.ALIAS)
    return browser_login.proceed(call, attempt)


def linked(call: Call, attempt: Attempt) -> Response:
    """The first login's flow has found or made the user."""
    identity, provider, user = brokered.identity_of(attempt), brokered.provider_of(attempt), attempt.known_user()
    context = call.context
    other = links.user(context.tables, provider.alias, identity.id)
    if other is not None and other.id != user.id:
        raise PageError(Text("identityProviderAlreadyLinkedMessage", provider.name), 409, reason=f"user '{other.username}' is linked to it")
    mine = links.to(user, provider.alias)
    if mine is not None and attempt.note(brokered.OVERRIDE) != "true":
        text = Text("identityProviderAlreadyLinkedToCurrentUserMessage", provider.name)
        raise PageError(text, 409, reason=f"user '{user.username}' is linked to '{mine.get('userName')}'")
    if mine is not None:
        broker_events.overridden(call, attempt, identity, user, str(mine.get("userName") or ""))
    user = links.put(context.tables, user, provider.alias, identity.id, identity.broker_username)
    notes = dict(attempt.session.session_notes)
    if attempt.note(brokered.REGISTERED):
        sync.imported(context, provider, identity, user, notes)
        if not attempt.note(brokered.EMAIL_CHANGED):
            sync.verified_if_trusted(context, provider, identity, _current(call, user))
    else:
        sync.updated(context, provider, identity, user, notes)
    attempt.session = replace(attempt.session, session_notes=notes)
    attempt.set_note(brokered.CONTEXT, None)
    broker_events.linked(call, attempt, identity, _current(call, user), registered=bool(attempt.note(brokered.REGISTERED)))
    return _finish_or_post(call, attempt, provider, identity)


def _current(call: Call, user: User) -> User:
    return call.tables.user(user.id) or user


def _finish_or_post(call: Call, attempt: Attempt, provider: IdentityProvider, identity: BrokeredIdentity) -> Response:
    if provider.post_broker_login_flow:
        attempt.set_note(brokered.AFTERWARDS, identity.to_text())
        attempt.session = replace(attempt.session, flow_path="post-broker-login", execution="", status={})
        return _kept(call, attempt)
    return _finish(call, attempt, identity)


def finished(call: Call, attempt: Attempt) -> Response:
    """The flow after the login is through."""
    return _finish(call, attempt, identities.from_text(attempt.note(brokered.AFTERWARDS)))


def _finish(call: Call, attempt: Attempt, identity: BrokeredIdentity) -> Response:
    notes = {
        PROVIDER: identity.alias, USERNAME: identity.broker_username, ID_TOKEN: identity.id_token, SESSION: identity.session,
        SUBJECT: identity.id, "FEDERATED_ACCESS_TOKEN": identity.access_token, "FEDERATED_TOKEN_EXPIRATION": str(identity.expires),
    }  # fmt: skip
    for name, value in {**identity.session_notes, **notes}.items():
        attempt.set_session_note(name, value)
    attempt.details = broker_events.through(attempt, identity)
    attempt.session = replace(attempt.session, flow_path="authenticate", execution="")
    call.log.append(f"user '{attempt.known_user().username}' by identity provider '{identity.alias}'")
    return browser_login.proceed(call, attempt)
