"""Key sets of clients that publish them at a URL, fetched ahead of the decision that needs them and kept for a while."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from emulator.keys import public
from emulator.keys.public import PublicKey

_KEEP = 86400
_AGAIN = 10
_TIMEOUT = 5
_MAX_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class _Fetched:
    at: float
    keys: Sequence[PublicKey]
    error: str = ""


class RemoteKeys:
    """Key sets by URL and, where it says so, by who fetches them; ``now`` tells the epoch seconds."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._sets: dict[tuple[str, str], _Fetched] = {}

    def keys(self, url: str, owner: str = "") -> Sequence[PublicKey]:
        """The keys that were fetched from ``url``; empty when that failed or did not happen."""
        found = self._sets.get((owner, url))
        return found.keys if found is not None else ()

    def error(self, url: str, owner: str = "") -> str:
        """Why the last fetch failed; empty when it did not."""
        found = self._sets.get((owner, url))
        return found.error if found is not None else "not fetched"

    def forget(self, url: str) -> None:
        """Forgets what was fetched from ``url``, whoever fetched it."""
        self._sets = {place: found for place, found in self._sets.items() if place[1] != url}

    def clear(self) -> None:
        """Forgets everything that was fetched."""
        self._sets = {}

    def pending(self, url: str, kid: str | None, owner: str = "") -> Callable[[], None] | None:
        """Work that fetches the set, in another thread; None while a kept one has the key or was fetched just now."""
        found = self._sets.get((owner, url))
        if found is not None:
            age = self._now() - found.at
            known = any(kid is None or key.kid == kid for key in found.keys)
            if 0 <= age < (_KEEP if known else _AGAIN):
                return None

        def fetch() -> None:
            self._sets[owner, url] = self._fetch(url)

        return fetch

    def _fetch(self, url: str) -> _Fetched:
        if not url.startswith(("http://", "https://")):
            return _Fetched(self._now(), (), "the URL is not http or https")
        try:
            with urllib.request.urlopen(url, timeout=_TIMEOUT) as response:  # noqa: S310 - the scheme was checked
                document = json.loads(response.read(_MAX_BYTES))
        except (OSError, ValueError) as error:
            return _Fetched(self._now(), (), str(error))
        return _Fetched(self._now(), public.from_jwks(document))
