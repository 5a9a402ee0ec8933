"""Clients of the Admin API and what is below them: nodes, keys, mappers, URLs, sessions. Answers are those of Keycloak 26.7.4."""

import pytest

from tests.support import claims

OFF = {"error": "Feature not enabled", "error_description": "For more on this error consult the server log."}


pytestmark = pytest.mark.usefixtures("staffed")


@pytest.fixture
def client(admin):
    return f"/clients/{admin.get('/clients', params={'clientId': 'app'}).json()[0]['id']}"


def test_nodes_of_a_client(admin, client, server):
    assert admin.post(f"{client}/nodes", json={"node": "host"}).status_code == 204
    assert admin.get(client).json()["registeredNodes"] == {"host": pytest.approx(server.live.emulator.clock.seconds(), abs=5)}
    assert admin.delete(f"{client}/nodes/host").status_code == 204
    assert "registeredNodes" not in admin.get(client).json()
    assert admin.delete(f"{client}/nodes/host").json() == {"error": "Client does not have node "}
    assert admin.post(f"{client}/nodes", json={}).json() == {"error": "Node not found in params"}
    assert admin.post(f"{client}/push-revocation").json() == admin.get(f"{client}/test-nodes-available").json() == {}


def test_what_applications_are_told(admin, client, server, httpserver):
    """As observed: 200 and 204 count, a client of another protocol is not told of a bound, and the realm's counts for all."""
    for path, status in (("/app/", 204), ("/gone/", 302), ("/busy/", 500)):
        for action in ("k_push_not_before", "k_test_available", "k_logout"):
            httpserver.expect_request(f"{path}{action}", method="POST").respond_with_data("", status=status)
    base = httpserver.url_for("").rstrip("/")
    for name, more in (
        ("busy", {"adminUrl": f"{base}/busy"}), ("gone", {"rootUrl": base, "adminUrl": "/gone"}), ("dead", {"adminUrl": "http://127.0.0.1:9"}),
        ("saml", {"adminUrl": f"{base}/app", "protocol": "saml"}),
    ):  # fmt: skip
        assert admin.post("/clients", json={"clientId": name, **more}).status_code == 201
    assert admin.put(client, json={"clientId": "app", "adminUrl": f"{base}/app", "notBefore": 5}).status_code == 204
    assert admin.post(f"{client}/push-revocation").json() == {"successRequests": [f"{base}/app"]}
    assert admin.get(f"{client}/test-nodes-available").json() == {"successRequests": [f"{base}/app"]}
    assert admin.put("", json={"notBefore": 7}).status_code == 204
    told = admin.post("/push-revocation").json()
    assert told["successRequests"] == [f"{base}/app"]
    assert sorted(told["failedRequests"]) == sorted([f"{base}/busy", f"{base}/gone", "http://127.0.0.1:9", f"{base}/app"])
    messages = [claims(request.get_data(as_text=True)) for request, _ in httpserver.log if "/app/" in request.path]
    assert [(one["action"], one["resource"], one.get("notBefore")) for one in messages] == [
        ("PUSH_NOT_BEFORE", "app", 5), ("TEST_AVAILABILITY", "app", None), ("PUSH_NOT_BEFORE", "app", 7),
    ]  # fmt: skip
    assert messages[0]["expiration"] == pytest.approx(server.live.emulator.clock.seconds() + 30, abs=5)


def test_secrets_are_not_rotated(admin, client):
    assert admin.get(f"{client}/client-secret/rotated").json() == {"error": "Client does not have a rotated secret"}
    assert admin.delete(f"{client}/client-secret/rotated").status_code == 204


def test_permissions_of_the_first_kind_are_off(admin, client):
    group = f"/groups/{admin.get('/groups').json()[0]['id']}"
    for path in (f"{client}/management/permissions", f"{group}/management/permissions", "/users-management-permissions"):
        for method in ("GET", "PUT"):
            answer = admin.request(method, path, json={"enabled": True})
            assert (answer.status_code, answer.json()) == (501, OFF)
    assert admin.get("/clients/nope/management/permissions").json() == {"error": "Could not find client"}
    assert admin.put("/groups/nope/management/permissions", json={}).json() == {"error": "Could not find group by id"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"protocol": "nope"}, "Invalid protocol: nope"),
        ({"rootUrl": "nope"}, "Root URL is not a valid URL"),
        ({"rootUrl": "javascript:alert(1)"}, "Root URL uses an illegal scheme"),
        ({"rootUrl": "http://x/#a"}, "Root URL must not contain an URL fragment"),
        ({"rootUrl": "${authBaseUrl}"}, None),
        ({"baseUrl": "data:x"}, "Base URL uses an illegal scheme"),
        ({"baseUrl": "/relative"}, None),
        ({"adminUrl": "http://a b"}, "Admin URL is not a valid URL"),
        ({"redirectUris": ["http://x/#a"]}, "A redirect URI must not contain an URL fragment"),
        ({"redirectUris": ["javascript:alert(1)"]}, "A redirect URI uses an illegal scheme"),
        ({"redirectUris": ["http://a b"]}, "A redirect URI is not a valid URI"),
        ({"attributes": {"jwks.url": "nope"}}, "JWKS URL is not a valid URL"),
        ({"attributes": {"logoUri": "nope"}}, None),
        ({"attributes": {"post.logout.redirect.uris": "+##javascript:alert(1)"}}, "A post-logout redirect URI uses an illegal scheme"),
    ],
)
def test_urls_of_clients(admin, client, change, said):
    refusal = {"error": "invalid_input", "error_description": said}
    for answer in (admin.post("/clients", json={"clientId": "new", **change}), admin.put(client, json={"clientId": "app", **change})):
        assert answer.is_success if said is None else (answer.status_code, answer.json()) == (400, refusal)


