"""What is taken breaks no later request: it is kept in a form that works, or refused. Statuses below 500 are those of Keycloak."""

import contextlib
import json
import socket

import pytest

from tests import wire
from tests.conftest import ALICE, SVC
from tests.support import admin_client

HALF = "\ud800"
LOGIN = "auth?client_id=svc&response_type=code&redirect_uri=http://x/y&scope=openid"
PUT_POLICIES = "/test/client-policies/policies"
HUGE = 10**400


@pytest.fixture
def realm(server):
    return server.realm(registrationAllowed=True, clients=[{**SVC, "redirectUris": ["*"]}], users=[ALICE])


@pytest.fixture
def admin(server):
    with admin_client(server.url, "") as client:
        yield client


def works(realm, admin):
    """Whether everybody is answered as if nothing had happened: nothing fails, and a token is issued."""
    assert realm.token(grant_type="client_credentials").status_code == 200
    for path in (LOGIN, LOGIN.replace("auth", "registrations", 1), "certs"):
        assert realm.http.get(path).status_code == 200, path
    for path in ("", "/users", "/users/profile/metadata", "/clients", "/client-policies/policies", "/authentication/flows"):
        assert admin.get(f"/test{path}").status_code == 200, path
    assert wire.get(f"{realm.server.url}/_emulator/realms/test/export").status_code == 200


def sent(admin, method, path, body):
    text = body if isinstance(body, str) else json.dumps(body)
    return admin.request(method, path, content=text, headers={"Content-Type": "application/json"})


FAULTS = [
    '{"method":1.5}', '{"method":["GET"]}', '{"path":["a"]}', '{"path":1}', '{"realm":1}', '{"client_id":["x"]}', '{"headers":[]}',
    '{"headers":{"A":{"a":1}}}', '{"headers":{"A":1}}', r'{"headers":{"A":"b\r\nX: y"}}', '{"headers":{"A b":"b"}}',
    '{"headers":{"Content-Length":"5"}}', '{"probability":NaN}', '{"latency":1e400}', '{"latency":[0,1e400]}', '{"times":1e400}',
    '{"status":204,"body":"x"}', '{"merge":[1]}', '{"malformed":"x"}', '{"seed":[1]}', '{"id":["x"]}', '{"endpoint":["token"]}',
    '{"retry_after":1e400}', '{"latency":' + "1" * 400 + "}", '{"body":' + "[" * 900 + "]" * 900 + "}",
]  # fmt: skip
CLOCKS = ['{"move":1e400}', '{"move":NaN}', '{"rate":1e400}', '{"move":1e12}', '{"move":-1e30}', '{"now":-1}', '{"now":1' + "0" * 400 + "}"]


@pytest.mark.parametrize(("path", "bodies"), [("faults", FAULTS), ("clock", CLOCKS)])
def test_controls_check_their_rules_when_they_are_made(realm, admin, server, path, bodies):
    for body in bodies:
        answer = wire.request("PUT" if path == "clock" else "POST", f"{server.url}/_emulator/{path}", content=body)
        assert answer.status_code == 400, (body, answer.text)
    works(realm, admin)


def test_a_rule_that_says_null_says_nothing(server):
    rule = {"probability": None, "latency": None, "headers": None, "endpoint": None, "path": "/nowhere", "status": 404}
    assert wire.post(f"{server.url}/_emulator/faults", json=rule).json()["probability"] == 1.0


def condition(name, configuration):
    named = {"condition": name, "configuration": configuration}
    return {"policies": [{"name": "p", "enabled": True, "conditions": [named], "profiles": []}]}


@pytest.mark.parametrize(
    ("name", "taken", "refused"),
    [
        ("any-client", [None, {}, {"k": 1.5}, {"k": [[1]]}], [[{}], "x", 1, [], {"is-negative-logic": [1]}]),
        ("client-type", [{"protocol": None}, {"protocol": 1.5}], [{"protocol": [None]}, {"protocol": {}}, [{"protocol": "saml"}]]),
        ("client-access-type", [{"type": None}, {"type": []}], [{"type": [None]}, {"type": "public"}, {"type": [["public"]]}]),
        ("client-roles", [{"roles": [None]}], [{"roles": {"a": 1}}, {"roles": 1.5}, {"roles": [{"a": 1}]}]),
        ("grant-type", [{"grant_types": [None]}], [{"grant_types": "password"}, {"grant_types": {}}]),
        ("client-attributes", [{"attributes": None}, {"attributes": "[]"}], [{"attributes": "x"}, {"attributes": [1]}]),
    ],
)
def test_conditions_that_cannot_be_asked_are_refused(realm, admin, name, taken, refused):
    """Keycloak takes all of these; what is refused here makes it answer 500 to every later request for a token."""
    for configuration in taken:
        assert sent(admin, "PUT", PUT_POLICIES, condition(name, configuration)).status_code == 204, configuration
    works(realm, admin)
    for configuration in refused:
        answer = sent(admin, "PUT", PUT_POLICIES, condition(name, configuration))
        assert (answer.status_code, name in answer.json()["errorMessage"]) == (400, True), configuration


