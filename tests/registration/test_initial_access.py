"""Initial access tokens: how many registrations, how long, and whose."""

import jwt


def test_each_registration_counts_and_failures_do_not(registry):
    initial = registry.admin.post("/clients-initial-access", json={"count": 2}).json()
    place = registry.admin.get("/clients-initial-access")
    assert [(one["count"], one["remainingCount"]) for one in place.json()] == [(2, 2)]
    assert "token" not in place.json()[0]
    assert registry.register(initial["token"], client_id="mine").status_code == 400
    assert registry.register(initial["token"]).status_code == 201
    assert registry.register(initial["token"], provider="default").status_code == 201
    spent = registry.register(initial["token"])
    assert spent.json() == {"error": "invalid_token", "error_description": "No remaining count on initial access token"}
    assert registry.admin.get("/clients-initial-access").json()[0]["remainingCount"] == 0


def test_they_end_by_the_emulators_clock(registry):
    made = registry.admin.post("/clients-initial-access", json={"count": 5, "expiration": 60}).json()
    claims = jwt.decode(made["token"], options={"verify_signature": False})
    assert claims["exp"] - claims["iat"] == 60
    assert (claims["typ"], claims["jti"], claims["aud"]) == ("InitialAccessToken", made["id"], registry.issuer)
    assert registry.register(made["token"]).status_code == 201
    registry.server.move_clock(61)
    late = registry.register(made["token"])
    assert (late.status_code, late.json()["error_description"]) == (401, "Failed decode token")


def test_what_is_spent_or_over_is_swept(registry):
    once = registry.admin.post("/clients-initial-access", json={"count": 1}).json()
    registry.admin.post("/clients-initial-access", json={"expiration": 60})
    kept = registry.admin.post("/clients-initial-access", json={}).json()["id"]
    registry.register(once["token"])
    registry.server.move_clock(1000)
    registry.server.live.call(lambda: list(registry.server.live.emulator.sweeper.round()))
    registry.log_in()
    assert [one["id"] for one in registry.admin.get("/clients-initial-access").json()] == [kept]


def test_deleting_one_ends_its_token(registry):
    made = registry.admin.post("/clients-initial-access", json={}).json()
    assert registry.admin.delete(f"/clients-initial-access/{made['id']}").status_code == 204
    assert registry.register(made["token"]).json()["error_description"] == "Initial Access Token not found"
    assert registry.admin.delete("/clients-initial-access/none").status_code == 204


def test_the_event_of_a_change_shows_what_was_asked_for(registry):
    registry.admin.put("", json={"adminEventsEnabled": True, "adminEventsDetailsEnabled": True})
    made = registry.admin.post("/clients-initial-access", json={"webOrigins": ["http://a.test"], "count": "3", "expiration": None}).json()
    event = registry.admin.get("/admin-events").json()[0]
    assert (event["operationType"], event["resourceType"]) == ("CREATE", "CLIENT_INITIAL_ACCESS_MODEL")
    assert event["resourcePath"] == f"clients-initial-access/{made['id']}"
    assert event["representation"] == '{"count":3,"webOrigins":["http://a.test"]}'
