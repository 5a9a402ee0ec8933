"""All that requests do is there after a restart, exactly as it was; with a shared database it is there for the next emulator."""

import random

import httpx
import pytest

from emulator.configuration.settings import Database, Settings
from emulator.serving.live import LiveServer
from pytest_plugin.keycloak import Keycloak
from pytest_plugin.realm import TokenError
from tests import wire
from tests.pytest_plugin.test_isolation import NAMES, Doings


def settings(kind, place):
    return Settings(http_port=0, database=Database(kind, place))


@pytest.fixture(params=["dev-file", "postgres"])
def place(request, tmp_path):
    kind = request.param
    return settings(kind, str(tmp_path / "state.sqlite") if kind == "dev-file" else request.getfixturevalue("database"))


def rows(live):
    """Every row of every realm. The order in which rows came is kept too."""

    def look():
        return {
            tables.realm.name: {name: [(key, repr(row)) for key, row in table.items()] for name, table in tables.named().items()}
            for tables in live.emulator.store.realms
        }

    return live.call(look)


@pytest.mark.parametrize("seed", range(2))
def test_a_random_life_is_the_same_after_a_restart(place, seed):
    chance = random.Random(seed)
    live = LiveServer(("gcore",), place)
    live.start()
    doings = Doings(live)
    done = []
    for _ in range(60):
        done.append(chance.choice(NAMES))
        try:
            getattr(doings, done[-1])()
        except (LookupError, ValueError, TypeError, TokenError, httpx.HTTPError) as error:
            done[-1] += f" ({type(error).__name__})"
    live.call(live.emulator.faults.rules.clear)
    doings.http.get(f"{live.origin}/realms/master")
    doings.http.close()
    before = rows(live)
    live.stop()
    again = LiveServer((), place)
    again.start()
    after = rows(again)
    again.stop()
    assert set(after) == set(before), done
    for realm, tables in before.items():
        for name, table in tables.items():
            assert dict(after[realm][name]) == dict(table), (realm, name, done)


def test_what_is_over_is_swept_and_what_lives_is_kept(place):
    live = LiveServer(("gcore",), place)
    live.start()
    keycloak = Keycloak(live)
    realm = keycloak.realm("gcore")
    user = {"client_id": "gcore", "username": "user@example.org", "password": "password"}
    form = {"grant_type": "client_credentials", "client_id": "gcore"}

    def sizes():
        tables = live.emulator.store.realm("gcore")
        return live.call(lambda: (len(tables.user_sessions), len(tables.authentication_sessions)))

    realm.token(**user)
    query = {"client_id": "account", "response_type": "code", "redirect_uri": f"{realm.issuer}/account/"}
    wire.get(f"{realm.issuer}/protocol/openid-connect/auth", params=query)
    assert sizes() == (1, 1)
    keycloak.clock.move(50_000)
    realm.token(**user)
    assert sizes() == (2, 0)
    keycloak.clock.move(50_000)
    wire.post(realm.token_url, data=form)
    assert sizes() == (1, 0)
    live.stop()
    again = LiveServer((), place)
    again.start()
    assert len(again.emulator.store.realm("gcore").user_sessions) == 1
    again.stop()


def test_rows_come_back_in_their_order(place):
    live = LiveServer(("gcore",), place)
    live.start()
    doings = Doings(live)
    for name in ("make_a_user", "log_in", "change_the_realm", "refresh", "add_a_realm", "rotate_keys", "log_in"):
        getattr(doings, name)()
    doings.http.get(f"{live.origin}/realms/master")
    doings.http.close()
    before = rows(live)
    live.stop()
    again = LiveServer((), place)
    again.start()
    assert rows(again) == before
    again.stop()
