"""``/realms/{realm}/hostname-debug``, with ``--hostname-debug``: where the server believes to be reached, and what says so."""

from __future__ import annotations

from emulator.configuration import hostnames
from emulator.configuration.settings import Settings
from emulator.core import web_address
from emulator.core.errors import AdminError
from emulator.pages import render
from emulator.web import accept
from emulator.web.call import Call
from emulator.web.issuer import is_trusted_proxy
from emulator.web.response import Response
from emulator.web.routing import Route

_FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Port", "X-Forwarded-Prefix", "X-Forwarded-Proto")
_PATH = "/realms/{realm}/hostname-debug"
_OTHER_ORIGIN = "Default origin check failing, request hostname does not match frontend hostname. Please check you proxy settings."
_UNTRUSTED = " Note the proxy is not trusted."
_UNPROXIED = " No proxy headers are set on the request."
_INSECURE = " Non-secure context detected - Keycloak will not function properly when accessed over http at a non-localhost host."


def page(call: Call) -> Response:
    """A table of URLs, options and headers, which tries the URLs from the browser; 404 without the option."""
    settings = _settings(call)
    accept.check(call.headers.get("accept", ""), "text/html")
    realm = call.context.realm
    bases = {"Frontend": call.base, "Backend": call.backend or call.base, "Admin": settings.hostname_admin.rstrip("/") or call.base}
    shown = {
        "warnings": hostnames.warnings(settings),
        "urls": [(name, f"{base}/", f"{base}{_test_path(realm.name, name)}") for name, base in bases.items()],
        "mode": "production [start]" if settings.production else "dev [start-dev]",
        "realm": realm.name,
        "realm_url": realm.attributes.get("frontendUrl"),
        "options": [(name, value) for name, value in _options(settings).items() if value],
        "headers": _headers(call),
    }
    return Response(200, "text/html;charset=UTF-8", render.rendered("hostname_debug", shown))


def _test_path(realm: str, name: str) -> str:
    return f"/realms/{realm}/hostname-debug/test?frontEnd={str(name == 'Frontend').lower()}"


def _options(settings: Settings) -> dict[str, str]:
    return {
        "hostname": settings.hostname,
        "hostname-admin": settings.hostname_admin,
        "hostname-backchannel-dynamic": _said(settings.hostname_backchannel_dynamic),
        "hostname-strict": _said(settings.hostname_strict),
        "proxy-headers": settings.proxy_headers,
        "http-enabled": _said(settings.http_enabled),
        "http-relative-path": settings.relative_path or "/",
        "http-port": str(settings.http_port),
        "https-port": str(settings.https_port),
    }


def _said(value: bool) -> str:
    return str(value).lower()


def _headers(call: Call) -> list[tuple[str, str]]:
    """The headers that say where the server is, by name; as observed, that of the host says what a trusted proxy has made of it."""
    read = call.emulator.settings.proxy_headers and is_trusted_proxy(call.emulator.settings, call)
    host = web_address.split(call.requested).netloc if read else call.headers.get("host", "")
    said = [("Host", host), *((name, call.headers.get(name.lower(), "")) for name in _FORWARDED)]
    return sorted((name, value) for name, value in said if value)


def test(call: Call) -> Response:
    """What the page gets where it tries a URL; ``frontEnd`` asks as well whether that is the front-end's."""
    _settings(call)
    accept.check(call.headers.get("accept", ""), "text/plain")
    is_frontend = (call.query.get("frontEnd") or "").lower() == "true"
    origin = call.headers.get("origin")
    call.cors.forget()
    allowed = [("Access-Control-Allow-Origin", origin)] if origin is not None else []
    text = _of_frontend(call) if is_frontend else "OK"
    return Response(200, "text/plain;charset=UTF-8", text.encode(), [*allowed, ("Access-Control-Allow-Methods", "GET")])


def _of_frontend(call: Call) -> str:
    said = "OK"
    if web_address.origin(call.requested) != web_address.origin(call.base):
        said = _OTHER_ORIGIN
        settings = call.emulator.settings
        if settings.proxy_headers and not is_trusted_proxy(settings, call):
            said += _UNTRUSTED
        if not any(call.headers.get(name.lower()) is not None for name in _FORWARDED):
            said += _UNPROXIED
    if call.scheme != "https" and not hostnames.is_local(call.host):
        said += _INSECURE
    return said


def _settings(call: Call) -> Settings:
    settings = call.emulator.settings
    if not settings.hostname_debug:
        raise AdminError(404, {"error": "HTTP 404 Not Found"})
    return settings


ROUTES = [Route("GET", _PATH, page), Route("GET", f"{_PATH}/test", test)]
