"""Key material, by component.

It outlives the state's snapshots: a realm that is put back keeps its keys. Making an RSA key takes tens of milliseconds in
which OpenSSL releases the interpreter's lock, so it can be started ahead of its use.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import Any

from emulator.core.asking import Answers
from emulator.core.ids import Ids, repeating


class Vault:
    """Material by identity, each made once, whoever asks first.

    ``home`` is the folder with one folder of keystores a realm; with a ``seed`` each key is the same in each run.
    """

    def __init__(self, home: Path = Path("data"), seed: str = "") -> None:
        self.home = home
        self._seed = seed
        self._made: dict[Hashable, Any] = {}
        self._locks: dict[Hashable, threading.Lock] = {}
        self._lock = threading.Lock()
        self._ahead: list[_Ahead] = []
        self._sound: set[str] = set()
        self._deciding = threading.local()

    def decide(self, answers: Answers | None) -> None:
        """From here on this thread asks for what is slow to make, until it is told None: then it is made on the spot."""
        self._deciding.answers = answers

    def material(self, identity: Hashable, make: Callable[[], Any], *, slow: bool = False) -> Any:
        """What ``make`` returned for this identity, now or earlier; what it raises is raised to everyone who asks.

        What is ``slow`` to make is asked for by a thread that decides requests: it raises Unanswered.
        """
        answers: Answers | None = getattr(self._deciding, "answers", None) if slow and identity not in self._made else None
        if answers is not None:
            return answers.ask(("key", identity), lambda: self._material(identity, make))
        return self._material(identity, make)

    def _material(self, identity: Hashable, make: Callable[[], Any]) -> Any:
        found = self._made.get(identity)
        if found is None:
            with self._lock:
                lock = self._locks.setdefault(identity, threading.Lock())
            with lock:
                found = self._made.get(identity)
                if found is None:
                    found = self._made[identity] = make()
        return found

    def source(self, *identity: Hashable) -> Callable[[int], bytes] | None:
        """Where the material of this identity comes from: its own bytes, the same in each run; None without a seed, for randomness."""
        return repeating(f"{self._seed}/{'/'.join(map(str, identity))}") if self._seed else None

    def ids(self, *identity: Hashable) -> Ids:
        """Identifiers and secrets of this identity, drawn from its source."""
        source = self.source(*identity)
        return Ids() if source is None else Ids(source)

    def prefetch(self, make: Callable[[], Any]) -> None:
        """Starts making an RSA key of the usual size in the background; the next one that is needed takes it, unless there is a seed."""
        if self._seed:
            return
        ahead = _Ahead(make)
        ahead.start()
        with self._lock:
            self._ahead.append(ahead)

    def spare(self) -> Any | None:
        """A key that was made ahead; None when there is none. Waits for one that is under way."""
        with self._lock:
            ahead = self._ahead.pop() if self._ahead else None
        if ahead is None:
            return None
        ahead.join()
        return ahead.made

    def remember(self, text: str) -> None:
        """Notes that this encoded private key was written by the emulator itself, or checked before: reading it needs no check."""
        self._sound.add(text)

    def is_sound(self, text: str) -> bool:
        """Whether ``remember`` was told about this encoded private key."""
        return text in self._sound


class _Ahead(threading.Thread):
    """Makes one key; ``made`` stays None when that failed, and whoever needs the key makes it and gets the error."""

    def __init__(self, make: Callable[[], Any]) -> None:
        super().__init__(name="key-generation", daemon=True)
        self._make = make
        self.made: Any = None

    def run(self) -> None:
        self.made = self._make()
