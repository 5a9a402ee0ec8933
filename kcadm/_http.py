"""HTTP requests to a server, with the certificates that the caller trusts."""

from __future__ import annotations

import http.client
import re
import ssl
import sys
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import SplitResult, quote, urlencode, urlsplit

from kcadm import _json
from kcadm._errors import KcadmError, NotHere, UsageError

_TIMEOUT = 60.0
_SLASHES = re.compile("/{2,}")
_ASCII = "".join(map(chr, range(33, 127)))
_OTHER_THAN_PEM = (b"\xfe\xed\xfe\xed", b"\x30\x82", b"\x30\x80")
"""How a JKS and a PKCS12 truststore begin."""


class Answer(NamedTuple):
    """What a server said. ``line`` is the status line as it came."""

    status: int
    reason: str
    line: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str | None:
        """The first header of that name, in whatever case."""
        return next((value for header, value in self.headers if header.lower() == name.lower()), None)

    @property
    def is_json(self) -> bool:
        """Whether the body says that it is JSON."""
        return (self.header("Content-Type") or "").partition(";")[0].strip().lower() == "application/json"

    def json(self) -> Any:
        """The body's value; raises KcadmError if it is no JSON."""
        try:
            return _json.read(self.body.decode())
        except ValueError:
            raise KcadmError("Failed to read JSON response") from None

    def refusal(self) -> str:
        """What the body of a refusal says: Keycloak's message or error, otherwise the status."""
        try:
            said = _json.read(self.body.decode())
        except ValueError:
            said = None
        if isinstance(said, dict):
            if isinstance(message := said.get("errorMessage"), str):
                return message
            if isinstance(error := said.get("error"), str):
                description = said.get("error_description")
                return f"{description} [{error}]" if description is not None else error
        return f"{self.status} {self.reason}"


class Connection:
    """Sends requests. ``trusted`` is a PEM file, None for the certificates that the system trusts."""

    def __init__(self, trusted: str | None = None, *, insecure: bool = False) -> None:
        self._trusted, self._insecure = trusted, insecure
        self._context: ssl.SSLContext | None = None

    def send(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None = None) -> Answer:
        """The server's answer, whatever its status; raises OSError if there is none and KcadmError for a URL that is none."""
        parts = split(url)
        connection = self._to(parts)
        target = _target(parts, url)
        try:
            connection.request(method, target, body, dict(headers))
            response = connection.getresponse()
            content = response.read()
        except OSError:
            raise
        except http.client.HTTPException as error:
            raise OSError(str(error) or type(error).__name__) from error
        except (ValueError, UnicodeError) as error:
            raise KcadmError(f"HTTP request error: {error}") from error
        finally:
            connection.close()
        version = "HTTP/1.0" if response.version == 10 else "HTTP/1.1"
        line = f"{version} {response.status} {response.reason}"
        return Answer(response.status, response.reason, line, tuple(response.getheaders()), content)

    def form(self, url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> Any:
        """What a token endpoint answers a form with; raises KcadmError with its refusal."""
        sent = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json", **headers}
        try:
            answer = self.send("POST", url, sent, urlencode(form).encode())
        except OSError as error:
            raise KcadmError(f"Failed to send request - {reason(error, url)}") from error
        if answer.status // 100 == 2:
            return answer.json()
        said = answer.json() if answer.is_json else None
        if not isinstance(said, dict):
            raise KcadmError(f"{answer.status} {answer.reason}")
        description = said.get("error_description")
        raise KcadmError(f"{'null' if description is None else description} [{said.get('error')}]")

    def _to(self, parts: SplitResult) -> http.client.HTTPConnection:
        host = parts.hostname or ""
        if parts.scheme == "http":
            return http.client.HTTPConnection(host, parts.port, timeout=_TIMEOUT)
        if self._context is None:
            self._context = _context(self._trusted, insecure=self._insecure)
        return http.client.HTTPSConnection(host, parts.port, timeout=_TIMEOUT, context=self._context)


def split(url: str) -> SplitResult:
    """The parts of an http or https URL; raises KcadmError for anything else."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise KcadmError(f"Invalid server endpoint url: {url}") from None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise KcadmError(f"Invalid server endpoint url: {url}")
    return parts


def _target(parts: SplitResult, url: str) -> str:
    """Path and query as they are sent: slashes once, and what is not ASCII encoded. Raises UsageError for what a URL cannot have."""
    wrong = next((index for index, char in enumerate(url) if char <= " " or char in '"<>\\^`{|}'), None)
    if wrong is not None:
        where = "query" if "?" in url[:wrong] else "path"
        raise UsageError(f"Illegal character in {where} at index {wrong}: {url}")
    path = quote(_SLASHES.sub("/", parts.path) or "/", safe=_ASCII)
    return path + (f"?{quote(parts.query, safe=_ASCII)}" if parts.query else "")


def reason(error: OSError, url: str) -> str:
    """Why there is no answer from a URL, in words."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"the certificate of {split(url).netloc} is not trusted ({error.verify_message}); --truststore takes a PEM file"
    return f"Connect to {split(url).netloc} failed: {error.strerror or error}"


def check_truststore(path: str) -> None:
    """Raises NotHere for a truststore of Java's, KcadmError for one that cannot be read."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - without pathlib's cost
            start = file.read(4)
    except OSError:
        raise KcadmError(f"Failed to load truststore: {path}") from None
    if start.startswith(_OTHER_THAN_PEM):
        raise NotHere(f"Failed to load truststore: {path} is a Java keystore (JKS or PKCS12); export its certificates as PEM")


def _context(trusted: str | None, *, insecure: bool) -> ssl.SSLContext:
    if insecure:
        sys.stderr.write("The server is configured to use TLS but there is no truststore specified.\n")
        sys.stderr.write("The tool will skip certificate validation. This is highly discouraged for production use cases\n")
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return context
    if trusted is None:
        return ssl.create_default_context()
    check_truststore(trusted)
    try:
        return ssl.create_default_context(cafile=trusted)
    except (OSError, ValueError):
        raise NotHere(f"Failed to load truststore: {trusted} has no certificates in PEM") from None
