import html
import re
import time

import requests


def test_api(site, headers):
    assert site.get("/orders", headers=headers()).json() == {"of": "alice"}


def test_login(site):
    login_page = requests.get(site.get("/login", follow_redirects=False).headers["location"])
    action = html.unescape(re.search(r'<form id="kc-form-login".*?action="(.*?)"', login_page.text, re.DOTALL)[1])
    cookies = login_page.cookies.get_dict()  # they are Secure: a session would not send them over http
    back = requests.post(action, {"username": "alice", "password": "wonder"}, cookies=cookies, allow_redirects=False).headers["location"]
    assert site.get(back).text == "Hello alice"


def test_browser(page, address):
    page.goto(f"{address}/login")
    page.fill("#username", "alice")
    page.fill("#password", "wonder")
    page.click("#kc-login")
    page.get_by_text("Hello alice").wait_for()


def test_expired(site, headers):
    short = headers("short")
    time.sleep(2)
    assert site.get("/orders", headers=short).status_code == 401


def test_unreachable(site, headers, keycloak):
    good = headers()
    keycloak.get_wrapped_container().pause()
    try:
        assert site.get("/orders", headers=good).status_code == 503
    finally:
        keycloak.get_wrapped_container().unpause()
    assert site.get("/orders", headers=good).status_code == 200
