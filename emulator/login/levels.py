"""Levels of authentication in a login: which one is asked for, which are reached, and how long one that was reached lasts."""

from __future__ import annotations

import json
from collections.abc import Mapping

from emulator.context import events
from emulator.core.errors import PageError
from emulator.login import actions, executions, identity_first
from emulator.login.attempt import Attempt
from emulator.login.outcome import FlowError
from emulator.realm import levels as names
from emulator.realm.executions import Execution
from emulator.realm.texts import Text
from emulator.state.records import UserSession
from emulator.tokens import claims_request, levels
from emulator.tokens.levels import LEAST, NO_LEVEL

REACHED = "loa.map"
"""Note, of a login and of a session, with each level that was reached and when, as JSON."""
_CURRENT = "level"
_UNMET = "Forced level of authentication did not meet the requirements. Requested level: {}, Fulfilled level: {}"
OF_FLOW = "level of the flow"
"""Note with the level that whoever has been through the flow has reached, whatever its steps say."""


def check(attempt: Attempt) -> None:
    """Raises PageError where the request's ``claims`` require a level that nobody knows, or one that the client must not ask for."""
    realm, known = attempt.context.realm, names.by_name(attempt.client, attempt.context.realm)
    try:
        for value in levels.required(attempt.parameter("claims")):
            if levels.level_of(value, known) is None or not levels.is_allowed(attempt.client, realm, value):
                events.note(attempt.context, reason="Invalid requested essential acr value")
                raise ValueError(f"'{value}' is not among the levels that the client may require")
        _asked(attempt)
    except ValueError as error:
        raise PageError(Text("invalidParameterMessage", "claims"), reason=str(error), event="invalid_request") from error


def requested(attempt: Attempt) -> int:
    """The level that the request asks for by its parameters or by its action; ``NO_LEVEL`` when it asks for none."""
    known = names.by_name(attempt.client, attempt.context.realm)
    values = levels.required(attempt.parameter("claims")) or _asked(attempt)
    wanted = [level if (level := levels.level_of(value, known)) is not None else LEAST for value in values]
    return max(min(wanted, default=NO_LEVEL), _by_action(attempt))


def _asked(attempt: Attempt) -> list[str]:
    sent = attempt.session.parameters
    return levels.asked(attempt.client, attempt.context.realm, sent.get("claims"), sent.get("acr_values"))


def current(attempt: Attempt) -> int:
    """The level that this login has reached so far."""
    return int(attempt.note(_CURRENT) or NO_LEVEL)


def close_flow(attempt: Attempt) -> None:
    """At the end of a flow that a client policy wanted, the login is at least at the policy's level."""
    wanted = attempt.note(OF_FLOW)
    if wanted and current(attempt) < int(wanted):
        stand_at(attempt, int(wanted))


def stand_at(attempt: Attempt, level: int) -> None:
    """Notes the level that this login is at."""
    attempt.set_note(_CURRENT, str(level))


def reach(attempt: Attempt, level: int) -> None:
    """Notes that a level was reached now, for later requests too."""
    stand_at(attempt, level)
    attempt.set_note(REACHED, json.dumps({**_reached(attempt), str(level): attempt.context.clock.seconds()}))


def take_over(attempt: Attempt, session: UserSession) -> None:
    """Begins with the levels that the browser's session has reached."""
    attempt.set_note(REACHED, session.notes.get(REACHED))


def highest_before(attempt: Attempt) -> int:
    """The level that the browser's session still has: those of the flow count in order, up to the first that lasts no longer."""
    reached = _reached(attempt)
    if not reached:
        return NO_LEVEL
    lasting = {level_of(condition): max_age(condition) for condition in _conditions(attempt, attempt.flow)}
    highest, now = LEAST, attempt.context.clock.seconds()
    for level, since in sorted((int(level), since) for level, since in reached.items()):
        if since + lasting.get(level, 0) < now:
            break
        highest = level
    return highest


def lasts(attempt: Attempt, level: int, seconds: int) -> bool:
    """Whether the session reached a level no longer ago than this; a forced login begins from nothing."""
    since = _reached(attempt).get(str(level))
    return since is not None and not attempt.note("forced reauthentication") and since + seconds >= attempt.context.clock.seconds()


def level_of(condition: Execution) -> int | None:
    """The level of a condition; None where it names none."""
    return names.number(condition.config.get(names.LEVEL, ""))


def max_age(condition: Execution) -> int:
    """How many seconds a condition's level lasts; 0, which is for this login only, where it says nothing."""
    return names.number(condition.config.get(names.MAX_AGE, "")) or 0


def check_reached(attempt: Attempt) -> None:
    """Raises FlowError at the end of a login that has not reached a level which the request requires."""
    if levels.required(attempt.parameter("claims")) and current(attempt) < requested(attempt):
        reason = f"level {requested(attempt)} is required, and level {current(attempt)} was reached"
        attempt.details["authentication_error_detail"] = _UNMET.format(requested(attempt), current(attempt))
        raise FlowError(Text("acrNotFulfilled"), reason=reason, event="generic_authentication_error")


def session_notes(attempt: Attempt) -> dict[str, str]:
    """What the session keeps: the levels that were reached; nothing where the flow has none."""
    reached = attempt.note(REACHED)
    return {REACHED: reached} if reached else {}


def client_notes(attempt: Attempt, known: Mapping[str, str]) -> dict[str, str]:
    """What ``acr`` depends on: the level, and what was asked for, which as observed holds until something else is.

    A login without levels is at 1, or at 0 where only the cookie says who it is. ``known`` are the client's notes of before.
    """
    level = current(attempt)
    if level < LEAST:
        # As observed, a session that did not do for the organization leaves no level, whatever the user has proved since.
        level = 0 if attempt.note("sso") or attempt.note(identity_first.OPEN) == identity_first.SESSION else 1
    sent = attempt.session.parameters
    asked_for = {name: value for name in (claims_request.NOTE, levels.NOTE) if (value := sent.get(name, known.get(name))) is not None}
    return {levels.LEVEL: str(level), **asked_for}


def _reached(attempt: Attempt) -> Mapping[str, int]:
    reached: dict[str, int] = json.loads(attempt.note(REACHED) or "{}")
    return reached


def _conditions(attempt: Attempt, alias: str) -> list[Execution]:
    return [step for step in executions.below(attempt, alias) if step.provider == names.CONDITION]


def _by_action(attempt: Attempt) -> int:
    """Who sets up or removes a credential proves the highest level, up to the credential's own, that the user has a credential for."""
    kind, user = actions.credential_of(attempt), attempt.user
    if not kind or user is None:
        return NO_LEVEL
    kinds = _credentials_by_level(attempt)
    own = {str(credential.get("type")) for credential in user.credentials}
    limit = max((level for level, asked_for in kinds.items() if kind in asked_for), default=NO_LEVEL)
    return max((level for level, asked_for in kinds.items() if level <= limit and own & asked_for), default=NO_LEVEL)


def _credentials_by_level(attempt: Attempt) -> dict[int, set[str]]:
    """The types of credentials that the flow asks for at each level."""
    kinds: dict[int, set[str]] = {}
    for alias in executions.flows_below(attempt, attempt.flow):
        steps = executions.flow_of(attempt, alias).executions
        for condition in (step for step in steps if step.provider == names.CONDITION):
            level = level_of(condition)
            if level is not None:
                asked_for = {executions.member_of(step).credential for step in executions.below(attempt, alias)}
                kinds.setdefault(level, set()).update(asked_for - {""})
    return kinds
