"""Organization Group Membership: the groups that the user has inside of the organizations that the scope asks for."""

from __future__ import annotations

from typing import Any

from emulator.realm.views import ProtocolMapper
from emulator.state import organization_groups
from emulator.tokens import organizations
from emulator.tokens.draft import Apply, Draft, Subject
from emulator.tokens.mappers import Mapper


def bind(mapper: ProtocolMapper, kind: str) -> Apply | None:
    """Adds ``groups`` to each organization of the claim ``organization``; nothing unless the scope asks for organizations."""

    def apply(draft: Draft, subject: Subject) -> None:
        if not any(name.partition(":")[0] == organizations.SCOPE for name in subject.scopes):
            return
        before = draft.claims.get(organizations.SCOPE)
        known: dict[str, Any] = dict(before) if isinstance(before, dict) else {}
        for organization in organizations.selected(subject.tables, subject.user, subject.scopes) or ():
            name = organizations.alias(organization)
            known[name] = {
                **known.get(name, {}),
                "groups": [place.path for place in organization_groups.of_user(organization, subject.user)],
            }
        draft.others[organizations.SCOPE] = known

    return apply


MAPPER = Mapper(
    "oidc-organization-group-membership-mapper",
    priority=10,
    places=frozenset({"access", "id", "userinfo", "introspection"}),
    reads_session=False,
    bind=bind,
)
