"""Requests to identity providers; to be made in threads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from emulator.broker.identity import BrokerError
from emulator.core import fetch
from emulator.core.json_text import read_json

TIMEOUT = 10
_FORM = "application/x-www-form-urlencoded"
_JSON = "application/json"


def post(url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> str:
    """The body that a POST of a form is answered with; raises BrokerError for any refusal."""
    return _text(url, urlencode(form).encode(), {"Content-Type": _FORM, **headers})


def get(url: str, headers: Mapping[str, str]) -> str:
    """The body at a URL; raises BrokerError."""
    return _text(url, None, headers)


def profile(url: str, token: str) -> str:
    """The JSON that somebody's access token gets at a URL; raises BrokerError, for any other kind of answer too."""
    reply = _reply(url, None, {"Authorization": f"Bearer {token}"})
    if reply.content_type.partition(";")[0].strip().lower() != _JSON:
        raise BrokerError(f"{url} answered '{reply.content_type}', not {_JSON}")
    return reply.body.decode("utf-8", "replace")


def document(text: str, url: str) -> dict[str, Any]:
    """A body as a JSON object; raises BrokerError."""
    try:
        found = read_json(text)
    except ValueError as error:
        raise BrokerError(f"{url} answered no JSON: {error}") from error
    if not isinstance(found, dict):
        raise BrokerError(f"{url} answered no JSON object")
    return found


def _text(url: str, body: bytes | None, headers: Mapping[str, str]) -> str:
    return _reply(url, body, headers).body.decode("utf-8", "replace")


def _reply(url: str, body: bytes | None, headers: Mapping[str, str]) -> fetch.Reply:
    try:
        return fetch.send("GET" if body is None else "POST", url, body, {"Accept": _JSON, **headers}, seconds=TIMEOUT)
    except fetch.FetchError as error:
        raise BrokerError(f"{error}: {error.text[:2000]}" if error.said else str(error)) from error
