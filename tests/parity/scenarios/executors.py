"""Executors of client policies, one scenario each: what they refuse and what they change."""

import base64
import json
import time
import uuid

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

ALICE = {"username": "alice", "enabled": True, "email": "alice@example.org", "emailVerified": True, "firstName": "A", "lastName": "B", "credentials": [{"type": "password", "value": "wonder"}]}
ASSERTED = {"client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"}
APP = {"clientId": "app", "serviceAccountsEnabled": True, "directAccessGrantsEnabled": True, "redirectUris": ["https://app.example.org/*"]}
SECRET = {"client_id": "app", "client_secret": "s3cret"}


def _b64(data):
    return base64.urlsafe_b64encode(data if isinstance(data, bytes) else json.dumps(data).encode()).rstrip(b"=").decode()


class _Key:
    def __init__(self):
        self.key = rsa.generate_private_key(65537, 2048)
        self.jwk = {"kty": "RSA", "kid": "k1", "use": "sig", "n": _b64(self.key.public_key().public_numbers().n.to_bytes(256, "big")), "e": "AQAB"}

    def client(self):
        return {**APP, "clientAuthenticatorType": "client-jwt", "attributes": {"use.jwks.string": "true", "jwks.string": json.dumps({"keys": [self.jwk]})}}

    def assertion(self, audience, algorithm="PS256"):
        now = int(time.time())
        claims = {"iss": "app", "sub": "app", "aud": audience, "jti": str(uuid.uuid4()), "iat": now, "exp": now + 60}
        signed = f"{_b64({'alg': algorithm, 'kid': 'k1'})}.{_b64(claims)}"
        way = padding.PSS(padding.MGF1(hashes.SHA256()), 32) if algorithm == "PS256" else padding.PKCS1v15()
        return f"{signed}.{_b64(self.key.sign(signed.encode(), way, hashes.SHA256()))}"


def _enforce(kc, realm, executor, **configuration):
    path = f"/admin/realms/{realm}/client-policies"
    kc.setup("PUT", f"{path}/policies", {"policies": []})
    kc.setup("PUT", f"{path}/profiles", {"profiles": [{"name": "p", "executors": [{"executor": executor, "configuration": configuration}]}]})
    policy = {"name": "q", "enabled": True, "conditions": [{"condition": "any-client", "configuration": {}}], "profiles": ["p"]}
    kc.setup("PUT", f"{path}/policies", {"policies": [policy]})


def _change(kc, realm, *changes):
    """Each change as a new client, and as what a client becomes."""
    path = f"/admin/realms/{realm}/clients"
    existing = kc.setup("GET", f"{path}?clientId=app").get(0)
    for number, change in enumerate(changes):
        kc.post(path, admin=True, body={"clientId": f"n{number}", **change}, note=str(change))
        kc.put(f"{path}/{existing['id']}", admin=True, body={"clientId": "app", **change})
        for found in kc.get(path, query={"clientId": f"n{number}"}, admin=True).json or ():
            kc.setup("DELETE", f"{path}/{found['id']}")


def secure_client_authentication_assertion(kc):
    key = _Key()
    realm = kc.realm(clients=[key.client()], users=[ALICE])
    issuer = f"{kc.base}/realms/{realm}"
    protocol = f"/realms/{realm}/protocol/openid-connect"
    token = kc.token(realm, {"grant_type": "password", "username": "alice", "password": "wonder", **ASSERTED, "client_assertion": key.assertion(issuer)}).get("refresh_token")
    _enforce(kc, realm, "secure-client-authentication-assertion")
    forms = (("token", {"grant_type": "client_credentials"}), ("token", {"grant_type": "refresh_token", "refresh_token": token}), ("token/introspect", {"token": token}),
             ("ext/par/request", {"response_type": "code", "redirect_uri": "https://app.example.org/cb"}), ("revoke", {"token": token}))
    for path, form in forms:
        for audience in (f"{issuer}/protocol/openid-connect/token", [issuer], issuer):
            kc.post(f"{protocol}/{path}", form={**form, **ASSERTED, "client_assertion": key.assertion(audience)})


def secure_signature_algorithm_signed_jwt(kc):
    key = _Key()
    realm = kc.realm(clients=[key.client(), {**APP, "clientId": "plain", "secret": "s3cret"}])
    for required in (False, True):
        _enforce(kc, realm, "secure-signature-algorithm-signed-jwt", **{"require-client-assertion": required})
        for algorithm in ("RS256", "PS256"):
            kc.token(realm, {"grant_type": "client_credentials", **ASSERTED, "client_assertion": key.assertion(f"{kc.base}/realms/{realm}", algorithm)})
        kc.token(realm, {"grant_type": "client_credentials", "client_id": "plain", "client_secret": "s3cret"})


def secure_signature_algorithm(kc):
    realm = kc.realm(clients=[APP])
    for usual in ("ES256", "RS256"):
        _enforce(kc, realm, "secure-signature-algorithm", **{"default-algorithm": usual})
        _change(kc, realm, {}, {"attributes": {"id.token.signed.response.alg": "RS256"}}, {"attributes": {"request.object.signature.alg": "PS512"}}, {"attributes": {"access.token.signed.response.alg": "HS256"}})


