"""Challenges become pages: the links and the form's action of the login are added here."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import Any
from urllib.parse import quote, urlencode

from emulator.broker import links
from emulator.browser import tabs
from emulator.browser.tabs import Tab
from emulator.login import brokered, identity_first
from emulator.login.attempt import Attempt
from emulator.login.outcome import Challenge
from emulator.mail import delivery, messages
from emulator.pages import languages
from emulator.pages import login_pages as pages
from emulator.pages.login_pages import Shown
from emulator.realm.texts import Texts
from emulator.realm.views import IdentityProvider, User
from emulator.web.call import Call
from emulator.web.response import Response

STRICT = "strictPages"
ONE_CLICK = "one_click"
_LISTED, _SEARCHED = 20, 500
_WITH_PROVIDERS = frozenset({"login", "login_username"})


def render(call: Call, attempt: Attempt, challenge: Challenge) -> Response:
    """The page of a challenge."""
    tab = tabs.of(call, attempt)
    urls = {
        "action": tab.action_url(),
        "login": tab.link("authenticate"),
        "registration": tab.link("registration"),
        "reset": tab.link("reset-credentials"),
        "restart": tab.link("restart", skip_logout="false"),
        "consent": tab.link("consent"),
        "current": tab.url(),
    }
    values: dict[str, Any] = dict(challenge.values)
    values["switch_organization"] = bool(attempt.note(identity_first.CHOSEN))
    if challenge.page in _WITH_PROVIDERS:
        offered = _providers(tab, identity_first.offered(attempt, is_named=bool(values.get("attempted_username"))))
        values["providers"] = [provider for provider in offered if _is_open(attempt, provider["alias"])]
    if challenge.page == "login" and not (values.get("attempted_username") or values.get("linking")):
        values["users"] = _known_users(tab)
    return pages.show(call, challenge.page, Shown(urls, values, challenge.errors, challenge.message, challenge.status))


def _providers(tab: Tab, offered: frozenset[str] | None) -> list[dict[str, str]]:
    """The identity providers that the page offers, by their place on it; ``offered`` are the aliases of those that it may, None for all."""
    providers = [
        provider
        for provider in tab.call.context.realm.identity_providers
        if provider.get("enabled", True) and not provider.get("hideOnLogin")
    ]
    providers = [
        provider
        for provider in providers
        if not provider.get("linkOnly") and (provider.get("config") or {}).get("hideOnLoginPage") != "true"
    ]
    providers = [provider for provider in providers if offered is None or provider.get("alias") in offered]
    providers.sort(key=lambda provider: (int((provider.get("config") or {}).get("guiOrder") or 1000), provider.get("alias", "")))
    query = {**tab.query(), "session_code": tab.session.code}
    base = tabs.path_of(tab.call)
    return [
        {
            "alias": provider["alias"],
            "name": IdentityProvider(provider).name,
            "url": f"{base}/broker/{quote(provider['alias'])}/login?{urlencode(query)}",
        }
        for provider in providers
    ]


def _is_open(attempt: Attempt, alias: str) -> bool:
    """Whether the user may go on by a provider: who is known by one that they are linked to, who comes from one by any other."""
    user = attempt.user
    if attempt.note(identity_first.STAGE) == identity_first.GOES_ON:
        return True
    if user is not None:
        return attempt.context.realm.organizations_enabled or links.to(user, alias) is not None
    coming = brokered.vouched_for(attempt) if attempt.session.flow_path == "first-broker-login" else None
    return coming is None or coming.alias != alias


def _known_users(tab: Tab) -> list[dict[str, str]]:
    """Users whom a developer may log in as with one click: enabled ones whose password the realm file says in plain text.

    None where the realm wants Keycloak's pages and nothing else.
    """
    call, session = tab.call, tab.session
    if call.context.realm.attributes.get(STRICT) == "true":
        return []
    users: list[dict[str, str]] = []
    for user in map(User, islice(call.tables.users, _SEARCHED)):
        if user.enabled and known_password(user) and not user.service_account_client and len(users) < _LISTED:
            login = {"session_code": session.code, "execution": session.execution, ONE_CLICK: user.id}
            url = tab.link(session.flow_path, **login)
            users.append({"username": user.username, "name": f"{user.first_name} {user.last_name}".strip(), "url": url})
    return users


def known_password(user: User) -> str:
    """The user's password as far as it is not only known by its hash; empty otherwise."""
    return next((str(one.get("value") or "") for one in user.credentials if one.get("type") == "password"), "")


def send_mail(call: Call, attempt: Attempt) -> None:
    """Sends what the steps of the login have written, in the language of its pages."""
    realm = call.context.realm
    tab = tabs.of(call, attempt)
    language = languages.of(call, tab.url()) if attempt.mail else ""
    for kind, user, values in attempt.mail:
        query = urlencode({"key": str(values["token"]), **tab.query()})
        url = f"{call.context.issuer}/login-actions/action-token?{query}"
        said = delivery.words_for(call.context, user, language)
        message = _message(kind, said, delivery.realm_name(realm), url, user, values)
        address = str(values.get("address") or user.email)
        mail = delivery.deliver(call.context, address, message)
        call.log.append(f"mail '{mail.subject}' to {address}")
        sending = delivery.sending(realm, mail)
        if sending is not None:
            call.outbox.deliveries.append(sending)
    attempt.mail.clear()


def _message(kind: str, said: Texts, realm_name: str, url: str, user: User, values: Mapping[str, Any]) -> messages.Message:
    minutes = int(values["minutes"])
    if kind == "identity-provider-link":
        return messages.provider_link(said, realm_name, str(values["provider"]), str(values["username"]), url, minutes)
    return messages.link(kind, said, realm_name, url, minutes, address=str(values.get("address") or user.email))
