"""python-keycloak's administration client: what people script test set-ups with."""

import json

import pytest
from keycloak import KeycloakAdmin, KeycloakOpenID
from keycloak.exceptions import KeycloakAuthenticationError, KeycloakDeleteError, KeycloakGetError, KeycloakPostError


@pytest.fixture
def admin(server):
    found = KeycloakAdmin(server_url=f"{server.url}/", username="admin", password="admin", realm_name="master", verify=False)
    found.create_realm({"realm": "shop", "enabled": True})
    found.change_current_realm("shop")
    return found


def test_users_from_making_to_deleting(admin, server):
    user = admin.create_user(
        {"username": "alice", "enabled": True, "email": "alice@example.org", "firstName": "Alice", "lastName": "L",
         "credentials": [{"type": "password", "value": "wonder"}]}
    )  # fmt: skip
    assert admin.get_user_id("ALICE") == user
    assert admin.users_count() == 1
    assert [one["username"] for one in admin.get_users({"search": "ali"})] == ["alice"]
    admin.update_user(user, {"firstName": "Alicia"})
    assert admin.get_user(user)["firstName"] == "Alicia"
    with pytest.raises(KeycloakPostError, match="User exists with same"):
        admin.create_user({"username": "alice"})
    admin.create_client({"clientId": "app", "publicClient": True, "directAccessGrantsEnabled": True})
    login = KeycloakOpenID(server_url=f"{server.url}/", client_id="app", realm_name="shop")
    assert "access_token" in login.token("alice", "wonder")
    admin.set_user_password(user, "changed", temporary=False)
    with pytest.raises(KeycloakPostError, match="Invalid user credentials"):
        login.token("alice", "wonder")
    assert "access_token" in login.token("alice", "changed")
    assert len(admin.get_sessions(user)) == 2
    admin.user_logout(user)
    assert admin.get_sessions(user) == []
    assert [one["type"] for one in admin.get_credentials(user)] == ["password"]
    admin.delete_user(user)
    with pytest.raises(KeycloakGetError, match="User not found"):
        admin.get_user(user)


def test_roles_and_groups(admin):
    admin.create_realm_role({"name": "reader"})
    admin.create_realm_role({"name": "boss"})
    admin.add_composite_realm_roles_to_role("boss", [admin.get_realm_role("reader")])
    assert [one["name"] for one in admin.get_composite_realm_roles_of_role("boss")] == ["reader"]
    user = admin.create_user({"username": "bob", "enabled": True})
    admin.assign_realm_roles(user, [admin.get_realm_role("boss")])
    assert {one["name"] for one in admin.get_composite_realm_roles_of_user(user)} >= {"boss", "reader"}
    assert "boss" not in {one["name"] for one in admin.get_available_realm_roles_of_user(user)}
    staff = admin.create_group({"name": "staff"})
    maths = admin.create_group({"name": "maths"}, parent=staff)
    admin.group_user_add(user, maths)
    assert [one["path"] for one in admin.get_user_groups(user)] == ["/staff/maths"]
    assert [one["username"] for one in admin.get_group_members(maths)] == ["bob"]
    assert admin.get_group_by_path("/staff/maths")["id"] == maths
    admin.assign_group_realm_roles(staff, [admin.get_realm_role("reader")])
    assert [one["name"] for one in admin.get_group_realm_roles(staff)] == ["reader"]
    admin.group_user_remove(user, maths)
    admin.delete_group(staff)
    assert admin.get_groups() == []
    admin.delete_realm_role("boss")
    with pytest.raises(KeycloakGetError, match="Could not find role"):
        admin.get_realm_role("boss")


