"""Quarkus OIDC: a web application with step-up and back-channel logout, an API, and one for tokens that are bound to a key."""

import httpx
import pytest

from tests.conftest import ALICE, SVC
from tests.external import java
from tests.external.bound import REALM, SPA, Prover
from tests.login.browser import Browser

BROWSING = {"Accept": "text/html, application/json"}


@pytest.fixture(scope="session")
def jar(pytestconfig, tmp_path_factory):
    """The application."""
    return java.build("quarkus", "target/shop-1-runner.jar", pytestconfig, tmp_path_factory)


def realm_of(origin):
    """The realm with levels, the application as its client, and Alice as a clerk."""
    attributes = {
        "acr.loa.map": SPA["attributes"]["acr.loa.map"], "post.logout.redirect.uris": f"{origin}/goodbye",
        "backchannel.logout.url": f"{origin}/web/back-channel-logout", "backchannel.logout.session.required": "true",
    }  # fmt: skip
    shop = {**SVC, "clientId": "shop", "redirectUris": [f"{origin}/*"], "attributes": attributes}
    return {
        **REALM, "clients": [SPA, shop], "roles": {"realm": [{"name": "clerk"}]},
        "users": [{**ALICE, "realmRoles": ["clerk"]}, {**ALICE, "username": "bob", "email": "bob@example.org"}],
    }  # fmt: skip


class Visitor:
    """Alice with a browser, at the application and at the realm."""

    def __init__(self, application, origin, realm):
        self.application, self.origin = application, origin
        self.browser = Browser(realm)

    def visit(self, path):
        """The forms that came on the way, and what the application shows in the end."""
        forms = []
        answer = self._ask(f"{self.origin}{path}")
        while answer.status_code in (302, 303):
            self.browser.get(answer.headers["location"])
            while self.browser.page.status_code == 200:
                forms.append("login" if 'id="username"' in self.browser.page.text else "password")
                self.browser.submit(**({"username": "alice"} if forms[-1] == "login" else {}), password="wonder")
            answer = self._ask(self.browser.location)
        return [*forms, answer.json() if answer.status_code == 200 else answer.status_code]

    def _ask(self, url):
        return java.follow(self.application, self.application.get(url, headers=BROWSING), self.origin)


def at_the_web_application(application, origin, realm):
    """What Alice meets as she logs in, steps up, logs out and is logged out."""
    visitor = Visitor(application, origin, realm)
    results = {
        "first": visitor.visit("/web"),
        "again": visitor.visit("/web"),
        "gold": visitor.visit("/gold"),
        "back": visitor.visit("/web"),
    }
    away = application.get(f"{origin}/web/logout", headers=BROWSING)
    results["logged out"] = visitor.browser.get(away.headers["location"]).location.partition("?")[0]
    results["anew"] = visitor.visit("/web")
    visitor.browser.get("protocol/openid-connect/logout").submit()
    results["logged out elsewhere"] = application.get(f"{origin}/web", headers=BROWSING).status_code
    visitor.browser.http.close()
    return results


def at_the_api(application, origin, issuer):
    """What the API says to tokens of two users and of nobody."""

    def call(path, token):
        answer = application.get(f"{origin}/api{path}", headers={"Authorization": f"Bearer {token}"})
        return answer.json()["name"] if answer.status_code == 200 else [answer.status_code, answer.headers.get("www-authenticate")]

    def token(username):
        form = {"grant_type": "password", "client_id": "shop", "client_secret": "s3cret", "username": username, "password": "wonder"}
        return application.post(f"{issuer}/protocol/openid-connect/token", data={**form, "scope": "openid"}).json()["access_token"]

    alice, bob = token("alice"), token("bob")
    return {
        "alice": call("", alice), "a clerk": call("/clerks", alice), "bob": call("/clerks", bob), "gold": call("/gold", alice),
        "forged": call("", alice[:-8] + "AAAAAAAA"),
    }  # fmt: skip


def test_step_up_api_and_bound_tokens(server, jar, tmp_path):
    port = java.free_port()
    origin = f"http://localhost:{port}"
    realm = server.realm("bound", **realm_of(origin))
    settings = {"QUARKUS_HTTP_PORT": str(port), "QUARKUS_OIDC_AUTH_SERVER_URL": realm.issuer}
    with java.running(jar, tmp_path, port, settings, "Listening on"), httpx.Client(timeout=60) as application:
        web = at_the_web_application(application, origin, realm)
        api = at_the_api(application, origin, realm.issuer)
        bound = java.with_bound_tokens(f"{origin}/bound", realm.issuer, Prover)
    alice = {"name": "alice", "email": "alice@example.org"}
    silver, gold = {**alice, "acr": "silver"}, {**alice, "acr": "gold"}
    # What Quarkus says is Quarkus's; with tokens of Keycloak 26.7.4 it says the same.
    assert web == {
        "first": ["login", silver], "again": [silver], "gold": ["password", gold], "back": [silver],
        "logged out": f"{origin}/goodbye", "anew": ["login", silver], "logged out elsewhere": 401,
    }  # fmt: skip
    other_level = 'error="insufficient_user_authentication", error_description="A different authentication level is required"'
    assert api == {
        "alice": "alice", "a clerk": "alice", "bob": [403, None], "gold": [401, f'Bearer {other_level}, acr_values="gold"'],
        "forged": [401, "Bearer"],
    }  # fmt: skip
    # Quarkus keeps no proofs, so that one may come again.
    assert [bound.pop(name).text for name in ("proven", "replayed")] == ['{"name":"alice"}'] * 2
    assert {(answer.status_code, answer.headers["www-authenticate"]) for answer in bound.values()} == {(401, "dpop")}
