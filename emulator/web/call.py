"""One HTTP request, as the endpoints see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from starlette.requests import Request

from emulator.context import Context
from emulator.context.outbox import Outbox
from emulator.context.presented import BEARER, DPOP, Presented
from emulator.core.asking import Answers
from emulator.core.errors import AdminError
from emulator.core.json_text import first_json, read_json
from emulator.state.store import RealmTables
from emulator.testing.faults import Fault
from emulator.web import media_type
from emulator.web.cors import Cors
from emulator.web.forms import Parameters, TooLong, escaped
from emulator.web.response import Response

if TYPE_CHECKING:
    from emulator.world.emulator import Emulator

TRANSPORT = "emulator.transport"
"""In a scope: the connection below uvicorn's ``send``, None without one; any other server ends a broken answer in its own way."""
MAX_FIELD = 131072
_ASSERTED = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
FORM = "application/x-www-form-urlencoded"


def _is_form(content_type: str) -> bool:
    """As observed, capitals are not read, and what follows the first of several types is not looked at."""
    return content_type.partition(";")[0].partition(",")[0] == FORM


class Call:
    """A request, and what its handling leaves for the answer and the log.

    ``request`` is Starlette's; its ``body`` has been read to the end, for a decision may be made again.
    ``path`` is what remains below the served prefix, ``base`` the URL that the prefix is reached at (no trailing slash),
    ``backend`` another one that servers are told to use, empty when it is the same, ``requested`` the one that the request itself says,
    ``host`` the name that the request has for the server,
    ``parameters`` the path parameters by name. ``notes`` are headers that the answer gets whatever it is; ``outbox`` is what the decision
    leaves to be sent and told, with the ``log``; ``answers`` is what others were asked in its course,
    ``answer`` what the caller is told, ``fault`` the one on purpose that the call meets. ``settled`` is the mark in the undo
    log up to which nothing is undone.
    """

    __slots__ = (
        "_context",
        "_form",
        "_parts",
        "_query",
        "_tables",
        "answer",
        "answers",
        "backend",
        "base",
        "body",
        "cors",
        "emulator",
        "fault",
        "headers",
        "host",
        "log",
        "method",
        "notes",
        "outbox",
        "parameters",
        "path",
        "remote_address",
        "request",
        "requested",
        "scheme",
        "settled",
    )  # fmt: skip

    def __init__(self, emulator: Emulator, request: Request, body: bytes) -> None:
        self.emulator = emulator
        self.request = request
        self.body = body
        self.method = request.method
        # The first of each name, as a dictionary: a request is asked for its headers dozens of times, and Starlette's look through all.
        headers: dict[str, str] = {}
        for name, value in request.headers.raw:
            headers.setdefault(name.decode("latin-1"), value.decode("latin-1"))
        self.headers = headers
        self.path = ""
        self.base = ""
        self.backend = ""
        self.requested = ""
        self.host = ""
        self.scheme: str = request.scope.get("scheme", "http")
        client = request.client
        self.remote_address = client.host if client else ""
        self.answers = Answers()
        self.answer = Response(500)
        self.fault: Fault | None = None
        self._form: Parameters | None = None
        self._query: Parameters | None = None
        self.rewind()

    def rewind(self) -> None:
        """Is as it was before it was decided, so that it can be decided again with what is known by now."""
        self.parameters: Mapping[str, str] = {}
        self.cors = Cors(self.headers.get("origin"))
        self.notes: list[tuple[str, str]] = []
        self.outbox = Outbox()
        self.log = self.outbox.log
        self.settled = 0
        self._parts: Parameters | None = None
        self._tables: RealmTables | None = None
        self._context: Context | None = None

    def close(self) -> None:
        """Lets go of what was decided, once that is told."""
        self._context = None
        self.outbox = Outbox()

    @property
    def connected(self) -> bool:
        """Whether it came in at a port, not straight to the application in this process."""
        return self.request.scope.get(TRANSPORT) is not None

    @property
    def content_type(self) -> str:
        """Media type of the request body, in lower case and without parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def form(self) -> Parameters:
        """Parameters of an urlencoded body; empty for any other content type, unless ``take`` has said what they are.

        Raises AdminError for a form that nobody can read.
        """
        if self._parts is not None:
            return self._parts
        if self._form is None:
            said = self.headers.get("content-type", "")
            media_type.check_form(said, self.body)
            # As observed, a charset counts where there is something to read by it.
            is_plain = b"%" not in self.body and self.body.isascii()
            charset = media_type.UTF_8 if is_plain or "charset" not in said.lower() else media_type.charset(said)
            plain = self.body.decode("utf-8", "replace") if charset == media_type.UTF_8 else escaped(self.body)
            try:
                self._form = Parameters(plain if _is_form(said) else "", MAX_FIELD, charset)
            except TooLong as error:
                raise AdminError(413, {"error": "HTTP 413 Request Entity Too Large"}, reason="a form field is too long") from error
        return self._form

    def take(self, form: Parameters) -> None:
        """What the form is from here on, until the request is decided again."""
        self._parts = form

    @property
    def query(self) -> Parameters:
        """Parameters of the query string. As in Keycloak ``;`` separates them too, so that a page's URL works with its ``&amp;``."""
        if self._query is None:
            self._query = Parameters(self.request.scope["query_string"].decode("utf-8", "replace").replace(";", "&"))
        return self._query

    @property
    def bearer(self) -> str | None:
        """The token of ``Authorization: Bearer …``; None without one, or when the header is anything else."""
        presented = self.presented
        return presented.token if presented.scheme == BEARER else None

    @property
    def presented(self) -> Presented:
        """The token of ``Authorization: Bearer …`` or ``DPoP …``, and the proof of possession that came with it."""
        scheme, _, token = self.headers.get("authorization", "").partition(" ")
        scheme = scheme.lower()
        if scheme not in (BEARER, DPOP) or not token or " " in token:
            scheme, token = "", ""
        proof = None
        if "dpop" in self.headers:
            proof = ",".join(self.request.headers.getlist("dpop"))
        asserted = self.content_type == FORM and self.form.get("client_assertion_type") == _ASSERTED
        assertion = self.form.get("client_assertion") if asserted else None
        malformed = not token and "authorization" in self.headers
        return Presented(scheme, token or None, proof, self.method, f"{self.base}{self.path}", assertion, malformed)

    @property
    def cookies(self) -> dict[str, str]:
        """Cookies by name."""
        found: dict[str, str] = {}
        for pair in self.headers.get("cookie", "").split(";"):
            name, _, value = pair.strip().partition("=")
            if name:
                found.setdefault(name, value.strip('"'))
        return found

    def settle(self) -> None:
        """What was changed up to here stays, even if the request fails: what authentication notes of a token and of guesses."""
        self.settled = self.emulator.store.mark()

    def json(self, *, alone: bool = True) -> Any:
        """The request body as JSON, or without ``alone`` what it begins with; raises Keycloak's 400 when it is none."""
        try:
            return read_json(self.body) if alone else first_json(self.body)
        except ValueError as error:
            raise AdminError(
                400,
                {"error": "invalid_request", "error_description": "Cannot parse the JSON"},
                reason=f"the request body is not JSON: {error}",
            ) from error

    @property
    def in_realm(self) -> bool:
        """Whether the path names a realm that is there."""
        return self._tables is not None

    @property
    def tables(self) -> RealmTables:
        """Tables of the realm in the path; raises LookupError where there is none."""
        if self._tables is None:
            raise LookupError("this route has no realm")
        return self._tables

    @tables.setter
    def tables(self, tables: RealmTables) -> None:
        self._tables = tables

    @property
    def context(self) -> Context:
        """The realm of the path as rooms below see it."""
        if self._context is None:
            self._context = self.emulator.context(
                self.tables, self.base, self.remote_address, self.answers, self.outbox, self._certificates,
                lambda: self.presented,
            )  # fmt: skip
            self._context.user_agent = self.headers.get("user-agent")
        return self._context

    def _certificates(self) -> Sequence[bytes]:
        from emulator.web.client_certificate import presented

        return presented(self)
