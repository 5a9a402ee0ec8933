"""Authentication: flows with their executions."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from emulator.admin import authenticator_info
from emulator.admin.access import AdminCall, route
from emulator.admin.answers import created, done, found
from emulator.core.documents import Document
from emulator.core.errors import AdminError
from emulator.realm import flow_names
from emulator.realm.executions import execution_id, flow_below, without_ids
from emulator.realm.gates import Fault
from emulator.realm.gates import flow as gate
from emulator.realm.refusal import broken, conflict
from emulator.state import given_ids
from emulator.web.response import Response
from emulator.world import ids_elsewhere

_VIEW = ("view-realm", "manage-realm")
_OF_CLIENTS = (*_VIEW, "view-clients", "manage-clients", "query-clients")
_MANAGE = "manage-realm"
_HIDDEN_FLOWS = frozenset({"saml ecp"})
_REGISTRATION = "Shows the registration form and runs its parts."


def _flows(admin: AdminCall) -> list[Document]:
    return list(admin.tables.document.get("authenticationFlows") or ())


def _put_flows(admin: AdminCall, rows: list[Document]) -> None:
    admin.tables.document = {**admin.tables.document, "authenticationFlows": rows}


def _by_alias(admin: AdminCall, alias: str) -> Document | None:
    return next((flow for flow in _flows(admin) if flow.get("alias") == alias), None)


def flows(admin: AdminCall) -> Response:
    """The top-level flows, in the order in which they were made."""
    return found([without_ids(flow) for flow in top_level(admin)])


def top_level(admin: AdminCall) -> list[Document]:
    """The top-level flows, in the order in which they were made."""
    return [flow for flow in _flows(admin) if flow.get("topLevel") and flow.get("alias") not in _HIDDEN_FLOWS]


def create_flow(admin: AdminCall) -> Response:
    """A new flow without executions."""
    document = admin.body("AuthenticationFlowRepresentation")
    alias = document.get("alias") or ""
    if not alias:
        raise AdminError(409, {"errorMessage": "Failed to create flow with empty alias name"})
    refuse_alias(alias)
    if _by_alias(admin, alias) is not None:
        raise AdminError(409, {"errorMessage": f"Flow {alias} already exists"})
    refuse(gate.faults(document))
    given_ids.refuse(given_ids.of(_flows(admin)), document)
    ids_elsewhere.refuse(admin.call.emulator, admin.tables, ids_elsewhere.FLOWS, document)
    flow: Document = {
        "id": document.get("id") or admin.context.ids.uuid(), "alias": alias, "description": document.get("description") or "",
        "providerId": document["providerId"], "topLevel": bool(document.get("topLevel")), "builtIn": bool(document.get("builtIn")),
        "authenticationExecutions": [],
    }  # fmt: skip
    _put_flows(admin, [*_flows(admin), flow])
    return created(admin, "authentication", "flows", flow["id"], no_cache=True)


def refuse_alias(alias: str) -> None:
    """Refuses an alias with a character that has a meaning in URLs (400)."""
    for fault in gate.alias_faults(alias):
        raise AdminError(400, {"error": fault.message})


def refuse(faults: Iterable[Fault]) -> None:
    """Raises what Keycloak answers to something that it cannot store."""
    for fault in faults:
        raise conflict(fault.message, late=True) if fault.kind == "duplicate" else broken(fault.message)


def _flow_of(admin: AdminCall, unknown: str = "Could not find flow with id") -> Document:
    wanted = admin.call.parameters["flow"]
    flow = next((one for one in _flows(admin) if one.get("id") == wanted), None)
    if flow is None:
        raise AdminError(404, {"error": unknown})
    return flow


def read_flow(admin: AdminCall) -> Response:
    """One flow."""
    return found(without_ids(_flow_of(admin)))


def update_flow(admin: AdminCall) -> Response:
    """Replaces what a flow is called and is; whatever names it follows."""
    flow, document = _flow_of(admin), admin.body("AuthenticationFlowRepresentation")
    alias = document.get("alias") or ""
    if not alias:
        raise AdminError(409, {"errorMessage": "Failed to update flow with empty alias name"})
    refuse_alias(alias)
    taken = _by_alias(admin, alias)
    if taken is not None and taken is not flow:
        raise AdminError(409, {"errorMessage": "Flow alias name already exists"})
    refuse(gate.faults({**document, "id": None}))
    described = {"description": document["description"]} if document.get("description") is not None else {}
    flags = {name: bool(document.get(name)) for name in ("topLevel", "builtIn")}
    kept = {name: value for name, value in flow.items() if name != "description"}
    changed = {**kept, "alias": alias, **described, "providerId": document["providerId"], **flags}
    admin.tables.document = flow_names.renamed(
        {**admin.tables.document, "authenticationFlows": [changed if row is flow else row for row in _flows(admin)]}, flow["alias"], alias
    )
    admin.changed = {**document, "id": flow["id"]}
    return done(no_cache=True)


def delete_flow(admin: AdminCall) -> Response:
    """Removes a flow that is neither built in nor used, with all below it."""
    flow = _flow_of(admin, "Flow not found")
    if flow.get("builtIn"):
        raise AdminError(400, {"error": "Can't delete built in flow"})
    realm = admin.tables.document
    for user in gate.users_of(flow, realm, admin.tables.clients):
        raise broken(f"the flow '{flow.get('alias')}' is used by {user}")
    admin.tables.document = {**realm, **gate.without(realm, flow)}
    return done(no_cache=True)


def _named(admin: AdminCall, unknown: str = "Flow not found") -> Document:
    flow = _by_alias(admin, admin.call.parameters["flow"])
    if flow is None:
        raise AdminError(404, {"error": unknown})
    return flow


def executions(admin: AdminCall) -> Response:
    """The executions of a flow with all below, as they are walked."""
    shown: list[Document] = []
    _collect(admin, _named(admin), 0, shown)
    return found(shown)


def _of_authenticator(flow: Document, name: str) -> Document:
    """What an authenticator is; 404 for one that is not there, and nothing of the flow is shown."""
    if not authenticator_info.fits(str(flow.get("providerId")), name):
        raise AdminError(404, {"error": "Could not find authenticator provider"}, f"there is no authenticator '{name}'")
    return authenticator_info.of(name)


def _configured(step: Document, configs: Document) -> Document:
    """The id of an execution's configuration, also where it can have none that means something."""
    return {"authenticationConfig": configs.get(step["authenticatorConfig"])} if step.get("authenticatorConfig") else {}


