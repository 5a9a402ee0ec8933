"""Events of logins by identity providers, with the details that Keycloak's have."""

from __future__ import annotations

from emulator.broker.identity import BrokeredIdentity
from emulator.browser import login_events
from emulator.browser.tabs import Tab
from emulator.context import events
from emulator.login.attempt import Attempt
from emulator.realm.views import User
from emulator.web.call import Call

FAILURE = "identity_provider_login_failure"
Details = dict[str, str | None]


def begin(call: Call, alias: str | None = None) -> None:
    """A provider's part of a login begins; Keycloak tells of it only where it fails."""
    events.begin(call.context, "IDENTITY_PROVIDER_LOGIN", identity_provider=alias)


def entered(tab: Tab) -> None:
    """The login that it belongs to is known."""
    events.note(tab.call.context, client=tab.client, code_id=tab.session.root)


def vouched(call: Call, attempt: Attempt, identity: BrokeredIdentity) -> None:
    """The provider has said who it is."""
    events.note(
        call.context, identity_provider=identity.alias, identity_provider_identity=identity.broker_username,
        identity_provider_broker_session_id=login_events.provider_session(identity), redirect_uri=attempt.session.redirect_uri,
    )  # fmt: skip


def linked(call: Call, attempt: Attempt, identity: BrokeredIdentity, user: User, *, registered: bool) -> None:
    """The user is linked to the identity, or has been made for it."""
    details: Details = {
        **login_events.named(identity.alias, identity.broker_username), "code_id": attempt.session.root, "username": user.username,
    }  # fmt: skip
    if registered:
        details |= {"register_method": "broker", "email": user.email}
    kind = "REGISTER" if registered else "FEDERATED_IDENTITY_LINK"
    events.record(call.context, kind, attempt.client.client_id, user, details=details)


def overridden(call: Call, attempt: Attempt, identity: BrokeredIdentity, user: User, before: str) -> None:
    """The user's link to another identity of the provider, of the name ``before``, goes."""
    details: Details = {
        **login_events.named(identity.alias, identity.broker_username), "previous_identity_provider_identity": before,
        "code_id": attempt.session.root, "username": user.username,
    }  # fmt: skip
    events.record(call.context, "FEDERATED_IDENTITY_OVERRIDE_LINK", attempt.client.client_id, user, details=details)


def through(attempt: Attempt, identity: BrokeredIdentity) -> Details:
    """What the event of a login by this identity says beside, or in the place of, what that of another login says."""
    of_flow = attempt.session.flow_path in login_events.BROKERED
    return {
        **_session(identity), **login_events.named(identity.alias, identity.broker_username), "auth_method": None, "auth_type": None,
        "redirect_uri": None if of_flow else attempt.session.redirect_uri,
    }  # fmt: skip


def added(identity: BrokeredIdentity, alias: str) -> Details:
    """What events say of a link that the required action ``alias`` has added."""
    return {**_session(identity), **login_events.named(identity.alias, identity.broker_username), "custom_required_action": alias}


def _session(identity: BrokeredIdentity) -> Details:
    return {"identity_provider_broker_session_id": login_events.provider_session(identity)}
