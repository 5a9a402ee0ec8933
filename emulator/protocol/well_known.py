"""Discovery documents (OpenID Connect Discovery, RFC 8414, UMA 2.0)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from emulator.core.errors import AdminError
from emulator.protocol import endpoint
from emulator.tokens import levels
from emulator.web import accept
from emulator.web.call import Call
from emulator.web.response import JSON, Response
from emulator.web.routing import Route

_BACKEND = frozenset(
    {
        "token_endpoint", "introspection_endpoint", "userinfo_endpoint", "jwks_uri", "registration_endpoint",
        "backchannel_authentication_endpoint", "pushed_authorization_request_endpoint",
    }
)  # fmt: skip

_KINDS = (JSON, "application/jwt")
_NAMES = ("openid-configuration", "oauth-authorization-server", "uma2-configuration")
_NO_STORE = [("Cache-Control", "no-cache, must-revalidate, no-transform, no-store")]
_TEMPLATES = Path(__file__).with_suffix(".json")


def provider(call: Call) -> Response:
    """OpenID Provider metadata, which is the authorization server metadata too."""
    return _document(call, "openid-configuration")


def uma(call: Call) -> Response:
    """UMA 2.0 authorization server metadata."""
    return _document(call, "uma2-configuration")


def _document(call: Call, name: str) -> Response:
    accept.check(call.headers.get("accept", ""), *_KINDS)
    endpoint.check_ssl(call)
    call.cors.allow_all()
    tables = call.tables

    def make() -> str:
        document: dict[str, Any] = json.loads(_TEMPLATES.read_text(encoding="utf-8"))[name]
        if "scopes_supported" in document:
            own = [scope["name"] for scope in tables.client_scopes if _is_shown(scope)]
            document["scopes_supported"] = list(dict.fromkeys(["openid", *own]))
        if "prompt_values_supported" in document and tables.realm.registration_allowed:
            document["prompt_values_supported"].append("create")
        if "acr_values_supported" in document:
            document["acr_values_supported"] = levels.supported(tables.realm)
        return json.dumps(_with_backend(document), separators=(",", ":"))

    text = tables.derive(("discovery", name), make)
    issuer = json.dumps(call.context.issuer, ensure_ascii=False)[1:-1]
    backend = json.dumps(f"{call.backend}/realms/{tables.realm.name}", ensure_ascii=False)[1:-1] if call.backend else issuer
    return Response(200, JSON, text.replace("{backend}", backend).replace("{issuer}", issuer).encode(), list(_NO_STORE))


def _with_backend(document: Any) -> Any:
    """The document with what only servers call marked, so that ``hostname-backchannel-dynamic`` can tell it apart, as observed."""
    if not isinstance(document, dict):
        return document
    return {
        name: value.replace("{issuer}", "{backend}") if name in _BACKEND and isinstance(value, str) else _with_backend(value)
        for name, value in document.items()
    }


def _is_shown(scope: dict[str, Any]) -> bool:
    shown = (scope.get("attributes") or {}).get("include.in.openid.provider.metadata", "true")
    return scope.get("protocol") == "openid-connect" and shown == "true"


def unknown(call: Call) -> Response:
    """404 for the name of a document that there is not."""
    accept.check(call.headers.get("accept", ""), *_KINDS)
    return nothing(call)


def nothing(call: Call) -> Response:
    """404: a document is not looked for by this method."""
    raise AdminError(404, {"error": "HTTP 404 Not Found"})


ROUTES = [
    *(Route(method, f"/realms/{{realm}}/.well-known/{name}", nothing) for name in _NAMES for method in ("POST", "PUT", "DELETE", "PATCH")),
    Route("GET", "/realms/{realm}/.well-known/openid-configuration", provider, preflight="GET"),
    Route("GET", "/realms/{realm}/.well-known/oauth-authorization-server", provider, preflight="GET"),
    Route("GET", "/realms/{realm}/.well-known/uma2-configuration", uma, preflight="GET"),
    Route("GET", "/realms/{realm}/.well-known/{name}", unknown, preflight="GET"),
    *(Route(method, "/realms/{realm}/.well-known/{name}", nothing) for method in ("POST", "PUT", "DELETE", "PATCH")),
]
