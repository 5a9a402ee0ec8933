"""What identity providers assert (RFC 7523): who a user is, for the JWT authorization grant, and who a client is."""

import base64
import json
import time
import uuid

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

ISSUER = "https://idp.example.org"
GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
ON = {"oauth2.jwt.authorization.grant.enabled": "true", "oauth2.jwt.authorization.grant.idp": "idp##off##pure"}
CLIENT = {"secret": "s3cret", "redirectUris": ["https://app.example.org/*"]}
CLIENTS = [{**CLIENT, "clientId": "app", "attributes": ON}, {**CLIENT, "clientId": "plain"}, {**CLIENT, "clientId": "spa", "publicClient": True, "attributes": ON},
           {**CLIENT, "clientId": "asks", "attributes": ON, "consentRequired": True}]
FEDERATED = {"serviceAccountsEnabled": True, "clientAuthenticatorType": "federated-jwt"}
TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def _user(name, subject, **more):
    return {"username": name, "enabled": True, "email": f"{name}@example.org", "emailVerified": True, "firstName": "A", "lastName": "B",
            "federatedIdentities": [{"identityProvider": "idp", "userId": subject, "userName": name}], **more}


def _b64(data):
    return base64.urlsafe_b64encode(data if isinstance(data, bytes) else json.dumps(data).encode()).rstrip(b"=").decode()


def _pem(key):
    return key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()


class _Provider:
    """An identity provider of a fresh realm, which asserts who somebody is."""

    def __init__(self, kc, clients=CLIENTS, **config):
        self.kc, self.key, self.other = kc, rsa.generate_private_key(65537, 2048), rsa.generate_private_key(65537, 2048)
        users = [_user("alice", "s1"), _user("bob", "s2", enabled=False), _user("carol", "s3", requiredActions=["UPDATE_PASSWORD"])]
        self.realm = kc.realm(clients=clients, users=users, eventsEnabled=True)
        self.issuer = f"{kc.base}/realms/{self.realm}"
        self.own = self.document("idp", ISSUER, **config)
        self.others = [self.document("off", "https://off.example.org", enabled=False), self.document("other", "https://other.example.org"),
                       self.document("none", "https://none.example.org", jwtAuthorizationGrantEnabled="false")]
        for provider in (self.own, *self.others):
            kc.setup("POST", f"/admin/realms/{self.realm}/identity-provider/instances", provider)

    def document(self, alias, issuer, enabled=True, **config):
        usual = {"issuer": issuer, "authorizationUrl": f"{issuer}/auth", "tokenUrl": f"{issuer}/token", "clientId": "c", "clientSecret": "s", "validateSignature": "true",
                 "useJwksUrl": "false", "publicKeySignatureVerifier": _pem(self.key), "jwtAuthorizationGrantEnabled": "true"}
        return {"alias": alias, "providerId": "oidc", "enabled": enabled, "config": {**usual, **config}}

    def configure(self, **config):
        document = {**self.own, "config": {**self.own["config"], **config}}
        self.kc.setup("PUT", f"/admin/realms/{self.realm}/identity-provider/instances/idp", document)

    def assertion(self, *, key=None, header=None, **claims):
        now = int(time.time())
        said = {"iss": ISSUER, "sub": "s1", "aud": self.issuer, "iat": now, "exp": now + 60, "jti": str(uuid.uuid4()), **claims}
        signed = f"{_b64({'alg': 'RS256', 'typ': 'JWT', **(header or {})})}.{_b64({k: v for k, v in said.items() if v is not None})}"
        return f"{signed}.{_b64((key or self.key).sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256()))}"

    def ask(self, assertion, client="app", note="", **form):
        secret = {} if client == "spa" else {"client_secret": "s3cret"}
        given = {} if assertion is None else {"assertion": assertion}
        return self.kc.token(self.realm, {"grant_type": GRANT, "client_id": client, **secret, **given, **form}, note=note)


def assertions_of_a_provider(kc):
    """Good ones, and what is wrong with others, in the order in which it is looked at."""
    at, now = _Provider(kc), int(time.time())
    at.ask(at.assertion())
    at.ask(at.assertion(), scope="openid offline_access")
    at.ask(at.assertion(), scope="unknown")
    at.ask(None, note="no assertion")
    at.ask("garbage")
    for client in ("plain", "spa", "asks"):
        at.ask(at.assertion(), client)
    for claims in ({"iss": None}, {"sub": None}, {"iss": "https://x.example.org"}, {"iss": "https://off.example.org"}, {"iss": "https://other.example.org"},
                   {"iss": "https://none.example.org"}, {"exp": None}, {"exp": now - 100}, {"exp": now + 3600}, {"exp": now + 3600, "iat": None}, {"iat": None},
                   {"iat": now + 100}, {"iat": now - 400}, {"iat": now - 200}, {"nbf": now + 100}, {"jti": None}, {"aud": f"{at.issuer}/protocol/openid-connect/token"},
                   {"aud": "https://x.example.org"}, {"aud": [at.issuer, "https://x.example.org"]}, {"aud": None}, {"sub": "nobody"}, {"sub": "s2"}, {"sub": "s3"},
                   {"sub": "nobody", "aud": "x"}, {"sub": "nobody", "exp": now - 100}):
        at.ask(at.assertion(**claims), note=f"claims {sorted(claims)}")
    at.ask(at.assertion(key=at.other, sub="nobody"), note="another key")
    for algorithm in ("none", "HS256"):
        at.ask(at.assertion(header={"alg": algorithm}), note=algorithm)
    once = at.assertion()
    at.ask(once)
    at.ask(once, note="again")
    kc.get(f"/admin/realms/{at.realm}/events", query={"max": 5, "first": 30}, admin=True)


