"""Small texts that lie at a URL (request objects by reference), fetched ahead of the decision that needs them."""

from __future__ import annotations

import urllib.request
from collections.abc import Callable

_TIMEOUT = 5
_MAX_BYTES = 200_000


class RemoteTexts:
    """Texts by URL, each good for one request."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}
        self._errors: dict[str, str] = {}

    def pending(self, url: str) -> Callable[[], None]:
        """Work that fetches the text, in another thread."""

        def fetch() -> None:
            self._errors.pop(url, None)
            try:
                with urllib.request.urlopen(url, timeout=_TIMEOUT) as response:  # noqa: S310 - the caller has checked the scheme
                    self._texts[url] = response.read(_MAX_BYTES).decode().strip()
            except (OSError, ValueError) as error:
                self._errors[url] = str(error)

        return fetch

    def take(self, url: str) -> str | None:
        """The text that was fetched, once; None without one."""
        return self._texts.pop(url, None)

    def error(self, url: str) -> str:
        """Why the last fetch failed."""
        return self._errors.get(url, "not fetched")
