"""Levels of authentication: which pages a request meets, and the ``acr`` that its tokens say. Expected values are Keycloak's."""

import json
import re

import pytest

from emulator.keys import otp
from tests.conftest import ALICE
from tests.login.conftest import APP
from tests.login.test_flows import OTP, now
from tests.support import claims

NAMES = {"acr.loa.map": json.dumps({"silver": 1, "gold": 2})}
PASSWORD, CODE = "auth-username-password-form", "auth-otp-form"
TWO = [(1, 600, PASSWORD), (2, 600, CODE)]
CODES_ARE_REUSABLE = {
    "otpPolicyType": "totp", "otpPolicyAlgorithm": "HmacSHA1", "otpPolicyDigits": 6, "otpPolicyPeriod": 30,
    "otpPolicyLookAheadWindow": 1, "otpPolicyInitialCounter": 0, "otpPolicyCodeReusable": True,
}  # fmt: skip
NOT_FULFILLED = "login otp - Authentication requirements not fulfilled"
RECOVERY = {"alias": "CONFIGURE_RECOVERY_AUTHN_CODES", "name": "codes", "providerId": "CONFIGURE_RECOVERY_AUTHN_CODES", "enabled": True}


def execution(provider, priority, config=None, requirement="REQUIRED"):
    more = {"authenticatorConfig": config} if config else {}
    return {"authenticator": provider, "requirement": requirement, "priority": priority, "authenticatorFlow": False, **more}


def subflow(alias, requirement, priority):
    return {"flowAlias": alias, "requirement": requirement, "priority": priority, "authenticatorFlow": True}


def flow(alias, executions, top=False):
    return {"alias": alias, "providerId": "basic-flow", "topLevel": top, "builtIn": False, "authenticationExecutions": executions}


def chain(levels):
    """A browser flow with a conditional flow for each (level, max age, provider, …); ``forms`` is the name of one of Keycloak's, too."""
    configs, flows, forms = [], [], []
    for number, (level, age, *providers) in enumerate(levels):
        config = {"loa-condition-level": level, "loa-max-age": age}
        configs.append({"alias": f"c{number}", "config": {name: str(value) for name, value in config.items() if value is not None}})
        steps = [execution(provider, 10 * place) for place, provider in enumerate(providers, 1)]
        flows.append(flow(f"level{number}", [execution("conditional-level-of-authentication", 5, f"c{number}"), *steps]))
        forms.append(subflow(f"level{number}", "CONDITIONAL", 10 * number))
    top = flow("mine", [execution("auth-cookie", 10, requirement="ALTERNATIVE"), subflow("forms", "ALTERNATIVE", 20)], top=True)
    return {"browserFlow": "mine", "authenticatorConfig": configs, "authenticationFlows": [top, flow("forms", forms), *flows]}


def said(browser):
    """What an error page says."""
    found = re.search(r'id="kc-error-message">\s*<p[^>]*>([^<]*)<', browser.page.text)
    return found[1] if found else browser.title


