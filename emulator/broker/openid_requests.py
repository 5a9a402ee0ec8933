"""OpenID Connect as a client of another provider: the authorization request and the exchange of the code."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from urllib.parse import quote, urlencode

from emulator.broker import outgoing
from emulator.broker.asked import Answer, Asked
from emulator.broker.identity import BrokerError
from emulator.keys import jws, public
from emulator.realm.views import IdentityProvider

_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_ASSERTION_LIFESPAN = 60
_FORWARDED = "acr_values"
"""What is sent on where the provider's configuration says nothing of that."""


def authorization_url(asked: Asked) -> str:
    """The authorization request with the parameters that Keycloak sends, as observed."""
    return request(asked, configured_url(asked.provider), scope(asked.provider.text("defaultScope")))


def configured_url(provider: IdentityProvider) -> str:
    """Where the configuration says that logins go; raises BrokerError where that is nowhere."""
    url = provider.text("authorizationUrl")
    if not url.startswith(("http://", "https://")):
        raise BrokerError(f"the authorization URL '{url}' of provider '{provider.alias}' is not http or https")
    return url


def request(asked: Asked, url: str, asked_scope: str) -> str:
    """An authorization request at a URL for a scope."""
    provider, sent = asked.provider, asked.parameters
    query = {
        "scope": asked_scope,
        "state": asked.state,
        "response_type": "code",
        "client_id": provider.text("clientId"),
        "redirect_uri": asked.redirect_uri,
    }
    if provider.flag("loginHint") and sent.get("login_hint"):
        query["login_hint"] = sent["login_hint"]
    if provider.flag("uiLocales") and asked.locale:
        query["ui_locales"] = asked.locale
    if provider.flag("passMaxAge") and sent.get("max_age"):
        query["max_age"] = sent["max_age"]
    prompt = provider.text("prompt") or sent.get("prompt", "")
    if prompt:
        query["prompt"] = prompt
    if asked.nonce:
        query["nonce"] = asked.nonce
    if asked.verifier:
        method = "S256" if provider.text("pkceMethod") == "S256" else "plain"
        query["code_challenge"] = challenge(asked.verifier) if method == "S256" else asked.verifier
        query["code_challenge_method"] = method
    for name in filter(None, (part.strip() for part in str(provider.config.get("forwardParameters", _FORWARDED)).split(","))):
        if sent.get(name) and name not in query:
            query[name] = sent[name]
    return f"{url}{'&' if '?' in url else '?'}{urlencode(query)}"


def scope(configured: str) -> str:
    """A scope that has ``openid`` in it."""
    words = configured.split()
    return " ".join(words if "openid" in words else ["openid", *words])


def challenge(verifier: str) -> str:
    """The S256 code challenge (RFC 7636 section 4.2)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def exchange(asked: Asked) -> Callable[[], Answer]:
    """Work that exchanges the code, and raises BrokerError; what it needs of the realm is taken before it runs."""
    url = asked.provider.text("tokenUrl")
    text = exchanged(asked, url)
    return lambda: Answer(outgoing.document(text(), url))


def exchanged(asked: Asked, url: str) -> Callable[[], str]:
    """Work that exchanges the code at a URL: the text that is answered, whatever it is. It raises BrokerError."""
    form, headers = _authenticated(asked)
    return lambda: outgoing.post(url, form, headers)


def _authenticated(asked: Asked) -> tuple[dict[str, str], dict[str, str]]:
    """The token request's form and headers, by the provider's way of client authentication."""
    provider = asked.provider
    form = {"grant_type": "authorization_code", "code": asked.code, "redirect_uri": asked.redirect_uri}
    if asked.verifier:
        form["code_verifier"] = asked.verifier
    client_id, secret, method = provider.text("clientId"), provider.text("clientSecret"), provider.text("clientAuthMethod")
    if method in ("client_secret_basic", "client_secret_basic_unencoded"):
        pair = f"{client_id}:{secret}" if method.endswith("unencoded") else f"{quote(client_id, safe='')}:{quote(secret, safe='')}"
        return form, {"Authorization": "Basic " + base64.b64encode(pair.encode()).decode()}
    if method in ("client_secret_jwt", "private_key_jwt"):
        assertion = _assertion(asked, client_id, secret if method == "client_secret_jwt" else "")
        return {**form, "client_assertion_type": _ASSERTION, "client_assertion": assertion, "client_id": client_id}, {}
    return {**form, "client_id": client_id, "client_secret": secret}, {}


def _assertion(asked: Asked, client_id: str, secret: str) -> str:
    context, provider = asked.context, asked.provider
    now = context.clock.seconds()
    claims = {
        "exp": now + _ASSERTION_LIFESPAN, "iat": now, "jti": context.ids.uuid(), "iss": client_id,
        "aud": provider.text("clientAssertionAudience") or provider.text("tokenUrl"), "sub": client_id,
        "typ": "JWT",
    }  # fmt: skip
    algorithm = provider.text("clientAssertionSigningAlg")
    if secret:
        return public.sign_with_secret(secret, algorithm or "HS256", claims)
    return jws.sign(context.keys.active(algorithm or "RS256"), claims)
