"""The ``claims`` parameter with the two mappers that read it."""

import base64
import json

import pytest

from tests.conftest import ALICE, SVC
from tests.login.browser import Browser

MAPPERS = [
    {"name": "names", "protocol": "openid-connect", "protocolMapper": "oidc-claims-param-token-mapper",
     "config": {"id.token.claim": "true", "userinfo.token.claim": "true"}},
    {"name": "value", "protocol": "openid-connect", "protocolMapper": "oidc-claims-param-value-idtoken-mapper",
     "config": {"claim.name": "intent", "id.token.claim": "true"}},
]  # fmt: skip
APP = {
    **SVC, "clientId": "app", "redirectUris": ["https://app.example.org/*"], "defaultClientScopes": ["basic"],
    "protocolMappers": MAPPERS,
}  # fmt: skip


@pytest.mark.parametrize(
    ("claims", "in_id_token", "in_userinfo"),
    [
        ({"id_token": {"name": {"essential": True}}}, {"name": "Alice Liddell"}, {}),
        ({"userinfo": {"email": {"essential": True}}}, {}, {"email": "alice@example.org"}),
        ({"id_token": {"name": None, "email": {"essential": False}}}, {}, {}),
        ({"id_token": {"intent": {"essential": True, "value": "i-1"}}}, {"intent": "i-1"}, {}),
        ({"id_token": {"intent": {"value": "i-1"}}}, {}, {}),
        ({"id_token": {"nickname": {"essential": True}}}, {}, {}),
        ("not JSON", {}, {}),
    ],
)
def test_what_the_request_asks_for(server, claims, in_id_token, in_userinfo):
    browser = Browser(server.realm(users=[ALICE], clients=[APP]))
    tokens = browser.log_in(claims=claims if isinstance(claims, str) else json.dumps(claims)).tokens()
    part = tokens["id_token"].split(".")[1]
    found = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    names = {"name", "email", "intent", "nickname"}
    assert {name: found[name] for name in names & set(found)} == in_id_token
    shown = browser.realm.userinfo(tokens["access_token"]).json()
    assert {name: shown[name] for name in names & set(shown)} == in_userinfo
    browser.http.close()
