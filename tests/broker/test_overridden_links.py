"""An account that is linked to another identity of the same provider: the link is replaced. Recorded on Keycloak 26.7.4."""

import json

import pytest

from tests import wire
from tests.broker.test_link_by_email import FIRST, UP, told
from tests.conftest import ALICE, SVC
from tests.login.browser import CALLBACK, Browser

APP = {**SVC, "clientId": "app", "redirectUris": [CALLBACK]}


def flow(alias, *steps, top=True):
    executions = [
        {"flowAlias" if below else "authenticator": name, "requirement": requirement, "authenticatorFlow": below, "priority": place}
        for place, (name, requirement, below) in enumerate(steps)
    ]
    return {"alias": alias, "providerId": "basic-flow", "topLevel": top, "builtIn": False, "authenticationExecutions": executions}


FLOWS = [
    flow("override", ("idp-create-user-if-unique", "ALTERNATIVE", False), ("linked already", "ALTERNATIVE", True)),
    flow("linked already", ("idp-confirm-override-link", "REQUIRED", False), ("idp-auto-link", "REQUIRED", False), top=False),
]


@pytest.fixture
def browser(server):
    config = {"clientId": "here", "clientSecret": "known"}
    provider = {"alias": "up", "providerId": "oidc", "enabled": True, "firstBrokerLoginFlowAlias": "override", "config": config}
    link = {"identityProvider": "up", "userId": "other", "userName": "somebody"}
    people = {"aliceup": {"email": "alice@example.org", "given_name": "A", "family_name": "L"}}
    realm = server.realm(
        clients=[APP], users=[{**ALICE, "federatedIdentities": [link]}], identityProviders=[provider], authenticationFlows=FLOWS,
        attributes={"upstream.up": json.dumps(people)}, eventsEnabled=True,
    )  # fmt: skip
    opened = Browser(realm)
    yield opened
    opened.http.close()


def begun(browser, server):
    wire.post(f"{server.url}/_emulator/realms/test/upstreams/up/next", json={"persona": "aliceup"}).raise_for_status()
    return browser.ask(kc_idp_hint="up").follow()


def test_a_link_is_replaced(browser, server, admin):
    begun(browser, server)
    assert browser.title == "Broker link already exists"
    said = "You are trying to link your account alice with the up account aliceup. But your account is already linked with different up"
    assert f"{said} account somebody." in browser.text
    assert told(server)[-1] == (FIRST, None, False, UP)
    browser.submit(submitAction="other")
    assert (browser.page.status_code, "Invalid username or password." in browser.text) == (400, True)
    assert told(server) == [(f"{FIRST}_ERROR", "invalid_user_credentials", False, UP)] * 2
    begun(browser, server)
    told(server)
    browser.submit(submitAction="confirmOverride")
    assert "code" in browser.sent
    named = {**UP, "username": "alice"}
    linked = [(kind, None, True, named) for kind in ("FEDERATED_IDENTITY_OVERRIDE_LINK", "FEDERATED_IDENTITY_LINK", "LOGIN")]
    assert told(server) == [(FIRST, None, False, UP), *linked]
    (alice,) = admin.get("/users").json()
    (link,) = admin.get(f"/users/{alice['id']}/federated-identity").json()
    assert link["userName"] == "aliceup"
    admin.delete(f"/users/{alice['id']}/federated-identity/up")
    begun(browser, server)
    assert "code" in browser.sent
