"""What browsers get of the consoles. Statuses, headers and what a page is told are Keycloak's answers."""

import gzip
import html
import json
import re

import pytest

from tests.conftest import ALICE, SVC
from tests.consoles.conftest import SCRIPT
from tests.login.browser import Browser
from tests.support import http_client


@pytest.fixture
def http(server):
    with http_client(base_url=server.url) as client:
        yield client


def environment(page):
    return json.loads(html.unescape(re.search(r'<script id="environment"[^>]*>(.*?)</script>', page.text, re.DOTALL)[1]))


def test_without_consoles_a_page_says_how_to_get_them(server, http):
    server.realm()
    for path in ("/admin", "/admin/", "/admin/index.html", "/admin/master/console", "/admin/test/console/"):
        page = http.get(path, follow_redirects=True)
        assert (page.status_code, page.headers["content-type"], page.headers["cache-control"]) == (
            200,
            "text/html; charset=utf-8",
            "no-cache",
        )
        assert page.url.path in ("/admin/master/console/", "/admin/test/console/")
        assert "--consoles" in page.text
        assert 'href="/_emulator/"' in page.text
        told = environment(page)
        assert (told["authUrl"], told["consoleBaseUrl"], told["resourceUrl"]) == (
            server.url,
            page.url.path,
            "/resources//admin/keycloak.v2",
        )
        assert f'\n  "authUrl": "{server.url}"' in page.text
    assert http.get("/admin/nope/console/").json() == {"error": "Realm not found.  Did you type in a bad URL?"}
    entrance = http.get("/realms/test/account/applications", headers={"Cookie": "KEYCLOAK_IDENTITY=x"})
    assert (entrance.status_code, entrance.headers["content-type"], entrance.headers["cache-control"]) == (
        200, "text/html; charset=utf-8", "no-cache",
    )  # fmt: skip
    assert "KEYCLOAK_IDENTITY=;" in entrance.headers["set-cookie"]
    assert environment(entrance)["baseUrl"] == f"{server.url}/realms/test/account/"
    assert http.get("/resources/any/admin/keycloak.v2/favicon.svg").status_code == 404


def test_the_page_of_the_admin_console(server, http, consoles):
    server.realm()
    for path, leads in (
        ("/admin", "/admin/master/console/"), ("/admin/", "/admin/master/console/"), ("/admin/test/console", "/admin/test/console/"),
        ("/admin/test/console/index.html", "/admin/test/console/index.html/../"),
    ):  # fmt: skip
        answer = http.get(path)
        assert (answer.status_code, answer.headers["location"]) == (302, server.url + leads)
    assert http.post("/admin/test/console/").status_code == 405
    assert http.get("/admin/test/console/more").status_code == 404
    page = http.get("/admin/test/console/")
    assert (page.status_code, page.headers["cache-control"], page.headers["content-language"]) == (200, "no-cache", "en")
    assert page.headers["content-security-policy"] == "frame-src 'self'; frame-ancestors 'self'; object-src 'none';"
    resources = f"/resources/{consoles}/admin/keycloak.v2"
    for needed in (
        f'src="{resources}/assets/main-1.js"',
        f'href="{resources}/assets/main-1.css"',
        f'href="{resources}/assets/shared-1.js"',
    ):
        assert needed in page.text
    assert environment(page) == {
        "serverBaseUrl": server.url, "adminBaseUrl": server.url, "authUrl": server.url, "authServerUrl": server.url, "realm": "test",
        "clientId": "security-admin-console", "resourceUrl": resources, "logo": "", "logoUrl": "", "darkMode": True,
        "consoleBaseUrl": "/admin/test/console/", "masterRealm": "master", "resourceVersion": consoles,
    }  # fmt: skip
    below = http.get("/auth/admin/test/console/")
    assert environment(below)["resourceUrl"] == f"/auth{resources}"
    assert environment(below)["consoleBaseUrl"] == "/auth/admin/test/console/"


