"""Clients that register themselves, and what becomes of them. Answers are those of Keycloak 26.7.4."""

import json

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.conftest import ALICE, SVC

ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def test_a_registered_client_gets_tokens_until_it_is_deleted(registry):
    registered = registry.register(grant_types=["client_credentials"], token_endpoint_auth_method="client_secret_post")
    assert registered.status_code == 201
    client = registered.json()
    assert registered.headers["location"] == client["registration_client_uri"] == f"{registry.base}/openid-connect/{client['client_id']}"
    secret = {"client_id": client["client_id"], "client_secret": client["client_secret"]}
    answer = registry.token(grant_type="client_credentials", **secret)
    claims = jwt.decode(answer.json()["access_token"], options={"verify_signature": False})
    assert (claims["azp"], claims["clientHost"]) == (client["client_id"], "127.0.0.1")
    assert registry.call("DELETE", f"/{client['client_id']}", client["registration_access_token"]).status_code == 204
    assert registry.token(grant_type="client_credentials", **secret).json()["error"] == "invalid_client"
    users = registry.admin.get("/users", params={"username": f"service-account-{client['client_id']}"}).json()
    assert users == []


def test_a_client_signs_with_the_key_that_it_registered(registry):
    key = rsa.generate_private_key(65537, 2048)
    public = {**jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key(), as_dict=True), "kid": "own", "use": "sig"}
    public.pop("key_ops", None)
    registered = registry.register(
        grant_types=["client_credentials"], token_endpoint_auth_method="private_key_jwt", jwks={"keys": [public]}
    )
    client = registered.json()
    assert "client_secret" not in client
    now = int(registry.server.live.emulator.clock.now())
    claims = {"iss": client["client_id"], "sub": client["client_id"], "aud": registry.issuer, "jti": "1", "iat": now, "exp": now + 60}
    form = {"grant_type": "client_credentials", "client_assertion_type": ASSERTION}
    good = jwt.encode(claims, key, "RS256", headers={"kid": "own"})
    assert registry.token(**form, client_assertion=good).status_code == 200
    other = jwt.encode({**claims, "jti": "2"}, rsa.generate_private_key(65537, 2048), "RS256", headers={"kid": "own"})
    assert registry.token(**form, client_assertion=other).status_code == 400


def test_the_registration_access_token_rotates(registry):
    client = registry.register().json()
    place, first = f"/{client['client_id']}", client["registration_access_token"]
    assert registry.call("GET", place, first).json()["registration_access_token"] == first
    second = registry.call("PUT", place, first, {"client_id": client["client_id"], "client_name": "A"}).json()["registration_access_token"]
    assert second != first
    for method in ("GET", "PUT", "DELETE"):
        refused = registry.call(method, place, first, {"client_id": client["client_id"]} if method == "PUT" else None)
        assert (refused.status_code, refused.json()["error"]) == (401, "invalid_token")
    failed = registry.call("PUT", place, second, {"client_id": client["client_id"], "redirect_uris": ["javascript:x"], "client_name": "B"})
    assert failed.json() == {"error": "invalid_redirect_uri", "error_description": "A redirect URI uses an illegal scheme"}
    unchanged = registry.call("GET", place, second)
    assert (unchanged.status_code, unchanged.json()["client_name"]) == (200, "A")


def test_a_new_key_of_the_realm_signs_the_token_once_more(registry):
    client = registry.register().json()
    place, first = f"/{client['client_id']}", client["registration_access_token"]
    config = {"priority": ["200"], "algorithm": ["HS512"]}
    body = {"name": "new", "providerId": "hmac-generated", "providerType": "org.keycloak.keys.KeyProvider", "config": config}
    assert registry.admin.post("/components", json=body).status_code == 201
    second = registry.call("GET", place, first).json()["registration_access_token"]
    claims = [jwt.decode(token, options={"verify_signature": False}) for token in (first, second)]
    assert claims[0]["jti"] == claims[1]["jti"]
    assert set(claims[1]) == {"iat", "jti", "iss", "aud", "typ", "registration_auth"}
    assert registry.call("GET", place, second).status_code == 200


