"""The direct grant as the realm's flow has it; expected answers are Keycloak's."""

import json

import pytest

from emulator.keys import otp
from tests.conftest import ALICE, SVC

REFUSED = (400, {"error": "invalid_grant", "error_description": "Invalid user credentials"})
SECRET = "mysecret0123456789AB"
OTP = {
    "type": "otp",
    "secretData": json.dumps({"value": SECRET}),
    "credentialData": json.dumps({"subType": "totp", "digits": 6, "counter": 0, "period": 30, "algorithm": "HmacSHA1"}),
}
OTTO = {**ALICE, "username": "otto", "email": "otto@example.org", "credentials": [*ALICE["credentials"], OTP]}


def flow(*steps):
    """A flow of these authenticators, the realm's direct grant."""
    executions = [{"authenticator": name, "requirement": "REQUIRED", "priority": index} for index, name in enumerate(steps)]
    return {
        "id": "0a1b2c3d-0a1b-4c3d-8a1b-0a1b2c3d4e5f",
        "alias": "mine",
        "providerId": "basic-flow",
        "topLevel": True,
        "builtIn": False,
        "authenticationExecutions": executions,
    }


def answer(response):
    return response.status_code, response.json() if response.status_code != 200 else None


def code(server):
    return otp.code_at(OTP, server.live.emulator.clock.seconds())


def test_a_user_with_an_authenticator_needs_a_code_and_each_counts_once(server):
    realm = server.realm(clients=[SVC], users=[OTTO, ALICE])
    form = {"grant_type": "password", "username": "otto", "password": "wonder"}
    assert answer(realm.token(**form)) == REFUSED
    assert answer(realm.token(**form, totp="000000")) == REFUSED
    assert answer(realm.token(**{**form, "password": "wrong"}, totp=code(server))) == REFUSED
    assert realm.token(**form, totp=code(server)).status_code == 200
    assert answer(realm.token(**form, totp=code(server))) == REFUSED
    server.move_clock(60)
    assert realm.token(**form, otp=code(server)).status_code == 200
    assert realm.token(grant_type="password", username="alice", password="wonder", totp="x").status_code == 200


@pytest.mark.parametrize("steps", [("direct-grant-validate-username",)])
def test_a_flow_that_asks_for_a_name_only(server, steps):
    disabled = {**ALICE, "username": "off", "email": "off@example.org", "enabled": False}
    realm = server.realm(clients=[SVC], users=[ALICE, OTTO, disabled], authenticationFlows=[flow(*steps)], directGrantFlow="mine")
    assert realm.token(grant_type="password", username="alice").status_code == 200
    assert realm.token(grant_type="password", username="otto", password="wrong").status_code == 200
    assert answer(realm.token(grant_type="password", username="off")) == REFUSED
    assert answer(realm.token(grant_type="password", username="nobody")) == REFUSED
    assert answer(realm.token(grant_type="password")) == (
        401,
        {"error": "invalid_request", "error_description": "Missing parameter: username"},
    )


def test_a_client_s_own_flow_denies(server):
    steps = flow("direct-grant-validate-username", "direct-grant-validate-password", "deny-access-authenticator")
    own = {**SVC, "clientId": "own", "authenticationFlowBindingOverrides": {"direct_grant": flow()["id"]}}
    realm = server.realm(clients=[SVC, own], users=[ALICE], authenticationFlows=[steps])
    form = {"grant_type": "password", "username": "alice", "password": "wonder"}
    assert realm.token(**form).status_code == 200
    denied = realm.http.post("/token", data={**form, "client_id": "own", "client_secret": "s3cret"})
    assert (denied.status_code, denied.headers["content-type"], "Access denied" in denied.text) == (401, "text/html;charset=utf-8", True)
    assert answer(realm.http.post("/token", data={**form, "password": "x", "client_id": "own", "client_secret": "s3cret"})) == REFUSED


def test_a_disabled_user_is_told_so_only_with_the_password(server):
    realm = server.realm(clients=[SVC], users=[{**ALICE, "enabled": False}])
    assert answer(realm.token(grant_type="password", username="alice", password="x")) == REFUSED
    told = answer(realm.token(grant_type="password", username="alice", password="wonder"))
    assert told == (400, {"error": "invalid_grant", "error_description": "Account disabled"})
