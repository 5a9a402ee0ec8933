"""What discovery lists works when it is used: each value of each of its lists, as Keycloak 26.7.4 takes it."""

import base64
import hashlib
import json
import re
import uuid
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwe, jwt
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey, import_key

from pytest_plugin.dpop import DpopKey
from tests.conftest import ALICE, CLIENTS, SELF
from tests.login.browser import CALLBACK, Browser
from tests.support import admin_client, claims, part

SECRET = "s3cret-that-is-long-enough-for-sixty-four-bytes-of-a-key-of-hs512"
URN = "urn:ietf:params:oauth"
CIBA = "urn:openid:params:grant-type:ciba"
TYPES = {"token_type": f"{URN}:token-type:access_token", "jwt": f"{URN}:client-assertion-type:jwt-bearer"}
CONTENT = "A256GCM"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(b"v" * 50).digest()).rstrip(b"=").decode()
KEYS = {
    "RSA": RSAKey.generate_key(2048, {"kid": "rsa"}),
    "256": ECKey.generate_key("P-256", {"kid": "p256"}),
    "384": ECKey.generate_key("P-384", {"kid": "p384"}),
    "512": ECKey.generate_key("P-521", {"kid": "p521"}),
    "EdDSA": OKPKey.generate_key("Ed25519", {"kid": "ed"}),
}
PROVIDERS = ("rsa-generated", "rsa-enc-generated", "hmac-generated")
CURVE = {"providerId": "ecdh-generated", "providerType": "org.keycloak.keys.KeyProvider", "name": "ecdh"}


def key_of(algorithm):
    """The client's key for a signature, and its id."""
    if algorithm.startswith("HS"):
        return OctKey.import_key(SECRET), None
    name = "EdDSA" if algorithm == "EdDSA" else algorithm[2:] if algorithm.startswith("ES") else "RSA"
    return KEYS[name], KEYS[name].kid


def signed(algorithm, said):
    if algorithm == "none":
        return jwt.encode({"alg": "none"}, said, None, algorithms=["none"])
    key, kid = key_of(algorithm)
    return jwt.encode({"alg": algorithm, **({"kid": kid} if kid else {})}, said, key, algorithms=[algorithm])


