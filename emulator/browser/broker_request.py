"""A login goes to an identity provider: what it is asked, and the ``state`` that names the login which waits for the answer."""

from __future__ import annotations

import base64
from collections.abc import Sequence

from emulator.broker import links, upstream
from emulator.broker.asked import Asked, KeysAt
from emulator.broker.identity import BrokerError
from emulator.broker.providers import BROKER_PROVIDERS
from emulator.browser.tabs import Tab
from emulator.keys.public import PublicKey
from emulator.pages import languages
from emulator.realm.views import IdentityProvider
from emulator.state.browser import AuthenticationSession
from emulator.web.call import Call
from emulator.web.response import Response, redirect

NO_CACHE = ("Cache-Control", "no-cache")
NONCE = "broker nonce"
VERIFIER = "broker code verifier"
_VERIFIER_LENGTH = 86


def enabled(call: Call, alias: str) -> IdentityProvider:
    """The provider of this alias; raises BrokerError for one that is not there or not enabled, or that the emulator has no kind of."""
    found = links.provider(call.tables, alias)
    if found is None or not found.enabled:
        raise BrokerError(f"there is no identity provider '{alias}', or it is not enabled")
    if BROKER_PROVIDERS.get(found.provider) is None:
        raise BrokerError(
            f"the emulator has no identity provider of the kind '{found.provider}'; there are {sorted(BROKER_PROVIDERS.names())}"
        )
    return found


def send(tab: Tab, provider: IdentityProvider) -> Response:
    """Sends the browser to the provider; the tab is kept with what the answer has to fit. Raises BrokerError."""
    call, member = tab.call, BROKER_PROVIDERS.get(provider.provider)
    if member is None:
        raise BrokerError(f"there is no provider '{provider.provider}'")
    tab.note(NONCE, "" if provider.flag("disableNonce") else _nonce(call))
    tab.note(VERIFIER, call.context.ids.secret(_VERIFIER_LENGTH) if provider.flag("pkceEnabled") else "")
    tab.keep()
    question = asked(call, provider, tab.session, state=state(tab, provider), locale=languages.of(call, ""))
    call.log.append(f"to identity provider '{provider.alias}'")
    played = upstream.is_played(call.context, provider.alias)
    url = upstream.authorization_url(question, member) if played else member.authorization_url(question)
    return redirect(url, status=303, headers=[NO_CACHE])


def asked(call: Call, provider: IdentityProvider, session: AuthenticationSession, **more: str) -> Asked:
    """What the provider is asked in this login."""
    return Asked(
        context=call.context,
        provider=provider,
        redirect_uri=f"{call.context.issuer}/broker/{provider.alias}/endpoint",
        nonce=session.notes.get(NONCE, ""),
        verifier=session.notes.get(VERIFIER, ""),
        parameters=session.parameters,
        **more,
    )


def _nonce(call: Call) -> str:
    """A random text that an ID token has to repeat, as long as Keycloak's."""
    return base64.urlsafe_b64encode(call.context.ids.bytes(16)).rstrip(b"=").decode()


def state(tab: Tab, provider: IdentityProvider) -> str:
    """The state of a login, as Keycloak writes it: for a provider that takes no long one without what tells the client of lost logins."""
    parts = [tab.session.code, tab.session.id, short(tab.client.id)]
    return ".".join(parts if provider.flag("requiresShortStateParameter") else [*parts, tab.client_data()])


def short(identifier: str) -> str:
    """A client's id in a state: the bytes of the UUID."""
    try:
        data = bytes.fromhex(identifier.replace("-", ""))
    except ValueError:
        data = identifier.encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def keys_at(call: Call, provider: IdentityProvider) -> KeysAt:
    """Where the provider's keys come from."""

    def at(url: str, kid: str | None) -> Sequence[PublicKey]:
        fetched = call.emulator.remote_keys.at(call.answers, url, lambda key: kid in (None, key.kid), provider.internal_id)
        if fetched.error:
            call.log.append(f"no keys of identity provider '{provider.alias}': {fetched.error}")
        return [key for key in fetched.keys if key.use != "enc" and kid in (None, key.kid)]

    return at
