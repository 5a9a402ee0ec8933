"""Levels of authentication that a client asks for by default or as the least, which have to be ones that the realm knows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from emulator.realm.gates import Document
from emulator.realm.gates._told import Problem
from emulator.realm.views import Client

_MAP = "acr.loa.map"
_CONDITION = "conditional-level-of-authentication"
_LEVEL = "loa-condition-level"


def problems(realm: Document, client: Client) -> Iterator[Problem]:
    """The faults of a client's ``acr.loa.map``, ``default.acr.values`` and ``minimum.acr.value``."""
    own = client.attributes.get(_MAP)
    if own and own.strip() and _levels(own) is None:
        yield Problem(_MAP, "Invalid client configuration (ACR-LOA map) for client", path=("attributes", _MAP))
    if client.protocol != "openid-connect":
        return
    known = {*(_levels(own) or _levels((realm.get("attributes") or {}).get(_MAP)) or {}), *configured(realm)}
    if not known.issuperset(client.texts("default.acr.values")):
        message = (
            "Default ACR values need to contain values specified in the ACR-To-Loa mapping or number levels from set realm browser flow"
        )
        yield Problem("defaultAcrValues", message, path=("attributes", "default.acr.values"))
    least = client.attributes.get("minimum.acr.value")
    if least is not None and least not in known:
        message = "Minimum ACR value needs to be value specified in the ACR-To-Loa mapping or number level from set realm browser flow"
        yield Problem("minimumAcrValue", message, path=("attributes", "minimum.acr.value"))


def _levels(text: str | None) -> dict[str, Any] | None:
    """The levels that a map names; None for a text that is no such map."""
    try:
        found = json.loads(text) if text else None
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def configured(realm: Document) -> set[str]:
    """The levels that the realm's browser flow has conditions for, and 0; without any such condition 0 and 1."""
    flows = {flow.get("alias"): flow for flow in realm.get("authenticationFlows") or ()}
    configs = {config.get("alias"): config.get("config") or {} for config in realm.get("authenticatorConfig") or ()}
    levels: set[str] = set()
    pending, seen = [realm.get("browserFlow")], set()
    while pending:
        alias = pending.pop()
        if alias in seen:
            continue
        seen.add(alias)
        executions: list[Mapping[str, Any]] = (flows.get(alias) or {}).get("authenticationExecutions") or []
        for execution in executions:
            pending += [execution["flowAlias"]] if execution.get("flowAlias") else []
            if execution.get("authenticator") == _CONDITION:
                level = configs.get(execution.get("authenticatorConfig"), {}).get(_LEVEL)
                levels |= {str(level)} if level else set()
    return {"0", *(levels or {"1"})}
