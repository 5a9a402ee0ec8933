"""Which fault of an authorization request is told first. Every expected value was asked of Keycloak 26.7.4."""

import json
from urllib.parse import urlencode

import pytest

from tests.login.browser import CALLBACK
from tests.login.conftest import APP, open_browser

__all__ = ["open_browser"]
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
IMPLICIT = {**APP, "implicitFlowEnabled": True}
BEARER = {**APP, "clientId": "bearer", "bearerOnly": True}
PUSHED = {**APP, "clientId": "pushed", "standardFlowEnabled": False, "attributes": {"require.pushed.authorization.requests": "true"}}
USUAL = [("client_id", "app"), ("response_type", "code"), ("redirect_uri", CALLBACK), ("scope", "openid"), ("state", "s")]


def ask(browser, pairs):
    return browser.send("GET", "protocol/openid-connect/auth", params=pairs)


@pytest.mark.parametrize("name", ["response_type", "redirect_uri", "scope", "state", "unknown"])
def test_what_comes_twice_is_told_the_client(open_browser, name):
    value = dict(USUAL).get(name, "1")
    browser = ask(open_browser(), [*USUAL, *([(name, value)] * (1 if name in dict(USUAL) else 2))])
    assert (browser.sent["error"], browser.sent["error_description"], browser.sent["state"]) == (
        "invalid_request",
        "duplicated parameter",
        "s",
    )


@pytest.mark.parametrize("name", ["client_secret", "client_assertion", "client_assertion_type"])
def test_what_a_client_shows_of_itself_may_come_twice(open_browser, name):
    assert ask(open_browser(), [*USUAL, (name, "1"), (name, "1")]).page.status_code == 200


@pytest.mark.parametrize(
    ("pairs", "said"),
    [
        ([*USUAL, ("client_id", "app")], "Invalid Request"),
        ([*USUAL, ("request_uri", "")], "Invalid Request"),
        ([*USUAL, ("request", "")], "Invalid Request"),
        ([("client_id", "app"), ("redirect_uri", "https://evil"), ("scope", "a"), ("scope", "b")], "Invalid parameter: redirect_uri"),
        ([("client_id", "bearer"), *USUAL[1:]], "Bearer-only applications are not allowed to initiate browser login"),
    ],
)
def test_what_the_user_is_told(open_browser, pairs, said):
    browser = ask(open_browser(clients=(APP, BEARER)), pairs)
    assert browser.text.endswith(said)


@pytest.mark.parametrize(
    ("parameters", "error", "description"),
    [
        ({"response_type": None, "scope": ["a", "b"]}, "invalid_request", "Missing parameter: response_type"),
        ({"response_type": "id_token", "scope": "openid nonsense"}, "invalid_scope", "Invalid scopes: openid nonsense"),
        ({"response_type": "id_token"}, "invalid_request", "Missing parameter: nonce"),
        ({"response_type": "code id_token", "nonce": "n", "code_challenge": "x"}, "invalid_request", "Invalid parameter: code_challenge"),
        ({"response_type": "id_token token", "response_mode": "nope"}, "invalid_request", "Invalid parameter: response_mode"),
        ({"response_type": "code", "code_challenge_method": "y"}, "invalid_request", "Missing parameter: code_challenge"),
    ],
)
def test_the_first_fault(open_browser, parameters, error, description):
    wanted = {**dict(USUAL), **parameters}
    pairs = [(k, v) for k, values in wanted.items() if values is not None for v in (values if isinstance(values, list) else [values])]
    browser = ask(open_browser(clients=(IMPLICIT,)), pairs)
    assert (browser.sent["error"], browser.sent["error_description"]) == (error, description)
    assert ("#" in browser.location) == (
        "id_token" in wanted["response_type"] if wanted["response_type"] and "response_mode" not in wanted else False
    )


def test_no_challenge_is_looked_at_where_there_is_no_code(open_browser):
    browser = open_browser(clients=(IMPLICIT,)).ask(
        response_type="id_token token", nonce="n", code_challenge="x", code_challenge_method="nope"
    )
    assert browser.page.status_code == 200


def test_a_flow_that_is_off_is_told_before_pushed_requests_are_asked_for(open_browser):
    assert open_browser(clients=(PUSHED,)).ask(client_id="pushed").sent["error"] == "unauthorized_client"


def test_an_empty_state_is_given_back(open_browser):
    assert "?error=login_required&state=&iss=" in open_browser().ask(state="", prompt="none").location


@pytest.mark.parametrize("wish", [{"values": ["gold"]}, {"value": "gold"}])
def test_a_level_that_must_be_reached_and_that_nobody_knows(open_browser, wish):
    claims = json.dumps({"id_token": {"acr": {"essential": True, **wish}}})
    browser = open_browser().ask(claims=claims)
    assert (browser.page.status_code, "Invalid parameter: claims" in browser.text) == (400, True)
    assert "AUTH_SESSION_ID" in browser.cookies
    assert "KC_RESTART" not in browser.cookies


def test_a_level_that_must_be_reached_and_is_known(open_browser):
    claims = json.dumps({"id_token": {"acr": {"essential": True, "values": ["gold", "1"]}}})
    assert open_browser(attributes={"acr.loa.map": '{"gold": 1}'}).ask(claims=claims).title == "Sign in to your account"


def test_whoever_wants_an_account_gets_the_form(open_browser):
    browser = open_browser(registrationAllowed=True)
    assert browser.ask(prompt="create").title == "Register"
    assert browser.page.headers.get_list("cache-control") == ["no-store, must-revalidate, max-age=0"]
    assert browser.ask(prompt="create login").title == "Sign in to your account"
    browser.log_in()
    assert browser.ask(prompt="create").title == "Register"
    assert "KEYCLOAK_IDENTITY" not in browser.cookies
    prompts = browser.realm.http.get(f"{browser.realm.issuer}/.well-known/openid-configuration").json()["prompt_values_supported"]
    assert prompts == ["none", "login", "consent", "create"]


def test_nobody_registers_where_the_realm_does_not_allow_it(open_browser):
    browser = open_browser().ask(prompt="create")
    assert (browser.page.status_code, "Registration not allowed" in browser.text) == (400, True)
    assert browser.page.headers["cache-control"] == "no-store, must-revalidate, max-age=0"
    own = browser.get("protocol/openid-connect/registrations?client_id=app&response_type=code&redirect_uri=https://app.example.org/cb")
    assert (own.page.status_code, "cache-control" in own.page.headers) == (400, False)


@pytest.mark.parametrize(
    ("more", "answer"),
    [
        ([("scope", "openid")], {"error": "invalid_request", "error_description": "duplicated parameter"}),
        ([("max_age", "x")], {"error": "invalid_request", "error_description": "invalidRequestMessage"}),
        ([("max_age", "9" * 4001)], {"error": "invalid_request", "error_description": "invalidRequestMessage"}),
        ([("max_age", "+" + "0" * 4400 + "5")], None),
        ([("client_secret", "s3cret")], None),
        ([("request", "x")], {"error": "invalid_request_object", "error_description": "invalidRequestMessage"}),
    ],
)
def test_pushed_requests(open_browser, more, answer):
    form = urlencode([*USUAL, ("client_secret", "s3cret"), *more])
    sent = open_browser().send("POST", "protocol/openid-connect/ext/par/request", content=form, headers=FORM)
    assert sent.page.status_code == (400 if answer else 201)
    assert answer is None or sent.page.json() == answer
