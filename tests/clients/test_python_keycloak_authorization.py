"""python-keycloak's authorization services: as an administrator, as a resource server, and for users."""

import pytest
from keycloak import KeycloakAdmin, KeycloakOpenID, KeycloakOpenIDConnection, KeycloakUMA
from keycloak.exceptions import KeycloakDeleteError, KeycloakGetError, KeycloakPostError, KeycloakPutError
from keycloak.uma_permissions import UMAPermission

FLAGS = ("serviceAccountsEnabled", "directAccessGrantsEnabled", "authorizationServicesEnabled")
API = {"clientId": "api", "secret": "s", **dict.fromkeys(FLAGS, True)}


@pytest.fixture
def admin(server):
    keycloak = KeycloakAdmin(server_url=f"{server.url}/", username="admin", password="admin", realm_name="master", verify=False)
    people = [
        {"username": name, "enabled": True, "email": f"{name}@example.org", "firstName": name, "lastName": "L",
         "credentials": [{"type": "password", "value": "wonder"}]}
        for name in ("alice", "bob")
    ]  # fmt: skip
    keycloak.create_realm({"realm": "shop", "enabled": True, "users": people, "roles": {"realm": [{"name": "editor"}]}})
    keycloak.change_current_realm("shop")
    keycloak.create_client(API)
    return keycloak


@pytest.fixture
def api(server, admin):
    return KeycloakOpenID(server_url=f"{server.url}/", client_id="api", client_secret_key="s", realm_name="shop")


@pytest.fixture
def uma(server, admin):
    connection = KeycloakOpenIDConnection(server_url=f"{server.url}/", realm_name="shop", client_id="api", client_secret_key="s")
    return KeycloakUMA(connection=connection)


def test_an_administrator_protects_a_client(admin, api):
    client = admin.get_client_id("api")
    assert admin.get_client_authz_settings(client)["policyEnforcementMode"] == "ENFORCING"
    view = admin.create_client_authz_scopes(client, {"name": "view"})
    page = admin.create_client_authz_resource(client, {"name": "Page", "scopes": [{"name": "view"}, {"name": "edit"}]})
    with pytest.raises(KeycloakPostError, match="already exists"):
        admin.create_client_authz_resource(client, {"name": "Page"})
    assert admin.create_client_authz_resource(client, {"name": "Page"}, skip_exists=True) == {"msg": "Already exists"}
    assert {one["name"] for one in admin.get_client_authz_scopes(client)} == {"view", "edit"}
    role = admin.get_realm_role("editor")["id"]
    editors = admin.create_client_authz_role_based_policy(client, {"name": "editors", "roles": [{"id": role}]})
    clients = admin.create_client_authz_client_policy({"name": "this client", "clients": [client]}, client)
    assert [one["name"] for one in admin.get_client_authz_client_policies(client)] == ["this client"]
    whole = admin.create_client_authz_resource_based_permission(
        client, {"name": "whole page", "resources": [page["_id"]], "policies": [editors["id"]]}
    )
    viewing = admin.create_client_authz_scope_permission(
        {"name": "viewing", "scopes": [view["id"]], "resources": [page["_id"]], "policies": [clients["id"]]}, client
    )
    assert {one["name"] for one in admin.get_client_authz_permissions(client)} == {"whole page", "viewing"}
    assert {one["name"] for one in admin.get_client_authz_policies(client)} == {"editors", "this client"}
    assert admin.get_client_authz_policy(client, editors["id"])["name"] == "editors"
    assert [one["name"] for one in admin.get_client_authz_policy_resources(client, whole["id"])] == ["Page"]
    assert [one["name"] for one in admin.get_client_authz_policy_scopes(client, viewing["id"])] == ["view"]
    assert [one["name"] for one in admin.get_client_authz_permission_associated_policies(client, whole["id"])] == ["editors"]
    assert admin.get_client_authz_scope_permission(client, viewing["id"])["type"] == "scope"
    token = api.token("alice", "wonder")["access_token"]
    with pytest.raises(KeycloakPostError, match="not_authorized"):
        api.uma_permissions(token, "Page#edit")
    admin.assign_realm_roles(admin.get_user_id("alice"), [admin.get_realm_role("editor")])
    token = api.token("alice", "wonder")["access_token"]
    [permission] = api.uma_permissions(token, {"Page": ["view", "edit"]})
    assert (permission["rsname"], sorted(permission["scopes"])) == ("Page", ["edit", "view"])
    admin.update_client_authz_scope_permission(
        {"id": viewing["id"], "name": "viewing", "type": "scope", "scopes": [view["id"]], "policies": [editors["id"]]},
        client,
        viewing["id"],
    )
    admin.update_client_authz_resource_permission({"name": "whole page", "resources": [page["_id"]], "policies": []}, client, whole["id"])
    admin.update_client_authz_resource(client, page["_id"], {"name": "Pages", "scopes": [{"name": "view"}]})
    assert admin.get_client_authz_resource(client, page["_id"])["name"] == "Pages"
    assert [one["name"] for one in admin.get_client_authz_resources(client)] == ["Pages"]
    exported = admin.get_client_authz_settings(client)
    admin.import_client_authz_config(client, exported)
    admin.delete_client_authz_policy(client, editors["id"])
    admin.delete_client_authz_resource(client, page["_id"])
    with pytest.raises(KeycloakGetError):
        admin.get_client_authz_resource(client, page["_id"])
    with pytest.raises(KeycloakDeleteError):
        admin.delete_client_authz_policy(client, editors["id"])


