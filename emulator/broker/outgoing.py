"""Requests to identity providers; to be made in threads."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from emulator.broker.identity import BrokerError

TIMEOUT = 10
_MAX_BYTES = 1_000_000
_FORM = "application/x-www-form-urlencoded"


def post(url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> str:
    """The body that a POST of a form is answered with; raises BrokerError for any refusal."""
    return _text(url, urlencode(form).encode(), {"Content-Type": _FORM, **headers})


def get(url: str, headers: Mapping[str, str]) -> str:
    """The body at a URL; raises BrokerError."""
    return _text(url, None, headers)


def document(text: str, url: str) -> dict[str, Any]:
    """A body as a JSON object; raises BrokerError."""
    try:
        found = json.loads(text)
    except ValueError as error:
        raise BrokerError(f"{url} answered no JSON: {error}") from error
    if not isinstance(found, dict):
        raise BrokerError(f"{url} answered no JSON object")
    return found


def _text(url: str, body: bytes | None, headers: Mapping[str, str]) -> str:
    if not url.startswith(("http://", "https://")):
        raise BrokerError(f"'{url}' is not a http or https URL")
    try:
        request = urllib.request.Request(url, body, {"Accept": "application/json", **headers})  # noqa: S310 - the scheme was checked
        with urllib.request.urlopen(request, timeout=TIMEOUT) as response:  # noqa: S310 - the scheme was checked
            return str(response.read(_MAX_BYTES).decode("utf-8", "replace"))
    except urllib.error.HTTPError as error:
        said = error.read(2000).decode("utf-8", "replace")
        error.close()
        raise BrokerError(f"{url} answered {error.code}: {said}") from error
    except (OSError, ValueError) as error:
        raise BrokerError(f"{url}: {error}") from error
