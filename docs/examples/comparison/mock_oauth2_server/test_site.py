import requests


def test_api(site, headers):
    assert site.get("/orders", headers=headers()).json() == {"of": "alice"}


def test_login(site):
    asked = site.get("/login", follow_redirects=False).headers["location"]
    back = requests.post(asked, {"username": "alice"}, allow_redirects=False).headers["location"]
    assert site.get(back).text == "Hello alice"


def test_browser(page, address):
    page.goto(f"{address}/login")
    page.fill("[name=username]", "alice")
    page.click("[type=submit]")
    page.get_by_text("Hello alice").wait_for()


def test_expired(site, headers):
    assert site.get("/orders", headers=headers("expired")).status_code == 401


def test_unreachable(site, headers, server):
    good = headers()
    server.get_wrapped_container().pause()
    try:
        assert site.get("/orders", headers=good).status_code == 503
    finally:
        server.get_wrapped_container().unpause()
    assert site.get("/orders", headers=good).status_code == 200