def secure_logout(kc):
    realm = kc.realm(clients=[APP])
    for allowed in (False, True):
        _enforce(kc, realm, "secure-logout", **{"allow-front-channel-logout": allowed})
        _change(kc, realm, {}, {"frontchannelLogout": True}, {"frontchannelLogout": False, "attributes": {"frontchannel.logout.url": "https://app.example.org/out"}})


def secure_client_uris_pattern(kc):
    realm = kc.realm(clients=[{**APP, "redirectUris": []}])
    changes = ({}, {"redirectUris": ["https://a.example.org/cb"]}, {"redirectUris": ["http://a.example.org/cb"]}, {"rootUrl": "http://a.example.org"},
               {"attributes": {"post.logout.redirect.uris": "https://a.example.org/x##http://b.example.org"}}, {"attributes": {"jwks.url": "http://a.example.org"}}, {"webOrigins": ["+"]})
    for configuration in ({"allowed-patterns": ["https://.*"]}, {"allowed-patterns": ["https://.*"], "client-uri-fields": ["redirectUris", "x"]}, {"allowed-patterns": ["("]}):
        _enforce(kc, realm, "secure-client-uris-pattern", **configuration)
        _change(kc, realm, *changes)


def use_lightweight_access_token(kc):
    realm = kc.realm(clients=[{**APP, "secret": "s3cret"}], users=[ALICE])
    _enforce(kc, realm, "use-lightweight-access-token")
    tokens = kc.token(realm, {"grant_type": "password", "username": "alice", "password": "wonder", "scope": "openid", **SECRET})
    kc.token(realm, {"grant_type": "client_credentials", **SECRET})
    kc.token(realm, {"grant_type": "refresh_token", "refresh_token": tokens.get("refresh_token"), **SECRET})
    kc.get(f"/realms/{realm}/protocol/openid-connect/userinfo", bearer=tokens.get("access_token"))


def secure_request_object(kc):
    """Request objects by value: what has to be in them, when they hold, and what may stand beside them."""
    key = _Key()
    realm = kc.realm(clients=[key.client()])
    issuer, now = f"{kc.base}/realms/{realm}", int(time.time())
    usual = {"client_id": "app", "response_type": "code", "scope": "openid", "redirect_uri": "https://app.example.org/cb", "state": "s"}

    def ask(note, outside=("client_id", "response_type", "scope", "redirect_uri", "state"), **claims):
        said = {**usual, "aud": issuer, "exp": now + 600, "nbf": now - 10, "iat": now - 10, **claims}
        signed = f"{_b64({'alg': 'RS256', 'kid': 'k1'})}.{_b64({k: v for k, v in said.items() if v is not None})}"
        text = f"{signed}.{_b64(key.key.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256()))}"
        kc.jar.clear()
        kc.get(f"/realms/{realm}/protocol/openid-connect/auth", query={**{name: usual[name] for name in outside}, "request": text}, note=note)

    for configuration in ({"verify-nbf": True, "available-period": 3600}, {"verify-nbf": False, "available-period": 60}):
        _enforce(kc, realm, "secure-request-object", **configuration)
        ask("good")
        kc.get(f"/realms/{realm}/protocol/openid-connect/auth", query=usual, note="none")
        for claims in ({"exp": None}, {"exp": now - 100}, {"nbf": None}, {"nbf": now + 300}, {"exp": now + 7200}, {"iat": now + 300}, {"iat": None}, {"aud": None}, {"aud": "x"}, {"aud": [issuer, "x"]},
                       {"state": None}, {"state": "other"}, {"scope": None}, {"redirect_uri": None}, {"scope": None, "exp": None}, {"aud": "x", "exp": now - 100}, {"aud": "x", "state": None}):
            ask(f"claims {sorted(claims)}", **claims)
        ask("only what is needed outside", ("client_id", "response_type"))


def suppress_refresh_token_rotation(kc):
    realm = kc.realm(clients=[{**APP, "secret": "s3cret"}], users=[ALICE])
    _enforce(kc, realm, "suppress-refresh-token-rotation")
    renewal = kc.token(realm, {"grant_type": "password", "username": "alice", "password": "wonder", "scope": "openid", **SECRET}).get("refresh_token")
    for _ in range(2):
        kc.token(realm, {"grant_type": "refresh_token", "refresh_token": renewal, **SECRET})


def redirect_uris_that_keep_to_a_version(kc):
    """Neither wildcards nor fragments by OAuth 2.0; by 2.1 more."""
    realm = kc.realm()
    allowed = {"allow-wildcard-context-path": "true", "allow-ipv4-loopback-address": "true", "allow-http-scheme": "true", "allow-private-use-uri-scheme": "true"}
    for version in ({}, {"oauth-2-0-compliant": "true"}, {"oauth-2-1-compliant": "true"}):
        _enforce(kc, realm, "secure-redirect-uris-enforcer", **allowed, **version)
        for uri in ("https://app.example/cb", "https://app.example/cb/*", "http://127.0.0.1/cb", "http://127.0.0.1:9/cb", "http://127.0.0.1/cb/*", "myapp:/cb", "com.app:/cb", "com.app:/cb/*"):
            kc.post(f"/admin/realms/{realm}/clients", body={"redirectUris": [uri], "secret": "s"}, admin=True)
