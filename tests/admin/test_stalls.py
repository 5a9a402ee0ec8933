"""What takes long for one request leaves the others alone."""

import threading
from functools import partial

from emulator.login import passwords
from emulator.state.records import ClientSession, UserSession
from tests import wire

PASSWORDS = [f"old-{number}" for number in range(4)]
POLICY = "passwordHistory(8) and hashAlgorithm(pbkdf2-sha512) and hashIterations(1000)"


def hashed(server, user):
    """Stores the user's passwords as hashes that nobody has verified yet."""
    live = server.live
    tables = live.emulator.store.realm("test")

    def change():
        row = tables.users.one("username", user)
        tables.users.put(row["id"], {**row, "credentials": [live.emulator.passwords.hashed(one) for one in row["credentials"]]})
        return row["id"]

    return live.call(change)


def behind_a_gate(server, monkeypatch, owner, name, request):
    """What ``request`` returns, when the long work in it goes on only once another request has been answered."""
    gate, original = threading.Event(), getattr(owner, name)

    def work(*arguments, **more):
        assert gate.wait(20), "the event loop does the work itself"
        return original(*arguments, **more)

    monkeypatch.setattr(owner, name, work)
    results = []
    thread = threading.Thread(target=lambda: results.append(request()))
    thread.start()
    assert wire.get(f"{server.url}/realms/master", timeout=30).status_code == 200
    gate.set()
    thread.join()
    return results[0]


def test_a_password_that_is_compared_with_all_former_ones(server, admin, monkeypatch):
    server.realm(passwordPolicy=POLICY, users=[{"username": "bob", "enabled": True}])
    user = admin.get("/users").json()[0]["id"]
    for password in PASSWORDS:
        assert admin.put(f"/users/{user}/reset-password", json={"value": password}).status_code == 204
    hashed(server, "bob")

    def reset(value):
        request = partial(admin.put, f"/users/{user}/reset-password", json={"value": value})
        return behind_a_gate(server, monkeypatch, passwords, "_fits", request)

    assert reset("new").status_code == 204
    assert reset(PASSWORDS[0]).status_code == 400


PEOPLE = [{"username": f"user{number}", "enabled": True, "email": f"user{number}@example.org"} for number in range(300)]


def test_an_import_is_built_aside(server, admin, monkeypatch):
    document = {"realm": "large", "enabled": True, "users": PEOPLE}
    answer = behind_a_gate(server, monkeypatch, server.live.emulator, "built", lambda: admin.post("/..", json=document))
    assert answer.status_code == 201
    assert admin.get("/../large/users/count").json() == 300
    assert admin.post("/..", json=document).status_code == 409
    broken = {**document, "realm": "broken", "roles": {"realm": [{"name": "a"}, {"name": "a"}]}}
    assert admin.post("/..", json=broken).status_code >= 400
    assert admin.get("/../broken").status_code == 404


def test_an_export_is_made_aside_of_the_realm_as_it_was(server, admin, monkeypatch):
    server.realm(users=PEOPLE)
    emulator = server.live.emulator
    text = behind_a_gate(server, monkeypatch, emulator, "export", lambda: server.controls("GET", "/realms/test/export").text)
    assert text.count("username: user") == 300
    assert server.export()["users"][299]["username"] == "user299"


def test_a_key_is_made_aside(server, admin, monkeypatch):
    from emulator.keys.providers import _rsa

    server.realm()
    kind = {"providerId": "rsa-generated", "providerType": "org.keycloak.keys.KeyProvider"}
    component = {"name": "new", **kind, "config": {"priority": ["500"]}}
    assert admin.post("/components", json=component).status_code == 201
    url = f"{server.url}/realms/test/protocol/openid-connect/certs"
    answer = behind_a_gate(server, monkeypatch, _rsa, "make_rsa", lambda: wire.get(url, timeout=60))
    assert len(answer.json()["keys"]) == 3


def sessions(server, count, who="alice", client="app", **more):
    """Stores so many sessions of a user in a client, without logins."""
    live = server.live
    tables = live.emulator.store.realm("test")
    app, user = tables.client(client).id, tables.users.one("username", who)["id"]
    now = live.emulator.clock.seconds()

    def change():
        for number in range(count):
            mine = {app: ClientSession(app, now, now)}
            session = UserSession(f"{more}{number}", user, who, now, now, "127.0.0.1", clients=mine, **more)
            tables.user_sessions.put(("offline:" if session.offline else "") + session.id, session)

    live.call(change)
    return tables.user_sessions


MANY = 1200
"""More than what is done in one go, for all that is done in parts."""
SMALL = {
    "clients": [{"clientId": "app", "publicClient": True}, {"clientId": "told", "attributes": {"backchannel.logout.url": "http://127.0.0.1:9/"}}],
    "users": [{"username": "alice", "enabled": True}],
}  # fmt: skip


