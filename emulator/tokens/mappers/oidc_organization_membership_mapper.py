"""Organization Membership: the organizations that the scope asks for, by alias, with more about each where configured."""

from __future__ import annotations

from typing import Any

from emulator.core.documents import ReadDocument
from emulator.realm import email_domains
from emulator.realm.views import ProtocolMapper, User
from emulator.tokens import claim, organizations
from emulator.tokens.draft import Apply, Draft, Subject
from emulator.tokens.mappers import Mapper

_DETAILS = ("addOrganizationId", "addOrganizationAttributes", "addOrganizationDomain")


def bind(mapper: ProtocolMapper, kind: str) -> Apply | None:
    """Writes aliases as text or a list, or an object by alias (``jsonType.label`` JSON, which one alone cannot be)."""
    config = mapper.config
    path = claim.path(config.get("claim.name") or organizations.SCOPE)
    detailed = [name for name in _DETAILS if config.get(name) == "true"]
    several = config.get("multivalued", "true") == "true"
    as_object = config.get("jsonType.label") == "JSON"
    if as_object and not several:
        return None

    def apply(draft: Draft, subject: Subject) -> None:
        chosen = organizations.of_subject(subject.tables, subject.client, subject.user, subject.scopes, subject.organization)
        if not chosen:
            return
        if as_object:
            draft.put(path, {organizations.alias(organization): _details(organization, subject.user, detailed) for organization in chosen})
        else:
            names = list(dict.fromkeys(organizations.alias(organization) for organization in chosen))
            draft.put(path, names if several else names[0])

    return apply


def _details(organization: ReadDocument, user: User, wanted: list[str]) -> dict[str, Any]:
    details: dict[str, Any] = {}
    if "addOrganizationAttributes" in wanted:
        details |= {name: list(values) for name, values in (organization.get("attributes") or {}).items()}
    if "addOrganizationId" in wanted:
        details["id"] = organization.get("id")
    if "addOrganizationDomain" in wanted:
        domain = email_domains.closest(organizations.domains(organization), user.email.partition("@")[2])
        if domain is not None:
            details["domain"] = domain
    return details


MAPPER = Mapper(
    "oidc-organization-membership-mapper",
    places=frozenset({"access", "id", "userinfo", "introspection"}),
    reads_session=False,
    bind=bind,
)
