"""The authorization endpoint: what comes back to the client, in which mode, and what is refused where."""

import base64
import json
import re
from urllib.parse import parse_qsl, urlsplit

import pytest
from joserfc import jwe, jwt
from joserfc.jwk import KeySet, RSAKey

from tests.conftest import ALICE, SVC
from tests.login.browser import CALLBACK, Browser
from tests.support import claims, listener

_NO_QUERY = "Response_mode 'query' not allowed for implicit or hybrid flow"
APP = {**SVC, "clientId": "app", "redirectUris": ["https://app.example.org/*"], "implicitFlowEnabled": True}


@pytest.fixture
def browser(server):
    found = Browser(server.realm(users=[ALICE], clients=[APP, {**APP, "clientId": "plain", "implicitFlowEnabled": False}]))
    found.log_in()
    yield found
    found.http.close()


@pytest.fixture
def with_client(server):
    opened = []

    def make(**attributes):
        opened.append(Browser(server.realm(users=[ALICE], clients=[{**APP, "attributes": attributes}])))
        return opened[-1]

    yield make
    for one in opened:
        one.http.close()


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("token", {"access_token", "token_type", "expires_in"}),
        ("id_token", {"id_token"}),
        ("id_token token", {"id_token", "access_token", "token_type", "expires_in"}),
        ("code id_token", {"code", "id_token"}),
        ("code token", {"code", "access_token", "token_type", "expires_in"}),
        ("code id_token token", {"code", "id_token", "access_token", "token_type", "expires_in"}),
    ],
)
def test_tokens_come_in_the_fragment(browser, kind, names):
    browser.ask(response_type=kind, nonce="n")
    assert urlsplit(browser.location).fragment
    assert set(browser.sent) == {"state", "session_state", "iss", *names}
    if "id_token" in names:
        hashes = {name for name in claims(browser.sent["id_token"]) if name.endswith("_hash")}
        assert hashes == {"s_hash"} | ({"c_hash"} if "code" in names else set()) | ({"at_hash"} if "access_token" in names else set())
    if "expires_in" in names:
        assert browser.sent["expires_in"] == ("300" if "code" in names else "900")


def test_response_type_none_brings_nothing(browser):
    assert set(browser.ask(response_type="none").sent) == {"state", "session_state", "iss"}


@pytest.mark.parametrize(
    ("parameters", "error", "description"),
    [
        ({"response_type": "nonsense"}, "unsupported_response_type", None),
        ({"response_type": "code none"}, "unsupported_response_type", None),
        ({"response_type": "id_token"}, "invalid_request", "Missing parameter: nonce"),
        ({"response_type": "token", "response_mode": "query"}, "invalid_request", _NO_QUERY),
        ({"response_mode": "nonsense"}, "invalid_request", "Invalid parameter: response_mode"),
        ({"scope": "openid nonsense"}, "invalid_scope", "Invalid scopes: openid nonsense"),
    ],
)  # fmt: skip
def test_refusals_that_the_client_gets(browser, parameters, error, description):
    sent = browser.ask(**parameters).sent
    assert (sent["error"], sent.get("error_description")) == (error, description)


@pytest.mark.parametrize(
    "parameters",
    [
        {"client_id": "nobody"},
        {"redirect_uri": "https://evil.example.org/"},
        {"max_age": "soon"},
        {"max_age": "9" * 4001},
        {"request": "garbage"},
        {"request_uri": "x"},
    ],
)
def test_refusals_that_only_the_user_sees(browser, parameters):
    browser.ask(**parameters)
    assert browser.page.status_code == 400
    assert browser.title == "We are sorry..."


def test_an_implicit_request_of_a_client_without_it(browser):
    sent = browser.ask(client_id="plain", response_type="token").sent
    assert sent["error"] == "unauthorized_client"
    assert urlsplit(browser.location).fragment


def test_form_post(browser):
    browser.ask(response_mode="form_post")
    assert browser.page.status_code == 200
    fields = dict(re.findall(r'NAME="(\w+)" VALUE="([^"]*)"', browser.page.text))
    assert set(fields) == {"code", "state", "session_state", "iss"}
    assert f'ACTION="{CALLBACK}"' in browser.page.text


@pytest.mark.parametrize(
    ("mode", "kind", "place"), [("query.jwt", "code", "query"), ("fragment.jwt", "code", "fragment"), ("jwt", "token", "fragment")]
)
def test_signed_responses(browser, mode, kind, place):
    browser.ask(response_mode=mode, response_type=kind)
    sent = dict(parse_qsl(getattr(urlsplit(browser.location), place)))
    keys = KeySet.import_key_set(browser.realm.http.get("/certs").json())
    found = jwt.decode(sent["response"], keys).claims
    assert (found["iss"], found["aud"], found["state"]) == (browser.realm.issuer, "app", "s")
    assert "code" in found or "access_token" in found


def test_a_client_may_leave_out_session_and_issuer(with_client):
    browser = with_client(**{"exclude.session.state.from.auth.response": "true", "exclude.issuer.from.auth.response": "true"})
    assert set(browser.log_in().sent) == {"state", "code"}