def test_tokens_of_other_realms_and_clients_do_not_do(registry):
    registry.server.realm("other")
    foreign = type(registry)(registry.server, "other")
    mine, theirs = registry.register().json(), registry.register().json()
    stranger = foreign.register().json()
    foreign.close()
    for token in (theirs["registration_access_token"], stranger["registration_access_token"]):
        assert registry.call("GET", f"/{mine['client_id']}", token).status_code == 401
    assert registry.call("POST", "", stranger["registration_access_token"], {}).status_code == 401
    made_by_client = registry.call("POST", "", mine["registration_access_token"], {})
    assert (made_by_client.status_code, made_by_client.json()["error"]) == (403, "insufficient_scope")


def test_an_administrators_token_replaces_the_clients_own(registry):
    client = registry.register().json()
    answer = registry.admin.post(f"/clients/{client['client_id']}/registration-access-token")
    assert answer.json()["secret"] == "**********"
    assert registry.call("GET", f"/{client['client_id']}", client["registration_access_token"]).status_code == 401
    own = answer.json()["registrationAccessToken"]
    assert registry.call("GET", f"/{client['client_id']}", own).json()["client_secret"] == client["client_secret"]
    assert registry.admin.post("/clients/none/registration-access-token").status_code == 404
    shown = registry.admin.get(f"/clients/{client['client_id']}").json()
    assert "registrationAccessToken" not in shown


def test_disabling_a_client_takes_its_token_away_until_it_is_enabled(registry):
    client = registry.register().json()
    place, own = f"/{client['client_id']}", client["registration_access_token"]
    registry.admin.put(f"/clients{place}", json={"clientId": client["client_id"], "enabled": False})
    assert registry.call("GET", place, own).status_code == 401
    registry.admin.put(f"/clients{place}", json={"clientId": client["client_id"], "enabled": True})
    assert registry.call("GET", place, own).status_code == 200


def test_sector_identifiers_are_fetched(registry, httpserver):
    registry.policy("trusted-hosts", client_uris_must_match=["true"])
    httpserver.expect_request("/good").respond_with_json(["https://a.test/*", "https://b.test/cb"])
    httpserver.expect_request("/none").respond_with_data("nothing")
    uris = ["https://a.test/one", "https://b.test/cb"]
    registered = registry.register(subject_type="pairwise", redirect_uris=uris, sector_identifier_uri=httpserver.url_for("/good"))
    assert registered.status_code == 201
    assert (registered.json()["subject_type"], registered.json()["sector_identifier_uri"]) == ("pairwise", httpserver.url_for("/good"))
    more = registry.register(
        subject_type="pairwise", redirect_uris=[*uris, "https://c.test/"], sector_identifier_uri=httpserver.url_for("/good")
    )
    assert more.json()["error_description"] == "Client redirect URIs does not match redirect URIs fetched from the Sector Identifier URI."
    none = registry.register(subject_type="pairwise", redirect_uris=uris, sector_identifier_uri=httpserver.url_for("/none"))
    assert none.json()["error_description"] == "Failed to get redirect URIs from the Sector Identifier URI."
    asked = len(httpserver.log)
    refused = registry.call("POST", "", None, {"subject_type": "pairwise", "sector_identifier_uri": httpserver.url_for("/good")})
    assert refused.status_code == 403
    assert len(httpserver.log) == asked, "nobody is asked for a request that policies reject"


def test_a_pairwise_client_has_subjects_of_its_own(registry):
    redirect = ["http://a.test/cb"]
    made = registry.register(subject_type="pairwise", redirect_uris=redirect, grant_types=["password"]).json()
    form = {"grant_type": "password", "username": "alice", "password": "wonder", "scope": "openid"}
    answer = registry.token(**form, client_id=made["client_id"], client_secret=made["client_secret"]).json()
    subject = jwt.decode(answer["id_token"], options={"verify_signature": False})["sub"]
    assert subject != registry.admin.get("/users", params={"username": "alice"}).json()[0]["id"]


