"""Clients that a Kubernetes cluster vouches for: its keys are found by its discovery document. Answers are those of Keycloak 26.7.4."""

import json

import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from tests.support import admin_client, listener

POD = "system:serviceaccount:ns:sa"
TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
UNKNOWN = "Invalid client or Invalid client credentials"
KEY = RSAKey.generate_key(2048, {"kid": "k1"})


@pytest.fixture
def cluster():
    """The issuer's URL, and the paths that it was asked for."""
    asked = []

    def answer(request):
        asked.append((request.path, request.headers["Accept"]))
        if request.path == "/keys":
            return 200, json.dumps({"keys": [{**KEY.as_dict(private=False), "use": "sig"}]})
        return 200, json.dumps({"issuer": url, "jwks_uri": f"{url}/keys"})

    with listener(answer) as url:
        yield url, asked


def test_the_token_of_a_pod(server, cluster):
    url, asked = cluster
    attributes = {"jwt.credential.issuer": "k8s", "jwt.credential.sub": POD}
    pod = {"clientId": "pod", "serviceAccountsEnabled": True, "clientAuthenticatorType": "federated-jwt", "attributes": attributes}
    realm = server.realm(clients=[pod])
    with admin_client(server.url) as admin:
        provider = {"alias": "k8s", "providerId": "kubernetes", "enabled": True, "config": {"issuer": url}}
        admin.post("/identity-provider/instances", json=provider).raise_for_status()
    now, own = int(server.live.emulator.clock.seconds()), realm.issuer

    def ask(algorithm="RS256", key=KEY, kid="k1", **change):
        said = {"iss": url, "sub": POD, "aud": own, "iat": now, "nbf": now, "exp": now + 600, "jti": "fixed", **change}
        header = {"alg": algorithm, **({"kid": kid} if kid else {})}
        text = jwt.encode(header, {name: value for name, value in said.items() if value is not None}, key, algorithms=[algorithm])
        form = {"grant_type": "client_credentials", "client_assertion_type": TYPE, "client_assertion": text}
        return realm.http.post("/token", data=form).json().get("error_description")

    for change, told in (
        ({}, None),
        ({}, None),
        ({"kid": None}, None),
        ({"jti": None}, None),
        ({"exp": now + 90000}, None),
        ({"algorithm": "PS256"}, UNKNOWN),
        ({"key": RSAKey.generate_key(2048)}, UNKNOWN),
        ({"kid": "zz"}, UNKNOWN),
        ({"sub": "x"}, UNKNOWN),
        ({"aud": [own, "x"]}, "Multiple audiences not allowed"),
        ({"aud": "x"}, "Invalid token audience"),
        ({"exp": now - 100}, "Token is not active"),
        ({"exp": None}, "Token exp claim is required"),
        ({"iat": now - 4000}, "Token was issued too far in the past to be used now"),
    ):
        assert ask(**change) == told, change
    assert asked == [("/.well-known/openid-configuration", "application/json"), ("/keys", "application/jwk-set+json")]
