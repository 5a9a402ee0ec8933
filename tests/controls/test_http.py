"""The controls as tests in any language reach them."""

import re
import time

import pytest

from emulator.tokens import forge, forged_proofs
from tests import wire
from tests.conftest import ALICE, SVC
from tests.support import admin_token, http_client

SHOP = {"name": "shop", "clients": [SVC, {"clientId": "public", "publicClient": True}], "users": [ALICE]}


@pytest.fixture
def controls(server):
    server.realm(**SHOP)
    with http_client(base_url=f"{server.url}/_emulator", timeout=20) as client:
        yield client


def minted(controls, **wanted):
    answer = controls.post("/realms/shop/tokens", json={"client_id": "svc", **wanted})
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_the_issuer_follows_the_path(server, controls):
    for base in (server.url, f"{server.url}/auth"):
        answer = wire.post(f"{base}/_emulator/realms/shop/tokens", json={"client_id": "svc", "username": "alice", "scope": "openid"})
        userinfo = f"{base}/realms/shop/protocol/openid-connect/userinfo"
        token = answer.json()["access_token"]
        assert wire.get(userinfo, headers={"Authorization": f"Bearer {token}"}).json()["preferred_username"] == "alice"


def test_tokens(controls):
    assert minted(controls)["token_type"] == "Bearer"
    found = minted(controls, username="ALICE@example.org", roles=["boss"], lifespan=-5)
    assert found["expires_in"] == -5
    answer = controls.post("/realms/shop/tokens/forged", json={"claims": {"a": 1}})
    assert answer.json()["token"].count(".") == 2
    wrong = controls.post("/realms/shop/tokens/wrong", json={"client_id": "svc", "username": "alice"}).json()
    assert tuple(wrong) == forge.WRONG


def test_a_login_sets_the_callers_cookies_and_gives_tokens(server, controls):
    server.realm("front", clients=[{"clientId": "web", "secret": "w", "redirectUris": ["http://app.test/*"]}], users=[ALICE])
    wanted = {"client_id": "web", "username": "alice", "parameters": {"state": "s"}, "tokens": True}
    answer = controls.post("/realms/front/logins", json=wanted)
    assert answer.status_code == 200, answer.text
    login = answer.json()
    assert login["location"].startswith("http://app.test/?state=s&session_state=")
    assert login["tokens"]["refresh_token"]
    assert {cookie["name"] for cookie in login["storage_state"]["cookies"]} >= {"KEYCLOAK_IDENTITY"}
    assert "KEYCLOAK_IDENTITY=" in answer.headers["set-cookie"]
    again = controls.post("/realms/front/logins/tokens", json={"code": login["code"]})
    assert (again.status_code, again.json()["error_description"]) == (400, "invalid_grant: Code not valid")
    assert controls.post("/realms/front/devices/AAAA-BBBB/deny").status_code == 404


def test_tokens_that_are_bound_to_a_key(server, controls):
    url = f"{server.url}/realms/shop/protocol/openid-connect/userinfo"
    jkt = controls.post("/realms/shop/dpop-proofs", json={"url": url}).json()["jkt"]
    token = minted(controls, username="alice", scope="openid", dpop=jkt)["access_token"]
    wanted = {"method": "GET", "url": url, "token": token}
    good = controls.post("/realms/shop/dpop-proofs", json=wanted).json()
    assert good["jkt"] == jkt
    wrong = controls.post("/realms/shop/dpop-proofs/wrong", json=wanted).json()
    assert tuple(wrong) == forged_proofs.WRONG
    for proof, status in ((good["proof"], 200), *((text, 401) for text in wrong.values())):
        assert wire.get(url, headers={"Authorization": f"DPoP {token}", "DPoP": proof}).status_code == status


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "said"),
    [
        ("POST", "/realms/shop/tokens", {"client_id": "sv"}, 404, "there is no client 'sv', did you mean 'svc'?"),
        ("POST", "/realms/shop/tokens", {"client": "svc"}, 400, "there is no member 'client', did you mean 'client_id'?"),
        ("POST", "/realms/shop/tokens", {"client_id": 5}, 400, "client_id is a text, not 5"),
        ("POST", "/realms/shop/tokens", {"client_id": "public"}, 400, "the client 'public' has no service account: give a username"),
        ("POST", "/realms/shap/tokens", {"client_id": "svc"}, 404, "there is no realm 'shap', did you mean 'shop'?"),
        ("POST", "/realms/shop/tokens", [], 400, "the body is a JSON object"),
        ("POST", "/realms/shop/tokens/forged", {"claims": 1}, 400, "claims is an object"),
        ("POST", "/realms/shop/dpop-proofs", {"algorithm": "HS256"}, 400, "there is no key pair for 'HS256'"),
        ("POST", "/realms/shop/tokens", {"client_id": "svc", "claims": []}, 400, "claims is an object, not []"),
        ("POST", "/realms/shop/dpop-proofs", {"claims": 1}, 400, "claims is an object"),
        ("POST", "/realms/shop/keys/rotate", {"algorithm": "X"}, 400, "there is no signature algorithm 'X'"),
        ("PUT", "/clock", {"now": "noon"}, 400, "now is a number of seconds, not 'noon'"),
        ("PUT", "/clock", {"rate": 0}, 400, "rate is above 0; a clock that stands is frozen"),
        (
            "POST",
            "/faults",
            {"endpoint": "jwks", "headers": {}},
            400,
            "a fault without an effect does nothing: say what happens, by one of latency, status, ",
        ),
        ("POST", "/faults", {"endpoint": "jwk"}, 400, "endpoint is one of token,"),
        ("DELETE", "/faults/9999", None, 404, "there is no fault '9999'"),
        ("POST", "/snapshots/none/restore", None, 404, "there is no snapshot 'none'"),
        ("GET", "/requests?client=svc", None, 400, "there is no filter 'client', did you mean 'client_id'?"),
        ("DELETE", "/realms/master", None, 400, "master stays"),
        ("POST", "/webhooks", {"url": "ftp://x"}, 400, "url is an http or https URL, not 'ftp://x'"),
        ("POST", "/webhooks", {"url": "http://x", "kinds": ["login"]}, 400, "kinds are of request, event, admin-event, not 'login'"),
        ("POST", "/webhooks", {"urls": "http://x"}, 400, "there is no member 'urls', did you mean 'url'?"),
        ("DELETE", "/webhooks/9", None, 404, "there is no webhook '9'"),
        ("PUT", "/seed", {}, 400, "seed is a text"),
        ("PUT", "/seed", {"seed": 5}, 400, "seed is a text"),
    ],
)
def test_what_cannot_be_is_said(controls, method, path, body, status, said):
    answer = controls.request(method, path, json=body) if body is not None else controls.request(method, path)
    assert answer.status_code == status
    assert answer.json()["error_description"].startswith(said)


