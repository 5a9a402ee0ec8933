"""The rules of the two products, sentence by sentence, on the realms that are shipped."""

import re
from pathlib import Path

import pytest

from tests.account.test_console import enter
from tests.api_tokens.conftest import EXCHANGE, JSON
from tests.login.browser import Browser
from tests.support import http_client

ROOT = Path(__file__).resolve().parents[2]


class Product:
    """A shipped realm, and a user of it."""

    def __init__(self, server, name, login, service):
        from emulator.realm import files

        [document] = files.read(ROOT / "realms" / f"{name}.yaml", {})
        self.server, self.name, self.url, self.service = server, name, f"{server.url}/realms/{name}", service
        self.issuer = self.url
        if server.live.emulator.store.realm(name) is None:
            server.live.call(lambda: server.live.emulator.add_realm(document))
        self.http = http_client(timeout=20)
        self.tokens = self.post("token", grant_type="password", **login).json()

    def post(self, path, **form):
        return self.http.post(f"{self.url}/protocol/openid-connect/{path}", data=form)

    def send(self, method, path="", **more):
        headers = {**JSON, "Authorization": f"Bearer {self.tokens['access_token']}"}
        return self.http.request(method, f"{self.url}/account/api-tokens{path}", headers=headers, **more)

    def make(self, **members):
        answer = self.send("POST", json=members)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def introspect(self, token):
        return self.post("token/introspect", **self.service, token=token).json()

    def userinfo(self, token):
        return self.http.get(f"{self.url}/protocol/openid-connect/userinfo", headers={"Authorization": f"Bearer {token}"})


@pytest.fixture
def layer5(server):
    service = {"client_id": "layer5-cloud", "client_secret": "layer5-secret"}
    product = Product(server, "layer5", {**service, "username": "meshery", "password": "password", "scope": "openid"}, service)
    yield product
    product.http.close()


@pytest.fixture
def gcore(server):
    login = {"client_id": "gcore", "username": "user@example.org", "password": "password"}
    product = Product(server, "gcore", login, {"client_id": "gcore-api", "client_secret": "gcore-api-secret"})
    yield product
    product.http.close()


def test_layer5_a_users_token_is_opaque(layer5):
    token = layer5.make(label="ci")["token"]
    assert re.fullmatch(r"l5_[0-9A-Za-z]{57}", token)
    assert layer5.introspect(token)["username"] == "meshery"
    assert layer5.userinfo(token).json()["preferred_username"] == "meshery"


def test_layer5_its_label_is_shown_in_the_list(layer5):
    layer5.make(label="mesheryctl on my laptop")
    layer5.make(label="nightly build")
    assert [one["label"] for one in layer5.send("GET").json()] == ["mesheryctl on my laptop", "nightly build"]
    browser = Browser(layer5)
    browser.get("account/account-security/api-tokens").follow().submit(username="meshery", password="password")
    browser.http.close()
    assert ("mesheryctl on my laptop" in browser.text, "nightly build" in browser.text) == (True, True)


def test_layer5_it_never_expires(layer5):
    token = layer5.make(label="ci")["token"]
    layer5.server.move_clock(50 * 365 * 86400)
    found = layer5.introspect(token)
    assert (found["active"], "exp" in found) == (True, False)


def test_layer5_it_can_be_revoked_at_any_time_and_at_once(layer5):
    first, second, third = (layer5.make(label=label) for label in ("rest", "itself", "later"))
    assert layer5.introspect(first["token"])["active"]
    assert layer5.send("DELETE", f"/{first['id']}").status_code == 204
    assert layer5.introspect(first["token"]) == {"active": False}
    assert layer5.post("revoke", **layer5.service, token=second["token"]).status_code == 200
    assert layer5.userinfo(second["token"]).status_code == 401
    layer5.server.move_clock(365 * 86400)
    assert layer5.send("DELETE", f"/{third['id']}").status_code == 204
    assert layer5.introspect(third["token"]) == {"active": False}


def test_layer5_the_token_of_a_login_is_opaque_and_without_end_as_well(layer5):
    access = layer5.tokens["access_token"]
    assert ("." in access, "expires_in" in layer5.tokens) == (False, False)
    token = layer5.make(label="ci")["token"]
    layer5.post("revoke", **layer5.service, token=access)
    assert (layer5.introspect(access), layer5.introspect(token)["active"]) == ({"active": False}, True)
    refused = layer5.post("token", **layer5.service, grant_type="refresh_token", refresh_token=layer5.tokens["refresh_token"])
    assert refused.json()["error"] == "invalid_grant"


