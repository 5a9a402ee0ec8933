"""What Keycloak's admin console asks of the server beside the Admin API: who has logged in to it."""

from __future__ import annotations

from typing import Any

from emulator.admin import access, callers
from emulator.core.errors import AdminError
from emulator.login import bearer
from emulator.pages import languages
from emulator.realm import texts
from emulator.realm.views import User
from emulator.state import management, master, roles
from emulator.state.store import RealmTables
from emulator.web.call import Call
from emulator.web.response import Response, json_response
from emulator.web.routing import Route

_CONSOLE, _ADMIN, _CREATE_REALM = "security-admin-console", "admin", "create-realm"
_TEMPORARY = "is_temporary_admin"


def whoami(call: Call) -> Response:
    """Who the console's token is of, and what the user may do in ``currentRealm``, which only an administrator of ``master`` may choose."""
    tables = call.emulator.store.realm(call.parameters["name"])
    if tables is None:
        raise AdminError(404, {"error": "Realm not found.  Did you type in a bad URL?"})
    call.tables = tables
    login = _login(call)
    asked = _asked(call, tables)
    held = _access(tables, login.user, asked)
    if not held:
        raise AdminError(403, {"error": "No realm access"}, f"user '{login.user.username}' administers nothing in '{asked}'")
    if call.cors.refused:
        raise AdminError(403, {"error": "Invalid origin"}, f"client '{_CONSOLE}' has no web origin '{call.cors.origin}'")
    user = login.user
    shown = {
        "userId": user.id,
        "realm": tables.realm.name,
        "displayName": " ".join(part for part in (user.first_name, user.last_name) if part) or user.username,
        "locale": _language(call, user),
        "temporary": "true" in (user.attributes.get(_TEMPORARY) or ()),
        "createRealm": tables.realm.name == master.MASTER and _has(tables, user, _CREATE_REALM),
        "realm_access": {asked: held},
    }
    return json_response(shown, headers=[("Cache-Control", "no-cache")], charset=True)


def _login(call: Call) -> bearer.Login:
    """The login of the console's token; raises 401, and 403 for a token of another client."""
    try:
        login, token = bearer.presented(call.context)
    except bearer.NotAccepted as error:
        raise callers.unauthorized(str(error)) from error
    finally:
        call.settle()
    if token.text("azp") != _CONSOLE:
        raise AdminError(403, {"error": f"Token issued for an application that is not the admin console: {token.text('azp')}"})
    call.cors.allow(call.context.web_origins(login.client), call.cors.exposed)
    return login


def _asked(call: Call, tables: RealmTables) -> str:
    """The name of the realm that is asked for."""
    name = call.query.get("currentRealm") if tables.realm.name == master.MASTER else ""
    if name and call.emulator.store.realm(name) is None:
        raise AdminError(404, {"error": "Realm not found"})
    return name or tables.realm.name


def _access(tables: RealmTables, user: User, asked: str) -> list[str]:
    """Names of the management roles that a user has for a realm; ``admin`` of ``master`` counts as one."""
    of_master = tables.realm.name == master.MASTER
    client = tables.client(master.client_id(asked) if of_master else management.CLIENT)
    known = [tables.role(identifier) for identifier in roles.of_user(tables, user)]
    held = [role.name for role in known if role is not None and client is not None and role.container_id == client.id]
    return [*held, _ADMIN] if of_master and _has(tables, user, _ADMIN) else held


def _has(tables: RealmTables, user: User, name: str) -> bool:
    role = tables.realm_role(name)
    return role is not None and role.id in roles.of_user(tables, user)


def _language(call: Call, user: User) -> str:
    """The user's own language where the realm has it, else that of the request."""
    own: list[Any] = list(user.attributes.get("locale") or ())
    match = texts.match(str(own[0]), texts.supported(call.tables.document)) if own else ""
    return match or languages.of(call)


ROUTES = [Route("GET", "/admin/{name}/console/whoami", whoami, preflight=access.PREFLIGHT)]
