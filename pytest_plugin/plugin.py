"""Fixtures, marker and ini option. Importing this costs an unrelated test run nothing: the emulator is imported by fixtures."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from emulator.live import LiveServer
    from pytest_plugin.keycloak import Keycloak
    from pytest_plugin.realm import Realm, Token
    from pytest_plugin.remote import RemoteServer

TOKEN_MARKER = (
    "keycloak_token(realm, client_id, …): the token of the fixtures keycloak_token and keycloak_wrong_token, as Realm.mint takes it"
)
WRONG = (
    "expired", "not_yet_valid", "wrong_issuer", "wrong_audience", "wrong_key", "unknown_kid", "alg_none", "hs256_public_key",
    "bad_signature", "truncated", "other_realm", "without_exp", "without_sub",
)  # fmt: skip
MARKER = "keycloak(realm): realms that this test has: a file, a folder or the name of a shipped realm, or a list of them"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declares ``keycloak_realms``."""
    parser.addini(
        "keycloak_realms",
        "realms of the keycloak fixture: files, folders or names of shipped realms, one a line or separated by spaces",
        type="args",
        default=[],
    )
    group = parser.getgroup("keycloak")
    group.addoption(
        "--keycloak-url",
        metavar="URL",
        help="run against this Keycloak and not the emulator; realms are made for each test and removed after it (or KEYCLOAK_URL)",
    )
    group.addoption("--keycloak-admin", metavar="NAME:PASSWORD", default="admin:admin", help="its administrator (default: %(default)s)")


def pytest_configure(config: pytest.Config) -> None:
    """Declares the markers."""
    config.addinivalue_line("markers", MARKER)
    config.addinivalue_line("markers", TOKEN_MARKER)


@pytest.fixture(scope="session")
def keycloak_realms(request: pytest.FixtureRequest) -> list[str]:
    """Realms that every test has; override it in a conftest.py to choose them in code."""
    realms: list[str] = request.config.getini("keycloak_realms")
    return realms


@pytest.fixture(scope="session")
def keycloak_server(request: pytest.FixtureRequest, keycloak_realms: list[str]) -> Generator[LiveServer | RemoteServer, None, None]:
    """One server for the session, on a free port."""
    from pytest_plugin import keycloak

    server = keycloak.start(request.config, keycloak_realms)
    yield server
    server.stop()


@pytest.fixture
def keycloak(request: pytest.FixtureRequest, keycloak_server: LiveServer | RemoteServer) -> Generator[Keycloak, None, None]:
    """The server, with everything that the test changes undone afterwards."""
    from pytest_plugin import keycloak as handles

    handle = handles.Keycloak(keycloak_server)
    handles.begin(request, keycloak_server)
    request.node.stash[_SERVER] = keycloak_server
    yield handle
    keycloak_server.restore()


@pytest.fixture
def keycloak_realm(keycloak: Keycloak) -> Realm:
    """A realm of this test's own with a random name: a client ``app`` with the secret ``secret``, and a user ``user``/``password``."""
    from pytest_plugin import keycloak as handles

    return handles.throw_away_realm(keycloak)


@pytest.fixture
def keycloak_token(request: pytest.FixtureRequest, keycloak: Keycloak) -> Token:
    """The good token that ``@pytest.mark.keycloak_token(realm=…, client_id=…, username=…, …)`` describes; override it to make another."""
    from pytest_plugin import keycloak as handles

    return handles.marked_token(request, keycloak)


@pytest.fixture(params=WRONG)
def keycloak_wrong_token(request: pytest.FixtureRequest, keycloak: Keycloak, keycloak_token: Token) -> Token:
    """Runs the test once for each way in which a token can be wrong; made of ``keycloak_token``."""
    from pytest_plugin import keycloak as handles

    return handles.made_wrong(keycloak, keycloak_token, request.param)


_SERVER: pytest.StashKey[LiveServer | RemoteServer] = pytest.StashKey()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, Any]:
    """Shows what a failed test asked the server, with the reason of each refusal."""
    report = yield
    server = item.stash.get(_SERVER, None)
    if server is not None and report.when == "call" and report.failed:
        lines = server.requests()
        report.sections.append(("keycloak requests", "\n".join(lines) if lines else "none"))
    return report
