"""The user's API tokens (an extension to Keycloak). In a realm that has none, these paths are as unknown as any other of the console."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from emulator.account import _unmatched, console
from emulator.account._routes import guarded
from emulator.account.access import MANAGE, METHODS, NO_CACHE, VIEW, AccountCall, changed
from emulator.core.errors import AdminError
from emulator.realm.api_tokens import are_enabled
from emulator.state import api_tokens as state
from emulator.tokens.api_tokens import new as new_api_token
from emulator.tokens.api_tokens import shown
from emulator.web.call import Call
from emulator.web.response import Response, json_response
from emulator.web.routing import Route

_NO_STORE = ("Cache-Control", "no-store")


def listing(account: AccountCall) -> Response:
    """The tokens, without their secrets."""
    tables = account.tables
    mine = tables.api_tokens.many("user", account.user.id)
    return json_response([shown.representation(tables, one) for one in mine], headers=[NO_CACHE], charset=True)


def create(account: AccountCall) -> Response:
    """A new token: the only answer that ever has it whole. It gets no role that the access token of this request has not."""
    call = account.call
    if account.session is None:
        raise AdminError(403, {"error": "HTTP 403 Forbidden"}, reason="the access token has no session: it made no login")
    document = call.json()
    if not isinstance(document, dict):
        raise AdminError(400, {"error": "invalid_request", "error_description": "Cannot parse the JSON"})
    try:
        token, text = new_api_token.make(account.context, account.user, new_api_token.read(document), _held(account))
    except new_api_token.Invalid as error:
        raise AdminError(
            400, {"field": error.field, "errorMessage": str(error)}, reason=f"the member {error.field!r} is refused"
        ) from error
    shown.record(call.context, shown.CREATED, token, account.client.client_id, account.session.id)
    location = f"{account.context.issuer}/account/api-tokens/{token.id}"
    body = {**shown.representation(account.tables, token), "token": text}
    return json_response(body, 201, headers=[("Location", location), _NO_STORE], charset=True)


def _held(account: AccountCall) -> frozenset[str]:
    """Ids of the roles in the access token."""
    tables, claims = account.tables, account.token.claims
    found = [tables.realm_role(name) for name in _roles(claims.get("realm_access"))]
    inner = claims.get("resource_access")
    for client_id, access in inner.items() if isinstance(inner, Mapping) else ():
        client = tables.client(client_id)
        found += [tables.client_role(client, name) for name in _roles(access)] if client is not None else []
    return frozenset(role.id for role in found if role is not None)


def _roles(access: object) -> list[str]:
    roles = access.get("roles") if isinstance(access, Mapping) else None
    return [one for one in roles if isinstance(one, str)] if isinstance(roles, list | tuple) else []


def delete(account: AccountCall) -> Response:
    """Ends a token at once."""
    found = account.tables.api_tokens.get(account.call.parameters["token"])
    if found is None or found.user_id != account.user.id:
        raise AdminError(404, {"error": "API token not found"})
    state.forget(account.tables, found)
    shown.record(
        account.call.context, shown.REMOVED, found, account.client.client_id, account.session.id if account.session is not None else ""
    )
    return changed(account.call)


def _route(method: str, path: str, handle: Callable[[AccountCall], Response], *any_of: str) -> Route:
    inner, other = guarded(handle, *any_of), _OTHERWISE.get(method, _not_allowed)

    def answer(call: Call) -> Response:
        return inner(call) if are_enabled(call.context.realm) else other(call)

    return Route(method, f"/realms/{{realm}}/account{path}", answer, preflight=METHODS)


def _not_allowed(call: Call) -> Response:
    _unmatched.refuse(call, call.path.strip("/").split("/")[3:])
    raise AdminError(405, {"error": "HTTP 405 Method Not Allowed"})


_OTHERWISE: dict[str, Callable[[Call], Response]] = {"GET": console.show, "POST": console.change}
_ALL, _ONE = "/api-tokens", "/api-tokens/{token}"


def _unknown(account: AccountCall) -> Response:
    raise AdminError(404, {"error": "HTTP 404 Not Found"})


ROUTES = [
    _route("GET", _ALL, listing, MANAGE, VIEW),
    _route("POST", _ALL, create, MANAGE),
    _route("GET", _ONE, _unknown, MANAGE, VIEW),
    _route("POST", _ONE, _unknown, MANAGE),
    _route("DELETE", _ONE, delete, MANAGE),
]
