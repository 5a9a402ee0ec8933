"""Workflows whose steps wait are done by the emulator's clock. What is done at once is recorded in tests/parity."""

import httpx
import pytest

from emulator.configuration.settings import Settings
from emulator.serving.live import LiveServer
from tests.conftest import ALICE, SVC
from tests.support import admin_client, admin_token

DAY = 86_400
JSON = {"Accept": "application/json"}


@pytest.fixture
def running(server, admin):
    """A realm with alice, and what a test does with it."""
    server.realm(
        users=[{**ALICE, "federatedIdentities": [{"identityProvider": one, "userId": "1", "userName": "a"} for one in ("up", "down")]}],
        clients=[SVC],
        roles={"realm": [{"name": "r1"}]},
    )
    return Running(server, admin)


class Running:
    """What workflows come to."""

    def __init__(self, server, admin):
        self.server, self.admin = server, admin
        profile = admin.get("/users/profile").json()
        admin.put("/users/profile", json={**profile, "unmanagedAttributePolicy": "ENABLED"})
        self.alice = admin.get("/users").json()[0]["id"]

    def workflow(self, *steps, **members):
        answer = self.admin.post("/workflows", json={"name": "w", "steps": list(steps), **members})
        assert answer.status_code == 201, answer.text
        return answer.headers["location"].rsplit("/", 1)[1]

    def activate(self, workflow, resource="", kind="USERS"):
        assert self.admin.post(f"/workflows/{workflow}/activate/{kind}/{resource or self.alice}").status_code == 204

    def status(self, resource=""):
        """Each step that is done, or when it is due, in days from now."""
        listed = self.admin.get(f"/workflows/scheduled/{resource or self.alice}").json()
        now = self.server.live.emulator.clock.millis()
        return [
            [step["uses"], round((step["scheduled-at"] - now) / DAY / 1000) if step["status"] == "PENDING" else "done"]
            for one in listed
            for step in one["steps"]
        ]

    def move(self, seconds):
        """Moves the clock; the administrator has to log in again."""
        self.server.move_clock(seconds)
        self.admin.headers["Authorization"] = f"Bearer {admin_token(self.server.url)}"

    def user(self):
        return self.admin.get(f"/users/{self.alice}").json()


def test_steps_are_done_when_they_are_due(running):
    workflow = running.workflow(
        {"uses": "set-user-attribute", "after": "1d", "with": {"one": "1"}}, {"uses": "set-user-attribute", "with": {"two": "2"}},
        {"uses": "disable-user", "after": "P2D"}, {"uses": "delete-user", "after": "24h"},
    )  # fmt: skip
    running.activate(workflow)
    assert running.status() == [["set-user-attribute", 1], ["set-user-attribute", 1], ["disable-user", 3], ["delete-user", 4]]
    running.move(DAY - 60)
    assert "attributes" not in running.user()
    running.move(120)
    assert running.user()["attributes"] == {"one": ["1"], "two": ["2"]}
    assert running.status() == [["set-user-attribute", "done"], ["set-user-attribute", "done"], ["disable-user", 2], ["delete-user", 3]]
    running.move(2 * DAY)
    assert not running.user()["enabled"]
    running.move(DAY + 60)
    assert running.admin.get(f"/users/{running.alice}").status_code == 404
    assert running.status() == []


def test_a_workflow_starts_again(running):
    workflow = running.workflow({"uses": "disable-user", "after": "1d"}, {"uses": "set-user-attribute", "after": "1d"}, {"uses": "restart"})
    running.activate(workflow)
    running.move(DAY + 60)
    assert running.status() == [["disable-user", "done"], ["set-user-attribute", 1], ["restart", 1]]
    running.move(DAY + 60)
    assert running.status() == [["disable-user", 1], ["set-user-attribute", 2], ["restart", 2]]


def test_what_keycloak_has_no_room_for_is_refused(running):
    schedules = [{"schedule": {"after": after}} for after in ("", "0", "999ms", "-5", "6000000000000000")]
    steps = [{"steps": [{"uses": "disable-user", **more}]} for more in ({"with": {"k" * 256: "v"}}, {"k" * 256: "v"})]
    for members in (*schedules, *steps, {"schedule": {"after": "x"}, "steps": []}, {"id": "i" * 37}):
        answer = running.admin.post("/workflows", json={"name": "w", "steps": [{"uses": "disable-user", "after": "1"}], **members})
        assert (answer.status_code, answer.json()["error"]) == (400, "unknown_error"), members
    assert running.admin.get("/workflows", headers=JSON).json() == []


