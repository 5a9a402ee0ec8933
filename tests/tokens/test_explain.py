"""A token explained claim by claim, over HTTP; the tokens themselves are compared with Keycloak's in the recordings."""

import pytest

from tests import wire
from tests.conftest import ALICE, SVC

MAPPER = {
    "name": "department",
    "protocol": "openid-connect",
    "protocolMapper": "oidc-usermodel-attribute-mapper",
    "config": {
        "user.attribute": "department", "claim.name": "company.department", "jsonType.label": "String", "access.token.claim": "true",
        "id.token.claim": "false",
    },
}  # fmt: skip
HARDCODED = {
    "name": "always", "protocol": "openid-connect", "protocolMapper": "oidc-hardcoded-role-mapper", "config": {"role": "api.guest"},
}  # fmt: skip
PROFILE = {
    "components": {
        "org.keycloak.userprofile.UserProfileProvider": [
            {"providerId": "declarative-user-profile", "config": {"kc.user.profile.config": ['{"unmanagedAttributePolicy": "ENABLED"}']}}
        ]
    }
}
REALM = {
    "roles": {
        "realm": [{"name": "staff", "composite": True, "composites": {"realm": ["reader"]}}, {"name": "reader"}, {"name": "boss"}],
        "client": {"api": [{"name": "write"}, {"name": "guest"}]},
    },
    "groups": [{"name": "team", "subGroups": [{"name": "inner"}], "realmRoles": ["staff"], "clientRoles": {"api": ["write"]}}],
    "clients": [
        {**SVC, "fullScopeAllowed": True, "protocolMappers": [MAPPER]},
        {**SVC, "clientId": "narrow", "fullScopeAllowed": False},
        {**SVC, "clientId": "hard", "protocolMappers": [HARDCODED], "attributes": {"access.token.lifespan": "77"}},
        {**SVC, "clientId": "opaque", "attributes": {"access.token.format": "opaque"}},
        {**SVC, "clientId": "api"},
    ],
    "users": [{**ALICE, "groups": ["/team/inner"], "attributes": {"department": ["sales"]}}],
}


@pytest.fixture
def shop(server):
    return server.realm("shop", **REALM, **PROFILE)


@pytest.fixture
def explain(server, shop):
    def ask(token):
        answer = wire.post(f"{server.url}/_emulator/realms/shop/tokens/explain", json={"token": token}, timeout=30)
        assert answer.status_code == 200, answer.text
        return answer.json()

    return ask


def by_name(rows, name):
    return next(row for row in rows if name in (row.get("claim"), row.get("role")))


def test_each_claim_is_explained_by_the_mapper_and_the_scope_that_made_it(shop, explain):
    told = explain(shop.login(scope="openid")["access_token"])
    assert (told["kind"], told["valid"], told["client"], told["user"], told["doubts"]) == ("access", True, "svc", "alice", [])
    makers = {
        "preferred_username": ("username", "client-scope", "profile"),
        "email": ("email", "client-scope", "email"),
        "company.department": ("department", "client", "svc"),
        "realm_access.roles": ("realm roles", "client-scope", "roles"),
        "aud": ("audience resolve", "client-scope", "roles"),
        "sub": ("sub", "client-scope", "basic"),
    }
    for name, (mapper, container, container_name) in makers.items():
        (by,) = by_name(told["claims"], name)["by"]
        assert (by["mapper"], by["container"], by["container_name"]) == (mapper, container, container_name), name
    assert by_name(told["claims"], "company.department")["by"][0]["config"]["user.attribute"] == "department"
    own = by_name(told["claims"], "exp")
    assert own["by"] == []
    assert own["said"].endswith("It lives 300 s: accessTokenLifespan of the realm.")
    assert by_name(told["claims"], "jti")["said"].endswith("of a session, regular, by password.")
    assert not any("now" in claim for claim in told["claims"])


def test_what_is_missing_has_its_reason(shop, explain):
    tokens = shop.login(scope="openid")
    missing = {entry["claim"]: entry["why"] for entry in explain(tokens["access_token"])["absent"]}
    assert missing["phone_number"] == "scope-not-asked-for"
    assert missing["nickname"] == "in-force"
    assert missing["client_id"] == "scope-not-assigned" or missing["client_id"] == "in-force"
    of_id = {entry["claim"]: entry["why"] for entry in explain(tokens["id_token"])["absent"]}
    assert of_id["company.department"] == "not-in-this-token"
    assert of_id["realm_access.roles"] == "not-in-this-token"


def test_each_role_says_where_it_comes_from_or_what_keeps_it_out(shop, explain):
    roles = explain(shop.login()["access_token"])["roles"]
    reader = by_name(roles, "reader")
    assert (reader["in_token"], reader["through"], reader["claims"]) == (True, ["group /team", "role staff"], ["realm_access.roles"])
    write = by_name(roles, "write")
    assert (write["client"], write["through"], write["claims"]) == ("api", ["group /team"], ["resource_access.api.roles"])
    assert (by_name(roles, "boss")["why"], by_name(roles, "boss")["through"]) == ("not-assigned", [])
    narrow = shop.token(client_id="narrow", grant_type="password", username="alice", password="wonder").json()["access_token"]
    kept_out = by_name(explain(narrow)["roles"], "reader")
    assert (kept_out["in_token"], kept_out["why"], kept_out["through"]) == (False, "not-in-scope", ["group /team", "role staff"])
    hard = explain(shop.token(client_id="hard", grant_type="password", username="alice", password="wonder").json()["access_token"])
    assert by_name(hard["claims"], "exp")["said"].endswith("It lives 77 s: access.token.lifespan of the client.")
    of_id = explain(shop.login(scope="openid")["id_token"])["roles"]
    assert {role["why"] for role in of_id if role["through"]} == {"not-mapped"}


