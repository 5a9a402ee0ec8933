"""oauth2-proxy with its Keycloak provider in front of a page, as a real process."""

import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

import httpx
import pytest

from tests.conftest import ALICE, SVC
from tests.login.browser import Browser

SOURCE = Path(__file__).parent / "oauth2_proxy"
AUDIENCE = {
    "name": "proxy", "protocol": "openid-connect", "protocolMapper": "oidc-audience-mapper",
    "config": {"included.client.audience": "proxy", "access.token.claim": "true", "id.token.claim": "true"},
}  # fmt: skip


@pytest.fixture(scope="session")
def program(pytestconfig, tmp_path_factory):
    """The program, built by Go once for each state of ``go.sum``."""
    if shutil.which("go") is None:
        pytest.skip("there is no Go")
    kept = pytestconfig.cache.mkdir("external-oauth2-proxy")
    built, stamp, wanted = kept / "oauth2-proxy", kept / "go.sum", (SOURCE / "go.sum").read_text()
    if not (built.is_file() and stamp.is_file() and stamp.read_text() == wanted):
        work = tmp_path_factory.mktemp("oauth2-proxy") / "work"
        shutil.copytree(SOURCE, work)
        command = ["go", "build", "-mod=mod", "-o", str(built), "github.com/oauth2-proxy/oauth2-proxy/v7"]
        done = subprocess.run(command, cwd=work, capture_output=True, text=True, timeout=420, check=False)
        if done.returncode:
            pytest.skip(f"Go could not build oauth2-proxy: {done.stderr[-500:]}")
        stamp.write_text(wanted)
    return built


@pytest.fixture
def proxy(server, program, tmp_path):
    """The proxy's origin and its realm, which lets users with the role ``reader`` in."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        origin = f"http://127.0.0.1:{free.getsockname()[1]}"
    client = {**SVC, "clientId": "proxy", "redirectUris": [f"{origin}/oauth2/callback"], "protocolMappers": [AUDIENCE]}
    users = [{**ALICE, "realmRoles": ["reader"]}, {**ALICE, "username": "bob", "email": "bob@example.org"}]
    realm = server.realm("guarded", clients=[client], users=users, roles={"realm": [{"name": "reader"}]})
    settings = {
        "PROVIDER": "keycloak-oidc", "CLIENT_ID": "proxy", "CLIENT_SECRET": "s3cret", "OIDC_ISSUER_URL": realm.issuer,
        "REDIRECT_URL": f"{origin}/oauth2/callback", "HTTP_ADDRESS": origin.removeprefix("http://"), "UPSTREAMS": "static://202",
        "EMAIL_DOMAINS": "*", "COOKIE_SECRET": "0123456789abcdef0123456789abcdef", "COOKIE_SECURE": "false", "ALLOWED_ROLES": "reader",
        "CODE_CHALLENGE_METHOD": "S256", "SKIP_PROVIDER_BUTTON": "true", "SET_XAUTHREQUEST": "true",
    }  # fmt: skip
    environ = {**os.environ, **{f"OAUTH2_PROXY_{name}": value for name, value in settings.items()}}
    with (tmp_path / "proxy.log").open("w") as log:
        process = subprocess.Popen([str(program)], env=environ, stdout=log, stderr=log)
    try:
        deadline = time.monotonic() + 30
        while True:
            assert process.poll() is None
            assert time.monotonic() < deadline
            try:
                httpx.get(f"{origin}/ping")
                break
            except httpx.TransportError:
                time.sleep(0.05)
        yield origin, realm
    finally:
        process.terminate()
        process.wait(60)
        print((tmp_path / "proxy.log").read_text()[-3000:])


def log_in(proxy, username):
    """What the proxy answers in the end to a browser in which this user logs in."""
    origin, realm = proxy
    browser = Browser(realm)
    with httpx.Client(timeout=60) as visitor:
        away = visitor.get(f"{origin}/page", headers={"Accept": "text/html"})
        assert away.status_code == 302
        browser.get(away.headers["location"]).submit(username=username, password="wonder")
        back = visitor.get(browser.location)
        browser.http.close()
        return visitor.get(f"{origin}/oauth2/auth"), back


def test_a_user_with_the_role_gets_in(proxy):
    let_in, back = log_in(proxy, "alice")
    assert (back.status_code, back.headers["location"]) == (302, "/page")
    assert let_in.status_code == 202
    assert let_in.headers["x-auth-request-email"] == "alice@example.org"
    assert "role:reader" in let_in.headers["x-auth-request-groups"]


def test_a_user_without_it_does_not(proxy):
    let_in, back = log_in(proxy, "bob")
    assert back.status_code == 403
    assert let_in.status_code == 401
