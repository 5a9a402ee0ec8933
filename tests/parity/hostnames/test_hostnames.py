"""Under which URLs the server believes to be reached, as Keycloak 26.7.4 does, by its options and by what a proxy says."""

from contextlib import contextmanager

import httpx
import pytest

from emulator.configuration.settings import resolve
from emulator.serving.live import LiveServer
from tests.consoles.conftest import JARS, write_jar
from tests.parity.hostnames import debug_page, places
from tests.parity.hostnames.cases import STARTS, Player, differences, place, recorded, requests

WHOLE = ("admin", "xforwarded", "forwarded", "forwarded dynamic", "trusted", "path xforwarded")
"""Starts at which all requests are tried. Those of the others are compared by ``python -m tests.parity.hostnames compare``."""


@pytest.fixture(scope="module")
def consoles(tmp_path_factory):
    """A folder of jars with consoles, since the console's page says what it believes."""
    folder = tmp_path_factory.mktemp("jars")
    for artifact, files in JARS.items():
        write_jar(folder, artifact, files)
    return str(folder)


@contextmanager
def served(start, consoles):
    live = LiveServer(settings=resolve({"http-port": "0", "consoles": consoles, "hostname-debug": "true", **STARTS[start]}, {}))
    live.start()
    try:
        yield place(live.origin)
    finally:
        live.stop()


@pytest.mark.parametrize("start", STARTS)
def test_urls_by_options_and_headers(start, consoles, pooled_keys):
    with served(start, consoles) as where:
        assert differences(recorded()[start], Player(start, *where).play(1 if start in WHOLE else 6)) == []
        for seen, expected in (
            (lambda names: places.Visitor(start, *where).visit(names), places.recorded()[start]),
            (lambda names: debug_page.visit(start, *where, names), debug_page.recorded()[start]),
        ):
            names = [name for name in expected if start in WHOLE or name in ("Host", *_believed(start))]
            assert seen(names) == {name: expected[name] for name in names}


def _believed(start):
    """What a proxy says of requests that makes a difference at this start."""
    return {"xforwarded": ("X", "X-Prefix"), "forwarded": ("Forwarded",)}.get(STARTS[start].get("proxy-headers"), ())


def test_the_page_about_hostnames_has_to_be_asked_for(realm):
    assert httpx.get(f"{realm.issuer}/hostname-debug").status_code == 404


def test_every_request_is_recorded():
    names = [name for name, _ in requests()]
    assert [start for start, answers in recorded().items() if list(answers) != names] == []


def test_where_new_objects_are(consoles, pooled_keys):
    """As recorded: below the path of the request where that came in, elsewhere where the server is."""
    with served("admin forwarded", consoles) as (host, port), httpx.Client(base_url=f"http://{host}:{port}") as client:
        form = {"grant_type": "password", "client_id": "admin-cli", "username": "admin", "password": "admin"}
        client.headers["Host"] = "other.example.org:8123"
        token = client.post("/realms/master/protocol/openid-connect/token", data=form).json()["access_token"]

        def made(path, body):
            answer = client.post(f"/admin/realms{path}", json=body, headers={"Authorization": f"Bearer {token}"})
            return answer.headers["Location"].partition("/admin/realms")[0], answer.headers["Location"].rpartition("/")[2]

        asked, front = "http://other.example.org:8123", "https://name.example.org"
        assert made("", {"realm": "loc", "enabled": True}) == (front, "loc")
        base, group = made("/master/groups", {"name": "g"})
        assert [base, made(f"/master/groups/{group}/children", {"name": "h"})[0]] == [asked, front]
        flow = {"alias": "f", "providerId": "basic-flow", "topLevel": True, "builtIn": False}
        assert made("/master/authentication/flows", flow)[0] == asked
        assert made("/master/authentication/flows/f/executions/execution", {"provider": "auth-cookie"})[0] == front
        assert made("/master/authentication/flows/f/executions/flow", {"alias": "sub", "type": "basic-flow"})[0] == front
        assert made("/master/authentication/flows/browser/copy", {"newName": "cp"})[0] == asked
        assert client.get("/admin/master/console").headers["Location"] == f"{asked}/admin/master/console/"
