from urllib.parse import parse_qsl, urlsplit


def test_api(site, keycloak):
    token = keycloak.realm("shop").mint(client_id="web", username="alice")
    assert site.get("/orders", headers=token.headers).json() == {"of": "alice"}


def test_login(site, keycloak):
    asked = site.get("/login", follow_redirects=False).headers["location"]
    login = keycloak.realm("shop").login(username="alice", **dict(parse_qsl(urlsplit(asked).query)))
    assert site.get(login.location).text == "Hello alice"


def test_browser(page, address):
    page.goto(f"{address}/login")
    page.fill("#username", "alice")
    page.fill("#password", "wonder")
    page.click("#kc-login")
    page.get_by_text("Hello alice").wait_for()


def test_expired(site, keycloak):
    token = keycloak.realm("shop").mint(client_id="web", username="alice", lifespan=-1)
    assert site.get("/orders", headers=token.headers).status_code == 401


def test_unreachable(site, keycloak):
    token = keycloak.realm("shop").mint(client_id="web", username="alice")
    with keycloak.fault(endpoint="jwks", status=503):
        assert site.get("/orders", headers=token.headers).status_code == 503
    assert site.get("/orders", headers=token.headers).status_code == 200
