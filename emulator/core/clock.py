"""The emulator's clock: the only place that asks the machine for the time."""

from __future__ import annotations

import time


class Clock:
    """Epoch time that a test can move. ``offset`` is in seconds and is added to the machine's time."""

    def __init__(self) -> None:
        self.offset = 0.0

    def now(self) -> float:
        """Epoch seconds, with fractions."""
        return time.time() + self.offset

    def seconds(self) -> int:
        """Epoch seconds, whole, as the times inside tokens are."""
        return int(time.time() + self.offset)

    def millis(self) -> int:
        """Epoch milliseconds, as the times of Keycloak's representations are."""
        return int((time.time() + self.offset) * 1000)


def monotonic() -> float:
    """Seconds of a clock that only goes forward, for measuring how long something took."""
    return time.perf_counter()
