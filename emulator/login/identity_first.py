"""Logins that ask who it is first, in realms with organizations: which organization a login is about, and what its pages offer for that."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from emulator.broker import links
from emulator.core.documents import ReadDocument
from emulator.login.attempt import Attempt, Form
from emulator.login.passkeys import PASSWORDLESS
from emulator.realm import email_domains
from emulator.realm.views import IdentityProvider, User
from emulator.state import organizations as stored
from emulator.tokens import organizations

ORGANIZATION = "kc.org"
"""The note with the id of the organization that a login is about, and the field that chooses one."""
STAGE = "identity first"
"""The note that says how far such a login is: its first page is on show, or it has gone on to a password."""
ASKS, GOES_ON = "asks", "goes on"
CHOSEN = "organization chosen"
"""The note with the id of the organization that the user has chosen."""
OPEN = "organization open"
"""The note of a login whose user is known and whose organization is not: by the browser's ``SESSION``, or since the user chooses anew."""
SESSION, ANEW = "session", "anew"
_DOMAIN, _REDIRECT = "kc.org.domain", "kc.org.broker.redirect.mode.email-matches"
_FIRST_FACTORS = frozenset({"password", PASSWORDLESS})
_ANY, _EXCLUDED = "ANY", "kc.org.excluded.domains"
_HIDES, _SHOWS = "kc.org.broker.login.hide-when-org-unknown", "kc.org.broker.login.show-when-linked-elsewhere"


def asked(attempt: Attempt) -> list[organizations.Word]:
    """The words of the login's scope that ask for organizations."""
    return organizations.words(attempt.context.tables, attempt.client, attempt.parameter("scope"))


def named_by_scope(attempt: Attempt) -> ReadDocument | None:
    """The one organization that the scope names by its alias; None where it names none or several."""
    named = {word.value for word in asked(attempt)}
    wanted = [one for one in organizations.every(attempt.context.tables) if organizations.alias(one) in named]
    return wanted[0] if len(wanted) == 1 else None


def domain_of(address: str) -> str:
    """The domain of an address, in lower case; empty for what is no address."""
    return address.partition("@")[2].lower()


class NoDomain(Exception):
    """What stands behind the ``@`` cannot be a domain."""


def of_name(attempt: Attempt, user: User | None, domain: str) -> ReadDocument | None:
    """The organization that a login of a name is about: one of the user's own, or that of the domain for who is in none.

    Raises NoDomain where the domain is looked for and is none.
    """
    mine = organizations.of_user(attempt.context.tables, user) if user is not None else []
    if len(mine) == 1:
        return mine[0]
    if user is not None and asked(attempt):
        return _closest(mine, domain)
    managed = [organization for organization in mine if user is not None and organizations.is_managed(organization, user)]
    return (managed[0] if managed else _closest(mine, domain)) if mine else _by_domain(attempt, domain)


def _by_domain(attempt: Attempt, domain: str) -> ReadDocument | None:
    """The organization that has the domain itself, else that whose wildcard is closest to it; None as well where it is disabled."""
    if not domain.strip():
        return None
    if email_domains.fault(domain):
        raise NoDomain(domain)
    every = list(stored.every(attempt.context.tables))
    own = next((one for one in every if domain in organizations.domains(one)), None) or _closest(every, domain)
    return own if own in organizations.every(attempt.context.tables) else None


def _closest(candidates: Iterable[ReadDocument], domain: str) -> ReadDocument | None:
    matches = [(email_domains.closest(organizations.domains(one), domain), one) for one in candidates]
    covering = [(email_domains.closeness(name), one) for name, one in matches if name is not None]
    return max(covering, key=lambda match: match[0])[1] if covering else None


def is_open(attempt: Attempt, user: User) -> bool:
    """Whether the browser's session does not do by itself: its user has to choose an organization, or one is asked for by its name."""
    realm = attempt.context.realm
    if not realm.organizations_enabled or not realm.document.get("organizations"):
        return False
    return bool(to_choose(attempt, user)) or named_by_scope(attempt) is not None


def choose_anew(attempt: Attempt) -> None:
    """Takes the login back to where an organization is chosen, by whoever is known by then."""
    for name in (ORGANIZATION, CHOSEN, STAGE):
        attempt.set_note(name, None)
    attempt.set_note(OPEN, ANEW)
    attempt.session = replace(attempt.session, status={}, execution="")
    attempt.form = Form()


def to_choose(attempt: Attempt, user: User | None) -> list[ReadDocument]:
    """The organizations that a user has to choose from: where the scope asks for the one of a user who has several."""
    if user is None or [word.for_any for word in asked(attempt)] != [True]:
        return []
    mine = organizations.of_user(attempt.context.tables, user)
    return mine if len(mine) > 1 else []


