"""Keycloak's own client profiles as a whole: what clients, requests and grants they let through."""

import base64
import json
import time
import uuid

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

ALICE = {"username": "alice", "enabled": True, "email": "alice@example.org", "emailVerified": True, "firstName": "Alice", "lastName": "Liddell",
         "credentials": [{"type": "password", "value": "wonder"}]}
CALLBACK = "https://app.example.org/cb"
GRANTS = {"serviceAccountsEnabled": True, "directAccessGrantsEnabled": True, "implicitFlowEnabled": True, "redirectUris": [CALLBACK]}
PLAIN = {**GRANTS, "clientId": "plain", "secret": "s3cret"}
PUBLIC = {**GRANTS, "clientId": "pub", "publicClient": True, "serviceAccountsEnabled": False}
ASSERTED = {"client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"}
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
KNOWN = {"kty": "EC", "crv": "P-256", "kid": "k1", "use": "sig", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
PKCE = {"code_challenge": CHALLENGE, "code_challenge_method": "S256"}


def _b64(data):
    return base64.urlsafe_b64encode(data if isinstance(data, bytes) else json.dumps(data).encode()).rstrip(b"=").decode()


class _Key:
    def __init__(self):
        self.key = rsa.generate_private_key(65537, 2048)
        self.jwk = {"kty": "RSA", "kid": "k1", "use": "sig", "n": _b64(self.key.public_key().public_numbers().n.to_bytes(256, "big")), "e": "AQAB"}

    def client(self):
        attributes = {"use.jwks.string": "true", "jwks.string": json.dumps({"keys": [self.jwk]}), "oidc.ciba.grant.enabled": "true", "ciba.backchannel.auth.request.signing.alg": "PS256"}
        return {**GRANTS, "clientId": "app", "clientAuthenticatorType": "client-jwt", "attributes": attributes}

    def signed(self, claims, algorithm="PS256"):
        text = f"{_b64({'alg': algorithm, 'kid': 'k1'})}.{_b64(claims)}"
        way = padding.PSS(padding.MGF1(hashes.SHA256()), 32) if algorithm == "PS256" else padding.PKCS1v15()
        return f"{text}.{_b64(self.key.sign(text.encode(), way, hashes.SHA256()))}"

    def assertion(self, audience, algorithm="PS256"):
        now = int(time.time())
        return {**ASSERTED, "client_assertion": self.signed({"iss": "app", "sub": "app", "aud": audience, "jti": str(uuid.uuid4()), "iat": now, "exp": now + 60}, algorithm)}


class _Walk:
    """A realm in which one of the profiles holds for every client, once its clients are there."""

    def __init__(self, kc, profile):
        self.kc, self.key = kc, _Key()
        self.realm = kc.realm(clients=[self.key.client(), PLAIN, PUBLIC], users=[ALICE])
        self.issuer = f"{kc.base}/realms/{self.realm}"
        self.protocol = f"/realms/{self.realm}/protocol/openid-connect"
        policy = {"name": "q", "enabled": True, "conditions": [{"condition": "any-client", "configuration": {}}], "profiles": [profile]}
        kc.setup("PUT", f"/admin/realms/{self.realm}/client-policies/policies", {"policies": [policy]})

    def clients(self):
        path = f"/admin/realms/{self.realm}/clients"
        for number, body in enumerate(({}, {"publicClient": True}, {"clientAuthenticatorType": "client-secret"}, {"clientAuthenticatorType": "client-jwt", "redirectUris": [CALLBACK]}, {"redirectUris": ["http://app.example.org/cb"]}, {"redirectUris": ["https://app.example.org/*"]},
                                       {"implicitFlowEnabled": True, "redirectUris": [CALLBACK]}, {"attributes": {"id.token.signed.response.alg": "RS256"}}, {"consentRequired": False, "fullScopeAllowed": True, "redirectUris": [CALLBACK]})):
            made = self.kc.post(path, body={"clientId": f"n{number}", **body}, admin=True, note=str(body))
            if made.status == 201:
                self.kc.get(path, query={"clientId": f"n{number}"}, admin=True)
        initial = self.kc.setup("POST", f"/admin/realms/{self.realm}/clients-initial-access", {"count": 20, "expiration": 600}).get("token")
        for body in ({"redirect_uris": [CALLBACK]}, {"redirect_uris": [CALLBACK], "token_endpoint_auth_method": "private_key_jwt", "jwks": {"keys": [KNOWN]}}, {"redirect_uris": ["http://app.example.org/cb"]}):
            self.kc.post(f"/realms/{self.realm}/clients-registrations/openid-connect", body=body, bearer=initial)

    def requests(self):
        usual = {"response_type": "code", "redirect_uri": CALLBACK, "scope": "openid"}
        changes = ({}, {"nonce": "n"}, PKCE, {**PKCE, "nonce": "n", "state": "s"}, {**PKCE, "code_challenge_method": "plain", "nonce": "n"}, {"response_type": "code id_token", "nonce": "n", **PKCE}, {"response_type": "token", "nonce": "n"}, {"response_mode": "jwt", "nonce": "n", **PKCE})
        for client in ("app", "plain", "pub"):
            for change in changes:
                self.kc.jar.clear()
                self.kc.get(f"{self.protocol}/auth", query={"client_id": client, **usual, **change})

    def objects(self):
        now, usual = int(time.time()), {"client_id": "app", "response_type": "code", "redirect_uri": CALLBACK, "scope": "openid", "nonce": "n", "response_mode": "jwt", **PKCE}
        for change in ({}, {"exp": None}, {"aud": "x"}, {"nbf": None}, {"exp": now + 7200}):
            claims = {**usual, "aud": self.issuer, "exp": now + 300, "nbf": now - 10, "iat": now - 10, **change}
            text = self.key.signed({name: value for name, value in claims.items() if value is not None})
            self.kc.jar.clear()
            self.kc.get(f"{self.protocol}/auth", query={"client_id": "app", "response_type": "code", "scope": "openid", "request": text}, note=str(sorted(change)))

    def pushed(self):
        usual = {"response_type": "code", "redirect_uri": CALLBACK, "scope": "openid", **PKCE}
        for form in (self.key.assertion(self.issuer), self.key.assertion(f"{self.kc.base}{self.protocol}/token"), self.key.assertion(self.issuer, "RS256"), {"client_id": "plain", "client_secret": "s3cret"}):
            for change in ({}, {"response_type": "code id_token", "nonce": "n"}, {"redirect_uri": ""}):
                body = {name: value for name, value in {**usual, **change}.items() if value}
                pushed = self.kc.post(f"{self.protocol}/ext/par/request", form={**form, **body})
                if form.get("client_id") is None:
                    form = self.key.assertion(self.issuer)
                if pushed.status == 201:
                    for more in ({}, {"foo": "bar"}):
                        self.kc.jar.clear()
                        self.kc.get(f"{self.protocol}/auth", query={"client_id": form.get("client_id", "app"), "request_uri": pushed.get("request_uri"), **more})

    def grants(self):
        secret = {"client_id": "plain", "client_secret": "s3cret"}
        for how in (lambda: self.key.assertion(self.issuer), lambda: self.key.assertion(self.issuer, "RS256"), lambda: secret, lambda: {"client_id": "pub"}):
            for form in ({"grant_type": "client_credentials"}, {"grant_type": "password", "username": "alice", "password": "wonder"}, {"grant_type": "authorization_code", "code": "x"}, {"grant_type": "refresh_token", "refresh_token": "x"}):
                self.kc.token(self.realm, {**how(), **form})
        for path, form in (("token/introspect", {"token": "x"}), ("revoke", {"token": "x"}), ("logout", {"refresh_token": "x"})):
            for how in (lambda: self.key.assertion(self.issuer), lambda: secret):
                self.kc.post(f"{self.protocol}/{path}", form={**how(), **form})

    def codes(self):
        """A code that was given before the profile held is exchanged."""
        policies = f"/admin/realms/{self.realm}/client-policies/policies"
        held = self.kc.setup("GET", policies).json
        for client, how in (("app", lambda: self.key.assertion(self.issuer)), ("plain", lambda: {"client_id": "plain", "client_secret": "s3cret"}), ("pub", lambda: {"client_id": "pub"})):
            for asked, sent in (({}, {}), (PKCE, {"code_verifier": VERIFIER})):
                self.kc.setup("PUT", policies, {"policies": []})
                self.kc.jar.clear()
                code = self.kc.login(self.realm, "alice", "wonder", client_id=client, redirect_uri=CALLBACK, scope="openid", response_type="code", **asked).param("code")
                self.kc.setup("PUT", policies, {"policies": held["policies"]})
                self.kc.token(self.realm, {**how(), "grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK, **sent})


def fapi_1_baseline(kc):
    walk = _Walk(kc, "fapi-1-baseline")
    walk.clients(), walk.requests(), walk.codes(), walk.grants()


def fapi_1_advanced(kc):
    walk = _Walk(kc, "fapi-1-advanced")
    walk.clients(), walk.requests(), walk.objects(), walk.codes(), walk.grants()


def fapi_2_security_profile(kc):
    walk = _Walk(kc, "fapi-2-security-profile")
    walk.clients(), walk.requests(), walk.pushed(), walk.codes(), walk.grants()


def fapi_2_message_signing(kc):
    walk = _Walk(kc, "fapi-2-message-signing")
    walk.pushed(), walk.objects(), walk.codes()


def fapi_2_dpop_security_profile(kc):
    walk = _Walk(kc, "fapi-2-dpop-security-profile")
    walk.clients(), walk.pushed(), walk.codes(), walk.grants()


def fapi_2_dpop_message_signing(kc):
    walk = _Walk(kc, "fapi-2-dpop-message-signing")
    walk.pushed(), walk.objects(), walk.codes()


def oauth_2_1_for_confidential_client(kc):
    walk = _Walk(kc, "oauth-2-1-for-confidential-client")
    walk.clients(), walk.requests(), walk.codes(), walk.grants()


def oauth_2_1_for_public_client(kc):
    walk = _Walk(kc, "oauth-2-1-for-public-client")
    walk.clients(), walk.requests(), walk.codes(), walk.grants()


def fapi_ciba(kc):
    walk = _Walk(kc, "fapi-ciba")
    walk.clients(), walk.grants()
    now, usual = int(time.time()), {"login_hint": "alice", "scope": "openid", "binding_message": "m"}
    for change in ({"exp": None}, {"binding_message": None}, {"aud": "x"}, {"iss": "x"}, {"nbf": now + 300}, {"jti": None}):
        claims = {**usual, "iss": "app", "aud": walk.issuer, "exp": now + 300, "nbf": now - 10, "iat": now - 10, "jti": "j", **change}
        text = walk.key.signed({name: value for name, value in claims.items() if value is not None})
        kc.post(f"{walk.protocol}/ext/ciba/auth", form={**walk.key.assertion(walk.issuer), "request": text}, note=str(sorted(change)))
    kc.post(f"{walk.protocol}/ext/ciba/auth", form={**walk.key.assertion(walk.issuer), **usual})
