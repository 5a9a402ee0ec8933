"""Authentication flows, their configuration and required actions, as an import leaves them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from emulator.core.documents import Document
from emulator.core.errors import AdminError
from emulator.core.ids import Ids
from emulator.realm.gates import flow as gate
from emulator.realm.gates import lengths
from emulator.realm.gates.realm import BINDINGS
from emulator.realm.people import required_action
from emulator.realm.refusal import broken, duplicate, invalid

_REDIRECTOR: Document = {
    "authenticator": "identity-provider-redirector", "authenticatorFlow": False, "requirement": "ALTERNATIVE",
    "priority": 25, "autheticatorFlow": False, "userSetupAllowed": False,
}  # fmt: skip


def add(result: Document, source: Document, base: Document, ids: Ids) -> None:
    """Sets the realm's flows, configurations and bindings; built-in flows whose alias is not given are added with all below."""
    configs = [_config(config, ids) for config in source.get("authenticatorConfig") or ()]
    config_aliases = {config["alias"] for config in configs}
    flows = [_flow(flow, ids) for flow in source.get("authenticationFlows") or ()]
    aliases = {flow.get("alias") for flow in flows}
    for kind, documents in (("flows", flows), ("authenticator configs", configs)):
        if len({document["id"] for document in documents}) < len(documents):
            raise duplicate(f"two {kind} have the same id")
    # As observed, of flows with one alias the first gets what is in any of them.
    first = {flow.get("alias"): flow for flow in reversed(flows)}
    members: list[Document] = []
    for representation in source.get("authenticationFlows") or ():
        flow = first[representation.get("alias")]
        executions = representation.get("authenticationExecutions")
        if executions is None:
            raise broken(f"flow {flow.get('alias')} has no authenticationExecutions")
        if None in executions:
            raise broken(f"flow {flow.get('alias')} has an execution that is null")
        for execution in executions:
            members += _execution(flow, execution, aliases, config_aliases, ids)
    default_flows = _asking_for(_built_in(base["authenticationFlows"], aliases), result.get("requiredCredentials") or ())
    if "browser" in aliases:
        _with_redirector(next(flow for flow in flows if flow.get("alias") == "browser"))
    used = {e.get("authenticatorConfig") for flow in default_flows for e in flow["authenticationExecutions"]}
    result["authenticationFlows"] = [*flows, *members, *default_flows]
    result["authenticatorConfig"] = [*configs, *(c for c in base["authenticatorConfig"] if c["alias"] in used)]
    _first_login(result, source)
    known = {flow.get("alias") for flow in result["authenticationFlows"]}
    for binding in BINDINGS:
        if source.get(binding) is not None and source[binding] not in known:
            raise broken(f"{binding}: there is no flow {source[binding]}")


_WITH_OTP = (
    ("forms", "Browser - Conditional 2FA"),
    ("Browser - Conditional 2FA", "auth-otp-form"),
    ("First broker login - Conditional 2FA", "auth-otp-form"),
    ("direct grant", "Direct Grant - Conditional OTP"),
)
"""Steps of built-in flows, each in its flow, that nobody gets around in a realm that requires one-time codes."""


def _asking_for(flows: list[Document], credentials: Collection[str]) -> list[Document]:
    """Built-in flows that ask for the credentials that a realm requires, as realms had it before there were flows."""
    wanted: dict[tuple[str, str], str] = {}
    if "kerberos" in credentials:
        wanted["browser", "auth-spnego"] = "ALTERNATIVE"
    if "password" not in credentials:
        wanted["direct grant", "direct-grant-validate-password"] = "DISABLED"
    if "otp" in credentials:
        wanted |= dict.fromkeys(_WITH_OTP, "REQUIRED")
    return [
        {**flow, "authenticationExecutions": [_wanted(flow, execution, wanted) for execution in flow["authenticationExecutions"]]}
        for flow in flows
    ]


def _wanted(flow: Document, execution: Document, wanted: Mapping[tuple[str, str], str]) -> Document:
    step = execution.get("authenticator") or execution.get("flowAlias") or ""
    return {**execution, "requirement": wanted.get((flow["alias"], step), execution["requirement"])}


def _first_login(result: Document, given: Document) -> None:
    """Attributes may name the flow of first logins by its id; an unknown one leaves the realm without."""
    identifier = (given.get("attributes") or {}).get("firstBrokerLoginFlowId")
    if identifier is None:
        return
    alias = next((flow["alias"] for flow in result["authenticationFlows"] if flow["id"] == identifier), None)
    result["firstBrokerLoginFlow"] = alias
    if alias is None:
        del result["firstBrokerLoginFlow"]


def _config(given: Mapping[str, Any], ids: Ids) -> Document:
    if given.get("alias") is None:
        raise broken("Provided realm contains authenticator config with null alias.")
    for _ in gate.config_faults(given):
        raise invalid("Database operation failed")
    return {"id": given.get("id") or ids.uuid(), "alias": given["alias"], "config": gate.stored_config(given.get("config"))}


