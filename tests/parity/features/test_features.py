"""What Keycloak has behind ``--features``, replayed field by field against a server that has the same features on."""

import json
from pathlib import Path

import pytest

from emulator.configuration.features import (
    ADMIN_PERMISSIONS_V1,
    IDENTITY_ASSERTION,
    RESOURCE_INDICATORS,
    SCRIPTS,
    SPIFFE,
    TOKEN_EXCHANGE_V1,
)
from emulator.configuration.settings import Settings
from emulator.serving.live import LiveServer
from tests import wire
from tests.parity.features.management.matrix import RECORDED, Matrix, sets
from tests.parity.features.scripts import make_jar
from tests.parity.harness import session
from tests.parity.harness.__main__ import against, run, scenarios, target
from tests.support import http_client

ON = frozenset({TOKEN_EXCHANGE_V1, ADMIN_PERMISSIONS_V1, SPIFFE, IDENTITY_ASSERTION, RESOURCE_INDICATORS, SCRIPTS})
HERE = Path(__file__).parent
JOBS = list(scenarios(HERE / "scenarios", ""))
EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"


@pytest.fixture(scope="module")
def featured(tmp_path_factory):
    """A server with version 1 of token exchange and of permissions, SPIFFE, identity assertions, resource indicators and scripts."""
    jar = tmp_path_factory.mktemp("providers") / "probes.jar"
    make_jar(jar)
    server = LiveServer(settings=Settings(http_port=0, features=ON, scripts=str(jar)))
    server.start()
    wire.get(f"{server.url}/realms/master/protocol/openid-connect/certs").raise_for_status()
    yield server
    server.stop()


@pytest.fixture
def fresh(featured, pooled_keys):
    """The same, put back after each test."""
    session.ADMIN.tokens.clear()
    featured.begin()
    yield featured
    featured.restore()


@pytest.mark.parametrize("job", JOBS, ids=lambda job: f"{job[0]}.{job[1]}")
def test_every_field_is_keycloaks(job, fresh):
    actual = run(job, fresh.origin, 20.0, tidy=False)
    lines = against(target(HERE / "goldens", job), actual)
    assert not lines, "\n".join(lines)


def test_what_permissions_of_version_1_allow(fresh):
    recorded = json.loads(RECORDED.read_text("utf-8"))
    assert [name for name, _ in sets()] == list(recorded)
    with http_client(base_url=fresh.url, timeout=60) as http:
        matrix = Matrix(http)
        played = matrix.play(4)
        matrix.close()
    assert [(name, answers, recorded[name]) for name, answers in played.items() if answers != recorded[name]] == []


def test_a_user_whom_permissions_protect_is_not_stood_for(fresh):
    """Who has the role for it is refused as well."""
    fresh.call(lambda: fresh.emulator.add_realm({"realm": "fine-grained", "enabled": True}))
    with http_client(base_url=fresh.url, timeout=60) as http:
        matrix = Matrix(http)
        others = matrix._admin("POST", f"{matrix.place}/policy/user", {"name": "others", "users": [matrix.ids["bob"]]})["id"]
        for policies, told in (([], 200), ([others], 403), ([others, matrix.policy], 403), ([matrix.policy], 200)):
            matrix._change("users", "user-impersonated", policies)
            path = f"/admin/realms/fine-grained/users/{matrix.ids['alice']}/impersonation"
            assert http.post(path, headers=matrix.master).status_code == told
        matrix.close()


def test_policies_are_asked_before_an_exchange_of_version_1(fresh):
    """Whatever the request says, and whomever it is about."""
    policies = {
        "clientProfiles": {"profiles": [{"name": "none", "executors": [{"executor": "reject-request", "configuration": {}}]}]},
        "clientPolicies": {"policies": [
            {"name": "all", "enabled": True, "profiles": ["none"], "conditions": [{"condition": "any-client", "configuration": {}}]}
        ]},
    }  # fmt: skip
    fresh.call(
        lambda: fresh.emulator.add_realm({"realm": "test", "enabled": True, "clients": [{"clientId": "c", "secret": "s"}], **policies})
    )
    url = f"{fresh.origin}/realms/test/protocol/openid-connect/token"
    for form in ({}, {"subject_token": "x"}, {"subject_token": "x", "audience": "nope"}, {"requested_subject": "alice"}):
        answer = wire.post(url, data={"grant_type": EXCHANGE, "client_id": "c", "client_secret": "s", **form})
        assert (answer.status_code, answer.json()) == (400, {"error": "invalid_request", "error_description": "Request not allowed"})


def test_what_keycloak_answers_with_500_is_a_400(fresh):
    """Nobody's token is asked for; a text is no JWT."""
    fresh.call(lambda: fresh.emulator.add_realm({"realm": "test", "enabled": True, "clients": [{"clientId": "c", "secret": "s"}]}))
    url = f"{fresh.origin}/realms/test/protocol/openid-connect/token"
    for form in ({}, {"subject_issuer": "nope"}, {"subject_token": "x", "subject_issuer": "up", "subject_token_type": "nope"}):
        answer = wire.post(url, data={"grant_type": EXCHANGE, "client_id": "c", "client_secret": "s", **form})
        assert answer.status_code == 400, answer.text