def settings_of_a_provider(kc):
    """Reuse, age, algorithm, the clock, the end of the token, a key's name, and the audience that a client names."""
    at, now = _Provider(kc), int(time.time())
    at.configure(jwtAuthorizationGrantAssertionReuseAllowed="true")
    once = at.assertion(jti=None)
    at.ask(once)
    at.ask(once)
    at.configure(jwtAuthorizationGrantMaxAllowedAssertionExpiration="30")
    for claims in ({}, {"iat": now - 40}, {"iat": None}):
        at.ask(at.assertion(**claims))
    at.configure(jwtAuthorizationGrantAssertionSignatureAlg="ES256")
    at.ask(at.assertion())
    at.configure(allowedClockSkew="20")
    at.ask(at.assertion(iat=int(time.time()) + 10))
    at.configure(jwtAuthorizationGrantLimitAccessTokenExp="true")
    at.ask(at.assertion(exp=int(time.time()) + 30))
    at.configure(publicKeySignatureVerifierKeyId="k1")
    at.ask(at.assertion(header={"kid": "k2"}))
    at.ask(at.assertion(header={"kid": "k1"}))
    at.configure()
    client = kc.setup("GET", f"/admin/realms/{at.realm}/clients?clientId=app").get(0)
    for alias in ("idp", "other"):
        own = {"oauth2.jwt.authorization.grant.audience": json.dumps([{"key": alias, "value": "https://api.example.org"}])}
        kc.setup("PUT", f"/admin/realms/{at.realm}/clients/{client['id']}", {**client, "attributes": {**client["attributes"], **own}})
        at.ask(at.assertion())
        at.ask(at.assertion(aud="https://api.example.org"))


def the_providers_client_id_as_audience(kc):
    """A provider may make assertions for the client that the realm is at the provider's: of users, and of clients that it vouches for."""
    own = {"oauth2.jwt.authorization.grant.audience": json.dumps([{"key": "idp", "value": "https://api.example.org"}])}
    federated = {**FEDERATED, "clientId": "one", "attributes": {"jwt.credential.issuer": "idp", "jwt.credential.sub": "s1"}}
    at = _Provider(kc, [*CLIENTS, federated], supportsClientAssertions="true")
    client = kc.setup("GET", f"/admin/realms/{at.realm}/clients?clientId=app").get(0)
    for flag in ("true", "TRUE", "false"):
        at.configure(allowClientIdAsAudience=flag)
        for audience in ("c", at.issuer, f"{at.issuer}/protocol/openid-connect/token", ["c", at.issuer], ["c"], "C"):
            at.ask(at.assertion(aud=audience))
            kc.token(at.realm, {"grant_type": "client_credentials", "client_assertion_type": TYPE, "client_assertion": at.assertion(aud=audience)})
    at.configure(allowClientIdAsAudience="true")
    kc.setup("PUT", f"/admin/realms/{at.realm}/clients/{client['id']}", {**client, "attributes": {**client["attributes"], **own}})
    for audience in ("c", at.issuer, "https://api.example.org"):
        at.ask(at.assertion(aud=audience))


def what_a_provider_needs(kc):
    """Keys, an issuer, and one that nobody else has, for who asserts something."""
    realm = kc.realm()
    path = f"/admin/realms/{realm}/identity-provider/instances"
    usual = {"authorizationUrl": "https://a.example.org", "tokenUrl": "https://a.example.org", "clientId": "c", "clientSecret": "s"}
    full = {"jwtAuthorizationGrantEnabled": "true", "publicKeySignatureVerifier": "x", "issuer": "https://a.example.org"}
    for number, config in enumerate((
        {"validateSignature": "true"}, {"validateSignature": "true", "useJwksUrl": "true"}, {"jwtAuthorizationGrantEnabled": "true"},
        {"jwtAuthorizationGrantEnabled": "true", "useJwksUrl": "true"}, {"supportsClientAssertions": "true"}, {**full, "issuer": ""}, full, full,
        {"issuer": "https://a.example.org"}, {**full, "jwtAuthorizationGrantEnabled": "false", "supportsClientAssertions": "true"},
    )):
        kc.post(path, admin=True, body={"alias": f"p{number}", "providerId": "oidc", "config": {**usual, **config}})
    kc.post(path, admin=True, body={"alias": "late", "providerId": "oidc", "enabled": False, "config": {**usual, **full}})
    for kind in ("jwt-authorization-grant", "kubernetes"):
        kc.post(path, admin=True, body={"alias": kind, "providerId": kind, "config": {"issuer": "https://a.example.org"}})


