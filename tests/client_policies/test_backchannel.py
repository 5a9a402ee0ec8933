"""Backchannel authentication under client policies, and its signed requests. Answers are those of Keycloak 26.7.4."""

import json

import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from tests.conftest import ALICE, SVC

GRANT = "urn:openid:params:grant-type:ciba"
SIGNING = "ciba.backchannel.auth.request.signing.alg"
SECRET = {"client_id": "svc", "client_secret": "s3cret"}
OTHER_ALGORITHM = (
    "Client requested algorithm not registered in advance or request signed with different algorithm other than client requested algorithm"
)
NO_OBJECT = "Missing parameter: 'request' or 'request_uri'"
ABSENT = "Missing parameter in the signed authentication request: "


def realm_with(server, key, executor=None, configuration=None):
    attributes = {"oidc.ciba.grant.enabled": "true", "use.jwks.string": "true", SIGNING: "PS256"}
    attributes["jwks.string"] = json.dumps({"keys": [{**key.as_dict(private=False), "use": "sig", "kid": "k1"}]})
    profile = {"name": "p", "executors": [{"executor": executor, "configuration": configuration or {}}] if executor else []}
    policy = {"name": "q", "enabled": True, "profiles": ["p"], "conditions": [{"condition": "any-client", "configuration": {}}]}
    return server.realm(
        clients=[{**SVC, "attributes": attributes}, {**SVC, "clientId": "second", "attributes": attributes}], users=[ALICE],
        attributes={"cibaAuthenticationChannelUri": "page"}, clientProfiles={"profiles": [profile]}, clientPolicies={"policies": [policy]},
    )  # fmt: skip


def ask(realm, **form):
    return realm.http.post("/ext/ciba/auth", data={**SECRET, **form})


@pytest.fixture(scope="module")
def key():
    return RSAKey.generate_key(2048, parameters={"kid": "k1"})


def claims(server, realm, **change):
    now = int(server.live.emulator.clock.seconds())
    issuer = realm.http.get("/certs").url.copy_with(path="/realms/test")
    said = {
        "iss": "svc",
        "aud": str(issuer),
        "exp": now + 300,
        "nbf": now - 5,
        "iat": now - 5,
        "jti": "j",
        "login_hint": "alice",
        "scope": "openid",
        "binding_message": "hi",
    }
    for name, value in change.items():
        said[name] = now + value if name in ("exp", "nbf") and isinstance(value, int) else value
    return {name: value for name, value in said.items() if value is not None}


def signed(key, said, algorithm="PS256", **header):
    return jwt.encode({"alg": algorithm, "kid": "k1", **header}, said, key, algorithms=[algorithm])


def test_signed_requests_say_what_is_asked(server, key):
    realm = realm_with(server, key)
    for change, told in (
        ({}, None),
        ({"exp": None}, None),
        ({"aud": "x"}, None),
        ({"exp": -100}, None),
        ({"iss": "x"}, None),
        ({"requested_expiry": 30}, None),
        ({"scope": None}, "missing parameter : scope"),
        ({"login_hint": None}, "missing parameter : login_hint"),
        ({"login_hint": 5}, "invalid_user"),
        ({"scope": ["a"]}, 'Invalid scopes: ["a"]'),
        ({"user_code": "1"}, "User code not supported"),
        ({"max_age": "y"}, 'For input string: "y"'),
        ({"requested_expiry": "0" * 4400 + "30"}, None),
        ({"max_age": "2147483648"}, 'For input string: "2147483648"'),
    ):
        answer = ask(realm, request=signed(key, claims(server, realm, **change)))
        assert (answer.status_code, answer.json().get("error_description")) == (400 if told else 200, told), change
    outside = signed(key, claims(server, realm, scope=None))
    assert ask(realm, request=outside, scope="email", login_hint="nobody").status_code == 200


