"""Error pages are for people; programs that name JSON get the text alone, as Keycloak 26.7.4 gave it."""

import pytest

from tests.login.conftest import open_browser

__all__ = ["open_browser"]
AUTH = "protocol/openid-connect/auth?response_type=code&redirect_uri="


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("application/json", "application/json"),
        ("application/json;q=0.1,text/html", "application/json"),
        ("text/html,application/json", "application/json"),
        ("application/json, text/plain, */*", "application/json"),
        ("application/*", "application/json"),
        ("application/json;q=0", "application/json"),
        ("application/problem+json", "text/html;charset=utf-8"),
        ("application/xml", "text/html;charset=utf-8"),
        ("nonsense", "text/html;charset=utf-8"),
        ("*/*", "text/html;charset=utf-8"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html;charset=utf-8"),
    ],
)
def test_who_gets_json(open_browser, accept, kind):
    page = open_browser().send("GET", f"{AUTH}x&client_id=nobody", headers={"Accept": accept}).page
    assert (page.status_code, page.headers["content-type"]) == (400, kind)


def test_at_all_doors(open_browser):
    browser = open_browser()
    restart = "Restart login cookie not found. It may have expired; it may have been deleted or cookies are disabled in your browser."
    failed = "An error occurred, please login again through your application."
    for path, said in (
        (f"{AUTH}x&client_id=nobody", "Client not found."),
        (f"{AUTH}x:/&client_id=app", "Invalid parameter: redirect_uri"),
        ("login-actions/authenticate?client_id=app", restart),
        ("login-actions/required-action?client_id=app", restart),
        ("login-actions/action-token?key=x", failed),
        ("protocol/openid-connect/logout?id_token_hint=x", "Invalid parameter: id_token_hint"),
        ("protocol/openid-connect/logout?post_logout_redirect_uri=x", "Missing parameters: id_token_hint"),
        ("protocol/openid-connect/logout?post_logout_redirect_uri=x&client_id=app", "Invalid redirect uri"),
        ("broker/nobody/login", "Invalid Request"),
    ):
        page = browser.send("GET", path, headers={"Accept": "application/json"}).page
        assert page.status_code == 400
        if not said.startswith("Restart"):
            assert page.json() == {"error": said}
        assert page.json()["error"].startswith(said[:31])
        assert "content-security-policy" not in page.headers
    # A page that is no error stays one.
    page = browser.send("GET", "protocol/openid-connect/logout", headers={"Accept": "application/json"}).page
    assert page.headers["content-type"] == "text/html;charset=utf-8"


def test_what_is_empty_counts_in_a_form(open_browser):
    browser = open_browser()
    missing, hint, redirect = "Missing parameters: id_token_hint", "Invalid parameter: id_token_hint", "Invalid redirect uri"
    for form, said in (
        ({"id_token_hint": ""}, hint),
        ({"id_token_hint": "", "client_id": "app"}, hint),
        ({"id_token_hint": "", "post_logout_redirect_uri": "x:/"}, hint),
        ({"post_logout_redirect_uri": ""}, missing),
        ({"post_logout_redirect_uri": "", "client_id": "app"}, redirect),
        ({"client_id": "", "post_logout_redirect_uri": ""}, redirect),
        ({"client_id": "", "post_logout_redirect_uri": "x:/"}, redirect),
        ({"client_id": ""}, None),
        ({"client_id": "nobody"}, None),
    ):
        headers = {"Accept": "application/json"}
        page = browser.send("POST", "protocol/openid-connect/logout", data=form, headers=headers).page
        assert page.status_code == (400 if said else 200), form
        assert said is None or page.json() == {"error": said}
        if "post_logout_redirect_uri" not in form or not form["post_logout_redirect_uri"]:
            assert browser.send("GET", "protocol/openid-connect/logout", params=form).page.status_code == 200
