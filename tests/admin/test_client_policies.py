"""Client profiles and policies at the Admin API, in files and in exports. Answers are those of Keycloak 26.7.4."""

import pytest

from tests import wire
from tests.conftest import ALICE, SVC

PKCE = {"executor": "pkce-enforcer", "configuration": {"auto-configure": "true"}}
PROFILE = {"name": "p", "executors": [PKCE]}
ANY = {"condition": "any-client", "configuration": {}}
POLICY = {"name": "pol", "enabled": True, "conditions": [ANY], "profiles": ["p"]}
EXECUTOR = "proposed client profile contains the executor, which does not have valid provider, or has invalid configuration."


def test_they_are_replaced_as_a_whole_and_ride_in_the_realm(server, admin):
    server.realm(adminEventsEnabled=True)
    assert admin.get("/client-policies/profiles").json() == {"profiles": []}
    assert admin.put("/client-policies/profiles", json={"profiles": [PROFILE]}).status_code == 204
    assert admin.put("/client-policies/policies", json={"policies": [POLICY]}).status_code == 204
    assert admin.get("/client-policies/profiles").json() == {"profiles": [PROFILE]}
    assert admin.get("/client-policies/policies").json() == {"policies": [POLICY]}
    exported = admin.post("/partial-export").json()
    for document in (admin.get("").json(), exported):
        assert (document["clientProfiles"], document["clientPolicies"]) == ({"profiles": [PROFILE]}, {"policies": [POLICY]})
    again = server.realm("again", clientProfiles=exported["clientProfiles"], clientPolicies=exported["clientPolicies"])
    assert admin.get(f"/../{again.name}/client-policies/policies").json() == {"policies": [POLICY]}
    assert admin.put("/client-policies/profiles", json={}).status_code == 204
    assert admin.get("/client-policies/profiles").json() == {"profiles": []}
    assert admin.get("/client-policies/policies").json() == {"policies": [POLICY]}
    assert admin.get("/admin-events").json() == []


def test_global_profiles_are_shown_when_asked_for_and_may_be_used(server, admin):
    server.realm()
    shown = admin.get("/client-policies/profiles", params={"include-global-profiles": "true"}).json()["globalProfiles"]
    assert {"fapi-1-baseline", "fapi-2-security-profile", "oauth-2-1-for-public-client"} <= {one["name"] for one in shown}
    assert admin.get("/client-policies/policies", params={"include-global-policies": "true"}).json() == {
        "policies": [],
        "globalPolicies": [],
    }
    assert admin.put("/client-policies/policies", json={"policies": [{**POLICY, "profiles": ["fapi-1-baseline"]}]}).status_code == 204


def test_what_is_left_out_is_filled_in(server, admin):
    server.realm()
    assert admin.put("/client-policies/policies", json={"policies": [{"name": "x", "conditions": None}]}).status_code == 204
    assert admin.get("/client-policies/policies").json()["policies"] == [{"name": "x", "enabled": False, "conditions": [], "profiles": []}]
    assert admin.put("/client-policies/profiles", json={"profiles": [{"name": "x", "executors": None}]}).status_code == 204
    assert admin.get("/client-policies/profiles").json() == {"profiles": [{"name": "x"}]}


@pytest.mark.parametrize(
    ("profiles", "said"),
    [
        ([{"executors": []}], "client profile without its name not allowed."),
        ([{"name": ""}], "client profile without its name not allowed."),
        ([{"name": "a"}, {"name": "a"}], "proposed client profile name duplicated."),
        ([{"name": "fapi-1-baseline"}], "Proposed profile name 'fapi-1-baseline' is duplicated as a global profile"),
        ([{"name": "a", "executors": [{"executor": "nope", "configuration": {}}]}], EXECUTOR),
        ([{"name": "a", "executors": [{"configuration": {}}]}], EXECUTOR),
    ],
)
def test_profiles_that_are_refused(server, admin, profiles, said):
    server.realm()
    answer = admin.put("/client-policies/profiles", json={"profiles": profiles})
    assert (answer.status_code, answer.json()) == (400, {"errorMessage": said})
    assert admin.get("/client-policies/profiles").json() == {"profiles": []}


@pytest.mark.parametrize(
    ("configuration", "taken"),
    [
        ({"zzz": 1}, True),
        ({"auto-configure": 1}, True),
        ({"auto-configure": None}, True),
        ({"auto-configure": "TRUE"}, True),
        ({"auto-configure": ""}, True),
        ({"auto-configure": 1.5}, False),
        ({"auto-configure": "banana"}, False),
        ({"auto-configure": ["true"]}, False),
        ("x", False),
        ([1], False),
        (None, False),
    ],
)
def test_configurations_of_the_wrong_kind(server, admin, configuration, taken):
    server.realm()
    executor = {"executor": "pkce-enforcer", "configuration": configuration}
    answer = admin.put("/client-policies/profiles", json={"profiles": [{"name": "a", "executors": [executor]}]})
    assert answer.status_code == (204 if taken else 400)
    if not taken:
        assert answer.json()["error"] == "unknown_error"


