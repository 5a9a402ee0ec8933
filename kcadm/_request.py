"""What ``create``, ``get``, ``update`` and ``delete`` have in common: an object is put together, sent, and the answer is printed."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote_plus

from kcadm import _attributes, _fields, _http, _json, _output, _session
from kcadm._errors import KcadmError, UsageError
from kcadm._options import CREDENTIALS, GLOBAL, SESSION, TARGET, Option, Parsed
from kcadm._session import Session

COMMON = (
    *TARGET,
    Option(("-s", "--set"), "NAME=VALUE", "set a member: a.b=c, list[0]=c, list+=c; VALUE may be JSON", many=True),
    Option(("-d", "--delete"), "NAME", "take a member away", many=True),
    Option(("-q", "--query"), "NAME=VALUE", "add a query parameter", many=True),
    Option(("-h", "--header"), "NAME=VALUE", "set a header of the request", many=True),
    Option(("-H", "--print-headers"), "", "print the headers of the answer"),
    Option(("-F", "--fields"), "FILTER", "print these members only: id,config(*),-secret"),
    Option(("-c", "--compressed"), "", "print the answer as it came"),
    *CREDENTIALS,
    *GLOBAL,
)
SOURCES = (
    Option(("-f", "--file"), "FILE", "read the object from a file, - for standard input"),
    Option(("-b", "--body"), "CONTENT", "send this as it is"),
)
FORMATS = (
    Option(("--format",), "FORMAT", "json or csv"),
    Option(("--noquotes",), "", "leave strings in csv without quotes"),
)
NEEDS = SESSION | {"file", "body", "fields", "set", "delete", "query", "header"}
"""Options that say what to do: without one of them, and without a path, a command prints its help."""
_JSON_TYPE = "application/json"


class Request:
    """One command's request. ``path`` is what it is about, below the realm, or below the API for realms and serverinfo, or a URL."""

    def __init__(self, method: str, parsed: Parsed, path: str | None) -> None:
        self.method = method
        self.parsed = parsed
        if path is None:
            raise UsageError("Resource URI not specified")
        self.path = path
        self.shown = method == "GET" or parsed.flag("output")
        self.changes = [
            _attributes.setting(value) if name == "set" else _attributes.deletion(value)
            for name, value in parsed.given
            if name in {"set", "delete"}
        ]
        self.headers = dict(_attributes.assignment(text) for text in parsed.all("header"))
        self.query = dict(_attributes.assignment(text) for text in parsed.all("query"))
        self.csv = _is_csv(parsed)
        paging = {name: parsed.number(option) for name, option in (("first", "offset"), ("max", "limit"))}
        self.paging = {name: value for name, value in paging.items() if value is not None}
        self._check()
        self.merging = parsed.flag("merge") or (parsed.value("file") is None and bool(self.changes) and not parsed.flag("no-merge"))

    def _check(self) -> None:
        parsed = self.parsed
        if parsed.flag("output") and parsed.flag("id"):
            raise UsageError("Options -o and -i are mutually exclusive")
        if parsed.flag("merge") and parsed.flag("no-merge"):
            raise UsageError("Options --merge and --no-merge are mutually exclusive")
        if parsed.value("body") is not None and parsed.value("file") is not None:
            raise UsageError("Options --body and --file are mutually exclusive")

    def run(self, session: Session | None = None) -> int:
        """Does it all; the exit code. Raises KcadmError, with the server's message, if the server refuses."""
        content, text, document = self._source()
        session = session or _session.start(self.parsed)
        url = resource_url(admin_root(session, self.parsed.value("admin-root")), session.realm, self.path)
        kind = _last_part(url).removesuffix("s")
        url = with_query(url, self.query)
        _default(self.headers, session.headers)
        _default(self.headers, {"Accept": _JSON_TYPE})
        if self.method == "PUT" and self.merging:
            there = self._fetch(session, url)
            if document is not None:
                _attributes.merge(document, there)
            document, text = there, ""
        if self.changes:
            if content is not None:
                raise KcadmError("Can't set attributes on content of type other than application/json")
            document, text = _attributes.apply({} if document is None else document, self.changes), ""
        if content is None and document is not None:
            content = (text or _json.compact(document)).encode("utf-8", "replace")
        fields = None if (shown := self.parsed.value("fields")) is None else _fields.parse(shown)
        if content is not None:
            if self.method == "GET":
                raise KcadmError("Request type does not support body: get")
            _default(self.headers, {"Content-Type": _JSON_TYPE})
        url = with_query(url, self.paging)
        answer = self._send(session, self.method, url, content)
        self._report(session, url, kind, answer, fields)
        return 0

    def _source(self) -> tuple[bytes | None, str, Any]:
        """What is sent as it is; or a document's text, which is sent if nothing is changed in it, and the document."""
        file, body = self.parsed.value("file"), self.parsed.value("body")
        if body is not None:
            return body.encode("utf-8", "replace"), "", None
        if file is None:
            return None, "", None
        kind = next((value for name, value in self.headers.items() if name.lower() == "content-type"), _JSON_TYPE)
        return (read(file), "", None) if kind != _JSON_TYPE else (None, *read_document(file))

    def _fetch(self, session: Session, url: str) -> dict[str, Any]:
        answer = self._send(session, "GET", url, None)
        check(answer, url)
        there = answer.json()
        if not isinstance(there, dict):
            raise KcadmError(f"Not a JSON object: {_json.compact(there)}")
        return there

    def _send(self, session: Session, method: str, url: str, content: bytes | None) -> _http.Answer:
        return send(session, method, url, self.headers, content)

    def _report(self, session: Session, url: str, kind: str, answer: _http.Answer, fields: _fields.Fields | None) -> None:
        if self.parsed.flag("print-headers"):
            _output.line(answer.line)
            for name, value in answer.headers:
                _output.line(f"{name}: {value}")
        check(answer, url)
        if self.parsed.flag("print-headers"):
            _output.line("")
        location = answer.header("Location")
        new_id = _last_part(location) if location else None
        if new_id is not None:
            if self.parsed.flag("id"):
                _output.line(new_id)
            elif not self.shown:
                sys.stderr.write(f"Created new {kind} with id '{new_id}'\n")
        if not self.shown:
            return
        if self.method in {"POST", "PUT"} and (answer.status == 204 or new_id is not None) and self.path != "clients-initial-access":
            answer = send(session, "GET", f"{url}/{new_id}" if new_id is not None else url, session.headers, None)
        self._print(answer, fields)

    def _print(self, answer: _http.Answer, fields: _fields.Fields | None) -> None:
        compressed = self.parsed.flag("compressed")
        if compressed or not answer.is_json:
            if self.csv or fields is not None:
                sys.stderr.write(
                    f"Cannot create CSV nor filter returned fields because the response is {'compressed' if compressed else 'not json'}\n"
                )
                return
            _output.document(answer.body.decode("utf-8", "replace"))
            return
        try:
            value = _json.read(answer.body.decode())
        except ValueError as error:
            raise KcadmError(f"Error processing results: {error}") from None
        shown = fields.apply(value) if fields is not None else value
        if self.csv:
            _output.csv(shown, fields, bare=self.parsed.flag("noquotes"))
        else:
            _output.document(_json.pretty(shown))


