"""Linking Identity Provider: a user who is logged in adds a link to an identity (``kc_action=idp_link:ALIAS``)."""

from __future__ import annotations

from emulator.broker import links
from emulator.login import actions
from emulator.login.attempt import Attempt
from emulator.login.outcome import Challenge, Outcome, Redirect
from emulator.login.required_actions import RequiredActionProvider
from emulator.realm.refusal import broken
from emulator.state import roles
from emulator.tokens import scopes

PAGE = "link_provider"
ALIAS = "idp_link"
LINKING = "broker links"
_ROLES = ("manage-account", "manage-account-links")


def challenge(attempt: Attempt) -> Outcome:
    """The question; the application is told of a provider that there is not, or a user who may not."""
    provider = links.provider(attempt.context.tables, actions.parameter_of(attempt))
    if provider is None or not _may(attempt):
        attempt.log.append("there is no such identity provider, or user or client may not manage links")
        error = "unknown_identity_provider" if provider is None else "not_allowed"
        attempt.events.append(("FEDERATED_IDENTITY_LINK", error, {"identity_provider": actions.parameter_of(attempt)}))
        actions.fail(attempt, ALIAS)
        return None
    return Challenge(PAGE, {"provider": provider.name})


def process(attempt: Attempt) -> Outcome:
    """On to the provider; the page for what Keycloak does not foresee where it has gone or is not enabled."""
    provider = links.provider(attempt.context.tables, actions.parameter_of(attempt))
    if provider is None or not provider.enabled:
        raise broken("the identity provider has gone, or is not enabled")
    if not _may(attempt):
        actions.fail(attempt, ALIAS)
        return None
    attempt.set_note(LINKING, provider.alias)
    return Redirect(f"broker:{provider.alias}")


def _may(attempt: Attempt) -> bool:
    tables = attempt.context.tables
    account = tables.client("account")
    held = roles.of_user(tables, attempt.known_user())
    found = [tables.client_role(account, name) for name in _ROLES] if account is not None else []
    return any(role is not None and role.id in held and scopes.has_role(tables, attempt.client, role.id) for role in found)


REQUIRED_ACTION_PROVIDER = RequiredActionProvider("idp_link", challenge=challenge, process=process)
