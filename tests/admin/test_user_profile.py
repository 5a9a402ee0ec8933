"""What Keycloak refuses in a user profile, and how it shows one."""

import json

import pytest

from tests.support import admin_client

PERMISSIONS = {"view": ["admin", "user"], "edit": ["admin", "user"]}
BASE = [{"name": "username", "permissions": PERMISSIONS}, {"name": "email", "permissions": PERMISSIONS}]
KIND = "org.keycloak.userprofile.UserProfileProvider"
_UNSUPPORTED = "'{}' configuration for attribute 'x' contains unsupported {} '{}'"
_FLAW = "ValidationError{validatorId='length', inputHint='%s', message='error-validator-config-missing-value', messageParameters=[]}, "


@pytest.fixture
def root(server):
    with admin_client(server.url, "") as client:
        yield client


@pytest.fixture
def admin(server, root):
    server.realm(clients=[], users=[])
    root.base_url = f"{root.base_url}test"
    return root


FAULTS = [
    ([*BASE, {"name": "x", "group": "g"}], "Attribute 'x' references unknown group 'g'"),
    ([*BASE, {"name": "x", "group": " "}], "Attribute 'x' references unknown group ''"),
    ([*BASE, {"name": "x"}, {"name": "x"}], "Attribute configuration already exists with 'name':'x'"),
    ([*BASE, {}], "Attribute configuration without 'name' is not allowed"),
    ([*BASE, {"name": "a b"}], "Invalid attribute name (only letters, numbers and '.' '_' '-' special characters allowed): a b'"),
    (BASE[:1], "The attribute 'email' can not be removed"),
    ([], "The attribute 'username' can not be removed, The attribute 'email' can not be removed"),
    ([*BASE, {"name": "x", "validations": {"nope": {}}}], "Validator 'nope' defined for attribute 'x' doesn't exist"),
    (
        [*BASE, {"name": "x", "validations": {"length": {}}}],
        f"Validator 'length' defined for attribute 'x' has incorrect configuration: {_FLAW % 'min'}{_FLAW % 'max'}",
    ),
    (
        [*BASE, {"name": "x", "permissions": {"view": ["v"]}}],
        "'permissions.view' configuration for attribute 'x' contains unsupported role 'v'",
    ),
    (
        [*BASE, {"name": "x", "required": {"roles": ["r"]}}],
        "'required.roles' configuration for attribute 'x' contains unsupported role 'r'",
    ),
    (
        [*BASE, {"name": "x", "selector": {"scopes": ["s"]}}],
        "'selector.scopes' configuration for attribute 'x' contains unsupported scope 's'",
    ),
]


@pytest.mark.parametrize(("attributes", "message"), FAULTS, ids=range(len(FAULTS)))
def test_what_is_refused_by_put_and_at_an_import(server, root, attributes, message):
    config = {"kc.user.profile.config": [json.dumps({"attributes": attributes})]}
    imported = root.post("", json={"realm": "bad", "components": {KIND: [{"providerId": "declarative-user-profile", "config": config}]}})
    assert imported.status_code == 400
    assert imported.json()["error"] == "unknown_error"
    server.realm(clients=[], users=[])
    refused = root.put("/test/users/profile", json={"attributes": attributes})
    assert (refused.status_code, refused.json()) == (400, {"errorMessage": f"[{message}]"})


def test_a_default_value_keeps_the_rules(admin):
    attributes = [*BASE, {"name": "x", "defaultValue": "abcdef", "validations": {"length": {"max": 3}}}]
    assert admin.put("/users/profile", json={"attributes": attributes}).json() == {
        "errorMessage": "[Default value for attribute 'x' is invalid]"
    }


@pytest.mark.parametrize("body", [b"", b"null"])
def test_nothing_brings_the_usual_profile_back(admin, body):
    usual = admin.get("/users/profile").json()
    admin.put("/users/profile", json={"attributes": BASE})
    answer = admin.put("/users/profile", content=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()) == (200, usual)


def test_a_profile_without_attributes_knows_names_and_addresses_only(admin):
    assert admin.put("/users/profile", json={}).json() == {"groups": []}
    admin.post("/users", json={"username": "x", "email": "no address", "firstName": "F", "attributes": {"k": ["1"]}})
    [user] = admin.get("/users").json()
    assert (user["username"], user["email"]) == ("x", "no address")
    assert "firstName" not in user
    assert "attributes" not in user
    assert [one["name"] for one in admin.get("/users/profile/metadata").json()["attributes"]] == ["username", "email"]


def test_members_that_are_not_given_are_shown(server, admin, root):
    config = {"kc.user.profile.config": [json.dumps({"attributes": [*BASE, {"name": "x", "validations": {"email": None}}]})]}
    server.realm("other", components={KIND: [{"providerId": "declarative-user-profile", "config": config}]})
    root.base_url = str(root.base_url).replace("/test/", "/other/")
    shown = root.get("/users/profile").json()
    assert shown["groups"] == []
    assert shown["attributes"][-1] == {"name": "x", "validations": {}, "multivalued": False}
