"""What lies below ``broker`` beside the doors of a login: other methods of theirs, paths that are none, and linking as it was once.

Methods and statuses as observed: which provider an endpoint is of is looked at before everything else.
"""

from __future__ import annotations

from emulator.broker import links
from emulator.broker.providers import BROKER_PROVIDERS
from emulator.browser import other_methods
from emulator.browser.broker_state import INVALID
from emulator.context import events
from emulator.core.errors import AdminError, PageError
from emulator.realm.views import IdentityProvider
from emulator.web.call import Call
from emulator.web.response import Response
from emulator.web.routing import Route

_BASE = "/realms/{realm}/broker"
_ENDPOINT = f"{_BASE}/{{alias}}/endpoint"
_ALL = ("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS")
_WRITTEN = ("PUT", "DELETE", "PATCH")
_TWO_WAY = frozenset({"keycloak-oidc"})
"""Providers that send messages too."""


def provider_of(call: Call) -> IdentityProvider:
    """The provider whose endpoint it is; AdminError for one that is not there, or not enabled."""
    alias = call.parameters["alias"]
    provider = links.provider(call.tables, alias)
    if provider is None or not provider.enabled or BROKER_PROVIDERS.get(provider.provider) is None:
        raise AdminError(404, {"error": f"Identity Provider [{alias}] not found."})
    return provider


def below(call: Call) -> Response:
    """A path below a provider's endpoint, or another method of it."""
    sends = provider_of(call).provider in _TWO_WAY
    if call.method == "OPTIONS":
        return other_methods.allowed(other_methods.READ_AND_POST if sends else other_methods.READ)
    if call.method == "GET" or (call.method == "POST" and sends):
        return other_methods.missing(call)
    return other_methods.refused(call)


def link(call: Call) -> Response:
    """The error page: applications let users link accounts by an action (``kc_action=idp_link``) these days."""
    events.begin(call.context, "CLIENT_INITIATED_ACCOUNT_LINKING")
    raise PageError(INVALID, linked=False, reason="client-initiated linking is not allowed", event="not_allowed")


def no_link(call: Call) -> Response:
    """403 for a preflight request."""
    return Response(403)


def _none(path: str, *methods: str) -> list[Route]:
    """A path that has none of these methods: what other paths have is looked for, the others are refused."""
    looked_for = ("GET", "POST", "OPTIONS")
    return [Route(method, path, other_methods.missing if method in looked_for else other_methods.refused) for method in methods]


OTHERS = [
    *(Route(method, f"{_ENDPOINT}", below) for method in ("POST", *_WRITTEN, "OPTIONS")),
    *(Route(method, f"{_ENDPOINT}/logout_response", below) for method in ("POST", *_WRITTEN, "OPTIONS")),
    *(Route(method, f"{_ENDPOINT}/{{rest:path}}", below) for method in _ALL),
    Route("GET", f"{_BASE}/{{alias}}/link", link),
    Route("OPTIONS", f"{_BASE}/{{alias}}/link", no_link),
    *_none(f"{_BASE}/{{alias}}/link", "POST", *_WRITTEN),
    *_none(f"{_BASE}/{{alias}}/login", "OPTIONS"),
    *_none(f"{_BASE}/after-first-broker-login", "POST", "OPTIONS"),
    *_none(f"{_BASE}/after-post-broker-login", "POST", "OPTIONS"),
    *_none(_BASE, *_ALL),
    *_none(f"{_BASE}/{{rest:path}}", *_ALL),
]
