"""Flows and required actions as Keycloak's admin console lists them: with who uses them."""

from __future__ import annotations

from typing import Any

from emulator.admin import authentication, authentication_config
from emulator.admin.access import AdminCall, route
from emulator.admin.answers import found, page
from emulator.core.documents import ReadDocument
from emulator.realm.refusal import broken
from emulator.realm.required_actions import ranked
from emulator.web.response import Response, json_response

_VIEW = ("view-realm", "manage-realm")
_CLIENTS = (*_VIEW, "view-clients", "query-clients")
_USERS = (*_VIEW, "view-users", "query-users")
_DEFAULTS = ("browserFlow", "directGrantFlow", "registrationFlow", "resetCredentialsFlow", "clientAuthenticationFlow",
             "firstBrokerLoginFlow", "dockerAuthenticationFlow")  # fmt: skip
_OF_PROVIDER = ("firstBrokerLoginFlowAlias", "postBrokerLoginFlowAlias")
_SHOWN = 9


def _clients(admin: AdminCall, flow: ReadDocument) -> list[str]:
    """Clients that have the flow in the place of the realm's."""
    own = [row for row in admin.tables.clients if flow["id"] in (row.get("authenticationFlowBindingOverrides") or {}).values()]
    return sorted(row["clientId"] for row in own)


def _providers(admin: AdminCall, flow: ReadDocument) -> list[str]:
    """Identity providers whose logins end in the flow."""
    known = admin.tables.document.get("identityProviders") or ()
    return [str(one.get("alias")) for one in known if flow["alias"] in (one.get(name) for name in _OF_PROVIDER)]


def _used_by(admin: AdminCall, flow: ReadDocument) -> dict[str, Any]:
    """The member ``usedBy``: the realm itself, or some of the clients or providers that use it; none for a flow that nobody uses."""
    if flow["alias"] in (admin.tables.document.get(name) for name in _DEFAULTS):
        return {"usedBy": {"type": "DEFAULT", "values": [flow["alias"]]}}
    for kind, users in (("SPECIFIC_CLIENTS", _clients(admin, flow)), ("SPECIFIC_PROVIDERS", _providers(admin, flow))):
        if users:
            return {"usedBy": {"type": kind, "values": users[:_SHOWN]}}
    return {}


def flows(admin: AdminCall) -> Response:
    """The top-level flows with who uses them."""
    shown = [
        {"id": flow["id"], "alias": flow["alias"], "builtIn": bool(flow.get("builtIn")), **_used_by(admin, flow),
         "description": flow.get("description") or ""}
        for flow in authentication.top_level(admin)
    ]  # fmt: skip
    return json_response(shown, charset=True)


def users(admin: AdminCall) -> Response:
    """All clients (``clients``) or identity providers (``idp``) that use a flow.

    ``search`` is part of a client's name, or the beginning of a provider's; raises AdminError for what is neither.
    """
    kind, identifier = admin.call.parameters["kind"], admin.call.parameters["id"]
    flow = next((row for row in admin.tables.realm.authentication_flows if row.get("id") == identifier), None)
    if flow is None or kind not in ("clients", "idp"):
        raise broken(f"there is no flow '{identifier}', or '{kind}' is not one of clients, idp")
    search = admin.call.query.get("search") or ""
    if kind == "clients":
        names = [name for name in _clients(admin, flow) if search in name]
    else:
        names = [name for name in _providers(admin, flow) if name.startswith(search)]
    return json_response(page(admin, names), charset=True)


def required_actions(admin: AdminCall) -> Response:
    """Required actions in their order, and whether each can be configured."""
    rows = ranked(admin.tables.realm.required_actions)
    return found([{**one, "configurable": authentication_config.is_configurable(str(one.get("providerId")))} for one in rows])


_BASE = "/ui-ext/authentication-management"
ROUTES = [
    route("GET", f"{_BASE}/flows", flows, *_CLIENTS),
    route("GET", f"{_BASE}/required-actions", required_actions, *_USERS),
    route("GET", f"{_BASE}/{{kind}}/{{id}}", users, *_CLIENTS),
]
