"""Events of administrators. Which type of resource a change was made to is declared at its route."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import unquote

from emulator.admin import event_representations
from emulator.core import api_token_text
from emulator.core.documents import Document
from emulator.core.json_text import read_json
from emulator.state.happenings import AdminEvent
from emulator.web.response import Response

if TYPE_CHECKING:
    from emulator.admin.access import AdminCall

_SECRET = frozenset({"secret", "clientSecret", "value", "credentials"})
_MASK = "**********"
_AS_ASKED = ("/children", "/executions/execution", "/executions/flow", "/copy", "/config")
"""Where something new is told by the path of the request, and not by its own."""


def record(admin: AdminCall, response: Response, resource: str, operation: str) -> None:
    """Stores the event of a change that succeeded, where the realm keeps those events."""
    if 200 <= response.status < 300:
        _keep(admin, operation, resource, lambda: _path(admin, response), lambda: _representation(admin, response, resource))


def record_part(admin: AdminCall, operation: str, path: str, kind: str, document: object) -> None:
    """Stores the event of one of many things that came of an import; ``kind`` is the type of resource that it would have of its own."""
    _keep(admin, operation, "REALM", lambda: path, lambda: _written(_masked(event_representations.completed(kind, document, path, ""))))


def record_new_realm(admin: AdminCall, name: str, shown: Callable[[], Document]) -> None:
    """Stores the event of a new realm, which the caller's realm keeps (as observed); ``shown`` is what it shows of the realm."""
    _keep(admin, "CREATE", "REALM", lambda: name, lambda: _written(_masked(event_representations.of_new_realm(shown()))))


def record_beside(admin: AdminCall, operation: str, resource: str) -> None:
    """Stores the event of something else that a change at this path has done."""
    _keep(admin, operation, resource, lambda: "/".join(admin.call.path.strip("/").split("/")[3:]), lambda: "")


def _keep(admin: AdminCall, operation: str, resource: str, path: Callable[[], str], representation: Callable[[], str]) -> None:
    call, realm, context = admin.call, admin.realm, admin.context
    audience = call.emulator.audience
    told = audience.hears_administrators(realm.name)
    if not (realm.admin_events_enabled or told):
        return
    has_details = admin.tables.realm.admin_events_details  # as the change leaves it, where whether events are kept goes by how it was
    event = AdminEvent(
        context.ids.uuid(), context.clock.millis(), operation, resource, path(), admin.caller.tables.id,
        admin.caller.client.id, admin.caller.user.id, call.remote_address,
        representation() if told or has_details else "", dict(admin.details),
    )  # fmt: skip
    if told:
        call.outbox.told.append(partial(audience.tell, realm, admin.tables.id, event))
    if realm.admin_events_enabled:
        kept = event if has_details else replace(event, representation="")
        admin.tables.admin_events.put(kept.id, kept)


def _path(admin: AdminCall, response: Response) -> str:
    """What was changed, below the realm; a new thing by where it is found."""
    if admin.told_at:
        return admin.told_at
    of_organization = "organization" in admin.call.parameters and admin.call.path.endswith(("/members", "/groups"))
    if of_organization or admin.call.path.endswith(_AS_ASKED):
        return "/".join(admin.call.path.strip("/").split("/")[3:])
    whole = _location(response).partition("/admin/realms/")[2]
    path = whole.partition("/")[2] if whole else "/".join(admin.call.path.strip("/").split("/")[3:])
    return unquote(path)


def _representation(admin: AdminCall, response: Response, resource: str) -> str:
    """What came of the request, its secrets masked; empty for none, for passwords, and where Keycloak shows none."""
    if (
        (resource == "CLUSTER_NODE" and admin.changed is None)
        or admin.call.path.endswith("/reset-password")
        or "/ui-ext/role-mapping-delete/" in admin.call.path
    ):
        return ""
    try:
        document = read_json(admin.call.body) if admin.changed is None else admin.changed
    except ValueError:
        return ""
    created_id = _location(response).rpartition("/")[2] if response.status == 201 else ""
    return _written(_masked(event_representations.completed(resource, document, admin.call.path, created_id)))


def _written(shown: object) -> str:
    return api_token_text.masked(json.dumps(shown, separators=(",", ":"), ensure_ascii=False))


def _location(response: Response) -> str:
    return next((value for name, value in response.headers if name == "Location"), "")


def _masked(value: object) -> object:
    if isinstance(value, dict):
        kept = {name: inner for name, inner in value.items() if name != "credentials" and inner is not None}
        return {name: _MASK if name in _SECRET and isinstance(inner, str) else _masked(inner) for name, inner in kept.items()}
    return [_masked(one) for one in value] if isinstance(value, list) else value
