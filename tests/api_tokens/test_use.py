"""API tokens as Bearer tokens: introspection, userinfo, the REST APIs, exchange; narrowed to what the token and its owner have."""

import pytest

from tests.api_tokens.conftest import ACCOUNT, EXCHANGE, JSON, Admin, Tokens, person
from tests.conftest import ALICE, SVC


def roles_of(answer):
    return set((answer.get("realm_access") or {}).get("roles") or ())


def test_introspection(realm, alice):
    token = alice.new(label="ci", roles=["viewer"], expiresIn=3600)
    introspected = realm.introspect(token["token"])
    assert {name: introspected[name] for name in introspected if name not in ("sub", "acr", "allowed-origins")} == {
        "active": True, "token_type": "Bearer", "typ": "Bearer", "iss": realm.issuer, "azp": "api-tokens", "client_id": "api-tokens",
        "username": "alice", "preferred_username": "alice", "jti": token["id"], "api_token": token["id"], "label": "ci",
        "iat": token["createdDate"] // 1000, "exp": token["expirationDate"] // 1000, "scope": "openid profile email",
        "realm_access": {"roles": ["viewer"]}, "email": "alice@example.org", "email_verified": True,
        "name": "Alice Liddell", "given_name": "Alice", "family_name": "Liddell",
    }  # fmt: skip
    assert introspected["sub"] == realm.userinfo(alice.access).json()["sub"]


def test_introspection_without_an_end(realm, alice):
    assert "exp" not in realm.introspect(alice.new()["token"])


def test_all_roles_unless_some_are_chosen(realm, alice):
    found = realm.introspect(alice.new()["token"])
    assert {"engineer", "viewer"} <= roles_of(found)
    assert set(found["resource_access"]["account"]["roles"]) >= {"manage-account", "view-profile"}
    assert roles_of(realm.introspect(alice.new(roles=[])["token"])) == set()


def test_client_roles_by_name(realm, alice):
    made = alice.new(roles=["account:view-profile", "engineer"])
    assert made["roles"] == ["account:view-profile", "engineer"]
    found = realm.introspect(made["token"])
    assert (found["realm_access"], found["resource_access"]) == ({"roles": ["engineer"]}, {"account": {"roles": ["view-profile"]}})


def test_a_role_that_the_owner_loses_is_lost(realm, admin, alice):
    token, narrow = alice.new()["token"], alice.new(roles=["viewer", "engineer"])["token"]
    user, role = admin.user("alice"), admin.send("GET", "/roles/engineer").json()
    assert admin.send("DELETE", f"/users/{user}/role-mappings/realm", json=[role]).status_code == 204
    assert "engineer" not in roles_of(realm.introspect(token))
    assert roles_of(realm.introspect(narrow)) == {"viewer"}
    admin.send("POST", f"/users/{user}/role-mappings/realm", json=[role])
    assert roles_of(realm.introspect(narrow)) == {"viewer", "engineer"}


def test_a_composite_that_is_lost_takes_along_what_it_had(make_realm):
    chief = {"name": "chief", "composites": {"realm": ["viewer"]}}
    realm = make_realm(roles={"realm": [{"name": "viewer"}, chief]}, users=[person(ALICE, "chief", "viewer")])
    admin, token = Admin(realm), Tokens(realm).new(roles=["chief"])["token"]
    assert roles_of(realm.introspect(token)) == {"chief", "viewer"}
    admin.send("DELETE", f"/users/{admin.user('alice')}/role-mappings/realm", json=[admin.send("GET", "/roles/chief").json()])
    assert roles_of(realm.introspect(token)) == set()


def test_a_role_that_is_deleted_and_made_again_is_another(realm, admin, alice):
    token, user = alice.new(roles=["engineer"])["token"], admin.user("alice")
    admin.send("DELETE", "/roles/engineer")
    admin.send("POST", "/roles", json={"name": "engineer"})
    admin.send("POST", f"/users/{user}/role-mappings/realm", json=[admin.send("GET", "/roles/engineer").json()])
    assert roles_of(realm.introspect(token)) == set()


def test_userinfo(realm, alice):
    answer = realm.userinfo(alice.new()["token"])
    assert (answer.status_code, answer.json()["preferred_username"]) == (200, "alice")


def test_userinfo_needs_the_scope_openid(realm, alice):
    answer = realm.userinfo(alice.new(scopes=["email"])["token"])
    assert (answer.status_code, "insufficient_scope" in answer.headers["www-authenticate"]) == (403, True)
    assert set(realm.userinfo(alice.new(scopes=["openid", "email"])["token"]).json()) == {"sub", "email", "email_verified"}


