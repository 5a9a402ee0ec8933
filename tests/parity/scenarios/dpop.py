"""DPoP (RFC 9449): proofs of possession wherever tokens are issued, renewed and used, with two keys that are the same in every run."""

import base64
import hashlib
import json
import time
import uuid

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils

CB = "https://app.example.org/cb"
SECRET = {"client_id": "app", "client_secret": "s3cret"}
ALICE = {"username": "alice", "enabled": True, "email": "alice@example.org", "emailVerified": True, "firstName": "Alice", "lastName": "Liddell",
         "credentials": [{"type": "password", "value": "wonder"}], "clientRoles": {"account": ["view-profile"], "realm-management": ["view-users"]}}
BASE = {"secret": "s3cret", "directAccessGrantsEnabled": True, "serviceAccountsEnabled": True, "redirectUris": ["https://app.example.org/*"]}
APP = {**BASE, "clientId": "app", "attributes": {"standard.token.exchange.enabled": "true"}}
PUBLIC = {**BASE, "clientId": "spa", "publicClient": True, "serviceAccountsEnabled": False, "implicitFlowEnabled": True}
BOUND = {**BASE, "clientId": "bound", "attributes": {"dpop.bound.access.tokens": "true", "standard.token.exchange.enabled": "true"}}
STRICT = {**PUBLIC, "clientId": "strict", "attributes": {"dpop.bound.access.tokens": "true"}}
PASSWORD = {"grant_type": "password", "username": "alice", "password": "wonder", "scope": "openid"}
SPA = {**PASSWORD, "client_id": "spa"}
CONFIDENTIAL = {**PASSWORD, **SECRET}
EXCHANGE = {"grant_type": "urn:ietf:params:oauth:grant-type:token-exchange", "subject_token_type": "urn:ietf:params:oauth:token-type:access_token"}
KEY, OTHER = ec.derive_private_key(0xD0B, ec.SECP256R1()), ec.derive_private_key(0xBAD, ec.SECP256R1())


def _b64(data):
    return base64.urlsafe_b64encode(data if isinstance(data, bytes) else json.dumps(data).encode()).rstrip(b"=").decode()


def _jwk(key, **more):
    numbers = key.public_key().public_numbers()
    return {"kty": "EC", "crv": "P-256", "x": _b64(numbers.x.to_bytes(32, "big")), "y": _b64(numbers.y.to_bytes(32, "big")), **more}


def _jkt(key):
    return _b64(hashlib.sha256(json.dumps(_jwk(key), sort_keys=True, separators=(",", ":")).encode()).digest())


