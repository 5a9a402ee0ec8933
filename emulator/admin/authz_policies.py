"""Policies and permissions of a resource server: all alike at ``/policy``, in their type's own form below it and at ``/permission``.

One segment of a path is a type or an id, as in Keycloak: ``/policy/user`` lists, ``/policy/<id>`` is a policy.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from emulator.admin._protection import MANAGE, VIEW, not_found, route, server_of, writing
from emulator.admin.access import AdminCall
from emulator.admin.answers import done, found, page
from emulator.authz import admin_permissions, policy_documents, policy_search, resources, scripts
from emulator.authz.writing import Write
from emulator.core.errors import AdminError
from emulator.realm.authorization_views import Policy, Resource
from emulator.state import authorization
from emulator.web import request_body
from emulator.web.response import Response, json_response
from emulator.web.routing import Route

_NO_CACHE = ("Cache-Control", "no-cache")
_MAX = 100
_ONE, _TWO = "one", "two"
_POLICY, _PERMISSION = "policy", "permission"
_NO_IDS = ("search", "providers", "evaluate")
Handle = Callable[[AdminCall], Response]


def _is_type(name: str) -> bool:
    return policy_documents.type_of(name) is not None


def _typed(admin: AdminCall, path_type: str) -> bool:
    """Whether representations are typed: below a type, and for permissions."""
    return bool(path_type) or f"/resource-server/{_PERMISSION}" in admin.call.path


def _policy(admin: AdminCall, identifier: str) -> Policy:
    policy = authorization.policy(admin.tables, server_of(admin).id, identifier)
    if policy is None:
        raise not_found(f"there is no policy '{identifier}'")
    return policy


def _body(admin: AdminCall, kind: str) -> dict[str, Any]:
    """The request body as the representation of this type; Keycloak's refusals of it are 500, with its words."""
    policy_type = policy_documents.type_of(kind) if kind else None
    representation = policy_type.representation if policy_type is not None else "PolicyRepresentation"
    try:
        return request_body.parse(admin.call.body, representation)
    except AdminError as error:
        words = dict(error.body or {})
        reason = "invalid_request" if words.get("error") == "invalid_request" else "unknown_error"
        raise AdminError(500, {"error": reason, "error_description": "Cannot parse the JSON"}, error.reason) from error


def _listing(admin: AdminCall, kind: str = "") -> Response:
    query = admin.call.query
    permissions = f"/resource-server/{_PERMISSION}" in admin.call.path
    search = policy_search.Search(
        identifier=(query.get("policyId") or "").strip(),
        name=_asked(query.get("name")),
        type=kind or _asked(query.get("type")),
        resource=query.get("resource"),
        scope=query.get("scope"),
        resource_type=_asked(query.get("resourceType")),
        owner=(query.get("owner") or "").strip(),
        permission=True if permissions else admin.flag("permission"),
    )
    fitting = policy_search.find(admin.tables, server_of(admin).id, search)
    if fitting is None:
        return Response(204, headers=[_NO_CACHE])
    everything = "*" in (query.get("fields") or "")
    typed = _typed(admin, kind)
    return found([policy_documents.show(admin.tables, policy, typed=typed, everything=everything) for policy in page(admin, fitting, _MAX)])


def _asked(text: str | None) -> str:
    """A text to look for; as observed, blanks count beside others only."""
    return text if text and text.strip() else ""


def _create(admin: AdminCall, kind: str = "") -> Response:
    server = server_of(admin)
    if kind == scripts.OLD and not scripts.is_deployed(_named_script(admin)):
        raise not_found("the type of a script is script-<its name>")
    representation = _body(admin, kind)
    write = writing(admin, server.id)
    said = representation.get("type") if kind == scripts.OLD else kind or representation.get("type")
    admitted = _admitted(write, said, representation, typed=bool(kind))
    policy = policy_documents.create(write, said, admitted, typed=bool(kind))
    # As observed, the answer does not tell of the resource that stands for all of a type where the request named none.
    told = admitted if representation.get("resources") else representation
    shown = policy_documents.created(write, policy, told, typed=bool(kind))
    script = admin.call.emulator.scripts.deployed.get(policy.type) if kind else None
    code = {"code": script.code} if script is not None and "code" not in shown else {}
    return json_response({**shown, **code}, 201, [_NO_CACHE], charset=True)


