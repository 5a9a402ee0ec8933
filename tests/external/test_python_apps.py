"""Web applications in Python that log in with Keycloak: Authlib with Starlette and Flask, mozilla-django-oidc."""

import subprocess
import sys
import threading
import time
import wsgiref.simple_server
from pathlib import Path

import httpx
import pytest

from tests.conftest import ALICE, SVC
from tests.login.browser import Browser


class _Quiet(wsgiref.simple_server.WSGIRequestHandler):
    def log_message(self, *arguments):
        """Keeps quiet."""


@pytest.fixture
def serve_wsgi():
    """Serves a WSGI application that is made for the origin it gets; returns the origin."""
    services = []

    def serve(make):
        service = wsgiref.simple_server.make_server("127.0.0.1", 0, None, handler_class=_Quiet)
        origin = f"http://127.0.0.1:{service.server_port}"
        service.set_app(make(origin))
        threading.Thread(target=service.serve_forever, daemon=True).start()
        services.append(service)
        return origin

    yield serve
    for service in services:
        service.shutdown()
        service.server_close()


@pytest.fixture
def shop(server):
    """A realm whose client takes any application on this machine."""
    client = {**SVC, "clientId": "app", "redirectUris": ["http://127.0.0.1:*", "*"], "attributes": {"post.logout.redirect.uris": "*"}}
    return server.realm("shop", clients=[client], users=[ALICE])


def visit(shop, origin, path):
    """Goes to a page of the application, logs in where it leads to, and comes back; returns what the application says."""
    browser = Browser(shop)
    application = httpx.Client(timeout=60)
    answer = application.get(f"{origin}{path}")
    while answer.status_code in (302, 303) and answer.headers["location"].startswith(origin):
        answer = application.get(answer.headers["location"])
    browser.get(answer.headers["location"]).submit(username="alice", password="wonder")
    answer = application.get(browser.location)
    while answer.status_code in (302, 303):
        location = answer.headers["location"]
        answer = application.get(location if location.startswith("http") else origin + location)
    browser.http.close()
    application.close()
    return answer


def test_authlib_with_flask(shop, serve_wsgi):
    flask = pytest.importorskip("flask")
    from authlib.integrations.flask_client import OAuth

    def make(origin):
        app = flask.Flask("shop")
        app.secret_key = "known to the test"
        keycloak = OAuth(app).register(
            "keycloak", client_id="app", client_secret="s3cret", server_metadata_url=f"{shop.issuer}/.well-known/openid-configuration",
            client_kwargs={"scope": "openid email", "code_challenge_method": "S256"},
        )  # fmt: skip
        app.add_url_rule("/", view_func=lambda: keycloak.authorize_redirect(f"{origin}/callback"), endpoint="login")
        app.add_url_rule("/callback", view_func=lambda: keycloak.authorize_access_token()["userinfo"], endpoint="callback")
        return app

    assert visit(shop, serve_wsgi(make), "/").json()["email"] == "alice@example.org"


@pytest.mark.filterwarnings("ignore:The httpx module is deprecated")
def test_authlib_with_starlette(shop):
    pytest.importorskip("itsdangerous")
    import uvicorn
    from authlib.integrations.starlette_client import OAuth
    from starlette.applications import Starlette
    from starlette.middleware import Middleware
    from starlette.middleware.sessions import SessionMiddleware
    from starlette.responses import JSONResponse
    from starlette.routing import Route

    oauth = OAuth()
    keycloak = oauth.register(
        "keycloak", client_id="app", client_secret="s3cret", server_metadata_url=f"{shop.issuer}/.well-known/openid-configuration",
        client_kwargs={"scope": "openid email", "code_challenge_method": "S256"},
    )  # fmt: skip

    async def login(request):
        return await keycloak.authorize_redirect(request, str(request.url_for("callback")))

    async def callback(request):
        token = await keycloak.authorize_access_token(request)
        return JSONResponse(dict(await keycloak.userinfo(token=token)))

    routes = [Route("/", login), Route("/callback", callback, name="callback")]
    app = Starlette(routes=routes, middleware=[Middleware(SessionMiddleware, secret_key="known to the test")])
    service = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", lifespan="off"))
    thread = threading.Thread(target=service.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 15
    while not service.started and time.monotonic() < deadline:
        thread.join(0.02)
    port = service.servers[0].sockets[0].getsockname()[1]
    try:
        assert visit(shop, f"http://127.0.0.1:{port}", "/").json()["email"] == "alice@example.org"
    finally:
        service.should_exit = True
        thread.join(15)


def test_mozilla_django_oidc(shop, tmp_path):
    pytest.importorskip("mozilla_django_oidc")
    program = Path(__file__).with_name("django_shop.py")
    command = [sys.executable, program, shop.issuer, tmp_path / "db.sqlite3"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as django:
        try:
            origin = django.stdout.readline().strip()
            assert origin, django.stderr.read()
            answer = visit(shop, origin, "/oidc/authenticate/")
            assert answer.text == "alice@example.org"
        finally:
            django.kill()
