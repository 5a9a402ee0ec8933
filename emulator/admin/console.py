"""Where Keycloak's admin console is: its page where the server was given it, else a page that says how to."""

from __future__ import annotations

from urllib.parse import quote

from emulator.consoles.consoles import ADMIN
from emulator.context import frontend
from emulator.core.errors import AdminError
from emulator.pages import console_index, languages
from emulator.realm.gates import addresses
from emulator.state import master
from emulator.web import accept, errors
from emulator.web.call import Call
from emulator.web.response import Response, json_response, redirect
from emulator.web.routing import Route

_CLIENT = "security-admin-console"
_OTHERS = ("OPTIONS", "POST", "PUT", "DELETE", "PATCH")
_WITHOUT = frozenset({"az", "cs", "da", "hu", "ko", "sk", "th", "tr"})
"""Languages that pages are in and the console is not."""


def entrance(call: Call) -> Response:
    """On to the console of ``master``."""
    if not _leads(call):
        raise errors.not_found()
    return redirect(f"{_base(call)}/admin/{master.MASTER}/console/")


def console(call: Call) -> Response:
    """The console of a realm; its URL ends with a slash."""
    realm = _enter(call)
    base = _base(call)
    place = f"/admin/{realm}/console/"
    if not call.path.endswith("/"):
        return redirect(f"{call.requested}{place}", headers=[console_index.NO_CACHE])
    environment = {
        "serverBaseUrl": call.base,
        "adminBaseUrl": base,
        "authUrl": base,
        "authServerUrl": call.base,
        "realm": realm,
        "clientId": _CLIENT,
        "consoleBaseUrl": f"{console_index.path_of(base)}{place}",
        "masterRealm": master.MASTER,
        "resourceVersion": console_index.version(call),
    }
    return (console_index.render if console_index.serves(call, ADMIN) else console_index.missing)(call, ADMIN, environment)


def former(call: Call) -> Response:
    """The page by the name that it once had, which leads up from itself."""
    _enter(call)
    return redirect(f"{_base(call)}{call.path.rstrip('/')}/../")


def leave(call: Call) -> Response:
    """Logs out, and comes back to the console."""
    realm = _enter(call)
    back = quote(f"{_base(call)}/admin/{realm}/console", safe="")
    address = f"{call.base}/realms/{realm}/protocol/openid-connect/logout?post_logout_redirect_uri={back}"
    return redirect(address, headers=[("Cache-Control", "no-cache")])


def messages(call: Call) -> Response:
    """The names of the console's languages, in the language ``lang`` where it is one of them, else in the page's."""
    _enter(call)
    accept.check(call.headers.get("accept", ""), "application/json")
    tags = [tag for tag in languages.known() if tag not in _WITHOUT]
    wanted = call.query.get("lang") or ""
    current = wanted if wanted in tags else languages.of(call)
    return json_response({f"locale_{tag}": languages.label(tag, current) for tag in tags}, charset=True)


def nothing(call: Call) -> Response:
    """404: the console is one page."""
    _enter(call)
    raise errors.not_found()


def other(call: Call) -> Response:
    """404 for a method that asks what there is, 405 for others; of a realm that there is not, it is said first."""
    _enter(call)
    if call.method == "OPTIONS":
        raise errors.not_found()
    raise AdminError(405, {"error": "HTTP 405 Method Not Allowed"})


def _enter(call: Call) -> str:
    """The name of the realm, which is the call's from then on; raises 404."""
    name = call.parameters["name"]
    tables = call.emulator.store.realm(name)
    if tables is None:
        raise AdminError(404, {"error": "Realm not found.  Did you type in a bad URL?"})
    call.tables = tables
    call.base = frontend(tables.realm, call.base)
    return tables.realm.name


def _leads(call: Call) -> bool:
    """Whether the entrance leads to the console: where that has an address of its own, only callers on this machine are told it."""
    base, headers = _base(call), call.headers
    if f"{call.base}/".startswith(base):
        return True
    literal = addresses.address(call.remote_address)
    return literal is not None and literal.is_loopback and headers.get("x-forwarded-for") is None and headers.get("forwarded") is None


def _base(call: Call) -> str:
    """The URL that administrators reach the server at."""
    return call.emulator.settings.hostname_admin.rstrip("/") or call.base


ROUTES = [
    Route("GET", "/admin", entrance),
    Route("GET", "/admin/index.html", entrance),
    Route("GET", "/admin/{name}/console", console),
    Route("GET", "/admin/{name}/console/index.html", former),
    Route("GET", "/admin/{name}/console/logout", leave),
    Route("GET", "/admin/{name}/console/messages.json", messages),
    Route("GET", "/admin/{name}/console/{rest:path}", nothing),
    Route("HEAD", "/admin/{name}/console/{rest:path}", other),
    *(
        Route(method, f"/admin/{{name}}/console{below}", other)
        for method in _OTHERS
        for below in ("", "/index.html", "/logout", "/messages.json", "/{rest:path}")
    ),
]