def way_home(
    attempt: Attempt, organization: ReadDocument, user: User | None, name: str, domain: str
) -> tuple[IdentityProvider, str] | None:
    """The provider that somebody without a first factor here is sent to at once, and the name to say there; None for nowhere.

    A member who has come by a provider of an organization goes there, others where addresses of their domain go.
    """
    if user is not None and any(credential.get("type") in _FIRST_FACTORS for credential in user.credentials):
        return None
    mine = organizations.of_user(attempt.context.tables, user) if user is not None else []
    if user is not None and organization in mine:
        homes = _homes(attempt, user, mine)
        if len(homes) == 1:
            return homes[0], user.email
    provider = _provider_of_domain(attempt, organization, domain)
    return (provider, name) if provider is not None else None


def _homes(attempt: Attempt, user: User, mine: Iterable[ReadDocument]) -> list[IdentityProvider]:
    """The providers that a user has come by into organizations."""
    linked = {str(link.get("identityProvider")) for link in links.of(user)}
    homes = [alias for organization in mine if organizations.is_managed(organization, user) for alias in aliases(organization) & linked]
    return [provider for provider in _providers(attempt) if provider.alias in homes]


def _provider_of_domain(attempt: Attempt, organization: ReadDocument, domain: str) -> IdentityProvider | None:
    """The organization's provider to which addresses of a domain are sent at once."""
    name = email_domains.closest(organizations.domains(organization), domain)
    if name is None:
        return None
    for provider in _providers(attempt):
        config = provider.document.get("config") or {}
        is_mine = provider.enabled and provider.alias in aliases(organization)
        if is_mine and config.get(_REDIRECT) == "true" and config.get(_DOMAIN) in (name, _ANY) and not _excludes(config, domain):
            return provider
    return None


def _excludes(config: ReadDocument, domain: str) -> bool:
    return any(email_domains.covers(pattern.strip(), domain) for pattern in str(config.get(_EXCLUDED) or "").split(","))


def aliases(organization: ReadDocument) -> frozenset[str]:
    """Aliases of the organization's identity providers."""
    return frozenset(str(one.get("alias")) for one in organization.get("identityProviders") or ())


def offered(attempt: Attempt, *, is_named: bool = False) -> frozenset[str] | None:
    """Aliases of the identity providers that the login's page may offer; None for all.

    Where it ``is_named`` who logs in, those that the user is linked to: without organizations no others, with them all for who has none.
    """
    stage, has_organizations = attempt.note(STAGE), attempt.context.realm.organizations_enabled
    organization = stored.by_id(attempt.context.tables, attempt.note(ORGANIZATION)) if attempt.note(ORGANIZATION) else None
    mine = aliases(organization) if organization is not None else frozenset()
    if stage == ASKS:
        return mine or _of_the_realm(attempt)
    if attempt.user is not None and links.of(attempt.user):
        return _linked(attempt, attempt.user, organization)
    if is_named and not (stage or (has_organizations and attempt.user is not None)):
        return frozenset()
    if not has_organizations:
        return None
    return _usable(attempt) if organization is None else mine | _of_the_realm(attempt)


def _linked(attempt: Attempt, user: User, organization: ReadDocument | None) -> frozenset[str]:
    """The providers that a user is linked to, and those of the user's organizations that show to who is linked elsewhere."""
    linked = {str(link.get("identityProvider")) for link in links.of(user)}
    for joined in organizations.of_user(attempt.context.tables, user):
        for provider in _providers(attempt):
            if provider.alias in aliases(joined) and _flag(provider, _SHOWS) and not (organization is None and _flag(provider, _HIDES)):
                linked.add(provider.alias)
    chosen = organization.get("id") if organization is not None else None
    others = [aliases(other) for other in stored.every(attempt.context.tables) if chosen is not None and other.get("id") != chosen]
    return frozenset(linked) - frozenset().union(*others)


def is_closed_to_newcomers(attempt: Attempt) -> bool:
    """Whether the first page offers an organization's providers, and so no registration."""
    return attempt.note(STAGE) == ASKS and bool(attempt.note(ORGANIZATION)) and bool((offered(attempt) or set()) - _of_the_realm(attempt))


def _usable(attempt: Attempt) -> frozenset[str]:
    """Aliases of all providers but those of organizations that are disabled, and those that hide where no organization is known."""
    disabled = [aliases(one) for one in stored.every(attempt.context.tables) if not one.get("enabled", True)]
    shown = [one.alias for one in _providers(attempt) if not _flag(one, _HIDES)]
    return frozenset(shown) - frozenset().union(*disabled)


def _flag(provider: IdentityProvider, name: str) -> bool:
    return str((provider.document.get("config") or {}).get(name)).lower() == "true"


def _of_the_realm(attempt: Attempt) -> frozenset[str]:
    """Aliases of the providers that belong to no organization."""
    taken = frozenset().union(*(aliases(one) for one in stored.every(attempt.context.tables)))
    return frozenset(provider.alias for provider in _providers(attempt)) - taken


def _providers(attempt: Attempt) -> list[IdentityProvider]:
    return [IdentityProvider(one) for one in attempt.context.realm.identity_providers]
