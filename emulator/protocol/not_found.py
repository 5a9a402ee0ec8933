"""Paths below ``/protocol`` that lead nowhere."""

from __future__ import annotations

from emulator.core.errors import AdminError, PageError
from emulator.pages import error_page
from emulator.pages.render import NO_STORE
from emulator.realm.texts import Text
from emulator.web.call import Call
from emulator.web.response import Response
from emulator.web.routing import Route

PROTOCOLS = ("openid-connect", "saml")
_METHODS = ("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS")
_BELOW = {
    "token/introspect": ({"POST"}, True),
    "ext/par/request": ({"POST"}, True),
    "ext/ciba/auth": ({"POST"}, True),
    "auth/device": ({"GET", "POST"}, False),
    "auth": ({"GET", "POST"}, True),
    "token": ({"POST"}, False),
    "revoke": ({"POST"}, False),
    "userinfo": ({"GET", "POST"}, False),
    "logout": ({"GET", "POST"}, False),
    "login-status-iframe.html": ({"GET"}, True),
    "3p-cookies": ({"GET"}, True),
    "ext": (set(_METHODS), False),
}
"""What is below an endpoint, the longest first: the methods that look for it and find nothing, and whether OPTIONS is answered."""


def unknown(call: Call) -> Response:
    """404, in other words for an unknown protocol; 405 for a method that the endpoint around the path does not know.

    A SAML endpoint takes no request as valid.
    """
    if call.parameters["protocol"] not in PROTOCOLS:
        raise AdminError(404, {"error": "Protocol not found"})
    rest = call.parameters.get("rest", "")
    if call.parameters["protocol"] == "saml" and call.method == "OPTIONS":
        return Response(200, headers=[("Allow", "HEAD, POST, GET, OPTIONS")])
    if call.parameters["protocol"] == "saml" and not rest and call.method in ("GET", "POST", "HEAD"):
        return _saml_refused(call)
    known, answers_options = next((_BELOW[name] for name in _BELOW if rest.startswith(f"{name}/")), ({"GET"}, False))
    if call.method == "OPTIONS" and answers_options:
        allowed = [method for method in ("HEAD", "POST", "GET", "OPTIONS") if method in known or method in ("HEAD", "OPTIONS")]
        return Response(200, headers=[("Allow", ", ".join(allowed))])
    if call.parameters["protocol"] == "saml" and call.method == "POST":
        known = {*known, "POST"}
    if call.method != "OPTIONS" and call.method not in known:
        raise AdminError(405, {"error": "HTTP 405 Method Not Allowed"})
    raise AdminError(404, {"error": "HTTP 404 Not Found"})


def _saml_refused(call: Call) -> Response:
    """The page of Keycloak's SAML endpoint, which sends it without headers for security, and says of a POST only that it is not kept."""
    text = Text("invalidRequestMessage" if call.context.realm.enabled else "realmNotEnabledMessage")
    call.log.append("SAML is not spoken here")
    answer = error_page.render(call, PageError(text, linked=False))
    answer.secured = False
    answer.headers.append(("Cache-Control", "no-cache") if call.method == "POST" else NO_STORE)
    return answer


ROUTES = [Route(method, f"/realms/{{realm}}/protocol/{{protocol}}{rest}", unknown) for method in _METHODS for rest in ("", "/{rest:path}")]
