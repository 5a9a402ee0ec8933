"""What identity providers assert that Keycloak takes behind options: JWT SVIDs of SPIFFE for clients, ID-JAGs for users."""

import base64
import json
import time
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from tests.support import serve

DOMAIN = "spiffe://example.org"
SPIFFE = "urn:ietf:params:oauth:client-assertion-type:jwt-spiffe"
BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
ISSUER = "https://idp.example.org"
ID_JAG = "oauth-id-jag+jwt"


def _b64(data):
    return base64.urlsafe_b64encode(data if isinstance(data, bytes) else json.dumps(data).encode()).rstrip(b"=").decode()


def _signed(key, claims, **header):
    text = f"{_b64({'alg': 'RS256', 'typ': 'JWT', **header})}.{_b64({name: value for name, value in claims.items() if value is not None})}"
    return f"{text}.{_b64(key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256()))}"


def _jwk(key, kid, use):
    numbers = key.public_key().public_numbers()
    size = (numbers.n.bit_length() + 7) // 8
    return {"kty": "RSA", "kid": kid, "n": _b64(numbers.n.to_bytes(size)), "e": "AQAB", **({"use": use} if use else {})}


class _Bundle:
    """A bundle endpoint: what it publishes can be changed."""

    def __init__(self):
        self.keys = []
        bundle = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                content = json.dumps({"keys": bundle.keys, "spiffe_refresh_hint": 300}).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *arguments):
                pass

        self.service = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        serve(self.service)
        self.url = f"http://127.0.0.1:{self.service.server_port}/bundle"

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.service.shutdown()
        self.service.server_close()


def providers_of_spiffe(kc):
    """Providers of the kind: what they need, how they are shown, where a realm brings them."""
    realm = kc.realm()
    path = f"/admin/realms/{realm}/identity-provider/instances"
    good = {"trustDomain": DOMAIN, "bundleEndpoint": "https://bundle.example.org/keys"}
    for number, config in enumerate(
        (
            {},
            {"bundleEndpoint": good["bundleEndpoint"]},
            {"trustDomain": DOMAIN},
            *(
                {**good, "trustDomain": domain}
                for domain in (
                    "",
                    "example.org",
                    "spiffe://Example",
                    "spiffe://",
                    "spiffe://example.org/",
                    "spiffe://a_b-c.1",
                    "https://example.org",
                    " spiffe://a",
                    "spiffe://a\n",
                )
            ),
            *(
                {**good, "bundleEndpoint": url}
                for url in ("", "http://bundle.example.org", "http://127.0.0.1/x", "nope", "ftp://a.example.org", "https://a b")
            ),
            {**good, "authorizationUrl": "nope"},
            {**good, "jwksUrl": "http://a.example.org"},
            {**good, "issuer": ISSUER},
            {**good, "hideOnLoginPage": "false", "allowedClockSkew": "x"},
            {**good, "supportsClientAssertions": "true", "useJwksUrl": "true", "validateSignature": "true"},
        )
    ):
        kc.post(path, admin=True, body={"alias": f"s{number}", "providerId": "spiffe", "config": config})
    kc.post(path, admin=True, body={"alias": "spiffe", "providerId": "spiffe", "enabled": True, "displayName": "d", "config": good})
    kc.get(f"{path}/spiffe", admin=True)
    kc.get(path, admin=True)
    kc.put(f"{path}/spiffe", admin=True, body={"alias": "spiffe", "providerId": "spiffe", "config": {**good, "trustDomain": "x"}})
    kc.put(
        f"{path}/spiffe", admin=True, body={"alias": "spiffe", "providerId": "spiffe", "config": {**good, "fedClientAssertionMaxExp": "10"}}
    )
    kc.get(f"{path}/spiffe", admin=True)
    kc.get(f"{path}/spiffe/mapper-types", admin=True)
    kc.get(f"{path}/spiffe/export", admin=True)
    part = {"alias": "part", "providerId": "spiffe", "config": good}
    kc.post(f"/admin/realms/{realm}/partialImport", admin=True, body={"ifResourceExists": "SKIP", "identityProviders": [part]})
    kc.setup("DELETE", "/admin/realms/parity-imported-spiffe")
    kc.post("/admin/realms", admin=True, body={"realm": "parity-imported-spiffe", "identityProviders": [part]})
    kc.get("/admin/realms/parity-imported-spiffe/identity-provider/instances", admin=True)
    kc.setup("DELETE", "/admin/realms/parity-imported-spiffe")