def _flow(source: Mapping[str, Any], ids: Ids) -> Document:
    for fault in gate.faults(source):
        raise invalid("Database operation failed") if fault.key == lengths.TOO_LONG else duplicate(fault.message)
    described = {key: source[key] for key in ("alias", "description", "providerId") if source.get(key) is not None}
    return {
        "id": source.get("id") or ids.uuid(),
        **described,
        "topLevel": bool(source.get("topLevel", False)),
        "builtIn": bool(source.get("builtIn", False)),
        "authenticationExecutions": [],
    }


def _execution(flow: Document, source: Mapping[str, Any], aliases: set[str | None], configs: set[str], ids: Ids) -> list[Document]:
    """Puts an execution into its flow; returns the sub-flow that stands for a requirement of old versions, if any."""
    config, below = source.get("authenticatorConfig"), source.get("flowAlias")
    if config is not None and config not in configs:
        raise broken(f"there is no authenticator config {config}")
    if below is not None and below not in aliases:
        raise broken(f"there is no flow {below}")
    requirement = source.get("requirement")
    more: list[Document] = []
    is_flow = bool(source.get("authenticatorFlow") or source.get("autheticatorFlow"))
    authenticator = source.get("authenticator")
    if requirement == "OPTIONAL":
        requirement, is_flow = "CONDITIONAL", True
        more = [_conditional(flow, authenticator, ids)]
        below, authenticator = more[0]["alias"], None
    else:
        for fault in gate.requirement_faults(source):
            raise broken(fault.message) if fault.key == "requirementMissing" else invalid("Database operation failed")
    document: Document = {
        "authenticatorConfig": config, "authenticator": authenticator, "authenticatorFlow": is_flow,
        "requirement": requirement, "priority": source.get("priority") or 0, "autheticatorFlow": is_flow,
        "flowAlias": below, "userSetupAllowed": False,
    }  # fmt: skip
    flow["authenticationExecutions"].append({key: value for key, value in document.items() if value is not None})
    flow["authenticationExecutions"].sort(key=lambda execution: execution["priority"])
    return more


def _conditional(flow: Mapping[str, Any], authenticator: str | None, ids: Ids) -> Document:
    def one(name: str | None, priority: int) -> Document:
        return {**_REDIRECTOR, "authenticator": name, "requirement": "REQUIRED", "priority": priority}

    return {
        "id": ids.uuid(),
        "alias": f"{flow.get('alias')} - {authenticator} - Conditional",
        "description": f"Flow to determine if the {authenticator} authenticator should be used or not.",
        "providerId": "basic-flow",
        "topLevel": False,
        "builtIn": bool(flow.get("builtIn")),
        "authenticationExecutions": [one("conditional-user-configured", 10), one(authenticator, 20)],
    }


def _built_in(flows: list[Document], taken: set[str | None]) -> list[Document]:
    by_alias = {flow["alias"]: flow for flow in flows}
    in_use: dict[str, Document] = {}

    def take(alias: str) -> None:
        in_use[alias] = by_alias[alias]
        for execution in by_alias[alias]["authenticationExecutions"]:
            if execution.get("flowAlias"):
                take(execution["flowAlias"])

    for flow in flows:
        if flow["topLevel"] and flow["alias"] not in taken:
            take(flow["alias"])
    return [flow for flow in flows if flow["alias"] in in_use]


def _with_redirector(browser: Document) -> None:
    executions = browser["authenticationExecutions"]
    if not any(execution.get("authenticator") == _REDIRECTOR["authenticator"] for execution in executions):
        executions.append({**_REDIRECTOR})
        executions.sort(key=lambda execution: execution["priority"])


def required_actions(given: Iterable[Mapping[str, Any]] | None, defaults: list[Document]) -> list[Document]:
    """The realm's required actions: those given and delete_account, or the default ones when none are given."""
    if given is None:
        return defaults
    found = [_action(action) for action in given]
    aliases = [action.get("alias") for action in found]
    if len(set(aliases)) < len(aliases):
        message = "A Required Action Provider with given alias already exists."
        raise AdminError(409, {"errorMessage": message}, "two required actions have one alias")
    return found + [a for a in defaults if a["alias"] == "delete_account" and a["alias"] not in aliases]


def _action(source: Mapping[str, Any]) -> Document:
    described: Document = {key: source[key] for key in ("alias", "name", "providerId") if source.get(key) is not None}
    for key in ("alias", "providerId"):
        if key in described:
            described[key] = required_action(described[key])
    if (described.get("providerId"), described.get("name")) == ("CONFIGURE_TOTP", "Configure Totp"):
        described["name"] = "Configure OTP"
    return {
        **described,
        "enabled": bool(source.get("enabled", False)),
        "defaultAction": bool(source.get("defaultAction", False)),
        "priority": source.get("priority") or 0,
        "config": {key: value for key, value in (source.get("config") or {}).items() if value not in (None, "")},
    }
