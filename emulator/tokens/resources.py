"""Resource indicators (RFC 8707): how a resource is named, and an access token that is for one alone; as Keycloak has them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from emulator.context import Context, events
from emulator.core.dataclass import dataclass
from emulator.core.errors import OAuthError
from emulator.realm import refusal

INVALID = "The requested resource is invalid, missing, unknown, or malformed."
CLAIM = "resource"
"""In a refresh token: the resource that its access token was for."""
_OTHER = "The requested resource is not matching the original request."
_CLIENT = "urn:client:"
_URL = "resource_url"
_URN = re.compile(r"urn:[a-z0-9][a-z0-9-]{0,31}:([a-z0-9()+,-.:=@;$_!*']|%[0-9a-f]{2})+", re.IGNORECASE)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*")
_URI = re.compile(r"(?:[A-Za-z0-9._~!$&'()*+,;=:@/\[\]-]|%[0-9A-Fa-f]{2})*")


@dataclass(frozen=True, slots=True)
class Asked:
    """The resource of a token request; ``original`` is the one of the request that it goes on from, which it has to fit if ``goes_on``."""

    resource: str | None
    original: str | None = None
    goes_on: bool = False


def narrowed(context: Context, asked: Asked, audience: Sequence[str], refreshable: bool) -> tuple[str, str] | None:
    """The resource that a token with this audience is for, and its audience then; None where none is asked for.

    Raises OAuthError, and AdminError for what Keycloak did not foresee: tokens without an audience, or without a refresh token.
    """
    resource = asked.resource
    if resource is not None and not is_resource(resource):
        raise _refused(context, INVALID, f"'{resource[:80]}' names no resource")
    if asked.goes_on and resource is None:
        resource = asked.original
    if resource is None:
        return None
    if asked.goes_on and resource != asked.original:
        raise _refused(context, _OTHER, f"the first request was for '{asked.original}', this is for '{resource}'")
    if not audience:
        raise refusal.broken("a resource is asked for, and the token has no audience")
    meant = _audience(context, resource, audience)
    if meant is None:
        raise _refused(context, INVALID, f"none of {list(audience)} is '{resource}'")
    if not refreshable:
        raise refusal.broken("a resource is asked for, and there is no refresh token to remember it")
    return resource, meant


def is_resource(text: str) -> bool:
    """Whether a resource is named as it has to be (RFC 8707): by a URN, or an absolute URI without query and fragment."""
    if text[:4].lower() == "urn:":
        return _URN.fullmatch(text) is not None
    scheme, _, rest = text.partition(":")
    return bool(_SCHEME.fullmatch(scheme)) and rest.startswith("/") and _URI.fullmatch(rest) is not None


def _audience(context: Context, resource: str, audience: Sequence[str]) -> str | None:
    if resource.startswith(_CLIENT):
        name = resource.removeprefix(_CLIENT)
        return name if name in audience else None
    clients = [client for name in audience if (client := context.tables.client(name)) is not None]
    return resource if any(client.attributes.get(_URL) == resource for client in clients) else None


def _refused(context: Context, description: str, reason: str) -> OAuthError:
    events.drop(context)
    return OAuthError("invalid_target", description, reason=reason)
