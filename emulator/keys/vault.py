"""Generated key material, by component id.

It outlives the state's snapshots: a realm that is restored keeps its keys. Making an RSA key takes tens of milliseconds in which
OpenSSL releases the interpreter's lock, so it can be started ahead of its use.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any


class Vault:
    """Material by component id, each made once, whoever asks first."""

    def __init__(self) -> None:
        self._made: dict[str, Any] = {}
        self._spare: list[threading.Thread] = []
        self._spares: list[Any] = []
        self._lock = threading.Lock()

    def material(self, component_id: str, make: Callable[[], Any]) -> Any:
        """What ``make`` returned for this component, now or earlier."""
        found = self._made.get(component_id)
        if found is None:
            with self._lock:
                found = self._made.get(component_id)
                if found is None:
                    found = self._made[component_id] = make()
        return found

    def known(self, component_id: str) -> Any | None:
        """The component's material if it was made already."""
        return self._made.get(component_id)

    def forget(self, component_id: str) -> None:
        """Drops a component's material, for a component whose settings have changed."""
        self._made.pop(component_id, None)

    def prefetch(self, make: Callable[[], Any]) -> None:
        """Starts making an RSA key of the usual size in the background; the next one that is needed takes it."""
        thread = threading.Thread(target=lambda: self._spares.append(make()), name="key-generation", daemon=True)
        self._spare.append(thread)
        thread.start()

    def spare(self) -> Any | None:
        """A key that was made ahead; None when there is none. Waits for one that is under way."""
        if not self._spare:
            return None
        self._spare.pop().join()
        return self._spares.pop() if self._spares else None
