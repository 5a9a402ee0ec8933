"""Keys of clients that no ``kid`` names, and answers that are encrypted or signed for clients."""

import base64
import hashlib
import json
import time
import uuid

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from joserfc import jwe
from joserfc.jwk import RSAKey

CB = "https://app.example.org/cb"
ALICE = {
    "username": "alice",
    "enabled": True,
    "email": "alice@example.org",
    "emailVerified": True,
    "firstName": "Alice",
    "lastName": "Liddell",
    "credentials": [{"type": "password", "value": "wonder"}],
}
ASSERTION = {"grant_type": "client_credentials", "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"}
PASSWORD = {"grant_type": "password", "client_secret": "s3cret", "username": "alice", "password": "wonder", "scope": "openid"}


def _b64(data):
    return base64.urlsafe_b64encode(data if isinstance(data, bytes) else json.dumps(data).encode()).rstrip(b"=").decode()


def _rsa():
    key = rsa.generate_private_key(65537, 2048)
    numbers = key.public_key().public_numbers()
    return key, {"kty": "RSA", "n": _b64(numbers.n.to_bytes(256, "big")), "e": "AQAB"}


def _ec():
    numbers = ec.generate_private_key(ec.SECP256R1()).public_key().public_numbers()
    return {"kty": "EC", "crv": "P-256", "x": _b64(numbers.x.to_bytes(32, "big")), "y": _b64(numbers.y.to_bytes(32, "big"))}


def _client(name, keys, **attributes):
    held = {"use.jwks.string": "true", "jwks.string": json.dumps({"keys": keys}), **attributes}
    return {
        "clientId": name,
        "secret": "s3cret",
        "directAccessGrantsEnabled": True,
        "implicitFlowEnabled": True,
        "redirectUris": [CB],
        "attributes": held,
    }


def _sign(key, alg, claims, **header):
    signed = f"{_b64({'alg': alg, **header})}.{_b64(claims)}"
    padded = padding.PSS(padding.MGF1(hashes.SHA256()), 32) if alg == "PS256" else padding.PKCS1v15()
    return f"{signed}.{_b64(key.sign(signed.encode(), padded, hashes.SHA256()))}"


def assertions_by_keys_without_a_name(kc):
    """Assertions without a ``kid`` and with one, by key sets whose keys have a ``kid`` and an algorithm or not."""
    key, mine = _rsa()
    _, other = _rsa()
    mine, other, curve = ({**jwk, "use": "sig"} for jwk in (mine, other, _ec()))
    sets = [
        [mine], [{**mine, "alg": "PS256"}], [{**mine, "kid": "a"}], [{**mine, "kid": "a", "alg": "PS256"}], [other, mine],
        [{**other, "kid": "b"}, mine], [curve, mine], [other, {**mine, "kid": "a"}], [other, {**mine, "alg": "RS256"}], [{**mine, "kid": ""}],
    ]  # fmt: skip
    clients = [
        {**_client(f"c{n}", keys), "clientAuthenticatorType": "client-jwt", "serviceAccountsEnabled": True} for n, keys in enumerate(sets)
    ]
    realm = kc.realm(clients=clients)
    for client in clients:
        for alg, header in (("RS256", {}), ("PS256", {}), ("RS256", {"kid": "a"})):
            name, now = client["clientId"], int(time.time())
            claims = {
                "iss": name,
                "sub": name,
                "aud": f"{kc.base}/realms/{realm}",
                "jti": f"j{time.time_ns()}",
                "iat": now,
                "exp": now + 60,
            }
            kc.token(realm, {**ASSERTION, "client_assertion": _sign(key, alg, claims, **header)})


def id_tokens_for_keys_without_a_name(kc):
    """Encrypted for a key without a ``kid`` before any other, whatever it says of itself; else for the one of the algorithm."""
    mine, other, curve = ({**jwk, "use": "enc"} for jwk in (_rsa()[1], _rsa()[1], _ec()))
    named = {**mine, "kid": "a", "alg": "RSA-OAEP"}
    sets = [
        [mine],
        [{**mine, "alg": "RS256"}],
        [named, other],
        [other, named],
        [mine, curve],
        [{**other, "alg": "RSA1_5"}, {**mine, "alg": "RSA-OAEP"}],
        [{**mine, "kid": "", "alg": "RSA-OAEP"}],
        [{**named, "alg": "RSA-OAEP-256"}, named],
    ]
    wanted = {"id.token.encrypted.response.alg": "RSA-OAEP", "id.token.encrypted.response.enc": "A256GCM"}
    clients = [_client(f"c{n}", keys, **wanted) for n, keys in enumerate(sets)]
    realm = kc.realm(clients=clients, users=[ALICE])
    for client in clients:
        kc.token(realm, {**PASSWORD, "client_id": client["clientId"]})