def test_what_is_off_waits(running):
    steps = [{"uses": "disable-user", "after": "1d"}]
    workflow = running.workflow(*steps)
    running.activate(workflow)
    assert running.admin.put(f"/workflows/{workflow}", json={"name": "w", "enabled": False, "steps": steps}).status_code == 204
    running.move(2 * DAY)
    assert running.user()["enabled"]
    assert running.admin.put(f"/workflows/{workflow}", json={"name": "w", "enabled": True, "steps": steps}).status_code == 204
    assert not running.user()["enabled"]


def test_a_schedule_begins_it_for_all_whose_conditions_hold(running):
    running.admin.post("/users", json={"username": "bob", "email": "bob@x.org"})
    running.workflow(
        {"uses": "grant-role", "with": {"role": "r1"}}, {"uses": "disable-user", "after": "30d"},
        schedule={"after": "1d"}, **{"if": "has-user-attribute(email:alice@example.org)"},
    )  # fmt: skip
    bob = next(user["id"] for user in running.admin.get("/users").json() if user["username"] == "bob")
    assert running.status() == []
    running.move(DAY + 60)
    assert running.status() == [["grant-role", "done"], ["disable-user", 30]]
    assert running.status(bob) == []


def test_steps_of_every_kind(running):
    running.admin.post("/groups", json={"name": "g1"})
    running.activate(running.workflow(
        {"uses": "grant-role", "with": {"role": "r1"}}, {"uses": "revoke-role", "with": {"role": "r1"}},
        {"uses": "join-group", "with": {"group": "g1"}}, {"uses": "leave-group", "with": {"group": "/g1"}},
        {"uses": "add-required-action", "with": {"action": "UPDATE_PASSWORD"}},
        {"uses": "remove-required-action", "with": {"action": "update-password"}},
        {"uses": "set-user-attribute", "with": {"a": "1", "b": "2"}}, {"uses": "remove-user-attribute", "with": {"attribute": "a"}},
        {"uses": "unlink-user", "with": {"idp": "up"}}, {"uses": "notify-user", "with": {"subject": "S", "message": "M"}},
        {"uses": "notify-user"}, {"uses": "disable-user"},
    ))  # fmt: skip
    user = running.user()
    assert (user["enabled"], user["requiredActions"], user["attributes"]) == (False, [], {"b": ["2"]})
    assert "r1" not in [role["name"] for role in running.admin.get(f"/users/{running.alice}/role-mappings/realm").json()]
    assert running.admin.get(f"/users/{running.alice}/groups").json() == []
    document = next(user for user in running.server.export()["users"] if user["username"] == "alice")
    assert [link["identityProvider"] for link in document["federatedIdentities"]] == ["down"]
    mails = running.server.controls("GET", "/realms/test/mail").json()
    assert sorted((mail["subject"], mail["text"]) for mail in mails)[1] == ("S", "M")
    assert [mail["recipient"] for mail in mails] == ["alice@example.org"] * 2
    assert running.status() == []


def test_clients_are_disabled_and_deleted(running):
    client = running.admin.get("/clients", params={"clientId": "svc"}).json()[0]["id"]
    running.activate(running.workflow({"uses": "disable-client"}, {"uses": "delete-client", "after": "1d"}), client, "CLIENTS")
    assert not running.admin.get(f"/clients/{client}").json()["enabled"]
    running.move(DAY + 60)
    assert running.admin.get(f"/clients/{client}").status_code == 404


def test_workflows_that_start_each_other_come_to_an_end(running):
    running.workflow({"uses": "grant-role", "with": {"role": "r1"}}, name="a", on="user-created or user-role-revoked(r1)")
    running.workflow({"uses": "revoke-role", "with": {"role": "r1"}}, name="b", on="user-role-granted(r1)")
    assert running.admin.post("/users", json={"username": "carl"}).status_code == 201


def test_without_the_feature_there_are_none():
    live = LiveServer(settings=Settings(http_port=0, features=frozenset()))
    live.start()
    try:
        with admin_client(live.url, "/master") as http:
            for method, path in (("GET", ""), ("POST", ""), ("GET", "/x"), ("GET", "/scheduled/x"), ("POST", "/migrate")):
                answer = http.request(method, f"/workflows{path}", json={} if method == "POST" else None)
                assert (answer.status_code, answer.json()) == (404, {"error": "HTTP 404 Not Found"})
    except httpx.HTTPError as error:
        raise AssertionError(str(error)) from error
    finally:
        live.stop()