def test_gcore_a_token_is_a_random_string_of_which_a_hash_is_kept(gcore):
    texts = {gcore.make(label="ci", roles=["engineer"])["token"] for _ in range(3)}
    assert all(re.fullmatch(r"gc_[0-9A-Za-z]{57}", text) for text in texts)
    rows = repr(list(gcore.server.live.emulator.store.realm("gcore").api_tokens))
    assert (len(texts), [text for text in texts if text[11:54] in rows]) == (3, [])


def test_gcore_it_is_shown_once_and_never_again(gcore):
    made = gcore.make(label="ci", roles=["engineer"])
    assert "token" not in gcore.send("GET").json()[0]
    assert made["token"] not in gcore.send("GET").text
    assert gcore.send("GET", f"/{made['id']}").status_code == 404
    browser = Browser(gcore)
    enter_gcore(browser)
    assert made["token"][:11] in browser.text
    assert made["token"] not in browser.page.text
    browser.http.close()


def enter_gcore(browser):
    browser.get("account/account-security/api-tokens").follow().submit(username="user@example.org", password="password")
    return enter(browser, "account/account-security/api-tokens")


def test_gcore_it_has_a_name_and_a_role(gcore):
    assert gcore.send("POST", json={"label": "ci"}).json()["field"] == "roles"
    assert gcore.send("POST", json={"roles": ["engineer"]}).json()["field"] == "label"
    made = gcore.make(label="ci", roles=["engineer"])
    found = gcore.introspect(made["token"])
    assert (found["label"], found["realm_access"], "resource_access" in found) == ("ci", {"roles": ["engineer"]}, False)


def test_gcore_a_role_that_the_user_has_not_is_refused(gcore):
    for role in ("administrator", "viewer", "account:manage-account", "realm-management:realm-admin"):
        assert gcore.send("POST", json={"label": "ci", "roles": [role]}).status_code == 400


def test_gcore_an_administrators_token(server):
    login = {"client_id": "gcore", "username": "admin@example.org", "password": "password"}
    product = Product(server, "gcore", login, {"client_id": "gcore-api", "client_secret": "gcore-api-secret"})
    token = product.make(label="terraform", roles=["administrator"])["token"]
    assert product.introspect(token)["realm_access"] == {"roles": ["administrator"]}
    product.http.close()


def test_gcore_its_end_is_optional(gcore):
    ending, permanent = (
        gcore.make(label="a", roles=["engineer"], expiresIn=3600)["token"],
        gcore.make(label="b", roles=["engineer"])["token"],
    )
    assert (gcore.introspect(ending)["active"], gcore.introspect(permanent)["active"]) == (True, True)
    gcore.server.move_clock(3601)
    assert (gcore.introspect(ending)["active"], gcore.introspect(permanent)["active"]) == (False, True)
    gcore.server.move_clock(30 * 365 * 86400)
    assert gcore.introspect(permanent)["active"]


def test_gcore_beside_the_access_token_of_an_hour_and_the_refresh_token_of_a_day(gcore):
    assert (gcore.tokens["expires_in"], gcore.tokens["refresh_expires_in"]) == (3600, 86400)
    token = gcore.make(label="ci", roles=["engineer"])["token"]
    gcore.server.move_clock(3601)
    assert gcore.userinfo(gcore.tokens["access_token"]).status_code == 401
    assert gcore.introspect(token)["active"]
    again = gcore.post("token", client_id="gcore", grant_type="refresh_token", refresh_token=gcore.tokens["refresh_token"])
    assert again.json()["expires_in"] == 3600
    gcore.server.move_clock(86401)
    refused = gcore.post("token", client_id="gcore", grant_type="refresh_token", refresh_token=again.json()["refresh_token"])
    assert refused.json()["error"] == "invalid_grant"
    assert gcore.introspect(token)["active"]


def test_gcore_a_service_that_knows_jwts_exchanges_it(gcore):
    from emulator.testing.recorder import decoded_jwt

    token = gcore.make(label="ci", roles=["engineer"])["token"]
    answer = gcore.post("token", **gcore.service, **EXCHANGE, subject_token=token).json()
    claims = decoded_jwt(answer["access_token"])["claims"]
    assert (answer["expires_in"], claims["realm_access"], claims["preferred_username"]) == (
        3600,
        {"roles": ["engineer"]},
        "user@example.org",
    )
