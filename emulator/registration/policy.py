"""Runs a realm's client registration policies: components of the kind that goes with how the caller is known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Any

from emulator.core.asking import Answers
from emulator.core.dataclass import dataclass
from emulator.core.documents import Document
from emulator.core.errors import AdminError
from emulator.realm.gates import component as gate
from emulator.realm.views import Client
from emulator.registration import settings
from emulator.registration.policies import REGISTRATION_POLICIES, RegistrationPolicy
from emulator.state.store import RealmTables

TYPE = gate.REGISTRATION_POLICY


class Rejected(ValueError):
    """A request that a policy does not let through; ``policy`` is the name of its component."""

    policy: str = ""

    def __str__(self) -> str:
        details = super().__str__()
        return f"Policy '{self.policy}' rejected request to client-registration service. Details: {details}" if self.policy else details


@dataclass(frozen=True, slots=True)
class Request:
    """What a policy judges: the representation that was sent, empty when one is read or deleted, and who sent it.

    ``client`` is the client that is there already, None for a new one; ``config`` is the policy's own; ``answers`` is
    where to ask for what only others know.
    """

    tables: RealmTables
    remote_address: str
    answers: Answers
    representation: Mapping[str, Any] = field(default_factory=dict)
    client: Client | None = None
    config: settings.Config = field(default_factory=dict)


def _components(tables: RealmTables, auth: str) -> Iterator[Document]:
    for component in tables.components.many("type", TYPE):
        if component.get("subType") == auth and component.get("parentId") == tables.id:
            yield component


def _member(component: Document) -> RegistrationPolicy:
    policy = REGISTRATION_POLICIES.get(str(component.get("providerId") or ""))
    if policy is None:
        raise Rejected(f"Policy of type '{component.get('providerId')}' not found")
    return policy


def before(step: str, auth: str, request: Request) -> None:
    """Asks every policy before a step (``register``, ``update``, ``view``, ``delete``); raises Rejected by the first that objects."""
    for component in _components(request.tables, auth):
        judge = _member(component).before(step)
        if judge is None:
            continue
        try:
            judge(_configured(request, component))
        except Rejected as rejected:
            rejected.policy = str(component.get("name") or "")
            raise


def after_register(auth: str, request: Request, document: Document) -> Document:
    """The new client as the policies leave it."""
    for component in _components(request.tables, auth):
        change = _member(component).after_register
        if change is not None:
            document = change(_configured(request, component), document)
    return document


def allowed_origins(tables: RealmTables, auth: str) -> list[str]:
    """Origins whose pages may use client registration."""
    found: list[str] = []
    for component in _components(tables, auth):
        policy = REGISTRATION_POLICIES.get(str(component.get("providerId") or ""))
        if policy is not None and policy.allowed_origins is not None:
            found += policy.allowed_origins(component.get("config") or {})
    return found


def _configured(request: Request, component: Document) -> Request:
    return Request(
        request.tables, request.remote_address, request.answers, request.representation, request.client, component.get("config") or {}
    )  # fmt: skip


def check_component(tables: RealmTables, component: Mapping[str, Any]) -> None:
    """Raises AdminError for a policy that there is not, or one whose configuration does not fit."""
    policy = REGISTRATION_POLICIES.get(str(component.get("providerId") or ""))
    if policy is None:
        raise AdminError(400, {"error": "Invalid provider type or no such provider"})
    try:
        if policy.check is not None:
            policy.check(tables, component.get("config") or {})
    except settings.Unfit as unfit:
        raise AdminError(400, {"errorMessage": str(unfit)}) from unfit


def without_unknown(tables: RealmTables, component: Mapping[str, Any]) -> Document:
    """A component without the settings that its policy does not know; one of a policy that there is not has none."""
    policy = REGISTRATION_POLICIES.get(str(component.get("providerId") or ""))
    known = {str(setting["name"]) for setting in policy.properties(tables)} if policy is not None else set()
    config = component.get("config") or {}
    return {**component, "config": {name: values for name, values in config.items() if name in known}}


def providers(tables: RealmTables) -> list[Document]:
    """ComponentTypeRepresentations of all policies that there are."""
    return [_described(policy, tables) for policy in REGISTRATION_POLICIES.all()]


def _described(policy: RegistrationPolicy, tables: RealmTables) -> Document:
    return {"id": policy.name, "helpText": policy.help, "properties": policy.properties(tables), "metadata": {}}
