"""Client authenticators: one file each, named after its provider id, and what all of them share."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import unquote_plus

from emulator.core.dataclass import dataclass
from emulator.core.errors import OAuthError
from emulator.core.registry import Folder

if TYPE_CHECKING:
    from emulator.realm.views import Client
    from emulator.web.call import Call

_REFUSED = "Invalid client or Invalid client credentials"


@dataclass(frozen=True, slots=True)
class ClientAuthenticator:
    """A way to authenticate: ``authenticate(call, client)`` raises OAuthError unless the client has proved itself."""

    name: str
    authenticate: Callable[[Call, Client], None]


CLIENT_AUTHENTICATORS = Folder(__name__, ClientAuthenticator)


def refused(error: str, reason: str, status: int = 401, event: str = "invalid_client_credentials") -> OAuthError:
    """Keycloak's one answer to a client that failed to authenticate; ``reason`` is for the log, ``event`` for the realm's events."""
    return OAuthError(error, _REFUSED, status, reason=reason, event=event)


def basic(call: Call) -> tuple[str, str] | None:
    """Client id and secret of ``Authorization: Basic`` (RFC 6749 section 2.3.1); None without a usable one."""
    kind, _, encoded = call.headers.get("authorization", "").partition(" ")
    if kind.lower() != "basic":
        return None
    try:
        text = base64.b64decode(encoded.strip(), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
    name, colon, secret = text.partition(":")
    return (unquote_plus(name), unquote_plus(secret)) if colon else None
