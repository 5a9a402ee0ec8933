"""What happened, for a test to look at, although no realm here keeps its events."""

import pytest

from tests import wire
from tests.support import admin_client


@pytest.mark.keycloak(realm="gcore")
def test_events_of_users_and_administrators(keycloak):
    realm = keycloak.realm("gcore")
    with pytest.raises(Exception, match="invalid_grant"):
        realm.token(client_id="gcore", username="user@example.org", password="wrong")
    realm.login("gcore", "user@example.org")
    assert [(event["kind"], event["type"], event.get("error")) for event in realm.events()] == [
        ("event", "LOGIN_ERROR", "invalid_user_credentials"),
        ("event", "LOGIN", None),
    ]
    assert realm.events("LOGIN")[0]["details"]["username"] == "user@example.org"
    with pytest.raises(ValueError, match="there is no kind 'admin', did you mean 'admin-event'"):
        realm.events(kind="admin")
    controls = f"{keycloak.url}/_emulator/realms/gcore/events"
    assert [event["type"] for event in wire.get(controls, params={"type": "LOGIN"}).json()] == ["LOGIN"]
    assert wire.get(controls, params={"typ": "x"}).status_code == 400
    assert wire.delete(controls).status_code == 204
    assert realm.events() == []


def test_events_of_administrators_have_what_they_sent(server):
    server.realm("kept")
    with admin_client(server.url, "/kept") as admin:
        assert admin.post("/roles", json={"name": "boss"}).status_code == 201
        assert admin.get("/admin-events").json() == []
    (event,) = wire.get(f"{server.url}/_emulator/realms/kept/events").json()
    assert (event["kind"], event["operationType"], event["resourceType"]) == ("admin-event", "CREATE", "REALM_ROLE")
    assert '"boss"' in event["representation"]


def test_a_test_sees_only_its_own_events(keycloak, keycloak_realm):
    assert keycloak.events == []
    keycloak_realm.login("app", "user", redirect_uri="http://app.test/")
    assert [event["realm"] for event in keycloak.events] == [keycloak_realm.name]