def _named_script(admin: AdminCall) -> str:
    """The type that a body names, be the rest of it what it may."""
    try:
        return str(admin.mapping().get("type") or "")
    except AdminError:
        return ""


def _admitted(write: Write, kind: str | None, given: dict[str, Any], *, typed: bool) -> dict[str, Any]:
    """A representation that permissions of administrators may have; raises AdminError. Other resource servers take any."""
    if not admin_permissions.protects(write.tables, write.server_id):
        return given
    if kind == "resource":
        raise AdminError(400, {"error": "Policy type not supported by feature admin-fine-grained-authz:v2"})
    return admin_permissions.checked(write, given) if kind == "scope" and typed else given


def _search(admin: AdminCall, kind: str = "") -> Response:
    server, name = server_of(admin), admin.call.query.get("name")
    if not name:
        return Response(400, headers=[_NO_CACHE])
    policy = authorization.policy_named(admin.tables, server.id, name)
    if policy is None:
        return Response(204, headers=[_NO_CACHE])
    everything = "*" in (admin.call.query.get("fields") or "")
    return found(policy_documents.show(admin.tables, policy, typed=_typed(admin, kind), everything=everything))


def _providers(admin: AdminCall, kind: str = "") -> Response:
    server_of(admin)
    return found(policy_documents.providers(admin.call.emulator.scripts.deployed.values()))


def _read(admin: AdminCall, identifier: str, kind: str = "") -> Response:
    policy = _policy(admin, identifier)
    everything = "*" in (admin.call.query.get("fields") or "")
    return found(policy_documents.show(admin.tables, policy, typed=_typed(admin, kind), everything=everything))


def _update(admin: AdminCall, identifier: str, kind: str = "") -> Response:
    policy = _policy(admin, identifier)
    typed = _typed(admin, kind)
    given = _body(admin, policy.type if typed else "")
    write = writing(admin, policy.server_id)
    policy_documents.change(write, policy, _admitted(write, policy.type, given, typed=typed), typed=typed)
    _tidy(admin, policy)
    return Response(201, headers=[_NO_CACHE])


def _delete(admin: AdminCall, identifier: str) -> Response:
    policy = _policy(admin, identifier)
    authorization.remove_policy(admin.tables, policy.id)
    _tidy(admin, policy)
    return done()


def _tidy(admin: AdminCall, policy: Policy) -> None:
    """Objects that no permission of administrators is about any more, now that this one changed, have no resource."""
    if admin_permissions.protects(admin.tables, policy.server_id):
        admin_permissions.tidy(admin.tables, policy.resource_ids)


def _beside(admin: AdminCall, identifier: str, what: str) -> Response:
    """What a policy is about, and the policies that it depends on or that depend on it."""
    policy, tables = _policy(admin, identifier), admin.tables
    if what == "dependentPolicies":
        return found([policy_documents.brief(other) for other in authorization.policies_with(tables, "policy", (policy.id,))])
    if what == "associatedPolicies":
        there = authorization.policies_of(tables, policy.policy_ids)
        return found([policy_documents.brief(other, description=True) for other in sorted(there, key=lambda other: other.name)])
    if what == "scopes":
        return found([{"id": scope.id, "name": scope.name} for scope in authorization.scopes_of(tables, policy.scope_ids)])
    if what == "resources":
        documents = [tables.resources.get(resource_id) for resource_id in policy.resource_ids]
        rows = resources.named(Resource(document) for document in documents if document is not None)
        return found(admin_permissions.shown_names(tables, policy.server_id, rows))
    raise not_found()


def _first_get(admin: AdminCall) -> Response:
    one = admin.call.parameters[_ONE]
    return _listing(admin, one) if _is_type(one) else _read(admin, one)