UNREADABLE = [
    {"clientPolicies": "x"}, {"clientPolicies": {"policies": ["x"]}}, {"clientPolicies": {"policies": 1}}, {"clientPolicies": [1]},
    {"clientPolicies": {"policies": [{"name": "p", "conditions": "x"}]}}, {"clientPolicies": {"policies": [{"name": ["a"]}]}},
    {"clientPolicies": {"policies": [{"name": "p", "profiles": [{"a": 1}]}]}}, {"clientProfiles": "x"},
    {"clientProfiles": {"profiles": 1}}, {"clientProfiles": {"profiles": [{"name": "q", "executors": "x"}]}},
]  # fmt: skip


def test_a_realm_takes_unreadable_client_policies_as_if_they_were_not_there(realm, admin):
    for number, members in enumerate(UNREADABLE):
        assert sent(admin, "PUT", "/test", members).status_code == 204, members
        assert sent(admin, "POST", "", {"realm": f"r{number}", **members}).status_code == 201, members
        name = next(iter(members))
        place = "policies" if name == "clientPolicies" else "profiles"
        assert sent(admin, "PUT", f"/test/client-policies/{place}", members[name]).status_code == 400, members
    for broken in ({"policies": [None]}, {"policies": [{"name": "p", "conditions": [None]}]}):
        assert sent(admin, "PUT", PUT_POLICIES, broken).status_code == 400
        assert sent(admin, "PUT", "/test", {"clientPolicies": broken}).status_code == 400
    works(realm, admin)


def rules(**validations):
    return {"name": "x", "multivalued": True, "validations": validations}


@pytest.mark.parametrize(
    ("attribute", "status"),
    [
        ({}, 400), (None, 400), ({"name": ["a"]}, 400), ({"name": "x", "validations": []}, 400), ({"name": "x", "permissions": "x"}, 400),
        ({"name": "x", "permissions": {"view": [None]}}, 400), (rules(length=[]), 400), (rules(length={"max": []}), 400),
        (rules(length={"max": True}), 400), (rules(length={"max": "NaN"}), 400), (rules(length={"max": "Infinity"}), 400),
        (rules(length={"max": HUGE}), 200), (rules(integer={"max": HUGE}), 200), (rules(multivalued={"max": HUGE}), 200),
        (rules(multivalued={"max": 1.5}), 200), (rules(integer={"max": ""}), 400), (rules(uri={"allowedSchemes": 1}), 200),
        ({"name": "x", "annotations": {"inputType": "select", "inputOptionLabels": {"a": [1]}, "inputHelperTextBefore": {"a": 1}},
          "validations": {"options": {"options": ["a", None, {}]}}, "permissions": {"view": ["user"], "edit": ["user"]}}, 200),
        (rules(options={"options": [None, 1, ["a"]]}), 200), (rules(length=None), 200),
    ],
)  # fmt: skip
def test_user_profiles(realm, admin, attribute, status):
    profile = admin.get("/test/users/profile").json()
    profile["attributes"].append(attribute)
    assert sent(admin, "PUT", "/test/users/profile", profile).status_code == status
    made = sent(admin, "POST", "/test/users", {"username": "u", "attributes": {"x": ["5"]}})
    assert made.status_code in (201, 400)
    works(realm, admin)


@pytest.mark.parametrize("url", ["http://[", "http://[:::]/", "x", "http://x:y", "http://x y", "//", "http://" + HALF])
def test_any_frontend_url_is_taken(realm, admin, url):
    assert sent(admin, "PUT", "/test", {"attributes": {"frontendUrl": url}}).status_code == 204
    works(realm, admin)


def test_security_headers_are_one_line(realm, admin):
    policy = realm.http.get(LOGIN).headers["content-security-policy"]
    newline = sent(admin, "PUT", "/test", {"browserSecurityHeaders": {"contentSecurityPolicy": "a\r\nX-Evil: 1"}})
    assert (newline.status_code, newline.json()) == (400, {"errorMessage": "Newline not allowed."})
    for value in ("a\0b", "\x7f"):
        assert sent(admin, "PUT", "/test", {"browserSecurityHeaders": {"contentSecurityPolicy": value}}).status_code == 400
    assert realm.http.get(LOGIN).headers["content-security-policy"] == policy
    assert sent(admin, "PUT", "/test", {"browserSecurityHeaders": {"contentSecurityPolicy": f"a\tb{HALF}"}}).status_code == 204
    assert realm.http.get(LOGIN).headers["content-security-policy"] == "a\tb?"


