"""The page of Keycloak's own account console, where the server was given it: what it is told of the realm and of who has logged in."""

from __future__ import annotations

from typing import Any

from emulator.account.access import CLIENT, MANAGE
from emulator.browser import cookies
from emulator.consoles.consoles import ACCOUNT
from emulator.login import redirect_uris
from emulator.pages import console_index, detached, languages
from emulator.realm import texts
from emulator.realm.views import IdentityProvider, RequiredAction, User
from emulator.state import groups
from emulator.tokens import scopes
from emulator.web.call import Call
from emulator.web.response import Response

_CONSOLE = "account-console"
_OPENID = "openid"


def is_there(call: Call) -> bool:
    """Whether the server has it."""
    return console_index.serves(call, ACCOUNT)


def page(call: Call) -> Response:
    """The page, which is the same at every path of the account; a cookie that holds is renewed, another one taken back."""
    session = cookies.identity(call)
    user = call.tables.user(session.user_id) if session is not None else None
    if session is None or user is None:
        cookies.forget_identity(call)
    else:
        cookies.add_identity(call, session)
    return console_index.render(call, ACCOUNT, environment(call, user))


def environment(call: Call, user: User | None) -> dict[str, Any]:
    """What the page tells the console of the realm, and of who has logged in."""
    scope = call.query.get("scope") or (_OPENID if user is not None else "")
    name, url = _referrer(call)
    return {
        "serverBaseUrl": call.base,
        "authUrl": f"{call.base}/",
        "authServerUrl": f"{call.base}/",
        "realm": call.tables.realm.name,
        "clientId": _CONSOLE,
        "baseUrl": f"{call.context.issuer}/account/",
        "locale": languages.of(call),
        "referrerName": name,
        "referrerUrl": url,
        "features": {**_of_realm(call), **_of_user(call, user, scope)},
        "scope": scope,
    }


def _of_realm(call: Call) -> dict[str, bool]:
    """What the realm has, whoever looks."""
    realm = call.tables.realm
    return {
        "isRegistrationEmailAsUsername": realm.registration_email_as_username,
        "isEditUserNameAllowed": realm.edit_username_allowed,
        "isInternationalizationEnabled": texts.international(realm.document),
        "isMyResourcesEnabled": realm.user_managed_access,
        "isViewOrganizationsEnabled": realm.organizations_enabled,
        "updateEmailFeatureEnabled": True,
        "updateEmailActionEnabled": _has_action(call, "UPDATE_EMAIL"),
        "isOid4VciEnabled": False,
    }


def _of_user(call: Call, user: User | None, scope: str) -> dict[str, bool]:
    """What the console may show to its user: as observed, by the roles that its token will have."""
    held = _roles(call, user, scope) if user is not None else frozenset()
    providers = map(IdentityProvider, call.tables.realm.identity_providers)
    return {
        "isLinkedAccountsEnabled": user is not None and any(provider.enabled for provider in providers),
        "deleteAccountAllowed": not held.isdisjoint({MANAGE, "delete-account"}) and _has_action(call, "delete_account"),
        "isViewApplicationsEnabled": not held.isdisjoint({MANAGE, "view-applications"}),
        "isViewGroupsEnabled": not held.isdisjoint({MANAGE, "view-groups"})
        and user is not None
        and bool(groups.of_user(call.tables, user)),
    }


def _roles(call: Call, user: User, scope: str) -> frozenset[str]:
    """Names of the roles of the client ``account`` that a token of the console has."""
    tables = call.tables
    console = tables.client(_CONSOLE)
    if console is None:
        return frozenset()
    _, by_client = scopes.access(tables, console, user, scopes.permitted(tables, console, user, scope))
    return frozenset(by_client.get(CLIENT, ()))


def _has_action(call: Call, alias: str) -> bool:
    actions = map(RequiredAction, call.tables.realm.required_actions)
    return any(action.alias == alias and action.enabled for action in actions)


def _referrer(call: Call) -> tuple[str, str]:
    """Name and URL of the application that the user came from, if it may be gone back to; empty otherwise."""
    client = call.tables.client(call.query.get("referrer") or "")
    if client is None:
        return "", ""
    asked = call.query.get("referrer_uri")
    if asked is None:
        url = detached.home(call, client)
    else:
        url = asked if redirect_uris.is_among(client, call.context, client.redirect_uris, asked) else ""
    name: Any = client.document.get("name") or client.client_id
    return (str(name), url) if url else ("", "")
