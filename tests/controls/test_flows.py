"""Recorded requests by what belongs together, over HTTP."""

import pytest

from emulator.core import api_token_text
from emulator.core.ids import Ids
from tests import wire
from tests.conftest import ALICE, SVC, Realm
from tests.login.browser import CALLBACK, Browser

APP = {**SVC, "clientId": "app", "redirectUris": ["*"], "attributes": {"oauth2.device.authorization.grant.enabled": "true"}}


@pytest.fixture
def shop(server):
    return server.realm("shop", clients=[SVC, APP], users=[ALICE])


@pytest.fixture
def flows(server, shop):
    def ask(**wanted):
        return wire.get(f"{server.url}/_emulator/flows", params=wanted, timeout=30).raise_for_status().json()

    return ask


def steps(flow):
    return [(step["step"], step["outcome"]) for step in flow["steps"]]


def logged_in(shop, *passwords):
    """A login in a browser; the tokens and the browser."""
    browser = Browser(shop)
    browser.ask()
    for password in passwords:
        browser.submit(username="alice", password=password)
    form = {"grant_type": "authorization_code", "code": browser.sent["code"], "redirect_uri": CALLBACK}
    return shop.token(client_id="app", **form).json(), browser


def test_one_login_from_the_authorization_to_the_logout(shop, flows):
    tokens, browser = logged_in(shop, "wrong", "wonder")
    shop.userinfo(tokens["access_token"])
    renewed = shop.token(client_id="app", grant_type="refresh_token", refresh_token=tokens["refresh_token"]).json()
    shop.introspect(renewed["access_token"])
    shop.http.get("/logout", params={"id_token_hint": tokens["id_token"]})
    browser.http.close()
    (flow,) = flows()["flows"]
    assert (flow["kind"], flow["client_id"], flow["username"], flow["realm"], flow["refused"]) == ("login", "app", "alice", "shop", 2)
    assert steps(flow) == [
        ("authorization", "done"), ("form", "refused"), ("form", "done"), ("code", "done"), ("userinfo", "done"), ("refresh", "done"),
        ("introspection", "refused"), ("logout", "done"),
    ]  # fmt: skip
    assert "password" in flow["steps"][1]["reason"]
    # The answer is 200 and says that the token is not active: the client is not in its audience.
    assert flow["steps"][6]["reason"]
    assert flow["milliseconds"] >= max(step["milliseconds"] for step in flow["steps"])


def test_a_form_that_is_answered_by_a_page_is_no_refusal_for_that(server, shop, flows):
    server.update_realm("shop", resetPasswordAllowed=True)
    browser = Browser(shop)
    browser.ask().click("Forgot Password?").submit(username="alice")
    browser.http.close()
    (flow,) = flows()["flows"]
    assert steps(flow) == [("authorization", "done"), ("forgotten password", "done"), ("forgotten password", "done")]
    assert "mail" in flow["steps"][2]["reason"]


def test_a_second_login_in_the_same_browser_is_another_one(shop, flows):
    _, browser = logged_in(shop, "wonder")
    browser.ask()
    browser.http.close()
    assert [flow["kind"] for flow in flows()["flows"]] == ["login", "login"]
    assert [len(flow["steps"]) for flow in flows()["flows"]] == [1, 3]


def test_what_stands_alone_and_what_waits(shop, flows):
    shop.token(grant_type="client_credentials")
    shop.token(grant_type="client_credentials", client_secret="wrong")
    device = shop.post("/auth/device", client_id="app", client_secret="s3cret").json()
    shop.token(client_id="app", grant_type="urn:ietf:params:oauth:grant-type:device_code", device_code=device["device_code"])
    shop.http.get("/certs")
    listed = flows()["flows"]
    assert [flow["kind"] for flow in listed] == ["keys", "device", "client credentials", "client credentials"]
    assert steps(listed[1]) == [("device", "done"), ("device token", "waiting")]
    assert [flow["refused"] for flow in listed] == [0, 0, 1, 0]
    assert listed[2]["steps"][0]["reason"].startswith("unauthorized_client")


PROVIDED = """
realm: brokered
clients:
  app: {secret: s3cret, redirectUris: ["*"]}
upstreams: {google: {personas: {gina: {email: gina@gmail.example, given_name: Gina, family_name: G}}}}
"""


def test_a_login_by_a_provider_that_is_played_is_one_flow(server, flows):
    wire.post(f"{server.url}/_emulator/realms", content=PROVIDED).raise_for_status()
    browser = Browser(Realm(server, "brokered"))
    browser.ask().click("Google")
    browser.click("gina") if "gina" in browser.page.text else browser.post().follow()
    browser.http.close()
    (flow,) = flows(realm="brokered")["flows"]
    names = [step["step"] for step in flow["steps"]]
    assert names[:3] == ["authorization", "broker", "identity provider"]
    assert "code=" in browser.location


def test_a_pushed_request_and_its_login_are_one(shop, flows):
    form = {"client_id": "app", "client_secret": "s3cret", "response_type": "code", "redirect_uri": CALLBACK, "scope": "openid"}
    pushed = shop.post("/ext/par/request", **form).json()
    browser = Browser(shop)
    browser.get("protocol/openid-connect/auth", client_id="app", request_uri=pushed["request_uri"]).follow()
    browser.submit(username="alice", password="wonder").http.close()
    (flow,) = flows()["flows"]
    assert (flow["kind"], [step["step"] for step in flow["steps"]]) == ("login", ["pushed request", "authorization", "form", "form"])


