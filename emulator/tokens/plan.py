"""Which mappers write which kind of token, and the claims that depend on nothing but the realm's documents.

The result of mappers that read only documents is remembered until a document changes; the others run for every token.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from emulator.core.dataclass import dataclass
from emulator.realm.gates import protocol_mapper
from emulator.realm.views import Client, ClientScope, ProtocolMapper
from emulator.tokens import scopes as scoping
from emulator.tokens.draft import Apply, Draft, Subject
from emulator.tokens.mappers import MAPPERS, Mapper
from emulator.tokens.scopes import ScopeSet

ACCESS, LIGHTWEIGHT, ID, USERINFO, INTROSPECTION, RESPONSE = (
    "access", "lightweight", "id", "userinfo", "introspection", "response",
)  # fmt: skip
_PROTOCOL = "openid-connect"


def _included(kind: str, config: Mapping[str, str], always: bool) -> bool:
    """Whether a mapper's flags put it into this kind of token."""
    if always:
        return True
    if kind == ACCESS:
        return config.get("access.token.claim") == "true"
    if kind == LIGHTWEIGHT:
        return config.get("lightweight.claim") == "true"
    if kind == ID:
        return config.get("id.token.claim") == "true"
    if kind == USERINFO:
        return config.get("userinfo.token.claim") == "true"
    if kind == RESPONSE:
        return config.get("access.tokenResponse.claim") == "true"
    return config.get("introspection.token.claim") == "true"


@dataclass(frozen=True, slots=True)
class Step:
    """A configured mapper that can write one kind of token: whose it is, and whether its configuration wants it there."""

    owner: Client | ClientScope
    mapper: ProtocolMapper
    member: Mapper
    wanted: bool

    def bind(self, kind: str) -> Apply | None:
        """What it does to a draft of that kind; None where it does nothing."""
        return self.member.bind(self.mapper, kind)


def steps(owner: Client | ClientScope, kind: str) -> Iterator[Step]:
    """The mappers of a client or of a client scope that can write this kind of token, as they are configured."""
    place = ACCESS if kind == LIGHTWEIGHT else kind
    for document in owner.protocol_mappers:
        mapper = ProtocolMapper(protocol_mapper.effective(document))
        member = MAPPERS.get(mapper.provider) if mapper.protocol == _PROTOCOL else None
        if member is not None and place in member.places:
            yield Step(owner, mapper, member, _included(kind, protocol_mapper.placed(mapper.config), member.always))


def in_order(chosen: Iterable[Step]) -> list[Step]:
    """The steps as they run: those that read only documents first, each kind by priority."""
    return sorted(chosen, key=lambda step: (step.member.reads_session, step.member.priority))


class Plan:
    """The mappers of one client with certain scopes, for one kind of token, ready to run.

    Those that read only documents run first, and once for each user; a claim that both kinds write has the session's value.
    """

    __slots__ = ("_drafts", "_for_session", "_from_documents")

    def __init__(self, from_documents: list[Apply], for_session: list[Apply]) -> None:
        self._from_documents = from_documents
        self._for_session = for_session
        self._drafts: dict[tuple[str, str, frozenset[str] | None, str], Draft] = {}

    def draft(self, subject: Subject, in_force: ScopeSet) -> Draft:
        """A new draft with every mapper's claims; the scopes, which hold the plan, are those that it was made for."""
        key = (subject.user.id, subject.scope, subject.roles, subject.organization)
        base = self._drafts.get(key)
        if base is None:
            base = self._drafts[key] = self._documents(subject, in_force)
        draft = base.copy()
        for apply in self._for_session:
            apply(draft, subject)
        return draft

    def _documents(self, subject: Subject, in_force: ScopeSet) -> Draft:
        draft = blank(subject, in_force)
        for apply in self._from_documents:
            apply(draft, subject)
        return draft


def blank(subject: Subject, in_force: ScopeSet) -> Draft:
    """A draft before any mapper: no claims, and the roles that the token may carry."""
    realm_roles, client_roles = scoping.access(subject.tables, subject.client, subject.user, in_force, subject.roles)
    return Draft(
        realm_roles=dict.fromkeys(realm_roles),
        client_roles={client: dict.fromkeys(found) for client, found in client_roles.items()},
    )


class Plans:
    """Makes plans from the folder of mappers."""

    def draft(self, subject: Subject, in_force: ScopeSet, kind: str) -> Draft:
        """All mapped claims of this kind for ``subject``."""
        plan: Plan | None = in_force.plans.get(kind)
        if plan is None:
            plan = in_force.plans[kind] = self._make(subject.client, in_force, kind)
        return plan.draft(subject, in_force)

    def _make(self, client: Client, in_force: ScopeSet, kind: str) -> Plan:
        owners: tuple[Client | ClientScope, ...] = (client, *in_force.scopes)
        bound = [
            (step.member.reads_session, apply)
            for step in in_order(step for owner in owners for step in steps(owner, kind) if step.wanted)
            if (apply := step.bind(kind)) is not None
        ]
        return Plan(
            [apply for reads_session, apply in bound if not reads_session],
            [apply for reads_session, apply in bound if reads_session],
        )
