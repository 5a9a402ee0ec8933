import time

import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey


@pytest.fixture(scope="session")
def key():
    return RSAKey.generate_key(2048, {"kid": "1", "use": "sig", "alg": "RS256"})


@pytest.fixture
def issuer(httpserver, key):
    issuer = httpserver.url_for("/shop")
    names = {"jwks_uri": "keys", "authorization_endpoint": "auth", "token_endpoint": "token"}
    document = {"issuer": issuer, **{name: f"{issuer}/{path}" for name, path in names.items()}}
    httpserver.expect_request("/shop/.well-known/openid-configuration").respond_with_json(document)
    httpserver.expect_request("/shop/keys").respond_with_json({"keys": [key.as_dict(private=False)]})
    return issuer


@pytest.fixture
def token(issuer, key):
    def make(**claims):
        now = int(time.time())
        usual = {"iss": issuer, "sub": "1", "aud": "orders", "iat": now, "exp": now + 300, "preferred_username": "alice"}
        return jwt.encode({"alg": "RS256", "kid": "1"}, {**usual, **claims}, key)

    return make
