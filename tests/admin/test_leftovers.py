"""Small resources of the Admin API: flows by another name, what authenticators can be configured with, required actions that were taken
out, nodes of clients, permissions that are a feature of their own. Answers are those of Keycloak 26.7.4."""

import pytest

from tests import wire

OFF = {"error": "Feature not enabled", "error_description": "For more on this error consult the server log."}


@pytest.fixture
def admin(server, admin):
    server.realm(clients=[{"clientId": "app", "secret": "s"}], users=[], groups=[{"name": "staff"}])
    return admin


@pytest.fixture
def client(admin):
    return f"/clients/{admin.get('/clients', params={'clientId': 'app'}).json()[0]['id']}"


def flow(admin, alias):
    return next(one for one in admin.get("/authentication/flows").json() if one["alias"] == alias)


def test_a_flow_gets_another_name_and_whatever_names_it_follows(admin):
    copied = admin.post("/authentication/flows/browser/copy", json={"newName": "mine"})
    made = flow(admin, "mine")
    assert copied.headers["location"].endswith(f"/authentication/flows/browser/copy/{made['id']}")
    assert admin.put("", json={"browserFlow": "mine"}).status_code == 204
    answer = admin.put(f"/authentication/flows/{made['id']}", json={**made, "alias": "other", "description": "Ours"})
    assert (answer.status_code, answer.headers["cache-control"]) == (204, "no-cache")
    assert admin.get("").json()["browserFlow"] == "other"
    assert flow(admin, "other") == {**made, "alias": "other", "description": "Ours"}
    inner = next(one for one in admin.get("/authentication/flows/other/executions").json() if one.get("authenticationFlow"))
    below = admin.get(f"/authentication/flows/{inner['flowId']}").json()
    assert admin.put(f"/authentication/flows/{below['id']}", json={**below, "alias": "below"}).status_code == 204
    assert "below" in [one["displayName"] for one in admin.get("/authentication/flows/other/executions").json()]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"alias": "browser"}, {"errorMessage": "Flow alias name already exists"}),
        ({"alias": ""}, {"errorMessage": "Failed to update flow with empty alias name"}),
        ({"alias": None}, {"errorMessage": "Failed to update flow with empty alias name"}),
        ({"providerId": None}, {"error": "conflict", "error_description": "Duplicate resource error"}),
    ],
)
def test_names_that_a_flow_cannot_have(admin, change, said):
    path = f"/authentication/flows/{flow(admin, 'registration')['id']}"
    answer = admin.put(path, json={**flow(admin, "registration"), **change})
    assert (answer.status_code, answer.json()) == (409, said)
    assert admin.put("/authentication/flows/nope", json={"alias": "x"}).json() == {"error": "Could not find flow with id"}


def test_what_authenticators_can_be_configured_with(admin):
    found = admin.get("/authentication/config-description/identity-provider-redirector").json()
    assert (found["name"], found["providerId"]) == ("Identity Provider Redirector", "identity-provider-redirector")
    assert [one["name"] for one in found["properties"]] == ["defaultProvider"]
    assert admin.get("/authentication/config-description/client-jwt").json()["properties"] == []
    refused = admin.get("/authentication/config-description/nope")
    assert (refused.status_code, refused.json()) == (404, {"error": "Could not find authenticator provider"})
    assert [one["id"] for one in admin.get("/authentication/form-providers").json()] == ["registration-page-form"]


def test_a_configuration_that_nothing_uses_yet(admin):
    made = admin.post("/authentication/config", json={"alias": "c", "config": {"a": "b", "e": "", "defaultProvider": "x"}})
    assert made.status_code == 201
    assert admin.get(made.headers["location"]).json()["config"] == {"a": "**********", "defaultProvider": "x"}
    assert admin.post("/authentication/config", json={"alias": "c"}).status_code == 409
    refused = admin.post("/authentication/config", json={})
    assert refused.json() == {"errorMessage": "Failed to create authentication execution configuration with empty alias name"}


def test_a_required_action_is_taken_out_and_put_back(admin):
    unregistered, register = "/authentication/unregistered-required-actions", "/authentication/register-required-action"
    assert admin.get(unregistered).json() == []
    assert admin.delete("/authentication/required-actions/webauthn-register").status_code == 204
    assert admin.get(unregistered).json() == [{"providerId": "webauthn-register", "name": "Webauthn Register"}]
    assert admin.post(register, json={"providerId": "webauthn-register", "name": "Mine"}).status_code == 204
    back = admin.get("/authentication/required-actions/webauthn-register").json()
    assert (back["name"], back["enabled"], back["priority"], back["config"]) == ("Mine", True, 1001, {})
    assert admin.post(register, json={"providerId": "webauthn-register"}).status_code == 409
    for body in ({}, {"providerId": "nope"}):
        assert admin.post(register, json=body).json() == {"error": "Required Action Provider with given providerId not found"}
    assert "CONFIGURE_TOTP" in admin.get("/credential-registrators").json()


