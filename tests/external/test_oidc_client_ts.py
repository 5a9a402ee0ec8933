"""oidc-client-ts in a real page."""

from urllib.parse import urlencode

import pytest

from tests.external.conftest import log_in

BOB = {"name": "bob", "email": "bob@example.org", "refresh": True}


@pytest.fixture
def page(web_realm, site, context):
    """The application's page, not logged in."""
    opened = context.new_page()
    opened.goto(f"{site}/oidc.html?{urlencode({'authority': web_realm.issuer})}")
    opened.wait_for_function("window.ready")
    return opened


def sign_in(page):
    """Logs in by redirect; what the library makes of it."""
    page.evaluate("void manager.signinRedirect()")
    log_in(page)
    page.wait_for_function("window.ready")
    return page.evaluate("window.result")


def test_redirect_refresh_and_sign_out(page, web_realm):
    assert sign_in(page) == BOB
    assert page.evaluate("signin('signinSilent')") == BOB
    page.evaluate("void manager.signoutRedirect()")
    page.wait_for_url("**/oidc.html**")
    page.wait_for_function("window.ready")
    page.evaluate("void manager.signinRedirect({prompt: 'none'})")
    page.wait_for_function("window.result")
    assert page.evaluate("window.result") == {"error": "login_required"}


def test_silent_by_iframe(page):
    sign_in(page)
    page.evaluate("manager.removeUser()")
    assert page.evaluate("signin('signinSilent')") == BOB
    assert page.evaluate("manager.querySessionStatus()")["sub"]


def test_popup(page, context):
    with context.expect_page() as opened:
        page.evaluate("window.popped = signin('signinPopup'); void 0")
    log_in(opened.value)
    assert page.evaluate("window.popped") == BOB


def test_revocation(page, web_realm):
    sign_in(page)
    token = page.evaluate("manager.getUser().then(user => user.access_token)")
    assert web_realm.userinfo(token).status_code == 200
    page.evaluate("manager.revokeTokens(['access_token'])")
    assert web_realm.userinfo(token).status_code == 401


def test_a_logout_elsewhere_is_noticed(page, web_realm, site, context):
    page.goto(f"{site}/oidc.html?monitor=1&{urlencode({'authority': web_realm.issuer})}")
    page.wait_for_function("window.ready")
    with context.expect_page() as opened:
        page.evaluate("window.popped = signin('signinPopup'); void 0")
    log_in(opened.value)
    assert page.evaluate("window.popped") == BOB
    other = context.new_page()
    other.goto(f"{web_realm.issuer}/protocol/openid-connect/logout")
    other.click("#kc-logout")
    page.wait_for_function("window.seen.includes('signed out')")
