"""Kerberos: a browser is asked for a ticket. The emulator has no key distribution centre, so no ticket is ever accepted."""

from __future__ import annotations

from emulator.login.attempt import Attempt
from emulator.login.authenticators import Authenticator
from emulator.login.outcome import Attempted, Challenge, Outcome
from emulator.realm.executions import Execution
from emulator.realm.texts import Text

PAGE, REFUSED = "negotiate", "negotiate_refused"


def authenticate(attempt: Attempt, execution: Execution) -> Outcome:
    """Asks for a ticket, with a page that goes on without one; whoever has sent anything goes on at once."""
    sent = attempt.context.presented()
    if sent.token is not None or sent.malformed:
        return Attempted()
    if execution.requirement == "REQUIRED":
        return Challenge(REFUSED, {"message": Text("kerberosNotSetUp")}, status=401)
    return Challenge(PAGE, status=401)


def action(attempt: Attempt, execution: Execution) -> Outcome:
    """The browser has no ticket."""
    return Attempted()


AUTHENTICATOR = Authenticator("auth-spnego", authenticate=authenticate, action=action)
