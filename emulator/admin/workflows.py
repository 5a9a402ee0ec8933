"""Workflows: taken, checked, stored and shown, as JSON and as YAML; begun and ended for a user or a client, and moved to other steps."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from emulator.admin import privileges
from emulator.admin.access import AdminCall, route
from emulator.admin.answers import created, done, strict_page
from emulator.admin.callers import forbidden
from emulator.configuration.features import WORKFLOWS
from emulator.core.documents import Document
from emulator.core.errors import AdminError
from emulator.realm.gates import lengths
from emulator.realm.gates import workflow as gate
from emulator.realm.refusal import DUPLICATE, broken, invalid
from emulator.state import given_ids
from emulator.web import media_type, request_body
from emulator.web.response import JSON, Response, json_response
from emulator.workflows import engine, happenings
from emulator.world import ids_elsewhere

_YAML = "application/yaml"
_MEMBERS = ("id", "name", "enabled", "on", "schedule", "concurrency", "if", "steps")
_OF_STEPS = ("uses", "after", "with", "id")
_QUOTED = frozenset({"on", "off", "yes", "no", "true", "false", "null"})
_USUAL = 10


def listing(admin: AdminCall) -> Response:
    """Workflows by name, ten unless told; ``search`` is part of a name, or all of it with ``exact``."""
    _enter(admin)
    search, exact = (admin.call.query.get("search") or "").lower(), bool(admin.flag("exact"))
    rows = sorted(admin.tables.workflows, key=lambda row: str(row["name"]))
    if search:
        rows = [row for row in rows if (row["name"].lower() == search if exact else search in row["name"].lower())]
    return _answered(admin, strict_page(admin, rows, _USUAL))


def _enter(admin: AdminCall) -> None:
    """Refuses everybody but those who administer the whole realm (403); all where the feature is off (404)."""
    if WORKFLOWS not in admin.call.emulator.settings.features:
        raise AdminError(404, {"error": "HTTP 404 Not Found"}, "workflows are turned off")
    if not privileges.administers_all(admin):
        raise forbidden(f"user '{admin.caller.user.username}' does not administer the whole realm")


def _workflow(admin: AdminCall) -> Document:
    """The workflow of the path; raises 403, and 400 as observed."""
    _enter(admin)
    return _named(admin, admin.call.parameters["id"])


def _named(admin: AdminCall, identifier: str) -> Document:
    workflow = admin.tables.workflows.get(identifier)
    if workflow is None:
        raise AdminError(400, {"error": f"Not a valid workflow resource: {identifier}"})
    return workflow


def read(admin: AdminCall) -> Response:
    """One workflow; ``includeId=false`` leaves out its ids."""
    workflow = _workflow(admin)
    if admin.flag("includeId") is False:
        steps = [{name: value for name, value in step.items() if name != "id"} for step in workflow["steps"]]
        workflow = {**{name: value for name, value in workflow.items() if name != "id"}, "steps": steps}
    return _answered(admin, workflow)


def create(admin: AdminCall) -> Response:
    """A new workflow."""
    _enter(admin)
    document = _body(admin)
    identifier = str(document.get("id") or admin.context.ids.uuid())
    _check(admin, identifier, document)
    given_ids.refuse(admin.tables.workflows, document, invalid(DUPLICATE))
    given_ids.refuse(admin.tables.components, document)
    ids_elsewhere.refuse(admin.call.emulator, admin.tables, ids_elsewhere.COMPONENTS, document)
    for fault in lengths.one(identifier, ("id",), lengths.IDENTIFIER):
        raise broken(fault.message)
    _keep(admin, identifier, document)
    return created(admin, "workflows", identifier)


def update(admin: AdminCall) -> Response:
    """Replaces a workflow; its steps are new ones, and who waits at one of them waits on at the one that has its place."""
    current = _workflow(admin)
    document = _body(admin)
    _check(admin, current["id"], document)
    _keep(admin, current["id"], document)
    engine.carry_over(admin.context, current, admin.tables.workflows.get(current["id"]) or current)
    return done()


def delete(admin: AdminCall) -> Response:
    """Removes a workflow, which ends for everybody."""
    workflow = _workflow(admin)
    engine.forget(admin.context, workflow["id"])
    admin.tables.workflows.delete(workflow["id"])
    return done()


def scheduled(admin: AdminCall) -> Response:
    """The workflows that are under way for a user or a client; HEAD takes the path for a workflow's, as observed."""
    _enter(admin)
    if admin.call.method == "HEAD":
        _named(admin, "scheduled")
    return json_response(list(engine.scheduled(admin.context, admin.call.parameters["resource"])), charset=True)


def activate(admin: AdminCall) -> Response:
    """Begins a workflow for a user or a client, at once or after ``notBefore``; what is no time changes nothing, as observed."""
    workflow, resource_id = _workflow(admin), _resource(admin)
    try:
        engine.activate(admin.context, workflow, resource_id, admin.call.query.get("notBefore") or "")
    except ValueError as error:
        admin.call.log.append(str(error))
    return Response(204)


def deactivate(admin: AdminCall) -> Response:
    """Ends a workflow for a user or a client."""
    workflow, resource_id = _workflow(admin), _resource(admin)
    engine.forget(admin.context, workflow["id"], resource_id)
    return Response(204)


