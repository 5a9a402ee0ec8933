"""What tokens and their introspection say in corners. Expected values are Keycloak's."""

import pytest

from tests.conftest import ALICE, SVC
from tests.support import claims


def mapper(provider, **config):
    return {"name": provider, "protocol": "openid-connect", "protocolMapper": provider, "config": config}


def test_introspection_of_a_lightweight_token_names_the_audience_of_its_roles(server):
    own = {
        "included.client.audience": "light",
        "access.token.claim": "true",
        "lightweight.claim": "true",
        "introspection.token.claim": "true",
    }
    light = {
        **SVC, "clientId": "light", "attributes": {"client.use.lightweight.access.token.enabled": "true"},
        "protocolMappers": [mapper("oidc-audience-mapper", **own)],
    }  # fmt: skip
    realm = server.realm(
        users=[{**ALICE, "clientRoles": {"svc": ["reader"], "account": ["view-profile"]}}],
        roles={"client": {"svc": [{"name": "reader"}]}},
        clients=[SVC, light],
    )
    token = realm.login(client_id="light", scope="openid")["access_token"]
    assert claims(token)["aud"] == "light"
    assert sorted(realm.introspect(token, client_id="light")["aud"]) == ["account", "light", "svc"]
    assert realm.introspect(token) == {"active": False}


def test_an_empty_scope_is_not_told(server):
    own = {"included.client.audience": "svc", "access.token.claim": "true"}
    client = {
        **SVC,
        "protocolMappers": [mapper("oidc-audience-mapper", **own)],
        "defaultClientScopes": ["basic"],
        "optionalClientScopes": [],
    }
    realm = server.realm(users=[ALICE], clients=[client])
    token = realm.login()["access_token"]
    assert claims(token)["scope"] == ""
    assert "scope" not in realm.introspect(token)


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ({"multivalued": "true", "jsonType.label": "boolean"}, [False]),
        ({"multivalued": "false", "jsonType.label": "boolean"}, False),
        ({"multivalued": "true", "jsonType.label": "String"}, ["auditor"]),
        ({"multivalued": "true"}, ["auditor"]),
    ],
)
def test_role_claims_have_types(server, config, expected):
    roles = mapper("oidc-usermodel-realm-role-mapper", **{"claim.name": "mine", "access.token.claim": "true", **config})
    realm = server.realm(
        users=[{**ALICE, "realmRoles": ["auditor"]}], roles={"realm": [{"name": "auditor"}]}, clients=[{**SVC, "protocolMappers": [roles]}]
    )
    assert claims(realm.login()["access_token"])["mine"] == expected


@pytest.mark.parametrize(("value", "kind", "expected"), [("7", "String", 7), ("-7", "String", -7), ("7", "JSON", 7), ("7", "long", 7)])
def test_a_mapper_sets_the_time_of_the_login(server, value, kind, expected):
    time = mapper(
        "oidc-hardcoded-claim-mapper",
        **{"claim.name": "auth_time", "claim.value": value, "jsonType.label": kind, "access.token.claim": "true"},
    )
    realm = server.realm(users=[ALICE], clients=[{**SVC, "protocolMappers": [time]}])
    assert claims(realm.login(scope="openid")["access_token"])["auth_time"] == expected


def test_userinfo_has_no_address_without_parts(server):
    address = mapper(
        "oidc-hardcoded-claim-mapper",
        **{"claim.name": "address", "claim.value": "x", "jsonType.label": "String", "userinfo.token.claim": "true"},
    )
    realm = server.realm(users=[ALICE], clients=[{**SVC, "protocolMappers": [address]}])
    answer = realm.userinfo(realm.login(scope="openid")["access_token"])
    assert (answer.status_code, answer.json()) == (400, {"error": "unknown_error", "error_description": "Cannot parse the JSON"})


def test_bearer_in_lower_case(server):
    client = {**SVC, "attributes": {"token.response.type.bearer.lower-case": "true"}}
    realm = server.realm(users=[ALICE], clients=[client])
    answer = realm.login(scope="openid")
    assert (answer["token_type"], claims(answer["access_token"])["typ"]) == ("bearer", "bearer")
    assert realm.userinfo(answer["access_token"]).status_code == 200


@pytest.mark.parametrize(("realm_lifespan", "own", "expected"), [(-1, None, 36000), (300, "-1", 36000), (-1, "60", 60), (300, None, 300)])
def test_offline_tokens_that_last_as_long_as_the_session(server, realm_lifespan, own, expected):
    attributes = {"access.token.lifespan": own} if own else {}
    user = {**ALICE, "realmRoles": ["offline_access"]}
    realm = server.realm(users=[user], accessTokenLifespan=realm_lifespan, clients=[{**SVC, "attributes": attributes}])
    assert realm.login(scope="openid offline_access")["expires_in"] == expected


def test_a_session_without_lifespans_has_the_usual_ones(server):
    realm = server.realm(users=[ALICE], clients=[SVC], ssoSessionMaxLifespan=0, ssoSessionIdleTimeout=0)
    answer = realm.login(scope="openid")
    assert (answer["expires_in"], answer["refresh_expires_in"]) == (300, 1800)
    assert realm.userinfo(answer["access_token"]).status_code == 200


def test_a_login_keeps_the_language_of_its_user(server):
    bob = {**ALICE, "username": "bob", "email": "bob@example.org"}
    realm = server.realm(users=[{**ALICE, "attributes": {"locale": ["de"]}}, bob], clients=[SVC])

    def cookie(username, **headers):
        form = {"client_id": "svc", "client_secret": "s3cret", "grant_type": "password", "username": username, "password": "wonder"}
        answer = realm.http.post("/token", data=form, headers=headers)
        realm.http.cookies.clear()
        return answer.headers.get("set-cookie", "").partition(";Path")[0]

    assert cookie("alice") == "KEYCLOAK_LOCALE=de;Version=1"
    assert cookie("bob") == ""
    assert cookie("bob", Cookie="KEYCLOAK_LOCALE=de") == "KEYCLOAK_LOCALE=;Version=1"


def test_roles_that_are_called_as_the_origins_are(server):
    """Origins are no list that roles are added to: the roles stand in their place."""
    own = {"multivalued": "true", "usermodel.clientRoleMapping.clientId": "svc", "claim.name": "allowed-origins"}
    client = {
        **SVC, "webOrigins": ["https://app.example"], "fullScopeAllowed": True,
        "protocolMappers": [mapper("oidc-usermodel-client-role-mapper", **own, **{"access.token.claim": "true"})],
    }  # fmt: skip
    alice = {**ALICE, "clientRoles": {"svc": ["reader"]}}
    realm = server.realm(users=[alice], roles={"client": {"svc": [{"name": "reader"}]}}, clients=[client])
    assert claims(realm.login()["access_token"])["allowed-origins"] == ["reader"]
