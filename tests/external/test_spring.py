"""Spring Security: oauth2Login, logout at the provider, back-channel logout and a resource server, in a real Spring Boot application."""

import os
import re
import shutil
import socket
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.conftest import ALICE, SVC
from tests.external.bound import REALM, Prover
from tests.login.browser import Browser

SOURCE = Path(__file__).parent / "spring"
BROWSING = {"Accept": "text/html, application/json"}


@pytest.fixture(scope="session")
def jar(pytestconfig, tmp_path_factory):
    """The application, built by Maven once for each state of its sources."""
    if not (shutil.which("mvn") and shutil.which("java")):
        pytest.skip("there is no Maven or no Java")
    sources = sorted(path for path in SOURCE.rglob("*") if path.is_file())
    wanted = "\n".join(path.read_text() for path in sources)
    kept = pytestconfig.cache.mkdir("external-spring")
    built, stamp = kept / "shop.jar", kept / "sources"
    if not (built.is_file() and stamp.is_file() and stamp.read_text() == wanted):
        work = tmp_path_factory.mktemp("spring") / "shop"
        shutil.copytree(SOURCE, work)
        done = subprocess.run(["mvn", "-q", "-B", "package"], cwd=work, capture_output=True, text=True, timeout=420, check=False)
        if done.returncode:
            pytest.skip(f"Maven could not build the application: {done.stdout[-500:]}")
        shutil.copy(work / "target" / "shop.jar", built)
        stamp.write_text(wanted)
    return built


@contextmanager
def running(jar, folder, issuer, port, client="shop"):
    """The application with this realm; waits until it listens and says in the end what it logged."""
    settings = {
        "SERVER_PORT": str(port),
        "SPRING_SECURITY_OAUTH2_CLIENT_REGISTRATION_KEYCLOAK_CLIENT_ID": client,
        "SPRING_SECURITY_OAUTH2_CLIENT_REGISTRATION_KEYCLOAK_CLIENT_SECRET": "s3cret",
        "SPRING_SECURITY_OAUTH2_CLIENT_REGISTRATION_KEYCLOAK_SCOPE": "openid,profile,email",
        "SPRING_SECURITY_OAUTH2_CLIENT_PROVIDER_KEYCLOAK_ISSUER_URI": issuer,
        "SPRING_SECURITY_OAUTH2_CLIENT_PROVIDER_KEYCLOAK_USER_NAME_ATTRIBUTE": "preferred_username",
        "SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_ISSUER_URI": issuer,
    }
    with (folder / "shop.log").open("w") as log:
        process = subprocess.Popen(["java", "-Xmx256m", "-jar", str(jar)], env={**os.environ, **settings}, stdout=log, stderr=log)
    try:
        deadline = time.monotonic() + 90
        while "Started Shop" not in (folder / "shop.log").read_text():
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.1)
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        process.wait(20)
        print((folder / "shop.log").read_text()[-3000:])


def free_port():
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture
def shop(server, jar, tmp_path):
    """The application's origin and its realm."""
    port = free_port()
    origin = f"http://localhost:{port}"
    backchannel = {
        "backchannel.logout.url": f"{origin}/logout/connect/back-channel/keycloak",
        "backchannel.logout.session.required": "true",
    }
    client = {
        **SVC, "clientId": "shop", "redirectUris": [f"{origin}/*"],
        "attributes": {"post.logout.redirect.uris": f"{origin}/goodbye", **backchannel},
    }  # fmt: skip
    realm = server.realm("spring", clients=[client], users=[ALICE])
    with running(jar, tmp_path, realm.issuer, port):
        yield origin, realm


def follow(application, answer, origin):
    """What the application shows in the end, or its redirect to somebody else."""
    while answer.status_code in (302, 303) and httpx.URL(origin).join(answer.headers["location"]).host == "localhost":
        answer = application.get(httpx.URL(origin).join(answer.headers["location"]))
    return answer


