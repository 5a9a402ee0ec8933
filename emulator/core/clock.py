"""The emulator's clock: the only place that asks the machine for the time."""

from __future__ import annotations

import time

State = tuple[float, float, float]


class Clock:
    """Epoch time that a test can move, freeze and run faster. Untouched it is the machine's time."""

    def __init__(self) -> None:
        self._state: State = (0.0, 0.0, 1.0)

    @property
    def state(self) -> State:
        """How the clock runs: its time at an instant of the machine's, that instant, and its rate. Assigning one puts it back."""
        return self._state

    @state.setter
    def state(self, state: State) -> None:
        self._state = state

    @property
    def rate(self) -> float:
        """Seconds that pass in a second of the machine's; 0 for a clock that is frozen."""
        return self._state[2]

    @property
    def offset(self) -> float:
        """Seconds that it is ahead of the machine's time now; negative behind it."""
        return self.now() - time.time()

    def now(self) -> float:
        """Epoch seconds, with fractions."""
        origin, anchor, rate = self._state
        return origin + (time.time() - anchor) * rate

    def seconds(self) -> int:
        """Epoch seconds, whole, as the times inside tokens are."""
        return int(self.now())

    def millis(self) -> int:
        """Epoch milliseconds, as the times of Keycloak's representations are."""
        return int(self.now() * 1000)

    def move(self, seconds: float) -> None:
        """Goes ahead by so many seconds, or back."""
        origin, anchor, rate = self._state
        self._state = (origin + seconds, anchor, rate)

    def set(self, epoch: float) -> None:
        """Goes to a time in epoch seconds, and runs, or stands, as before."""
        self._state = (epoch, time.time(), self.rate)

    def freeze(self, epoch: float | None = None) -> None:
        """Stands still, now or at a time in epoch seconds."""
        self._state = (self.now() if epoch is None else epoch, time.time(), 0.0)

    def run(self, rate: float = 1.0) -> None:
        """Runs on from where it is, at ``rate`` seconds a second; raises ValueError for one that is not above 0."""
        if not rate > 0:
            raise ValueError(f"a clock runs at a rate above 0, not {rate}")
        self._state = (self.now(), time.time(), rate)

    def reset(self) -> None:
        """Is the machine's time again."""
        self._state = (0.0, 0.0, 1.0)


def monotonic() -> float:
    """Seconds of a clock that only goes forward, for measuring how long something took."""
    return time.perf_counter()