def access_tokens_in_signed_responses(kc):
    """The scope that was asked for comes along where an access token comes alone in a JWT."""
    realm = kc.realm(clients=[_client("app", [])], users=[ALICE])
    asked = {"client_id": "app", "redirect_uri": CB, "nonce": "n", "state": "st"}
    kc.login(realm, "alice", "wonder", **asked, response_type="token", response_mode="jwt", scope="openid email")
    for kind, mode, scope in (
        ("token", "form_post.jwt", "profile"),
        ("token", "fragment", "openid"),
        ("id_token token", "jwt", "openid"),
        ("code token", "jwt", "openid"),
    ):
        kc.authorize(realm, **asked, response_type=kind, response_mode=mode, scope=scope)
    kc.authorize(realm, **asked, response_type="token", response_mode="fragment.jwt")


def offline_access_in_front(kc):
    """A hybrid login that is refused an offline session is told in JSON, whatever the browser asks for."""
    realm = kc.realm(clients=[_client("app", [])], users=[ALICE])
    path = f"/realms/{realm}/protocol/openid-connect/auth"
    for kind in ("code id_token", "code"):
        for accept in ("text/html", "application/json"):
            kc.jar.clear()
            query = {"client_id": "app", "redirect_uri": CB, "response_type": kind, "scope": "openid offline_access", "nonce": "n"}
            page = kc.get(path, query=query, cookies_on=True)
            form = {"username": "alice", "password": "wonder"}
            kc.post(page.action("kc-form-login"), form=form, headers={"Accept": accept}, cookies_on=True)


def _encrypted(text, jwk, alg, enc, **header):
    return jwe.encrypt_compact({"alg": alg, "enc": enc, **header}, text, RSAKey.import_key(jwk), algorithms=[alg, enc])


def encrypted_request_objects(kc):
    """Encrypted for a key of the realm: signed or not, for clients that ask for an encryption, and what does not fit."""
    attribute = "request.object.encryption.alg"
    clients = [_client("any", []), _client("other", [], **{attribute: "RSA-OAEP-256"}), _client("signs", [], **{"request.object.signature.alg": "RS256"})]
    realm = kc.realm(clients=clients, users=[ALICE])
    keys = kc.get(f"/realms/{realm}/protocol/openid-connect/certs").json["keys"]
    jwk = {name: value for name, value in next(key for key in keys if key["use"] == "enc").items() if name in ("kty", "n", "e", "kid")}
    kid = jwk.pop("kid")
    asked = {"redirect_uri": CB, "response_type": "code", "scope": "openid", "state": "in"}
    path = f"/realms/{realm}/protocol/openid-connect"

    def send(client, text):
        # The text of the request changes from run to run, and is not what is compared.
        kc.jar.clear()
        url = f"{path}/ext/par/request"
        pushed = kc.request("POST", url, form={"client_id": client, "client_secret": "s3cret", "request": text})
        if pushed.status == 201:
            kc.authorize(realm, client_id=client, request_uri=pushed.get("request_uri"))

    for client in ("any", "other", "signs"):
        for content in (json.dumps({**asked, "client_id": client}), f"{_b64({'alg': 'none'})}.{_b64({**asked, 'client_id': client})}."):
            send(client, _encrypted(content, jwk, "RSA-OAEP", "A256GCM", kid=kid))
    good = json.dumps({**asked, "client_id": "any"})
    for content in ("[]", "5", "nope", "", "{}"):
        send("any", _encrypted(content, jwk, "RSA-OAEP", "A256GCM", kid=kid))
    for header in ({}, {"kid": "unknown"}):
        send("any", _encrypted(good, jwk, "RSA-OAEP", "A128CBC-HS256", **header))
    send("any", _encrypted(good, _rsa()[1], "RSA-OAEP", "A256GCM", kid=kid))
    send("any", _encrypted(good, jwk, "RSA-OAEP-256", "A256GCM", kid=kid))


def keys_of_certificates(kc):
    """A key in a certificate or by itself has a name that follows from it; whoever names it otherwise is not let in. Events name the key."""
    key, _ = _rsa()
    public = base64.b64encode(key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)).decode()
    named = _b64(hashlib.sha256(base64.b64decode(public)).digest())
    realm = kc.realm(eventsEnabled=True, clients=[{"clientId": "app", "serviceAccountsEnabled": True, "clientAuthenticatorType": "client-jwt", "attributes": {"jwt.credential.public.key": public}}])
    for header in ({}, {"kid": named}, {"kid": "another"}):
        now = int(time.time())
        claims = {"iss": "app", "sub": "app", "aud": f"{kc.base}/realms/{realm}", "jti": str(uuid.uuid4()), "iat": now, "exp": now + 60}
        kc.token(realm, {"grant_type": "client_credentials", "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer", "client_assertion": _sign(key, "RS256", claims, **header)})
    kc.get(f"/admin/realms/{realm}/events", admin=True)