def test_clients_with_roles_scopes_and_mappers(admin):
    client = admin.create_client({"clientId": "api", "serviceAccountsEnabled": True, "publicClient": False})
    secret = admin.get_client_secrets(client)["value"]
    assert admin.generate_client_secrets(client)["value"] != secret
    admin.create_client_role(client, {"name": "read"})
    service = admin.get_client_service_account_user(client)
    admin.assign_client_role(service["id"], client, [admin.get_client_role(client, "read")])
    assert [one["name"] for one in admin.get_client_roles_of_user(service["id"], client)] == ["read"]
    scope = admin.create_client_scope({"name": "orders", "protocol": "openid-connect"})
    mapper = {"name": "shop", "protocol": "openid-connect", "protocolMapper": "oidc-hardcoded-claim-mapper",
              "config": {"claim.name": "shop", "claim.value": "1", "access.token.claim": "true"}}  # fmt: skip
    admin.add_mapper_to_client_scope(scope, mapper)
    admin.add_client_default_client_scope(client, scope, {})
    assert "orders" in {one["name"] for one in admin.get_client_default_client_scopes(client)}
    admin.add_mapper_to_client(client, {**mapper, "name": "own"})
    assert [one["name"] for one in admin.get_mappers_from_client(client)] == ["own"]
    admin.update_client(client, {"clientId": "api", "name": "The API"})
    assert admin.get_client(client)["name"] == "The API"
    admin.delete_client_scope(scope)
    admin.delete_client(client)
    with pytest.raises(KeycloakDeleteError, match="Could not find client"):
        admin.delete_client(client)


def test_the_realm_itself(admin):
    admin.update_realm("shop", {"accessTokenLifespan": 60})
    assert admin.get_realm("shop")["accessTokenLifespan"] == 60
    assert {one["alias"] for one in admin.get_authentication_flows()} >= {"browser", "direct grant", "registration"}
    assert any(one.get("providerId") == "auth-otp-form" for one in admin.get_authentication_flow_executions("browser"))
    actions = {one["alias"]: one for one in admin.get_required_actions()}
    admin.update_required_action("TERMS_AND_CONDITIONS", {**actions["TERMS_AND_CONDITIONS"], "enabled": True})
    assert admin.get_required_action_by_alias("TERMS_AND_CONDITIONS")["enabled"] is True
    provider = {"alias": "other", "providerId": "oidc", "enabled": True, "config": {"clientId": "c", "clientSecret": "s"}}
    admin.create_idp(provider)
    assert admin.get_idp("other")["config"]["clientSecret"] == "**********"
    admin.delete_idp("other")
    assert admin.get_idps() == []
    assert admin.get_keys()["active"]["RS256"]
    admin.delete_realm("shop")
    assert "shop" not in {one["realm"] for one in admin.get_realms()}


def test_organizations(admin):
    admin.update_realm("shop", {"organizationsEnabled": True})
    acme = admin.create_organization({"name": "acme", "domains": [{"name": "acme.example", "verified": True}]})
    alice = admin.create_user({"username": "alice", "enabled": True})
    admin.organization_user_add(alice, acme)
    assert [one["username"] for one in admin.get_organization_members(acme)] == ["alice"]
    assert admin.get_organization_members_count(acme) == 1
    assert [one["name"] for one in admin.get_user_organizations(alice)] == ["acme"]
    admin.organization_user_remove(alice, acme)
    assert admin.get_organization_members(acme) == []
    admin.update_organization(acme, {"name": "acme", "description": "changed"})
    assert [one["description"] for one in admin.get_organizations()] == ["changed"]
    admin.delete_organization(acme)
    assert admin.get_organizations() == []


def test_a_client_registers_and_changes_itself(admin, server):
    # Its own method for this takes Keycloak's 201 for a failure.
    initial = admin.connection.raw_post("admin/realms/shop/clients-initial-access", data=json.dumps({"count": 1})).json()
    openid = KeycloakOpenID(server_url=f"{server.url}/", client_id="", realm_name="shop")
    registered = openid.register_client(
        initial["token"], {"clientId": "own", "serviceAccountsEnabled": True, "redirectUris": ["https://a.test/*"]}
    )
    changed = openid.update_client(registered["registrationAccessToken"], "own", {"name": "Own"})
    assert (changed["name"], changed["redirectUris"]) == ("Own", ["https://a.test/*"])
    login = KeycloakOpenID(server_url=f"{server.url}/", client_id="own", realm_name="shop", client_secret_key=registered["secret"])
    assert "access_token" in login.token(grant_type="client_credentials")
    with pytest.raises(KeycloakAuthenticationError, match="Not authorized to update client"):
        openid.update_client(registered["registrationAccessToken"], "own", {"name": "Old token"})
    with pytest.raises(KeycloakAuthenticationError, match="No remaining count on initial access token"):
        openid.register_client(initial["token"], {"clientId": "second"})