def test_nodes_of_a_client(admin, client, server):
    assert admin.post(f"{client}/nodes", json={"node": "host"}).status_code == 204
    assert admin.get(client).json()["registeredNodes"] == {"host": pytest.approx(server.live.emulator.clock.seconds(), abs=5)}
    assert admin.delete(f"{client}/nodes/host").status_code == 204
    assert "registeredNodes" not in admin.get(client).json()
    assert admin.delete(f"{client}/nodes/host").json() == {"error": "Client does not have node "}
    assert admin.post(f"{client}/nodes", json={}).json() == {"error": "Node not found in params"}
    assert admin.post(f"{client}/push-revocation").json() == admin.get(f"{client}/test-nodes-available").json() == {}


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


def test_there_is_no_user_storage(admin):
    for step in ("sync", "unlink-users", "remove-imported-users"):
        answer = admin.post(f"/user-storage/x/{step}")
        assert (answer.status_code, answer.json()) == (404, {"error": "Could not find component"})


def test_what_may_be_below_a_component(admin):
    component = f"/components/{admin.get('/components').json()[0]['id']}/sub-component-types"
    found = admin.get(component, params={"type": "org.keycloak.keys.KeyProvider"}).json()
    assert {"rsa", "hmac-generated"} <= {one["id"] for one in found}
    assert admin.get(component).json() == {"error": "must specify a subtype"}
    assert admin.get("/components/x/sub-component-types").json() == {"error": "Could not find parent component"}


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


def test_roles_are_mapped_by_id_and_name_together(admin):
    path = admin.post("/users", json={"username": "bob"}).headers["location"]
    role = {"name": "offline_access", "id": admin.get("/roles/offline_access").json()["id"]}
    for wrong in ({"name": role["name"]}, {"id": role["id"]}, {**role, "name": "other"}):
        assert admin.post(f"{path}/role-mappings/realm", json=[wrong]).json() == {"error": "Role not found"}
    assert admin.post(f"{path}/role-mappings/realm", json=[role]).status_code == 204
    users = admin.get("/roles/offline_access/users", params={"briefRepresentation": "true"}).json()
    assert [(one["username"], one["access"], "requiredActions" in one) for one in users] == [("bob", {"manage": True}, False)]


def test_groups_are_found_by_attribute_and_shown_as_asked(admin):
    place = admin.post("/groups", json={"name": "wanted", "attributes": {"kind": ["a b"]}}).headers["location"]
    assert [one["name"] for one in admin.get("/groups", params={"q": 'kind:"a b"'}).json()] == ["wanted"]
    assert "subGroupCount" not in admin.get("/groups", params={"subGroupsCount": "false"}).json()[0]
    path = admin.post("/users", json={"username": "bob"}).headers["location"]
    admin.put(f"{path}/groups/{place.rsplit('/', 1)[1]}")
    assert admin.get(f"{path}/groups", params={"briefRepresentation": "false"}).json()[0]["attributes"] == {"kind": ["a b"]}


def test_clients_cannot_be_searched_by_attribute(admin):
    refused = admin.get("/clients", params={"q": "a:b c:d"})
    assert (refused.status_code, refused.json()["error_description"]) == (400, "Attributes [a, c] not allowed for search")


def test_full_scope_lets_every_role_through(admin, client):
    names = {one["name"] for one in admin.get(f"{client}/scope-mappings/realm/composite").json()}
    assert {"offline_access", "uma_authorization"} <= names
    admin.put(client, json={"clientId": "app", "fullScopeAllowed": False})
    assert admin.get(f"{client}/scope-mappings/realm/composite").json() == []


def test_client_authenticators_say_what_they_read(admin):
    listed = {one["id"]: one["supportsSecret"] for one in admin.get("/authentication/client-authenticator-providers").json()}
    assert (listed["client-secret"], listed["client-jwt"]) == (True, False)
    described = admin.get("/authentication/per-client-config-description").json()
    assert described["client-secret"] == []
    assert [one["name"] for one in described["federated-jwt"]] == ["jwt.credential.issuer", "jwt.credential.sub"]