def test_the_clock(server, controls):
    assert controls.put("/clock", json={"now": 2_000_000_000, "frozen": True}).json() == {
        "now": 2_000_000_000, "offset": pytest.approx(controls.get("/clock").json()["offset"], abs=5), "frozen": True, "rate": 0,
    }  # fmt: skip
    assert minted(controls)["expires_in"] == 300
    assert controls.put("/clock", json={"move": 60}).json()["now"] == 2_000_000_060
    assert controls.put("/clock", json={"rate": 100}).json()["rate"] == 100
    assert controls.delete("/clock").status_code == 204
    assert controls.get("/clock").json()["offset"] == pytest.approx(0, abs=0.1)


def test_faults_and_requests(server, controls):
    url = f"{server.url}/realms/shop/protocol/openid-connect"
    fault = controls.post("/faults", json={"endpoint": "token", "client_id": "svc", "status": 500, "body": {"error": "broken"}})
    assert fault.status_code == 201
    form = {"grant_type": "client_credentials", "client_id": "svc", "client_secret": "s3cret"}
    assert wire.post(f"{url}/token", data=form).json() == {"error": "broken"}
    assert wire.post(f"{url}/token", data={"grant_type": "client_credentials"}, auth=("svc", "s3cret")).status_code == 500
    assert wire.post(f"{url}/token", data={**form, "client_id": "other"}).status_code == 401
    assert controls.get("/faults").json()[0]["met"] == 2
    controls.delete(f"/faults/{fault.json()['id']}")
    assert wire.post(f"{url}/token", data=form).status_code == 200
    noted = controls.get("/requests", params={"client_id": "svc", "realm": "shop"}).json()
    assert [one["status"] for one in noted] == [500, 500, 200]
    assert noted[0]["reason"].startswith("fault ")
    assert noted[2]["tokens"]["access_token"]["claims"]["azp"] == "svc"
    assert controls.get("/requests", params={"after": noted[1]["number"], "path": "/token"}).json()[-1]["number"] == noted[2]["number"]
    controls.delete("/requests")
    assert controls.get("/requests").json() == []


def test_no_control_is_faulted_or_recorded(controls):
    controls.post("/faults", json={"status": 500})
    assert controls.get("/clock").status_code == 200
    assert controls.get("/requests").json() == []
    assert controls.delete("/faults").status_code == 204


def test_realms_and_snapshots(server, controls):
    assert controls.put("/snapshots/start").status_code == 204
    loaded = controls.post("/realms", content="realm: extra\nclients:\n  api: {secret: x}\nusers:\n  bob: {password: builder}\n")
    assert (loaded.status_code, loaded.json()) == (201, ["extra"])
    assert [user["username"] for user in controls.get("/realms/extra/users").json() if "serviceAccountClientId" not in user] == ["bob"]
    assert "api" in {client["clientId"] for client in controls.get("/realms/extra/clients").json()}
    assert controls.get("/realms/extra/export").text.splitlines()[1] == "realm: extra"
    broken = controls.post("/realms", content="realm: more\nclientz: {}\n").json()["error_description"]
    assert broken.startswith("realm.yaml:2")
    minted(controls, username="alice")
    assert [one["clients"] for one in controls.get("/realms/shop/sessions").json()] == [["svc"]]
    assert controls.get("/snapshots").json() == ["start"]
    assert controls.post("/snapshots/start/restore").status_code == 204
    assert "extra" not in {one["name"] for one in controls.get("/realms").json()}
    assert controls.get("/realms/shop/sessions").json() == []
    assert controls.delete("/snapshots/start").status_code == 204
    assert controls.delete("/realms/shop").status_code == 204


