"""What a request brings in its headers to prove whose it is."""

from __future__ import annotations

from emulator.core.dataclass import dataclass

BEARER, DPOP = "bearer", "dpop"


@dataclass(frozen=True, slots=True)
class Presented:
    """A token and a proof of possession (RFC 9449), and the request that they come with.

    ``scheme`` is ``bearer`` or ``dpop``, empty where ``token`` is None; ``proof`` is None where no proof came; ``url`` has no query.
    ``assertion`` is a client's (RFC 7523), None where there is none of the usual type. ``malformed`` says that there is an Authorization
    header that brings no token.
    """

    scheme: str = ""
    token: str | None = None
    proof: str | None = None
    method: str = ""
    url: str = ""
    assertion: str | None = None
    malformed: bool = False