def test_half_of_a_pair_becomes_a_question_mark_wherever_it_comes_in(realm, admin, server):
    wire.post(f"{server.url}/_emulator/webhooks", json={"url": "http://127.0.0.1:1/"})
    for path, body in [
        ("/roles", {"name": "r" + HALF, "description": HALF}), ("/groups", {"name": HALF}), ("/clients", {"clientId": HALF}),
    ]:  # fmt: skip
        assert sent(admin, "POST", "/test" + path, body).status_code == 201, path
    assert admin.get("/test/roles/r%3F").json()["description"] == "?"
    # Keycloak takes it; here the question mark is a character that an alias cannot have.
    assert sent(admin, "POST", "/test/authentication/flows/browser/copy", {"newName": HALF}).status_code == 400
    works(realm, admin)


def test_what_is_nested_deeply_is_refused(realm, admin, server):
    assert admin.put("/test/events/config", json={"adminEventsEnabled": True, "adminEventsDetailsEnabled": True}).status_code == 204
    for text in ('{"a":' * 900 + "1" + "}" * 900, "[" * 990 + "]" * 990, "[" * 100_000):
        for path in ("/test/logout-all", "/test/testSMTPConnection", "/test/users", "", "/test/client-description-converter"):
            assert sent(admin, "POST", path, text).status_code < 500, path
        for path in ("faults", "webhooks", "realms/test/tokens", "realms"):
            assert wire.post(f"{server.url}/_emulator/{path}", content=text).status_code == 400, path
    works(realm, admin)


def test_long_texts_are_looked_at_once(realm, admin):
    """Each of them takes hours where a pattern tries every way to read it."""
    profile = {"attributes": [{"name": "username"}, {"name": "email"}, {**rules(double={}), "name": "x"}]}
    assert admin.put("/test/users/profile", json=profile).status_code == 200
    user = {"username": "b" + "a" * 250, "attributes": {"x": ["0" * 50_000 + "!"]}}
    assert admin.post("/test/users", json=user).status_code == 400
    assert admin.post("/test/users", json={**user, "attributes": {}}).status_code == 201
    for query in ("search=" + "*a" * 100 + "*b", "username=" + "%25a" * 60 + "%25b"):
        assert admin.get(f"/test/users?{query}").json() == []
    assert admin.get("/test/admin-events?resourcePath=" + "*s" * 200).json() == []
    kind = {"Content-Type": "a" * 25_000 + "/" + " " * 25_000 + ","}
    assert wire.post(f"{realm.issuer}/protocol/openid-connect/token", content="a=b", headers=kind).status_code in (400, 401, 415)


HOSTS = [
    (b"[", 400), (b"", 200), (b"a b", 400), (b"u@localhost", 400), (b"a/b", 400), (b"localhost:99999", 400), (b"localhost:x", 400),
    (b"[::1]:80", 200), (b"[:::]", 400), (b"[::1]x", 400), (b"a_b", 200), (b"\xc3\xa9", 400), (b"a%20b", 200), (b'a"b', 400),
    (b"localhost:", 200), (b"[fe80::1%25eth0]", 200), (b"a,b", 200), (b"a:1:2", 400), (b"a#b", 400),
]  # fmt: skip


def status(server, head):
    host, _, port = server.url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=60) as connection:
        with contextlib.suppress(ConnectionError):
            connection.sendall(head + b"Connection: close\r\n\r\n")
        return int(connection.makefile("rb").readline().split()[1])


def test_host_headers(realm, server):
    line = f"GET /realms/test/protocol/openid-connect/{LOGIN} HTTP/1.1\r\n".encode()
    for value, expected in HOSTS:
        assert status(server, line + b"Host: " + value + b"\r\n") == expected, value
    assert status(server, line) == 400
    assert status(server, line + b"Host: a\r\nHost: a\r\n") == 400
    assert status(server, line.replace(b"1.1", b"1.0")) == 200
    for origin in (b"http://[", b"x", b"\xff"):
        assert status(server, line + b"Host: localhost\r\nOrigin: " + origin + b"\r\n") < 500


