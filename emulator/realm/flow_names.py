"""Where a realm names its authentication flows, so that another name reaches all of it."""

from __future__ import annotations

from emulator.core.documents import Document
from emulator.realm.executions import execution_id
from emulator.realm.gates.realm import BINDINGS

_OF_PROVIDERS = ("firstBrokerLoginFlowAlias", "postBrokerLoginFlowAlias")


def renamed(realm: Document, old: str, new: str) -> Document:
    """The realm with a flow's new alias wherever the old one stood: bindings, executions, identity providers."""
    if old == new:
        return realm
    flows = [
        {**flow, "authenticationExecutions": [_step(flow, step, old, new) for step in flow.get("authenticationExecutions") or ()]}
        for flow in realm.get("authenticationFlows") or ()
    ]
    providers = [_with(one, _OF_PROVIDERS, old, new) for one in realm.get("identityProviders") or ()]
    return {**_with(realm, BINDINGS, old, new), "authenticationFlows": flows, "identityProviders": providers}


def _step(flow: Document, step: Document, old: str, new: str) -> Document:
    """The execution by the new name; its id, which may follow from the old one, stays."""
    return {**step, "flowAlias": new, "id": execution_id(flow, step)} if step.get("flowAlias") == old else step


def _with(document: Document, names: tuple[str, ...], old: str, new: str) -> Document:
    """The document, the same one where nothing in it has the old name."""
    changes = {name: new for name in names if document.get(name) == old}
    return {**document, **changes} if changes else document