def test_a_brief_listing_of_identity_providers_has_no_configuration(admin):
    admin.post("/identity-provider/instances", json={"alias": "idp", "providerId": "oidc", "config": {"clientId": "x"}})
    (shown,) = admin.get("/identity-provider/instances", params={"briefRepresentation": "true"}).json()
    assert (shown["alias"], shown["config"], "types" in shown) == ("idp", {}, False)
    path = admin.post("/users", json={"username": "bob"}).headers["location"]
    assert admin.get(path).json()["federatedIdentities"] == []
    assert admin.get(f"{path}/unmanagedAttributes").json() == {}


def test_a_profile_keeps_names_and_addresses(admin):
    said = "[The attribute 'username' can not be removed, The attribute 'email' can not be removed]"
    assert admin.put("/users/profile", json={"attributes": []}).json() == {"errorMessage": said}


def test_an_answer_without_a_body_has_its_headers_once(admin):
    names = [name.lower() for name, _ in admin.put("", json={}).headers.multi_items()]
    assert names.count("x-frame-options") == 1
    assert len(names) == len(set(names))


def test_a_realm_that_cannot_be_updated(admin):
    answer = admin.put("", json={"sslRequired": "nope"})
    assert (answer.status_code, answer.json()) == (400, {"errorMessage": "Failed to update realm"})


def test_one_execution_is_shown_without_what_only_exports_have(admin):
    for one in admin.get("/authentication/flows/first broker login/executions").json():
        shown = admin.get(f"/authentication/executions/{one['id']}").json()
        assert set(shown) <= {
            "id", "authenticator", "authenticatorConfig", "authenticatorFlow", "autheticatorFlow", "flowId", "parentFlow", "priority",
            "requirement",
        }  # fmt: skip
        assert shown.get("flowId") == one.get("flowId")


@pytest.mark.parametrize("path", ["/roles", "/roles/none", "/user-sessions", "/offline-sessions", ""])
def test_a_client_that_there_is_not(admin, path):
    answer = admin.get(f"/clients/none{path}")
    assert (answer.status_code, answer.json()) == (404, {"error": "Could not find client"})


def test_offline_sessions_are_grants_without_a_consent(server, admin):
    admin.post("/clients", json={"clientId": "phone", "protocol": "openid-connect"}).raise_for_status()
    person = {"username": "carol", "enabled": True, "email": "c@example.org", "firstName": "C", "lastName": "D"}
    made = admin.post("/users", json={**person, "credentials": [{"type": "password", "value": "pw"}]})
    user = made.headers["location"].rpartition("/")[2]
    form = {"grant_type": "password", "client_id": "phone", "username": "carol", "password": "pw", "scope": "offline_access"}
    wire.post(f"{server.url}/realms/test/protocol/openid-connect/token", data=form).raise_for_status()
    client = admin.get("/clients", params={"clientId": "phone"}).json()[0]["id"]
    (grant,) = admin.get(f"/users/{user}/consents").json()
    assert grant == {"clientId": "phone", "grantedClientScopes": [], "additionalGrants": [{"client": client, "key": "Offline Token"}]}
    assert admin.delete(f"/users/{user}/consents/phone").status_code == 204
    assert admin.get(f"/users/{user}/consents").json() == []


@pytest.mark.parametrize(("value", "there"), [("true", True), ("True", True), ("TRUE", True), ("1", False), ("yes", False)])
def test_flags_are_read_in_any_case(admin, value, there):
    exported = admin.post("/partial-export", params={"exportClients": value, "exportGroupsAndRoles": value}).json()
    assert ("clients" in exported, "groups" in exported) == (there, there)


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


@pytest.mark.parametrize(
    ("alias", "provider", "status", "error"),
    [
        ("browser", None, 400, "It is illegal to add execution to a built in flow"),
        ("browser", "auth-cookie", 400, "It is illegal to add execution to a built in flow"),
        ("none", "auth-cookie", 400, "Parent flow doesn't exist"),
        ("mine", None, 400, "No authentication provider found for id: null"),
        ("mine", "nope", 400, "No authentication provider found for id: nope"),
        ("mine", "client-secret", 400, "No authentication provider found for id: client-secret"),
        ("mine", "auth-cookie", 201, None),
        ("of clients", "auth-cookie", 400, "No authentication provider found for id: auth-cookie"),
        ("of clients", "client-secret", 201, None),
    ],
)
def test_which_steps_a_flow_takes(admin, alias, provider, status, error):
    for name, kind in (("mine", "basic-flow"), ("of clients", "client-flow")):
        admin.post("/authentication/flows", json={"alias": name, "providerId": kind, "topLevel": True, "builtIn": False}).raise_for_status()
    body = {} if provider is None else {"provider": provider}
    answer = admin.post(f"/authentication/flows/{alias}/executions/execution", json=body)
    assert (answer.status_code, answer.json()["error"] if answer.content else None) == (status, error)