def test_names_that_are_taken(admin, client):
    conflict = {"error": "conflict", "error_description": "Duplicate resource error"}
    admin.post("/roles", json={"name": "r1"})
    admin.post("/roles", json={"name": "r2", "composite": True, "composites": {"realm": ["r1"], "client": {"nope": ["x"]}}})
    assert [one["name"] for one in admin.get("/roles/r2/composites").json()] == ["r1"]
    assert admin.put("/roles/r2", json={"name": "r1"}).json() == conflict
    assert admin.put(client, json={"clientId": "account"}).json() == conflict
    scope = next(one for one in admin.get("/client-scopes").json() if one["name"] == "address")
    assert admin.put(f"/default-default-client-scopes/{scope['id']}").json() == conflict
    assert admin.put(f"{client}/default-client-scopes/nope").json() == {"error": "Client scope not found"}
    assert admin.post("/roles/r2/composites", json=[{"id": "nope"}]).json() == {"error": "Could not find composite role"}


def test_mappers_that_are_refused(admin, client):
    models = f"{client}/protocol-mappers"
    made = {"name": "m", "protocol": "openid-connect", "protocolMapper": "oidc-sub-mapper", "config": {}}
    assert admin.post(f"{models}/models", json={}).json() == {"error": "ProtocolMapper provider not found"}
    assert admin.post(f"{models}/add-models", json=[made]).status_code == 204
    said = {"error": "conflict", "error_description": "Protocol mapper name must be unique per protocol"}
    assert admin.post(f"{models}/add-models", json=[made]).json() == said


def test_clients_cannot_be_searched_by_attribute(admin):
    refused = admin.get("/clients", params={"q": "a:b c:d"})
    assert (refused.status_code, refused.json()["error_description"]) == (400, "Attributes [a, c] not allowed for search")


def test_full_scope_lets_every_role_through(admin, client):
    names = {one["name"] for one in admin.get(f"{client}/scope-mappings/realm/composite").json()}
    assert {"offline_access", "uma_authorization"} <= names
    admin.put(client, json={"clientId": "app", "fullScopeAllowed": False})
    assert admin.get(f"{client}/scope-mappings/realm/composite").json() == []


@pytest.mark.parametrize("path", ["/roles", "/roles/none", "/user-sessions", "/offline-sessions", ""])
def test_a_client_that_there_is_not(admin, path):
    answer = admin.get(f"/clients/none{path}")
    assert (answer.status_code, answer.json()) == (404, {"error": "Could not find client"})


NEW_OPENID_CLIENTS = [
    ({}, (True, True, [], [], None)),
    ({"publicClient": False}, (False, True, [], [], None)),
    ({"directAccessGrantsEnabled": False}, (True, False, [], [], None)),
    ({"directGrantsOnly": False}, (True, False, [], [], None)),
    ({"rootUrl": "https://a.test"}, (True, True, ["https://a.test/*"], ["https://a.test"], "https://a.test")),
    (
        {"rootUrl": "https://a.test/", "redirectUris": ["https://b.test/*"]},
        (True, True, ["https://b.test/*"], ["https://b.test"], "https://a.test/"),
    ),
    (
        {"rootUrl": "https://a.test", "webOrigins": ["https://w.test"]},
        (True, True, ["https://a.test/*"], ["https://a.test"], "https://a.test"),
    ),
]


@pytest.mark.parametrize(("given", "expected"), NEW_OPENID_CLIENTS)
def test_a_new_client_that_names_its_protocol_gets_further_defaults(admin, given, expected):
    made = admin.post("/clients", json={"clientId": "new", "protocol": "openid-connect", **given})
    shown = admin.get(f"/clients/{made.headers['location'].rpartition('/')[2]}").json()
    names = ("publicClient", "directAccessGrantsEnabled", "redirectUris", "webOrigins", "adminUrl")
    assert tuple(shown.get(name) for name in names) == expected
    assert ("secret" in shown) is not shown["publicClient"]
    assert shown["attributes"]["backchannel.logout.session.required"] == "true"


def test_a_client_that_is_imported_gets_none_of_them(admin):
    answer = admin.post("/partialImport", json={"ifResourceExists": "FAIL", "clients": [{"clientId": "new", "protocol": "openid-connect"}]})
    assert answer.json()["added"] == 1
    shown = admin.get("/clients", params={"clientId": "new"}).json()[0]
    assert (shown["publicClient"], shown["directAccessGrantsEnabled"]) == (False, False)


def test_a_new_key_pair_takes_the_place_of_a_key_set(admin, client):
    attributes = {"jwks.string": "{}", "use.jwks.string": "false", "jwks.url": "https://a.test/c", "use.jwks.url": "true"}
    for prefix in ("saml.encryption", "jwt.credential"):
        assert admin.put(client, json={"attributes": attributes}).status_code == 204
        assert admin.post(f"{client}/certificates/{prefix}/generate").status_code == 200
        kept = admin.get(client).json()["attributes"]
        assert sorted(name for name in kept if "jwks" in name) == ["jwks.url", "use.jwks.url"], prefix


def test_mappers_that_write_into_access_tokens_unless_told_otherwise(admin, client):
    for kind in ("oidc-audience-resolve-mapper", "oidc-allowed-origins-mapper"):
        for value, shown in (("yes", "false"), ("TRUE", "false"), ("false", "false"), ("", "true"), ("true", "true")):
            mapper = {"name": f"{kind} {value}", "protocol": "openid-connect", "protocolMapper": kind}
            place = admin.post(f"{client}/protocol-mappers/models", json={**mapper, "config": {"access.token.claim": value}})
            config = admin.get(place.headers["location"]).json()["config"]
            assert config == {"access.token.claim": shown, "introspection.token.claim": "true"}, (kind, value)