def _resource(admin: AdminCall) -> str:
    """The id of the user or client of the path; raises 404 for another kind, and 400."""
    tables, identifier = admin.tables, admin.call.parameters["resource"]
    known = {happenings.USERS: tables.users, happenings.CLIENTS: tables.clients}.get(admin.call.parameters["type"])
    if known is None:
        raise AdminError(404, {"error": "HTTP 404 Not Found"}, f"there is no kind '{admin.call.parameters['type']}'")
    if identifier not in known:
        raise AdminError(400, {"error": f"Resource with id {identifier} not found"})
    return identifier


def migrate(admin: AdminCall) -> Response:
    """Those who wait at the step ``from`` go on at the step ``to``."""
    _enter(admin)
    names = [admin.call.query.get(name) or "" for name in ("from", "to")]
    if not all(names):
        raise AdminError(400, {"errorMessage": "Both 'from' and 'to' step ids must be provided for migration."})
    if names[0] == names[1]:
        return Response(204)
    source, target = (_step_of(admin, name) for name in names)
    try:
        engine.migrate(admin.context, source, target)
    except ValueError as error:
        raise AdminError(400, {"errorMessage": str(error)}) from error
    return Response(204)


def _step_of(admin: AdminCall, identifier: str) -> tuple[Document, int]:
    """A workflow and the position of the step in it that has this id; raises 400."""
    for workflow in admin.tables.workflows:
        for position, step in enumerate(workflow["steps"]):
            if step["id"] == identifier:
                return workflow, position
    raise AdminError(400, {"error": f"Not a valid workflow resource: {identifier}"})


def _body(admin: AdminCall) -> Document:
    """The workflow of the body, in JSON or YAML; raises AdminError."""
    body = admin.call.body
    media_type.consumes(admin.call, JSON, _YAML)
    if admin.call.content_type == _YAML and body.strip():
        try:
            body = json.dumps(yaml.load(body, yaml.BaseLoader)).encode()  # noqa: S506 - it makes texts, lists and mappings, and nothing else
        except yaml.YAMLError as error:
            raise AdminError(400, {"error": "invalid_request", "error_description": "Cannot parse the JSON"}, str(error)) from error
    return request_body.parse(body, "WorkflowRepresentation")


def _check(admin: AdminCall, identifier: str, document: Document) -> None:
    others = [row["name"] for row in admin.tables.workflows if row["id"] != identifier]
    for fault in gate.faults(document, others):
        raise broken(fault.message) if fault.kind == "unforeseen" else invalid(fault.message)


def _keep(admin: AdminCall, identifier: str, document: Document) -> None:
    steps = [_step(step, admin.context.ids.uuid()) for step in document["steps"]]
    row = {**document, "id": identifier, "steps": steps}
    admin.tables.workflows.put(identifier, {name: row[name] for name in _MEMBERS if row.get(name) is not None})


def _step(step: Document, identifier: str) -> Document:
    """A step as it is kept: what it knows nothing of is a setting of its provider, and a setting with one value is that value."""
    known = {*_OF_STEPS, "scheduled-at", "status"}
    others = {name: str(value) for name, value in step.items() if name not in known and value is not None}
    settings = {name: _single(value) for name, value in {**others, **(step.get("with") or {})}.items()}
    row = {**step, "with": settings or None, "id": identifier}
    return {name: row[name] for name in _OF_STEPS if row.get(name) is not None}


def _single(value: Any) -> Any:
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def _answered(admin: AdminCall, value: Any) -> Response:
    """JSON where that is asked for, else YAML."""
    if JSON in admin.call.headers.get("accept", ""):
        return json_response(value, charset=True)
    text = "--- []\n" if value == [] else "---\n" + "".join(f"{line}\n" for line in _lines(value))
    return Response(200, f"{_YAML};charset=UTF-8", text.encode())


def _lines(value: Any) -> Iterator[str]:
    """YAML as Keycloak writes it: texts in quotes, the items of a list not indented."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            key = f'"{name}"' if name in _QUOTED else name
            if isinstance(inner, Mapping | list):
                yield f"{key}:"
                yield from (f"  {line}" if isinstance(inner, Mapping) else line for line in _lines(inner))
            else:
                yield f"{key}: {json.dumps(inner, ensure_ascii=False)}"
        return
    for item in value:
        if not isinstance(item, Mapping):
            yield f"- {json.dumps(item, ensure_ascii=False)}"
            continue
        for index, line in enumerate(_lines(item)):
            yield f"{'- ' if index == 0 else '  '}{line}"


_OF_RESOURCE = "{type}/{resource}"
ROUTES = [
    route("GET", "/workflows", listing),
    route("POST", "/workflows", create, media=""),
    route("POST", "/workflows/migrate", migrate, media=""),
    route("GET", "/workflows/scheduled/{resource}", scheduled),
    route("GET", "/workflows/{id}", read),
    route("POST", f"/workflows/{{id}}/activate/{_OF_RESOURCE}", activate, media=""),
    route("POST", f"/workflows/{{id}}/deactivate/{_OF_RESOURCE}", deactivate, media=""),
    route("PUT", "/workflows/{id}", update, media=""),
    route("DELETE", "/workflows/{id}", delete),
]