def test_scopes_that_are_chosen_are_all_there_is(make_realm):
    realm = make_realm({"apiTokensClient": "svc"})
    found = realm.introspect(Tokens(realm).new(scopes=["address"])["token"])
    assert (found["scope"], found["client_id"], "email" in found, "realm_access" in found) == ("address", "svc", False, True)


def test_the_scopes_are_limited_by_the_realm(make_realm):
    tokens = Tokens(make_realm({"apiTokensScopes": "openid##email"}))
    assert tokens.new()["scopes"] == ["openid", "email"]
    assert tokens.create(scopes=["profile"]).status_code == 400


def test_a_scope_that_needs_a_role_is_refused_without_it(make_realm):
    scope = {"name": "secrets", "protocol": "openid-connect", "attributes": {"include.in.token.scope": "true"}}
    realm = make_realm({"apiTokensClient": "svc"})
    admin = Admin(realm)
    identifier = admin.send("POST", "/client-scopes", json=scope).headers["location"].rsplit("/", 1)[-1]
    admin.send("POST", f"/client-scopes/{identifier}/scope-mappings/realm", json=[admin.send("GET", "/roles/engineer").json()])
    client = admin.send("GET", "/clients?clientId=svc").json()[0]["id"]
    admin.send("PUT", f"/clients/{client}/optional-client-scopes/{identifier}")
    assert Tokens(realm).new(scopes=["secrets"])["scopes"] == ["secrets"]
    assert Tokens(realm, "bob").create(scopes=["secrets"]).json()["field"] == "scopes"


def test_the_roles_are_limited_by_the_realm(make_realm):
    realm = make_realm({"apiTokensRoles": "engineer##viewer"})
    tokens = Tokens(realm)
    assert tokens.create().json() == {"field": "roles", "errorMessage": "Please choose a role: engineer, viewer"}
    assert tokens.create(roles=["account:manage-account"]).status_code == 400
    assert roles_of(realm.introspect(tokens.new(roles=["viewer"])["token"])) == {"viewer"}


def test_the_audience_is_limited_by_the_realm(make_realm):
    realm = make_realm({"apiTokensAudience": "other"})
    token = Tokens(realm).new()["token"]
    assert realm.introspect(token) == {"active": False}
    assert realm.introspect(token, client_id="other")["active"]


def test_rules_that_make_no_sense_make_no_tokens(make_realm):
    for attribute in (
        {"apiTokensPrefix": "no"},
        {"apiTokensMaxLifespan": "soon"},
        {"apiTokensMaxLifespan": "-5"},
        {"apiTokensClient": "nobody"},
    ):
        realm = make_realm(attribute, name=f"broken-{len(str(attribute))}-{next(iter(attribute.values()))}".lower())
        assert Tokens(realm).create().status_code == 400


def test_tokens_hold_while_the_rules_make_no_sense_no_more(realm, admin, alice):
    token = alice.new()["token"]
    rules = admin.send("GET", "").json()["attributes"]
    admin.send("PUT", "", json={"attributes": {**rules, "apiTokensMaxLifespan": "soon"}})
    assert realm.introspect(token) == {"active": False}
    assert realm.userinfo(token).status_code == 401
    admin.send("PUT", "", json={"attributes": {**rules, "apiTokensMaxLifespan": ""}})
    assert realm.introspect(token)["active"]


def test_the_account_api(realm, alice):
    token = alice.new(roles=["account:view-profile"])["token"]
    url, headers = f"{realm.issuer}/account", {**JSON, "Authorization": f"Bearer {token}"}
    assert realm.http.get(url, headers=headers).json()["username"] == "alice"
    assert realm.http.post(url, headers=headers, json={"firstName": "X"}).status_code == 403
    without = {**headers, "Authorization": f"Bearer {alice.new(roles=['viewer'])['token']}"}
    assert realm.http.get(url, headers=without).status_code == 401


def test_the_admin_api_of_the_own_realm(make_realm):
    manager = {**ALICE, "clientRoles": {**ACCOUNT, "realm-management": ["view-users", "view-realm"]}}
    realm = make_realm(users=[manager])
    tokens, admin = Tokens(realm), Admin(realm)
    every = tokens.new()["token"]
    assert admin.send("GET", "/users", bearer=every).status_code == 200
    assert admin.send("POST", "/users", bearer=every, json={"username": "eve"}).status_code == 403
    narrow = tokens.new(roles=["realm-management:view-realm"])["token"]
    assert (admin.send("GET", "", bearer=narrow).status_code, admin.send("GET", "/users", bearer=narrow).status_code) == (200, 403)
    assert admin.send("GET", "/users", bearer=tokens.new(roles=["account:view-profile"])["token"]).status_code == 403
    assert tokens.list()[0]["lastUsedDate"]


