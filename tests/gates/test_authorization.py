"""Authorization settings at every door, and policies that are scripts."""

import json

import pytest

from emulator.core.errors import RealmFileError
from emulator.world import realm_files
from tests.gates.conftest import UNKNOWN

SERVER = {"clientId": "api", "secret": "s", "serviceAccountsEnabled": True, "authorizationServicesEnabled": True}
DUPLICATE = "Duplicate resource error"
LONG = "x" * 256
ROLE = {"name": "p", "type": "role", "config": {}}


def _permission(**config):
    return {"policies": [{"name": "perm", "type": "resource", "config": {key: json.dumps(names) for key, names in config.items()}}]}


# What Keycloak answers with 500 is a 400 with the same body here.
BAD = [
    ({"policies": [{"name": "p", "type": "nope"}]}, ".policies[0]", "there is no policy type 'nope'"),
    (_permission(resources=["nope"]), ".policies[0]", "there is no resource 'nope'"),
    (_permission(applyPolicies=["nope"]), ".policies[0]", "there is no policy 'nope'"),
    (_permission(scopes=["nope"]), ".policies[0]", "there is no scope 'nope'"),
    ({"policies": [{"name": "p", "type": "user", "config": {"users": '["nope"]'}}]}, ".policies[0]", "there is no user 'nope'"),
    ({"decisionStrategy": "CONSENSUS"}, ".decisionStrategy", "a resource server decides by UNANIMOUS or AFFIRMATIVE"),
    ({"resources": [None]}, ".resources[0]", "null is no member of this list"),
]


@pytest.fixture
def protected(doors):
    doors.ask("POST", "/clients", SERVER)
    doors.place = f"{doors.client('api')}/authz/resource-server"
    return doors


def _check(doors, **members):
    """What a start says of a realm file: warnings, and what it refuses."""
    path, warnings = doors.folder / "imported.json", []
    path.write_text(json.dumps({"realm": "imported", **members}, indent=1))
    try:
        realm_files.read_all([path], {}, warnings)
    except RealmFileError as error:
        return [], [(one.path, one.message) for one in error.findings if one.line]
    return [(one.path, one.message) for one in warnings if one.line], []


@pytest.mark.parametrize(("settings", "path", "message"), BAD)
def test_what_cannot_be_stored_is_refused_everywhere(protected, settings, path, message):
    client = {**SERVER, "authorizationSettings": settings}
    assert protected.import_realm(clients=[client]) == (400, UNKNOWN)
    assert protected.ask("POST", "/clients", {**client, "clientId": "new"}) == (400, UNKNOWN)
    assert protected.ask("POST", f"{protected.place}/import", settings) == (400, UNKNOWN)
    assert _check(protected, clients=[client]) == ([], [(f"clients[0].authorizationSettings{path}", message)])


@pytest.mark.parametrize(
    "settings",
    [{"policies": [{"type": "role"}]}, {"policies": [{"name": "p"}]}, {"resources": [{"uris": ["/x"]}]}, {"scopes": [{}]},
     {"resources": [{"name": "r", "scopes": [{}]}]}],
)  # fmt: skip
def test_names_are_needed(protected, settings):
    client = {**SERVER, "authorizationSettings": settings}
    assert protected.import_realm(clients=[client]) == (409, {"errorMessage": DUPLICATE})
    assert protected.ask("POST", "/clients", {**client, "clientId": "new"}) == (409, {"errorMessage": "Client new already exists"})
    conflict = {"error": "conflict", "error_description": DUPLICATE}
    assert protected.ask("POST", f"{protected.place}/import", settings) == (409, conflict)


@pytest.mark.parametrize(
    ("settings", "kind"),
    [
        ({"scopes": [{"name": LONG}]}, "scope"),
        ({"resources": [{"name": LONG}]}, "resource"),
        ({"resources": [{"name": "r", "attributes": {"a": ["b", LONG]}}]}, "resource"),
        ({"resources": [{"name": "r", "attributes": {LONG: ["b"]}}]}, "resource"),
        ({"policies": [{**ROLE, "name": LONG}]}, "policy"),
    ],
)
def test_texts_are_not_too_long(protected, settings, kind):
    client = {**SERVER, "authorizationSettings": settings}
    assert protected.import_realm(clients=[client]) == (400, {"errorMessage": "Database operation failed"})
    assert protected.ask("POST", f"{protected.place}/import", settings) == (400, UNKNOWN)
    (members,) = settings.values()
    assert protected.ask("POST", f"{protected.place}/{kind}", members[0]) == (400, UNKNOWN)


def test_a_policy_of_the_same_name_is_changed(protected):
    settings = {"policies": [ROLE, {**ROLE, "type": "user", "description": "second"}]}
    assert protected.ask("POST", f"{protected.place}/import", settings) == (204, None)
    (policy,) = [one for one in protected.get(f"{protected.place}/policy") if one["name"] == "p"]
    assert (policy["type"], policy["description"]) == ("role", "second")