def test_mail(server, controls):
    from tests.login.browser import Browser

    app = {**SVC, "clientId": "app", "redirectUris": ["*"]}
    browser = Browser(server.realm("post", clients=[app], users=[ALICE], resetPasswordAllowed=True))
    browser.ask().click("Forgot Password?").submit(username="alice")
    browser.http.close()
    (mail,) = controls.get("/realms/post/mail", params={"recipient": "alice@example.org"}).json()
    assert mail["subject"] == "Reset password"
    assert "/login-actions/action-token?key=" in mail["links"][0]
    controls.delete("/realms/post/mail")
    assert controls.get("/realms/post/mail").json() == []


def test_every_control_is_described(controls):
    document = controls.get("/openapi.json").json()
    assert document["openapi"] == "3.1.0"
    for path, operations in document["paths"].items():
        assert path.startswith("/_emulator")
        for operation in operations.values():
            assert operation["summary"]
            assert {one["name"] for one in operation.get("parameters", []) if one["in"] == "path"} == set(re.findall(r"\{(\w+)\}", path))
    assert {"endpoint", "latency", "times"} <= set(
        document["paths"]["/_emulator/faults"]["post"]["requestBody"]["content"]["application/json"]["schema"]["properties"]
    )


def test_switched_off():
    from emulator.configuration.settings import Settings
    from emulator.serving.live import LiveServer

    live = LiveServer((), Settings(http_port=0, controls="off"))
    live.start()
    try:
        assert wire.get(f"{live.origin}/_emulator/clock").status_code == 404
        assert wire.get(f"{live.origin}/realms/master").status_code == 200
    finally:
        live.stop()


def test_webhooks_tell_what_happens_in_order(server, controls, httpserver):
    for path in ("/all", "/events"):
        httpserver.expect_request(path).respond_with_data("")
    everything = controls.post("/webhooks", json={"url": httpserver.url_for("/all")}).json()
    events = {"url": httpserver.url_for("/events"), "kinds": ["event", "admin-event"], "realm": "shop"}
    assert controls.post("/webhooks", json=events).status_code == 201
    controls.post("/webhooks", json={"url": "http://127.0.0.1:1/nobody", "kinds": ["event"], "realm": "master"})
    form = {"grant_type": "client_credentials", "client_id": "svc", "client_secret": "s3cret"}
    token_url = f"{server.url}/realms/shop/protocol/openid-connect/token"
    assert wire.post(token_url, data=form).status_code == 200
    assert wire.post(token_url, data={**form, "client_secret": "wrong"}).status_code == 401
    admin = admin_token(server.url)
    headers = {"Authorization": f"Bearer {admin}"}
    assert wire.post(f"{server.url}/admin/realms/shop/users", json={"username": "new"}, headers=headers).status_code == 201
    wait_for(lambda: sum(one["sent"] for one in controls.get("/webhooks").json()) == 11)
    told = [request.json for request, _ in httpserver.log if request.path == "/events"]
    assert [(one["kind"], one.get("type") or one["resourceType"]) for one in told] == [
        ("event", "CLIENT_LOGIN"), ("event", "CLIENT_LOGIN_ERROR"), ("admin-event", "USER"),
    ]  # fmt: skip
    assert told[1]["error"] == "invalid_client_credentials"
    all_told = [request.json for request, _ in httpserver.log if request.path == "/all"]
    assert [one["status"] for one in all_told if one["kind"] == "request"] == [200, 401, 200, 201]
    assert "Connection refused" in controls.get("/webhooks").json()[2]["failures"][0]
    assert wire.get(f"{server.url}/admin/realms/shop/events", headers=headers).json() == []
    assert controls.delete(f"/webhooks/{everything['id']}").status_code == 204
    assert controls.delete("/webhooks").status_code == 204
    assert controls.get("/webhooks").json() == []


def test_a_seed(controls):
    found = []
    for _ in range(2):
        controls.put("/snapshots/start")
        assert controls.put("/seed", json={"seed": "one"}).status_code == 204
        found.append(minted(controls, username="alice")["session_state"])
        controls.post("/snapshots/start/restore")
    controls.delete("/seed")
    assert found[0] == found[1] != minted(controls, username="alice")["session_state"]


def wait_for(done):
    deadline = time.monotonic() + 10
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.01)