def test_events_tell_who_registered_and_who_was_refused(registry):
    client = registry.register(client_name="A").json()
    registry.call("POST", "", None, {})
    registry.call("POST", "", "nonsense", {})
    registry.call("DELETE", f"/{client['client_id']}", "nonsense")
    registry.register(redirect_uris=["javascript:x"])
    registry.call("DELETE", f"/{client['client_id']}", client["registration_access_token"])
    events = [one for one in reversed(registry.admin.get("/events").json()) if one["type"].startswith("CLIENT_")]
    assert [(one["type"], one.get("clientId"), one.get("error"), one.get("details")) for one in events] == [
        ("CLIENT_REGISTER", client["client_id"], None, None),
        ("CLIENT_REGISTER_ERROR", None, "not_allowed", {"client_registration_policy": "Trusted Hosts"}),
        ("CLIENT_REGISTER_ERROR", None, "invalid_token", {"reason": "Failed decode token"}),
        ("CLIENT_DELETE_ERROR", None, "invalid_token", {"reason": "Failed decode token"}),
        ("CLIENT_DELETE", client["client_id"], None, None),
    ]


def test_bearers_need_a_management_role(server):
    users = [
        {**ALICE, "username": name, "email": f"{name}@example.org", "clientRoles": {"realm-management": roles}}
        for name, roles in {"creator": ["create-client"], "manager": ["manage-clients"], "nobody": []}.items()
    ]
    robot = {**SVC, "clientId": "robot"}
    service = {"username": "service-account-robot", "enabled": True, "serviceAccountClientId": "robot",
               "clientRoles": {"realm-management": ["create-client"]}}  # fmt: skip
    realm = server.realm(clients=[SVC, robot], users=[*users, service])
    place = f"{realm.issuer}/clients-registrations/openid-connect"

    def register(token):
        return realm.http.post(place, json={}, headers={"Authorization": f"Bearer {token}"})

    def log_in(name):
        return realm.token(grant_type="password", username=name, password="wonder").json()["access_token"]

    assert register(log_in("creator")).status_code == 201
    registered = register(
        realm.post("/token", grant_type="client_credentials", client_id="robot", client_secret="s3cret").json()["access_token"]
    )
    assert registered.status_code == 201
    assert register(log_in("nobody")).json() == {"error": "insufficient_scope", "error_description": "Forbidden"}
    manager = {"Authorization": f"Bearer {log_in('manager')}"}
    uri = registered.json()["registration_client_uri"]
    assert realm.http.get(uri, headers=manager).status_code == 200
    assert realm.http.get(uri, headers={"Authorization": f"Bearer {log_in('creator')}"}).status_code == 403
    assert realm.http.get(f"{place}/none", headers=manager).status_code == 404
    assert realm.http.delete(uri, headers=manager).status_code == 204


@pytest.mark.parametrize("body", ["", "null", "[]", '"text"', "{", '{"nope": 1}', '{"redirect_uris": "x"}', '{"jwks": {}}', "[" * 5000])
@pytest.mark.parametrize("provider", ["openid-connect", "default"])
def test_bodies_that_are_no_client(registry, body, provider):
    if provider == "default":
        body = body.replace("redirect_uris", "redirectUris")
    headers = {"Authorization": f"Bearer {registry.initial()}", "Content-Type": "application/json"}
    answer = registry.http.post(f"{registry.base}/{provider}", content=body, headers=headers)
    assert answer.status_code == 400
    assert set(answer.json()) <= {"error", "error_description"}