def _collect(admin: AdminCall, flow: Document, level: int, shown: list[Document]) -> None:
    configs = {config.get("alias"): config.get("id") for config in admin.tables.document.get("authenticatorConfig") or ()}
    ordered = sorted(flow.get("authenticationExecutions") or (), key=lambda step: step.get("priority") or 0)
    for index, step in enumerate(ordered):
        row: Document = {"id": execution_id(flow, step), "requirement": step.get("requirement")}
        below = flow_below(step, _flows(admin))
        if below is not None:
            form = below.get("providerId") == "form-flow"
            if below.get("alias") is not None:
                row["displayName"] = below["alias"]
            if below.get("description") is not None:
                row["description"] = below["description"]
            row["requirementChoices"] = list(authenticator_info.FLOW_CHOICES.get(str(below.get("providerId")), ()))
            row |= {"configurable": False, "authenticationFlow": True}
            if form:
                row |= {"providerId": step["authenticator"]} if step.get("authenticator") is not None else {}
                row |= _configured(step, configs)
            row["flowId"] = below["id"]
        else:
            row |= _of_authenticator(flow, step.get("authenticator") or "")
            row |= _configured(step, configs)
            if row.get("configurable") and step.get("authenticatorConfig"):
                row["alias"] = step["authenticatorConfig"]
        shown.append({**row, "level": level, "index": index, "priority": step.get("priority") or 0})
        if below is not None:
            _collect(admin, below, level + 1, shown)


def update_execution(admin: AdminCall) -> Response:
    """Changes requirement and priority of an execution at any depth of a flow; where both stay, alias and description of a flow.

    As observed, a priority that is not sent is 0, and which flow gets another alias says ``flowId``, not the execution.
    """
    _named(admin, "flow not found")
    document = admin.body("AuthenticationExecutionInfoRepresentation")
    before, changed = Document(), Document()
    rows = []
    for flow in _flows(admin):
        steps = []
        for step in flow.get("authenticationExecutions") or ():
            if execution_id(flow, step) == document.get("id"):
                refuse(gate.requirement_faults(document))
                sent = {"requirement": document["requirement"], "priority": document.get("priority") or 0}
                before = {"requirement": step.get("requirement"), "priority": step.get("priority") or 0}
                step = changed = {**step, "id": execution_id(flow, step), **sent}
            steps.append(step)
        rows.append({**flow, "authenticationExecutions": steps})
    if not changed:
        raise AdminError(404, {"error": "Illegal execution"})
    _put_flows(admin, rows)
    if changed == {**changed, **before} and document.get("authenticationFlow") is not None:
        _describe_flow(admin, document)
    return done(no_cache=True)


