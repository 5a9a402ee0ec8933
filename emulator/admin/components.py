"""Components: key providers, client registration policies, the user profile."""

from __future__ import annotations

from typing import Any

from emulator.admin import _providers
from emulator.admin.access import AdminCall, route
from emulator.admin.answers import created, template_name
from emulator.context import KEY_PROVIDER
from emulator.core.errors import UNKNOWN_ERROR, AdminError
from emulator.core.message_format import format_message, is_pattern
from emulator.keys import components as keys
from emulator.login.profile.validators import keeps_rules
from emulator.realm import kerberos_step, ldap
from emulator.realm.gates import MALFORMED, UNFIT, lengths, user_profile, user_storage
from emulator.realm.gates import component as gate
from emulator.realm.gates.ldap_mapper import Directory
from emulator.realm.refusal import broken, invalid
from emulator.registration import policy
from emulator.state import given_ids, groups, named_roles
from emulator.state.store import RealmTables
from emulator.web.response import Response, json_response
from emulator.world import ids_elsewhere

_INTERNAL = {"error": "Components managed through internal APIs cannot be managed through the component endpoint"}
_WORKFLOWS = "org.keycloak.models.workflow.WorkflowProvider"
_NO_PROVIDER = {"error": "Invalid provider type or no such provider"}
_NO_CACHE = [("Cache-Control", "no-cache")]


def shown(tables: RealmTables, provider_type: str, component: dict[str, Any]) -> dict[str, Any]:
    """A component as administrators see it: secrets masked, and without settings that its kind has not, as a file may bring them."""
    if provider_type == KEY_PROVIDER:
        return {**component, "config": keys.shown_config(component)}
    return gate.shown(policy.without_unknown(tables, component) if provider_type == policy.TYPE else component)


def _shown(admin: AdminCall, component: dict[str, Any]) -> dict[str, Any]:
    named = {name: value for name, value in component.items() if value is not None}
    return shown(admin.tables, component["providerType"], named)


def listing(admin: AdminCall) -> Response:
    """Components by ``type``, ``parent`` and ``name``; of a type alone those that the realm itself is the parent of."""
    names = {"type": "providerType", "parent": "parentId", "name": "name"}
    wanted = {name: value for name, value in admin.call.query if name in names and value}
    if "type" in wanted:
        wanted.setdefault("parent", admin.tables.id)
    found = [_shown(admin, c) for c in admin.tables.components if all(c.get(names[k]) == v for k, v in wanted.items())]
    return json_response(found, headers=list(_NO_CACHE), charset=True)


def create(admin: AdminCall) -> Response:
    """A new component."""
    document = admin.body("ComponentRepresentation")
    if document.get("providerType") == _WORKFLOWS:
        raise AdminError(403, dict(_INTERNAL))
    for fault in gate.type_faults(document.get("providerType"), document.get("providerId")):
        raise AdminError(400, dict(_NO_PROVIDER), fault.message)
    _admit(admin, document)
    of_ldap, ids = ldap.is_ldap(document), admin.context.ids
    identifier = document.get("id") or (ids.component() if of_ldap else ids.uuid())
    component = {
        "id": identifier,
        "name": document.get("name"),
        "providerId": document.get("providerId"),
        "providerType": document.get("providerType"),
        "parentId": document.get("parentId") or admin.tables.id,
        **({"subType": document["subType"]} if document.get("subType") is not None else {}),
        "config": gate.config(document.get("config")),
    }
    if component["providerType"] == KEY_PROVIDER:
        component = _checked(admin, component)
    elif component["providerType"] == policy.TYPE:
        component = _declared(admin, component)
    else:
        component = _known(component)
    _refuse_too_long(document)
    given_ids.refuse(admin.tables.components, document)
    given_ids.refuse(admin.tables.workflows, document)
    ids_elsewhere.refuse(admin.call.emulator, admin.tables, ids_elsewhere.COMPONENTS, document)
    if of_ldap:
        component["config"] = ldap.with_principal(component["config"])
        for mapper in ldap.mappers(component, ids.uuid):
            admin.tables.components.put(mapper["id"], mapper)
    admin.tables.components.put(identifier, component)
    _follow(admin, None, component)
    if template_name(identifier):
        raise AdminError(400, dict(_NO_PROVIDER), f"the id '{identifier}' stands for another one in an address")
    return created(admin, "components", identifier)


def _admit(admin: AdminCall, document: dict[str, Any]) -> None:
    for fault in gate.faults(document.get("providerType"), document, _around(admin, document)):
        if fault.key == user_storage.UNREADABLE:
            raise AdminError(400, dict(_NO_PROVIDER), fault.message)
        if fault.key != lengths.TOO_LONG:
            raise invalid(fault.message)
    if document.get("providerType") == gate.USER_PROFILE:
        _check_profile(admin, document)


def _refuse_too_long(document: dict[str, Any]) -> None:
    for fault in gate.too_long(document):
        raise broken(fault.message)


def _refuse_kind(document: dict[str, Any]) -> None:
    """As observed, a change of a component says what kind of component it is, and this has to be one that there is."""
    kind, provider = document.get("providerType"), document.get("providerId")
    described = [one["id"] for one in _providers.component_types().get(str(kind), ())]
    if kind is None or provider is None or list(gate.type_faults(kind, provider)) or (described and provider not in described):
        raise broken(f"there is no component of the kind {kind} and the provider {provider}")