def test_content_types_methods_and_sizes(registry):
    token = registry.initial()
    headers = {"Authorization": f"Bearer {token}"}
    assert registry.http.post(f"{registry.base}/openid-connect", data={"a": "b"}, headers=headers).status_code == 415
    assert registry.http.post(f"{registry.base}/openid-connect", content="{}", headers=headers).status_code == 201
    assert registry.call("PATCH", "/x", token).status_code == 405
    assert registry.call("GET", "/a/b", token).json() == {"error": "HTTP 404 Not Found"}
    assert registry.call("GET", "", token, provider="nope").json() == {"error": "Client registration provider not found"}
    big = json.dumps({"client_name": "x" * (11 * 1024 * 1024)})
    answer = registry.http.post(f"{registry.base}/openid-connect", content=big, headers={**headers, "Content-Type": "application/json"})
    assert answer.status_code == 413


def test_preflights_name_methods_and_pages_of_other_origins_are_refused(registry):
    origin = {"Origin": "http://page.test"}
    answer = registry.call("OPTIONS", "", headers={**origin, "Access-Control-Request-Method": "POST"})
    assert set(answer.headers["access-control-allow-methods"].split(", ")) == {"DELETE", "POST", "GET", "OPTIONS", "PUT"}
    assert answer.headers["access-control-allow-origin"] == "http://page.test"
    allowed = registry.call("POST", "", registry.initial(webOrigins=["http://page.test"]), {}, headers=origin)
    assert allowed.headers["access-control-allow-origin"] == "http://page.test"
    refused = registry.call("POST", "", registry.initial(), {}, headers=origin)
    assert (refused.status_code, refused.json()) == (403, {"error": "Invalid origin"})
    registry.policy("registration-web-origins", "authenticated", web_origins=["*"])
    assert registry.call("POST", "", registry.initial(), {}, headers=origin).status_code == 201


def test_two_mappers_of_one_name_and_flows_that_are_not_there(registry):
    mapper = {"name": "n", "protocol": "openid-connect", "protocolMapper": "oidc-full-name-mapper", "config": {}}
    twice = registry.register(provider="default", clientId="twice", protocolMappers=[mapper, mapper])
    assert twice.json() == {"error": "invalid_client_metadata", "error_description": "Client Identifier in use"}
    bound = registry.register(provider="default", clientId="bound", authenticationFlowBindingOverrides={"browser": "nope"})
    assert (bound.status_code, bound.json()["error"]) == (400, "unknown_error")
    registered = registry.register(provider="default", clientId="app").json()
    own = registered["registrationAccessToken"]
    again = registry.call("PUT", "/app", own, {"clientId": "app", "protocolMappers": [mapper, mapper]}, "default")
    assert (again.status_code, again.json()) == (400, {"error": "unknown_error"})
    assert registry.call("GET", "/app", own, provider="default").json().get("protocolMappers") is None
    types = [one["type"] for one in registry.admin.get("/events").json() if one["type"].startswith("CLIENT_")]
    assert types == ["CLIENT_REGISTER"], "what Keycloak did not foresee leaves no event"


def test_pairwise_subjects_need_one_host(registry):
    mapper = {"name": "p", "protocol": "openid-connect", "protocolMapper": "oidc-sha256-pairwise-sub-mapper", "config": {}}
    form = {"grant_type": "password", "username": "alice", "password": "wonder", "client_secret": "s"}
    many, star, scheme, ports = ["http://a.test/", "http://b.test/"], ["*"], ["a.test:/cb"], ["http://a.test/", "http://a.test:8080/"]
    assert registry.admin.post(
        "/client-scopes", json={"name": "pair", "protocol": "openid-connect", "protocolMappers": [mapper]}
    ).is_success
    for number, (uris, status) in enumerate(((many, 400), (star, 400), (scheme, 400), ([], 400), (ports, 200))):
        client = {"clientId": f"p{number}", "secret": "s", "directAccessGrantsEnabled": True, "redirectUris": uris}
        assert registry.admin.post("/clients", json={**client, "defaultClientScopes": ["pair"]}).status_code == 201
        answer = registry.token(**form, client_id=client["clientId"])
        assert (answer.status_code, answer.json().get("error")) == (status, "unknown_error" if status == 400 else None), uris