def test_the_admin_api_by_a_token_of_master(server, make_realm):
    realm, other = make_realm(), make_realm(name="other")
    admin = Admin(realm)
    master = type(realm)(server, "master")
    master_admin = Admin(master)
    master_admin.send("PUT", "", json={"attributes": {"apiTokensEnabled": "true"}})
    tokens = Tokens.__new__(Tokens)
    tokens.realm, tokens.access = master, account_token(master)
    token = tokens.new()["token"]
    for at in (realm, other):
        assert Admin(at).send("GET", "/users", bearer=token).status_code == 200
    url = f"{server.url}/admin/realms"
    assert {"test", "other", "master"} <= {at["realm"] for at in realm.http.get(url, headers={"Authorization": f"Bearer {token}"}).json()}
    own = Tokens(realm).new()["token"]
    assert Admin(other).send("GET", "/users", bearer=own).status_code == 403
    assert admin.send("GET", "/users", bearer="kce_" + "0" * 57).status_code == 401


def account_token(master):
    form = {"grant_type": "password", "client_id": "admin-cli", "username": "admin", "password": "admin", "scope": "openid"}
    admin = Admin(master)
    client = {"clientId": "t", "publicClient": True, "directAccessGrantsEnabled": True}
    assert admin.send("POST", "/clients", json=client).status_code == 201
    user = admin.user("admin")
    account = admin.send("GET", "/clients?clientId=account").json()[0]["id"]
    role = admin.send("GET", f"/clients/{account}/roles/manage-account").json()
    assert admin.send("POST", f"/users/{user}/role-mappings/clients/{account}", json=[role]).status_code == 204
    return master.post("/token", **{**form, "client_id": "t"}).json()["access_token"]


def exchange(realm, token, **form):
    return realm.token(**{**EXCHANGE, "subject_token": token, **form})


def test_exchange_for_a_short_jwt(realm, alice):
    from emulator.testing.recorder import decoded_jwt

    made = alice.new(roles=["viewer"])
    answer = exchange(realm, made["token"]).json()
    claims = decoded_jwt(answer["access_token"])["claims"]
    assert (answer["expires_in"], answer["token_type"], "refresh_token" in answer, "id_token" in answer) == (300, "Bearer", False, False)
    assert (claims["realm_access"], claims["azp"], claims["api_token"]) == ({"roles": ["viewer"]}, "svc", made["id"])
    assert claims["exp"] - claims["iat"] == 300
    assert realm.userinfo(exchange(realm, made["token"], scope="openid").json()["access_token"]).json()["preferred_username"] == "alice"


def test_an_exchanged_token_says_no_more_than_the_api_token(make_realm):
    manager = {**ALICE, "clientRoles": {**ACCOUNT, "realm-management": ["view-users"]}, "realmRoles": ["viewer"]}
    realm = make_realm(users=[manager])
    tokens, admin = Tokens(realm), Admin(realm)
    jwt = exchange(realm, tokens.new(roles=["viewer"], scopes=["email"])["token"], scope="openid phone").json()
    assert set(jwt["scope"].split()) == {"email"}
    introspected = realm.introspect(jwt["access_token"], client_id="svc")
    again = exchange(realm, jwt["access_token"], scope="openid profile").json()
    assert set(again["scope"].split()) == {"email"}
    for token in (jwt["access_token"], again["access_token"]):
        assert admin.send("GET", "/users", bearer=token).status_code == 403
        assert realm.userinfo(token).status_code == 403
    if introspected["active"]:
        assert roles_of(introspected) == {"viewer"}


def test_an_exchanged_token_ends_with_the_api_token(server, realm, alice):
    made = alice.new(expiresIn=100)
    answer = exchange(realm, made["token"], scope="openid").json()
    assert answer["expires_in"] <= 100
    assert realm.userinfo(answer["access_token"]).status_code == 200
    alice.send("DELETE", f"/{made['id']}")
    assert realm.userinfo(answer["access_token"]).status_code == 401
    assert exchange(realm, made["token"]).json() == {"error": "invalid_request", "error_description": "Invalid token"}


