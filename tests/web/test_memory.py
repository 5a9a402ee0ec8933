"""What is left of a request and of a realm when they are over, while the collector does nothing."""

import gc
import weakref

import pytest

from emulator.configuration.settings import Settings
from emulator.serving.live import LiveServer
from tests import wire
from tests.conftest import ALICE, SVC
from tests.support import admin_client

REALM = {"realm": "used", "enabled": True, "users": [ALICE], "clients": [{**SVC, "redirectUris": ["http://localhost/*"]}]}


@pytest.fixture
def no_collector():
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.fixture
def live():
    """One of its own: the suite's keeps all that it may have to put back."""
    live = LiveServer((), Settings(http_port=0))
    live.start()
    yield live
    live.stop()


def test_a_realm_that_was_in_use_is_gone_once_it_is_deleted(live, no_collector):
    protocol = f"{live.origin}/realms/used/protocol/openid-connect"
    with admin_client(live.origin, "") as admin:
        assert admin.post("", json=REALM).status_code == 201
        tables = weakref.ref(live.emulator.store.realm("used"))
        form = {"grant_type": "password", "username": "alice", "password": "wonder", "client_id": "svc", "client_secret": "s3cret"}
        tokens = wire.post(f"{protocol}/token", data={**form, "scope": "openid"}).json()
        for path in ("certs", "userinfo", "auth?client_id=svc&response_type=code&redirect_uri=http://localhost/"):
            answer = wire.get(f"{protocol}/{path}", headers={"Authorization": f"Bearer {tokens['access_token']}"})
            assert answer.status_code == 200
        assert len(admin.get("/used/users").json()) == 1
        assert admin.delete("/used").status_code == 204
    # The request that deletes it ends after its answer is read.
    live.call(lambda: None)
    assert tables() is None