def _around(admin: AdminCall, document: dict[str, Any]) -> Directory:
    """What a mapper of LDAP belongs to and may refer to."""
    tables, parent = admin.tables, admin.tables.components.get(str(document.get("parentId") or ""))
    mode = user_storage.first((parent or {}).get("config") or {}, "editMode")
    return Directory(mode, lambda name: named_roles.named(tables, name) is not None, lambda path: groups.by_path(tables, path) is not None)


def _follow(admin: AdminCall, before: dict[str, Any] | None, after: dict[str, Any] | None) -> None:
    """Flows take Kerberos tickets as long as user storage does."""
    realm = admin.tables.document
    flows = list(realm.get("authenticationFlows") or ())
    changed = kerberos_step.following(flows, before, after)
    if changed != flows:
        admin.tables.document = {**realm, "authenticationFlows": changed}


def _checked(admin: AdminCall, component: dict[str, Any], previous: dict[str, Any] | None = None) -> dict[str, Any]:
    context = admin.context
    return keys.checked(component, context.vault, context.realm.name, context.clock.now, previous)


def _component(admin: AdminCall) -> dict[str, Any]:
    found = admin.tables.components.get(admin.call.parameters["id"])
    if found is None:
        raise AdminError(404, {"error": "Could not find component"})
    return found


def _refuse_workflow(admin: AdminCall) -> None:
    """Workflows are components of Keycloak's, which only their own endpoints change."""
    if admin.call.parameters["id"] in admin.tables.workflows:
        raise AdminError(403, dict(_INTERNAL))


def read(admin: AdminCall) -> Response:
    """One component."""
    return json_response(_shown(admin, _component(admin)), headers=list(_NO_CACHE), charset=True)


def sub_types(admin: AdminCall) -> Response:
    """What may be configured below a component: descriptions of the providers of ``type``."""
    if admin.tables.components.get(admin.call.parameters["id"]) is None:
        raise AdminError(404, {"error": "Could not find parent component"})
    wanted = admin.call.query.get("type")
    if wanted is None:
        raise AdminError(400, {"error": "must specify a subtype"})
    return json_response(_providers.component_types().get(wanted, []), headers=list(_NO_CACHE), charset=True)


def update(admin: AdminCall) -> Response:
    """Merges into a component; masked values stay as they are."""
    _refuse_workflow(admin)
    current = _component(admin)
    document = admin.body("ComponentRepresentation")
    _refuse_kind(document)
    changes = {k: v for k, v in document.items() if v is not None and k != "id"}
    component = _checked(admin, changes, current) if current["providerType"] == KEY_PROVIDER else _known(_changed(current, changes))
    _admit(admin, {**component, "id": None})
    if current["providerType"] == policy.TYPE:
        if any(component[name] != current[name] for name in ("providerId", "providerType")):
            raise AdminError(500, UNKNOWN_ERROR, "a policy stays of its kind")
        component = _declared(admin, component)
    _refuse_too_long({**component, "id": None})
    admin.tables.components.put(current["id"], component)
    _follow(admin, current, component)
    return Response(204)


def _declared(admin: AdminCall, component: dict[str, Any]) -> dict[str, Any]:
    """A client registration policy with the settings that it knows; raises AdminError for what does not fit."""
    policy.check_component(admin.tables, component)
    return policy.without_unknown(admin.tables, component)


def _changed(current: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """A component with the changes; of its settings those that are given are replaced, or go where they are empty. Masked ones stay."""
    if "config" not in changes:
        return {**current, **changes}
    kept = {name: values for name, values in (current.get("config") or {}).items() if name not in changes["config"]}
    return {**current, **changes, "config": {**kept, **gate.config(changes["config"], current.get("config"))}}


def _known(component: dict[str, Any]) -> dict[str, Any]:
    """A component without settings that its kind has not."""
    return {**component, "config": gate.known(component["providerType"], component["providerId"], component["config"])}


def delete(admin: AdminCall) -> Response:
    """Deletes a component with those below it."""
    _refuse_workflow(admin)
    component = _component(admin)
    identifier = component["id"]
    for below in [each["id"] for each in admin.tables.components if each.get("parentId") == identifier]:
        admin.tables.components.delete(below)
    admin.tables.components.delete(identifier)
    _follow(admin, component, None)
    return Response(204)


def _check_profile(admin: AdminCall, document: dict[str, Any]) -> None:
    """Refuses a user profile that the realm could not work with, as where it is put in a place of its own."""
    for fault in gate.profile_faults(document.get("config") or {}):
        raise invalid(fault.message) if fault.key in (MALFORMED, UNFIT) else broken(fault.message)
    scopes = [scope["name"] for scope in admin.tables.client_scopes]
    problems = user_profile.of_components({gate.USER_PROFILE: [document]}, scopes, keeps_rules)
    if any(problem.kind == "unforeseen" for problem in problems):
        raise broken(problems[0].message)
    if problems:
        sentence = user_profile.sentence(problems)
        raise invalid(format_message(sentence, {})) if is_pattern(sentence) else broken(sentence)


ROUTES = [
    route("GET", "/components", listing, "view-realm", "manage-realm"),
    route("POST", "/components", create, "manage-realm", event="COMPONENT", reads="ComponentRepresentation"),
    route("GET", "/components/{id}", read, "view-realm", "manage-realm"),
    route("GET", "/components/{id}/sub-component-types", sub_types, "view-realm", "manage-realm"),
    route("PUT", "/components/{id}", update, "manage-realm", event="COMPONENT", reads="ComponentRepresentation"),
    route("DELETE", "/components/{id}", delete, "manage-realm", event="COMPONENT"),
]
