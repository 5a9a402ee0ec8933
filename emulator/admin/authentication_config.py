"""Configurations of authenticators and of required actions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from emulator.admin import _providers, authenticator_info
from emulator.admin.access import AdminCall, route
from emulator.admin.answers import created, done, found
from emulator.admin.authentication import refuse, refuse_alias
from emulator.core.documents import Document
from emulator.core.errors import AdminError
from emulator.realm.executions import execution_id
from emulator.realm.gates import flow as gate
from emulator.web.response import Response

_VIEW = ("view-realm", "manage-realm")
_MANAGE = "manage-realm"
_WHOLE = frozenset({"max_auth_age", "warning_threshold"})


def _configs(admin: AdminCall) -> list[Document]:
    return list(admin.tables.document.get("authenticatorConfig") or ())


def _one(admin: AdminCall) -> Document:
    wanted = admin.call.parameters["config"]
    config = next((one for one in _configs(admin) if one.get("id") == wanted), None)
    if config is None:
        raise AdminError(404, {"error": "Could not find authenticator config"})
    return config


def _put(admin: AdminCall, configs: list[Document], flows: list[Document] | None = None) -> None:
    changed = {"authenticatorConfig": configs, **({"authenticationFlows": flows} if flows is not None else {})}
    admin.tables.document = {**admin.tables.document, **changed}


def read(admin: AdminCall) -> Response:
    """One configuration."""
    return found(shown(_one(admin)))


def shown(config: Document) -> Document:
    """A configuration as administrators see it: secrets, and what no part of any flow declares, are masked."""
    return {**config, "config": gate.shown_config(config.get("config") or {}, _declared())}


@cache
def _declared() -> frozenset[str]:
    """Names of the settings that parts of flows and client authenticators declare, without those that are secrets."""
    settings = [setting for about in _providers.all_configurable() for setting in about.get("properties") or ()]
    return frozenset(str(setting["name"]) for setting in settings if not setting.get("secret"))


def _refuse(admin: AdminCall, document: Document) -> None:
    """Refuses what cannot be stored; the event of what can be shows it as administrators see it."""
    refuse_alias(document.get("alias") or "")
    refuse(gate.config_faults(document))
    admin.changed = shown(document) if document.get("config") else document


def _new_alias(document: Document) -> str:
    """The alias of a new configuration; raises for one that none can have."""
    alias: str = document.get("alias") or ""
    if not alias:
        raise AdminError(409, {"errorMessage": "Failed to create authentication execution configuration with empty alias name"})
    refuse_alias(alias)
    return alias


def _refuse_new(admin: AdminCall, document: Document) -> None:
    """Refuses a configuration whose alias another one has, or that cannot be stored."""
    alias = document["alias"]
    if any(config.get("alias") == alias for config in _configs(admin)):
        raise AdminError(409, {"errorMessage": f"Authentication execution configuration {alias} already exists"})
    _refuse(admin, document)


def update(admin: AdminCall) -> Response:
    """Replaces alias and values; the executions that use it follow a new alias, and what is masked stays."""
    current, document = _one(admin), admin.body("AuthenticatorConfigRepresentation")
    _refuse(admin, document)
    values = gate.stored_config(document.get("config"), current.get("config"))
    changed = {**current, "alias": document.get("alias") or current["alias"], "config": values}
    _put(admin, [changed if one is current else one for one in _configs(admin)], _renamed(admin, current["alias"], changed["alias"]))
    return done(no_cache=True)


def delete(admin: AdminCall) -> Response:
    """Removes a configuration, and takes it from the executions that use it."""
    _drop(admin, _one(admin)["alias"])
    return done(no_cache=True)


def _renamed(admin: AdminCall, old: str, new: str | None) -> list[Document]:
    """The realm's flows with another alias, or none, where their executions name ``old``."""

    def changed(flow: Document, execution: Document) -> Document:
        if execution.get("authenticatorConfig") != old:
            return execution
        kept = {name: value for name, value in execution.items() if name != "authenticatorConfig"}
        return {"id": execution_id(flow, execution), **kept, **({"authenticatorConfig": new} if new else {})}

    flows: list[Document] = list(admin.tables.document.get("authenticationFlows") or ())
    steps = "authenticationExecutions"
    return [{**flow, steps: [changed(flow, execution) for execution in flow.get(steps) or ()]} for flow in flows]


def create(admin: AdminCall) -> Response:
    """A configuration for an execution, in the place of the one that it has."""
    wanted, document = admin.call.parameters["execution"], admin.body("AuthenticatorConfigRepresentation")
    alias = _new_alias(document)
    flows: list[Document] = list(admin.tables.document.get("authenticationFlows") or ())
    owners = [
        flow for flow in flows if any(execution_id(flow, execution) == wanted for execution in flow.get("authenticationExecutions") or ())
    ]
    if not owners:
        raise AdminError(404, {"error": "Illegal execution"})
    owner = owners[0]
    before = next(step for step in owner["authenticationExecutions"] if execution_id(owner, step) == wanted).get("authenticatorConfig")
    if before:
        _drop(admin, before)
    _refuse_new(admin, document)
    config: Document = {"id": admin.context.ids.uuid(), "alias": alias, "config": gate.stored_config(document.get("config"))}
    _put(admin, [*_configs(admin), config], _given(admin, owner["id"], wanted, alias))
    return created(admin, "authentication", "executions", wanted, "config", config["id"], no_cache=True)


def _drop(admin: AdminCall, alias: str) -> None:
    """Removes a configuration; executions that have it have none then."""
    _put(admin, [config for config in _configs(admin) if config.get("alias") != alias], _renamed(admin, alias, None))