@pytest.mark.parametrize("value", ["x", True, "true", "1.5", "99999999999", 99999999999])
@pytest.mark.parametrize("setting", [("auth-flow-enforcer", "auth-flow-loa"), ("secure-ciba-signed-authn-req", "available-period")])
def test_settings_that_are_whole_numbers(server, admin, setting, value):
    server.realm()
    executor = {"executor": setting[0], "configuration": {setting[1]: value}}
    answer = admin.put("/client-policies/profiles", json={"profiles": [{"name": "a", "executors": [executor]}]})
    assert (answer.status_code, answer.json()) == (400, {"error": "unknown_error", "error_description": "Cannot parse the JSON"})


@pytest.mark.parametrize(
    ("configuration", "said"),
    [(None, "For more on this error consult the server log."), ({"is-negative-logic": 1.5}, "Cannot parse the JSON")],
)
def test_the_condition_on_scopes_is_read_when_it_is_written(server, admin, configuration, said):
    server.realm()
    policy = {**POLICY, "profiles": [], "conditions": [{"condition": "client-scopes", "configuration": configuration}]}
    answer = admin.put("/client-policies/policies", json={"policies": [policy]})
    assert (answer.status_code, answer.json()) == (400, {"error": "unknown_error", "error_description": said})
    unknown = {**policy, "conditions": [{"condition": "client-scopes", "configuration": {"scopes": ["zz"]}}]}
    answer = admin.put("", json={"clientPolicies": {"policies": [unknown]}})
    assert (answer.status_code, answer.json()) == (400, {"errorMessage": "Failed to update realm"})


@pytest.mark.parametrize(
    ("policies", "said"),
    [
        ([{"enabled": True}], "client policy without name not allowed"),
        ([POLICY, POLICY], "proposed client policy name duplicated"),
        ([{**POLICY, "conditions": [{"condition": "nope"}]}], "Policy pol contains invalid condition nope"),
        ([{**POLICY, "conditions": [{"configuration": {}}]}], "Policy pol contains invalid condition null"),
        ([{**POLICY, "profiles": ["nope"]}], "Policy pol contains invalid profile nope"),
        ([{**POLICY, "profiles": ["p", "p"]}], "Policy pol contains duplicated profiles"),
    ],
)
def test_policies_that_are_refused(server, admin, policies, said):
    server.realm(clientProfiles={"profiles": [PROFILE]})
    answer = admin.put("/client-policies/policies", json={"policies": policies})
    assert (answer.status_code, answer.json()) == (400, {"errorMessage": said})


def test_bodies_that_are_none(server, admin):
    server.realm()
    path = "/client-policies/profiles"
    assert admin.put(path, headers={"Content-Type": "application/json"}).json() == {
        "errorMessage": "Passing null clientProfiles not allowed"
    }
    assert admin.put(path, json=[]).json() == {"error": "unknown_error", "error_description": "Cannot parse the JSON"}
    assert "Unrecognized field" in admin.put(path, json={"zz": 1}).json()["error"]
    assert admin.put(path, content="x", headers={"Content-Type": "text/plain"}).status_code == 415
    assert admin.put(path, json={"globalProfiles": [{"name": "x"}]}).json() == {"errorMessage": "Global profiles cannot be updated"}
    assert admin.post(path, json={}).status_code == 405


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("clientProfiles", {"profiles": [{"name": "a", "executors": [{"executor": "nope", "configuration": {}}]}]}),
        ("clientPolicies", {"policies": [{**POLICY, "profiles": ["nope"]}]}),
    ],
)
def test_a_realm_with_wrong_ones_is_refused(server, admin, member, value):
    answer = admin.post("/..", json={"realm": "wrong", "enabled": True, member: value})
    assert (answer.status_code, answer.json()["error"]) == (400, "unknown_error")
    server.realm()
    answer = admin.put("", json={member: value})
    assert (answer.status_code, answer.json()) == (400, {"errorMessage": "Failed to update realm"})


@pytest.mark.parametrize(("role", "statuses"), [("view-realm", (200, 403)), ("manage-realm", (200, 204)), ("manage-clients", (403, 403))])
def test_who_may(server, role, statuses):
    realm = server.realm(clients=[SVC], users=[{**ALICE, "clientRoles": {"realm-management": [role]}}])
    bearer = {"Authorization": f"Bearer {realm.login()['access_token']}"}
    for name in ("profiles", "policies"):
        url = f"{server.url}/admin/realms/test/client-policies/{name}"
        assert (wire.get(url, headers=bearer).status_code, wire.put(url, headers=bearer, json={}).status_code) == statuses
