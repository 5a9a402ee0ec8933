"""Keys, discovery and signed client authentication in configurations that the other areas leave out."""

import base64
import json
import time

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

APP = {"clientId": "app", "secret": "s3cret", "serviceAccountsEnabled": True, "directAccessGrantsEnabled": True, "redirectUris": ["https://app.example.org/*"]}
KEYS = "org.keycloak.keys.KeyProvider"
ASSERTION = {"grant_type": "client_credentials", "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"}


def _b64(data):
    return base64.urlsafe_b64encode(data if isinstance(data, bytes) else json.dumps(data).encode()).rstrip(b"=").decode()


def _rsa():
    key = rsa.generate_private_key(65537, 2048)
    numbers = key.public_key().public_numbers()
    return key, {"kty": "RSA", "kid": "r1", "use": "sig", "n": _b64(numbers.n.to_bytes(256, "big")), "e": "AQAB"}


def _ec():
    key = ec.generate_private_key(ec.SECP256R1())
    numbers = key.public_key().public_numbers()
    return key, {"kty": "EC", "kid": "e1", "use": "sig", "crv": "P-256", "x": _b64(numbers.x.to_bytes(32, "big")), "y": _b64(numbers.y.to_bytes(32, "big"))}


def _sign(key, alg, claims, **header):
    signed = f"{_b64({'alg': alg, 'typ': 'JWT', **header})}.{_b64(claims)}"
    if isinstance(key, ec.EllipticCurvePrivateKey):
        r, s = decode_dss_signature(key.sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
        signature = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    elif alg.startswith("PS"):
        signature = key.sign(signed.encode(), padding.PSS(padding.MGF1(hashes.SHA256()), 32), hashes.SHA256())
    else:
        digest = {"256": hashes.SHA256(), "384": hashes.SHA384(), "512": hashes.SHA512()}[alg[2:]]
        signature = key.sign(signed.encode(), padding.PKCS1v15(), digest)
    return f"{signed}.{_b64(signature)}"


def _claims(audience, **more):
    now = int(time.time())
    found = {"iss": "app", "sub": "app", "aud": audience, "jti": f"j{time.time_ns()}", "iat": now, "exp": now + 60, **more}
    return {k: v for k, v in found.items() if v is not None}


def _client(jwks, **attributes):
    return {**APP, "clientAuthenticatorType": "client-jwt", "attributes": {"use.jwks.string": "true", "jwks.string": json.dumps(jwks), **attributes}}


def assertions_of_several_algorithms(kc):
    r, r_jwk = _rsa()
    e, e_jwk = _ec()
    realm = kc.realm(clients=[_client({"keys": [r_jwk, e_jwk]})])
    issuer = f"{kc.base}/realms/{realm}"
    for key, alg, kid in ((r, "RS384", "r1"), (r, "RS512", "r1"), (r, "PS256", "r1"), (e, "ES256", "e1"), (r, "RS256", None), (e, "ES256", None), (r, "RS256", "e1"), (e, "ES256", "r1")):
        kc.token(realm, {**ASSERTION, "client_assertion": _sign(key, alg, _claims(issuer), **({"kid": kid} if kid else {}))})


def assertions_with_odd_claims(kc):
    r, jwk = _rsa()
    realm = kc.realm(clients=[_client({"keys": [jwk]}, **{"token.endpoint.auth.signing.alg": "RS256"})])
    issuer = f"{kc.base}/realms/{realm}"
    now = int(time.time())
    base = f"{issuer}/protocol/openid-connect"
    for more in ({"aud": [issuer]}, {"aud": [issuer, f"{base}/token"]}, {"aud": []}, {"aud": f"{base}/token/introspect"}, {"aud": f"{base}/revoke"}, {"aud": issuer + "/"}, {"exp": None}, {"exp": now + 99999}, {"exp": now + 400},
                 {"iat": None}, {"iat": now - 9999}, {"iat": now + 500, "exp": now + 600}, {"nbf": now + 500, "exp": now + 600}, {"nbf": now - 5}, {"iss": None}, {"iss": "else"}, {"sub": None}):
        kc.token(realm, {**ASSERTION, "client_assertion": _sign(r, "RS256", _claims(issuer, **more), kid="r1")})
    kc.token(realm, {**ASSERTION, "client_assertion": _sign(r, "RS384", _claims(issuer), kid="r1")})
    kc.post(f"/realms/{realm}/protocol/openid-connect/token/introspect", form={"client_assertion_type": ASSERTION["client_assertion_type"], "client_assertion": _sign(r, "RS256", _claims(issuer), kid="r1"), "token": "x"})
    kc.post(f"/realms/{realm}/protocol/openid-connect/revoke", form={"client_assertion_type": ASSERTION["client_assertion_type"], "client_assertion": _sign(r, "RS256", _claims(issuer), kid="r1"), "token": "x"})


def assertion_keys_that_cannot_be_used(kc):
    r, jwk = _rsa()
    sets = {"none": {}, "empty": {"keys": []}, "enc": {"keys": [{**jwk, "use": "enc"}]}, "no-use": {"keys": [{k: v for k, v in jwk.items() if k != "use"}]}, "other-alg": {"keys": [{**jwk, "alg": "RS512"}]}, "no-kid": {"keys": [{k: v for k, v in jwk.items() if k != "kid"}]}}
    realm = kc.realm(clients=[{**_client(keys), "clientId": name} for name, keys in sets.items()] + [{**APP, "clientId": "nothing", "clientAuthenticatorType": "client-jwt"}])
    issuer = f"{kc.base}/realms/{realm}"
    for name in (*sets, "nothing"):
        kc.token(realm, {**ASSERTION, "client_assertion": _sign(r, "RS256", _claims(issuer, iss=name, sub=name), kid="r1")})


def key_providers_of_each_kind(kc):
    """The JWKS of a realm with one key of each kind, passive and disabled ones among them."""
    providers = [
        {"name": "rs512", "providerId": "rsa-generated", "config": {"priority": ["50"], "algorithm": ["RS512"]}},
        {"name": "passive", "providerId": "rsa-generated", "config": {"priority": ["40"], "active": ["false"]}},
        {"name": "disabled", "providerId": "rsa-generated", "config": {"priority": ["30"], "enabled": ["false"]}},
        {"name": "es384", "providerId": "ecdsa-generated", "config": {"priority": ["60"], "ecdsaEllipticCurveKey": ["P-384"]}},
        {"name": "ed", "providerId": "eddsa-generated", "config": {"priority": ["70"]}},
        {"name": "ecdh", "providerId": "ecdh-generated", "config": {"priority": ["80"], "ecdhAlgorithm": ["ECDH-ES"]}},
        {"name": "enc", "providerId": "rsa-enc-generated", "config": {"priority": ["90"], "algorithm": ["RSA-OAEP-256"]}},
    ]
    realm = kc.realm(components={KEYS: providers}, defaultSignatureAlgorithm="ES384", clients=[APP])
    kc.token(realm, {"grant_type": "client_credentials", "client_id": "app", "client_secret": "s3cret", "scope": "openid"})
    kc.get(f"/realms/{realm}/protocol/openid-connect/certs")


def algorithm_without_a_key(kc):
    realm = kc.realm(defaultSignatureAlgorithm="PS512", clients=[APP])
    for _ in range(2):
        kc.token(realm, {"grant_type": "client_credentials", "client_id": "app", "client_secret": "s3cret"})
    kc.get(f"/realms/{realm}/protocol/openid-connect/certs")


def discovery_of_a_configured_realm(kc):
    realm = kc.realm(attributes={"acr.loa.map": '{"low": "0", "high": "2"}'}, clientScopes=[{"name": "orders", "protocol": "openid-connect"}, {"name": "saml", "protocol": "saml"}, {"name": "hidden", "protocol": "openid-connect", "attributes": {"include.in.openid.provider.metadata": "false"}}])
    kc.get(f"/realms/{realm}/.well-known/openid-configuration")
    kc.get(f"/realms/{realm}/.well-known/uma2-configuration")


def frontend_url(kc):
    realm = kc.realm(attributes={"frontendUrl": "https://front.example.org/base/"}, clients=[APP])
    kc.get(f"/realms/{realm}/.well-known/openid-configuration")
    kc.get(f"/realms/{realm}")
    kc.token(realm, {"grant_type": "client_credentials", "client_id": "app", "client_secret": "s3cret"})


def request_objects_in_other_ways(kc):
    r, jwk = _rsa()
    cb = "https://app.example.org/cb"
    realm = kc.realm(clients=[_client({"keys": [jwk]}), {**APP, "clientId": "plain"}, {**_client({"keys": [jwk]}, **{"request.object.required": "request or request_uri"}), "clientId": "must"}])
    issuer = f"{kc.base}/realms/{realm}"
    inner = _claims(issuer, response_type="code", client_id="app", redirect_uri=cb, scope="openid", state="inside", nonce="n")
    plain = {k: v for k, v in inner.items() if k not in ("iss", "sub", "client_id")}
    kc.authorize(realm, client_id="app", request=_sign(r, "RS256", inner, kid="r1"))
    kc.authorize(realm, client_id="app", response_type="token", scope="openid", request=_sign(r, "RS256", inner, kid="r1"))
    kc.authorize(realm, client_id="app", response_type="code", request=_sign(r, "RS256", {**inner, "redirect_uri": "https://evil.example.org/"}, kid="r1"))
    kc.authorize(realm, client_id="app", response_type="code", scope="openid", request=_sign(r, "RS256", {**inner, "exp": 1000}, kid="r1"))
    kc.authorize(realm, client_id="app", response_type="code", scope="openid", request=_sign(r, "RS256", {**inner, "aud": "https://elsewhere.example.org"}, kid="r1"))
    kc.authorize(realm, client_id="plain", response_type="code", scope="openid", redirect_uri=cb, request=f"{_b64({'alg': 'none'})}.{_b64({**plain, 'client_id': 'plain'})}.")
    kc.authorize(realm, client_id="plain", response_type="code", scope="openid", redirect_uri=cb, request=f"{_b64({'alg': 'none'})}.{_b64(plain)}.")
    kc.authorize(realm, client_id="must", response_type="code", scope="openid", redirect_uri=cb)
    kc.authorize(realm, client_id="app", response_type="code", scope="openid", redirect_uri=cb, request="")
    kc.authorize(realm, client_id="app", response_type="code", scope="openid", redirect_uri=cb, request="a.b.c")
    kc.authorize(realm, client_id="app", response_type="code", scope="openid", redirect_uri=cb, request=_sign(r, "RS256", inner, kid="r1"), request_uri="https://app.example.org/r")
