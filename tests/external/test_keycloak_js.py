"""keycloak-js in a real page."""

import json
from urllib.parse import urlencode

import pytest

from tests.external.conftest import log_in


@pytest.fixture
def app(site, server):
    """The URL of the application's page with options for ``init``."""

    def url(**options):
        return f"{site}/keycloak.html?{urlencode({'server': server.url, 'realm': 'web', 'options': json.dumps(options)})}"

    return url


def result(page):
    """What ``init`` came to."""
    page.wait_for_function("window.result")
    return page.evaluate("window.result")


def seen(page, event):
    """Waits for one of the adapter's events."""
    page.wait_for_function(f"window.seen.some(one => one[0] === '{event}')")
    return page.evaluate(f"window.seen.filter(one => one[0] === '{event}')")


@pytest.mark.parametrize("mode", ["fragment", "query"])
def test_login_required_refresh_and_logout(web_realm, context, app, mode):
    page = context.new_page()
    page.goto(app(onLoad="login-required", pkceMethod="S256", responseMode=mode))
    log_in(page)
    shown = result(page)
    assert (shown["authenticated"], shown["name"], "code=" in shown["url"]) == (True, "bob", False)
    assert page.evaluate("kc.loadUserInfo()")["email"] == "bob@example.org"
    assert page.evaluate("kc.loadUserProfile()")["username"] == "bob"
    before = page.evaluate("kc.token")
    assert page.evaluate("kc.updateToken(5)") is False
    assert page.evaluate("kc.updateToken(-1)") is True
    assert page.evaluate("kc.token") != before
    assert seen(page, "onAuthRefreshSuccess")
    assert page.evaluate("kc.hasRealmRole('nope')") is False
    page.evaluate("void kc.logout({redirectUri: location.origin + '/silent-check-sso.html'})")
    page.wait_for_url("**/silent-check-sso.html")
    page.goto(app(onLoad="check-sso"))
    assert result(page)["authenticated"] is False


def test_check_sso_by_iframe_finds_the_login_of_another_tab(web_realm, context, app):
    first = context.new_page()
    first.goto(app(onLoad="check-sso", silentCheckSsoRedirectUri="/silent-check-sso.html"))
    assert result(first)["authenticated"] is False
    first.evaluate("void kc.login()")
    log_in(first)
    assert result(first)["authenticated"] is True
    second = context.new_page()
    visited = []
    second.on("framenavigated", lambda frame: visited.append(frame.url) if frame == second.main_frame else None)
    second.goto(app(onLoad="check-sso", silentCheckSsoRedirectUri="/silent-check-sso.html", pkceMethod="S256"))
    assert (result(second)["authenticated"], len(visited)) == (True, 1)


def test_the_session_iframe_tells_of_a_logout_elsewhere(web_realm, context, app):
    page = context.new_page()
    page.goto(app(onLoad="login-required", checkLoginIframe=True, checkLoginIframeInterval=1))
    log_in(page)
    assert result(page)["authenticated"] is True
    other = context.new_page()
    other.goto(f"{web_realm.issuer}/protocol/openid-connect/logout")
    other.click("#kc-logout")
    page.wait_for_selector("#kc-form-login")


def test_an_expired_token_is_told(server, web_realm, context, app):
    tables = server.live.emulator.store.realm("web")
    server.live.call(lambda: setattr(tables, "document", {**tables.document, "accessTokenLifespan": 1}))
    page = context.new_page()
    page.goto(app(onLoad="login-required"))
    log_in(page)
    assert result(page)["authenticated"] is True
    assert seen(page, "onTokenExpired")
    assert page.evaluate("kc.updateToken(1)") is True


def test_application_initiated_actions(web_realm, context, app):
    page = context.new_page()
    page.goto(app(onLoad="login-required"))
    log_in(page)
    result(page)
    page.evaluate("void kc.login({action: 'UPDATE_PASSWORD'})")
    page.wait_for_selector("#kc-passwd-update-form")
    page.click("[name=cancel-aia]")
    assert (result(page)["authenticated"], seen(page, "onActionUpdate")) == (True, [["onActionUpdate", "cancelled", "UPDATE_PASSWORD"]])


def test_registration_and_the_account_console(web_realm, context, app):
    page = context.new_page()
    page.goto(app(onLoad="check-sso"))
    result(page)
    page.evaluate("void kc.register()")
    for name, value in {
        "username": "carol",
        "password": "sing",
        "password-confirm": "sing",
        "email": "c@example.org",
        "firstName": "C",
        "lastName": "S",
    }.items():
        page.fill(f"#{name}", value)
    page.click("#kc-register-form [type=submit]")
    assert result(page)["name"] == "carol"
    page.evaluate("void kc.accountManagement()")
    page.wait_for_selector("#nav")
    assert "carol" in page.inner_text("#signed-in")


def test_a_login_that_is_refused(web_realm, context, app):
    page = context.new_page()
    page.goto(app(onLoad="login-required", scope="nope"))
    assert "invalid_scope" in result(page)["error"]
