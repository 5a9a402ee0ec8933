"""Limits how many sessions a user has (``userRealmLimit``, ``userClientLimit``, ``behavior``)."""

from __future__ import annotations

from emulator.core.whole_numbers import int32
from emulator.login import brute_force, sessions
from emulator.login.attempt import Attempt
from emulator.login.authenticators import Authenticator
from emulator.login.outcome import Challenge, FlowError, Outcome
from emulator.realm.executions import Execution
from emulator.realm.texts import Text
from emulator.state.records import UserSession


def authenticate(attempt: Attempt, execution: Execution) -> Outcome:
    """Ends the oldest sessions, or denies the new one; the session that a login goes on with counts for neither.

    Raises FlowError for a step without a configuration, and where that cannot be read when it matters, as observed.
    """
    if not execution.has_config:
        raise FlowError(Text("invalidUserMessage"), reason="user-session-limits has no configuration")
    context, config = attempt.context, execution.config
    realm_limit, client_limit = _limit(config.get("userRealmLimit")), _limit(config.get("userClientLimit"))
    all_of_user = context.tables.user_sessions.many("user", attempt.session.user_id)
    mine = [session for session in all_of_user if not session.offline and session.id != attempt.session.root]
    here = [session for session in mine if attempt.client.id in session.clients]
    of_realm = _surplus(mine, realm_limit)
    surplus = of_realm or _surplus(here, client_limit)
    if not surplus:
        return None
    behavior = config.get("behavior")
    if behavior == "Terminate oldest session":
        for session in surplus:
            sessions.end(context, session)
            attempt.events.append(("LOGOUT", "", {"session": session.id}))
        return None
    if behavior != "Deny new session":
        raise _unforeseen(f"there is no behavior '{behavior}'")
    attempt.log.append(f"user has {len(mine)} sessions already")
    if attempt.user is not None:
        brute_force.failed(context, attempt.user)
    # As observed, a limit of the realm is told of twice, one of the client once.
    told = [("LOGIN", "generic_authentication_error", {"user": "", "username": attempt.typed or None})]
    attempt.events += told * 2 if of_realm else told
    return Challenge("error", {"message": Text(config.get("errorMessage") or "sessionLimitExceeded")}, status=403)


def _limit(text: str | None) -> int:
    if not (text or "").strip():
        return 0
    number = int32(text or "")
    if number is None:
        raise _unforeseen(f"the limit '{text}' is no number")
    return number


def _unforeseen(reason: str) -> FlowError:
    return FlowError(Text("unexpectedErrorHandlingRequestMessage"), reason=reason, unforeseen=True)


def _surplus(known: list[UserSession], limit: int) -> list[UserSession]:
    if limit <= 0 or len(known) < limit:
        return []
    return sorted(known, key=lambda session: session.started)[: len(known) - limit + 1]


AUTHENTICATOR = Authenticator("user-session-limits", authenticate=authenticate)
