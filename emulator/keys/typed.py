"""A token as Keycloak's classes read it: numbers and texts stand for each other where they can, and what fits nowhere makes it no token."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from emulator.core.json_text import json_text
from emulator.keys import jws
from emulator.keys.jws import InvalidToken, Jws

_TIMES = ("exp", "nbf", "iat")
_TEXTS = ("jti", "iss", "sub", "typ", "azp")
_OF_HEADER = ("kid", "typ", "cty")
_LARGEST = 2**63
_ALGORITHMS = ("none", "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""As Keycloak counts them, from 0: a number may stand for a name."""


def decode(text: str) -> Jws:
    """Takes a compact JWS apart whose registered members are of their types then; raises InvalidToken."""
    token = with_header(jws.decode(text))
    claims = _converted(token.claims, {**dict.fromkeys(_TIMES, _number), **dict.fromkeys(_TEXTS, _text), "aud": _audience})
    return replace(token, claims=claims)


def with_header(token: Jws) -> Jws:
    """The token with a header whose registered members are of their types, and whose algorithm is one; raises InvalidToken."""
    return replace(token, header=_converted(token.header, {**dict.fromkeys(_OF_HEADER, _text), "alg": _algorithm}))


def _algorithm(value: Any) -> str:
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < len(_ALGORITHMS):
        return _ALGORITHMS[value]
    if value not in _ALGORITHMS:
        raise InvalidToken(f"nobody knows the algorithm '{value}'")
    return str(value)


def _converted(members: Mapping[str, Any], kinds: Mapping[str, Callable[[Any], Any]]) -> dict[str, Any]:
    known = {name: kind(members[name]) for name, kind in kinds.items() if members.get(name) is not None}
    return {**members, **known}


def _number(value: Any) -> int | None:
    """A whole number; a fraction is cut off, an empty text is none."""
    if isinstance(value, str):
        text = value.strip()
        if not text:
            return None
        if not text.lstrip("+-").isdigit() or not text.isascii():
            raise InvalidToken(f"'{text[:40]}' is no number")
        value = int(text)
    if isinstance(value, bool) or not isinstance(value, int | float) or not -_LARGEST <= value < _LARGEST:
        raise InvalidToken("a time is no number")
    return int(value)


def _text(value: Any) -> str:
    if isinstance(value, dict | list):
        raise InvalidToken("a text is none")
    return value if isinstance(value, str) else json_text(value).decode()


def _audience(value: Any) -> Any:
    """One text or several; anything else of one is as good as none."""
    if isinstance(value, list):
        return [one if isinstance(one, str | None) else _text(one) for one in value]
    return value
