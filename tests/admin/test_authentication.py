"""Flows, executions, their configurations, and required actions of the Admin API. Answers are those of Keycloak 26.7.4."""

import pytest

pytestmark = pytest.mark.usefixtures("staffed")


def flow(admin, alias):
    return next(one for one in admin.get("/authentication/flows").json() if one["alias"] == alias)


def test_a_flow_gets_another_name_and_whatever_names_it_follows(admin):
    copied = admin.post("/authentication/flows/browser/copy", json={"newName": "mine"})
    mine = flow(admin, "mine")
    assert copied.headers["location"].endswith(f"/authentication/flows/browser/copy/{mine['id']}")
    assert admin.put("", json={"browserFlow": "mine"}).status_code == 204
    answer = admin.put(f"/authentication/flows/{mine['id']}", json={**mine, "alias": "other", "description": "Ours"})
    assert (answer.status_code, answer.headers["cache-control"]) == (204, "no-cache")
    assert admin.get("").json()["browserFlow"] == "other"
    assert flow(admin, "other") == {**mine, "alias": "other", "description": "Ours"}
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


def test_client_authenticators_say_what_they_read(admin):
    listed = {one["id"]: one["supportsSecret"] for one in admin.get("/authentication/client-authenticator-providers").json()}
    assert (listed["client-secret"], listed["client-jwt"]) == (True, False)
    described = admin.get("/authentication/per-client-config-description").json()
    assert described["client-secret"] == []
    assert [one["name"] for one in described["federated-jwt"]] == ["jwt.credential.issuer", "jwt.credential.sub"]


def test_one_execution_is_shown_without_what_only_exports_have(admin):
    for one in admin.get("/authentication/flows/first broker login/executions").json():
        shown = admin.get(f"/authentication/executions/{one['id']}").json()
        assert set(shown) <= {
            "id", "authenticator", "authenticatorConfig", "authenticatorFlow", "autheticatorFlow", "flowId", "parentFlow", "priority",
            "requirement",
        }  # fmt: skip
        assert shown.get("flowId") == one.get("flowId")


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