class App:
    """A client at a realm in which everything is allowed; ``now`` has discovery's document."""

    def __init__(self, server):
        public = [{**key.as_dict(private=False), "use": "sig"} for key in KEYS.values()]
        public += [
            {**KEYS[kind].as_dict(private=False), "use": "enc", "alg": algorithm, "kid": f"enc-{algorithm}"}
            for algorithm in ("RSA-OAEP", "RSA-OAEP-256", "RSA1_5", "ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A192KW", "ECDH-ES+A256KW")
            for kind in (["256"] if algorithm.startswith("EC") else ["RSA"])
        ]
        self.attributes = {
            "use.jwks.string": "true", "jwks.string": json.dumps({"keys": public}), "oidc.ciba.grant.enabled": "true",
            "oauth2.device.authorization.grant.enabled": "true", "standard.token.exchange.enabled": "true",
        }  # fmt: skip
        flows = {
            "standardFlowEnabled": True,
            "implicitFlowEnabled": True,
            "directAccessGrantsEnabled": True,
            "serviceAccountsEnabled": True,
        }
        self.document = {
            **flows, "clientId": "app", "secret": SECRET, "redirectUris": [CALLBACK], "authorizationServicesEnabled": True,
            "protocolMappers": [{**SELF, "config": {**SELF["config"], "included.client.audience": "app"}}], "attributes": self.attributes,
        }  # fmt: skip
        usual = [{"providerId": name, "name": name, "config": {"priority": ["100"]}} for name in PROVIDERS]
        curve = {**CURVE, "config": {"priority": ["1"], "ecdhEllipticCurveKey": ["P-256"], "ecdhAlgorithm": ["ECDH-ES"]}}
        self.realm = server.realm(
            clients=[self.document], users=[{**ALICE, "realmRoles": ["offline_access"]}],
            attributes={"cibaAuthenticationChannelUri": "page"},
            components={"org.keycloak.keys.KeyProvider": [*usual, {key: value for key, value in curve.items() if key != "providerType"}]},
        )  # fmt: skip
        self.server, self.browser, self.admin = server, None, admin_client(server.url)
        CLIENTS.append(self.admin)
        self.listed = self.realm.http.get(f"{self.realm.issuer}/.well-known/openid-configuration").json()
        self.id = self.admin.get("/clients", params={"clientId": "app"}).json()[0]["id"]

    def set(self, authenticator="client-secret", **attributes):
        named = {name.replace("_", "."): value for name, value in attributes.items()}
        body = {"clientId": "app", "clientAuthenticatorType": authenticator, "attributes": named}
        self.admin.put(f"/clients/{self.id}", json=body).raise_for_status()

    def token(self, path="/token", **form):
        usual = {} if "client_assertion" in form else {"client_id": "app", "client_secret": SECRET}
        return self.realm.http.post(path, data={**usual, **form})

    def password(self, **form):
        return self.token(grant_type="password", username="alice", password="wonder", scope="openid", **form).json()

    def response(self, **asked):
        """The parameters of an authorization response in a browser where alice is logged in."""
        if self.browser is None:
            self.browser = Browser(self.realm)
            CLIENTS.append(self.browser.http)
            self.browser.log_in()
        page = self.browser.ask(nonce="n", **asked).page
        assert page.status_code in (200, 302, 303), page.text
        if page.status_code == 200:
            return dict(re.findall(r'name="([^"]*)" value="([^"]*)"', page.text, re.IGNORECASE)) or {"page": page.text}
        parts = urlsplit(page.headers["location"])
        return {name: values[0] for name, values in parse_qs(parts.query or parts.fragment).items()}

    def assertion(self, algorithm):
        now = int(self.server.live.emulator.clock.seconds())
        said = {"iss": "app", "sub": "app", "aud": self.realm.issuer, "jti": str(uuid.uuid4()), "iat": now, "exp": now + 60}
        return {"client_assertion_type": TYPES["jwt"], "client_assertion": signed(algorithm, said)}


# joserfc warns of what Keycloak offers all the same.
pytestmark = pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")


@pytest.fixture
def app(server):
    return App(server)


def test_signatures_of_tokens_and_answers(app):
    for algorithm in app.listed["id_token_signing_alg_values_supported"]:
        app.set(id_token_signed_response_alg=algorithm)
        assert part(app.password()["id_token"], 0)["alg"] == algorithm
    access = app.password()["access_token"]
    for algorithm in app.listed["userinfo_signing_alg_values_supported"]:
        app.set(user_info_response_signature_alg=algorithm)
        answer = app.realm.http.get("/userinfo", headers={"Authorization": f"Bearer {access}"})
        assert (answer.json()["email"] if algorithm == "none" else part(answer.text, 0)["alg"]) in (algorithm, "alice@example.org")
    for algorithm in app.listed["authorization_signing_alg_values_supported"]:
        app.set(authorization_signed_response_alg=algorithm)
        assert part(app.response(response_mode="jwt")["response"], 0)["alg"] == algorithm


def test_encryption_of_tokens_and_answers(app):
    def opened(text, algorithm, content):
        key = KEYS["256" if algorithm.startswith("EC") else "RSA"]
        return jwe.decrypt_compact(text, key, algorithms=[algorithm, content]).plaintext

    access = app.password()["access_token"]

    def userinfo():
        return app.realm.http.get("/userinfo", headers={"Authorization": f"Bearer {access}"}).text

    for listed, prefix, text in (
        ("id_token", "id.token.encrypted.response", lambda: app.password()["id_token"]),
        ("userinfo", "user.info.encrypted.response", userinfo),
        ("authorization", "authorization.encrypted.response", lambda: app.response(response_mode="jwt")["response"]),
    ):
        algorithms, contents = (app.listed[f"{listed}_encryption_{kind}_values_supported"] for kind in ("alg", "enc"))
        for algorithm, content in [*((name, CONTENT) for name in algorithms), *(("RSA-OAEP", name) for name in contents)]:
            app.set(**{f"{prefix}.alg": algorithm, f"{prefix}.enc": content})
            assert b"." in opened(text(), algorithm, content) or listed == "userinfo"
        app.set(**{f"{prefix}.alg": "", f"{prefix}.enc": ""})


