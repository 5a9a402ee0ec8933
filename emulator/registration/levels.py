"""Levels of authentication that a client asks for by default or as the least, which have to be ones that the realm knows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from emulator.realm.views import Client
from emulator.registration import client_urls
from emulator.registration.problems import Problem
from emulator.state.store import RealmTables

_MAP = "acr.loa.map"
_CONDITION = "conditional-level-of-authentication"
_LEVEL = "loa-condition-level"


def problems(tables: RealmTables, client: Client) -> Iterator[Problem]:
    """The faults of a client's ``acr.loa.map``, ``default.acr.values`` and ``minimum.acr.value``."""
    own = client.attributes.get(_MAP)
    if own and own.strip() and _levels(own) is None:
        yield Problem(_MAP, "Invalid client configuration (ACR-LOA map) for client")
    if client.protocol != "openid-connect":
        return
    known = {*(_levels(own) or _levels(tables.realm.attributes.get(_MAP)) or {}), *configured(tables)}
    if not known.issuperset(client_urls.several(client, "default.acr.values")):
        message = (
            "Default ACR values need to contain values specified in the ACR-To-Loa mapping or number levels from set realm browser flow"
        )
        yield Problem("defaultAcrValues", message)
    least = client.attributes.get("minimum.acr.value")
    if least is not None and least not in known:
        message = "Minimum ACR value needs to be value specified in the ACR-To-Loa mapping or number level from set realm browser flow"
        yield Problem("minimumAcrValue", message)


def _levels(text: str | None) -> dict[str, Any] | None:
    """The levels that a map names; None for a text that is no such map."""
    try:
        found = json.loads(text) if text else None
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def configured(tables: RealmTables) -> set[str]:
    """The levels that the realm's browser flow has conditions for, and 0; without any such condition 0 and 1."""
    document = tables.document
    flows = {flow.get("alias"): flow for flow in document.get("authenticationFlows") or ()}
    configs = {config.get("alias"): config.get("config") or {} for config in document.get("authenticatorConfig") or ()}
    found: set[str] = set()
    pending, seen = [document.get("browserFlow")], set()
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
                found |= {str(level)} if level else set()
    return {"0", *(found or {"1"})}
