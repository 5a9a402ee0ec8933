"""Fixtures, marker and ini option. Importing this costs an unrelated test run nothing: the emulator is imported by fixtures."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from emulator.serving.live import LiveServer
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
_REALMS = "realms of the keycloak fixture: files, folders or names of shipped realms"
_SETTINGS: tuple[tuple[str, str | None, str], ...] = (
    ("keycloak_url", "URL", "run against this Keycloak and not the emulator; realms are made for each test and removed after it"),
    ("keycloak_admin", "NAME:PASSWORD", "administrator of that Keycloak, admin:admin unless told"),
    ("keycloak_seed", "TEXT", "draw ids, codes and keys from this text, the same in each run and for each test"),
    ("keycloak_tls", None, "serve https with a certificate of a throw-away authority, whose file is keycloak.authority_file"),
)
MARKER = "keycloak(realm): realms that this test has: a file, a folder or the name of a shipped realm, or a list of them"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declares the options; each is an ini option, a variable of the environment and an option of the command line, the last winning."""
    group = parser.getgroup("keycloak")
    parser.addini("keycloak_realms", _REALMS + ", one a line or separated by spaces", type="args", default=[])
    group.addoption(
        "--keycloak-realm", dest="keycloak_realms", metavar="REALM", action="append", default=[],
        help=f"{_REALMS}; may be repeated (or KEYCLOAK_REALMS)",
    )  # fmt: skip
    for name, metavar, told in _SETTINGS:
        parser.addini(name, told, default="")
        option, more = f"--{name.replace('_', '-')}", {} if metavar is None else {"metavar": metavar}
        action = "store_const" if metavar is None else "store"
        constant = {"const": "true"} if metavar is None else {}
        group.addoption(option, action=action, default="", help=f"{told} (or {name.upper()})", **more, **constant)


def pytest_configure(config: pytest.Config) -> None:
    """Declares the markers."""
    config.addinivalue_line("markers", MARKER)
    config.addinivalue_line("markers", TOKEN_MARKER)


@pytest.fixture(scope="session")
def keycloak_realms(request: pytest.FixtureRequest) -> list[str]:
    """Realms that every test has; override it in a conftest.py to choose them in code."""
    from pytest_plugin import keycloak

    return keycloak.chosen_realms(request.config)


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


@pytest.fixture(scope="session")
def keycloak_session(keycloak_server: LiveServer | RemoteServer) -> Keycloak:
    """The handle ``keycloak`` for fixtures of a wider scope, such as an application that is made once. What it changes stays.

    What a test changes is still undone by the fixture ``keycloak`` alone.
    """
    from pytest_plugin import keycloak as handles

    return handles.for_session(keycloak_server)


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
