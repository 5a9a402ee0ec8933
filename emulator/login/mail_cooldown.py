"""How soon a message that proves an address may be sent again (as observed: 30 s unless the required action is configured otherwise)."""

from __future__ import annotations

from emulator.login import actions
from emulator.login.attempt import Attempt
from emulator.realm.texts import Text
from emulator.state.records import Expiring

_SECONDS = 30


def remaining(attempt: Attempt, alias: str) -> int:
    """Seconds until the required action may send its user another message; 0 when it may now."""
    row = attempt.context.tables.single_use.get(_key(attempt, alias))
    return max(row.expires - attempt.context.clock.seconds(), 0) if row is not None else 0


def begin(attempt: Attempt, alias: str) -> None:
    """A message was sent now."""
    seconds = _configured(attempt, alias)
    if seconds > 0:
        key = _key(attempt, alias)
        attempt.context.tables.single_use.put(key, Expiring(key, attempt.context.clock.seconds() + seconds))


def text(seconds: int) -> str:
    """What the page says."""
    return Text("emailVerifySendCooldown", seconds)


def _configured(attempt: Attempt, alias: str) -> int:
    value = str(actions.of_realm(attempt, alias).config.get("emailResendCooldownSeconds") or "")
    return int(value) if value.isascii() and value.isdigit() else _SECONDS


def _key(attempt: Attempt, alias: str) -> str:
    return f"cooldown:{alias}:{attempt.session.user_id}"