def test_request_objects(app):
    said = {"client_id": "app", "response_type": "code", "redirect_uri": CALLBACK, "scope": "openid", "state": "inside"}

    def takes(text):
        return app.response(request=text).get("state") == "inside"

    for algorithm in app.listed["request_object_signing_alg_values_supported"]:
        app.set(request_object_signature_alg=algorithm)
        assert takes(signed(algorithm, said)), algorithm
    app.set(request_object_signature_alg="")
    keys = {jwk["kty"]: jwk for jwk in app.realm.http.get("/certs").json()["keys"] if jwk["use"] == "enc"}
    algorithms, contents = (app.listed[f"request_object_encryption_{kind}_values_supported"] for kind in ("alg", "enc"))
    for algorithm, content in [*((name, CONTENT) for name in algorithms), *(("RSA-OAEP", name) for name in contents)]:
        jwk = keys["EC" if algorithm.startswith("EC") else "RSA"]
        key = import_key({name: value for name, value in jwk.items() if name not in ("alg", "use", "x5c", "x5t", "x5t#S256")})
        header = {"alg": algorithm, "enc": content, "kid": jwk["kid"]}
        text = jwe.encrypt_compact(header, signed("PS256", said), key, algorithms=[algorithm, content])
        assert takes(text), (algorithm, content)


def test_how_clients_authenticate(app):
    for endpoint, path in (("token", "/token"), ("introspection", "/token/introspect"), ("revocation", "/revoke")):
        form = {"grant_type": "client_credentials"} if endpoint == "token" else {"token": "x"}
        methods = set(app.listed[f"{endpoint}_endpoint_auth_methods_supported"])
        assert methods == {"client_secret_basic", "client_secret_post", "private_key_jwt", "client_secret_jwt", "tls_client_auth"}
        app.set()
        assert app.realm.http.post(path, data=form, auth=("app", SECRET)).status_code == 200
        assert app.token(path, **form).status_code == 200
        for algorithm in app.listed[f"{endpoint}_endpoint_auth_signing_alg_values_supported"]:
            app.set("client-secret-jwt" if algorithm.startswith("HS") else "client-jwt", token_endpoint_auth_signing_alg=algorithm)
            assert app.token(path, **form, **app.assertion(algorithm)).status_code == 200, algorithm


def test_proofs_and_backchannel_requests(app):
    for algorithm in app.listed["dpop_signing_alg_values_supported"]:
        proof = DpopKey(algorithm).proof("POST", f"{app.realm.issuer}/protocol/openid-connect/token")
        answer = app.realm.http.post("/token", data={"grant_type": "client_credentials"}, auth=("app", SECRET), headers={"DPoP": proof})
        assert answer.json().get("token_type") == "DPoP", algorithm
    for algorithm in app.listed["backchannel_authentication_request_signing_alg_values_supported"]:
        app.set(ciba_backchannel_auth_request_signing_alg=algorithm)
        answer = app.token("/ext/ciba/auth", request=signed(algorithm, {"login_hint": "alice", "scope": "openid"}))
        assert answer.status_code == 200, answer.text
    for mode in app.listed["backchannel_token_delivery_modes_supported"]:
        told = {"client_notification_token": "t"} if mode == "ping" else {}
        app.set(
            **{
                "ciba.backchannel.token.delivery.mode": mode,
                "ciba.backchannel.client.notification.endpoint": "https://app.example.org/told",
            }
        )
        assert app.token("/ext/ciba/auth", login_hint="alice", scope="openid", **told).status_code == 200


