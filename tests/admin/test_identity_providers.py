"""Identity providers in the Admin API: what is refused, described and imported. Expected values are the real Keycloak's answers."""

import pytest

OK = {"clientId": "x", "clientSecret": "y", "authorizationUrl": "http://localhost/auth", "tokenUrl": "http://127.0.0.1/t"}
OPENID = ["USER_AUTHENTICATION", "CLIENT_ASSERTION", "TRUST_MATERIAL", "EXCHANGE_EXTERNAL_TOKEN", "JWT_AUTHORIZATION_GRANT"]


@pytest.fixture
def admin(realm, admin):
    return admin


def create(admin, **document):
    return admin.post("/identity-provider/instances", json={"alias": "up", "providerId": "oidc", "config": OK, **document})


@pytest.mark.parametrize(
    ("document", "body"),
    [
        ({"alias": "u p"}, {"error": "Empty Space not allowed."}),
        ({"alias": "a/b"}, {"error": "Character '/' not allowed."}),
        ({"alias": "a?b"}, {"error": "Character '?' not allowed."}),
        ({"alias": "a+b"}, {"error": "Character '+' not allowed."}),
        ({"alias": "a\tb"}, {"error": "Empty Space not allowed."}),
        ({"alias": "a{b}"}, {"errorMessage": "Path parameter not provided b"}),
        ({"alias": None}, {"errorMessage": "path is null"}),
        ({"providerId": None}, {"errorMessage": "Invalid identity provider id [null]"}),
        ({"providerId": "nope"}, {"errorMessage": "Invalid identity provider id [nope]"}),
        ({"config": {**OK, "tokenUrl": "nonsense"}}, {"errorMessage": "The url [token_url] is malformed"}),
        ({"config": {**OK, "userInfoUrl": "//x/y"}}, {"errorMessage": "The url [userinfo_url] is malformed"}),
        ({"config": {**OK, "jwksUrl": "https://a b/"}}, {"errorMessage": "The url [jwks_url] is malformed"}),
        ({"config": {**OK, "logoutUrl": "ftp://localhost/"}}, {"errorMessage": "Invalid protocol/scheme for url [logout_url]"}),
        (
            {"config": {**OK, "authorizationUrl": "http://a.b/"}},
            {"errorMessage": "The url [authorization_url] requires secure connections"},
        ),
        (
            {"config": {**OK, "validateSignature": "true", "useJwksUrl": "true"}},
            {"errorMessage": "JWKS URL is required when 'Validate signatures' enabled and 'Use JWKS URL' enabled"},
        ),
        ({"providerId": "oauth2"}, {"errorMessage": "User Info URL not provided"}),
    ],
)
def test_refused(admin, document, body):
    answer = create(admin, **document)
    assert (answer.status_code, answer.json()) == (400, body)
    assert admin.get("/identity-provider/instances").json() == []


@pytest.mark.parametrize("url", ["http://10.0.0.1/x", "http://localhost:9/", "https://a.b/", ""])
def test_urls_that_may_be_plain(admin, url):
    assert create(admin, config={**OK, "tokenUrl": url}).status_code == 201


def test_an_update_replaces_all_but_the_kind(admin):
    assert create(admin, displayName="D", trustEmail=True, enabled=False).status_code == 201
    path = "/identity-provider/instances/up"
    before = admin.get(path).json()
    assert admin.put(path, json={**before, "config": {**before["config"], "tokenUrl": "https://t/"}}).status_code == 204
    assert admin.get(path).json()["config"]["clientSecret"] == "**********"
    assert admin.put(path, json={"alias": "up", "providerId": "keycloak-oidc"}).status_code == 204
    expected = {"alias": "up", "internalId": before["internalId"], "providerId": "oidc", "enabled": True, "config": {}, "types": OPENID}
    assert admin.get(path).json() == expected
    answer = admin.put(path, json={"alias": "other", "providerId": "oidc"})
    assert (answer.status_code, answer.json()) == (400, {"errorMessage": "Identity Provider alias cannot be changed"})


