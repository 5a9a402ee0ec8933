import time
from urllib.parse import parse_qsl, urlencode, urlsplit

from werkzeug import Response


def test_api(site, token):
    assert site.get("/orders", headers={"Authorization": f"Bearer {token()}"}).json() == {"of": "alice"}


def test_login(site, token, httpserver):
    asked = dict(parse_qsl(urlsplit(site.get("/login", follow_redirects=False).headers["location"]).query))
    httpserver.expect_request("/shop/token").respond_with_json({"id_token": token(aud="web", nonce=asked["nonce"])})
    assert site.get("/callback", params={"code": "c", "state": asked["state"]}).text == "Hello alice"


def test_browser(page, address, token, httpserver):
    def login_page(request):
        asked = request.args
        httpserver.expect_request("/shop/token").respond_with_json({"id_token": token(aud="web", nonce=asked["nonce"])})
        back = f"{asked['redirect_uri']}?{urlencode({'code': 'c', 'state': asked['state']})}"
        return Response(f'<a id="login" href="{back}">alice</a>'.replace("&", "&amp;"), mimetype="text/html")

    httpserver.expect_request("/shop/auth").respond_with_handler(login_page)
    page.goto(f"{address}/login")
    page.click("#login")
    page.get_by_text("Hello alice").wait_for()


def test_expired(site, token):
    old = token(exp=int(time.time()) - 1)
    assert site.get("/orders", headers={"Authorization": f"Bearer {old}"}).status_code == 401


def test_unreachable(site, token, httpserver):
    headers = {"Authorization": f"Bearer {token()}"}
    httpserver.expect_oneshot_request("/shop/keys").respond_with_data(status=503)
    assert site.get("/orders", headers=headers).status_code == 503
    assert site.get("/orders", headers=headers).status_code == 200
