"""Policies that users make for resources of their own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.authz import policy_documents, policy_search
from emulator.authz.faults import refused, unforeseen
from emulator.core.documents import Document
from emulator.core.errors import AdminError
from emulator.realm.authorization_views import Policy, Resource
from emulator.state import authorization
from emulator.uma import _unmatched
from emulator.uma.protection import NO_CACHE, Protecting, done, nothing, route
from emulator.web import request_body
from emulator.web.response import Response, json_response

_INVALID = "invalid_request"
_REPRESENTATION = "UmaPermissionRepresentation"


def _policy(protecting: Protecting) -> Policy:
    identifier = protecting.call.parameters["policy"]
    found = authorization.policy(protecting.tables, protecting.server.id, identifier)
    if found is None or not found.resource_ids:
        raise refused(_INVALID, f"Policy with [{identifier}] does not exist", 404)
    return found


def _resource(protecting: Protecting, identifier: str) -> Resource:
    """The resource, which the caller has to own and manage."""
    resource = authorization.resource(protecting.tables, protecting.server.id, identifier)
    if resource is None:
        raise refused(_INVALID, f"Resource [{identifier}] cannot be found")
    if resource.owner_id != protecting.identity.id:
        raise refused(_INVALID, f"Only resource owner can access policies for resource [{identifier}]")
    if not resource.owner_managed:
        raise refused(_INVALID, "Only resources with owner managed accessed can have policies")
    if not protecting.server.remote_management:
        text = f"Remote Resource Management not enabled on resource server [{protecting.server.id}]"
        raise refused("request_not_supported", text, 403)
    return resource


def _checked(protecting: Protecting, resource: Resource, given: Document) -> Document:
    """The representation with all scopes of the resource where it names none."""
    names = [scope.name for scope in authorization.scopes_of(protecting.tables, resource.scope_ids)]
    asked = list(given.get("scopes") or names)
    if not set(asked) <= set(names):
        raise refused(_INVALID, f"Some of the scopes [[{', '.join(asked)}]] are not valid for resource [{resource.id}]")
    about = given.get("resources") or [resource.id]
    if list(about) != [resource.id]:
        raise refused(_INVALID, "Invalid resource")
    return {**given, "scopes": asked, "resources": [resource.id]}


def _shown(protecting: Protecting, policy: Policy, *, no_cache: bool = False) -> Response:
    document = policy_documents.show(protecting.tables, policy, typed=True)
    return json_response(document, headers=[NO_CACHE] if no_cache else [], charset=True)


def create(protecting: Protecting) -> Response:
    """A policy for a resource of the caller."""
    if not protecting.call.body.strip():
        raise unforeseen("the body is empty")
    given = request_body.parse(protecting.call.body, _REPRESENTATION)
    if given.get("id") is not None:
        raise refused(_INVALID, "Newly created uma policies should not have an id")
    checked = _checked(protecting, _resource(protecting, protecting.call.parameters["policy"]), given)
    return _shown(protecting, _made(protecting, checked))


def _made(protecting: Protecting, given: Mapping[str, Any]) -> Policy:
    return policy_documents.create(protecting.write, authorization.UMA, given, typed=True, owner=protecting.identity.id)


def read(protecting: Protecting) -> Response:
    """A policy for a resource of the caller."""
    policy = _policy(protecting)
    _resource(protecting, policy.resource_ids[0])
    return _shown(protecting, policy)


def update(protecting: Protecting) -> Response:
    """Another representation of a policy, for the same resource."""
    try:
        document = request_body.parse(protecting.call.body, _REPRESENTATION)
    except AdminError as error:
        raise refused(_INVALID, "Failed to parse representation") from error
    policy = _policy(protecting)
    if list(document.get("resources") or policy.resource_ids) != list(policy.resource_ids):
        raise refused(_INVALID, "Uma permission resource cannot be changed")
    checked = _checked(protecting, _resource(protecting, policy.resource_ids[0]), document)
    policy_documents.change(protecting.write, policy, checked, typed=True)
    return done(protecting, 201)


def delete(protecting: Protecting) -> Response:
    """Deletes a policy."""
    policy = _policy(protecting)
    _resource(protecting, policy.resource_ids[0])
    authorization.remove_policy(protecting.tables, policy.id)
    return done(protecting)


def listing(protecting: Protecting) -> Response:
    """The caller's policies, those that fit the query."""
    query = protecting.call.query
    search = policy_search.Search(
        name=(query.get("name") or "").strip(), type=authorization.UMA, resource=query.get("resource"), scope=query.get("scope"),
        owner=protecting.identity.id,
    )  # fmt: skip
    policies = policy_search.find(protecting.tables, protecting.server.id, search)
    if policies is None:
        return Response(204, headers=[NO_CACHE])
    shown = [policy_documents.show(protecting.tables, policy, typed=True) for policy in policies[protecting.page()]]
    return json_response(shown, headers=[NO_CACHE], charset=True)


ROUTES = [
    route("GET", "/uma-policy", listing, with_role=False),
    *(route(method, "/uma-policy", nothing, with_role=False) for method in ("POST", "PUT", "DELETE")),
    route("POST", "/uma-policy/{policy}", create, with_role=False),
    route("GET", "/uma-policy/{policy}", read, with_role=False),
    route("PUT", "/uma-policy/{policy}", update, with_role=False),
    route("DELETE", "/uma-policy/{policy}", delete, with_role=False),
    *_unmatched.routes("/uma-policy", "/uma-policy/{policy}"),
]
