"""A key of a client's, and the proofs of possession (DPoP, RFC 9449) that it makes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from emulator.core.clock import Clock
from emulator.core.ids import Ids
from emulator.keys import forged
from emulator.tokens import forged_proofs


class DpopKey:
    """A new key pair. ``seconds`` tells the time that proofs are made at."""

    def __init__(self, algorithm: str = "ES256", seconds: Callable[[], int] | None = None) -> None:
        self._key = forged.of_client(algorithm)
        self._seconds = seconds or Clock().seconds
        self._ids = Ids()

    @property
    def thumbprint(self) -> str:
        """What ``cnf.jkt`` of a token that is bound to the key says, and ``dpop_jkt`` of an authorization request."""
        return forged_proofs.thumbprint(self._key)

    @property
    def jwk(self) -> dict[str, Any]:
        """The public key."""
        return forged_proofs.jwk(self._key)

    def proof(self, method: str, url: str, token: str = "", *, wrong: str = "", claims: Mapping[str, Any] | None = None) -> str:
        """A proof for one request, with the access ``token`` that goes along; ``claims`` replaces some, None removes one.

        ``wrong`` makes it one that must be refused: ``expired``, ``other_key`` and the others of ``forged_proofs.WRONG``, or
        ``without_`` any claim. Raises ValueError.
        """
        wish = forged_proofs.Wish(method, url, self._seconds(), self._ids.uuid(), token, claims or {})
        return forged_proofs.make(self._key, wish, wrong)

    def headers(self, method: str, url: str, token: str, *, wrong: str = "") -> dict[str, str]:
        """The headers of a request with a token that is bound to the key."""
        return {"Authorization": f"DPoP {token}", "DPoP": self.proof(method, url, token, wrong=wrong)}
