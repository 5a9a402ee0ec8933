"""Events of administrators that tell of many things, or of none, and what goes with them. Answers are those of Keycloak 26.7.4."""

import json

import pytest

URLS = {"clientId": "x", "clientSecret": "y", "authorizationUrl": "https://x.example/", "tokenUrl": "https://x.example/"}
PROVIDER = {"alias": "pi", "providerId": "oidc", "config": URLS}
MAPPER = {"name": "m", "identityProviderAlias": "pi", "identityProviderMapper": "hardcoded-user-session-attribute-idp-mapper", "config": {}}
UNFORESEEN = {"error": "unknown_error", "error_description": "For more on this error consult the server log."}
MANY = {
    "users": [{"username": "pu1", "enabled": True, "credentials": [{"type": "password", "value": "x"}]}],
    "groups": [{"name": "pg", "path": "/pg", "subGroups": [{"name": "ps", "path": "/pg/ps"}]}],
    "clients": [{"clientId": "pc", "secret": "sss"}],
    "roles": {"realm": [{"name": "pr"}], "client": {"pc": [{"name": "pcr"}]}},
    "identityProviders": [PROVIDER],
    "identityProviderMappers": [MAPPER],
}

BROKEN = {"error": "unknown_error", "error_description": "For more on this error consult the server log."}


@pytest.fixture
def admin(server, admin):
    server.realm(adminEventsEnabled=True, adminEventsDetailsEnabled=True, adminPermissionsEnabled=True, clients=[], users=[])
    return admin


def told(admin):
    """The realm's events, which are forgotten: operation, type, path, and what of the representation is no id."""
    events = admin.get("/admin-events").json()
    admin.delete("/admin-events")
    shown = [json.loads(event.get("representation", "null")) for event in events]
    for each in shown:
        for name in ("id", "internalId"):
            each = each or {}
            each.pop(name, None)
    rows = [(event["operationType"], event["resourceType"], event["resourcePath"]) for event in events]
    return [(*row, each) for row, each in zip(rows, shown, strict=True)]


def imported(admin, policy, **what):
    answer = admin.post("/partialImport", json={"ifResourceExists": policy, **what})
    return answer.status_code, answer.json()


def test_a_partial_import_leaves_an_event_for_each_thing(admin):
    status, first = imported(admin, "SKIP", **MANY)
    ids = {row["resourceType"]: row["id"] for row in first["results"]}
    assert (status, first["added"], ids["CLIENT_ROLE"]) == (200, 7, ids["CLIENT"])
    role, subgroups = {"name": "pcr", "composite": False}, [{"name": "ps", "path": "/pg/ps", "subGroups": []}]
    masked = {**URLS, "clientSecret": "**********"}
    expected = {
        (f"clients/{ids['CLIENT']}", "pc"): {"clientId": "pc", "secret": "**********"},
        (f"clients/{ids['CLIENT']}", "pcr"): role,
        (f"realms/{ids['REALM_ROLE']}", "pr"): {"name": "pr", "composite": False},
        (f"identity-provider-settings/{ids['IDP']}", "pi"): {"alias": "pi", "providerId": "oidc", "enabled": True, "config": masked},
        (f"mappers/{ids['IDP_MAPPER']}", "m"): MAPPER,
        (f"groups/{ids['GROUP']}", "pg"): {"name": "pg", "path": "/pg", "subGroups": subgroups},
        (f"users/{ids['USER']}", "pu1"): {"username": "pu1", "enabled": True},
    }
    events = told(admin)
    assert {event[:2] for event in events} == {("CREATE", "REALM")}
    named = {(path, next(shown[n] for n in ("name", "clientId", "alias", "username") if n in shown)): shown for *_, path, shown in events}
    assert named == expected
    assert (imported(admin, "SKIP", **MANY)[1]["skipped"], told(admin)) == (7, [])
    again = imported(admin, "OVERWRITE", **MANY)[1]
    assert (again["overwritten"], again["added"]) == (7, 2)
    assert sorted(event[0] for event in told(admin)) == ["CREATE"] * 2 + ["UPDATE"] * 7


def test_a_partial_import_brings_mappers_of_identity_providers(admin):
    imported(admin, "FAIL", identityProviders=[PROVIDER], identityProviderMappers=[MAPPER])
    assert [mapper["name"] for mapper in admin.get("/identity-provider/instances/pi/mappers").json()] == ["m"]
    cases = [
        (MAPPER, (409, {"errorMessage": "Identity Provider Mapper'm' already exists."})),
        *((given, (400, UNFORESEEN)) for given in ({**MAPPER, "identityProviderAlias": None}, {**MAPPER, "name": None}, None)),
    ]
    for mapper, answer in cases:
        assert imported(admin, "FAIL", identityProviderMappers=[mapper]) == answer, mapper
    assert imported(admin, "FAIL", identityProviderMappers=[{**MAPPER, "identityProviderAlias": "none"}])[1]["added"] == 1
    twice = [{**MAPPER, "name": "t"}, {**MAPPER, "name": "t"}]
    assert imported(admin, "FAIL", identityProviderMappers=twice)[1]["added"] == 2