def svids_of_clients(kc):
    """Clients by JWT SVIDs: good ones, and what is wrong with others, in the order in which it is looked at."""
    key, other = rsa.generate_private_key(65537, 2048), rsa.generate_private_key(65537, 2048)
    now, once = int(time.time()), str(uuid.uuid4())

    def client(name, subject, issuer="spiffe", **more):
        return {
            "serviceAccountsEnabled": True,
            "clientAuthenticatorType": "federated-jwt",
            "clientId": name,
            "attributes": {"jwt.credential.issuer": issuer, "jwt.credential.sub": subject},
            **more,
        }

    clients = [
        client("app", f"{DOMAIN}/app"),
        client("gone", f"{DOMAIN}/gone", enabled=False),
        client("away", "spiffe://other.org/app"),
        client("bare", DOMAIN),
        client("near", "spiffe://example.organic/app"),
        client("twice", f"{DOMAIN}/two"),
        client("thrice", f"{DOMAIN}/two"),
        client("lost", f"{DOMAIN}/lost", "nobody"),
        client("shut", f"{DOMAIN}/shut", "shut"),
        client("oidc", f"{DOMAIN}/oidc", "oidc"),
        client("idp", "app", "oidc"),
        client("secret", f"{DOMAIN}/secret", clientAuthenticatorType="client-secret", secret="s3cret"),
        client("open", f"{DOMAIN}/open", publicClient=True),
    ]
    with _Bundle() as bundle:
        bundle.keys = [_jwk(key, "k1", "jwt-svid"), _jwk(other, "k2", "sig"), _jwk(other, "k3", "x509-svid")]
        realm = kc.realm(clients=clients, eventsEnabled=True)
        path = f"/admin/realms/{realm}/identity-provider/instances"
        config = {"trustDomain": DOMAIN, "bundleEndpoint": bundle.url}
        provider = {"alias": "spiffe", "providerId": "spiffe", "enabled": True, "config": config}
        kc.setup("POST", path, provider)
        kc.setup("POST", path, {**provider, "alias": "shut", "enabled": False})
        pem = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()
        usual = {"authorizationUrl": "https://a.example.org", "tokenUrl": "https://a.example.org", "clientId": "c", "clientSecret": "s"}
        usual |= {"issuer": ISSUER, "supportsClientAssertions": "true", "publicKeySignatureVerifier": pem, "validateSignature": "true"}
        kc.setup("POST", path, {"alias": "oidc", "providerId": "oidc", "enabled": True, "config": usual})
        own = f"{kc.base}/realms/{realm}"

        def ask(note="", form=None, signer=key, header=None, **claims):
            said = {"sub": f"{DOMAIN}/app", "aud": own, "exp": int(time.time()) + 120, **claims}
            text = _signed(signer, said, **{"kid": "k1", **(header or {})})
            sent = {"grant_type": "client_credentials", "client_assertion_type": SPIFFE, "client_assertion": text, **(form or {})}
            kc.token(realm, {name: value for name, value in sent.items() if value is not None}, note=note)

        ask()
        for name in ("app", "secret", "nobody", "away", "open"):
            ask(f"as {name}", {"client_id": name})
        for subject in (
            None,
            f"{DOMAIN}/x",
            f"{DOMAIN}/gone",
            "spiffe://other.org/app",
            DOMAIN,
            "spiffe://example.organic/app",
            f"{DOMAIN}/two",
            f"{DOMAIN}/lost",
            f"{DOMAIN}/shut",
            f"{DOMAIN}/oidc",
            f"{DOMAIN}/secret",
            f"{DOMAIN}/open",
            "app",
            7,
        ):
            ask(f"sub {subject}", sub=subject)
        ask("gone in the form too", {"client_id": "gone"}, sub=f"{DOMAIN}/gone")
        for claims in (
            {"iss": ISSUER},
            {"iss": DOMAIN},
            {"iss": f"{DOMAIN}/app"},
            {"exp": None},
            {"exp": now - 100},
            {"exp": now + 3600},
            {"exp": now + 3600, "iat": now},
            {"iat": now},
            {"iat": now + 100},
            {"iat": now - 400},
            {"nbf": now + 100},
            {"jti": once},
            {"jti": once},
            {"aud": None},
            {"aud": f"{own}/protocol/openid-connect/token"},
            {"aud": "x", "exp": now - 100},
            {"aud": [own, "x"]},
            {"aud": [own]},
        ):
            ask(f"claims {sorted(claims)}", **claims)
        ask("another key", signer=other)
        for header in ({"kid": "k2"}, {"kid": "k3"}, {"kid": "k4"}, {"kid": None}):
            ask(f"header {header}", signer=other, header=header)
            ask(f"header {header}, the key of svids", header=header)
        for algorithm in ("none", "HS256", "PS256", "RS384", "nope"):
            ask(algorithm, header={"alg": algorithm})
        ask("typ", header={"typ": "JOSE"})
        ask("bearer", {"client_assertion_type": BEARER})
        ask("bearer with an issuer", {"client_assertion_type": BEARER}, iss=ISSUER)
        ask("bearer of the provider", {"client_assertion_type": BEARER}, iss=ISSUER, sub="app", jti=str(uuid.uuid4()))
        ask("svid of the provider", {"client_id": "idp"}, iss=ISSUER, sub="app", jti=str(uuid.uuid4()))
        for form in (
            {"client_assertion": "garbage"},
            {"client_assertion": None},
            {"client_assertion_type": "x"},
            {"client_assertion_type": None},
        ):
            ask(f"form {form}", form)
            ask(f"form {form} as app", {**form, "client_id": "app"})
        protocol = f"/realms/{realm}/protocol/openid-connect"
        for endpoint in ("token/introspect", "revoke", "ext/par/request"):
            for subject in ("app", "x"):
                text = _signed(key, {"sub": f"{DOMAIN}/{subject}", "aud": own, "exp": int(time.time()) + 120}, kid="k1")
                kc.post(f"{protocol}/{endpoint}", form={"client_assertion_type": SPIFFE, "client_assertion": text, "token": "x"})
        kc.setup(
            "PUT",
            f"{path}/spiffe",
            {
                **provider,
                "config": {**config, "allowedClockSkew": "20", "fedClientAssertionMaxExp": "150", "supportsClientAssertionReuse": "false"},
            },
        )
        for claims in (
            {"iat": int(time.time()) + 10},
            {"iat": int(time.time()) - 170},
            {"exp": int(time.time()) + 200},
            {"exp": int(time.time()) - 5},
            {"jti": once},
        ):
            ask(f"configured {sorted(claims)}", **claims)
        bundle.keys = [_jwk(other, "k5", "sig")]
        kc.setup("PUT", f"{path}/spiffe", provider)
        ask("only a key for signatures", signer=other, header={"kid": "k5"})
        bundle.keys = [_jwk(other, "k6", "")]
        kc.setup("PUT", f"{path}/spiffe", {**provider, "config": {**config, "allowedClockSkew": "1"}})
        ask("a key for nothing", signer=other, header={"kid": "k6"})
        kc.get(f"/admin/realms/{realm}/events", query={"max": 100}, admin=True)