@pytest.mark.parametrize("kind", ["id_token", "refresh_token"])
def test_an_api_token_is_exchanged_for_access_tokens_only(make_realm, kind):
    attributes = {"standard.token.exchange.enabled": "true", "standard.token.exchange.enableRefreshRequestedTokenType": "SAME_SESSION"}
    realm = make_realm(clients=[{**SVC, "attributes": attributes}])
    answer = exchange(realm, Tokens(realm).new()["token"], requested_token_type=f"urn:ietf:params:oauth:token-type:{kind}", scope="openid")
    assert (answer.status_code, answer.json()["error_description"]) == (400, "requested_token_type unsupported")


def test_a_client_whose_tokens_never_expire_gets_a_short_one(make_realm):
    attributes = {"standard.token.exchange.enabled": "true", "access.token.expiration": "never"}
    realm = make_realm(clients=[{**SVC, "attributes": attributes}])
    assert exchange(realm, Tokens(realm).new()["token"]).json()["expires_in"] == 300


def test_only_clients_of_the_audience_exchange(make_realm):
    exchanging = {"standard.token.exchange.enabled": "true"}
    realm = make_realm(
        {"apiTokensAudience": "other"}, clients=[{**SVC, "attributes": exchanging}, {**SVC, "clientId": "other", "attributes": exchanging}]
    )
    token = Tokens(realm).new()["token"]
    assert exchange(realm, token).json()["error"] == "access_denied"
    assert exchange(realm, token, client_id="other").status_code == 200


def test_an_api_token_makes_no_api_token(realm, alice):
    token = alice.new()["token"]
    assert alice.send("POST", bearer=token, json={"label": "child"}).status_code == 403
    jwt = exchange(realm, token).json()["access_token"]
    assert alice.send("POST", bearer=jwt, json={"label": "child"}).status_code in (401, 403)
    assert len(alice.list(bearer=token)) == 1


def test_an_access_token_gives_no_roles_that_it_has_not(make_realm):
    limited = {**SVC, "clientId": "limited", "fullScopeAllowed": False}
    mappings = {"account": [{"client": "limited", "roles": ["manage-account"]}]}
    realm = make_realm(clients=[SVC, limited], clientScopeMappings=mappings, scopeMappings=[{"client": "limited", "roles": ["viewer"]}])
    tokens = Tokens(realm, client_id="limited")
    assert tokens.create(roles=["engineer"]).status_code == 400
    made = tokens.new()
    assert set(made["roles"]) >= {"viewer", "account:manage-account"}
    assert "engineer" not in made["roles"]
    assert roles_of(realm.introspect(made["token"])) == {"viewer"}


def test_a_service_account_makes_none(make_realm):
    owner = {"username": "service-account-svc", "enabled": True, "serviceAccountClientId": "svc", "clientRoles": ACCOUNT}
    realm = make_realm(users=[owner])
    access = realm.token(grant_type="client_credentials").json()["access_token"]
    headers = {**JSON, "Authorization": f"Bearer {access}"}
    assert realm.http.post(f"{realm.issuer}/account/api-tokens", headers=headers, json={"label": "x"}).status_code == 401


def test_a_checksum_that_is_wrong_is_found(realm, alice):
    token = alice.new()["token"]
    for wrong in (token[:-1], token[:-1] + ("a" if token[-1] != "a" else "b"), token + "a", token.upper(), token[4:], "other_" + token[4:]):
        assert realm.introspect(wrong) == {"active": False}, wrong
        assert realm.userinfo(wrong).status_code == 401


def test_hostile_texts_as_tokens(realm, alice):
    alice.new()
    for text in ("kce_", "_" * 61, "kce_" + "é" * 57, "kce_" + "\x00" * 57, "0" * 100_000, "kce_" + "A" * 57, ".", "..", "{}", "\ud83d"):
        answer = realm.post("/token/introspect", client_id="svc", client_secret="s3cret", token=text.encode("utf-8", "replace"))
        assert (answer.status_code, answer.json()) == (200, {"active": False})


def test_off_a_token_is_nothing(realm, admin, alice):
    token = alice.new()["token"]
    jwt = exchange(realm, token, scope="openid").json()["access_token"]
    admin.send("PUT", "", json={"attributes": {"apiTokensEnabled": "false"}})
    assert realm.introspect(token) == {"active": False}
    assert [realm.userinfo(one).status_code for one in (token, jwt)] == [401, 401]
    assert exchange(realm, jwt).status_code == 400
    admin.send("PUT", "", json={"attributes": {"apiTokensEnabled": "true"}})
    assert realm.userinfo(jwt).status_code == 200
    assert realm.introspect(token)["active"]