@pytest.mark.parametrize("script", ["thrown.js", "unknown.js", "setter.js", "nobody.js", "index.js", "broken.js"])
def test_a_script_that_fails_is_refused_as_a_policy_that_cannot_be_evaluated(fresh, script):
    """By 400, where Keycloak answers with 500 and the same body."""
    named = {"resources": '["R"]', "applyPolicies": '["p"]'}
    settings = {
        "resources": [{"name": "R"}],
        "policies": [{"name": "p", "type": f"script-{script}"}, {"name": "for p", "type": "resource", "config": named}],
    }
    client = {"clientId": "api", "secret": "s", "serviceAccountsEnabled": True, "authorizationServicesEnabled": True}
    client |= {"id": "api", "authorizationSettings": settings}
    fresh.call(lambda: fresh.emulator.add_realm({"realm": "test", "enabled": True, "clients": [client]}))
    url = f"{fresh.origin}/realms/test/protocol/openid-connect/token"
    form = {"grant_type": "urn:ietf:params:oauth:grant-type:uma-ticket", "audience": "api", "client_id": "api", "client_secret": "s"}
    answer = wire.post(url, data={**form, "permission": "R"})
    told = {"error": "server_error", "error_description": "Unexpected error while evaluating permissions"}
    assert (answer.status_code, answer.json()) == (400, told)
    question = {"userId": "service-account-api", "resources": []}
    place = f"{fresh.origin}/admin/realms/test/clients/api/authz/resource-server/policy/evaluate"
    answer = wire.post(place, json=question, headers=session.ADMIN.header(fresh.origin, 20.0))
    assert (answer.status_code, answer.json()) == (
        400,
        {"error": "server_error", "error_description": "Error while evaluating permissions."},
    )


def test_without_permissions_of_version_1_roles_alone_decide():
    """Expected values are those of a Keycloak with ``--features=token-exchange`` alone."""
    live = LiveServer(settings=Settings(http_port=0, features=frozenset({TOKEN_EXCHANGE_V1, "ADMIN_FINE_GRAINED_AUTHZ_V2"})))
    live.start()
    client = {"secret": "s", "directAccessGrantsEnabled": True, "serviceAccountsEnabled": True}
    roles = {"alice": [], "bob": [], "chief": ["impersonation"], "boss": ["realm-admin"]}
    person = {"enabled": True, "firstName": "F", "lastName": "L", "credentials": [{"type": "password", "value": "pw"}]}
    users = [
        {"username": name, "email": f"{name}@x.org", **person, "clientRoles": {"realm-management": names}} for name, names in roles.items()
    ]
    clients = [{"clientId": name, **client} for name in ("starter", "target")]
    live.call(lambda: live.emulator.add_realm({"realm": "test", "enabled": True, "clients": clients, "users": users}))
    url = f"{live.origin}/realms/test/protocol/openid-connect/token"

    def send(**form):
        return wire.post(url, data={"client_id": "starter", "client_secret": "s", **form})

    def token(name):
        return send(grant_type="password", username=name, password="pw").json()["access_token"]

    try:
        for holder, form, told in (
            ("alice", {}, 200), ("alice", {"audience": "target"}, 403), ("chief", {"requested_subject": "bob"}, 200),
            ("chief", {"requested_subject": "boss"}, 403), ("boss", {"requested_subject": "chief"}, 200),
            ("alice", {"requested_subject": "bob"}, 403), ("", {"requested_subject": "bob"}, 400),
        ):  # fmt: skip
            subject = {"subject_token": token(holder)} if holder else {}
            assert send(grant_type=EXCHANGE, **subject, **form).status_code == told, (holder, form)
    finally:
        live.stop()


def test_a_server_says_which_features_are_on(fresh, server):
    """Version 1 of permissions takes the place of version 2; without the options it is the other way around."""
    for live, on in ((fresh, [True, True, False]), (server.live, [False, False, True])):
        session.ADMIN.tokens.clear()
        headers = session.ADMIN.header(live.origin, 20.0)
        features = {one["name"]: one["enabled"] for one in wire.get(f"{live.origin}/admin/serverinfo", headers=headers).json()["features"]}
        assert [features[name] for name in (TOKEN_EXCHANGE_V1, ADMIN_PERMISSIONS_V1, "ADMIN_FINE_GRAINED_AUTHZ_V2")] == on


def test_without_the_features_there_are_neither_svids_nor_identity_assertions(server):
    """The kind of provider is unknown, its assertions are none, and an identity assertion is one like any other."""
    session.ADMIN.tokens.clear()
    server.realm(clients=[{"clientId": "c", "secret": "s"}])
    headers = session.ADMIN.header(server.live.origin, 20.0)
    place = f"{server.live.origin}/admin/realms/test"
    provider = {"alias": "s", "providerId": "spiffe", "config": {"trustDomain": "spiffe://example.org"}}
    told = {"errorMessage": "Invalid identity provider id [spiffe]"}
    answer = wire.post(f"{place}/identity-provider/instances", json=provider, headers=headers)
    assert (answer.status_code, answer.json()) == (400, told)
    for path, body in (("/test/partialImport", {"ifResourceExists": "SKIP"}), ("", {"realm": "other"})):
        answer = wire.post(f"{server.live.origin}/admin/realms{path}", json={**body, "identityProviders": [provider]}, headers=headers)
        assert answer.status_code == 400, path
    form = {"client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-spiffe", "client_assertion": "e30.e30.e30"}
    answer = wire.post(f"{server.live.origin}/realms/test/protocol/openid-connect/token", data={"grant_type": "client_credentials", **form})
    assert answer.json()["error"] == "invalid_client"
