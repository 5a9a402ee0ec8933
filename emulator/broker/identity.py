"""Who an identity provider says that somebody is."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, field
from typing import Any

from emulator.core.dataclass import dataclass
from emulator.core.errors import EmulatorError
from emulator.realm.texts import Text
from emulator.tokens import claim as configured

_STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")


@dataclass(eq=False)
class BrokerError(EmulatorError):
    """The provider's answer cannot be used; ``reason`` is for the log. Pages say ``text``, or that something was unexpected."""

    reason: str
    status: int = 502
    text: Text | None = None

    def __str__(self) -> str:
        return self.reason


@dataclass(frozen=True, slots=True)
class BrokeredIdentity:
    """What a provider told of one user.

    ``id`` and ``broker_username`` are the user's at the provider, ``username`` what the user is called here; ``attributes`` are what
    mappers and the user's own corrections add, names and address among them once they were corrected. ``claims`` are those of ID token
    and userinfo, ``access_claims`` those of an access token that is a JWT. ``session`` and ``subject`` name the provider's session;
    ``id_token`` is shown to the provider at logout, ``token`` is its whole answer, for a provider whose tokens are stored.
    ``access_token`` is the provider's, which expires at ``expires`` in epoch seconds, 0 for unknown.
    """

    alias: str
    id: str
    username: str
    broker_username: str
    email: str = ""
    first_name: str = ""
    last_name: str = ""
    claims: Mapping[str, Any] = field(default_factory=dict)
    access_claims: Mapping[str, Any] = field(default_factory=dict)
    attributes: Mapping[str, Sequence[str]] = field(default_factory=dict)
    session_notes: Mapping[str, str] = field(default_factory=dict)
    session: str = ""
    id_token: str = ""
    token: str = ""
    access_token: str = ""
    expires: int = 0

    def to_text(self) -> str:
        """The identity as a note of a login."""
        return json.dumps(asdict(self), separators=(",", ":"))


def from_text(text: str) -> BrokeredIdentity:
    """The identity that ``to_text`` wrote."""
    return BrokeredIdentity(**json.loads(text))


def claim(identity: BrokeredIdentity, path: str) -> Any:
    """The value of a claim by its name or its path with dots; the access token's claims count first.

    What is a part of the path is decided as for claims of tokens. None when there is no such claim.
    """
    names = configured.path(path)
    if not names:
        return None
    for claims in (identity.access_claims, identity.claims):
        value = _walk(claims, names)
        if value is not None:
            return value
    return None


def member(profile: Any, path: str) -> Any:
    """What a profile has at a path of names and places in lists (``emails[0].value``); None for nothing."""
    value = profile
    for name, index in _STEP.findall(path):
        if name:
            value = value.get(name) if isinstance(value, Mapping) else None
        else:
            value = value[int(index)] if isinstance(value, list) and int(index) < len(value) else None
    return None if value is profile else value


def texts(value: Any) -> list[str]:
    """A claim's value as attribute values."""
    if value is None:
        return []
    if isinstance(value, list):
        return [one for item in value for one in texts(item)]
    if isinstance(value, bool):
        return ["true" if value else "false"]
    return [value if isinstance(value, str) else json.dumps(value, separators=(",", ":")) if isinstance(value, dict) else str(value)]


def _walk(claims: Any, names: Sequence[str]) -> Any:
    for name in names:
        if not isinstance(claims, Mapping):
            return None
        claims = claims.get(name)
    return claims