def clients_of_a_provider(kc):
    """Clients that an identity provider vouches for (federated-jwt): it knows them by names of its own."""
    def client(name, subject, **more):
        return {**FEDERATED, "clientId": name, "attributes": {"jwt.credential.issuer": "idp", "jwt.credential.sub": subject}, **more}

    clients = [client("one", "s1"), client("off", "s2", enabled=False), client("secret", "s3", clientAuthenticatorType="client-secret", secret="s3cret"), {**FEDERATED, "clientId": "bare"}]
    at, now = _Provider(kc, clients, supportsClientAssertions="true"), int(time.time())
    usual = {"grant_type": "client_credentials", "client_assertion_type": TYPE}

    def ask(note="", form=None, **made):
        kc.token(at.realm, {**usual, "client_assertion": at.assertion(**made), **(form or {})}, note=note)

    ask()
    for name in ("one", "bare", "secret", "nobody"):
        ask(f"as {name}", {"client_id": name})
    for claims in ({"sub": "x"}, {"sub": "s2"}, {"sub": "s3"}, {"sub": None}, {"iss": None}, {"iss": "https://x.example.org"}, {"iss": "https://other.example.org"}, {"iss": "one", "sub": "one"},
                   {"exp": now - 100}, {"exp": None}, {"jti": None}, {"iat": now - 400}, {"iat": now + 100}, {"iat": now - 100}, {"exp": now + 3600, "iat": None}, {"nbf": now + 100},
                   {"aud": f"{at.issuer}/protocol/openid-connect/token"}, {"aud": "x", "exp": now - 100}, {"aud": [at.issuer, "x"]}, {"aud": None}):
        ask(f"claims {sorted(claims)}", **claims)
    ask("another key", key=at.other, aud="x")
    ask("no algorithm", header={"alg": "none"}, aud="x")
    once = at.assertion()
    for _ in range(2):
        kc.token(at.realm, {**usual, "client_assertion": once})
    for form in ({}, {"client_assertion_type": TYPE}, {"client_assertion": "garbage"}, {"client_assertion_type": TYPE, "client_assertion": "garbage"}, {"client_assertion_type": "x", "client_assertion": once}):
        kc.token(at.realm, {"grant_type": "client_credentials", "client_id": "one", **form})
    protocol = f"/realms/{at.realm}/protocol/openid-connect"
    for path in ("token/introspect", "revoke", "ext/par/request"):
        kc.post(f"{protocol}/{path}", form={"client_assertion_type": TYPE, "client_assertion": at.assertion(key=at.other), "token": "x"})
    at.configure(supportsClientAssertionReuse="true", fedClientAssertionMaxExp="30", allowedClockSkew="20")
    for claims in ({"jti": None}, {"iat": int(time.time()) - 40}, {"iat": int(time.time()) + 10}):
        ask(**claims)
    kc.get(f"/admin/realms/{at.realm}/events", query={"max": 30}, admin=True)


def policies_about_assertions(kc):
    """Client policies of the grant: by its name and the provider's alias; claims that are wanted, and scopes that the assertion has."""
    at = _Provider(kc)
    path = f"/admin/realms/{at.realm}/client-policies"

    def enforce(executor, configuration, condition="any-client", conditions=None):
        kc.setup("PUT", f"{path}/policies", {"policies": []})
        kc.setup("PUT", f"{path}/profiles", {"profiles": [{"name": "p", "executors": [{"executor": executor, "configuration": configuration}]}]})
        policy = {"name": "q", "enabled": True, "conditions": [{"condition": condition, "configuration": conditions or {}}], "profiles": ["p"]}
        kc.setup("PUT", f"{path}/policies", {"policies": [policy]})

    for value in ("", "a.*"):
        enforce("jwt-claim-enforcer", {"claim-name": "tenant", **({"allowed-value": value} if value else {})})
        for tenant in (None, "alpha", "beta", 7, ["alpha"], True):
            at.ask(at.assertion(tenant=tenant), note=f"{value or 'any'}: {tenant}")
    for condition, configuration in (("identity-provider-alias", {"identity_provider_aliases": ["idp"]}), ("identity-provider-alias", {"identity_provider_aliases": ["x"]}),
                                     ("grant-type", {"grant_types": [GRANT]}), ("grant-type", {"grant_types": ["password"]})):
        enforce("reject-request", {}, condition, configuration)
        at.ask(at.assertion())
        enforce("jwt-claim-enforcer", {"claim-name": "tenant"}, condition, configuration)
        at.ask(at.assertion())
    enforce("downscope-assertion-grant-enforcer", {})
    for said, scope in ((None, None), ("email", None), ("email", "email"), ("email profile", "profile"), ("email", "phone"), (None, "phone"), ("email phone openid", "openid phone")):
        at.ask(at.assertion(scope=said), note=f"{said}: {scope}", **({"scope": scope} if scope else {}))