def _describe_flow(admin: AdminCall, document: Document) -> None:
    """Gives the flow that a row of executions names alias and description of the row; a description that is not sent goes."""
    flow = next((flow for flow in _flows(admin) if flow.get("id") == document.get("flowId")), None)
    if flow is None:
        raise AdminError(404, {"error": "Illegal execution"})
    alias = flow.get("alias") or ""
    wanted: str = alias if document.get("displayName") is None else document["displayName"]
    if wanted != alias and _by_alias(admin, wanted) is not None:
        raise AdminError(409, {"errorMessage": "Flow alias name already exists"})
    changed = {name: value for name, value in flow.items() if name != "description"} | {"alias": wanted}
    if document.get("description") is not None:
        changed["description"] = document["description"]
    refuse(gate.faults(changed))
    flows = [changed if each is flow else each for each in _flows(admin)]
    admin.tables.document = flow_names.renamed({**admin.tables.document, "authenticationFlows": flows}, alias, wanted)


def copy_flow(admin: AdminCall) -> Response:
    """Copies a flow with all below, and what configures it, under a new name."""
    name = str(admin.mapping().get("newName") or "")
    refuse_alias(name)
    if _by_alias(admin, name) is not None:
        raise AdminError(409, {"errorMessage": "New flow alias name already exists"})
    flow = _named(admin)
    rows: list[Document] = []
    configs: list[Document] = []
    copy = _copy(admin, flow, name, name, rows, configs)
    for copied in rows:
        refuse(gate.faults(copied))
    present = admin.tables.document.get("authenticatorConfig") or ()
    admin.tables.document = {**admin.tables.document, "authenticatorConfig": [*present, *configs]}
    _put_flows(admin, [*_flows(admin), *rows])
    return created(admin, "authentication", "flows", flow["alias"], "copy", copy["id"], no_cache=True)


def _copy(admin: AdminCall, flow: Document, alias: str, prefix: str, rows: list[Document], configs: list[Document]) -> Document:
    present = {config.get("alias"): config for config in admin.tables.document.get("authenticatorConfig") or ()}
    steps = []
    for step in flow.get("authenticationExecutions") or ():
        copied = {name: value for name, value in step.items() if name != "id"}
        below = flow_below(step, _flows(admin))
        if below is not None:
            name = f"{prefix} {'null' if below.get('alias') is None else below['alias']}"
            copied["flowAlias"] = _copy(admin, below, name, prefix, rows, configs)["alias"]
        config = present.get(step.get("authenticatorConfig"))
        if config is not None:
            copied["authenticatorConfig"] = f"{prefix} {config['alias']}"
            configs.append({**config, "id": admin.context.ids.uuid(), "alias": copied["authenticatorConfig"]})
        steps.append(copied)
    copy = {**flow, "id": admin.context.ids.uuid(), "alias": alias, "builtIn": False, "authenticationExecutions": steps}
    rows.append(copy)
    return copy


def providers(kind: str) -> Callable[[AdminCall], Response]:
    """What may be added to flows."""
    return lambda admin: found(authenticator_info.listing(kind))


def form_providers(admin: AdminCall) -> Response:
    """Pages with a form that form actions share."""
    return found([{"id": "registration-page-form", "displayName": "Registration Page", "description": _REGISTRATION}])


_FLOWS = "/authentication/flows"
ROUTES = [
    route("GET", _FLOWS, flows, *_VIEW, "view-clients", "query-clients", reads="AuthenticationFlowRepresentation"),
    route("POST", _FLOWS, create_flow, _MANAGE, event="AUTH_FLOW", reads="AuthenticationFlowRepresentation"),
    route("GET", f"{_FLOWS}/{{flow}}", read_flow, *_VIEW),
    route("PUT", f"{_FLOWS}/{{flow}}", update_flow, _MANAGE, event="AUTH_FLOW", reads="AuthenticationFlowRepresentation"),
    route("DELETE", f"{_FLOWS}/{{flow}}", delete_flow, _MANAGE, event="AUTH_FLOW"),
    route("GET", f"{_FLOWS}/{{flow}}/executions", executions, *_VIEW),
    route(
        "PUT",
        f"{_FLOWS}/{{flow}}/executions",
        update_execution,
        _MANAGE,
        event="AUTH_EXECUTION",
        reads="AuthenticationExecutionInfoRepresentation",
    ),
    route("POST", f"{_FLOWS}/{{flow}}/copy", copy_flow, _MANAGE, event="AUTH_FLOW", reads="{}"),
    *(
        route("GET", f"/authentication/{kind}-providers", providers(kind), *rights)
        for kind, rights in (("authenticator", _VIEW), ("form-action", _VIEW), ("client-authenticator", _OF_CLIENTS))
    ),
    route("GET", "/authentication/form-providers", form_providers, *_VIEW),
]