def _proof(method, url, *, key=KEY, signer=None, token=None, header=(), **claims):
    """A proof; a header or claim of None is left out."""
    head = {"typ": "dpop+jwt", "alg": "ES256", "jwk": _jwk(key), **dict(header)}
    body = {"jti": str(uuid.uuid4()), "htm": method, "htu": url, "iat": int(time.time())}
    if token is not None:
        body["ath"] = _b64(hashlib.sha256(token.encode()).digest())
    body.update(claims)
    signed = ".".join(_b64({k: v for k, v in part.items() if v is not None}) for part in (head, body))
    r, s = utils.decode_dss_signature((signer or key).sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
    return f"{signed}.{_b64(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"


class _Endpoints:
    def __init__(self, kc, realm):
        self.kc, self.realm = kc, realm
        self.protocol = f"{kc.base}/realms/{realm}/protocol/openid-connect"
        self.token = f"{self.protocol}/token"

    def ask(self, form, proof=None, **kw):
        return self.kc.token(self.realm, form, **kw, **({} if proof is None else {"headers": {"DPoP": proof}}))

    def proof(self, **kw):
        return _proof("POST", self.token, **kw)


def _set_up(kc, **more):
    return _Endpoints(kc, kc.realm(clients=[APP, PUBLIC, BOUND, STRICT], users=[ALICE], **more))


def proofs_at_the_token_endpoint(kc):
    """What a proof must be, in the order in which it is looked at."""
    at = _set_up(kc)
    for form in (SPA, CONFIDENTIAL, {"grant_type": "client_credentials", **SECRET}, {**PASSWORD, "client_id": "strict"}):
        at.ask(form, at.proof())
    at.ask({**PASSWORD, "client_id": "strict"}, note="no proof")
    at.ask({**PASSWORD, "client_id": "bound", "client_secret": "s3cret", "password": "x"}, note="no proof, wrong password")
    at.ask(SPA, "", note="empty")
    at.ask(SPA, "abc", note="no JWT")
    for header in ({"typ": "JWT"}, {"typ": None}, {"alg": None}, {"alg": "none"}, {"alg": "HS256"}, {"alg": "XX"}, {"alg": "RS256"}, {"alg": "EdDSA"}):
        at.ask(SPA, at.proof(header=header), note=f"header {header}")
    for jwk in (None, "x", {}, {"kty": "oct", "k": "AAAA"}, _jwk(KEY, d="AAAA"), _jwk(KEY, use="enc", alg="ES384")):
        at.ask(SPA, at.proof(header={"jwk": jwk}), note=f"jwk {jwk}")
    at.ask(SPA, at.proof(signer=OTHER), note="another key's signature")
    at.ask(SPA, at.proof().rpartition(".")[0] + ".", note="no signature")
    for name in ("jti", "htm", "htu", "iat"):
        at.ask(SPA, at.proof(**{name: None}), note=f"without {name}")
    for claims in ({"htm": "GET"}, {"htm": "post"}, {"htu": f"{at.token}/"}, {"htu": f"{at.token}?a=b#c"}, {"htu": "::"}, {"htu": ["x"]}, {"iat": "x"}):
        at.ask(SPA, at.proof(**claims), note=f"claims {sorted(claims)}")
    for seconds in (-40, -20, 10, 30):
        at.ask(SPA, at.proof(iat=int(time.time()) + seconds), note=f"iat {seconds}")
    once = at.proof()
    at.ask({**SPA, "password": "x"}, once, note="used, though the password is wrong")
    at.ask(SPA, once, note="used again")
    at.ask({**SPA, "client_id": "nobody"}, "abc", note="the client comes first")
    at.ask({**SPA, "scope": "unknown"}, "abc", note="the scope comes later")


def refresh_and_logout(kc):
    """A public client's refresh token is bound to the key, a confidential one's is not."""
    at = _set_up(kc)
    for form in (SPA, CONFIDENTIAL, {**PASSWORD, "client_id": "bound", "client_secret": "s3cret"}, {**PASSWORD, "client_id": "strict"}):
        token = at.ask(form, at.proof()).get("refresh_token")
        renewal = {"grant_type": "refresh_token", "refresh_token": token, **{k: v for k, v in form.items() if k.startswith("client")}}
        for proof in (at.proof(), None, at.proof(key=OTHER), "abc"):
            at.ask(renewal, proof)
    bound = at.ask(SPA, at.proof()).get("refresh_token")
    at.ask({"grant_type": "refresh_token", "refresh_token": bound, "client_id": "strict"}, at.proof(), note="another client's")
    at.ask({"grant_type": "refresh_token", "refresh_token": bound, "client_id": "spa", "scope": "unknown"})
    for path in ("logout", "revoke"):
        form = {"client_id": "spa", "refresh_token" if path == "logout" else "token": bound}
        kc.post(f"/realms/{at.realm}/protocol/openid-connect/{path}", form=form, headers={"DPoP": _proof("POST", f"{at.protocol}/{path}")})


def resources(kc):
    """Userinfo, the Admin API and the account: the scheme, and a proof for this request and this token."""
    at = _set_up(kc)
    bound, plain = at.ask(SPA, at.proof()).get("access_token"), at.ask(SPA).get("access_token")
    for path in (f"/realms/{at.realm}/protocol/openid-connect/userinfo", f"/admin/realms/{at.realm}/users/count", f"/realms/{at.realm}/account/groups"):
        url = kc.base + path
        for scheme, token, proof in (
            ("DPoP", bound, _proof("GET", url, token=bound)), ("dpop", bound, _proof("GET", f"{url}?a=b", token=bound)), ("DPoP", bound, None),
            ("Bearer", bound, None), ("Bearer", bound, _proof("GET", url, token=bound)), ("DPoP", plain, _proof("GET", url, token=plain)),
            ("Bearer", plain, "abc"), ("DPoP", bound, _proof("GET", url)), ("DPoP", bound, _proof("GET", url, token=plain)),
            ("DPoP", bound, _proof("GET", url, token=bound, key=OTHER)), ("DPoP", bound, _proof("POST", url, token=bound)),
            ("DPoP", bound, _proof("GET", at.token, token=bound)), ("DPoP", "garbage", _proof("GET", url, token="garbage")),
        ):
            kc.get(path, headers={"Accept": "application/json", "Authorization": f"{scheme} {token}", **({"DPoP": proof} if proof else {})})
    path = f"/realms/{at.realm}/protocol/openid-connect/userinfo"
    kc.post(path, form={"access_token": bound}, headers={"DPoP": _proof("POST", kc.base + path, token=bound)})
    kc.get(path, headers={"DPoP": _proof("GET", kc.base + path, token=bound)}, note="a proof alone")
    client = kc.setup("GET", f"/admin/realms/{at.realm}/clients?clientId=spa").get(0)
    kc.setup("PUT", f"/admin/realms/{at.realm}/clients/{client['id']}", {**client, "attributes": {"dpop.bound.access.tokens": "true"}})
    kc.get(path, bearer=plain, note="the client requires DPoP by now")


def exchange_and_introspection(kc):
    at = _set_up(kc)
    bound, plain = at.ask(CONFIDENTIAL, at.proof()).get("access_token"), at.ask(CONFIDENTIAL).get("access_token")
    for proof in (None, at.proof(), at.proof(key=OTHER), "abc"):
        at.ask({**EXCHANGE, **SECRET, "subject_token": bound}, proof)
    at.ask({**EXCHANGE, **SECRET, "subject_token": plain}, at.proof())
    at.ask({**EXCHANGE, "client_id": "bound", "client_secret": "s3cret", "subject_token": bound}, at.proof(), note="another client's")
    kc.post(f"/realms/{at.realm}/protocol/openid-connect/token/introspect", form={**SECRET, "token": bound})
    kc.post(f"/realms/{at.realm}/protocol/openid-connect/revoke", form={**SECRET, "token": bound}, headers={"DPoP": "abc"})


def codes(kc):
    """Authorization codes that are bound to a key by dpop_jkt, or by the proof of a pushed request; response types without a code."""
    at = _set_up(kc)

    def code(client, **query):
        kc.jar.clear()
        back = kc.login(at.realm, "alice", "wonder", client_id=client, response_type="code", scope="openid", redirect_uri=CB, **query)
        secret = {"client_secret": "s3cret"} if client == "app" else {}
        return {"grant_type": "authorization_code", "client_id": client, "code": back.param("code"), "redirect_uri": CB, **secret}

    asked = {"dpop_jkt": _jkt(KEY)}
    at.ask(code("spa", **asked), at.proof())
    at.ask(code("spa", **asked))
    other = code("app", **asked)
    at.ask(other, at.proof(key=OTHER))
    at.ask(other, at.proof(), note="the code is used up")
    at.ask({**code("spa", **asked), "redirect_uri": "https://app.example.org/else"}, at.proof(key=OTHER))
    at.ask(code("strict"))
    path = f"/realms/{at.realm}/protocol/openid-connect/ext/par/request"
    pushed = {**SECRET, "response_type": "code", "redirect_uri": CB, "scope": "openid"}
    for form in (pushed, {**pushed, **asked}, {**pushed, "dpop_jkt": _jkt(OTHER)}, {**pushed, "redirect_uri": "https://x.example.org", "dpop_jkt": "x"}):
        kc.post(path, form=form, headers={"DPoP": _proof("POST", kc.base + path)})
    kc.post(path, form={**pushed, "redirect_uri": "https://x.example.org"}, headers={"DPoP": "abc"})
    kc.post(path, form={**pushed, "client_id": "bound"}, note="no proof")
    for kind in ("token", "code id_token", "id_token"):
        kc.authorize(at.realm, client_id="strict", response_type=kind, scope="openid", nonce="n", redirect_uri=CB)


def enforced_by_a_policy(kc):
    """The executor dpop-bind-enforcer: clients that are changed, codes, refresh tokens only, revocation."""
    at = _set_up(kc)
    usual = {"auto-configure": False, "enforce-authorization-code-binding-to-dpop": False, "allow-only-refresh-token-binding": False}
    clients = f"/admin/realms/{at.realm}/clients"
    for number, change in enumerate(({}, {"auto-configure": True}, {"enforce-authorization-code-binding-to-dpop": True}, {"allow-only-refresh-token-binding": True})):
        kc.setup("PUT", f"/admin/realms/{at.realm}/client-policies/policies", {"policies": []})
        bound, plain = at.ask(SPA, at.proof()).get("refresh_token"), at.ask(SPA).get("refresh_token")
        profile = {"name": "p", "executors": [{"executor": "dpop-bind-enforcer", "configuration": {**usual, **change}}]}
        kc.setup("PUT", f"/admin/realms/{at.realm}/client-policies/profiles", {"profiles": [profile]})
        policy = {"name": "q", "enabled": True, "conditions": [{"condition": "any-client", "configuration": {}}], "profiles": ["p"]}
        kc.setup("PUT", f"/admin/realms/{at.realm}/client-policies/policies", {"policies": [policy]})
        kc.post(clients, admin=True, body={"clientId": f"new{number}", "publicClient": True}, note=str(change))
        kc.authorize(at.realm, client_id="spa", response_type="code", scope="openid", redirect_uri=CB)
        kc.jar.clear()
        at.ask(SPA)
        for token in (bound, plain):
            for proof in (None, at.proof()):
                at.ask({"grant_type": "refresh_token", "client_id": "spa", "refresh_token": token}, proof)
        for token, key in ((plain, None), (plain, KEY), (bound, OTHER), ("garbage", KEY), (bound, KEY)):
            headers = {"DPoP": _proof("POST", f"{at.protocol}/revoke", key=key)} if key else {}
            kc.post(f"/realms/{at.realm}/protocol/openid-connect/revoke", form={"client_id": "spa", "token": token}, headers=headers)


def events_of_refusals(kc):
    at = _set_up(kc, eventsEnabled=True, enabledEventTypes=["LOGIN", "LOGIN_ERROR", "REFRESH_TOKEN_ERROR", "TOKEN_EXCHANGE_ERROR", "USER_INFO_REQUEST_ERROR", "LOGOUT_ERROR", "CODE_TO_TOKEN_ERROR"])
    at.ask(SPA, "abc")
    at.ask({**PASSWORD, "client_id": "strict"})
    answer = at.ask(SPA, at.proof())
    renewal = {"grant_type": "refresh_token", "client_id": "spa", "refresh_token": answer.get("refresh_token")}
    at.ask(renewal)
    at.ask(renewal, at.proof(key=OTHER))
    at.ask({**EXCHANGE, **SECRET, "subject_token": at.ask(CONFIDENTIAL, at.proof()).get("access_token")})
    kc.get(f"/realms/{at.realm}/protocol/openid-connect/userinfo", headers={"Authorization": f"DPoP {answer.get('access_token')}"})
    kc.post(f"/realms/{at.realm}/protocol/openid-connect/logout", form={"client_id": "spa", "refresh_token": answer.get("refresh_token")})
    kc.get(f"/admin/realms/{at.realm}/events", admin=True)


def proofs_of_odd_shapes(kc):
    """Headers and claims of other types than they have, keys that are none or not of the algorithm, and what is looked at in none of them."""
    at = _set_up(kc)
    for header in ({"typ": ["dpop+jwt"]}, {"typ": "DPOP+JWT"}, {"typ": 1}, {"kid": 1}, {"kid": []}, {"jku": "http://127.0.0.1:1/"}, {"x5u": "http://127.0.0.1:1/"}, {"x5c": ["AA"]}, {"crit": ["foo"]}, {"b64": False, "crit": ["b64"]}, {"alg": 1}, {"alg": 10}, {"alg": 99}, {"alg": "es256"}):
        at.ask(SPA, at.proof(header=header), note=f"header {header}")
    jwk = _jwk(KEY)
    for name, odd in (("list", [jwk]), ("key_ops", {**jwk, "key_ops": ["sign"]}), ("another key", _jwk(OTHER))):
        at.ask(SPA, at.proof(header={"jwk": odd}), note=f"jwk {name}")
    now = int(time.time())
    for odd in ({"iss": 5}, {"iss": ["x"]}, {"sub": {}}, {"aud": {}}, {"azp": ["x"]}, {"iat": ""}, {"iat": " "}, {"iat": str(now)}, {"iat": now + 0.5}, {"iat": True}, {"exp": now - 60}, {"exp": "soon"}, {"exp": ""}, {"nbf": now + 600}, {"nbf": []}, {"jti": ["x"]}, {"jti": ""}, {"htm": 5}):
        at.ask(SPA, at.proof(**odd), note=f"claims {json.dumps(odd)[:12]}")


def tokens_that_have_ended(kc):
    """How a token comes is looked at before whether anything of its login is left."""
    at = _set_up(kc)
    path, user = f"/realms/{at.realm}/protocol/openid-connect/userinfo", kc.setup("GET", f"/admin/realms/{at.realm}/users?username=alice").get(0, "id")
    for ending in ("none", "unscoped", "disabled", "ended"):
        token = at.ask({**SPA, "scope": "profile" if ending == "unscoped" else "openid"}, at.proof()).get("access_token")
        if ending == "disabled":
            kc.setup("PUT", f"/admin/realms/{at.realm}/users/{user}", {"enabled": False})
        if ending == "ended":
            kc.setup("POST", f"/admin/realms/{at.realm}/users/{user}/logout")
        for key in (KEY, OTHER):
            kc.get(path, headers={"Authorization": f"DPoP {token}", "DPoP": _proof("GET", kc.base + path, key=key, token=token)})
        kc.get(path, bearer=token)
        kc.setup("PUT", f"/admin/realms/{at.realm}/users/{user}", {"enabled": True})
