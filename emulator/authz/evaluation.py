"""Evaluating policies for one request, in Keycloak's order: which permissions are about a resource, and what their policies say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import field
from typing import TYPE_CHECKING

from emulator.authz import scripts
from emulator.authz.faults import CannotEvaluate
from emulator.authz.identity import Attributes, Identity
from emulator.authz.permission import ResourcePermission
from emulator.authz.policies import POLICY_TYPES
from emulator.core import verdicts
from emulator.core.asking import Answers, AtOnce
from emulator.core.dataclass import dataclass
from emulator.realm.authorization_views import AFFIRMATIVE, CONSENSUS, DISABLED, NEGATIVE, PERMISSIVE, Policy, Resource, ResourceServer
from emulator.state import authorization
from emulator.state.store import RealmTables

if TYPE_CHECKING:
    from emulator.authz.javascript.turns import Turns


@dataclass(slots=True)
class PolicyResult:
    """What a permission comes to, and what each of the policies behind it says."""

    policy: Policy
    granted: bool
    associated: list[tuple[Policy, bool]]


@dataclass(slots=True)
class Result:
    """All that was decided about one permission; ``outright`` says that it is granted without asking policies."""

    permission: ResourcePermission
    results: list[PolicyResult] = field(default_factory=list)
    outright: bool = False


class Evaluation:
    """One identity's request to one resource server. ``attributes`` are pushed claims, ``now`` is in epoch seconds.

    ``surroundings`` are what policies see of the request, pushed claims among it; ``scripts`` are the server's. ``permission`` is the one
    that is decided about; ``printed`` are lines of scripts. ``answers`` is where to ask for what takes long.
    """

    __slots__ = (
        "_answers",
        "_effects",
        "_turns",
        "attributes",
        "identity",
        "now",
        "permission",
        "printed",
        "scripts",
        "server",
        "surroundings",
        "tables",
    )

    def __init__(
        self,
        tables: RealmTables,
        server: ResourceServer,
        identity: Identity,
        attributes: Attributes,
        now: float,
        surroundings: Attributes | None = None,
        known_scripts: scripts.Scripts = scripts.NO_SCRIPTS,
        answers: Answers | None = None,
    ) -> None:
        self.tables = tables
        self.server = server
        self.identity = identity
        self.attributes = attributes
        self.now = now
        self.surroundings = attributes if surroundings is None else surroundings
        self.scripts = known_scripts
        self.permission = ResourcePermission(None)
        self.printed: list[str] = []
        self._answers = answers if answers is not None else AtOnce()
        self._turns: Turns | None = None
        self._effects: dict[str, bool] = {}

    def permits(self, policy: Policy) -> bool:
        """Whether a policy permits, its logic included; raises CannotEvaluate."""
        found = self._effects.get(policy.id)
        if found is None:
            kind = POLICY_TYPES.get(scripts.OLD if scripts.is_script(policy.type) else policy.type)
            if kind is None:
                raise CannotEvaluate(f"there is no policy type '{policy.type}'")
            found = self._effects[policy.id] = kind.evaluate(self, policy) != (policy.logic == NEGATIVE)
        return found

    @property
    def turns(self) -> Turns:
        """When scripts run."""
        if self._turns is None:
            from emulator.authz.javascript.turns import Turns

            self._turns = Turns(self._answers)
        return self._turns

    def stand_in(self, script: str) -> bool:
        """What stands in for a script of this name; the realm's settings count before the server's."""
        own = self.tables.realm.attributes.get(scripts.ATTRIBUTE) or ""
        return verdicts.grants(f"{own},{self.scripts.verdicts}", script)

    def associated(self, policy: Policy) -> list[tuple[Policy, bool]]:
        """The policies behind a permission or an aggregated policy, and what each says."""
        return [(one, self.permits(one)) for one in authorization.policies_of(self.tables, policy.policy_ids)]

    def decide(self, permission: ResourcePermission) -> Result | None:
        """What policies say about a permission; None where none has anything to say.

        What owners allow others they may themselves, whatever the conditions are.
        """
        mode = self.server.enforcement_mode
        if mode == DISABLED or permission.granted:
            return Result(permission, outright=True)
        self.permission = permission
        if self.scripts.deployed:
            # What a script says may depend on the permission, and it may add claims to it.
            self._effects.clear()
        result, asked = Result(permission), False
        for policy in self._permissions(permission):
            asked = True
            if policy.type == authorization.UMA and permission.resource is not None and permission.resource.owner_id == self.identity.id:
                result.results.append(PolicyResult(policy, True, []))
                continue
            said = self.associated(policy)
            if said:
                result.results.append(PolicyResult(policy, combined(policy.decision_strategy, [effect for _, effect in said]), said))
        if not asked:
            return Result(permission, outright=True) if mode == PERMISSIVE else None
        return result if result.results else None

    def _permissions(self, permission: ResourcePermission) -> Iterator[Policy]:
        """The permissions that are about a resource and scopes, each once."""
        seen: set[str] = set()
        for policy in self._found(permission):
            if policy.id not in seen and policy.server_id == self.server.id:
                seen.add(policy.id)
                yield policy

    def _found(self, permission: ResourcePermission) -> Iterator[Policy]:
        """First what is about the resource, whatever its scopes are, then what is about its type, then scopes of any resource."""
        tables, resource = self.tables, permission.resource
        if resource is not None:
            yield from authorization.policies_with(tables, "resource", (resource.id,))
            if resource.type:
                yield from self._of_type(resource)
        by_scope = authorization.policies_with(tables, "scope", permission.scopes)
        yield from (policy for policy in by_scope if policy.type == "scope" and not policy.resource_ids and not policy.resource_type)

    def _of_type(self, resource: Resource) -> Iterator[Policy]:
        """Permissions of a type that say anything; for what a user owns those of the server's resources of that type too."""
        tables, server = self.tables, self.server
        typed = authorization.policies(tables, server.id)
        yield from (policy for policy in typed if policy.resource_type == resource.type and policy.policy_ids)
        if not resource.of_server:
            alike = (other for other in authorization.resources(tables, server.id) if other.type == resource.type and other.of_server)
            yield from authorization.policies_with(tables, "resource", [other.id for other in alike])


def combined(strategy: str, effects: Iterable[bool]) -> bool:
    """What policies that say this come to by a decision strategy."""
    said = list(effects)
    if strategy == AFFIRMATIVE:
        return any(said)
    if strategy == CONSENSUS:
        return sum(said) * 2 > len(said)
    return all(said)