def test_a_resource_server_registers_what_it_protects(uma):
    album = uma.resource_set_create({"name": "Album", "resource_scopes": ["read", "write"], "type": "album", "uris": ["/albums/*"]})
    with pytest.raises(KeycloakPostError, match="already exists"):
        uma.resource_set_create({"name": "Album"})
    assert uma.resource_set_read(album["_id"])["name"] == "Album"
    assert uma.resource_set_list_ids(name="alb") == [album["_id"]]
    assert uma.resource_set_list_ids(name="alb", exact_name=True) == []
    assert uma.resource_set_list_ids(resource_type="album", scope="read", first=0, maximum=1) == [album["_id"]]
    assert uma.resource_set_list_ids(uri="/albums/5", matchingUri=True) == [album["_id"]]
    assert [one["name"] for one in uma.resource_set_list()] == ["Album"]
    uma.resource_set_update(album["_id"], {"name": "Albums", "resource_scopes": ["read"]})
    assert uma.resource_set_read(album["_id"])["resource_scopes"] == [{"name": "read"}]
    with pytest.raises(KeycloakPutError):
        uma.resource_set_update("none", {"name": "x"})
    assert "ticket" in uma.permission_ticket_create([UMAPermission(resource="Albums", scope="read")])
    with pytest.raises(KeycloakPostError, match="Invalid resource specified"):
        uma.permission_ticket_create([UMAPermission(resource="None")])
    uma.resource_set_delete(album["_id"])
    with pytest.raises(KeycloakDeleteError):
        uma.resource_set_delete(album["_id"])


def test_an_owner_shares_with_others(admin, api, uma):
    client = admin.get_client_id("api")
    owned = {"name": "Diary", "owner": {"id": "alice"}, "ownerManagedAccess": True, "scopes": [{"name": "read"}]}
    diary = admin.create_client_authz_resource(client, owned)
    bob = api.token("bob", "wonder")["access_token"]
    assert not uma.permissions_check(bob, [f"{diary['_id']}#read"])
    alice = api.token("alice", "wonder")["access_token"]
    owner = KeycloakUMA(connection=uma.connection)
    owner.connection.add_param_headers("Authorization", f"Bearer {alice}")
    policy = owner.policy_resource_create(diary["_id"], {"name": "for bob", "users": ["bob"], "scopes": ["read"]})
    assert uma.permissions_check(bob, [f"{diary['_id']}#read"])
    assert [one["name"] for one in owner.policy_query(resource=diary["_id"])] == ["for bob"]
    assert owner.policy_query(name="nobody") == []
    owner.policy_update(policy["id"], {**policy, "users": ["alice"]})
    assert not uma.permissions_check(bob, [f"{diary['_id']}#read"])
    owner.policy_delete(policy["id"])
    with pytest.raises(KeycloakDeleteError):
        owner.policy_delete(policy["id"])


def test_users_have_what_policies_say(admin, api):
    client = admin.get_client_id("api")
    admin.create_client_authz_resource(client, {"name": "Page", "scopes": [{"name": "view"}]})
    admin.create_client_authz_resource(client, {"name": "Closed"})
    admin.create_client_authz_policy(client, {"name": "nobody", "type": "user", "config": {"users": "[]"}})
    assert admin.create_client_authz_policy(client, {"name": "nobody", "type": "user"}, skip_exists=True) == {"msg": "Already exists"}
    mine = admin.create_client_authz_client_policy({"name": "this client", "clients": [client]}, client)
    admin.create_client_authz_resource_based_permission(client, {"name": "page", "resources": ["Page"], "policies": [mine["id"]]})
    token = api.token("alice", "wonder")["access_token"]
    assert api.has_uma_access(token, "Page#view").is_authorized
    refused = api.has_uma_access(token, "Closed")
    assert refused.is_logged_in
    assert not refused.is_authorized
    with pytest.raises(KeycloakPostError, match="Invalid bearer token"):
        api.has_uma_access("nonsense", "Page#view")
    assert [one["rsname"] for one in api.uma_permissions(token, "Page")] == ["Page"]
    with pytest.raises(KeycloakPostError, match="invalid_resource"):
        api.uma_permissions(token, "None")
    with pytest.raises(KeycloakPostError, match="invalid_scope"):
        api.uma_permissions(token, "Page#none")