class Person:
    """Alice at a browser: asks, fills in whatever page comes, and says which pages came and what acr she got."""

    def __init__(self, browser, codes=()):
        self.browser = browser
        self.codes = list(codes)

    def gets(self, **parameters):
        browser, pages = self.browser, []
        browser.ask(**parameters).follow()
        while not browser.location and len(pages) < 5:
            text = browser.page.text
            if 'name="otp"' in text:
                kind, fields = "otp", {"otp": otp.code_at(OTP, now(browser.realm.server))}
            elif 'name="recoveryCodeInput"' in text:
                kind, fields = "recovery", {"recoveryCodeInput": self.codes.pop(0)}
            elif 'name="username"' in text:
                both = 'name="password"' in text
                kind, fields = ("login", {"username": "alice", "password": "wonder"}) if both else ("username", {"username": "alice"})
            elif 'name="password"' in text:
                kind, fields = "password", {"password": "wonder"}
            else:
                return " ".join([*pages, "-", said(browser)])
            pages.append(kind + "!" * ("Please re-authenticate" in browser.text) + "?" * ("Strong authentication" in browser.text))
            browser.submit(**fields)
        if "error" in browser.sent:
            return " ".join([*pages, "-", browser.sent["error"]])
        self.tokens = browser.tokens(parameters.get("client_id", "app"))
        return " ".join([*pages, "->", self.acr()])

    def acr(self):
        said = {claims(self.tokens[kind])["acr"] for kind in ("access_token", "id_token")}
        assert len(said) == 1
        return said.pop()

    def refreshed(self, tokens):
        form = {"client_id": "app", "client_secret": "s3cret", "grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
        answer = self.browser.realm.http.post("/token", data=form)
        assert answer.status_code == 200, answer.text
        return claims(answer.json()["access_token"])["acr"]


@pytest.fixture
def person(open_browser):
    """Alice at a browser, at a realm with a chain of levels."""

    def open_one(levels=TWO, names=NAMES, clients=(APP,), user=ALICE, **realm):
        user = {**user, "credentials": [*user["credentials"], OTP]} if user is ALICE else user
        return Person(open_browser(users=[user], clients=clients, attributes=names, **CODES_ARE_REUSABLE, **chain(levels), **realm))

    open_one.beside = lambda first: Person(open_browser.beside(first.browser), first.codes)
    return open_one


def essential(*values):
    return json.dumps({"id_token": {"acr": {"essential": True, "values": values}}})


def voluntary(**wish):
    return json.dumps({"id_token": {"acr": wish}})


def test_a_browser_climbs_and_stays(person):
    alice = person()
    steps = [alice.gets(**({"acr_values": value} if value else {})) for value in ("silver", "gold", "gold", "", "silver")]
    assert steps == ["login -> silver", "otp -> gold", "-> gold", "-> gold", "-> silver"]
    gold = alice.tokens
    assert alice.gets(acr_values="gold", prompt="login") == "password! otp -> gold"
    assert alice.refreshed(gold) == "gold"
    assert alice.gets(prompt="login", acr_values="silver") == "password! -> silver"
    assert alice.gets(prompt="none", acr_values="gold") == "-> gold"
    assert alice.gets(acr_values="3") == "- Invalid username or password."


@pytest.mark.parametrize(
    ("levels", "steps"),
    [
        ([(1, 600, PASSWORD), (2, 600, "auth-password-form")], "login -> 1|password -> 2|-> 2|-> 2|- Invalid username or password."),
        (
            [(1, 600, "auth-username-form", "auth-password-form"), (2, 600, CODE)],
            "username password -> 1|otp -> 2|-> 2|-> 2|- Invalid username or password.",
        ),
        (
            [(1, 600, "auth-username-form"), (2, 600, "auth-password-form"), (3, 600, CODE)],
            "username -> 1|password -> 2|-> 2|-> 2|otp -> 3",
        ),
        (
            [(0, 600, PASSWORD), (1, 600, "auth-password-form"), (2, 600, CODE)],
            "login -> 0|password otp -> 2|-> 2|-> 2|- Invalid username or password.",
        ),
        ([(2, 600, PASSWORD), (1, 600, CODE)], "login -> 2|-> 2|-> 2|-> 2|otp -> 2"),
        ([(1, 600, PASSWORD), (3, 600, CODE)], "login -> 1|- Invalid username or password.|- Invalid username or password.|-> 1|otp -> 3"),
        ([(None, 600, PASSWORD), (2, 600, CODE)], "login otp -> 2|-> 2|-> 2|-> 2|password -> 2"),
    ],
)
def test_chains_of_levels(person, levels, steps):
    alice = person(levels, names={})
    asked = ({}, {"acr_values": "2"}, {"acr_values": "2"}, {}, {"acr_values": "3"})
    assert [alice.gets(**parameters) for parameters in asked] == steps.split("|")


@pytest.mark.parametrize(
    ("ages", "steps"),
    [
        ((0, 0), "login -> silver|password -> silver|password otp -> gold|password otp -> gold|password -> silver|password otp -> gold"),
        (
            (None, None),
            "login -> silver|password -> silver|password otp -> gold|password otp -> gold|password -> silver|password otp -> gold",
        ),
        ((600, 0), "login -> silver|-> silver|otp -> gold|otp -> gold|-> silver|otp -> gold"),
        ((2, 600), "login -> silver|-> silver|otp -> gold|-> gold|password -> silver|-> gold"),
        ((600, 2), "login -> silver|-> silver|otp -> gold|-> gold|-> silver|otp -> gold"),
        ((-1, -1), "login -> silver|password -> silver|password otp -> gold|password otp -> gold|password -> silver|password otp -> gold"),
    ],
)
def test_how_long_a_level_lasts(person, server, ages, steps):
    alice = person([(1, ages[0], PASSWORD), (2, ages[1], CODE)])
    answers = [alice.gets(acr_values=value) for value in ("silver", "silver", "gold", "gold")]
    server.move_clock(3)
    assert [*answers, *(alice.gets(acr_values=value) for value in ("silver", "gold"))] == steps.split("|")


def test_an_age_asks_for_the_login_again(person, server):
    alice = person()
    assert alice.gets() == "login -> silver"
    server.move_clock(10)
    assert alice.gets(max_age=5) == "password! -> silver"
    server.move_clock(10)
    assert alice.gets(max_age=5, acr_values="gold") == "password! otp -> gold"
    assert alice.gets(max_age=100, acr_values="gold") == "-> gold"


@pytest.mark.parametrize(
    ("parameters", "first", "again"),
    [
        ({}, "login -> silver", "-> silver"),
        ({"acr_values": "gold silver"}, "login -> silver", "-> silver"),
        ({"acr_values": "gold"}, "login otp -> gold", "-> gold"),
        ({"acr_values": "2"}, "login otp -> 2", "-> 2"),
        ({"acr_values": "+2"}, "login otp -> +2", "-> +2"),
        ({"acr_values": "3"}, "login otp -> gold", "- Invalid username or password."),
        ({"acr_values": "0"}, "login -> 0", "-> 0"),
        ({"acr_values": "-1"}, "login -> silver", "-> silver"),
        ({"acr_values": "nope gold"}, "login -> silver", "-> silver"),
        ({"acr_values": ""}, "login -> silver", "-> silver"),
        ({"claims": voluntary(value="gold")}, "login otp -> gold", "-> gold"),
        ({"claims": voluntary(values=["gold"], value="silver")}, "login otp -> gold", "-> gold"),
        ({"claims": voluntary(values=["gold"]), "acr_values": "silver"}, "login -> silver", "-> silver"),
        ({"claims": voluntary(values="gold")}, "login -> silver", "-> silver"),
        ({"claims": voluntary(value="gold", other=1)}, "login -> silver", "-> silver"),
        ({"claims": essential("gold")}, "login otp -> gold", "-> gold"),
        ({"claims": essential("silver"), "acr_values": "gold"}, "login -> silver", "-> silver"),
        ({"claims": essential("3")}, NOT_FULFILLED, NOT_FULFILLED),
        ({"claims": essential("gold", "platinum")}, "- Invalid parameter: claims", "- Invalid parameter: claims"),
        ({"claims": voluntary(essential="true", value="platinum")}, "- Invalid parameter: claims", "- Invalid parameter: claims"),
        ({"claims": voluntary(essential="x", value="platinum")}, "login -> silver", "-> silver"),
        ({"claims": essential(1)}, "- Invalid parameter: claims", "- Invalid parameter: claims"),
        ({"acr_values": "gold", "prompt": "none"}, "- login_required", "- login_required"),
    ],
)  # fmt: skip
def test_what_a_request_may_ask_for(person, parameters, first, again):
    alice = person()
    assert [alice.gets(**parameters), alice.gets(**parameters)] == [first, again]


def client(name, **attributes):
    return {**APP, "clientId": name, "attributes": attributes}


@pytest.mark.parametrize(
    ("attributes", "cases"),
    [
        (
            {"acr.loa.map": json.dumps({"one": 1, "two": 2})},
            [({}, "login -> one"), ({"acr_values": "gold"}, "login -> one"), ({"acr_values": "two"}, "login otp -> two")],
        ),
        ({"acr.loa.map": "{}"}, [({}, "login -> silver"), ({"acr_values": "gold"}, "login otp -> gold")]),
        (
            {"default.acr.values": "gold"},
            [
                ({}, "login otp -> gold"), ({"acr_values": "silver"}, "login -> silver"), ({"acr_values": "nope"}, "login -> silver"),
                ({"claims": voluntary(essential=True)}, "login otp -> gold"),
            ],
        ),
        ({"default.acr.values": "silver##gold"}, [({}, "login -> silver")]),
        (
            {"minimum.acr.value": "gold"},
            [
                ({}, "login otp -> gold"), ({"acr_values": "silver"}, "login otp -> gold"), ({"acr_values": "3"}, "login otp -> gold"),
                ({"claims": essential("silver", "gold")}, "- Invalid parameter: claims"),
                ({"claims": voluntary(values=["silver"])}, "login otp -> gold"),
            ],
        ),
        ({"minimum.acr.value": "2"}, [({}, "login otp -> 2"), ({"acr_values": "gold"}, "login otp -> gold")]),
        (
            {"minimum.acr.value": "silver"},
            [
                ({"acr_values": "2"}, "login otp -> 2"), ({"acr_values": "3"}, "login -> silver"),
                ({"claims": essential("3")}, "- Invalid parameter: claims"), ({"claims": essential("1")}, "login -> 1"),
            ],
        ),
        ({"minimum.acr.value": "gold", "default.acr.values": "silver"}, [({}, "login otp -> gold")]),
    ],
)  # fmt: skip
def test_what_a_client_asks_for_by_itself(person, attributes, cases):
    alice = person(clients=[client("app", **attributes)])
    assert [person.beside(alice).gets(**parameters) for parameters, _ in cases] == [expected for _, expected in cases]


def test_clients_share_the_levels_of_a_session_and_keep_what_they_asked_for(person):
    alice = person(clients=[APP, client("two"), client("three", **{"default.acr.values": "gold"})])
    assert alice.gets(acr_values="silver") == "login -> silver"
    assert alice.gets(client_id="three") == "otp -> gold"
    assert alice.gets() == "-> silver"
    assert alice.gets(client_id="two") == "-> gold"
    assert alice.gets(client_id="three", acr_values="silver") == "-> silver"
    assert alice.gets(client_id="three") == "-> silver"


def test_maps_that_are_odd(person, server):
    alice = person()
    for names, expected in (
        ({"a": "1", "b": "2"}, "a"), ({"a": 1, "b": 1, "c": 2}, "a"), ({"a": 1.5}, "a"), ({"a": None}, "1"), ({"x": -1, "a": 0}, "a"),
        ({"a": 1, "big": 99999999999}, "1"), ({"a": 1, "b": "x"}, "1"), ([1], "1"), ({"high": 5, "low": 1}, "low"),
    ):  # fmt: skip
        server.update_realm("test", attributes={"acr.loa.map": json.dumps(names)})
        assert person.beside(alice).gets() == f"login -> {expected}"


def test_the_realm_says_which_levels_there_are(person):
    alice = person(names={"acr.loa.map": json.dumps({"high": 5, "low": 1})})
    issuer = alice.browser.realm.issuer
    assert alice.browser.http.get(f"{issuer}/.well-known/openid-configuration").json()["acr_values_supported"] == [
        "high",
        "low",
        "0",
        "1",
        "2",
    ]


def test_recovery_codes_are_a_level(person):
    alice = person(
        [(1, 600, PASSWORD), (2, 600, "auth-recovery-authn-code-form")],
        user={**ALICE, "requiredActions": [RECOVERY["alias"]]},
        requiredActions=[RECOVERY],
    )
    assert alice.gets() == "login - Recovery Authentication Codes"
    codes = re.search(r'name="generatedRecoveryAuthnCodes" value="([^"]*)"', alice.browser.page.text)[1].split(",")
    alice.browser.submit()
    alice = person.beside(alice)
    alice.codes = codes
    assert [alice.gets(acr_values=value) for value in ("silver", "gold", "gold")] == ["login -> silver", "recovery -> gold", "-> gold"]


@pytest.mark.parametrize(
    ("levels", "action", "credentials", "expected"),
    [
        (TWO, "CONFIGURE_TOTP", True, "otp? - Mobile Authenticator Setup"),
        (TWO, "CONFIGURE_TOTP", False, "- Mobile Authenticator Setup"),
        (TWO, "UPDATE_PASSWORD", True, "- Update password"),
        ([*TWO, (3, 600, "webauthn-authenticator")], "webauthn-register", True, "otp? - Passkey Registration"),
        ([*TWO, (3, 600, "webauthn-authenticator")], "webauthn-register", False, "- Passkey Registration"),
        (TWO, "webauthn-register", True, "- Passkey Registration"),
        (TWO, "delete_credential:otp", True, "otp? - Delete"),
    ],
)
def test_setting_up_a_credential_takes_the_level_that_the_user_can_reach(person, admin, levels, action, credentials, expected):
    alice = person(levels, user={**ALICE, "credentials": [*ALICE["credentials"], *([OTP] if credentials else [])]})
    if action.startswith("delete"):
        user = admin.get("/users").json()[0]["id"]
        kept = admin.get(f"/users/{user}/credentials").json()
        action = action.replace("otp", next(one["id"] for one in kept if one["type"] == "otp"))
    assert alice.gets(acr_values="silver") == "login -> silver"
    assert alice.gets(kc_action=action).startswith(expected)
