"""What each mapper writes: the mappers of a token run one by one, and what changes in the draft is theirs.

Mappers that take no part run too, each on a draft of its own, so that it can be said what they would have written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from typing import Any

from emulator.core.dataclass import dataclass
from emulator.realm.views import Client, ClientScope
from emulator.tokens import claim, plan, scopes
from emulator.tokens.draft import Apply, Draft, Subject
from emulator.tokens.plan import Step
from emulator.tokens.scopes import ScopeSet

IN_FORCE = "in-force"
NOT_HERE = "not-in-this-token"
NOT_ASKED = "scope-not-asked-for"
NOT_PERMITTED = "scope-not-permitted"
NOT_ASSIGNED = "scope-not-assigned"
Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trace:
    """A mapper, whether it takes part (``IN_FORCE``) or why not, and what it writes: claims by their paths, and entries of ``aud``."""

    step: Step
    state: str
    claims: Mapping[Path, Any] = field(default_factory=dict)
    audience: tuple[str, ...] = ()

    @property
    def configured(self) -> Path:
        """The path of the claim that it is configured for; empty where its configuration names none."""
        name = self.step.mapper.config.get("claim.name")
        return claim.path(name) if name else ()


def leaves(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """The values in nested claims by their paths; lists are values."""
    if isinstance(value, dict) and (value or not path):
        for name, inner in value.items():
            yield from leaves(inner, (*path, str(name)))
    else:
        yield path, value


def named(path: Path) -> str:
    """A path as mappers are told it: joined by dots, a dot inside a name escaped."""
    return ".".join(part.replace(".", "\\.") for part in path)


def taking_part(subject: Subject, in_force: ScopeSet, kind: str) -> list[Trace]:
    """The mappers that write a token of this kind, in the order in which they run, each on what the ones before it have left."""
    draft = plan.blank(subject, in_force)
    owners: tuple[Client | ClientScope, ...] = (subject.client, *in_force.scopes)
    chosen = plan.in_order(step for owner in owners for step in plan.steps(owner, kind) if step.wanted)
    return [_run(step, IN_FORCE, draft, subject, kind) for step in chosen]


def left_out(subject: Subject, in_force: ScopeSet, kind: str) -> list[Trace]:
    """The mappers of the client and of the realm's client scopes that take no part, and what each would write by itself."""
    return [
        _run(step, state, plan.blank(subject, in_force), subject, kind)
        for owner, state in _owners(subject, in_force)
        for step in plan.steps(owner, kind)
        if not (state == NOT_HERE and step.wanted)
    ]


def _owners(subject: Subject, in_force: ScopeSet) -> Iterator[tuple[Client | ClientScope, str]]:
    tables, client = subject.tables, subject.client
    yield client, NOT_HERE
    yield from ((scope, NOT_HERE) for scope in in_force.scopes)
    met = {scope.id for scope in in_force.scopes}
    asked = {scope.id for scope in scopes.requested(tables, client, subject.scope)}
    mine = {*client.default_client_scopes, *client.optional_client_scopes}
    for document in tables.client_scopes:
        scope = ClientScope(document)
        if scope.id in met or scope.protocol not in scopes.PROTOCOLS:
            continue
        yield scope, NOT_PERMITTED if scope.id in asked else NOT_ASKED if scope.name in mine else NOT_ASSIGNED


def about_roles(subject: Subject, in_force: ScopeSet, taking_part: Iterable[Trace], kind: str) -> list[Apply]:
    """What those mappers do to a draft, in their order, that read or change the roles in it."""
    bound = (trace.step.bind(kind) for trace in taking_part)
    return [apply for apply in bound if apply is not None and _depends_on_roles(apply, subject, in_force)]


def _depends_on_roles(apply: Apply, subject: Subject, in_force: ScopeSet) -> bool:
    full, empty = plan.blank(subject, in_force), Draft()
    before = full.copy()
    apply(full, subject)
    apply(empty, subject)
    is_changed = full.realm_roles != before.realm_roles or full.client_roles != before.client_roles or bool(empty.realm_roles)
    return is_changed or bool(empty.client_roles) or full.claims != empty.claims


def written_for(subject: Subject, mappers: Iterable[Apply], realm_role: str = "", client_role: tuple[str, str] | None = None) -> Draft:
    """What mappers make of one role alone, or of none."""
    draft = Draft()
    if realm_role:
        draft.realm_roles[realm_role] = None
    if client_role is not None:
        draft.client_roles[client_role[0]] = {client_role[1]: None}
    for apply in mappers:
        apply(draft, subject)
    return draft


def _run(step: Step, state: str, draft: Draft, subject: Subject, kind: str) -> Trace:
    before, audience = dict(leaves(draft.claims)), set(draft.audience)
    apply = step.bind(kind)
    if apply is None:
        return Trace(step, state)
    apply(draft, subject)
    claims = {path: value for path, value in leaves(draft.claims) if path not in before or before[path] != value}
    return Trace(step, state, claims, tuple(name for name in draft.audience if name not in audience))
