"""An identity provider that may answer anything, and the way to it and back."""

import json
import time
from urllib.parse import parse_qs, parse_qsl, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

from tests.conftest import SVC
from tests.login.browser import CALLBACK

APP = {**SVC, "clientId": "app", "redirectUris": [CALLBACK]}
KEY = RSAKey.generate_key(2048, {"kid": "theirs"})
ULLA = {"sub": "u-1", "preferred_username": "ulla", "email": "ulla@example.org", "given_name": "Ulla", "family_name": "Up"}


class Provider:
    """An OpenID provider: ``calls`` is what it was asked, the others but ``seen`` and ``nonce`` what it answers."""

    def __init__(self):
        self.nonce, self.seen, self.calls = "", [], []
        self.claims, self.header, self.key = {}, {"alg": "RS256", "kid": "theirs"}, KEY
        self.userinfo, self.status, self.body = None, 200, None
        self.keys = [KEY.as_dict(private=False)]

    def answer(self, request):
        self.calls.append(request.path.strip("/"))
        if request.method == "POST":
            form = parse_qs(request.body.decode())
            self.seen.append((dict(request.headers), {name: values[0] for name, values in form.items()}))
            return self.status, self.body or json.dumps(self.tokens())
        return 200, json.dumps({"keys": self.keys} if request.path.startswith("/certs") else {**ULLA, **(self.userinfo or {})})

    def tokens(self):
        now = int(time.time())
        claims = {"iss": self.url, "aud": "here", "iat": now, "exp": now + 60, "nonce": self.nonce, **ULLA, **self.claims}
        claims = {name: value for name, value in claims.items() if value is not None}
        token = jwt.encode(
            {**self.header, "alg": self.header["alg"].replace("none", "RS256")}, claims, self.key, algorithms=["RS256", "HS256"]
        )
        if self.header["alg"] == "none":
            token = f"eyJhbGciOiJub25lIn0.{token.split('.')[1]}."
        return {"access_token": "theirs", "token_type": "Bearer", "expires_in": 60, "id_token": token}

    def representation(self, **config):
        usual = {
            "clientId": "here", "clientSecret": "known", "issuer": self.url,
            "authorizationUrl": f"{self.url}/auth", "tokenUrl": f"{self.url}/token",
            "jwksUrl": f"{self.url}/certs", "userInfoUrl": f"{self.url}/userinfo", "validateSignature": "true", "useJwksUrl": "true",
        }  # fmt: skip
        return {"alias": "up", "providerId": "oidc", "enabled": True, "config": {**usual, **config}}


def come_back(browser, provider, **ask):
    """Goes to the provider and comes back with a code."""
    browser.ask(kc_idp_hint="up", **ask).follow()
    sent = dict(parse_qsl(urlsplit(browser.location).query))
    assert browser.location.startswith(f"{provider.url}/auth?")
    provider.nonce = sent["nonce"]
    return browser.get("broker/up/endpoint", state=sent["state"], code="c").follow()
