"""Rich authorization requests (RFC 9396): ``authorization_details`` are read, and refused.

As observed: Keycloak knows no type of them unless it issues credentials.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NoReturn

from emulator.context import Context, events
from emulator.core.errors import OAuthError
from emulator.core.json_text import read_json
from emulator.realm import refusal

NAME = "authorization_details"
_LISTS = ("locations", "actions", "datatypes", "privileges")
_TEXTS = ("type", "identifier")
_SHOWN = ("type", "locations", "actions", "datatypes", "identifier", "privileges")
_SPACE = " \t\r\n"
_NO_LIST = 'Cannot invoke "java.util.List.isEmpty()" because "authzDetails" is null'
_NO_MEMBER = 'Cannot invoke "org.keycloak.representations.AuthorizationDetailsJSONRepresentation.getType()" because "authzDetail" is null'
_UNFORESEEN = (_NO_LIST, _NO_MEMBER)


class _Fraction(str):
    """A number with a point or an exponent, as it was written."""

    __slots__ = ()


def fault(text: str) -> str:
    """What Keycloak says against the parameter, as observed; it never has nothing to say."""
    details = _read(text.lstrip(_SPACE))
    if details is None:
        return _NO_LIST
    if not isinstance(details, list) or not all(_is_readable(detail) for detail in details):
        return f"Invalid {NAME}: {text}"
    if not details:
        return "Authorization_Details parameter cannot be empty"
    first = details[0]
    if first is None:
        return _NO_MEMBER
    if first.get("type") is None:
        return f"Authorization_Details parameter provided without type: AuthorizationDetailsJSONRepresentation{{{_described(first)}}}"
    return f"Unsupported type '{_text(first['type'])}' of {NAME} parameter supplied in the request. Supported values: []"


def refuse_exchange(context: Context, text: str) -> NoReturn:
    """Raises what the exchange of a code is answered: OAuthError, or AdminError for what Keycloak did not foresee there."""
    message = fault(text)
    if message in _UNFORESEEN:
        raise refusal.broken(message)
    events.note(context, reason=message)
    raise OAuthError("invalid_authorization_details", f"Error when processing {NAME}: {message}")


def _read(text: str) -> Any:
    """The JSON value that a text begins with, whatever comes behind it; the text itself where there is none."""
    try:
        _, end = json.JSONDecoder().raw_decode(text)
        return read_json(text[:end], _Fraction)
    except (ValueError, RecursionError):
        return text


def _is_readable(detail: Any) -> bool:
    """Whether a member has texts where it has to have them: a detail is an object, or null."""
    if detail is None:
        return True
    if not isinstance(detail, dict):
        return False
    lists = [detail[name] for name in _LISTS if detail.get(name) is not None]
    single = [detail[name] for name in _TEXTS if name in detail]
    return all(isinstance(value, list) for value in lists) and not any(
        isinstance(value, list | dict) for value in (*single, *(word for value in lists for word in value))
    )


def _described(detail: Mapping[str, Any]) -> str:
    """A detail as Java writes it into a text."""
    own = detail.get("customData") if isinstance(detail.get("customData"), dict) else {}
    others = {name: value for name, value in detail.items() if name not in (*_SHOWN, "customData")}
    parts = [
        f"{name}='{_text(detail.get(name))}'" if name in _TEXTS else f"{name}={_words(detail.get(name))}" for name in _SHOWN
    ]  # fmt: skip
    return ", ".join([*parts, f"customData={_shown(dict(sorted({**(own or {}), **others}.items())))}"])


def _text(value: object) -> str:
    return "null" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _words(values: list[Any] | None) -> str:
    return "null" if values is None else f"[{', '.join(_text(value) for value in values)}]"


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return f"{{{', '.join(f'{name}={_shown(inner)}' for name, inner in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(_shown(inner) for inner in value)}]"
    return str(float(value)) if isinstance(value, _Fraction) else _text(value)