def test_a_pushed_request_is_used_once(with_client):
    browser = with_client(**{"require.pushed.authorization.requests": "true"})
    assert browser.ask().sent["error_description"] == "Pushed Authorization Request is only allowed."
    form = {
        "client_id": "app",
        "client_secret": "s3cret",
        "response_type": "code",
        "redirect_uri": CALLBACK,
        "scope": "openid",
        "state": "pushed",
    }
    answer = browser.realm.http.post("/ext/par/request", data=form)
    assert answer.status_code == 201
    assert answer.json()["expires_in"] == 60
    browser.get("protocol/openid-connect/auth", client_id="app", request_uri=answer.json()["request_uri"]).follow()
    browser.submit(username="alice", password="wonder")
    assert browser.sent["state"] == "pushed"
    browser.get("protocol/openid-connect/auth", client_id="app", request_uri=answer.json()["request_uri"])
    assert browser.page.status_code == 400


@pytest.mark.parametrize(
    ("form", "status", "error", "description"),
    [
        ({"client_secret": "wrong"}, 401, "invalid_request", "Authentication failed."),
        ({"response_type": None}, 400, "invalid_request", "Missing parameter: response_type"),
        ({"response_type": "nonsense"}, 400, "invalid_request", "Unsupported response type"),
        ({"redirect_uri": "https://evil.example.org/"}, 400, "invalid_request", "Invalid parameter: redirect_uri"),
        ({"scope": "nonsense"}, 400, "invalid_request", "Invalid scopes: nonsense"),
        ({"request_uri": "urn:x"}, 400, "invalid_request", "It is not allowed to include request_uri to PAR."),
        ({"request": "garbage"}, 400, "invalid_request_object", "invalidRequestMessage"),
    ],
)
def test_pushed_requests_that_are_refused(with_client, form, status, error, description):
    browser = with_client()
    usual = {"client_id": "app", "client_secret": "s3cret", "response_type": "code", "redirect_uri": CALLBACK, "scope": "openid"}
    sent = {name: value for name, value in {**usual, **form}.items() if value is not None}
    answer = browser.realm.http.post("/ext/par/request", data=sent)
    assert answer.status_code == status
    assert answer.json() == {"error": error, "error_description": description}


def test_a_pushed_request_that_is_too_old(with_client, server):
    browser = with_client()
    form = {"client_id": "app", "client_secret": "s3cret", "response_type": "code", "redirect_uri": CALLBACK, "scope": "openid"}
    name = browser.realm.http.post("/ext/par/request", data=form).json()["request_uri"]
    server.move_clock(61)
    browser.get("protocol/openid-connect/auth", client_id="app", request_uri=name)
    assert browser.page.status_code == 400


def test_tokens_that_only_the_client_can_read(with_client):
    key = RSAKey.generate_key(2048, {"use": "enc", "kid": "mine", "alg": "RSA-OAEP"})
    attributes = {
        "use.jwks.string": "true", "jwks.string": json.dumps({"keys": [key.as_dict(private=False)]}),
        "id.token.encrypted.response.alg": "RSA-OAEP", "user.info.encrypted.response.alg": "RSA-OAEP",
    }  # fmt: skip
    browser = with_client(**attributes)
    tokens = browser.log_in().tokens()
    algorithms = ["RSA-OAEP", "A128CBC-HS256"]
    sealed = jwe.decrypt_compact(tokens["id_token"], key, algorithms=algorithms)
    assert sealed.headers() == {"alg": "RSA-OAEP", "enc": "A128CBC-HS256", "cty": "JWT", "kid": "mine"}
    assert claims(sealed.plaintext.decode())["aud"] == "app"
    answer = browser.realm.userinfo(tokens["access_token"])
    assert answer.headers["content-type"] == "application/jwt"
    assert json.loads(jwe.decrypt_compact(answer.text, key, algorithms=algorithms).plaintext)["preferred_username"] == "alice"


def test_a_client_without_a_key_cannot_have_them(with_client):
    browser = with_client(**{"id.token.encrypted.response.alg": "RSA-OAEP"})
    browser.log_in()
    form = {"client_id": "app", "client_secret": "s3cret", "code": browser.sent["code"], "redirect_uri": CALLBACK}
    answer = browser.realm.http.post("/token", data={"grant_type": "authorization_code", **form})
    assert answer.status_code == 400
    assert answer.json() == {"error": "unknown_error", "error_description": "For more on this error consult the server log."}


def test_a_request_object_by_reference(server):
    served = []

    def answer(request):
        served.append(request.path)
        return 200, text

    def part(value):
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    text = f"{part({'alg': 'none'})}.{part({'state': 'inner', 'scope': 'openid'})}."
    with listener(answer) as base:
        browser = Browser(server.realm(users=[ALICE], clients=[{**APP, "attributes": {"request.uris": f"{base}/*"}}]))
        browser.ask(request_uri=f"{base}/request", state="outer")
        assert browser.submit(username="alice", password="wonder").sent["state"] == "inner"
        assert served == ["/request"]
        browser.ask(request_uri="http://elsewhere.example.org/request")
        assert browser.page.status_code == 400
        browser.http.close()


def test_a_realm_without_keys_signs_what_a_browser_gets(server):
    """A request that waits for the key is decided again, and must not ask for yet another one."""
    app = {"clientId": "app", "publicClient": True, "implicitFlowEnabled": True, "redirectUris": ["https://app.example.org/cb"]}
    realm = server.realm(clients=[app], users=[ALICE], components={"org.keycloak.keys.KeyProvider": []})
    browser = Browser(realm)
    browser.log_in(response_type="token", nonce="n")
    assert "access_token=" in browser.page.headers["location"]