def test_a_configuration_is_named_where_one_means_something(admin):
    """Others, and those of forms, are told by their id alone."""
    path = "/authentication/flows/registration/executions"
    for index, row in enumerate(admin.get(path).json()[:3]):
        answer = admin.post(f"/authentication/executions/{row['id']}/config", json={"alias": f"c{index}", "config": {"a": "b"}})
        assert answer.status_code == 201, row
    rows = admin.get(path).json()[:3]
    assert [row["configurable"] for row in rows] == [False, False, True]
    assert [row.get("alias") for row in rows] == [None, None, "c2"]
    assert all(row["authenticationConfig"] for row in rows)


def test_what_is_wrong_with_a_configuration_is_told_before_its_execution_is_looked_for(admin):
    path, empty = "/authentication/executions/nope/config", "Failed to create authentication execution configuration with empty alias name"
    for body, expected in (
        ({"alias": "", "config": {}}, (409, {"errorMessage": empty})), ({"config": {}}, (409, {"errorMessage": empty})),
        ({"alias": "a;b"}, (400, {"error": "Character ';' not allowed."})), ({"alias": "ok"}, (404, {"error": "Illegal execution"})),
    ):  # fmt: skip
        answer = admin.post(path, json=body)
        assert (answer.status_code, answer.json()) == expected, body


def test_an_export_has_no_ids_of_executions(admin):
    path = "/authentication/flows/browser/executions"
    assert admin.put(path, json={**admin.get(path).json()[1], "requirement": "DISABLED"}).status_code == 204
    flows = admin.post("/partial-export").json()["authenticationFlows"]
    steps = [step for one in flows for step in one["authenticationExecutions"]]
    assert [step["requirement"] for step in steps if step.get("authenticator") == "auth-spnego"] == ["DISABLED"]
    assert not any("id" in step for step in steps)
    browser = flow(admin, "browser")
    for shown in (browser, admin.get(f"/authentication/flows/{browser['id']}").json()):
        assert not any("id" in step for step in shown["authenticationExecutions"])


def test_events_that_never_expire_are_not_told(admin):
    assert admin.put("", json={"eventsExpiration": 0}).status_code == 204
    assert "eventsExpiration" not in admin.post("/partial-export").json()


def test_a_new_key_pair_takes_the_place_of_a_key_set(admin, client):
    attributes = {"jwks.string": "{}", "use.jwks.string": "false", "jwks.url": "https://a.test/c", "use.jwks.url": "true"}
    for prefix in ("saml.encryption", "jwt.credential"):
        assert admin.put(client, json={"attributes": attributes}).status_code == 204
        assert admin.post(f"{client}/certificates/{prefix}/generate").status_code == 200
        kept = admin.get(client).json()["attributes"]
        assert sorted(name for name in kept if "jwks" in name) == ["jwks.url", "use.jwks.url"], prefix


def test_a_new_user_is_nobody_s_service_account(admin):
    assert admin.post("/users", json={"username": "someone", "serviceAccountClientId": "app"}).status_code == 201
    user = admin.get("/users").json()[0]
    assert user["username"] == "someone"
    assert admin.put(f"/users/{user['id']}", json={"serviceAccountClientId": "app"}).status_code == 204
    assert [user["username"] for user in admin.get("/users").json()] == ["someone"]


def test_mappers_that_write_into_access_tokens_unless_told_otherwise(admin, client):
    for kind in ("oidc-audience-resolve-mapper", "oidc-allowed-origins-mapper"):
        for value, shown in (("yes", "false"), ("TRUE", "false"), ("false", "false"), ("", "true"), ("true", "true")):
            mapper = {"name": f"{kind} {value}", "protocol": "openid-connect", "protocolMapper": kind}
            place = admin.post(f"{client}/protocol-mappers/models", json={**mapper, "config": {"access.token.claim": value}})
            config = admin.get(place.headers["location"]).json()["config"]
            assert config == {"access.token.claim": shown, "introspection.token.claim": "true"}, (kind, value)


@pytest.mark.parametrize(
    "path",
    [
        "/admin-events?resourceTypes=user",
        "/admin-events?resourceTypes=USER&resourceTypes=none",
        "/admin-events?operationTypes=create",
        "/events?type=login",
    ],
)
def test_kinds_of_events_that_there_are_not(admin, path):
    assert admin.get(path).status_code == 400


def test_a_type_of_event_that_there_is_no_room_for(admin):
    before = admin.get("/events/config").json()
    assert admin.put("/events/config", json={"enabledEventTypes": ["x" * 256]}).status_code == 400
    assert admin.get("/events/config").json() == before
