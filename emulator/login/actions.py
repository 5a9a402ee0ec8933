"""Required actions: what a user has to do, or an application asks for (``kc_action``), before the client gets its answer."""

from __future__ import annotations

from emulator.login import consents, sessions
from emulator.login.attempt import Attempt
from emulator.login.outcome import Challenge, Outcome
from emulator.login.required_actions import REQUIRED_ACTIONS, RequiredActionProvider
from emulator.realm.required_actions import ranked
from emulator.realm.views import RequiredAction

CONSENT = "OAUTH_GRANT"
STATUS = "kc_action_status"
LAST = "last processed execution"
"""The note of the execution or action that the browser answered last; the redirect names it as the action, whatever it was."""
_ERROR, _SUCCESS, _CANCELLED = "error", "success", "cancelled"


def enabled(attempt: Attempt) -> list[RequiredAction]:
    """The realm's enabled required actions that the emulator has, in their order."""
    actions = map(RequiredAction, ranked(attempt.context.realm.required_actions))
    return [action for action in actions if action.enabled and REQUIRED_ACTIONS.get(action.alias.lower()) is not None]


def of_realm(attempt: Attempt, alias: str) -> RequiredAction:
    """The realm's required action, with how it is configured; an empty one where the realm has none."""
    return RequiredAction(next((row for row in attempt.context.realm.required_actions if row.get("alias") == alias), {}))


def is_enabled(attempt: Attempt, alias: str) -> bool:
    """Whether the realm has the required action, and has it on."""
    return any(action.alias == alias for action in enabled(attempt))


def member(alias: str) -> RequiredActionProvider | None:
    """The provider of a required action; None for one that the emulator does not have."""
    return REQUIRED_ACTIONS.get(alias.lower())


def is_readable(text: str) -> bool:
    """Whether ``kc_action`` names an action, and what it is done with if there is a colon."""
    return ":" not in text or ":" in text.rstrip(":")


def asked_for(attempt: Attempt) -> str:
    """What the application asked for, be there such an action or not; empty once something has come of it."""
    return "" if attempt.note(STATUS) else attempt.parameter("kc_action").split(":")[0]


def initiated(attempt: Attempt) -> str:
    """The action that the application asked for, empty when it asked for none that is enabled."""
    wanted = asked_for(attempt)
    return wanted if is_enabled(attempt, wanted) else ""


def credential_of(attempt: Attempt) -> str:
    """The type of credential that the action adds or removes which the application asked for; empty without one."""
    provider = member(initiated(attempt))
    return provider.credential(attempt) if provider is not None else ""


def parameter_of(attempt: Attempt) -> str:
    """What stands behind the colon of ``kc_action``, up to another one."""
    return next(iter(attempt.parameter("kc_action").split(":")[1:]), "")


def is_initiated(attempt: Attempt) -> bool:
    """Whether the page on show is there because the application asked for it, and nobody else did."""
    shown = attempt.session.execution
    return shown != "" and shown == initiated(attempt) and shown not in _pending(attempt)


def evaluate(attempt: Attempt) -> None:
    """Adds the actions that are due although nobody required them; those of this login alone are forgotten with it."""
    for action in enabled(attempt):
        provider = member(action.alias)
        user = attempt.known_user()
        if action.alias in attempt.ignored or provider is None or provider.is_due is None:
            continue
        if not provider.is_due(attempt, user):
            if provider.for_this_login and action.alias in user.required_actions:
                attempt.no_longer_require(action.alias)
            continue
        if provider.silent:
            provider.challenge(attempt)
        elif provider.for_this_login:
            attempt.require(action.alias)
        elif action.alias not in user.required_actions:
            attempt.update_user(requiredActions=[*user.required_actions, action.alias])


def next_alias(attempt: Attempt) -> str:
    """The next required action, then the one that the application asked for, then consent; empty when nothing is left."""
    pending = _pending(attempt)
    for action in enabled(attempt):
        if action.alias in pending and action.alias not in attempt.ignored:
            return action.alias
    return initiated(attempt) or (CONSENT if consents.is_needed(attempt) else "")


def _pending(attempt: Attempt) -> set[str]:
    return {*attempt.known_user().required_actions, *attempt.session.required_actions}


def status(attempt: Attempt) -> dict[str, str]:
    """What became of the action that the application asked for, as the redirect tells it at the end of a login; empty if for none."""
    told = attempt.note(STATUS) or (_ERROR if "kc_action" in attempt.session.parameters else "")
    last = {"kc_action": attempt.note(LAST)} if attempt.note(LAST) else {}
    return {**last, STATUS: told} if told else {}


def show(attempt: Attempt, alias: str) -> Outcome:
    """The page of an action; None when it has nothing to ask, or when it is not for applications and one asked for it."""
    from dataclasses import replace

    attempt.session = replace(attempt.session, execution=alias, flow_path="required-action", acting=True)
    if alias == CONSENT:
        return Challenge("consent", consents.page(attempt))
    provider = member(alias)
    if provider is not None and not provider.by_application and alias == asked_for(attempt):
        fail(attempt, alias)
        return None
    outcome: Outcome = provider.challenge(attempt) if provider is not None else None
    if outcome is None and alias not in attempt.ignored:
        attempt.events.append(("CUSTOM_REQUIRED_ACTION", "", {"custom_required_action": alias}))
        finish(attempt, alias)
    return outcome


def fail(attempt: Attempt, alias: str) -> None:
    """An action cannot be done: it counts as absent in this request, and an application that asked for it is told."""
    attempt.ignored.append(alias)
    _tell(attempt, alias, _ERROR)


def cancel(attempt: Attempt, alias: str) -> None:
    """The user does not want what the application asked for."""
    _tell(attempt, alias, _CANCELLED)


def _tell(attempt: Attempt, alias: str, came_of_it: str) -> None:
    if alias == asked_for(attempt):
        attempt.set_note(STATUS, came_of_it)


def process(attempt: Attempt, alias: str) -> Outcome:
    """Gives what was posted to an action; None when it is done. Only what nobody but the application asks for can be cancelled."""
    if "cancel-aia" in attempt.form and is_initiated(attempt):
        attempt.events.append(("CUSTOM_REQUIRED_ACTION", "rejected_by_user", {"custom_required_action": alias}))
        attempt.details["custom_required_action"] = alias
        cancel(attempt, alias)
        return None
    provider = member(alias)
    outcome: Outcome = provider.process(attempt) if provider is not None else None
    if outcome is None:
        finish(attempt, alias)
    return outcome


def finish(attempt: Attempt, alias: str) -> None:
    """Takes an action that is done from the user and from this login."""
    if attempt.user is None:
        return
    attempt.no_longer_require(alias)
    _tell(attempt, alias, _SUCCESS)


def ends_others(attempt: Attempt) -> bool:
    """Whether the form says that the user's other sessions are to end."""
    return attempt.form.get("logout-sessions") == "on"


def end_others(attempt: Attempt) -> None:
    """Ends the user's sessions but for the one that this login belongs to, where the form says so."""
    if not ends_others(attempt):
        return
    context, alias = attempt.context, attempt.session.execution
    for session in context.tables.user_sessions.many("user", attempt.session.user_id):
        if not session.offline and session.id != attempt.session.root:
            sessions.end(context, session)
            attempt.events.append(("LOGOUT", "", {"logout_triggered_by_required_action": alias, "custom_required_action": alias}))
