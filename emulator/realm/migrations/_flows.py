"""Authentication flows of a completed realm, and new ones below them."""

from __future__ import annotations

from collections.abc import Iterator

from emulator.core.documents import Document
from emulator.realm.migrations import Material


def find(realm: Document, alias: str | None) -> Document | None:
    """The flow of this alias."""
    return next((flow for flow in realm["authenticationFlows"] if flow.get("alias") == alias), None)


def below(realm: Document, alias: str | None, seen: frozenset[str | None] = frozenset()) -> Iterator[Document]:
    """The executions of a flow and of all flows below it."""
    flow = find(realm, alias)
    for execution in flow["authenticationExecutions"] if flow and alias not in seen else ():
        yield execution
        if execution.get("flowAlias"):
            yield from below(realm, execution["flowAlias"], seen | {alias})


def add_flow(realm: Document, alias: str, description: str | None, built_in: bool, material: Material) -> Document:
    """Adds an empty flow that stands below others."""
    flow: Document = {"id": material.ids.uuid(), "alias": alias}
    if description is not None:
        flow["description"] = description
    flow |= {"providerId": "basic-flow", "topLevel": False, "builtIn": built_in, "authenticationExecutions": []}
    realm["authenticationFlows"].append(flow)
    return flow


def add_execution(flow: Document, requirement: str, priority: int, authenticator: str = "", below: str = "") -> None:
    """Adds an authenticator, or a flow by its alias, to a flow."""
    execution: Document = {"authenticator": authenticator} if authenticator else {}
    is_flow = bool(below)
    execution |= {"authenticatorFlow": is_flow, "requirement": requirement, "priority": priority, "autheticatorFlow": is_flow}
    execution |= {"flowAlias": below} if below else {}
    insert(flow, {**execution, "userSetupAllowed": False})


def insert(flow: Document, execution: Document) -> None:
    """Puts an execution into a flow, in the order of priorities."""
    flow["authenticationExecutions"] = sorted([*flow["authenticationExecutions"], execution], key=lambda one: one["priority"])
