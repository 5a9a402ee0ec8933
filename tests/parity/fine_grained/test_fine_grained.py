"""Fine-grained permissions of administrators decide as Keycloak 26.7.4 does; tests/endurance plays all of the sets."""

import json

import pytest
import yaml

from tests import wire
from tests.parity.fine_grained.handing_out import HANDED_OUT, HandingOut
from tests.parity.fine_grained.matrix import RECORDED, Matrix, sets
from tests.support import admin_client, http_client


def differing(server, every):
    """Sets of permissions by which something else is allowed, with both answers."""
    recorded = json.loads(RECORDED.read_text("utf-8"))
    with http_client(base_url=server.url, timeout=60) as http:
        matrix = Matrix(http)
        played = matrix.play(every)
        matrix.close()
    return [(name, answers, recorded[name]) for name, answers in played.items() if answers != recorded[name]]


def test_what_permissions_allow(server):
    assert differing(server, 5) == []


def test_who_hands_out_management_roles(server):
    with http_client(base_url=server.url, timeout=60) as http:
        matrix = HandingOut(http)
        played = matrix.play()
        matrix.close()
    assert played == json.loads(HANDED_OUT.read_text("utf-8"))


def test_every_set_is_recorded():
    assert [name for name, _ in sets()] == list(json.loads(RECORDED.read_text("utf-8")))


UNKNOWN = {"error": "unknown_error"}
NO_RESOURCES = {"error": "Policy type not supported by feature admin-fine-grained-authz:v2"}


@pytest.fixture
def permissions(server):
    server.realm(users=[{"username": "alice"}], clients=[{"clientId": "app"}], adminPermissionsEnabled=True)
    with admin_client(server.url) as http:
        client = http.get("/clients", params={"clientId": "admin-permissions"}).json()[0]
        http.place, http.client = f"/clients/{client['id']}/authz/resource-server", client
        http.alice = http.get("/users").json()[0]["id"]
        yield http


def test_the_client_that_guards_them(permissions):
    client, place = permissions.client, permissions.place
    assert client["access"] == {"view": True, "configure": False, "manage": False}
    assert (client["serviceAccountsEnabled"], client["authorizationServicesEnabled"], "secret" in client) == (True, True, False)
    shown = permissions.get("").json()
    assert shown["adminPermissionsClient"] == {"id": client["id"], "clientId": "admin-permissions"}
    assert {one["name"] for one in permissions.get(f"{place}/resource").json()} == {"Clients", "Groups", "Organizations", "Roles", "Users"}
    assert len(permissions.get(f"{place}/scope").json()) == 16
    told = {"error": "invalid_request", "error_description": "Could not delete client"}
    assert permissions.delete(f"/clients/{client['id']}").json() == told
    told = {"error": "invalid_input", "error_description": "Not supported for this client."}
    assert permissions.put(f"/clients/{client['id']}", json={"description": "x"}).json() == told
    permissions.put("", json={"adminPermissionsEnabled": False})
    assert permissions.get("/clients", params={"clientId": "admin-permissions"}).json()[0]["id"] == client["id"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"resourceType": "Nope"}, UNKNOWN), ({"resourceType": None}, UNKNOWN), ({"scopes": ["nope"]}, UNKNOWN),
        ({"scopes": ["map-role"]}, UNKNOWN), ({"scopes": []}, UNKNOWN), ({"resources": ["nope"]}, UNKNOWN),
    ],
)  # fmt: skip
def test_a_permission_keeps_to_its_schema(permissions, change, told):
    given = {"name": "p", "resourceType": "Users", "scopes": ["view"], "policies": [], **change}
    answer = permissions.post(f"{permissions.place}/permission/scope", json=given)
    assert (answer.status_code, answer.json()) == (400, told)


@pytest.mark.parametrize(
    ("method", "path", "body", "told"),
    [
        ("POST", "/permission/resource", {"name": "p", "resourceType": "Users"}, NO_RESOURCES), ("GET", "/settings", None, UNKNOWN),
        ("POST", "/policy", {"name": "p", "type": "resource"}, NO_RESOURCES), ("POST", "/resource", {"name": "x"}, UNKNOWN),
        ("POST", "/scope", {"name": "x"}, UNKNOWN), ("POST", "/import", {}, UNKNOWN),
        ("PUT", "", {"decisionStrategy": "AFFIRMATIVE"}, UNKNOWN),
    ],
)  # fmt: skip
def test_what_is_fixed(permissions, method, path, body, told):
    answer = permissions.request(method, f"{permissions.place}{path}", json=body)
    assert (answer.status_code, answer.json()) == (400, told)


@pytest.mark.parametrize(
    ("kind", "scope", "made", "path", "name"),
    [
        ("Users", "view", {"username": "bob"}, "/users", "bob"),
        ("Groups", "view", {"name": "g"}, "/groups", "g"),
        ("Clients", "view", {"clientId": "c"}, "/clients", "c"),
        ("Roles", "map-role", {"name": "ro"}, "/roles", "ro"),
        ("Organizations", "view", {"name": "o", "domains": [{"name": "o.org"}]}, "/organizations", "o"),
    ],
)
def test_a_permission_goes_with_its_object(permissions, kind, scope, made, path, name):
    permissions.put("", json={"organizationsEnabled": True})
    place = permissions.post(path, json=made).headers["location"].partition("/admin/realms/test")[2]
    identifier = permissions.get(place).json()["id"]
    given = {"name": "p", "resourceType": kind, "scopes": [scope], "policies": [], "resources": [identifier]}
    permission = permissions.post(f"{permissions.place}/permission/scope", json=given).json()["id"]
    (resource,) = permissions.get(f"{permissions.place}/policy/{permission}/resources").json()
    assert (resource["name"], resource["displayName"]) == (identifier, name)
    permissions.delete(place)
    assert permissions.get(f"{permissions.place}/policy/{permission}").status_code == 404


def test_they_are_exported_and_imported(permissions, server):
    given = {"name": "p", "resourceType": "Users", "scopes": ["view"], "policies": [], "resources": [permissions.alice]}
    permissions.post(f"{permissions.place}/permission/scope", json=given)
    exported = yaml.safe_load(wire.get(f"{server.url}/_emulator/realms/test/export", timeout=20).text)
    permissions.delete("")
    server.realm(**exported)
    again = permissions.get("/clients", params={"clientId": "admin-permissions"}).json()
    assert [client["id"] for client in again] == [permissions.client["id"]]
    assert [one["name"] for one in permissions.get(f"{permissions.place}/permission").json()] == ["p"]
