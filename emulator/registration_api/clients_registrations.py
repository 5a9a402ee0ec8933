"""``/realms/{realm}/clients-registrations``: from a path to a provider and its endpoint, as Keycloak finds it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from emulator.core.errors import AdminError, RegistrationError
from emulator.protocol import endpoint
from emulator.registration_api.providers import REGISTRATION_PROVIDERS, RegistrationProvider
from emulator.web import cors, media_type
from emulator.web.call import Call
from emulator.web.response import Response
from emulator.web.routing import Route

_METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS")
_WITH_BODY = ("POST", "PUT")
_BASE = "/realms/{realm}/clients-registrations"
Handler = Callable[[Any], Response]


def no_provider(call: Call) -> Response:
    """The path without a provider, which is nothing in itself."""
    if call.method == "OPTIONS":
        return Response(200, headers=[("Allow", "HEAD, OPTIONS")])
    raise AdminError(405, {"error": "HTTP 405 Method Not Allowed"})


def serve(call: Call) -> Response:
    """An endpoint of a provider; raises AdminError for a path or a method that it has not."""
    if endpoint.https_required(call):
        raise RegistrationError("invalid_request", "HTTPS required", 403, reason="the realm's sslRequired refuses http")
    name = call.parameters["provider"]
    provider = REGISTRATION_PROVIDERS.get(name) if "_" not in name else None
    if provider is None:
        raise AdminError(404, {"error": "Client registration provider not found"})
    if call.method == "OPTIONS":
        return _options(call, provider)
    handler = _handler(call, provider)
    if call.method in _WITH_BODY:
        media_type.consumes(call, "", provider.consumes)
    from emulator.registration_api.service import Attempt

    return handler(Attempt(call, name))


def _options(call: Call, provider: RegistrationProvider) -> Response:
    if provider.preflight:
        return Response(200, headers=cors.preflight(call.cors.origin, provider.preflight))
    return Response(200, headers=[("Allow", provider.allow)])


def _handler(call: Call, provider: RegistrationProvider) -> Handler:
    below = provider.client if "client" in call.parameters else {} if "rest" in call.parameters else provider.collection
    found: Handler | None = below.get(call.method) or (below.get("GET") if call.method == "HEAD" else None)
    if found is None and call.method in {*provider.collection, *provider.client}:
        raise AdminError(404, {"error": "HTTP 404 Not Found"})
    if found is None:
        raise AdminError(405, {"error": "HTTP 405 Method Not Allowed"})
    return found


ROUTES = [
    *(Route(method, _BASE, no_provider) for method in _METHODS),
    *(Route(method, f"{_BASE}/{{provider}}", serve) for method in _METHODS),
    *(Route(method, f"{_BASE}/{{provider}}/{{client}}", serve) for method in _METHODS),
    *(Route(method, f"{_BASE}/{{provider}}/{{rest:path}}", serve) for method in _METHODS),
]
