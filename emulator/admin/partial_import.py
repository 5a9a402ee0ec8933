"""Partial import: some users, clients, groups, roles and identity providers into a realm that is there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from itertools import chain
from typing import Any

from emulator.admin import _import_items, admin_events
from emulator.admin._import_items import MAPPER, Item, Stored, each_once
from emulator.admin.access import AdminCall, route
from emulator.core.documents import Document
from emulator.core.errors import AdminError
from emulator.realm.refusal import broken
from emulator.web import request_body
from emulator.web.response import Response, json_response

Done = tuple[list[Document], list[Callable[[], None]]]
"""What became of a part of the import, and who is to be told of it."""
_PART = 50
_LOOKED_AT = 500
_POLICIES = ("SKIP", "OVERWRITE", "FAIL")
_TOLD = {
    "CLIENT": ("clients", "CLIENT"), "REALM_ROLE": ("realms", "REALM_ROLE"), "CLIENT_ROLE": ("clients", "CLIENT_ROLE"),
    "IDP": ("identity-provider-settings", "IDENTITY_PROVIDER"), MAPPER: ("mappers", "IDENTITY_PROVIDER_MAPPER"),
    "GROUP": ("groups", "GROUP"), "USER": ("users", "USER"),
}  # fmt: skip
"""By kind: where the event says that it is, and the type of resource that it is as it is written."""


def partial_import(admin: AdminCall) -> Response:
    """What was added, skipped and overwritten. Nothing is stored when anything is refused."""
    document = request_body.parse(admin.call.body, "PartialImportRepresentation", terse=True)
    policy = document.get("ifResourceExists") or document.get("policy") or "FAIL"
    if policy not in _POLICIES:
        raise AdminError(400, {"error": "unknown_error", "error_description": "Cannot parse the JSON"})
    _check_members(document)
    answers = admin.context.answers
    wanted = answers.once("wanted", lambda: _wanted(admin, document, policy))
    work: list[Callable[[], list[Document]]] = [partial(_one, admin, item, policy) for item in wanted]
    work += [partial(_then, item) for item in wanted if not (item.existing and policy == "SKIP")]

    def do(part: Sequence[Callable[[], list[Document]]]) -> Done:
        told = admin.call.outbox.told
        before = len(told)
        with answers.undivided():
            return [row for each in part for row in each()], told[before:]

    done = answers.in_parts("import", work, _PART, do, whole=True)
    if len(done) > 1:
        # The decisions that made these parts are over, and what they had to tell with them.
        admin.call.outbox.told.extend(tell for _, told in done for tell in told)
    results = [row for rows, _ in done for row in rows]
    count = {action: sum(result["action"] == action for result in results) for action in ("OVERWRITTEN", "ADDED", "SKIPPED")}
    shown = {"overwritten": count["OVERWRITTEN"], "added": count["ADDED"], "skipped": count["SKIPPED"], "results": results}
    return json_response(shown, charset=True)


def _wanted(admin: AdminCall, document: Mapping[str, Any], policy: str) -> list[Item]:
    def looked(part: Iterable[_import_items.Look]) -> list[Item]:
        return [_free(item, policy) for look in part for item in look()]

    looks = list(_import_items.looks(admin, document))
    parts = admin.context.answers.in_parts("looked at", looks, _LOOKED_AT, looked)
    return each_once(chain.from_iterable(parts), policy)


def _free(item: Item, policy: str) -> Item:
    """The item; raises AdminError where its place is taken and that is a failure."""
    if item.existing and policy == "FAIL":
        raise AdminError(409, {"errorMessage": item.refusal})
    return item


def _check_members(document: Mapping[str, Any]) -> None:
    """Refuses lists with something that is null in them, and providers without an alias, which Keycloak did not expect."""
    roles = document.get("roles") or {}
    lists = {name: document.get(name) for name in ("clients", "identityProviders", "groups", "users")}
    lists["roles"] = roles.get("realm")
    for name, members in lists.items():
        if None in (members or ()):
            raise broken(f"one of {name} is null")
    if not all(provider.get("alias") for provider in document.get("identityProviders") or ()):
        raise broken("an identity provider needs an alias")


def _one(admin: AdminCall, item: Item, policy: str) -> list[Document]:
    """What became of it, and its events."""

    def row(action: str, identifier: str) -> Document:
        return {"action": action, "resourceType": item.kind, "resourceName": item.name, "id": identifier}

    if item.existing and policy == "SKIP":
        return [row("SKIPPED", item.existing)]
    if item.existing:
        item.remove()
    stored = item.add()
    actions = ["ADDED"] if not item.existing else ["OVERWRITTEN", "ADDED"] if item.added_too else ["OVERWRITTEN"]
    for action in actions:
        _tell(admin, item, action, stored)
    return [row(action, stored.id) for action in actions]


def _then(item: Item) -> list[Document]:
    item.then()
    return []


def _tell(admin: AdminCall, item: Item, action: str, stored: Stored) -> None:
    place, resource = _TOLD[item.kind]
    admin_events.record_part(admin, "CREATE" if action == "ADDED" else "UPDATE", f"{place}/{stored.id}", resource, stored.shown)


ROUTES = [route("POST", "/partialImport", partial_import, "manage-realm")]
