"""A realm, its components, its profile and its exports at the Admin API. Answers are those of Keycloak 26.7.4."""

import pytest

pytestmark = pytest.mark.usefixtures("staffed")


def test_there_is_no_user_storage(admin):
    for step in ("sync", "unlink-users", "remove-imported-users"):
        answer = admin.post(f"/user-storage/x/{step}")
        assert (answer.status_code, answer.json()) == (404, {"error": "Could not find component"})


def test_what_may_be_below_a_component(admin):
    component = f"/components/{admin.get('/components').json()[0]['id']}/sub-component-types"
    found = admin.get(component, params={"type": "org.keycloak.keys.KeyProvider"}).json()
    assert {"rsa", "hmac-generated"} <= {one["id"] for one in found}
    assert admin.get(component).json() == {"error": "must specify a subtype"}
    assert admin.get("/components/x/sub-component-types").json() == {"error": "Could not find parent component"}


def test_a_brief_listing_of_identity_providers_has_no_configuration(admin):
    admin.post("/identity-provider/instances", json={"alias": "idp", "providerId": "oidc", "config": {"clientId": "x"}})
    (shown,) = admin.get("/identity-provider/instances", params={"briefRepresentation": "true"}).json()
    assert (shown["alias"], shown["config"], "types" in shown) == ("idp", {}, False)
    path = admin.post("/users", json={"username": "bob"}).headers["location"]
    assert admin.get(path).json()["federatedIdentities"] == []
    assert admin.get(f"{path}/unmanagedAttributes").json() == {}


def test_a_profile_keeps_names_and_addresses(admin):
    said = "[The attribute 'username' can not be removed, The attribute 'email' can not be removed]"
    assert admin.put("/users/profile", json={"attributes": []}).json() == {"errorMessage": said}


def test_an_answer_without_a_body_has_its_headers_once(admin):
    names = [name.lower() for name, _ in admin.put("", json={}).headers.multi_items()]
    assert names.count("x-frame-options") == 1
    assert len(names) == len(set(names))


def test_a_realm_that_cannot_be_updated(admin):
    answer = admin.put("", json={"sslRequired": "nope"})
    assert (answer.status_code, answer.json()) == (400, {"errorMessage": "Failed to update realm"})


@pytest.mark.parametrize(("value", "there"), [("true", True), ("True", True), ("TRUE", True), ("1", False), ("yes", False)])
def test_flags_are_read_in_any_case(admin, value, there):
    exported = admin.post("/partial-export", params={"exportClients": value, "exportGroupsAndRoles": value}).json()
    assert ("clients" in exported, "groups" in exported) == (there, there)


def test_events_that_never_expire_are_not_told(admin):
    assert admin.put("", json={"eventsExpiration": 0}).status_code == 204
    assert "eventsExpiration" not in admin.post("/partial-export").json()


@pytest.mark.parametrize(
    "path",
    [
        "/admin-events?resourceTypes=user",
        "/admin-events?resourceTypes=USER&resourceTypes=none",
        "/admin-events?operationTypes=create",
        "/events?type=login",
    ],
)
def test_kinds_of_events_that_there_are_not(admin, path):
    assert admin.get(path).status_code == 400


def test_a_type_of_event_that_there_is_no_room_for(admin):
    before = admin.get("/events/config").json()
    assert admin.put("/events/config", json={"enabledEventTypes": ["x" * 256]}).status_code == 400
    assert admin.get("/events/config").json() == before