def test_a_user_profile_that_is_as_before_leaves_no_event(admin):
    profile = admin.get("/users/profile").json()
    more = {**profile, "attributes": [*profile["attributes"], {"name": "extra", "permissions": {"view": ["admin"], "edit": ["admin"]}}]}
    counts = []
    for body in (profile, more, more):
        assert admin.put("/users/profile", json=body).status_code == 200
        counts.append([event[:3] for event in told(admin)])
    for _ in range(2):
        admin.put("/users/profile")
        counts.append([event[:3] for event in told(admin)])
    change = [("UPDATE", "USER_PROFILE", "users/profile")]
    assert counts == [[], change, [], change, change]


def test_the_configuration_of_an_execution_gives_way_to_another(admin):
    steps = {
        step["providerId"]: step["id"] for step in admin.get("/authentication/flows/browser/executions").json() if "providerId" in step
    }
    first, other = steps["identity-provider-redirector"], steps["auth-cookie"]
    rows = [(first, "al", 201), (first, "al", 201), (other, "al", 409), (first, "other", 201), (other, "al", 201)]
    answers = [admin.post(f"/authentication/executions/{step}/config", json={"alias": alias, "config": {}}) for step, alias, _ in rows]
    assert [answer.status_code for answer in answers] == [status for *_, status in rows]
    kept = {config["alias"] for config in admin.post("/partial-export").json()["authenticatorConfig"]}
    assert {"al", "other"} <= kept


def test_the_client_of_permissions_has_a_service_account_and_stays_a_resource_server(admin):
    [client] = admin.get("/clients", params={"clientId": "admin-permissions"}).json()
    path = f"/clients/{client['id']}"
    assert admin.get(f"{path}/service-account-user").json()["username"] == "service-account-admin-permissions"
    assert "service_account" not in client["defaultClientScopes"]
    cases = [
        (client, 204),
        ({**client, "name": "x"}, 204),
        ({"name": "x"}, 400),
        ({**client, "publicClient": True}, 400),
        ({**client, "serviceAccountsEnabled": False}, 204),
    ]
    for body, status in cases:
        assert admin.put(path, json=body).status_code == status, body
    assert admin.get(f"{path}/service-account-user").status_code == 400
    assert admin.get(path).json()["authorizationServicesEnabled"] is True


def test_unknown_paths_and_methods_within_a_resource(admin):
    client = admin.get("/clients", params={"clientId": "account"}).json()[0]["id"]
    cases = [
        ("POST", f"/clients/{client}/evaluate-scopes/nothing", 405), ("GET", f"/clients/{client}/evaluate-scopes/nothing", 404),
        ("PUT", f"/clients/{client}/scope-mappings/nothing", 405), ("DELETE", f"/clients/{client}/scope-mappings/nothing", 404),
        ("PATCH", f"/clients/{client}/nothing", 405), ("DELETE", "/keys/nothing", 405), ("POST", "/client-policies/nothing", 404),
        ("DELETE", "/client-types/x", 501), ("GET", "/ui-ext/nothing", 404), ("POST", "/workflows/nothing", 400),
    ]  # fmt: skip
    assert [(method, path, admin.request(method, path).status_code) for method, path, _ in cases] == cases


def test_roles_of_a_client_that_is_passed_over_have_nowhere_to_go(admin):
    roles = {"client": {"foo-realm": [{"name": "r"}]}}
    answer = admin.post("/partialImport", json={"ifResourceExists": "SKIP", "clients": [{"clientId": "foo-realm"}], "roles": roles})
    assert (answer.status_code, answer.json()) == (400, {"errorMessage": "App doesn't exist in role definitions: foo-realm"})
    assert not [client for client in admin.get("/clients").json() if client["clientId"] == "foo-realm"]


@pytest.mark.parametrize(("policy", "what", "said"), [
    ("SKIP", {"roles": {"realm": [{"name": "pr"}, {"name": "pr"}]}}, {}),
    ("OVERWRITE", {"roles": {"client": {"pc": [{"name": "pcr"}, {"name": "pcr"}]}}}, {}),
    ("FAIL", {"roles": {"realm": [{"name": "new"}, {"name": "new"}]}}, {}),
    ("OVERWRITE", {"identityProviders": [PROVIDER, PROVIDER]}, BROKEN),
    ("OVERWRITE", {"clients": [{"clientId": "pc"}, {"clientId": "pc"}]}, BROKEN),
])  # fmt: skip
def test_doubles_that_keycloak_did_not_expect(admin, policy, what, said):
    """It answers with 500."""
    imported(admin, "SKIP", **MANY)
    assert imported(admin, policy, **what) == (400, said)
