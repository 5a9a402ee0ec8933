"""Cross-origin requests, endpoint by endpoint, as observed on Keycloak."""

from __future__ import annotations

from collections.abc import Iterable

ALLOWED_HEADERS = (
    "Origin, Accept, X-Requested-With, Access-Control-Request-Method, Access-Control-Request-Headers, DPoP, Content-Type, Authorization"
)
MAX_AGE = "3600"


class Cors:
    """What the answer to a call may tell a page of another origin.

    Nothing is allowed until the endpoint says so: ``allow_all`` where there is no client to ask, ``allow`` once it is known.
    """

    __slots__ = ("_all", "_origins", "exposed", "origin")

    def __init__(self, origin: str | None) -> None:
        self.origin = origin
        self.exposed = ""
        self._all = False
        self._origins: frozenset[str] | None = None

    def allow_all(self, exposed: str = "") -> None:
        """Any origin may read the answer."""
        self._all = True
        self.exposed = exposed or self.exposed

    def allow(self, origins: Iterable[str], exposed: str = "") -> None:
        """These origins may read the answer; ``*`` stands for any."""
        self._origins = frozenset(origins)
        self._all = "*" in self._origins
        self.exposed = exposed or self.exposed

    def forget(self) -> None:
        """Nobody of another origin may read the answer, and nobody is refused."""
        self._all, self._origins, self.exposed = False, None, ""

    @property
    def refused(self) -> bool:
        """Whether the client is known and does not allow the caller's origin."""
        return self.origin is not None and not self._all and self._origins is not None and self.origin not in self._origins

    def headers(self) -> list[tuple[str, str]]:
        """The answer's CORS headers."""
        if self.origin is None or not (self._all or (self._origins and self.origin in self._origins)):
            return []
        found = [("Access-Control-Allow-Origin", self.origin), ("Access-Control-Allow-Credentials", "true")]
        if self.exposed:
            found.append(("Access-Control-Expose-Headers", self.exposed))
        return found


def preflight(origin: str | None, methods: str) -> list[tuple[str, str]]:
    """Headers of the answer to a preflight request."""
    if origin is None:
        return []
    return [
        ("Access-Control-Allow-Origin", origin),
        ("Access-Control-Allow-Methods", methods),
        ("Access-Control-Allow-Headers", ALLOWED_HEADERS),
        ("Access-Control-Allow-Credentials", "true"),
        ("Access-Control-Max-Age", MAX_AGE),
    ]