def test_the_secrets_of_api_tokens_are_in_no_list(server, flows):
    secret = api_token_text.make(Ids(), "kce_")
    realm = server.realm("keys", clients=[SVC], attributes={"apiTokensEnabled": "true"})
    wire.get(f"{realm.issuer}/{secret}")
    realm.userinfo(secret)
    assert secret not in wire.get(f"{server.url}/_emulator/flows").text
    assert flows(search=secret)["flows"] == []
    assert len(flows(search=api_token_text.public(secret))["flows"]) == 2


def test_filters_and_pages(shop, flows):
    for secret in ("wrong", "s3cret", "s3cret", "s3cret"):
        shop.token(grant_type="client_credentials", client_secret=secret)
    everything = flows()
    assert (everything["count"], everything["kept"], everything["more"]) == (4, 4, False)
    page = flows(limit="3")
    assert (len(page["flows"]), page["more"]) == (3, True)
    rest = flows(limit="3", before=str(page["flows"][-1]["id"]))
    assert ([flow["refused"] for flow in rest["flows"]], rest["more"]) == ([1], False)
    assert flows(after=str(everything["last"]))["flows"] == []
    shop.http.get("/certs")
    fresh = flows(after=str(everything["last"]))
    assert ([flow["kind"] for flow in fresh["flows"]], fresh["last"]) == (["keys"], everything["last"] + 1)
    assert len(flows(refused="true")["flows"]) == 1
    assert len(flows(kind="keys")["flows"]) == 1
    assert flows(realm="elsewhere")["flows"] == []
    # In the claims of a token, which are not in the text of the answer.
    assert len(flows(search="SERVICE-account-svc")["flows"]) == 3
    assert len(flows(search="the secret of client")["flows"]) == 1


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("after=x", "after is a number"),
        ("limit=-1", "limit is a number"),
        ("afer=1", "there is no filter 'afer'"),
        ("before=1e3", "before"),
    ],
)
def test_what_cannot_be_asked(server, query, said):
    answer = wire.get(f"{server.url}/_emulator/flows?{query}")
    assert (answer.status_code, answer.json()["error_description"][: len(said)]) == (400, said)


def test_a_flow_of_many_requests_is_continued_by_another(shop, flows):
    token = shop.login()["access_token"]
    for _ in range(105):
        shop.userinfo(token)
    assert [(flow["kind"], len(flow["steps"])) for flow in flows()["flows"]] == [("password", 6), ("password", 100)]


def test_requests_page_by_page_and_one_by_one(server, shop):
    def requests(**wanted):
        return wire.get(f"{server.url}/_emulator/requests", params=wanted)

    for _ in range(3):
        shop.token(grant_type="client_credentials")
    first, second, third = (request["number"] for request in requests().json())
    assert [request["number"] for request in requests(after=first, limit=1).json()] == [second]
    now = server.controls("GET", "/clock").json()["now"]
    assert requests(since=now + 10).json() == []
    assert len(requests(since=now - 100.5).json()) == 3
    assert requests(limit="x").status_code == 400
    request = server.controls("GET", f"/requests/{third}").json()
    assert (request["body"], request["query"]) == ("client_id=svc&client_secret=s3cret&grant_type=client_credentials", "")
    for unknown in ("99999", "x", "9" * 30):
        assert wire.get(f"{server.url}/_emulator/requests/{unknown}").status_code == 404


def test_what_is_forgotten_is_in_no_flow(server, shop, flows):
    from emulator.testing.recorder import Recorder

    emulator = server.live.emulator
    kept = emulator.recorder
    emulator.recorder = Recorder(4)
    try:
        token = shop.login()["access_token"]
        assert flows()["count"] == 1
        for _ in range(2):
            shop.userinfo(token)
            shop.http.get("/certs")
        listed = flows()
        assert (listed["kept"], [len(flow["steps"]) for flow in listed["flows"]]) == (4, [1, 1, 2])
        shop.http.get("/certs")
        shop.http.get("/certs")
        assert [len(flow["steps"]) for flow in flows()["flows"]] == [1, 1, 1, 1]
        wire.delete(f"{server.url}/_emulator/requests")
        assert flows()["flows"] == []
    finally:
        emulator.recorder = kept


def test_bodies_have_a_size_together():
    from emulator.testing import recorder

    kept = recorder.Recorder(1000, 10 * 1024 * 1024)
    for _ in range(10):
        kept.note(recorder.Exchange(0.0, "POST", "/", "", {}, b"x" * 10 * 1024 * 1024, 200, (), b"", "", 1.0, ""))
    assert len(kept) == 6
    assert [exchange.number for exchange in kept.since(9)] == [10]
    assert kept.numbered(3) is None


@pytest.mark.parametrize(
    "token",
    [
        "eyJhb.eyJhb.x",
        "eyJh.eyJh.",
        "eyJhbGciOiJub25lIn0.W10.x",
        "eyJ\u00e9.eyJ.x",
        "eyJ" + "[" * 5000 + ".eyJ.x",
        "eyJhbGciOiJub25lIn0.eyJzaWQiOnt9fQ.x",
    ],
)
def test_what_strangers_send_breaks_neither_list(server, shop, flows, token):
    shop.http.get("/userinfo", headers={"Authorization": f"Bearer {token}".encode()})
    shop.token(grant_type="refresh_token", refresh_token=token)
    shop.http.get("/logout", params={"id_token_hint": token, "post_logout_redirect_uri": "http://[", "state": "%%"})
    shop.http.get(
        "/auth", params={"client_id": "app", "redirect_uri": "http://[x", "response_type": "code", "state": token, "request_uri": token}
    )
    assert flows()["kept"] == 4
    assert flows(search="nobody has this")["flows"] == []
    assert len(wire.get(f"{server.url}/_emulator/requests").raise_for_status().json()) == 4
