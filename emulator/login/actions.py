"""Required actions: what a user has to do, or an application asks for (``kc_action``), before the client gets its answer."""

from __future__ import annotations

from emulator.login import consents, sessions
from emulator.login.attempt import Attempt
from emulator.login.outcome import Challenge, Outcome, Refused
from emulator.login.required_actions import REQUIRED_ACTIONS, RequiredActionProvider
from emulator.realm.views import RequiredAction, User

CONSENT = "OAUTH_GRANT"
STATUS = "kc_action_status"
ERROR = "error"
EXECUTED = "kc_action executed"


def enabled(attempt: Attempt) -> list[RequiredAction]:
    """The realm's enabled required actions that the emulator has, in their order."""
    found = [RequiredAction(one) for one in attempt.context.realm.required_actions]
    known = [one for one in found if one.enabled and REQUIRED_ACTIONS.get(one.alias.lower()) is not None]
    return sorted(known, key=lambda one: one.priority)


def member(alias: str) -> RequiredActionProvider | None:
    """The provider of a required action; None for one that the emulator does not have."""
    return REQUIRED_ACTIONS.get(alias.lower())


def initiated(attempt: Attempt) -> str:
    """The action that the application asked for, empty when it asked for none that is enabled and that applications may ask for."""
    wanted = attempt.parameter("kc_action").partition(":")[0]
    provider = member(wanted) if any(one.alias == wanted for one in enabled(attempt)) else None
    return wanted if provider is not None and provider.by_application else ""


def credential_of(attempt: Attempt) -> str:
    """The type of credential that the action adds or removes which the application asked for; empty without one."""
    provider = member(initiated(attempt))
    return provider.credential(attempt) if provider is not None else ""


def parameter_of(attempt: Attempt) -> str:
    """What stands behind the colon of ``kc_action``."""
    return attempt.parameter("kc_action").partition(":")[2]


def is_initiated(attempt: Attempt) -> bool:
    """Whether the page on show is there because the application asked for it."""
    return attempt.session.execution != "" and attempt.session.execution == initiated(attempt)


def evaluate(attempt: Attempt) -> None:
    """Adds the actions that are due although nobody required them; those of this login alone are forgotten with it."""
    for action in enabled(attempt):
        provider = member(action.alias)
        user = attempt.known_user()
        if provider is None or provider.is_due is None or not provider.is_due(attempt, user):
            continue
        if provider.silent:
            provider.challenge(attempt)
        elif provider.for_this_login:
            attempt.require(action.alias)
        elif action.alias not in user.required_actions:
            attempt.update_user(requiredActions=[*user.required_actions, action.alias])


def next_alias(attempt: Attempt) -> str:
    """The next required action, then the one that the application asked for, then consent; empty when nothing is left."""
    user = attempt.known_user()
    pending = {*user.required_actions, *attempt.session.required_actions}
    for action in enabled(attempt):
        if action.alias in pending:
            return action.alias
    wanted = initiated(attempt)
    if wanted and not attempt.note(EXECUTED):
        return wanted
    return CONSENT if consents.is_needed(attempt) else ""


def unknown_action(attempt: Attempt) -> bool:
    """Whether the application asked for an action that there is not, that is not enabled or not for applications."""
    return bool(attempt.parameter("kc_action")) and not initiated(attempt)


def show(attempt: Attempt, alias: str) -> Outcome:
    """The page of an action; None when it has nothing to ask."""
    from dataclasses import replace

    attempt.session = replace(attempt.session, execution=alias, flow_path="required-action", acting=True)
    if alias == CONSENT:
        return Challenge("consent", consents.page(attempt))
    provider = member(alias)
    outcome: Outcome = provider.challenge(attempt) if provider is not None else None
    if outcome is None and attempt.note(STATUS) != ERROR:
        finish(attempt, alias)
    return outcome


def fail(attempt: Attempt, alias: str) -> None:
    """An action that the application asked for cannot be done; the application is told."""
    attempt.no_longer_require(alias)
    attempt.set_note(EXECUTED, alias)
    attempt.set_note(STATUS, ERROR)


def process(attempt: Attempt, alias: str) -> Outcome:
    """Gives what was posted to an action; None when it is done."""
    if "cancel-aia" in attempt.form and alias == initiated(attempt):
        attempt.events.append(("CUSTOM_REQUIRED_ACTION", "rejected_by_user", {"custom_required_action": alias}))
        attempt.details["custom_required_action"] = alias
        attempt.set_note(EXECUTED, alias)
        attempt.set_note(STATUS, "cancelled")
        return None
    provider = member(alias)
    outcome: Outcome = provider.process(attempt) if provider is not None else None
    if outcome is None:
        finish(attempt, alias)
    elif isinstance(outcome, Refused) and alias == initiated(attempt):
        attempt.set_note(STATUS, "error")
    return outcome


def finish(attempt: Attempt, alias: str) -> None:
    """Takes an action that is done from the user and from this login."""
    if attempt.user is None:
        return
    attempt.no_longer_require(alias)
    if alias == initiated(attempt):
        attempt.set_note(EXECUTED, alias)
        attempt.set_note(STATUS, "success")


def pending_of(user: User, attempt: Attempt) -> list[str]:
    """Aliases of all that the user still has to do."""
    return [one.alias for one in enabled(attempt) if one.alias in user.required_actions or one.alias in attempt.session.required_actions]


def end_others(attempt: Attempt) -> None:
    """Ends the user's sessions but for the one that this login belongs to."""
    context, alias = attempt.context, attempt.session.execution
    for session in context.tables.user_sessions.many("user", attempt.session.user_id):
        if not session.offline and session.id != attempt.session.root:
            sessions.end(context, session)
            attempt.events.append(("LOGOUT", "", {"logout_triggered_by_required_action": alias, "custom_required_action": alias}))
