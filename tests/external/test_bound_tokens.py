"""Tokens that are bound to a key, and levels of authentication, with client libraries; every value is what Keycloak 26.7.4 gave them."""

import json
import shutil
import subprocess
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.external.bound import REALM

PROGRAM = Path(__file__).with_name("bound.mjs")
OTHER_KEY = [400, "invalid_request", "DPoP Proof public key thumbprint does not match dpop_jkt"]
ALGORITHMS = 'DPoP algs="PS384 RS384 EdDSA ES384 ES256 RS256 ES512 PS256 PS512 RS512"'
UNVERIFIED = 'realm="bound", error="invalid_token", error_description="Token verification failed"'


def test_openid_client(server, packages):
    node = shutil.which("node")
    if node is None:
        pytest.skip("there is no node")
    realm = server.realm("bound", **REALM)
    done = subprocess.run([node, PROGRAM, realm.issuer, packages], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    assert json.loads(done.stdout) == {
        "type": ["dpop", True, True],
        "replayedCode": [400, {"error": "invalid_request", "error_description": "DPoP proof has already been used"}],
        "userinfo": "alice",
        "replayedProof": [401, f"{ALGORITHMS}, {UNVERIFIED}"],
        "asBearer": [401, f"Bearer {UNVERIFIED}"],
        "userinfoSwapped": [401, "OAUTH_WWW_AUTHENTICATE_CHALLENGE"],
        "refreshed": ["dpop", True],
        "refreshSwapped": [400, "invalid_grant", "DPoP confirmation doesn't match DPoP proof"],
        "refreshBare": [400, "invalid_request", "DPoP proof is missing"],
        "codeBare": [400, "invalid_request", "DPoP proof is missing"],
        "pushed": "dpop", "pushedSwapped": OTHER_KEY, "named": "dpop", "namedSwapped": OTHER_KEY,
        "low": ["silver", "login"], "high": ["gold", "password"], "highAgain": ["gold", "password"], "lowAfterwards": ["silver"],
        "pushedHigh": ["gold", "password"], "essential": ["gold", "password"],
        # Without what asks for the level the browser's session answers with the level that it has: the application has to look.
        "downgraded": ["silver"], "essentialDowngraded": ["silver"],
        "unknown": ["refused", "Error: no form: 400 Sign in to bound"], "unknownVoluntary": ["silver"],
        "highQuietly": ["refused", "login_required"],
    }  # fmt: skip


class Application:
    """The page of an application with oidc-client-ts, whose user fills in whatever form comes."""

    def __init__(self, page, site, issuer):
        self.page = page
        page.goto(f"{site}/bound.html?{urlencode({'authority': issuer})}")
        page.wait_for_function("window.ready")

    def sign_in(self, **wanted):
        """The forms that came, and what the library made of the login."""
        forms = []
        self.page.evaluate("wanted => { window.result = undefined; void manager.signinRedirect(wanted); }", wanted)
        while True:
            self.page.wait_for_function("window.result || document.getElementById('password')")
            if self.page.evaluate("Boolean(window.result)"):
                return [*forms, self.page.evaluate("window.result")]
            forms.append("login" if self.page.query_selector("#username") else "password")
            if forms[-1] == "login":
                self.page.fill("#username", "alice")
            self.page.fill("#password", "wonder")
            with self.page.expect_navigation():
                self.page.click("#kc-login")


def in_a_page(application):
    """Results by name: bound tokens and levels with oidc-client-ts."""
    results = {"low": application.sign_in(acr_values="silver"), "use": application.page.evaluate("use()")}
    results["high"] = application.sign_in(acr_values="gold")
    results["downgraded"] = application.sign_in()
    results["quietly"] = application.sign_in(acr_values="gold", prompt="none")
    application.page.evaluate("sessionStorage.setItem('swap', '1')")
    results["swapped"] = application.sign_in()
    return results


def test_oidc_client_ts(server, site, context):
    realm = server.realm("bound", **REALM)
    alice, other = (
        {"name": "alice", "type": "DPoP"},
        {"error": "invalid_grant", "description": "DPoP confirmation doesn't match DPoP proof"},
    )
    silver, gold = {**alice, "acr": "silver"}, {**alice, "acr": "gold"}
    assert in_a_page(Application(context.new_page(), site, realm.issuer)) == {
        "low": ["login", silver],
        "use": {
            "proven": "alice", "replayed": 401, "asBearer": 401, "bearerWithProof": 401, "renewed": silver, "swapped": 401,
            "renewedSwapped": other,
        },
        "high": ["password", gold], "downgraded": [silver], "quietly": [{"error": "login_required", "description": None}],
        "swapped": [{"error": OTHER_KEY[1], "description": OTHER_KEY[2]}],
    }  # fmt: skip
