"""What has ended is removed a piece at a time, with the requests that come."""

from emulator.login import housekeeping
from tests.conftest import ALICE, SVC
from tests.support import http_client

DAYS = 3 * 86400


def test_ended_sessions_go_in_pieces(server, monkeypatch):
    monkeypatch.setattr(housekeeping, "PIECE", 3)
    realm = server.realm("busy", clients=[SVC], users=[ALICE])
    sessions = server.live.emulator.store.realm("busy").user_sessions
    for _ in range(10):
        realm.token(client_id="svc", username="alice", password="wonder", grant_type="password")
    server.move_clock(DAYS)
    left = [len(sessions)]
    with http_client() as browser:
        while left[-1] and len(left) < 1000:
            assert browser.get(f"{server.url}/realms/busy").status_code == 200
            left.append(len(sessions))
    assert sorted(set(left), reverse=True) == [10, 7, 4, 1, 0]
