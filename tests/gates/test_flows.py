"""What becomes of flows, their executions and configurations, and of components; expected values are Keycloak's."""

import pytest

from tests.gates.conftest import UNKNOWN

FLOWS = "/authentication/flows"
MASK = "**********"


@pytest.fixture
def flow(doors):
    return doors.make(FLOWS, {"alias": "f", "providerId": "basic-flow", "topLevel": True})


def below(doors, parent, alias, **more):
    return doors.make(
        f"{FLOWS}/{parent}/executions/flow", {"alias": alias, "type": "basic-flow", "provider": "x", "description": "d", **more}
    )


def step(doors, parent, provider):
    return doors.make(f"{FLOWS}/{parent}/executions/execution", {"provider": provider})


def test_a_flow_takes_along_what_is_below_it(doors, flow):
    below(doors, "f", "sub")
    execution = step(doors, "sub", "auth-otp-form")
    config = doors.make(f"/authentication/executions/{execution}/config", {"alias": "cfg", "config": {"a": "b"}})
    assert doors.ask("DELETE", f"{FLOWS}/{flow}")[0] == 204
    assert doors.ask("GET", f"/authentication/config/{config}")[0] == 404
    doors.make(FLOWS, {"alias": "f", "providerId": "basic-flow", "topLevel": True})
    below(doors, "f", "sub")
    execution = step(doors, "sub", "auth-otp-form")
    config = doors.make(f"/authentication/executions/{execution}/config", {"alias": "cfg", "config": {"a": "b"}})
    assert doors.ask("DELETE", f"/authentication/executions/{execution}")[0] == 204
    assert doors.ask("GET", f"/authentication/config/{config}")[0] == 404


def test_a_flow_that_is_used_stays(doors, flow):
    assert doors.ask("PUT", "", {"browserFlow": "f"})[0] == 204
    assert doors.ask("DELETE", f"{FLOWS}/{flow}") == (400, UNKNOWN)
    assert doors.ask("PUT", "", {"browserFlow": "browser"})[0] == 204
    assert doors.ask("PUT", doors.client(), {"authenticationFlowBindingOverrides": {"browser": flow}})[0] == 204
    assert doors.ask("DELETE", f"{FLOWS}/{flow}") == (400, UNKNOWN)
    assert doors.ask("PUT", doors.client(), {"authenticationFlowBindingOverrides": {"browser": ""}})[0] == 204
    doors.make("/identity-provider/instances", {"alias": "i", "providerId": "oidc", "firstBrokerLoginFlowAlias": "f"})
    assert doors.ask("DELETE", f"{FLOWS}/{flow}") == (400, UNKNOWN)
    assert doors.ask("DELETE", "/identity-provider/instances/i")[0] == 204
    assert doors.ask("DELETE", f"{FLOWS}/{flow}")[0] == 204


def test_a_copy_has_configurations_of_its_own(doors, flow):
    execution = step(doors, "f", "identity-provider-redirector")
    doors.make(f"/authentication/executions/{execution}/config", {"alias": "cfg", "config": {"defaultProvider": "g"}})
    assert doors.ask("POST", f"{FLOWS}/f/copy", {"newName": "g"})[0] == 201
    copied = doors.get(f"{FLOWS}/g/executions")[0]
    config = doors.get(f"/authentication/config/{copied['authenticationConfig']}")
    assert (config["alias"], config["config"]) == ("g cfg", {"defaultProvider": "g"})
    assert doors.ask("POST", f"{FLOWS}/f/copy", {"newName": "g"}) == (409, {"errorMessage": "New flow alias name already exists"})


@pytest.mark.parametrize(
    ("provider", "requirement"),
    [
        ("auth-username-form", "REQUIRED"),
        ("reset-credential-email", "REQUIRED"),
        ("auth-cookie", "DISABLED"),
        ("auth-otp-form", "DISABLED"),
    ],
)
def test_a_new_execution_is_required_where_it_has_to_be(doors, flow, provider, requirement):
    assert doors.get(f"/authentication/executions/{step(doors, 'f', provider)}")["requirement"] == requirement


@pytest.mark.parametrize("requirement", ["DEFECTIVE", "", None])
def test_an_unknown_requirement_changes_nothing(doors, flow, requirement):
    step(doors, "f", "auth-cookie")
    shown = doors.get(f"{FLOWS}/f/executions")
    assert doors.ask("PUT", f"{FLOWS}/f/executions", {**shown[0], "requirement": requirement}) == (400, UNKNOWN)
    body = {"parentFlow": flow, "authenticator": "auth-cookie", "requirement": requirement}
    assert doors.ask("POST", "/authentication/executions", body) == (400, UNKNOWN)
    assert doors.get(f"{FLOWS}/f/executions") == shown


def test_a_flow_below_gets_another_name(doors, flow):
    below(doors, "f", "s1", priority=42)
    doors.make(FLOWS, {"alias": "taken", "providerId": "basic-flow", "topLevel": True})
    shown = doors.get(f"{FLOWS}/f/executions")[0]
    assert shown["priority"] == 42
    changed = {**shown, "displayName": "s2", "description": "d2"}
    assert doors.ask("PUT", f"{FLOWS}/f/executions", changed)[0] == 204
    named = doors.get(f"{FLOWS}/f/executions")[0]
    assert (named["displayName"], named["description"]) == ("s2", "d2")
    refused = (409, {"errorMessage": "Flow alias name already exists"})
    assert doors.ask("PUT", f"{FLOWS}/f/executions", {**named, "displayName": "taken"}) == refused


def test_what_an_authenticator_does_not_declare_is_masked(doors, flow):
    execution = step(doors, "f", "identity-provider-redirector")
    made = doors.make(f"/authentication/executions/{execution}/config", {"alias": "c", "config": {"defaultProvider": "g", "odd": "secret"}})
    place = f"/authentication/config/{made}"
    shown = doors.get(place)
    assert shown["config"] == {"defaultProvider": "g", "odd": MASK}
    assert doors.ask("PUT", place, {**shown, "config": {**shown["config"], "other": MASK}})[0] == 204
    assert doors.get(place)["config"] == {"defaultProvider": "g", "odd": MASK}
    exported = doors.ask("POST", "/partial-export")[1]["authenticatorConfig"]
    assert {"defaultProvider": "g", "odd": MASK} in [config["config"] for config in exported]


def test_secrets_of_components_are_masked(doors):
    config = {
        "editMode": ["READ_ONLY"],
        "bindCredential": ["secret"],
        "customUserSearchFilter": [],
        "readTimeout": [None],
        "pagination": [""],
    }
    kind = "org.keycloak.storage.UserStorageProvider"
    component = doors.make("/components", {"name": "ldap", "providerId": "ldap", "providerType": kind, "config": config})
    shown = doors.get(f"/components/{component}")
    assert shown["config"] == {"editMode": ["READ_ONLY"], "bindCredential": [MASK], "krbPrincipalAttribute": ["krb5PrincipalName"]}
    assert doors.ask("PUT", f"/components/{component}", {**shown, "name": "other"})[0] == 204
    assert doors.get(f"/components/{component}")["name"] == "other"