def test_login_api_and_logout(shop):
    origin, realm = shop
    browser = Browser(realm)
    with httpx.Client(timeout=30) as application:

        def log_in():
            away = follow(application, application.get(f"{origin}/", headers=BROWSING), origin)
            browser.get(away.headers["location"])
            if browser.page.status_code == 200:
                browser.submit(username="alice", password="wonder")
            return follow(application, application.get(browser.location), origin)

        assert log_in().json()["preferred_username"] == "alice"

        # The API takes the realm's tokens and no others.
        token = realm.token(grant_type="password", client_id="shop", username="alice", password="wonder").json()["access_token"]
        answer = application.get(f"{origin}/api/orders", headers={"Authorization": f"Bearer {token}"})
        assert answer.json()["preferred_username"] == "alice"
        answer = application.get(f"{origin}/api/orders", headers={"Authorization": f"Bearer {token[:-8]}AAAAAAAA"})
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"].startswith('Bearer error="invalid_token"')

        # Logging out of the application logs out of the realm, which sends the browser back.
        away = application.post(f"{origin}/logout")
        assert browser.get(away.headers["location"]).location == f"{origin}/goodbye"
        assert application.get(f"{origin}/goodbye").text == "goodbye"

        # Logging out of the realm ends the application's session by the back channel.
        browser.ask(client_id="shop", redirect_uri=f"{origin}/x")
        assert browser.page.status_code == 200, "the realm's session is over too"
        assert log_in().json()["preferred_username"] == "alice"
        assert application.get(f"{origin}/", headers=BROWSING).status_code == 200
        browser.get("protocol/openid-connect/logout").submit()
        assert application.get(f"{origin}/", headers=BROWSING).status_code == 302
    browser.http.close()


def with_bound_tokens(origin, issuer):
    """What the API of a resource server says to tokens that are bound to a key."""
    mine, other, endpoint = Prover(), Prover(), f"{issuer}/protocol/openid-connect/token"
    form = {"grant_type": "password", "client_id": "spa", "username": "alice", "password": "wonder", "scope": "openid"}
    token = httpx.post(endpoint, data=form, headers={"DPoP": mine.proof("POST", endpoint)}).json()["access_token"]
    url = f"{origin}/api/orders"

    def call(proof=None, scheme="DPoP", method="GET", sent=token):
        headers = {"Authorization": f"{scheme} {sent}", **({"DPoP": proof} if proof else {})}
        answer = httpx.request(method, url, headers=headers)
        said = answer.headers.get("www-authenticate", "")
        return [answer.status_code, answer.json()["preferred_username"] if answer.status_code == 200 else said]

    proof = mine.proof("GET", url, token)
    return {
        "proven": call(proof),
        "replayed": call(proof),
        "swapped": call(other.proof("GET", url, token)),
        "without": call(),
        "of another method": call(mine.proof("POST", url, token)),
        "of another address": call(mine.proof("GET", endpoint, token)),
        "of another token": call(mine.proof("GET", url, "other")),
        "of no token": call(mine.proof("GET", url)),
        "forged": call(mine.proof("GET", url, token[:-8] + "AAAAAAAA"), sent=token[:-8] + "AAAAAAAA"),
        "as Bearer": call(scheme="Bearer"),
    }


def test_bound_tokens(server, jar, tmp_path):
    realm = server.realm("bound", **REALM)
    with running(jar, tmp_path, realm.issuer, free_port(), "spa") as origin:
        results = with_bound_tokens(origin, realm.issuer)
    assert results.pop("proven") == [200, "alice"]
    # What Spring says is Spring's; with tokens of Keycloak it says the same.
    said = {name: (status, *re.findall(r'^\w+ error="(\w+)"', header)) for name, (status, header) in results.items()}
    refused = ("replayed", "swapped", "of another method", "of another address", "of another token", "of no token")
    assert said == {
        **dict.fromkeys(refused, (401, "invalid_dpop_proof")), "without": (401, "invalid_request"),
        "forged": (401, "invalid_token"), "as Bearer": (401, "invalid_token"),
    }  # fmt: skip
