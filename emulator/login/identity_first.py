"""Logins that ask who it is first, in realms with organizations: which organization a login is about, and what its pages offer for that."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from emulator.login.attempt import Attempt
from emulator.realm.views import IdentityProvider, User
from emulator.state import organizations as stored
from emulator.tokens import organizations

ORGANIZATION = "kc.org"
"""The note with the id of the organization that a login is about, and the field that chooses one."""
STAGE = "identity first"
"""The note that says how far such a login is: its first page is on show, or it has gone on to a password."""
ASKS, GOES_ON = "asks", "goes on"
_DOMAIN, _REDIRECT = "kc.org.domain", "kc.org.broker.redirect.mode.email-matches"
_ANY = "ANY"
Document = Mapping[str, Any]


def named_by_scope(attempt: Attempt) -> Document | None:
    """The one organization that the scope names by its alias; None where it names none or several."""
    words = organizations.words(attempt.parameter("scope"))
    wanted = [one for one in organizations.every(attempt.context.tables) if f"{organizations.SCOPE}:{organizations.alias(one)}" in words]
    return wanted[0] if len(wanted) == 1 else None


def domain_of(address: str) -> str:
    """The domain of an address, in lower case; empty for what is no address."""
    return address.rpartition("@")[2].lower() if "@" in address else ""


def by_domain(attempt: Attempt, domain: str) -> Document | None:
    """The enabled organization that has the domain."""
    for organization in organizations.every(attempt.context.tables) if domain else ():
        if domain in _domains(organization):
            return organization
    return None


def to_choose(attempt: Attempt, user: User | None) -> list[Document]:
    """The organizations that a user has to choose from: where the scope asks for the one of a user who has several."""
    if user is None or organizations.words(attempt.parameter("scope")) != [organizations.SCOPE]:
        return []
    mine = organizations.of_user(attempt.context.tables, user)
    return mine if len(mine) > 1 else []


def home_provider(attempt: Attempt, organization: Document, domain: str) -> IdentityProvider | None:
    """The organization's provider to which addresses of a domain are sent at once."""
    if not domain or domain not in _domains(organization):
        return None
    for provider in _providers(attempt):
        config = provider.document.get("config") or {}
        is_mine = provider.enabled and provider.alias in aliases(organization)
        if is_mine and config.get(_REDIRECT) == "true" and config.get(_DOMAIN) in (domain, _ANY):
            return provider
    return None


def aliases(organization: Document) -> frozenset[str]:
    """Aliases of the organization's identity providers."""
    return frozenset(str(one.get("alias")) for one in organization.get("identityProviders") or ())


def offered(attempt: Attempt) -> frozenset[str] | None:
    """Aliases of the identity providers that the login's page may offer; None for all, outside of such a login too."""
    stage = attempt.note(STAGE)
    if not stage:
        return None
    organization = stored.by_id(attempt.context.tables, attempt.note(ORGANIZATION)) if attempt.note(ORGANIZATION) else None
    mine = aliases(organization) if organization is not None else frozenset()
    if stage == ASKS:
        return mine or _of_the_realm(attempt)
    return _usable(attempt) if organization is None else mine | _of_the_realm(attempt)


def is_closed_to_newcomers(attempt: Attempt) -> bool:
    """Whether the first page offers an organization's providers, and so no registration."""
    return attempt.note(STAGE) == ASKS and bool(attempt.note(ORGANIZATION)) and bool((offered(attempt) or set()) - _of_the_realm(attempt))


def _usable(attempt: Attempt) -> frozenset[str]:
    """Aliases of all providers but those of organizations that are disabled."""
    disabled = [aliases(one) for one in stored.every(attempt.context.tables) if not one.get("enabled", True)]
    return frozenset(provider.alias for provider in _providers(attempt)) - frozenset().union(*disabled)


def _of_the_realm(attempt: Attempt) -> frozenset[str]:
    """Aliases of the providers that belong to no organization."""
    taken = frozenset().union(*(aliases(one) for one in stored.every(attempt.context.tables)))
    return frozenset(provider.alias for provider in _providers(attempt)) - taken


def _providers(attempt: Attempt) -> list[IdentityProvider]:
    return [IdentityProvider(one) for one in attempt.context.realm.identity_providers]


def _domains(organization: Document) -> set[str]:
    domains: Iterable[Any] = organization.get("domains") or ()
    return {str(one.get("name") if isinstance(one, Mapping) else one).lower() for one in domains}
