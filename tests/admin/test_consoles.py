"""What Keycloak's own consoles fetch beside the APIs. Most of it is recorded: tests/parity/scenarios/consoles.py."""

import pytest

from tests import wire
from tests.support import admin_client, admin_token


@pytest.fixture
def international(server):
    texts = {"en": {"only-en": "E", "both": "E", "doCancel": "CE"}, "de": {"both": "D"}}
    languages = {"internationalizationEnabled": True, "supportedLocales": ["en", "de"], "defaultLocale": "de"}
    return server.realm(localizationTexts=texts, **languages)


def texts_of(server, kind, locale, **query):
    answer = wire.get(f"{server.url}/resources/test/{kind}/{locale}", params=query, headers={"Origin": "https://any.example"})
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "https://any.example"
    return answer.json()


@pytest.mark.parametrize(
    ("locale", "expected"),
    [
        ("en", {"only-en": "E", "both": "E", "doCancel": "CE", "locale_de": "German (Deutsch)"}),
        ("de", {"only-en": "E", "both": "D", "doCancel": "Abbrechen", "locale_de": "Deutsch"}),
        ("de-AT", {"only-en": "E", "both": "D", "doCancel": "Abbrechen", "locale_de": "Deutsch"}),
        ("xx", {"only-en": "E", "both": "D", "doCancel": "Abbrechen", "locale_de": "Deutsch"}),
    ],
)
def test_texts_of_a_theme_are_merged_with_the_realms_own(server, international, locale, expected):
    found = {row["key"]: row["value"] for row in texts_of(server, "login", locale)}
    assert {key: found[key] for key in expected} == expected


def test_texts_tell_their_source(server, international):
    rows = [row for row in texts_of(server, "login", "de", source="true") if row["key"] in ("both", "doCancel")]
    assert sorted((row["key"], row["value"], row["source"]) for row in rows) == [
        ("both", "D", "REALM"),
        ("both", "E", "REALM"),
        ("doCancel", "Abbrechen", "THEME"),
        ("doCancel", "CE", "REALM"),
    ]


def test_consoles_bring_their_own_texts(server, international):
    keys = {row["key"] for row in texts_of(server, "admin", "en")}
    assert {"both", "only-en", "locale_de"} <= keys
    assert "doLogIn" not in keys


@pytest.mark.parametrize("path", ["nope/admin/en", "test/nope/en"])
def test_no_texts_of_what_is_not_there(server, international, path):
    answer = wire.get(f"{server.url}/resources/{path}")
    assert (answer.status_code, answer.content) == (404, b"")
    assert "x-frame-options" not in answer.headers


def test_lists_of_algorithms_are_told(server):
    headers = {"Authorization": f"Bearer {admin_token(server.url)}"}
    providers = wire.get(f"{server.url}/admin/serverinfo", headers=headers).json()["providers"]
    for kind in ("signature", "clientSignature"):
        assert {"RS256", "ES512", "EdDSA", "HS256"} <= set(providers[kind]["providers"])
    assert set(providers["hash"]["providers"]) == {"SHA-256", "SHA-384", "SHA-512", "SHAKE256"}
    assert "A256GCM" in providers["contentencryption"]["providers"]
    assert "RSA-OAEP" in providers["cekmanagement"]["providers"]


def test_what_keycloak_does_not_expect_is_a_400(server, admin):
    server.realm()
    user = admin.post("/users", json={"username": "alice"}).headers["location"].rsplit("/", 1)[-1]
    place = f"/ui-ext/role-mapping-delete/users/{user}"
    consult = {"error": "unknown_error", "error_description": "For more on this error consult the server log."}
    for method, path, body in (
        ("POST", place, b"[{}]"),
        ("POST", place, b"null"),
        ("GET", "/ui-ext/authentication-management/clients/nope", None),
        ("GET", "/ui-ext/authentication-management/nope/nope", None),
        ("GET", "/ui-ext/sessions/client?clientId=nope", None),
        ("PUT", "/ui-ext", b"null"),
    ):
        answer = admin.request(method, path, content=body, headers={"Content-Type": "application/json"})
        assert (answer.status_code, answer.json()) == (400, consult), path


def test_the_masters_administrator_is_told_of_any_realm(server):
    server.realm()
    with admin_client(server.url, "/master") as admin:
        console = admin.get("/clients", params={"clientId": "security-admin-console"}).json()[0]
        admin.put(f"/clients/{console['id']}", json={**console, "directAccessGrantsEnabled": True})
    form = {"grant_type": "password", "client_id": "security-admin-console", "username": "admin", "password": "admin"}
    token = wire.post(f"{server.url}/realms/master/protocol/openid-connect/token", data=form).json()["access_token"]

    def whoami(**query):
        headers = {"Authorization": f"Bearer {token}"}
        return wire.get(f"{server.url}/admin/master/console/whoami", params=query, headers=headers)

    told = whoami(currentRealm="test").json()
    assert {name: told[name] for name in ("realm", "displayName", "locale", "createRealm")} == {
        "realm": "master",
        "displayName": "admin",
        "locale": "en",
        "createRealm": True,
    }
    assert {"admin", "manage-users", "view-realm"} <= set(told["realm_access"]["test"])
    assert len(told["realm_access"]["test"]) == 22
    assert list(whoami(currentRealm="").json()["realm_access"]) == ["master"]
    assert (whoami(currentRealm="nope").status_code, whoami(currentRealm="nope").json()) == (404, {"error": "Realm not found"})


def test_administrators_find_themselves_in_every_realm(server):
    """The console asks for the mail address of who looks, in the realm that is looked at."""
    server.realm(users=[{"username": "alice"}])
    with admin_client(server.url, "") as admin:
        own, other = (admin.get(f"/master/users?username={name}").json() for name in ("admin", "nope"))
        assert admin.get(f"/test/users/{own[0]['id']}").json()["username"] == "admin"
        assert not other
        alice = admin.get("/test/users?username=alice").json()[0]["id"]
        answer = admin.get(f"/master/users/{alice}")
        assert (answer.status_code, answer.json()) == (404, {"error": "User not found"})
