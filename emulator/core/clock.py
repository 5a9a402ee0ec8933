"""The emulator's clock: the only place that asks the machine for the time."""

from __future__ import annotations

import time

State = tuple[float, float, float]
LATEST = 221_845_392_000.0
"""The beginning of the year 9000: what is valid for some years from then on still has a date."""
FASTEST = 1_000_000_000.0


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
        return min(origin + (time.time() - anchor) * rate, LATEST)

    def seconds(self) -> int:
        """Epoch seconds, whole, as the times inside tokens are."""
        return int(self.now())

    def millis(self) -> int:
        """Epoch milliseconds, as the times of Keycloak's representations are."""
        return int(self.now() * 1000)

    def move(self, seconds: float) -> None:
        """Goes ahead by so many seconds, or back; raises ValueError for a time that has no date."""
        origin, anchor, rate = self._state
        if not -2 * LATEST <= seconds <= 2 * LATEST:
            raise ValueError(f"a clock cannot be moved by {seconds} seconds")
        _checked(self.now() + seconds)
        self._state = (origin + seconds, anchor, rate)

    def set(self, epoch: float) -> None:
        """Goes to a time in epoch seconds, and runs, or stands, as before; raises ValueError for one that has no date."""
        self._state = (_checked(epoch), time.time(), self.rate)

    def freeze(self, epoch: float | None = None) -> None:
        """Stands still, now or at a time in epoch seconds; raises ValueError for one that has no date."""
        self._state = (self.now() if epoch is None else _checked(epoch), time.time(), 0.0)

    def run(self, rate: float = 1.0) -> None:
        """Runs on from where it is, at ``rate`` seconds a second; raises ValueError for one that is not above 0, or beyond reason."""
        if not 0 < rate <= FASTEST:
            raise ValueError(f"a clock runs at a rate above 0 and up to {FASTEST:.0f}, not {rate}")
        self._state = (self.now(), time.time(), rate)

    def reset(self) -> None:
        """Is the machine's time again."""
        self._state = (0.0, 0.0, 1.0)


def _checked(epoch: float) -> float:
    if not 0 <= epoch <= LATEST:
        raise ValueError(f"a clock shows times from 1970 to the year 9000, 0 to {LATEST:.0f} in epoch seconds, not {epoch}")
    return epoch


def monotonic() -> float:
    """Seconds of a clock that only goes forward, for measuring how long something took."""
    return time.perf_counter()


def give_way() -> None:
    """Lets other threads go on for a moment, in the middle of long work: waiting for the interpreter they would lose 5 ms each time."""
    time.sleep(0.0001)