def test_objects_that_are_not_read(server, key):
    realm = realm_with(server, key)
    good = claims(server, realm)
    symmetric, other = RSAKey.generate_key(2048), "Failed to verify signature"
    for text, told in (
        ("x", "Input byte[] should at least have 2 bytes for base64 bytes"),
        ("", "Failed to parse JWT header"),
        ("e30.e30.", "Signed algorithm not specified"),
        ("eyJhbGciOiJub25lIn0.e30.", "None signed algorithm is not allowed"),
        (signed(key, good, "RS256"), OTHER_ALGORITHM),
        (signed(symmetric, good), other),
        (signed(key, good, kid="zz"), other),
        ("eyJhbGciOiJIUzI1NiJ9.e30.AAAA", "Signed algorithm is not allowed"),
    ):
        assert ask(realm, request=text, scope="openid", login_hint="alice").json() == {
            "error": "invalid_request",
            "error_description": told,
        }
    both = ask(realm, request="x", request_uri="y")
    assert both.json()["error_description"] == "Illegal to use both 'request' and 'request_uri' parameters together"
    assert ask(realm, request_uri="http://a.test/").json()["error_description"] == "Specified 'request_uri' not allowed for this client."


def test_signed_requests_are_enforced(server, key):
    realm = realm_with(server, key, "secure-ciba-signed-authn-req")
    issuer = claims(server, realm)["aud"]
    for change, told in (
        ({}, None),
        ({"aud": [issuer, "x"]}, None),
        ({"exp": None}, f"{ABSENT}exp"),
        ({"nbf": None}, f"{ABSENT}nbf"),
        ({"iat": None}, f"{ABSENT}iat"),
        ({"jti": None}, f"{ABSENT}jti"),
        ({"exp": -100}, "Request Expired"),
        ({"nbf": 300}, "Request not yet being processed"),
        ({"exp": 7000}, "signed authentication request's available period is long"),
        ({"aud": None}, "Missing parameter in the 'request' object: aud"),
        ({"aud": []}, "Missing parameter value in the 'request' object: aud"),
        ({"aud": "x"}, "Invalid parameter in the 'request' object: aud"),
        ({"iss": None}, "Missing parameter in the 'request' object: iss"),
        ({"iss": "x"}, "Invalid parameter in the 'request' object: iss"),
    ):
        answer = ask(realm, request=signed(key, claims(server, realm, **change)))
        assert (answer.status_code, answer.json().get("error_description")) == (400 if told else 200, told), change
    assert ask(realm, scope="openid", login_hint="alice").json()["error_description"] == NO_OBJECT


@pytest.mark.parametrize(
    ("executor", "told"),
    [
        ("reject-request", ("invalid_grant", "Request not allowed")),
        ("holder-of-key-enforcer", ("invalid_grant", "Client Certification missing for MTLS HoK Token Binding")),
        ("dpop-bind-enforcer", ("invalid_grant", "DPoP proof is missing")),
        ("confidential-client", ("authorization_pending", None)),
    ],
)
def test_polls_are_asked_about_before_the_request_is(server, key, executor, told):
    realm = realm_with(server, key)
    started = ask(realm, scope="openid", login_hint="alice").json()
    admin = realm_policies(server, executor)
    answer = realm.token(grant_type=GRANT, auth_req_id=started["auth_req_id"]).json()
    assert answer["error"] == told[0]
    assert told[1] in (None, answer["error_description"])
    admin([])
    other = realm.http.post("/token", data={**SECRET, "client_id": "second", "grant_type": GRANT, "auth_req_id": started["auth_req_id"]})
    assert other.json() == {"error": "invalid_grant", "error_description": "unauthorized client"}


def realm_policies(server, executor):
    """Puts an executor into force; what comes back sets the policies anew."""
    from tests import wire
    from tests.support import admin_token

    path, headers = f"{server.url}/admin/realms/test/client-policies", {"Authorization": f"Bearer {admin_token(server.url)}"}
    profile = {"name": "r", "executors": [{"executor": executor, "configuration": {}}]}
    wire.put(f"{path}/profiles", json={"profiles": [profile]}, headers=headers).raise_for_status()
    policy = {"name": "q", "enabled": True, "profiles": ["r"], "conditions": [{"condition": "any-client", "configuration": {}}]}

    def put(policies):
        wire.put(f"{path}/policies", json={"policies": policies}, headers=headers).raise_for_status()

    put([policy])
    return put