@pytest.mark.parametrize(
    "claims", [{"aud": {}}, {"aud": [{}]}, {"aud": [None]}, {"exp": "x"}, {"exp": HUGE}, {"jti": {}}, {"sub": [1]}, {"iss": HALF}]
)
def test_claims_of_any_shape(realm, admin, claims):
    import jwt

    secret = "x" * 40
    admin.post("/test/clients", json={"clientId": "j", "secret": secret, "clientAuthenticatorType": "client-secret-jwt"})
    now = int(realm.server.live.emulator.clock.now())
    text = json.dumps({"iss": "j", "sub": "j", "aud": realm.issuer, "exp": now + 50, "iat": now, "jti": "1", **claims})
    token = jwt.PyJWS().encode(text.encode(), secret, "HS256")
    kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    form = {"grant_type": "client_credentials", "client_assertion": token, "client_assertion_type": kind}
    assert 400 <= realm.http.post("/token", data=form).status_code < 500


PROVIDER = "org.keycloak.userprofile.UserProfileProvider"


@pytest.mark.parametrize("text", ["[]", "null", "x", "1", '{"attributes":"x"}', '{"attributes":[{}]}', '{"groups":[null]}', "[" * 990])
def test_a_user_profile_that_comes_as_a_component(realm, admin, text):
    config = {"kc.user.profile.config": [text]}
    component = {"name": "p", "providerId": "declarative-user-profile", "providerType": PROVIDER, "config": config}
    assert sent(admin, "POST", "/test/components", component).status_code == 400
    imported = {"realm": "imported", "components": {PROVIDER: [{"providerId": "declarative-user-profile", "config": config}]}}
    assert sent(admin, "POST", "", imported).status_code == 400
    works(realm, admin)


@pytest.mark.parametrize(
    "members",
    [
        {"identityProviders": [{"providerId": "oidc"}]}, {"identityProviders": [None]}, {"users": [None]}, {"clients": [None]},
        {"groups": [None]}, {"roles": {"realm": [None]}}, {"roles": {"client": {"svc": None}}}, {"roles": {"client": {"svc": [None]}}},
    ],
)  # fmt: skip
def test_partial_imports_with_nulls(realm, admin, members):
    assert sent(admin, "POST", "/test/partialImport", {"ifResourceExists": "OVERWRITE", **members}).status_code == 400
    works(realm, admin)


def test_composites_that_are_null(realm, admin):
    for body, status in [
        ({"composites": {"client": {"a": None}}}, 201), ({"composite": True, "composites": {"client": {"a": None}}}, 201),
        ({"composite": True, "composites": {"realm": [None]}}, 404),
    ]:  # fmt: skip
        assert sent(admin, "POST", "/test/roles", {"name": f"r{len(str(body))}", **body}).status_code == status, body


NULLS = [
    {"users": [{"username": "z", "credentials": [None]}]}, {"users": [{"username": "z", "federatedIdentities": [None]}]},
    {"users": [{"username": "z", "clientConsents": [None]}]}, {"users": [{"username": "z", "realmRoles": [None]}]},
    {"users": [{"username": "z", "clientRoles": {"svc": None}}]}, {"users": [{"username": "z", "clientRoles": {"svc": [None]}}]},
    {"clients": [{"clientId": "z", "protocolMappers": [None]}]}, {"clients": [{"clientId": "z", "defaultRoles": [None]}]},
    {"groups": [None]}, {"groups": [{"name": "g", "subGroups": [None]}]}, {"roles": {"realm": [None]}}, {"roles": {"client": {"a": None}}},
    {"components": {"org.keycloak.keys.KeyProvider": None}}, {"clientScopeMappings": {"a": None}},
    {"clientScopeMappings": {"svc": [None]}}, {"organizations": [None]}, {"defaultRoles": [None]},
    {"identityProviders": [None]}, {"clientScopes": [None]},
]  # fmt: skip


def test_imports_with_nulls_among_objects(realm, admin):
    """Keycloak answers 500 to those that were tried: users, clients, groups, roles."""
    for members in NULLS:
        assert sent(admin, "POST", "", {"realm": "z", **members}).status_code == 400, members
    assert sent(admin, "PUT", "/test", {"organizations": [None]}).status_code == 204
    assert sent(admin, "PUT", "/test", {"attributes": {"oauth2DeviceCodeLifespan": "x"}}).status_code == 400
    assert sent(admin, "POST", "/test/users", {"username": "z", "federatedIdentities": [None]}).status_code == 400
    assert sent(admin, "POST", "", {"realm": "z", "clients": [{"clientId": "z", "redirectUris": [None]}]}).status_code == 201
    works(realm, admin)
