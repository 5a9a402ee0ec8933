"""Addresses of organization members: each has one, and who has come by a provider of the organization one of the provider's domains."""

from __future__ import annotations

from emulator.broker import links
from emulator.core.documents import ReadDocument
from emulator.realm import email_domains
from emulator.realm.views import User
from emulator.state import organizations as stored
from emulator.state.store import RealmTables
from emulator.tokens import organizations

NOT_SET = "Email not set"
MISMATCH = "Email domain does not match any domain from the organization"
_DOMAIN, _ANY = "kc.org.domain", "ANY"


def fault(tables: RealmTables, user: User | None, organization: ReadDocument | None, provider: str, email: str) -> str:
    """What is wrong with an address, in Keycloak's words; empty for nothing.

    ``provider`` is the alias of the identity provider whose account of somebody new is reviewed; else the ``user`` is a member already.
    """
    if organization is None:
        return ""
    if not email.strip():
        return NOT_SET
    expected = _of_provider(tables, organization, provider) if provider else _of_member(tables, user, organization)
    mine = email_domains.closest(organizations.domains(organization), email.partition("@")[2])
    return MISMATCH if expected and mine not in expected else ""


def about(tables: RealmTables, user: User | None, provider: str, login: str) -> ReadDocument | None:
    """The organization whose rules hold; None for none. ``login`` is the id of the one that the login is about."""
    if not tables.realm.organizations_enabled:
        return None
    if provider:
        return stored.of_provider(tables, provider) or _by_domain(tables, user)
    if user is None or not user.id:
        return None
    mine = organizations.of_user(tables, user)
    if login:
        return next((joined for joined in mine if joined.get("id") == login), None)
    managed = [joined for joined in mine if organizations.is_managed(joined, user)]
    if len(mine) == 1 or managed:
        return (managed or mine)[0]
    resolved = _closest(mine, user) if mine else _by_domain(tables, user)
    return resolved if resolved is not None and stored.entry(resolved, user) is not None else None


def _by_domain(tables: RealmTables, user: User | None) -> ReadDocument | None:
    return _closest(stored.every(tables), user)


def _closest(candidates: list[ReadDocument], user: User | None) -> ReadDocument | None:
    domain = user.email.partition("@")[2] if user is not None else ""
    matches = [(email_domains.closest(organizations.domains(one), domain), one) for one in candidates if domain]
    covering = [(email_domains.closeness(name), one) for name, one in matches if name is not None]
    return max(covering, key=lambda match: match[0])[1] if covering else None


def _of_provider(tables: RealmTables, organization: ReadDocument, alias: str) -> set[str]:
    return _domains_of(tables, organization, alias) if alias in stored.providers(organization) else set()


def _of_member(tables: RealmTables, user: User | None, organization: ReadDocument) -> set[str]:
    if user is None or not organizations.is_managed(organization, user):
        return set()
    return set().union(*(_domains_of(tables, organization, alias) for alias in _homes(tables, user)))


def has_home(tables: RealmTables, user: User) -> bool:
    """Whether a user has come by an organization's provider, and is linked to it."""
    return tables.realm.organizations_enabled and bool(_homes(tables, user))


def _homes(tables: RealmTables, user: User) -> list[str]:
    """Aliases of the providers that a user has come to organizations by."""
    homes = [joined for joined in organizations.of_user(tables, user) if organizations.is_managed(joined, user)]
    linked = {str(link.get("identityProvider")) for link in links.of(user)}
    return [alias for home in homes for alias in stored.providers(home) if alias in linked]


def _domains_of(tables: RealmTables, organization: ReadDocument, alias: str) -> set[str]:
    provider = links.provider(tables, alias)
    said = str((provider.document.get("config") or {}).get(_DOMAIN) or "") if provider is not None else ""
    if said == _ANY:
        return set(organizations.domains(organization))
    return {said.lower()} if said else set()