def test_mappers_are_theirs_by_name(admin):
    create(admin)
    mappers = "/identity-provider/instances/up/mappers"
    whole = {"name": "n", "identityProviderMapper": "oidc-username-idp-mapper", "identityProviderAlias": "up"}
    for missing in whole:
        answer = admin.post(mappers, json={name: value for name, value in whole.items() if name != missing})
        assert (answer.status_code, answer.json()["error_description"]) == (409, "Duplicate resource error")
    assert admin.post(mappers, json=whole).status_code == 201
    answer = admin.post(mappers, json=whole)
    assert (answer.status_code, answer.json()) == (400, {"errorMessage": "Failed to add mapper 'n' to identity provider [oidc]."})
    (mapper_there,) = admin.get(mappers).json()
    assert admin.put(f"{mappers}/{mapper_there['id']}", json={**mapper_there, "name": "m"}).status_code == 204
    assert [one["name"] for one in admin.get(mappers).json()] == ["m"]
    assert admin.put(f"{mappers}/{mapper_there['id']}", json={"name": "only"}).json()["error"] == "unknown_error"


def test_what_providers_and_mappers_are(admin):
    create(admin)
    described = admin.get("/identity-provider/providers/keycloak-oidc").json()
    assert (described["id"], described["name"]) == ("keycloak-oidc", "Keycloak OpenID Connect")
    answer = admin.get("/identity-provider/providers/nope")
    assert (answer.status_code, answer.json()) == (400, {"error": "HTTP 400 Bad Request"})
    types = admin.get("/identity-provider/instances/up/mapper-types").json()
    assert len(types) == 10
    assert types["oidc-username-idp-mapper"]["properties"][0]["defaultValue"] == "${ALIAS}.${CLAIM.preferred_username}"
    assert admin.get("/identity-provider/instances/none/mapper-types").status_code == 404
    assert admin.get("/identity-provider/instances/up/export").status_code == 204
    assert admin.get("/identity-provider/instances/up/reload-keys").json() is False


def test_another_servers_metadata_becomes_a_config(admin, server):
    issuer = f"{server.url}/realms/master"
    protocol = f"{issuer}/protocol/openid-connect"
    url = f"{issuer}/.well-known/openid-configuration"
    answer = admin.post("/identity-provider/import-config", json={"providerId": "oidc", "fromUrl": url})
    assert answer.json() == {
        "userInfoUrl": f"{protocol}/userinfo",
        "validateSignature": "true",
        "tokenIntrospectionUrl": f"{protocol}/token/introspect",
        "metadataDescriptorUrl": url,
        "tokenUrl": f"{protocol}/token",
        "authorizationUrl": f"{protocol}/auth",
        "jwksUrl": f"{protocol}/certs",
        "logoutUrl": f"{protocol}/logout",
        "issuer": issuer,
        "useJwksUrl": "true",
    }


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"providerId": "oidc"}, "HTTP 400 Bad Request"),
        ({}, "HTTP 400 Bad Request"),
        ({"providerId": "nope", "fromUrl": "http://127.0.0.1:1/"}, "unknown_error"),
        ({"providerId": "oidc", "fromUrl": "http://127.0.0.1:1/"}, "unknown_error"),
        ({"providerId": "oidc", "fromUrl": "file:///etc/passwd"}, "unknown_error"),
        ({"providerId": "oidc", "fromUrl": 5}, "unknown_error"),
        ([1], "unknown_error"),
    ],
)
def test_metadata_that_cannot_be_had(admin, body, said):
    answer = admin.post("/identity-provider/import-config", json=body)
    assert (answer.status_code, answer.json()["error"]) == (400, said)


def test_keeping_admin_events_begins_after_the_change_that_asks_for_it(admin):
    admin.put("", json={"adminEventsEnabled": True, "adminEventsDetailsEnabled": True})
    create(admin)
    admin.put("", json={"adminEventsEnabled": False})
    create(admin, alias="later")
    found = [(one["operationType"], one["resourceType"], one.get("resourcePath") or None) for one in admin.get("/admin-events").json()]
    assert found == [("UPDATE", "REALM", None), ("CREATE", "IDENTITY_PROVIDER", "identity-provider/instances/up")]
