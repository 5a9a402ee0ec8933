"""Organization Group Membership: the groups that the user has inside of the organizations that the scope asks for."""

from __future__ import annotations

from typing import Any

from emulator.core.documents import Document
from emulator.realm.views import ProtocolMapper
from emulator.state import organization_groups, roles
from emulator.state.store import RealmTables
from emulator.tokens import organizations
from emulator.tokens.draft import Apply, Draft, Subject
from emulator.tokens.mappers import Mapper

_WITH_ROLES = "addGroupRoleMappings"


def bind(mapper: ProtocolMapper, kind: str) -> Apply | None:
    """Adds ``groups`` to each organization of the claim ``organization``; nothing unless the scope asks for organizations.

    With ``addGroupRoleMappings`` the roles mapped to those groups stand beside them, those inside of composites too.
    """
    with_roles = str(mapper.config.get(_WITH_ROLES)).lower() == "true"

    def apply(draft: Draft, subject: Subject) -> None:
        if not organizations.words(subject.tables, subject.client, " ".join(subject.scopes)):
            return
        chosen = organizations.of_subject(subject.tables, subject.client, subject.user, subject.scopes, subject.organization)
        before = draft.claims.get(organizations.SCOPE)
        known: dict[str, Any] = dict(before) if isinstance(before, dict) else {}
        for organization in chosen or ():
            name = organizations.alias(organization)
            places = organization_groups.of_user(organization, subject.user)
            known[name] = {**known.get(name, {}), "groups": [place.path for place in places]}
            if with_roles:
                known[name] |= _roles(subject.tables, [place.id for place in places])
        draft.others[organizations.SCOPE] = known

    return apply


def _roles(tables: RealmTables, groups: list[str]) -> Document:
    mapped = [role.id for group in groups for role in roles.mapped(tables, group)]
    held = (tables.role(identifier) for identifier in roles.expand(tables, mapped))
    of_realm, of_clients = roles.names_of(tables, [role for role in held if role is not None])
    said: Document = {"realm_access": {"roles": of_realm}} if of_realm else {}
    return said | ({"resource_access": {client: {"roles": names} for client, names in of_clients.items()}} if of_clients else {})


MAPPER = Mapper(
    "oidc-organization-group-membership-mapper",
    priority=10,
    places=frozenset({"access", "id", "userinfo", "introspection"}),
    reads_session=False,
    bind=bind,
)
