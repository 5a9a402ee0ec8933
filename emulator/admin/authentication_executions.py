"""Executions of flows by their id: added, removed and moved; flows within flows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from emulator.admin import authenticator_info
from emulator.admin.access import AdminCall, route
from emulator.admin.answers import created, done, found
from emulator.admin.authentication import refuse
from emulator.core.documents import Document
from emulator.core.errors import AdminError
from emulator.realm.executions import execution_id, flow_below
from emulator.realm.gates import flow as gate
from emulator.realm.refusal import broken
from emulator.realm.required_actions import ranked
from emulator.web.response import Response

_VIEW = ("view-realm", "manage-realm")
_MANAGE = "manage-realm"


def _flows(admin: AdminCall) -> list[Document]:
    return list(admin.tables.document.get("authenticationFlows") or ())


def _put(admin: AdminCall, rows: list[Document]) -> None:
    admin.tables.document = {**admin.tables.document, "authenticationFlows": rows}


def _find(admin: AdminCall) -> tuple[Document, Document]:
    """The flow and the execution of the path."""
    wanted = admin.call.parameters["execution"]
    for flow in _flows(admin):
        for one in flow.get("authenticationExecutions") or ():
            if execution_id(flow, one) == wanted:
                return flow, one
    raise AdminError(404, {"error": "Illegal execution"})


def _with(admin: AdminCall, flow: Document, steps: list[Document]) -> list[Document]:
    return [{**one, "authenticationExecutions": steps} if one is flow else one for one in _flows(admin)]


def read(admin: AdminCall) -> Response:
    """One execution."""
    flow, execution = _find(admin)
    configs = {config.get("alias"): config.get("id") for config in admin.tables.document.get("authenticatorConfig") or ()}
    shown = {name: value for name, value in execution.items() if name not in ("flowAlias", "userSetupAllowed")}
    shown |= {"id": execution_id(flow, execution), "parentFlow": flow.get("id")}
    if execution.get("authenticatorConfig"):
        shown["authenticatorConfig"] = configs.get(execution["authenticatorConfig"])
    below = flow_below(execution, _flows(admin))
    if below is not None:
        shown["flowId"] = below.get("id")
    return found(shown)


def create(admin: AdminCall) -> Response:
    """An execution in a flow that is named by its id."""
    document = admin.body("AuthenticationExecutionRepresentation")
    refuse(gate.requirement_faults(document))
    config = document.get("authenticatorConfig")
    if config is not None and all(known.get("alias") != config for known in admin.tables.document.get("authenticatorConfig") or ()):
        raise broken(f"there is no configuration '{config}'")
    if document.get("parentFlow") is None:
        raise AdminError(400, {"error": "parent flow not set on new execution"})
    flow = next((candidate for candidate in _flows(admin) if candidate.get("id") == document["parentFlow"]), None)
    if flow is None:
        raise AdminError(400, {"error": "execution parent flow does not exist"})
    _refuse_built_in(flow, "add execution to")
    members = {name: str(document[name]) for name in ("id", "authenticator", "authenticatorConfig") if document.get(name) is not None}
    is_flow = bool(document.get("authenticatorFlow"))
    if is_flow:
        members |= _reference(admin, document.get("flowId"))
    else:
        _refuse_provider(flow, document.get("authenticator"))
    return _add(admin, flow, document["requirement"], document.get("priority") or _next(flow), members, is_flow=is_flow)


def _reference(admin: AdminCall, identifier: str | None) -> Document:
    """The member that names a flow, which may have been made without a name."""
    for flow in _flows(admin):
        if flow.get("id") == identifier:
            return {"flowAlias": flow["alias"]} if flow.get("alias") is not None else {}
    raise broken(f"there is no flow '{identifier}'")


def create_in(admin: AdminCall) -> Response:
    """An execution in the flow that the path names: where its priority says, else at the end."""
    flow = next((candidate for candidate in _flows(admin) if candidate.get("alias") == admin.call.parameters["flow"]), None)
    if flow is None:
        raise AdminError(400, {"error": "Parent flow doesn't exist"})
    _refuse_built_in(flow, "add execution to")
    sent = admin.mapping()
    provider = sent.get("provider")
    _refuse_other_kinds(sent, "provider")
    _refuse_provider(flow, provider)
    return _add(admin, flow, authenticator_info.usual_requirement(str(provider)), _priority(sent, flow), {"authenticator": str(provider)})


def _refuse_other_kinds(sent: Document, *names: str) -> None:
    for name in names:
        if not isinstance(sent.get(name), str | None):
            raise broken(f"{name} is a text")


def _priority(sent: Document, flow: Document) -> int:
    """The priority that a new step names, else the one behind all that the flow has."""
    if "priority" not in sent:
        return _next(flow)
    wanted = sent["priority"]
    if not isinstance(wanted, int) or isinstance(wanted, bool):
        raise broken("a priority is a whole number")
    return wanted


def _next(flow: Document) -> int:
    """The priority behind all that a flow has."""
    return 1 + max((step.get("priority") or 0 for step in flow.get("authenticationExecutions") or ()), default=-1)


def _refuse_provider(flow: Document, provider: Any) -> None:
    name = None if provider is None else str(provider)
    if not authenticator_info.fits(str(flow.get("providerId")), name):
        raise AdminError(400, {"error": f"No authentication provider found for id: {'null' if name is None else name}"})


def _add(admin: AdminCall, flow: Document, requirement: str, priority: int, members: Document, *, is_flow: bool = False) -> Response:
    made = _execution(admin, requirement, priority, is_flow, members)
    _put(admin, _with(admin, flow, [*(flow.get("authenticationExecutions") or ()), made]))
    return created(admin, "authentication", "executions", made["id"], no_cache=True)


def create_flow(admin: AdminCall) -> Response:
    """A flow within a flow."""
    parent = next((flow for flow in _flows(admin) if flow.get("alias") == admin.call.parameters["flow"]), None)
    if parent is None:
        raise AdminError(400, {"errorMessage": "Parent flow doesn't exist"})
    _refuse_built_in(parent, "add sub-flow to")
    sent = admin.mapping()
    _refuse_other_kinds(sent, "alias", "type", "description")
    alias = None if sent.get("alias") is None else str(sent["alias"])
    if any(flow.get("alias") == alias for flow in _flows(admin)):
        raise AdminError(409, {"errorMessage": "New flow alias name already exists"})
    named = {} if alias is None else {"alias": alias}
    inner: Document = {
        "id": admin.context.ids.uuid(), **named, "description": str(sent.get("description") or ""),
        "providerId": sent.get("type"), "topLevel": False, "builtIn": False, "authenticationExecutions": [],
    }  # fmt: skip
    for fault in gate.faults(inner):
        raise broken(fault.message)
    if inner["providerId"] == "form-flow":
        _refuse_other_kinds(sent, "provider")
    steps = list(parent.get("authenticationExecutions") or ())
    form = inner["providerId"] == "form-flow" and sent.get("provider") is not None
    members = ({"flowAlias": alias} if alias is not None else {}) | ({"authenticator": str(sent["provider"])} if form else {})
    step = _execution(admin, "DISABLED", _priority(sent, parent), True, members)
    _put(admin, [*_with(admin, parent, [*steps, step]), inner])
    return created(admin, "authentication", "flows", inner["id"], no_cache=True)


def _execution(admin: AdminCall, requirement: str, priority: int, flow: bool, members: Document) -> Document:
    return {
        "id": admin.context.ids.uuid(), **members, "authenticatorFlow": flow, "requirement": requirement, "priority": priority,
        "autheticatorFlow": flow, "userSetupAllowed": False,
    }  # fmt: skip


def delete(admin: AdminCall) -> Response:
    """Removes an execution, with the flow that it may stand for."""
    flow, gone = _find(admin)
    _refuse_built_in(flow, "remove execution from")
    rows = _with(admin, flow, [step for step in flow["authenticationExecutions"] if step is not gone])
    realm = {**admin.tables.document, "authenticationFlows": rows}
    # What the execution was configured with and the flow that it stood for go as those of a flow that is deleted.
    below = flow_below(gone, rows) or {}
    only = {"authenticationExecutions": [*(below.get("authenticationExecutions") or ()), gone]}
    realm |= gate.without(realm, only)
    admin.tables.document = {**realm, "authenticationFlows": [each for each in realm["authenticationFlows"] if each is not below]}
    return done(no_cache=True)


def moved(step: int) -> Callable[[AdminCall], Response]:
    """Swaps an execution with the one before (-1) or behind (1) it."""

    def handle(admin: AdminCall) -> Response:
        flow, execution = _find(admin)
        _refuse_built_in(flow, "modify execution in")
        steps = sorted(flow["authenticationExecutions"], key=lambda each: each.get("priority") or 0)
        other = steps.index(execution) + step
        if 0 <= other < len(steps):
            swapped = {id(execution): steps[other].get("priority") or 0, id(steps[other]): execution.get("priority") or 0}
            changed = [
                {"id": execution_id(flow, each), **each, "priority": swapped.get(id(each), each.get("priority") or 0)} for each in steps
            ]
            _put(admin, _with(admin, flow, changed))
        return done(no_cache=True)

    return handle


def _refuse_built_in(flow: Document, verb: str) -> None:
    if flow.get("builtIn"):
        raise AdminError(400, {"error": f"It is illegal to {verb} a built in flow"})


def action_moved(step: int) -> Callable[[AdminCall], Response]:
    """Swaps a required action with the one before (-1) or behind (1) it."""

    def handle(admin: AdminCall) -> Response:
        actions = ranked(admin.tables.realm.required_actions)
        place = next((index for index, row in enumerate(actions) if row.get("alias") == admin.call.parameters["alias"]), None)
        if place is None:
            raise AdminError(404, {"error": "Failed to find required action."})
        other = place + step
        if 0 <= other < len(actions):
            action, neighbour = actions[place], actions[other]
            actions[place] = {**neighbour, "priority": action.get("priority") or 0}
            actions[other] = {**action, "priority": neighbour.get("priority") or 0}
            admin.tables.document = {**admin.tables.document, "requiredActions": actions}
        return done(no_cache=True)

    return handle


_ONE, _ACTION = "/authentication/executions/{execution}", "/authentication/required-actions/{alias}"
ROUTES = [
    route("POST", "/authentication/executions", create, _MANAGE, event="AUTH_EXECUTION", reads="AuthenticationExecutionRepresentation"),
    route("POST", "/authentication/flows/{flow}/executions/execution", create_in, _MANAGE, event="AUTH_EXECUTION", reads="{}"),
    route("GET", _ONE, read, *_VIEW),
    route("DELETE", _ONE, delete, _MANAGE, event="AUTH_EXECUTION"),
    route("POST", f"{_ONE}/raise-priority", moved(-1), _MANAGE, media="", event="AUTH_EXECUTION", operation="UPDATE"),
    route("POST", f"{_ONE}/lower-priority", moved(1), _MANAGE, media="", event="AUTH_EXECUTION", operation="UPDATE"),
    route("POST", "/authentication/flows/{flow}/executions/flow", create_flow, _MANAGE, event="AUTH_EXECUTION_FLOW", reads="{}"),
    route("POST", f"{_ACTION}/raise-priority", action_moved(-1), _MANAGE, media="", event="REQUIRED_ACTION", operation="UPDATE"),
    route("POST", f"{_ACTION}/lower-priority", action_moved(1), _MANAGE, media="", event="REQUIRED_ACTION", operation="UPDATE"),
]