def send(session: Session, method: str, url: str, headers: Mapping[str, str], content: bytes | None) -> _http.Answer:
    """The server's answer, whatever its status; raises KcadmError if there is none."""
    try:
        return session.connection.send(method, url, headers, content)
    except OSError as error:
        raise KcadmError(f"HTTP request error: {_http.reason(error, url)}") from error


def check(answer: _http.Answer, url: str) -> None:
    """Raises KcadmError, with what the server said, for an answer that is a refusal."""
    if answer.status == 404:
        raise KcadmError(f"Resource not found for url: {url}")
    if answer.status // 100 != 2:
        raise KcadmError(answer.refusal())


def admin_root(session: Session, given: str | None) -> str:
    """Where the Admin REST API is: where an option says, or below the server."""
    return given if given is not None else f"{session.server.rstrip('/')}/admin"


def resource_url(root: str, realm: str | None, path: str) -> str:
    """The URL of a resource, named as the arguments do, below the root of the Admin REST API."""
    if path.startswith(("http:", "https:")):
        return path
    root = root if root.endswith("/") else root + "/"
    if path in {"realms", "serverinfo"} or path.startswith("realms/"):
        return root + path
    return f"{root}realms/{'null' if realm is None else realm}/{path}"


def with_query(url: str, query: Mapping[str, str]) -> str:
    """A URL with parameters added; only their values are encoded."""
    if not query:
        return url
    text = "&".join(f"{name}={quote_plus(value, safe='*')}" for name, value in query.items())
    return f"{url}{'&' if '?' in url else '?'}{text}"


def read(file: str) -> bytes:
    """What is in a file, or comes from standard input for ``-``; raises KcadmError if it cannot be read."""
    if file == "-":
        return sys.stdin.buffer.read()
    try:
        with open(file, "rb") as opened:  # noqa: PTH123 - without pathlib's cost
            return opened.read()
    except FileNotFoundError:
        raise KcadmError(f"File not found: {file}") from None
    except OSError as error:
        raise KcadmError(f"Failed to read file: {file} ({error.strerror})") from None


def read_document(file: str) -> tuple[str, Any]:
    """The JSON text in a file and its value; raises KcadmError if there is none."""
    text = read(file).decode("utf-8", "replace").strip()
    if not text:
        raise KcadmError("Document provided by --file option is empty")
    try:
        return text, _json.read(text)
    except ValueError as error:
        raise KcadmError(f"Not a valid JSON document - {error}") from None


def _is_csv(parsed: Parsed) -> bool:
    asked = parsed.value("format") or "json"
    if asked.lower() not in {"json", "csv"}:
        raise UsageError(f"Unsupported output format: {asked}")
    return asked.lower() == "csv"


def _default(headers: dict[str, str], defaults: Mapping[str, str]) -> None:
    """Adds headers that are not there yet, in whatever case."""
    there = {name.lower() for name in headers}
    headers.update({name: value for name, value in defaults.items() if name.lower() not in there})


def _last_part(url: str) -> str:
    return url.removesuffix("/").rpartition("/")[2]
