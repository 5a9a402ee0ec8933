"""Which mappers write which kind of token, and the claims that depend on nothing but the realm's documents.

The result of mappers that read only documents is remembered until a document changes; the others run for every token.
"""

from __future__ import annotations

from collections.abc import Mapping

from emulator.realm.gates import protocol_mapper
from emulator.realm.views import Client, ProtocolMapper
from emulator.tokens import scopes as scoping
from emulator.tokens.draft import Apply, Draft, Subject
from emulator.tokens.mappers import MAPPERS
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


class Plan:
    """The mappers of one client with certain scopes, for one kind of token, ready to run.

    Those that read only documents run first, and once for each user; a claim that both kinds write has the session's value.
    """

    __slots__ = ("_drafts", "_for_session", "_from_documents", "_in_force")

    def __init__(self, in_force: ScopeSet, from_documents: list[Apply], for_session: list[Apply]) -> None:
        self._in_force = in_force
        self._from_documents = from_documents
        self._for_session = for_session
        self._drafts: dict[tuple[str, str, frozenset[str] | None], Draft] = {}

    def draft(self, subject: Subject) -> Draft:
        """A new draft with every mapper's claims."""
        key = (subject.user.id, subject.scope, subject.roles)
        base = self._drafts.get(key)
        if base is None:
            base = self._drafts[key] = self._documents(subject)
        draft = base.copy()
        for apply in self._for_session:
            apply(draft, subject)
        return draft

    def _documents(self, subject: Subject) -> Draft:
        realm_roles, client_roles = scoping.access(subject.tables, subject.client, subject.user, self._in_force, subject.roles)
        draft = Draft(
            realm_roles=dict.fromkeys(realm_roles),
            client_roles={client: dict.fromkeys(found) for client, found in client_roles.items()},
        )
        for apply in self._from_documents:
            apply(draft, subject)
        return draft


class Plans:
    """Makes plans from the folder of mappers."""

    def draft(self, subject: Subject, in_force: ScopeSet, kind: str) -> Draft:
        """All mapped claims of this kind for ``subject``."""
        plan: Plan | None = in_force.plans.get(kind)
        if plan is None:
            plan = in_force.plans[kind] = self._make(subject.client, in_force, kind)
        return plan.draft(subject)

    def _make(self, client: Client, in_force: ScopeSet, kind: str) -> Plan:
        place = ACCESS if kind == LIGHTWEIGHT else kind
        entries: list[tuple[int, bool, Apply]] = []
        inherited = (m for scope in in_force.scopes for m in scope.protocol_mappers)
        for document in (*client.protocol_mappers, *inherited):
            mapper = ProtocolMapper(protocol_mapper.effective(document))
            member = MAPPERS.get(mapper.provider) if mapper.protocol == _PROTOCOL else None
            if member is None or place not in member.places:
                continue
            if not _included(kind, mapper.config, member.always):
                continue
            apply = member.bind(mapper, kind)
            if apply is not None:
                entries.append((member.priority, member.reads_session, apply))
        entries.sort(key=lambda entry: entry[0])
        return Plan(
            in_force,
            [apply for _, reads_session, apply in entries if not reads_session],
            [apply for _, reads_session, apply in entries if reads_session],
        )