def _given(admin: AdminCall, owner: str, wanted: str, alias: str) -> list[Document]:
    """The realm's flows, with a configuration for one execution of the flow ``owner``."""

    def changed(flow: Document) -> Document:
        steps = [
            {**step, "id": wanted, "authenticatorConfig": alias} if execution_id(flow, step) == wanted else step
            for step in flow["authenticationExecutions"]
        ]
        return {**flow, "authenticationExecutions": steps}

    return [changed(flow) if flow["id"] == owner else flow for flow in admin.tables.document.get("authenticationFlows") or ()]


def create_alone(admin: AdminCall) -> Response:
    """A configuration that no execution uses yet."""
    document = admin.body("AuthenticatorConfigRepresentation")
    alias = _new_alias(document)
    _refuse_new(admin, document)
    made: Document = {"id": admin.context.ids.uuid(), "alias": alias, "config": gate.stored_config(document.get("config"))}
    _put(admin, [*_configs(admin), made])
    return created(admin, "authentication", "config", made["id"], no_cache=True)


def describe(admin: AdminCall) -> Response:
    """What can be configured of an authenticator, a form action or a client authenticator."""
    provider = admin.call.parameters["provider"]
    about = _providers.configurable(provider)
    if about is None:
        raise AdminError(404, {"error": "Could not find authenticator provider"})
    name = authenticator_info.of(provider)["displayName"]
    return found({"name": name, "providerId": provider, "helpText": about["helpText"], "properties": about["properties"]})


def describe_clients(admin: AdminCall) -> Response:
    """What each client authenticator reads of a client's attributes."""
    return found({one["id"]: one.get("clientProperties") or [] for one in _providers.client_authenticators()})


def _action(admin: AdminCall) -> Document:
    wanted = admin.call.parameters["alias"]
    if wanted not in _described()["actions"]:
        raise AdminError(400, {"error": "RequiredAction is not configurable"})
    action = next((action for action in admin.tables.realm.required_actions if action.get("alias") == wanted), None)
    if action is None:
        raise AdminError(404, {"error": "Could not find RequiredAction config"})
    return dict(action)


def read_action(admin: AdminCall) -> Response:
    """The configuration of a required action."""
    return found({"config": _action(admin).get("config") or {}})


def update_action(admin: AdminCall) -> Response:
    """Replaces the configuration of a required action."""
    values = gate.stored_config(admin.body("RequiredActionConfigRepresentation").get("config"))
    names = _described()["actions"][_action(admin)["alias"]]
    for name in names:
        if name in _WHOLE and name in values:
            _check_whole(name, str(values[name]))
    return _set_action(admin, {name: value for name, value in values.items() if name in names})


def describe_action(admin: AdminCall) -> Response:
    """What can be configured of a required action."""
    described = _described()
    names = described["actions"].get(admin.call.parameters["alias"])
    if names is None:
        raise AdminError(404, {"error": "Could not find configurable RequiredAction provider"})
    return found({"properties": [described["properties"][name] for name in names]})


def is_configurable(action: str) -> bool:
    """Whether a required action has settings."""
    return action in _described()["actions"]


def _check_whole(name: str, value: str) -> None:
    """Raises Keycloak's refusal unless the value is a whole number from 0."""
    text = value.removeprefix("-")
    if not text.isascii() or not text.isdigit():
        raise AdminError(400, {"field": name, "errorMessage": "error-invalid-value", "params": [name]})
    if value != text:
        raise AdminError(400, {"field": name, "errorMessage": "error-number-out-of-range-too-small", "params": [name, 0]})


@cache
def _described() -> Document:
    """Names of the settings by required action, and what each is, from Keycloak's own descriptions."""
    document: Document = json.loads((Path(__file__).parent / "required_actions.json").read_text(encoding="utf-8"))
    return document


def delete_action(admin: AdminCall) -> Response:
    """Empties the configuration of a required action."""
    return _set_action(admin, {})


def _set_action(admin: AdminCall, config: Mapping[str, str]) -> Response:
    current = _action(admin)
    rows = [{**one, "config": config} if one.get("alias") == current["alias"] else one for one in admin.tables.document["requiredActions"]]
    admin.tables.document = {**admin.tables.document, "requiredActions": rows}
    return done(no_cache=True)


_CONFIG, _ACTION = "/authentication/config/{config}", "/authentication/required-actions/{alias}/config"
ROUTES = [
    route("GET", _CONFIG, read, *_VIEW),
    route("POST", "/authentication/config", create_alone, _MANAGE, event="AUTHENTICATOR_CONFIG", reads="AuthenticatorConfigRepresentation"),
    route("GET", "/authentication/config-description/{provider}", describe, *_VIEW),
    route(
        "GET", "/authentication/per-client-config-description", describe_clients, *_VIEW, "view-clients", "manage-clients", "query-clients"
    ),
    route("PUT", _CONFIG, update, _MANAGE, event="AUTHENTICATOR_CONFIG", reads="AuthenticatorConfigRepresentation"),
    route("DELETE", _CONFIG, delete, _MANAGE, event="AUTHENTICATOR_CONFIG"),
    route(
        "POST",
        "/authentication/executions/{execution}/config",
        create,
        _MANAGE,
        event="AUTHENTICATOR_CONFIG",
        reads="AuthenticatorConfigRepresentation",
    ),
    route("GET", "/authentication/executions/{execution}/config/{config}", read, *_VIEW),
    route("GET", "/authentication/required-actions/{alias}/config-description", describe_action, *_VIEW),
    route("GET", _ACTION, read_action, *_VIEW),
    route("PUT", _ACTION, update_action, _MANAGE, event="REQUIRED_ACTION", reads="RequiredActionConfigRepresentation"),
    route("DELETE", _ACTION, delete_action, _MANAGE, event="REQUIRED_ACTION"),
]
