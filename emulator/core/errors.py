"""The error types that reach a client, one for each protocol.

They are raised anywhere with Keycloak's exact words, beside the condition that they belong to, and rendered in one place
(``emulator.web.errors``). ``reason`` is what Keycloak hides from the client: it goes to the log only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Any, ClassVar

from emulator.core.dataclass import dataclass

CONSULT_THE_LOG = "For more on this error consult the server log."
UNKNOWN_ERROR: Mapping[str, str] = {"error": "unknown_error", "error_description": CONSULT_THE_LOG}
"""The body of what Keycloak did not foresee: only its log tells what it was."""


class EmulatorError(Exception):
    """Base of every error that the emulator answers on purpose."""

    status: int = 500
    reason: str = ""
    rolls_back: ClassVar[bool] = False
    """Whether what the request has changed is undone; a refusal of OAuth 2.0 keeps what it noted."""


class Unforeseen(EmulatorError):
    """Anything that nobody raised on purpose; its cause is what went wrong."""


@dataclass(eq=False)
class OAuthError(EmulatorError):
    """An error of the OAuth 2.0 endpoints (RFC 6749 section 5.2): JSON ``error`` and ``error_description``.

    ``event`` is the detail that Keycloak's event log carries, ``reason`` a sentence for the person who reads the log.
    """

    error: str
    description: str | None = None
    status: int = 400
    reason: str = ""
    event: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.error}: {self.reason or self.description or ''}".rstrip(": ")


class BrokenRequest(OAuthError):
    """An error of the OAuth 2.0 endpoints in the place of Keycloak's 500, with which everything that the request has changed is undone."""

    rolls_back: ClassVar[bool] = True


@dataclass(eq=False)
class BearerError(EmulatorError):
    """A refusal by a resource that takes Bearer tokens (RFC 6750 section 3): ``WWW-Authenticate`` and no body.

    ``algorithms`` are those of proofs of possession, for a token that came with the scheme DPoP (RFC 9449 section 7.1).
    """

    realm: str
    error: str | None = None
    description: str | None = None
    status: int = 401
    reason: str = ""
    event: str = ""
    algorithms: Sequence[str] = ()

    def __str__(self) -> str:
        return f"{self.error or 'no token'}: {self.reason or self.description or ''}".rstrip(": ")


@dataclass(eq=False)
class AdminError(EmulatorError):
    """An error of the Admin REST API; ``body`` is Keycloak's JSON (``error`` or ``errorMessage`` …), None for no body.

    ``late`` says that Keycloak notices it only when its transaction ends: the answer then lacks the security headers. ``place`` is
    where in the representation the fault is, as far as that is known. ``event`` is what the event that was drafted ends in, empty where
    none is kept.
    """

    rolls_back: ClassVar[bool] = True

    status: int
    body: Mapping[str, Any] | None = None
    reason: str = ""
    late: bool = False
    place: tuple[str | int, ...] = ()
    event: str = ""

    def __str__(self) -> str:
        body = self.body or {}
        return self.reason or str(body.get("errorMessage") or body.get("error") or self.status)


class RegistrationError(AdminError):
    """An error of client registration (RFC 7591 section 3.2.2), whose JSON has ``error`` and ``error_description``.

    ``event`` is the error that the realm's events note; with an empty one Keycloak's event is lost with the rest of the request.
    """

    def __init__(self, error: str, description: str | None = None, status: int = 400, *, reason: str = "", event: str = "") -> None:
        body = {"error": error} if description is None else {"error": error, "error_description": description}
        super().__init__(status, body, reason or description or "")
        self.event = event


@dataclass(eq=False)
class PageError(EmulatorError):
    """An error that Keycloak shows as its HTML page; ``message`` is the text below the heading.

    ``linked`` says whether the page leads back to the application that the request names, ``bare`` that it names no realm;
    ``page_url`` is where the login that it belongs to is found again, ``said`` the reason that its event gives. ``client_id`` is the
    application where the request itself names none.
    """

    message: str
    status: int = 400
    reason: str = ""
    event: str = ""
    linked: bool = True
    bare: bool = False
    page_url: str = ""
    said: str = ""
    client_id: str = ""

    def __str__(self) -> str:
        return self.reason or self.message


@dataclass(frozen=True)
class Finding:
    """One fault in a realm file. ``line`` and ``column`` count from 1, 0 where unknown; ``path`` is like ``clients[2].redirectUris``."""

    message: str
    path: str = ""
    file: str = ""
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        where = ":".join([self.file, *(str(n) for n in (self.line, self.column) if n)]) if self.file else ""
        return ": ".join(part for part in (where, self.path, self.message) if part)


class RealmFileError(EmulatorError):
    """Everything that is wrong with one or more realm files; nothing of them was loaded."""

    status = 400

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        self.reason = "\n".join(str(finding) for finding in self.findings)
        super().__init__(self.reason)


class PortError(Exception):
    """A port that cannot be served: its address is taken, or a file of its TLS cannot be used; the message is one line for a person."""