def test_files_of_the_consoles(server, http, consoles):
    script = f"/resources/{consoles}/admin/keycloak.v2/assets/main-1.js"
    plain = http.get(script, headers={"Accept-Encoding": "identity"})
    assert (plain.status_code, plain.content, plain.headers["content-type"]) == (200, SCRIPT, "text/javascript")
    assert plain.headers["cache-control"] == "max-age=2592000"
    assert "content-encoding" not in plain.headers
    with http.stream("GET", script, headers={"Accept-Encoding": "gzip"}) as packed:
        assert packed.headers["content-encoding"] == "gzip"
        assert gzip.decompress(b"".join(packed.iter_raw())) == SCRIPT
    assert http.get(script, headers={"If-None-Match": plain.headers["etag"]}).status_code == 304
    other = http.get("/resources/other/admin/keycloak.v2/favicon.svg")
    assert (other.status_code, other.headers["location"]) == (307, f"{server.url}/resources/{consoles}/admin/keycloak.v2/favicon.svg")
    for path, status, media_type in (
        ("admin/keycloak.v2/favicon.svg", 200, "image/svg+xml"),
        ("admin/nosuch/favicon.svg", 200, "image/svg+xml"),
        ("account/keycloak.v3/content.json", 200, "application/json"),
        ("common/keycloak/vendor/react/react.production.min.js", 200, "text/javascript"),
        ("admin/keycloak.v2/nosuch", 404, None),
        ("admin/keycloak.v2", 404, None),
        ("nosuch/keycloak.v2/favicon.svg", 404, None),
        ("login/base/messages/messages_en.properties", 404, None),
        ("admin/keycloak.v2/..%2fmessages%2fmessages_en.properties", 404, None),
        ("admin/keycloak.v2%2fadmin%2fmessages/messages_en.properties", 404, None),
        ("admin/keycloak.v2/%2fetc%2fpasswd", 404, None),
        ("admin/keycloak.v2/%2e%2e/messages/messages_en.properties", 400, "application/json; charset=UTF-8"),
    ):
        answer = http.get(f"/resources/{consoles}/{path}")
        assert (answer.status_code, answer.headers.get("content-type")) == (status, media_type), path
    assert http.post(script).status_code == 405


def test_texts_of_the_consoles(server, http, consoles):
    server.realm(localizationTexts={"en": {"hello": "Ahoy"}}, internationalizationEnabled=True, supportedLocales=["en"])
    for language, expected in (
        ("en", {"save": "Save", "invalid": "Not valid", "hello": "Ahoy"}),
        ("zh-CN", {"save": "保存", "invalid": "Not valid", "hello": "Ahoy"}),
        ("de", {"save": "Save", "locale_zh-CN": "Chinesisch (Vereinfacht) (中文 (简体))"}),
    ):
        told = {row["key"]: row["value"] for row in http.get(f"/resources/test/admin/{language}").json()}
        assert {key: told[key] for key in expected} == expected
        assert {key for key in told if key.startswith("locale_")} == {"locale_de", "locale_en", "locale_zh-CN"}


