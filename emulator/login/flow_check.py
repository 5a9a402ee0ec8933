"""Executions that the emulator does not have, in the flows that a realm uses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from emulator.core.documents import ReadDocument
from emulator.core.registry import Modules
from emulator.login.authenticators import AUTHENTICATORS
from emulator.login.form_actions import FORM_ACTIONS
from emulator.realm import migrations
from emulator.realm.schema import Fault

_BOUND = {
    "browserFlow": "browser",
    "registrationFlow": "registration",
    "directGrantFlow": "direct grant",
    "resetCredentialsFlow": "reset credentials",
    "firstBrokerLoginFlow": "first broker login",
}
_OVERRIDES = ("browser", "direct_grant")
_GONE = "registration-profile-action"
"""What an import takes out of the flows of files before 23."""


def warnings(realm: ReadDocument) -> Iterator[Fault]:
    """A warning for each execution without an authenticator that a login could meet: no disabled ones, no flows that nothing uses."""
    flows = {flow.get("alias"): (index, flow) for index, flow in enumerate(realm.get("authenticationFlows") or ()) if flow}
    ids = {flow.get("id"): alias for alias, (_, flow) in flows.items() if flow.get("id")}
    gone = _GONE if migrations.is_older(realm.get("keycloakVersion"), (23, 0, 0)) else ""
    seen: set[Any] = set()
    pending = [ids.get(name, name) for name in _used(realm)]
    while pending:
        alias = pending.pop()
        if alias in seen or alias not in flows:
            continue
        seen.add(alias)
        index, flow = flows[alias]
        known: Modules = FORM_ACTIONS if flow.get("providerId") == "form-flow" else AUTHENTICATORS
        for step, execution in enumerate(flow.get("authenticationExecutions") or ()):
            if not execution or execution.get("requirement") == "DISABLED":
                continue
            if execution.get("flowAlias"):
                pending.append(execution["flowAlias"])
            elif (
                execution.get("authenticator") != gone and str(execution.get("authenticator") or "").replace("-", "_") not in known.names()
            ):
                path = ("authenticationFlows", index, "authenticationExecutions", step, "authenticator")
                yield Fault(path, _message(execution.get("authenticator"), known, str(alias)))


def _used(realm: ReadDocument) -> Iterator[Any]:
    for member, usual in _BOUND.items():
        yield realm.get(member) or usual
    for provider in realm.get("identityProviders") or ():
        yield (provider or {}).get("firstBrokerLoginFlowAlias")
        yield (provider or {}).get("postBrokerLoginFlowAlias")
    for client in realm.get("clients") or ():
        overrides = (client or {}).get("authenticationFlowBindingOverrides") or {}
        yield from (overrides.get(kind) for kind in _OVERRIDES)


def _message(name: Any, known: Modules, flow: str) -> str:
    from difflib import get_close_matches

    names = [one.replace("_", "-") for one in known.names()]
    near = get_close_matches(str(name), names, 1)
    hint = f", did you mean '{near[0]}'?" if near else ""
    return f"the emulator has no authenticator '{name}': a login that comes to it in the flow '{flow}' fails{hint}"
