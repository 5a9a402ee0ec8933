"""The flow of a login in a browser: which one it is, and its run."""

from __future__ import annotations

from emulator.broker import links
from emulator.browser import login_events, tabs
from emulator.core.errors import PageError
from emulator.login import levels
from emulator.login.attempt import Attempt
from emulator.login.flow import Run
from emulator.login.outcome import FlowError, Outcome
from emulator.realm.texts import Text
from emulator.web.call import Call

BROKERED = frozenset(login_events.BROKERED)
PROVIDER = "broker"
FLOW = "flow of a client policy"
"""Note with the alias of the flow that a client policy wants."""


def flow_alias(attempt: Attempt) -> str:
    """The flow that the login's path runs; the client may have one of its own for the browser."""
    realm, path = attempt.context.realm, attempt.session.flow_path
    if path == "registration":
        return realm.registration_flow
    if path == "reset-credentials":
        return realm.reset_credentials_flow
    if path in BROKERED:
        return _brokers_flow(attempt)
    if attempt.note(FLOW):
        return attempt.note(FLOW)
    override = attempt.client.authentication_flow_overrides.get("browser")
    if override:
        for flow in realm.authentication_flows:
            if override in (flow.get("id"), flow.get("alias")):
                return str(flow.get("alias"))
    return realm.browser_flow


def _brokers_flow(attempt: Attempt) -> str:
    """The flow of a first login by an identity provider, or the one after each login by it."""
    provider = links.provider(attempt.context.tables, attempt.note(PROVIDER))
    if attempt.session.flow_path == "post-broker-login":
        return provider.post_broker_login_flow if provider is not None else ""
    return (provider.first_broker_login_flow if provider is not None else "") or attempt.context.realm.first_broker_login_flow


def run(attempt: Attempt, execution: str = "") -> Outcome:
    """Runs the flow, from its beginning or with what was posted to an execution; raises PageError when nobody can log in."""
    check_enabled(attempt)
    flow = Run(attempt, flow_alias(attempt))
    try:
        outcome = flow.act(execution) if execution else flow.process()
        if outcome is None and not (flow.successful and attempt.user is not None):
            raise flow.failure()
        if outcome is None:
            levels.close_flow(attempt)
            flow.finish()
    except FlowError as error:
        raise PageError(error.message, error.status, reason=str(error), event=error.event) from error
    return outcome


def run_or_tell(call: Call, attempt: Attempt, execution: str = "") -> Outcome:
    """As ``run``; where nobody can log in, what the steps have to tell is told too, and the tab stays as they have left it."""
    try:
        return run(attempt, execution)
    except PageError as error:
        login_events.failed(call, attempt, error.event)
        tab = tabs.of(call, attempt)
        tab.keep()
        error.page_url = tab.here()
        raise


def check_enabled(attempt: Attempt) -> None:
    """An account that is disabled while its user logs in goes no further; raises PageError."""
    user = attempt.user
    if user is not None and not user.enabled:
        attempt.events.append(("LOGIN", "user_disabled", {"username": user.username, "user": user.id}))
        raise PageError(Text("accountDisabledMessage"), reason=f"user '{user.username}' is not enabled")
