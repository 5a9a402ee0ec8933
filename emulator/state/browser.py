"""Records of logins in a browser. Times are epoch seconds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class AuthenticationSession:
    """One tab of a login that is under way. ``root`` is shared by the tabs of a browser; ``code`` guards its form."""

    id: str
    root: str
    code: str
    client_id: str
    redirect_uri: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    expires: int = 0


@dataclass(frozen=True, slots=True)
class AuthorizationCode:
    """A code that waits to be exchanged: for which client, session and request."""

    id: str
    session_id: str
    client_id: str
    redirect_uri: str | None
    expires: int
    parameters: Mapping[str, str] = field(default_factory=dict)
    used: bool = False