def test_very_many_sessions_end(server, admin):
    server.realm(**SMALL)
    table = sessions(server, MANY)
    sessions(server, 3, offline=True)
    app, alice = admin.get("/clients?clientId=app").json()[0]["id"], admin.get("/users").json()[0]["id"]
    assert len(admin.get(f"/users/{alice}/sessions").json()) == MANY
    assert admin.get(f"/clients/{app}/session-count").json() == {"count": MANY}
    assert [one["id"] for one in admin.get(f"/clients/{app}/user-sessions?first=1100").json()] == [f"{{}}{n}" for n in range(1100, MANY)]
    assert admin.post("/logout-all").status_code == 200
    assert [session.offline for session in table] == [True] * 3
    assert admin.get("").json()["notBefore"] > 0
    sessions(server, MANY)
    assert admin.post(f"/users/{alice}/logout").status_code == 204
    assert len(table) == 3
    sessions(server, MANY)
    assert admin.delete(f"/clients/{app}").status_code == 204
    assert {frozenset(session.clients) for session in table} == {frozenset()}
    assert admin.delete(f"/users/{alice}").status_code == 204
    assert len(table) == 0


def test_a_role_and_a_group_of_very_many(server, admin):
    people = [{"username": f"user{n:04}", "realmRoles": ["big"], "groups": ["/big"], "email": f"{n}@x.org"} for n in range(MANY)]
    server.realm(users=people, groups=[{"name": "big"}], roles={"realm": [{"name": "big"}]})
    names = [person["username"] for person in people]
    group = admin.get("/groups").json()[0]["id"]
    for path in ("/users", "/roles/big/users", f"/groups/{group}/members"):
        assert [user["username"] for user in admin.get(f"{path}?max=-1").json()] == names, path
        assert [user["username"] for user in admin.get(f"{path}?first=1050&max=120").json()] == names[1050:1170], path
        assert admin.get(f"{path}?first={MANY}&max=2000").json() == []
    assert admin.delete("/roles/big").status_code == 204
    assert admin.delete(f"/groups/{group}").status_code == 204
    someone = admin.get("/users?username=user0700").json()[0]["id"]
    assert admin.get(f"/users/{someone}/groups").json() == []
    assert "big" not in [role["name"] for role in admin.get(f"/users/{someone}/role-mappings/realm").json()]


def test_a_refused_import_takes_nobody_out_of_a_large_group(server, admin):
    """What it would have replaced is undone as a whole, however many rows that is."""
    people = [{"username": f"user{n:04}", "realmRoles": ["big"], "groups": ["/big"]} for n in range(MANY)]
    server.realm(users=people, groups=[{"name": "big"}], roles={"realm": [{"name": "big"}]})
    users = sessions(server, MANY, "user0001", "account")
    broken = {"name": "other", "composites": {"realm": ["nowhere"]}}
    brought = {
        "ifResourceExists": "OVERWRITE",
        "groups": [{"name": "big"}],
        "users": [people[1]],
        "roles": {"realm": [{"name": "big"}, broken]},
    }
    assert admin.post("/partialImport", json=brought).status_code in (400, 409)
    group = admin.get("/groups").json()[0]["id"]
    assert len(admin.get(f"/groups/{group}/members?max=-1").json()) == MANY
    assert len(admin.get("/roles/big/users?max=-1").json()) == MANY
    assert len(users) == MANY


def test_an_import_of_many_is_whole(server, admin):
    """It is done in parts, and one that is refused at its end leaves nothing of any."""
    server.realm(users=[{"username": "user0001", "email": "1@x.org"}], adminEventsEnabled=True)
    people = [{"username": f"user{n:04}", "email": f"{n}@x.org", "realmRoles": [f"new{n % 3}"]} for n in range(130)]
    homeless = {"username": "last", "clientRoles": {"nowhere": ["role"]}}
    for policy, brought, status in (("FAIL", people, 409), ("SKIP", [*people, homeless], 400), ("OVERWRITE", [*people, homeless], 400)):
        assert admin.post("/partialImport", json={"ifResourceExists": policy, "users": brought}).status_code == status
        assert [user["username"] for user in admin.get("/users").json()] == ["user0001"]
        assert not [role for role in admin.get("/roles").json() if role["name"].startswith("new")]
        assert admin.get("/admin-events").json() == []
    done = admin.post("/partialImport", json={"ifResourceExists": "OVERWRITE", "users": people}).json()
    assert (done["added"], done["overwritten"], len(done["results"])) == (129, 1, 130)
    assert [row["resourceName"] for row in done["results"]] == [person["username"] for person in people]
    assert admin.get("/users/count").json() == 130
    assert len(admin.get("/admin-events?max=1000").json()) == 130
    assert len(admin.get("/roles/new1/users").json()) == 43
