"""``/realms/{realm}/clients-registrations``: from a path to a provider and its endpoint, as Keycloak finds it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from emulator.core.errors import AdminError, RegistrationError
from emulator.core.registry import Folder
from emulator.protocol import endpoint
from emulator.registration.outside import Needed, Outside, ask
from emulator.web import cors
from emulator.web.call import Call
from emulator.web.response import Response, Waiting
from emulator.web.routing import Route

PROVIDERS = Folder("emulator.registration_api.providers")
_METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS")
_WITH_BODY = ("POST", "PUT")
_BASE = "/realms/{realm}/clients-registrations"
Handler = Callable[[Any], Response]


def no_provider(call: Call) -> Response:
    """The path without a provider, which is nothing in itself."""
    if call.method == "OPTIONS":
        return Response(200)
    raise AdminError(405, {"error": "HTTP 405 Method Not Allowed"})


def serve(call: Call) -> Response | Waiting:
    """An endpoint of a provider; raises AdminError for a path or a method that it has not."""
    if endpoint.https_required(call):
        raise RegistrationError("invalid_request", "HTTPS required", 403, reason="the realm's sslRequired refuses http")
    name = call.parameters["provider"]
    provider = PROVIDERS.get(name) if "_" not in name else None
    if provider is None:
        raise AdminError(404, {"error": "Client registration provider not found"})
    if call.method == "OPTIONS":
        return _options(call, provider)
    handler = _handler(call, provider)
    if call.method in _WITH_BODY and call.content_type not in ("", provider.CONSUMES):
        message = "The content-type header value did not match the value in @Consumes"
        raise AdminError(415, {"error": message}, reason=f"the content type is '{call.content_type}'")
    return _attempt(call, name, handler, Outside())


def _options(call: Call, provider: Any) -> Response:
    if provider.PREFLIGHT:
        return Response(200, headers=cors.preflight(call.cors.origin, provider.PREFLIGHT))
    return Response(200, headers=[("Allow", provider.ALLOW)])


def _handler(call: Call, provider: Any) -> Handler:
    below = provider.CLIENT if "client" in call.parameters else {} if "rest" in call.parameters else provider.COLLECTION
    found: Handler | None = below.get(call.method) or (below.get("GET") if call.method == "HEAD" else None)
    if found is None and call.method in {*provider.COLLECTION, *provider.CLIENT}:
        raise AdminError(404, {"error": "HTTP 404 Not Found"})
    if found is None:
        raise AdminError(405, {"error": "HTTP 405 Method Not Allowed"})
    return found


def _attempt(call: Call, name: str, handler: Handler, outside: Outside) -> Response | Waiting:
    """Decides; what others have to be asked for is asked for, and all is decided once more."""
    from emulator.registration_api.service import Attempt

    store = call.emulator.store
    mark = store.mark()
    try:
        return handler(Attempt(call, name, outside))
    except Needed as needed:
        need = needed
    store.roll_back(mark)
    call.event = None
    return Waiting(
        lambda: ask(need, lambda url: _text(call, url), call.emulator.clock.now()),
        lambda value: _attempt(call, name, handler, outside.learned(need, value)),
    )


def _text(call: Call, url: str) -> str | None:
    texts = call.emulator.remote_texts
    texts.pending(url)()
    return texts.take(url)


ROUTES = [
    *(Route(method, _BASE, no_provider) for method in _METHODS),
    *(Route(method, f"{_BASE}/{{provider}}", serve) for method in _METHODS),
    *(Route(method, f"{_BASE}/{{provider}}/{{client}}", serve) for method in _METHODS),
    *(Route(method, f"{_BASE}/{{provider}}/{{rest:path}}", serve) for method in _METHODS),
]
