"""Spring Security: oauth2Login, logout at the provider, back-channel logout and a resource server, in a real Spring Boot application."""

import re

import httpx
import pytest

from tests.conftest import ALICE, SVC
from tests.external import java
from tests.external.bound import REALM, Prover
from tests.login.browser import Browser

BROWSING = {"Accept": "text/html, application/json"}


@pytest.fixture(scope="session")
def jar(pytestconfig, tmp_path_factory):
    """The application."""
    return java.build("spring", "target/shop.jar", pytestconfig, tmp_path_factory)


def running(jar, folder, issuer, port, client="shop"):
    """The application with this realm, and its origin."""
    settings = {
        "SERVER_PORT": str(port),
        "SPRING_SECURITY_OAUTH2_CLIENT_REGISTRATION_KEYCLOAK_CLIENT_ID": client,
        "SPRING_SECURITY_OAUTH2_CLIENT_REGISTRATION_KEYCLOAK_CLIENT_SECRET": "s3cret",
        "SPRING_SECURITY_OAUTH2_CLIENT_REGISTRATION_KEYCLOAK_SCOPE": "openid,profile,email",
        "SPRING_SECURITY_OAUTH2_CLIENT_PROVIDER_KEYCLOAK_ISSUER_URI": issuer,
        "SPRING_SECURITY_OAUTH2_CLIENT_PROVIDER_KEYCLOAK_USER_NAME_ATTRIBUTE": "preferred_username",
        "SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_ISSUER_URI": issuer,
    }
    return java.running(jar, folder, port, settings, "Started Shop")


@pytest.fixture
def shop(server, jar, tmp_path):
    """The application's origin and its realm."""
    port = java.free_port()
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


def test_login_api_and_logout(shop):
    origin, realm = shop
    browser = Browser(realm)
    with httpx.Client(timeout=60) as application:

        def log_in():
            away = java.follow(application, application.get(f"{origin}/", headers=BROWSING), origin)
            browser.get(away.headers["location"])
            if browser.page.status_code == 200:
                browser.submit(username="alice", password="wonder")
            return java.follow(application, application.get(browser.location), origin)

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


def said(answer):
    """Alice's name, or the header that says why not."""
    named = answer.json()["preferred_username"] if answer.status_code == 200 else answer.headers.get("www-authenticate", "")
    return [answer.status_code, named]


def test_bound_tokens(server, jar, tmp_path):
    realm = server.realm("bound", **REALM)
    with running(jar, tmp_path, realm.issuer, java.free_port(), "spa") as origin:
        answers = java.with_bound_tokens(f"{origin}/api/orders", realm.issuer, Prover)
    results = {name: said(answer) for name, answer in answers.items()}
    assert results.pop("proven") == [200, "alice"]
    # What Spring says is Spring's; with tokens of Keycloak it says the same.
    errors = {name: (status, *re.findall(r'^\w+ error="(\w+)"', header)) for name, (status, header) in results.items()}
    refused = ("replayed", "swapped", "of another method", "of another address", "of another token", "of no token")
    assert errors == {
        **dict.fromkeys(refused, (401, "invalid_dpop_proof")), "without": (401, "invalid_request"),
        "forged": (401, "invalid_token"), "as Bearer": (401, "invalid_token"),
    }  # fmt: skip