def test_grants(app):
    first = app.password()
    device = app.token("/auth/device", scope="openid").json()
    backchannel = app.token("/ext/ciba/auth", login_hint="alice", scope="openid").json()
    forms = {
        "authorization_code": ({"code": app.response()["code"], "redirect_uri": CALLBACK}, None),
        "client_credentials": ({}, None),
        "password": ({"username": "alice", "password": "wonder"}, None),
        "refresh_token": ({"refresh_token": first["refresh_token"]}, None),
        f"{URN}:grant-type:device_code": ({"device_code": device["device_code"]}, "authorization_pending"),
        f"{URN}:grant-type:token-exchange": (
            {"subject_token": first["access_token"], "subject_token_type": TYPES["token_type"]}, None,
        ),
        f"{URN}:grant-type:uma-ticket": ({"audience": "app"}, "access_denied"),
        f"{URN}:grant-type:jwt-bearer": ({"assertion": "x"}, "invalid_grant"),
        CIBA: ({"auth_req_id": backchannel["auth_req_id"]}, "authorization_pending"),
    }  # fmt: skip
    assert {*forms, "implicit"} == set(app.listed["grant_types_supported"])
    for grant, (form, error) in forms.items():
        answer = app.token(grant_type=grant, **form).json()
        assert answer.get("error") == error, (grant, answer)


def test_responses(app):
    names = {"code": "code", "id_token": "id_token", "token": "access_token"}
    for kind in app.listed["response_types_supported"]:
        answer = app.response(response_type=kind)
        assert {names[word] for word in kind.split() if word in names} <= set(answer), kind
    for mode in app.listed["response_modes_supported"]:
        answer = app.response(response_mode=mode)
        assert ("response" if mode.endswith("jwt") else "code") in answer, mode
    for prompt in app.listed["prompt_values_supported"]:
        answer = app.response(prompt=prompt)
        assert "code" in answer if prompt == "none" else "kc-form-login" in answer.get("page", "") or "state" in answer
    challenges = {"plain": "v" * 50, "S256": CHALLENGE}
    assert set(challenges) == set(app.listed["code_challenge_methods_supported"])
    for method, challenge in challenges.items():
        code = app.response(code_challenge=challenge, code_challenge_method=method)["code"]
        answer = app.token(grant_type="authorization_code", code=code, redirect_uri=CALLBACK, code_verifier="v" * 50)
        assert answer.status_code == 200, answer.text
    for scope in app.listed["scopes_supported"]:
        assert "code" in app.response(scope=f"openid {scope}") or scope in ("service_account", "offline_access")


def test_claims_and_levels(app):
    said = claims(app.password(nonce="n")["id_token"])
    absent = {"auth_time", "nonce"}
    assert {name for name in app.listed["claims_supported"] if name not in said} <= absent
    code = app.response()["code"]
    token = app.token(grant_type="authorization_code", code=code, redirect_uri=CALLBACK).json()["id_token"]
    assert set(app.listed["claims_supported"]) <= set(claims(token))
    for level in app.listed["acr_values_supported"]:
        assert {"code", "page"} & set(app.response(acr_values=level))


def test_the_other_documents_say_the_same(app):
    for name in ("oauth-authorization-server", "uma2-configuration"):
        other = app.realm.http.get(f"{app.realm.issuer}/.well-known/{name}").json()
        same = {key: value for key, value in other.items() if key in app.listed}
        assert {key for key, value in same.items() if value != app.listed[key]} <= {"grant_types_supported"}
        urls = {key: value for key, value in other.items() if isinstance(value, str) and value.startswith("http") and key != "issuer"}
        for key, url in urls.items():
            answers = {app.realm.http.request(method, url).status_code for method in ("GET", "POST")}
            assert answers - {404, 405}, key