def test_a_mapper_that_adds_a_role_is_told_of(shop, explain):
    token = shop.token(client_id="hard", grant_type="password", username="alice", password="wonder").json()["access_token"]
    told = explain(token)
    claims = {claim["claim"]: claim["value"] for claim in told["claims"]}
    assert set(claims["resource_access.api.roles"]) == {"write", "guest"}
    guest = by_name(told["roles"], "guest")
    assert (guest["client"], guest["in_token"], guest["why"], guest["through"]) == ("api", True, "by-a-mapper", [])


def test_a_token_of_before_says_what_would_be_different_now(server, shop, explain):
    token = shop.login()["access_token"]
    live = server.live
    user = live.emulator.store.realm("shop").users.one("username", "alice")
    live.call(lambda: live.emulator.store.realm("shop").users.put(user["id"], {**user, "firstName": "Bob"}))
    told = explain(token)
    assert by_name(told["claims"], "given_name")["now"] == "Bob"
    server.move_clock(400)
    expired = explain(token)
    assert (expired["valid"], expired["reason"][:7]) == (False, "expired")
    server.move_clock(10_000)
    assert "The session has ended: what depends on it cannot be computed again." in explain(token)["doubts"]


def test_tokens_without_a_session_and_opaque_ones(shop, explain):
    service = explain(shop.token(grant_type="client_credentials").json()["access_token"])
    assert (service["user"], service["session"]) == ("service-account-svc", "")
    clients_id = by_name(service["claims"], "client_id")
    assert clients_id["by"][0]["mapper"] == "Client ID"
    opaque = shop.token(client_id="opaque", grant_type="password", username="alice", password="wonder").json()["access_token"]
    told = explain(opaque)
    assert (told["kind"], told["header"], told["valid"], told["client"]) == ("access", {}, True, "opaque")
    refresh = explain(shop.login()["refresh_token"])
    assert (refresh["kind"], refresh["valid"], refresh["absent"], refresh["roles"]) == ("refresh", True, [], [])


def test_a_wrong_token_is_explained_as_far_as_it_goes(server, shop, explain):
    wanted = {"client_id": "svc", "username": "alice", "claims": {"tenant": 7}}
    wrong = server.controls("POST", "/realms/shop/tokens/wrong", json=wanted).json()
    for name in ("expired", "wrong_key", "bad_signature", "alg_none", "wrong_issuer"):
        told = explain(wrong[name])
        assert not told["valid"], name
        assert told["reason"], name
        assert "Nothing in the realm as it is now writes it" in by_name(told["claims"], "tenant")["said"]


@pytest.mark.parametrize("token", ["", "no token", "a.b.c", "eyJhbGciOiJub25lIn0.W10.", "x" * 300_000])
def test_what_is_no_token_is_refused(server, shop, token):
    answer = wire.post(f"{server.url}/_emulator/realms/shop/tokens/explain", json={"token": token})
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


@pytest.mark.parametrize("claims", [{}, {"typ": 5, "azp": [], "aud": {}, "scope": 7, "sid": {}, "sub": 1, "jti": None, "exp": "x"}])
def test_odd_claims_are_explained_too(server, shop, explain, claims):
    token = server.controls("POST", "/realms/shop/tokens/forged", json={"claims": claims}).json()["token"]
    assert explain(token)["doubts"]


def test_explaining_draws_nothing_and_changes_nothing(server, shop, explain):
    token, drawn = shop.login(scope="openid")["access_token"], []
    before = server.controls("GET", "/realms/shop/sessions").json()
    for times in (0, 3):
        server.controls("PUT", "/seed", json={"seed": "one"})
        told = [{**explain(token), "now": 0} for _ in range(times)]
        assert all(each == told[0] for each in told)
        assert server.controls("GET", "/realms/shop/sessions").json() == before
        server.controls("PUT", "/snapshots/now")
        drawn.append(shop.login()["session_state"])
        server.controls("POST", "/snapshots/now/restore")
    server.controls("DELETE", "/seed")
    assert drawn[0] == drawn[1]


def test_the_explanation_agrees_with_the_evaluation_of_client_scopes(server, shop, explain):
    from tests.support import admin_client

    told = explain(shop.login(scope="openid phone")["access_token"])
    with admin_client(server.url, "/shop") as api:
        (client,) = api.get("/clients", params={"clientId": "svc"}).json()
        base, scope = f"/clients/{client['id']}/evaluate-scopes", {"scope": "openid phone"}
        mappers = {
            row["mapperId"]: (row["containerType"], row["containerName"])
            for row in api.get(f"{base}/protocol-mappers", params=scope).json()
        }
        granted = {role["name"] for role in api.get(f"{base}/scope-mappings/shop/granted", params=scope).json()}
    sources = [by for claim in told["claims"] for by in claim["by"]]
    assert sources
    assert all(by["id"] in mappers and mappers[by["id"]][0] == by["container"] for by in sources)
    assert {role["role"] for role in told["roles"] if role["in_token"] and not role["client"]} <= granted
    not_asked = {entry["by"]["id"] for entry in told["absent"] if entry["why"].startswith("scope-not-")}
    assert not not_asked & set(mappers)
