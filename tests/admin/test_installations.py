"""Files that configure an application for a client; answers are those of Keycloak 26.7.4."""

import pytest

AUDIENCE = {"verify-token-audience": True}
CREDENTIALS = {"credentials": {"secret": "s"}}
ENFORCER = {"policy-enforcer": {"credentials": {}}}
ROLES = {"use-resource-role-mappings": True}
GUARD = {"secret": "s", "serviceAccountsEnabled": True, "authorizationServicesEnabled": True}


def installation(admin, kind, client, *roles):
    """The file of this kind for a new client that has these roles of its own."""
    created = admin.post("/clients", json={"clientId": "app", **client})
    place = f"/clients/{created.headers['location'].rpartition('/')[2]}"
    for role in roles:
        assert admin.post(f"{place}/roles", json={"name": role}).status_code == 201
    return admin.get(f"{place}/installation/providers/{kind}")


@pytest.mark.parametrize(
    ("client", "roles", "expected"),
    [
        (GUARD, (), {**AUDIENCE, **CREDENTIALS, **ENFORCER}),
        (GUARD, ("q",), {**AUDIENCE, **CREDENTIALS, **ENFORCER, **ROLES}),
        ({**GUARD, "authorizationSettings": {"policyEnforcementMode": "DISABLED"}}, (), {**AUDIENCE, **CREDENTIALS, **ENFORCER}),
        ({"secret": "s"}, ("q",), {**AUDIENCE, **CREDENTIALS, **ROLES}),
        ({"publicClient": True}, (), {"public-client": True}),
    ],
)
def test_keycloak_json(admin, client, roles, expected):
    settings = installation(admin, "keycloak-oidc-keycloak-json", client, *roles).json()
    usual = {"realm": "test", "ssl-required": "external", "resource": "app", "confidential-port": 0}
    del settings["auth-server-url"]
    assert settings == {**usual, **expected}


def test_commands_without_a_credential_end_with_an_empty_line(admin):
    text = installation(admin, "keycloak-oidc-jboss-subsystem-cli", {"publicClient": True}).text
    assert text.endswith("    ssl-required=EXTERNAL)\n\n")


@pytest.fixture
def admin(server, admin):
    server.realm()
    return admin
