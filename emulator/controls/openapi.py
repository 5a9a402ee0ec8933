"""The OpenAPI document of the controls, made of the controls themselves, so that none is missing."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import Any

from emulator.controls import _common
from emulator.core.registry import Modules
from emulator.testing import faults, happened, webhooks
from emulator.tokens import forge, forged_proofs
from emulator.version import __version__
from emulator.web.call import Call
from emulator.web.response import Response
from emulator.web.routing import Route, routes_of

_TEXT, _NUMBER, _FLAG = {"type": "string"}, {"type": "number"}, {"type": "boolean"}
_COUNT, _OBJECT, _NAMES = {"type": "integer", "minimum": 0}, {"type": "object"}, {"type": "array", "items": _TEXT}
_RULE: dict[str, Any] = {
    "skip": _COUNT, "times": _COUNT, "probability": {"type": "number", "minimum": 0, "maximum": 1}, "seed": {"type": ["integer", "string"]},
    "latency": {"oneOf": [_NUMBER, {"type": "array", "items": _NUMBER, "minItems": 2, "maxItems": 2}]}, "status": _COUNT, "body": {},
    "headers": _OBJECT, "merge": _OBJECT, "malformed": _FLAG, "truncate": _COUNT, "reset": _FLAG, "retry_after": _COUNT,
    "endpoint": {"enum": [*faults.ENDPOINTS, "admin", "login"]},
}  # fmt: skip
_TOKEN: dict[str, Any] = {
    "client_id": _TEXT, "username": _TEXT, "scope": _TEXT, "claims": _OBJECT, "roles": _NAMES, "groups": _NAMES,
    "audience": {"oneOf": [_TEXT, _NAMES]}, "lifespan": {"type": "integer"}, "acr": _TEXT, "wrong": {"examples": [*forge.WRONG, "revoked"]},
    "dpop": _TEXT,
}  # fmt: skip
_PROOF: dict[str, Any] = {"method": _TEXT, "url": _TEXT, "token": _TEXT, "algorithm": _TEXT, "claims": _OBJECT}
_BODIES: dict[tuple[str, str], dict[str, Any]] = {
    ("PUT", "/_emulator/clock"): {"now": _NUMBER, "move": _NUMBER, "frozen": _FLAG, "rate": _NUMBER},
    ("POST", "/_emulator/faults"): {
        each.name: _RULE.get(each.name, _TEXT) for each in fields(faults.Fault) if each.name not in ("seen", "met", "_draw")
    },
    ("POST", "/_emulator/webhooks"): {"url": _TEXT, "kinds": {"type": "array", "items": {"enum": list(webhooks.KINDS)}}, "realm": _TEXT},
    ("PUT", "/_emulator/seed"): {"seed": _TEXT},
    ("POST", "/_emulator/realms/{name}/tokens"): _TOKEN,
    ("POST", "/_emulator/realms/{name}/tokens/wrong"): _TOKEN,
    ("POST", "/_emulator/realms/{name}/tokens/explain"): {"token": _TEXT},
    ("POST", "/_emulator/realms/{name}/tokens/forged"): {"claims": _OBJECT, "algorithm": _TEXT, "typ": _TEXT},
    ("POST", "/_emulator/realms/{name}/logins"): {
        "client_id": _TEXT, "username": _TEXT, "redirect_uri": _TEXT, "scope": _TEXT, "parameters": _OBJECT, "tokens": _FLAG,
        "code_verifier": _TEXT,
    },
    ("POST", "/_emulator/realms/{name}/logins/tokens"): {"code": _TEXT, "code_verifier": _TEXT},
    ("POST", "/_emulator/realms/{name}/devices/{user_code}/approve"): {"username": _TEXT},
    ("POST", "/_emulator/realms/{name}/upstreams/{alias}/next"): {"persona": _TEXT, "claims": _OBJECT, "error": _TEXT},
    ("POST", "/_emulator/realms/{name}/upstreams/{alias}/logins"): {
        "client_id": _TEXT, "persona": _TEXT, "claims": _OBJECT, "redirect_uri": _TEXT, "scope": _TEXT, "parameters": _OBJECT,
        "tokens": _FLAG, "code_verifier": _TEXT,
    },
    ("POST", "/_emulator/realms/{name}/dpop-proofs"): {**_PROOF, "wrong": {"examples": list(forged_proofs.WRONG)}},
    ("POST", "/_emulator/realms/{name}/dpop-proofs/wrong"): _PROOF,
    ("POST", "/_emulator/realms/{name}/keys/rotate"): {"algorithm": _TEXT, "keep": _FLAG},
}  # fmt: skip

_PART: dict[str, Any] = {"search": _TEXT, "first": _COUNT, "max": _COUNT}
_QUERIES: dict[str, dict[str, Any]] = {
    "/_emulator/flows": {
        "after": _COUNT, "before": _COUNT, "limit": _COUNT, "realm": _TEXT, "client_id": _TEXT, "kind": _TEXT, "search": _TEXT,
        "refused": {"enum": ["true"]},
    },
    "/_emulator/requests": {
        "after": _COUNT, "since": _NUMBER, "limit": _COUNT, "method": _TEXT, "realm": _TEXT, "client_id": _TEXT, "status": _TEXT,
        "path": _TEXT,
    },
    "/_emulator/realms/{name}/users": _PART,
    "/_emulator/realms/{name}/clients": _PART,
    "/_emulator/realms/{name}/sessions": _PART,
    "/_emulator/realms/{name}/mail": {"recipient": _TEXT},
    "/_emulator/realms/{name}/events": {"kind": {"enum": list(happened.KINDS)}, "type": _TEXT, "limit": _COUNT},
}  # fmt: skip


def document() -> dict[str, Any]:
    """The document (OpenAPI 3.1)."""
    paths: dict[str, Any] = {}
    for module in Modules("emulator.controls").modules():
        for route in routes_of(module):
            paths.setdefault(route.path, {})[route.method.lower()] = _operation(module.__name__.rpartition(".")[2], route)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Testing controls of the Keycloak emulator", "version": __version__},
        "paths": paths,
    }


def _operation(resource: str, route: Route) -> dict[str, Any]:
    summary = " ".join((route.handle.__doc__ or "").split())
    operation: dict[str, Any] = {
        "operationId": f"{resource}_{getattr(route.handle, '__name__', 'handle')}",
        "tags": [resource],
        "summary": summary,
        "responses": {"2XX": {"description": "done"}, "4XX": {"description": "error and error_description say what is wrong"}},
    }
    names = re.findall(r"\{(\w+)\}", route.path)
    parameters: list[dict[str, Any]] = [{"name": name, "in": "path", "required": True, "schema": _TEXT} for name in names]
    if route.method == "GET":
        parameters += [{"name": name, "in": "query", "schema": schema} for name, schema in _QUERIES.get(route.path, {}).items()]
    if parameters:
        operation["parameters"] = parameters
    body = _BODIES.get((route.method, route.path))
    if body is not None:
        schema = {"type": "object", "properties": body, "additionalProperties": False}
        operation["requestBody"] = {"content": {"application/json": {"schema": schema}}}
    return operation


def read(call: Call) -> Response:
    """Describes all controls as an OpenAPI document."""
    return _common.answer(document())


ROUTES = [Route("GET", "/_emulator/openapi.json", read)]
