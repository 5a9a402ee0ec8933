"""openid-client of Node.js, as a process of its own."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import ALICE, SELF, SVC

PROGRAM = Path(__file__).with_name("openid_client.mjs")
ATTRIBUTES = {
    "oauth2.device.authorization.grant.enabled": "true", "oidc.ciba.grant.enabled": "true", "standard.token.exchange.enabled": "true",
    "post.logout.redirect.uris": "+",
}  # fmt: skip


def test_every_flow(server, packages):
    node = shutil.which("node")
    if node is None:
        pytest.skip("there is no node")
    audience = {**SELF, "config": {**SELF["config"], "included.client.audience": "app"}}
    app = {
        **SVC,
        "clientId": "app",
        "redirectUris": ["https://app.example.org/cb"],
        "attributes": ATTRIBUTES,
        "protocolMappers": [audience],
    }
    realm = server.realm(
        "shop", clients=[app, {**app, "clientId": "signer"}], users=[ALICE], attributes={"cibaAuthenticationChannelUri": "page"}
    )
    command = [node, PROGRAM, realm.issuer, packages]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    email = ALICE["email"]
    assert json.loads(done.stdout) == {
        "discovery": True, "code": email, "pushed": email, "userinfo": email, "introspection": True, "refresh": True, "exchange": "bearer",
        "revoked": "invalid_grant", "endSession": True, "credentials": 300, "privateKeyJwt": email, "requestObject": email,
        "registered": "own", "registeredCode": email, "registeredOnce": 401,
        "jwtResponse": email, "device": True, "devicePending": "authorization_pending", "ciba": True,
        "cibaPending": "authorization_pending", "wrongState": "OAUTH_INVALID_RESPONSE",
    }  # fmt: skip