def test_the_page_of_the_account_console(server, http, consoles):
    app = {"clientId": "app", "name": "My App", "redirectUris": ["https://app.example/*"], "baseUrl": "https://app.example/home"}
    server.realm(users=[ALICE], clients=[app], registrationEmailAsUsername=True, organizationsEnabled=True)
    for path in ("", "/", "/applications", "/groups", "/no/such/place"):
        page = http.get(f"/realms/test/account{path}")
        assert page.status_code == 200, path
        told = environment(page)
    assert told["baseUrl"] == f"{server.url}/realms/test/account/"
    assert (told["scope"], told["referrerUrl"]) == ("", "")
    assert {name for name, on in told["features"].items() if on} == {
        "isRegistrationEmailAsUsername", "isViewOrganizationsEnabled", "updateEmailFeatureEnabled",
    }  # fmt: skip
    for query, expected in (
        ({"referrer": "app"}, ("My App", "https://app.example/home")),
        ({"referrer": "app", "referrer_uri": "https://app.example/x"}, ("My App", "https://app.example/x")),
        ({"referrer": "app", "referrer_uri": "https://evil.example/x"}, ("", "")),
        ({"referrer": "nosuch", "referrer_uri": "https://app.example/x"}, ("", "")),
        ({"referrer_uri": "https://app.example/x"}, ("", "")),
    ):
        told = environment(http.get("/realms/test/account/", params=query))
        assert (told["referrerName"], told["referrerUrl"]) == expected
    bad = http.get("/realms/test/account/", headers={"Cookie": "KEYCLOAK_IDENTITY=x; KEYCLOAK_SESSION=y"})
    assert all("Max-Age=0" in cookie for cookie in bad.headers.get_list("set-cookie"))
    assert len(bad.headers.get_list("set-cookie")) == 2
    assert "client_id=account-console" in http.get("/realms/test/account/requests").text
    assert http.get("/realms/test/account/", headers={"Accept": "application/json"}).status_code == 401


def test_themes_offer_the_languages_of_the_consoles(server, consoles):
    from tests.support import admin_client

    with admin_client(server.url, "") as admin:
        themes = admin.get(f"{server.url}/admin/serverinfo").json()["themes"]
    assert themes["admin"][0]["locales"] == ["de", "en", "zh-CN"]


def test_an_account_without_its_client_is_not_there(server, http, admin):
    server.realm()
    client = admin.get("/clients?clientId=account").json()[0]
    admin.put(f"/clients/{client['id']}", json={**client, "enabled": False})
    for path in ("", "/groups", "/v1alpha1", "/applications"):
        answer = http.get(f"/realms/test/account{path}", headers={"Accept": "application/json"})
        assert (answer.status_code, answer.json()) == (404, {"error": "account management not enabled"}), path
    assert http.get("/realms/test/account/applications", headers={"Accept": "text/html"}).status_code == 404


def test_the_account_console_is_told_what_its_user_may_do(server, consoles):
    """As observed: by the roles of the token that the console will get, whose scope has two roles of the account."""
    provider = {
        "alias": "up",
        "providerId": "oidc",
        "enabled": True,
        "config": {"authorizationUrl": "https://up.example/a", "clientId": "c"},
    }
    action = {"alias": "delete_account", "name": "Delete Account", "providerId": "delete_account", "enabled": True}
    app = {**SVC, "clientId": "app", "redirectUris": ["https://app.example.org/cb"]}
    members = [({"groups": ["/g"]}, roles) for roles in (["view-groups"], ["manage-account"])] + [
        ({}, roles) for roles in ([], ["view-groups"], ["view-applications"], ["delete-account"], ["manage-account"])
    ]
    users = [
        {**ALICE, "username": f"u{number}", "email": f"u{number}@example.org", "clientRoles": {"account": roles}, **more}
        for number, (more, roles) in enumerate(members)
    ]
    realm = server.realm(groups=[{"name": "g"}], identityProviders=[provider], requiredActions=[action], clients=[app], users=users)
    all_of_it = {"deleteAccountAllowed", "isViewApplicationsEnabled"}
    for number, expected in enumerate(
        ({"isViewGroupsEnabled"}, {*all_of_it, "isViewGroupsEnabled"}, set(), set(), set(), set(), all_of_it)
    ):
        browser = Browser(realm)
        with browser.http:
            browser.log_in(username=f"u{number}")
            told = environment(browser.get("account/").page)
        features = {name for name, on in told["features"].items() if on}
        assert features == {"isLinkedAccountsEnabled", "updateEmailFeatureEnabled", *expected}, members[number]
        assert told["scope"] == "openid"
