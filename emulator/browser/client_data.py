"""What the URLs of a login carry of its request, so that the client can be told of a login that has gone."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping

_STANDARD = str.maketrans("-_", "+/")
_SENT = {"ru": "redirect_uri", "rt": "response_type", "rm": "response_mode", "st": "state"}


def write(parameters: Mapping[str, str], redirect_uri: str) -> str:
    """The text for a request with these parameters."""
    values = {**parameters, "redirect_uri": redirect_uri or None}
    sent = {short: values.get(name) for short, name in _SENT.items()}
    text = json.dumps({k: v for k, v in sent.items() if v is not None}, separators=(",", ":"), ensure_ascii=False)
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


def read(text: str) -> dict[str, str] | None:
    """The request's parameters in such a text, None where it holds none; ValueError for one that is no such data."""
    if not text:
        return None
    octets = base64.b64decode(text.rstrip("=").translate(_STANDARD) + "=" * (-len(text.rstrip("=")) % 4))
    # What follows the object does not count, as observed.
    sent, _ = json.JSONDecoder().raw_decode(octets.decode().lstrip())
    if sent is None:
        return None
    if not isinstance(sent, dict) or sent.keys() - set(_SENT):
        raise ValueError("it is not an object with " + ", ".join(_SENT))
    return {name: str(sent[short]) for short, name in _SENT.items() if sent.get(short) is not None}
