"""What takes long for one request leaves the others alone."""

import threading

import httpx
import pytest

PASSWORDS = [f"old-{number}" for number in range(4)]
POLICY = "passwordHistory(8) and hashAlgorithm(pbkdf2-sha512) and hashIterations(300000)"


@pytest.fixture
def admin(server):
    form = {"grant_type": "password", "client_id": "admin-cli", "username": "admin", "password": "admin"}
    token = httpx.post(f"{server.url}/realms/master/protocol/openid-connect/token", data=form).json()["access_token"]
    with httpx.Client(base_url=f"{server.url}/admin/realms/test", headers={"Authorization": f"Bearer {token}"}, timeout=60) as client:
        yield client


def answers_meanwhile(server, work):
    """How many other requests are answered from the beginning of ``work`` to its end."""
    done = threading.Event()
    results = []

    def run():
        try:
            results.append(work())
        finally:
            done.set()

    thread = threading.Thread(target=run)
    count = 0
    with httpx.Client() as other:
        thread.start()
        while not done.is_set():
            assert other.get(f"{server.url}/realms/test").status_code == 200
            count += 1
    thread.join()
    return count, results[0]


def hashed(server, user):
    """Stores the user's passwords as hashes that nobody has verified yet."""
    live = server.live
    tables = live.emulator.store.realm("test")

    def change():
        row = tables.users.one("username", user)
        tables.users.put(row["id"], {**row, "credentials": [live.emulator.passwords.hashed(one) for one in row["credentials"]]})
        return row["id"]

    return live.call(change)


def test_a_password_that_is_compared_with_all_former_ones(server, admin):
    server.realm(passwordPolicy=POLICY, users=[{"username": "bob", "enabled": True}])
    user = admin.get("/users").json()[0]["id"]
    for password in PASSWORDS:
        assert admin.put(f"/users/{user}/reset-password", json={"value": password}).status_code == 204
    hashed(server, "bob")
    count, answer = answers_meanwhile(server, lambda: admin.put(f"/users/{user}/reset-password", json={"value": "new"}))
    assert answer.status_code == 204
    assert count > 20, "the loop answers others while four hashes are computed"
    count, answer = answers_meanwhile(server, lambda: admin.put(f"/users/{user}/reset-password", json={"value": PASSWORDS[0]}))
    assert answer.status_code == 400
