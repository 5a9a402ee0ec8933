"""Authlib with levels of authentication and bound tokens; every value is what Keycloak 26.7.4 gave it."""

import json

import httpx
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from tests.external.bound import REALM, Prover
from tests.login.browser import CALLBACK, Browser


def with_authlib(realm):
    """Results by name: levels by the parameter ``claims`` with Authlib, which has no DPoP: the proofs come from joserfc."""

    metadata = httpx.get(f"{realm.issuer}/.well-known/openid-configuration").json()
    keys = KeySet.import_key_set(httpx.get(metadata["jwks_uri"]).json())
    mine, other, browser, results = Prover(), Prover(), Browser(realm), {}
    session = OAuth2Session("spa", token_endpoint_auth_method="none", scope="openid", redirect_uri=CALLBACK, code_challenge_method="S256")

    def answered(work):
        try:
            return work()
        except Exception as error:  # noqa: BLE001 - a library's own, of which only the words count
            return [getattr(error, "error", type(error).__name__), getattr(error, "description", "")]

    def log_in(key=mine, acr=None, **more):
        verifier = "v" * 43
        claims = {"id_token": {"acr": {"essential": True, "values": [acr]}}}
        wanted = {"claims": json.dumps(claims)} if acr else {}
        url, _ = session.create_authorization_url(metadata["authorization_endpoint"], code_verifier=verifier, **wanted, **more)
        browser.get(url)
        for _ in range(2):
            if browser.page.status_code == 200:
                browser.submit(username="alice", password="wonder")
        if browser.page.status_code == 400:
            return browser.text.rpartition("We are sorry... ")[2]
        proof = {"DPoP": key.proof("POST", metadata["token_endpoint"])} if key else {}
        return answered(
            lambda: session.fetch_token(
                metadata["token_endpoint"], authorization_response=browser.location, code_verifier=verifier, headers=proof
            )
        )

    def level(token, wanted):
        """What the application makes of an ID token where it wants a level."""
        decoded = jwt.decode(token["id_token"], keys)
        try:
            jwt.JWTClaimsRegistry(acr={"essential": True, "values": [wanted]}).validate(decoded.claims)
        except JoseError as error:
            return error.error
        return decoded.claims["acr"]

    def renew(key):
        proof = {"DPoP": key.proof("POST", metadata["token_endpoint"])} if key else {}
        return answered(lambda: session.refresh_token(metadata["token_endpoint"], token["refresh_token"], headers=proof)["token_type"])

    def use(proof):
        headers = {"Authorization": f"DPoP {token['access_token']}", "DPoP": proof}
        return httpx.get(metadata["userinfo_endpoint"], headers=headers).status_code

    low = log_in()
    results["low"] = [level(low, "silver"), level(low, "gold")]
    token = log_in(acr="gold")
    results["high"] = [level(token, "gold"), token["token_type"]]
    results["unknown"] = log_in(acr="platinum")
    results["bare"] = log_in(key=None)
    results["named"] = log_in(key=other, dpop_jkt=mine.thumbprint)
    results["renewed"] = [renew(other), renew(None), renew(mine)]
    proof = mine.proof("GET", metadata["userinfo_endpoint"], token["access_token"])
    results["used"] = [use(proof), use(proof), use(other.proof("GET", metadata["userinfo_endpoint"], token["access_token"]))]
    browser.http.close()
    return results


def test_bound_tokens_and_levels(server):
    without = ["invalid_request", "DPoP proof is missing"]
    assert with_authlib(server.realm("bound", **REALM)) == {
        "low": ["silver", "invalid_claim"], "high": ["gold", "DPoP"], "unknown": "Invalid parameter: claims",
        "bare": without, "named": ["invalid_request", "DPoP Proof public key thumbprint does not match dpop_jkt"], "used": [200, 401, 401],
        "renewed": [["invalid_grant", "DPoP confirmation doesn't match DPoP proof"], without, "DPoP"],
    }  # fmt: skip