def _first_post(admin: AdminCall) -> Response:
    one = admin.call.parameters[_ONE]
    if _is_type(one):
        return _create(admin, one)
    _policy(admin, one)
    raise AdminError(405, {"error": "HTTP 405 Method Not Allowed"})


def _second_get(admin: AdminCall) -> Response:
    one, two = admin.call.parameters[_ONE], admin.call.parameters[_TWO]
    if not _is_type(one):
        return _beside(admin, one, two)
    if two == "search":
        return _search(admin, one)
    return _providers(admin, one) if two == "providers" else _read(admin, two, one)


def _second_put(admin: AdminCall) -> Response:
    one, two = admin.call.parameters[_ONE], admin.call.parameters[_TWO]
    if not _is_type(one):
        raise not_found()
    return _update(admin, two, one)


def _second_delete(admin: AdminCall) -> Response:
    if not _is_type(admin.call.parameters[_ONE]):
        raise not_found()
    return _delete(admin, admin.call.parameters[_TWO])


def _second_post(admin: AdminCall) -> Response:
    from emulator.admin import authz_evaluate

    if admin.call.parameters[_TWO] != "evaluate" or not _is_type(admin.call.parameters[_ONE]):
        raise not_found()
    return authz_evaluate.evaluate(admin)


def _third_get(admin: AdminCall) -> Response:
    if not _is_type(admin.call.parameters[_ONE]):
        raise not_found()
    return _beside(admin, admin.call.parameters[_TWO], admin.call.parameters["three"])


def _known(kind: str) -> Callable[[AdminCall], None]:
    """Refuses an id that no policy has, and a type that there is not; of permissions that is told to those who may look at them."""

    def refuse(admin: AdminCall) -> None:
        server_of(admin)
        if kind == _PERMISSION:
            admin.require(*VIEW)
        _refuse_unknown(admin)

    return refuse


def _refuse_unknown(admin: AdminCall) -> None:
    one, two = admin.call.parameters[_ONE], admin.call.parameters.get(_TWO)
    if not _is_type(one):
        _policy(admin, one)
    elif two is not None and two not in _NO_IDS:
        _policy(admin, two)


def _routes(kind: str) -> list[Route]:
    place, known = f"/{kind}", _known(kind)
    return [
        route("GET", place, _listing, *VIEW),
        route("POST", place, _create, *MANAGE, event="AUTHORIZATION_POLICY"),
        route("GET", f"{place}/search", _search, *VIEW),
        route("GET", f"{place}/providers", _providers, *VIEW),
        route("GET", f"{place}/{{one}}", _first_get, *VIEW, before=known),
        route("POST", f"{place}/{{one}}", _first_post, *MANAGE, before=known, event="AUTHORIZATION_POLICY"),
        route(
            "PUT",
            f"{place}/{{one}}",
            lambda admin: _update(admin, admin.call.parameters[_ONE]),
            *MANAGE,
            before=known,
            event="AUTHORIZATION_POLICY",
        ),
        route(
            "DELETE",
            f"{place}/{{one}}",
            lambda admin: _delete(admin, admin.call.parameters[_ONE]),
            *MANAGE,
            before=known,
            event="AUTHORIZATION_POLICY",
        ),
        route("GET", f"{place}/{{one}}/{{two}}", _second_get, *VIEW, before=known),
        route("PUT", f"{place}/{{one}}/{{two}}", _second_put, *MANAGE, before=known, event="AUTHORIZATION_POLICY"),
        route("DELETE", f"{place}/{{one}}/{{two}}", _second_delete, *MANAGE, before=known, event="AUTHORIZATION_POLICY"),
        route("POST", f"{place}/{{one}}/{{two}}", _second_post, *VIEW, before=known, event="AUTHORIZATION_POLICY", media=""),
        route("GET", f"{place}/{{one}}/{{two}}/{{three}}", _third_get, *VIEW, before=known),
    ]


ROUTES = [*_routes(_POLICY), *_routes(_PERMISSION)]
