"""Where the roles in a token come from, and why others are missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from emulator.realm.views import Group, Role
from emulator.state import groups, roles
from emulator.tokens import scopes
from emulator.tokens.draft import Draft, Subject
from emulator.tokens.explain import traces
from emulator.tokens.explain.traces import Trace
from emulator.tokens.scopes import ScopeSet

ASSIGNED, UNASSIGNED, OUT_OF_SCOPE, UNMAPPED, CHANGED = "assigned", "not-assigned", "not-in-scope", "not-mapped", "changed-since"
BY_MAPPER = "by-a-mapper"
_MOST = 500
"""Roles that one explanation tells of."""


def explained(subject: Subject, in_force: ScopeSet, kind: str, claims: Mapping[str, Any], taking_part: list[Trace]) -> list[dict[str, Any]]:
    """The roles of the realm, and of the clients that the token speaks of.

    Each has ``role``, ``client`` (empty for a role of the realm), ``in_token``, ``through`` (the way from the user to it, empty where it is
    not assigned), ``claims`` that carry it, ``why`` and a sentence, ``said``.
    """
    mine = roles.ways(subject.tables, subject.user)
    reach = scopes.visible(subject.tables, subject.client, in_force)
    mappers = traces.about_roles(subject, in_force, taking_part, kind)
    nobody = traces.written_for(subject, mappers)
    empty = _texts(nobody)
    in_token = _texts(Draft(dict(claims)))
    told = []
    for role, client_id in _of_interest(subject, mine, claims):
        name, of_client = ("", (client_id, role.name)) if client_id else (role.name, None)
        alone = _texts(traces.written_for(subject, mappers, name, of_client))
        added = role.name in (nobody.client_roles.get(client_id, ()) if client_id else nobody.realm_roles)
        own = {pair for pair in empty if pair[1].endswith(role.name)} if added else alone - empty
        places = sorted({path for path, _ in own})
        carried = sorted({path for path, value in own if (path, value) in in_token})
        assigned = role.id in mine
        why = BY_MAPPER if added and not assigned else _why(assigned, reach is None or role.id in reach, bool(places), bool(carried))
        told.append(
            {
                "role": role.name, "client": client_id, "in_token": bool(carried), "why": why,
                "through": _through(subject, *mine[role.id]) if assigned else [],
                "claims": [traces.named(path) for path in carried or places],
                "said": _said(subject, why, role, client_id),
            }
        )  # fmt: skip
        if len(told) >= _MOST:
            break
    return sorted(told, key=lambda entry: (not entry["in_token"], entry["why"] == UNASSIGNED, entry["client"], entry["role"]))


def _of_interest(subject: Subject, mine: Iterable[str], claims: Mapping[str, Any]) -> Iterator[tuple[Role, str]]:
    """The user's roles, then others of the realm, of the token's client and of those that it has roles of; with the owner's client id."""
    tables, access = subject.tables, claims.get("resource_access")
    named = [tables.client(client_id) for client_id in (access if isinstance(access, dict) else ())]
    containers = dict.fromkeys((tables.id, subject.client.id, *(client.id for client in named if client is not None)))
    others = [row["id"] for container in containers for row in tables.roles.many("container", container)]
    for identifier in dict.fromkeys((*mine, *others)):
        role = tables.role(identifier)
        if role is None:
            continue
        client = tables.client_by_id(role.container_id) if role.client_role else None
        yield role, client.client_id if client is not None else ""


def _texts(draft: Draft) -> set[tuple[traces.Path, str]]:
    """All texts in a draft's claims by their paths, those in lists one by one."""
    texts: set[tuple[traces.Path, str]] = set()
    for path, value in traces.leaves(draft.claims):
        texts |= {(path, str(each)) for each in (value if isinstance(value, list) else [value])}
    return texts


def _through(subject: Subject, group: Group | None, way: list[str]) -> list[str]:
    """A way to a role in words, without the role itself."""
    tables = subject.tables
    first = f"group {groups.path(tables, group)}" if group is not None else f"user {subject.user.username}"
    inner = [tables.role(identifier) for identifier in way[:-1]]
    return [first, *(f"role {step.name}" for step in inner if step is not None)]


def _why(assigned: bool, visible: bool, mapped: bool, carried: bool) -> str:
    if carried and assigned and visible:
        return ASSIGNED
    if not assigned:
        return CHANGED if carried else UNASSIGNED
    if not visible:
        return CHANGED if carried else OUT_OF_SCOPE
    return CHANGED if mapped else UNMAPPED


def _said(subject: Subject, why: str, role: Role, client_id: str) -> str:
    client = subject.client.client_id
    if why == ASSIGNED:
        return "The user has it, and the client may see it."
    if why == BY_MAPPER:
        return "A mapper adds it, whoever the user is."
    if why == UNASSIGNED:
        return "The user has it neither directly nor by a group or another role."
    if why == OUT_OF_SCOPE:
        return f"The client may not see it: fullScopeAllowed is off, and neither '{client}' nor a scope in force has a scope mapping of it."
    if why == UNMAPPED:
        return "No mapper of the client or of a scope in force writes it into this kind of token."
    return "The token and the realm as it is now do not agree: one of them was changed."