def test_scripts_are_taken_with_a_warning(protected):
    scripts = [{"name": "old", "type": "js", "config": {"code": "x"}}, {"name": "new", "type": "script-a/b.js", "config": {}}]
    client = {**SERVER, "authorizationSettings": {"policies": scripts}}
    assert protected.import_realm(clients=[client])[0] == 201
    warnings, refusals = _check(protected, clients=[client])
    assert refusals == []
    assert [path for path, _ in warnings] == [f"clients[0].authorizationSettings.policies[{number}].type" for number in (0, 1)]
    assert "'old', by default grant" in warnings[0][1]
    kind = {"name": "p1", "type": "script-scripts/default-policy.js"}
    status, answer = protected.ask("POST", f"{protected.place}/policy/js", kind)
    assert (status, answer) == (201, {**kind, "id": answer["id"], "logic": "POSITIVE", "decisionStrategy": "UNANIMOUS"})
    assert protected.ask("PUT", f"{protected.place}/policy/js/{answer['id']}", {**kind, "name": "p2"})[0] == 201
    for policies in protected.get(f"{protected.place}/policy?type=js"), protected.get(f"{protected.place}/policy/js?name=p2"):
        assert [(policy["name"], policy["type"]) for policy in policies] == [("p2", kind["type"])]
    assert protected.ask("POST", f"{protected.place}/policy", {"name": "p3", "type": "script-x.js"})[0] == 201
    assert protected.ask("POST", f"{protected.place}/policy/js", {"name": "p4"})[0] >= 400


@pytest.mark.parametrize(
    ("verdicts", "granted"), [(None, True), ("a/b.js=deny", False), ("no-*=deny, a/*=grant, *=deny", True), ("*=deny", False)]
)
def test_a_verdict_stands_in_for_a_script(server, verdicts, granted):
    settings = {
        "resources": [{"name": "r"}],
        "policies": [
            {"name": "script", "type": "script-a/b.js", "config": {}},
            {"name": "perm", "type": "resource", "config": {"resources": '["r"]', "applyPolicies": '["script"]'}},
        ],
    }
    attributes = {"scriptPolicies": verdicts} if verdicts else {}
    realm = server.realm(clients=[{**SERVER, "authorizationSettings": settings}], users=[], attributes=attributes)
    form = {"client_id": "api", "client_secret": "s"}
    token = realm.http.post("/token", data={**form, "grant_type": "client_credentials"}).json()["access_token"]
    asked = {"grant_type": "urn:ietf:params:oauth:grant-type:uma-ticket", "audience": "api", "permission": "r", "response_mode": "decision"}
    answer = realm.http.post("/token", data=asked, headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == (200 if granted else 403)


def test_a_file_says_what_will_not_be(doors):
    storage = {
        "org.keycloak.storage.UserStorageProvider": [
            {"name": "l", "providerId": "ldap", "config": {"vendor": ["other"], "editMode": ["READ_ONLY"], "connectionUrl": ["ldap://l"]}}
        ]
    }
    provider = {"alias": "g", "providerId": "saml", "config": {"clientId": "${GOOGLE_ID}"}}
    warnings, refusals = _check(doors, identityProviders=[provider], components=storage, displayName="${ALIAS} ${role_x} $${HOME}")
    assert refusals == []
    assert [path for path, _ in warnings] == [
        "identityProviders[0].config.clientId",
        "identityProviders[0].providerId",
        "components.org.keycloak.storage.UserStorageProvider[0].providerId",
    ]
    assert "the variable GOOGLE_ID is not set" in warnings[0][1]


def test_blank_addresses_of_a_resource_are_left_out(protected):
    """The console sends one for a field that nobody has filled in."""
    cases = [([""], []), (["", "/a"], ["/a"]), (["/a", "/a"], ["/a"]), ([" "], []), ([None], []), ([], [])]
    for number, (uris, kept) in enumerate(cases):
        body = {"name": f"r{number}", "uris": uris, "icon_uri": "", "type": ""}
        status, resource = protected.ask("POST", f"{protected.place}/resource", body)
        assert (status, resource["uris"], resource["icon_uri"], "type" in resource) == (201, kept, "", False), uris
        protected.ask("PUT", f"{protected.place}/resource/{resource['_id']}", {**resource, "uris": ["", "/b"]})
        assert protected.get(f"{protected.place}/resource/{resource['_id']}")["uris"] == ["/b"]
    settings = {"resources": [{"name": "i", "uris": ["", "/x"], "icon_uri": ""}]}
    assert protected.ask("POST", f"{protected.place}/import", settings)[0] == 204
    assert {one["name"]: one["uris"] for one in protected.get(f"{protected.place}/resource")}["i"] == ["/x"]


def test_a_resource_is_changed_only_with_an_owner_that_there_is(protected):
    """It keeps its own all the same."""
    server = protected.get("/clients?clientId=api")[0]["id"]
    made = protected.ask("POST", f"{protected.place}/resource", {"name": "r"})[1]
    for owner, status in ((LONG, 400), ({"id": "nope"}, 400), ("api", 400), (server, 204), ({"name": "nope"}, 204), ({}, 204)):
        answer = protected.ask("PUT", f"{protected.place}/resource/{made['_id']}", {"name": "r", "owner": owner})
        assert answer[0] == status, owner
    assert protected.get(f"{protected.place}/resource/{made['_id']}")["owner"]["id"] == server
