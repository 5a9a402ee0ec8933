"""Key sets that others publish at a URL, fetched when a decision needs them and kept for a while, as Keycloak keeps them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from emulator.core.asking import Answers
from emulator.core.dataclass import dataclass
from emulator.core.json_text import read_json

if TYPE_CHECKING:
    from emulator.keys.public import PublicKey

_KEEP = 86400
_AGAIN = 10
_DISCOVERY = "/.well-known/openid-configuration"
_SVID, _HINT = "jwt-svid", "spiffe_refresh_hint"
NO_KEYS = 'java.lang.NullPointerException: Cannot read the array length because "<local4>" is null'
"""What Keycloak says of a document without a list ``keys``."""
Wanted = Callable[["PublicKey"], bool]


@dataclass(frozen=True, slots=True)
class KeySet:
    """The keys at a URL, ``sig`` and ``enc`` and such as say neither, as they were ``at`` a time in epoch seconds.

    ``error`` is why there are none, empty when they were fetched. Fleeting ones are asked for again as soon as may be.
    """

    at: float
    keys: Sequence[PublicKey] = ()
    error: str = ""
    fleeting: bool = False


class RemoteKeys:
    """Key sets by URL and, where it says so, by who fetches them; ``now`` tells the epoch seconds."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._sets: dict[tuple[str, str], KeySet] = {}

    def at(self, answers: Answers, url: str, wanted: Wanted | None = None, owner: str = "") -> KeySet:
        """The set at ``url``; raises Unanswered until it has been fetched.

        A kept one does for a day. When it has no ``wanted`` key it is fetched anew, but not within ten seconds of the last time. As
        observed, what cannot be fetched is asked for each time, and does not replace what is kept.
        """
        kept = self._sets.get((owner, url))
        if kept is not None and self._does(kept, wanted):
            return kept
        fetched = answers.ask(("key set", owner, url), lambda: self._fetched(url), own_thread=True)
        if not fetched.error:
            self._sets[owner, url] = fetched
        return fetched

    def of_cluster(self, answers: Answers, issuer: str, wanted: Wanted, owner: str, token: Callable[[], str]) -> KeySet:
        """The set that the discovery document of an issuer leads to, like ``at``; ``token`` is what the issuer asks of who reads them."""
        kept = self._sets.get((owner, issuer))
        if kept is not None and self._does(kept, wanted):
            return kept
        fetched = answers.ask(("key set of cluster", owner, issuer), lambda: self._discovered(issuer, token()), own_thread=True)
        if not fetched.error:
            self._sets[owner, issuer] = fetched
        return fetched

    def bundle(self, answers: Answers, url: str, wanted: Wanted, owner: str) -> KeySet:
        """The keys of a SPIFFE bundle for JWT SVIDs, or for signatures where it has none of these, like ``at``.

        As observed, a ``spiffe_refresh_hint`` makes them fleeting, whatever it says.
        """
        kept = self._sets.get((owner, url))
        if kept is not None and self._does(kept, wanted):
            return kept
        fetched = answers.ask(("key set of bundle", owner, url), lambda: self._bundled(url), own_thread=True)
        if not fetched.error:
            self._sets[owner, url] = fetched
        return fetched

    def forget(self, url: str) -> None:
        """Forgets what was fetched from ``url``, whoever fetched it."""
        self._sets = {place: kept for place, kept in self._sets.items() if place[1] != url}

    def forget_of(self, owner: str) -> None:
        """Forgets what this one has fetched."""
        self._sets = {place: kept for place, kept in self._sets.items() if place[0] != owner}

    def clear(self) -> None:
        """Forgets everything that was fetched."""
        self._sets = {}

    def _does(self, kept: KeySet, wanted: Wanted | None) -> bool:
        has_it = any(wanted is None or wanted(key) for key in kept.keys)
        return 0 <= self._now() - kept.at < (_KEEP if has_it and not kept.fleeting else _AGAIN)

    def _discovered(self, issuer: str, token: str) -> KeySet:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        try:
            document = _document(f"{issuer}{_DISCOVERY}", {**headers, "Accept": "application/json"})
        except ValueError as error:
            return KeySet(self._now(), error=str(error))
        url = document.get("jwks_uri") if isinstance(document, dict) else None
        if not isinstance(url, str):
            return KeySet(self._now(), error=f"the discovery document of {issuer} names no keys")
        return self._fetched(url, {**headers, "Accept": "application/jwk-set+json"})

    def _bundled(self, url: str) -> KeySet:
        from emulator.keys import public

        try:
            document = _document(url)
        except ValueError as error:
            return KeySet(self._now(), error=str(error))
        if not isinstance(document, dict) or not isinstance(document.get("keys"), list):
            return KeySet(self._now(), error=NO_KEYS)
        keys = public.from_jwks(document, _SVID) or public.from_jwks(document)
        return KeySet(self._now(), keys, fleeting=document.get(_HINT) is not None)

    def _fetched(self, url: str, headers: Mapping[str, str] | None = None) -> KeySet:
        from emulator.keys import public

        try:
            document = _document(url, headers)
        except ValueError as error:
            return KeySet(self._now(), error=str(error))
        if not isinstance(document, dict) or not isinstance(document.get("keys"), list):
            return KeySet(self._now(), error=NO_KEYS)
        return KeySet(self._now(), [*public.from_jwks(document), *public.from_jwks(document, "enc", only=True)])


def _document(url: str, headers: Mapping[str, str] | None = None) -> Any:
    """The JSON at a URL; raises ValueError, which says why there is none."""
    from emulator.core import fetch

    try:
        return read_json(fetch.send("GET", url, None, headers or {}).body)
    except fetch.FetchError as error:
        raise ValueError(str(error)) from error