def identity_assertions(kc):
    """ID-JAGs, by the type in their header: whose they are, when they were issued, and that each comes once."""
    key = rsa.generate_private_key(65537, 2048)
    attributes = {"oauth2.jwt.authorization.grant.enabled": "true", "oauth2.jwt.authorization.grant.idp": "idp"}
    usual = {"secret": "s3cret", "redirectUris": ["https://app.example.org/*"]}
    clients = [
        {**usual, "clientId": "app", "attributes": attributes},
        {**usual, "clientId": "plain"},
        {**usual, "clientId": "spa", "publicClient": True, "attributes": attributes},
    ]
    alice = {
        "username": "alice",
        "enabled": True,
        "email": "alice@example.org",
        "firstName": "A",
        "lastName": "B",
        "federatedIdentities": [{"identityProvider": "idp", "userId": "s1", "userName": "alice"}],
    }
    realm = kc.realm(clients=clients, users=[alice], eventsEnabled=True)
    path = f"/admin/realms/{realm}/identity-provider/instances"
    pem = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()
    config = {
        "issuer": ISSUER,
        "jwtAuthorizationGrantEnabled": "true",
        "publicKeySignatureVerifier": pem,
        "validateSignature": "true",
        "clientId": "c",
        "clientSecret": "s",
        "authorizationUrl": "https://a.example.org",
        "tokenUrl": "https://a.example.org",
    }
    provider = {"alias": "idp", "providerId": "oidc", "enabled": True, "config": config}
    kc.setup("POST", path, provider)
    kc.get(f"/realms/{realm}/.well-known/openid-configuration")

    def ask(note="", client="app", typ=ID_JAG, form=None, **claims):
        now = int(time.time())
        said = {
            "iss": ISSUER,
            "sub": "s1",
            "aud": f"{kc.base}/realms/{realm}",
            "iat": now,
            "exp": now + 120,
            "jti": str(uuid.uuid4()),
            "client_id": "app",
            **claims,
        }
        secret = {} if client == "spa" else {"client_secret": "s3cret"}
        kc.token(
            realm, {"grant_type": GRANT, "client_id": client, **secret, "assertion": _signed(key, said, typ=typ), **(form or {})}, note=note
        )

    ask()
    ask("scopes", form={"scope": "openid email"})
    ask("scopes of its own", scope="email", form={"scope": "openid"})
    ask("a resource", resource="https://api.example.org")
    for typ in ("JWT", None, "OAUTH-ID-JAG+JWT", "application/oauth-id-jag+jwt", "id-jag+jwt"):
        ask(f"typ {typ}", typ=typ, client_id=None, iat=None)
    for claims in (
        {"client_id": None},
        {"client_id": "plain"},
        {"client_id": ""},
        {"iat": None},
        {"jti": None},
        {"iss": None, "client_id": None},
        {"iss": "https://x.example.org", "client_id": "x"},
        {"sub": None, "client_id": None},
        {"iat": None, "exp": None},
        {"iat": None, "sub": "nobody"},
        {"iat": None, "aud": "x"},
        {"azp": "app", "client_id": None},
        {"aud": "x"},
        {"aud": f"{kc.base}/realms/{realm}/protocol/openid-connect/token"},
    ):
        ask(f"claims {sorted(claims)} {claims.get('client_id')}", **claims)
    ask("of another client", client="plain", client_id="plain")
    ask("of a public client", client="spa", client_id="spa")
    ask("of a public client that it does not name", client="spa")
    kc.setup("PUT", f"{path}/idp", {**provider, "config": {**config, "jwtAuthorizationGrantAssertionReuseAllowed": "true"}})
    once = str(uuid.uuid4())
    for typ in (ID_JAG, ID_JAG, "JWT"):
        ask(f"again {typ}", typ=typ, jti=once)
    ask("no name", jti=None)
    kc.get(f"/admin/realms/{realm}/events", query={"max": 60}, admin=True)
