"""Lines of the listener ``jboss-logging``, compared with those of Keycloak 26.7.4."""

import io
import re

import pytest

from emulator.commands import _log
from emulator.configuration.event_lines import EventLines
from emulator.configuration.settings import resolve
from emulator.core.log import EVENTS, Handler, Log
from emulator.world.event_log import EventLog
from tests.conftest import ALICE, SVC

REFUSED = (
    'type="LOGIN_ERROR", realmId="ID", realmName="test", clientId="svc", userId="ID", ipAddress="127.0.0.1", '
    'error="invalid_user_credentials"'
)
DETAILS = {"auth_method": "openid-connect", "grant_type": "password", "client_auth_method": "client-secret", "username": "alice"}


@pytest.fixture
def lines(server):
    """What is logged of events: ``lines(...)`` begins, with levels by category and a form; the result reads."""
    audience, store = server.live.emulator.audience, server.live.emulator.store

    def begin(levels=None, **form):
        stream = io.StringIO()
        audience.log = EventLog(Log([Handler(stream, lambda text, level, category: f"{level} [{category}] {text}")], levels or {}),
                                EventLines(**form), store)  # fmt: skip
        return lambda: re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "ID", stream.getvalue()).splitlines()

    yield begin
    audience.log = None


@pytest.fixture
def shop(server):
    return server.realm(clients=[SVC], users=[ALICE])


def refuse(shop, username="alice"):
    assert shop.token(grant_type="password", username=username, password="wrong").status_code == 400


def test_what_ended_in_an_error_is_a_warning(lines, shop):
    written = lines()
    refuse(shop)
    shop.login()
    (line,) = written()
    assert line.startswith(f"WARN [{EVENTS}] {REFUSED}, ")
    details = dict(re.findall(r'(\w+)="([^"]*)"', line.partition(REFUSED)[2]))
    assert details == DETAILS


def test_what_ended_well_is_for_those_who_look_closely(lines, shop, admin):
    written = lines({EVENTS: "debug"})
    shop.login()
    assert admin.post("/roles", json={"name": "r"}).status_code == 201
    assert admin.put("", json={"eventsListeners": []}).status_code == 204
    assert admin.post("/roles", json={"name": "unheard"}).status_code == 201
    login, role, realm = written()[-3:]
    assert realm.endswith('resourceType="REALM", resourcePath="null"')
    assert re.match(
        rf'DEBUG \[{EVENTS}\] type="LOGIN", realmId="ID", realmName="test", clientId="svc", userId="ID", sessionId="[^"]+", '
        r'ipAddress="127.0.0.1", \w+="',
        login,
    )
    assert role == (
        f'DEBUG [{EVENTS}] operationType="CREATE", realmId="ID", realmName="master", clientId="ID", userId="ID", '
        'ipAddress="127.0.0.1", resourceType="REALM_ROLE", resourcePath="roles/r"'
    )


def test_lines_have_the_form_that_was_asked_for(lines, shop):
    written = lines(error_level="error", quotes="'")
    refuse(shop, "o'neill\tand\xa0sons")
    assert written()[0].startswith(f"ERROR [{EVENTS}] type='LOGIN_ERROR', ")
    assert "username='o\\'neill and sons'" in written()[0]
    written = lines(sanitize=False, quotes="")
    refuse(shop, "o'neill\tand\xa0sons")
    assert "username=o'neill\tand\xa0sons" in written()[0]


def test_a_realm_that_names_no_such_listener_is_not_heard(lines, server, shop):
    written = lines()
    server.update_realm("test", eventsListeners=[])
    refuse(shop)
    assert written() == []


def test_a_plain_console_has_the_reason_in_the_line_of_the_request():
    by_options = {
        "": False,
        "log-level=debug": False,
        "log-level=info,org.keycloak.events:warn": True,
        "log-level=info,org.keycloak.events:error": False,
        "log-console-output=json": True,
        "log-console-format=[%c] %s%n": True,
        "log-console-output=json log-console-level=error": False,
        "log-console-output=json log-level=off": False,
    }
    options = {text: dict(option.split("=", 1) for option in text.replace(" log", "\0log").split("\0") if option) for text in by_options}
    assert {text: _log.opened(resolve(given, {})).hears("warn", EVENTS) for text, given in options.items()} == by_options
