"""Client policies in force: what executors refuse and change, and which conditions hold. Answers are those of Keycloak 26.7.4."""

import base64
import hashlib
from urllib.parse import parse_qs, urlsplit

import pytest

from tests import wire
from tests.conftest import ALICE
from tests.support import CLIENTS, admin_token, http_client

CALLBACK = "https://app.example.org/cb"
VERIFIER = "v" * 50
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
PKCE = {"code_challenge": CHALLENGE, "code_challenge_method": "S256"}
FLOWS = {"directAccessGrantsEnabled": True, "implicitFlowEnabled": True}
PUBLIC = {**FLOWS, "clientId": "pub", "publicClient": True, "redirectUris": [CALLBACK, "http://127.0.0.1/cb", "myapp://cb"]}
CONFIDENTIAL = {
    **FLOWS, "clientId": "conf", "secret": "s", "serviceAccountsEnabled": True, "redirectUris": [CALLBACK], "attributes": {"my": "1"},
}  # fmt: skip
FORBIDDEN = {"error": "invalid_request", "error_description": "Request not allowed"}


class Shop:
    """A realm with a policy: its administrator, and a browser in which alice is logged in."""

    def __init__(self, server, executor, configuration, condition, said):
        profiles = {"profiles": [{"name": "p", "executors": [{"executor": executor, "configuration": configuration}]}]}
        rule = {"condition": condition, "configuration": said}
        policies = {"policies": [{"name": "pol", "enabled": True, "profiles": ["p"], "conditions": [rule]}]}
        roles = {"client": {"conf": [{"name": "marker"}]}}
        self.realm = server.realm(
            clients=[PUBLIC, CONFIDENTIAL], users=[ALICE], roles=roles, clientProfiles=profiles, clientPolicies=policies
        )
        token = admin_token(server.url)
        self.admin = http_client(base_url=f"{server.url}/admin/realms/test", headers={"Authorization": f"Bearer {token}"})
        CLIENTS.append(self.admin)
        alice = self.admin.get("/users").json()[0]["id"]
        cookies = self.admin.post(f"/users/{alice}/impersonation").headers.get_list("set-cookie")
        self.cookies = "; ".join(one.partition(";")[0] for one in cookies)

    def ask(self, client="conf", **parameters):
        """What the client is told by an authorization request; ``page`` is what the user is told."""
        usual = {"client_id": client, "response_type": "code", "redirect_uri": CALLBACK, "scope": "openid", "nonce": "n", "state": "s"}
        query = {name: value for name, value in {**usual, **parameters}.items() if value is not None}
        answer = self.realm.http.get("/auth", params=query, headers={"Cookie": self.cookies})
        if "location" not in answer.headers:
            return {"page": answer.text, "status": answer.status_code}
        parts = urlsplit(answer.headers["location"])
        return {name: values[0] for name, values in parse_qs(parts.query or parts.fragment).items()}

    def token(self, client="conf", **form):
        secret = {"client_secret": "s"} if client == "conf" else {}
        answer = self.realm.http.post("/token", data={"client_id": client, **secret, **form})
        return answer.status_code, answer.json()

    def create(self, **document):
        """The client that comes of it, or the refusal."""
        answer = self.admin.post("/clients", json={"clientId": "new", **document})
        return answer.json() if answer.status_code != 201 else self.admin.get(answer.headers["location"]).json()

    def update(self, **document):
        path = f"/clients/{self.admin.get('/clients', params={'clientId': 'conf'}).json()[0]['id']}"
        answer = self.admin.put(path, json={"clientId": "conf", **document})
        return answer.json() if answer.status_code != 204 else self.admin.get(path).json()


@pytest.fixture
def shop(server):
    def make(executor, configuration=None, condition="any-client", said=None):
        return Shop(server, executor, configuration or {}, condition, said or {})

    return make


def metadata(text):
    return {"error": "invalid_client_metadata", "error_description": f"Invalid client metadata: {text}"}


def registration(text):
    return {"error": "invalid_registration", "error_description": text}


def test_pkce_is_enforced_on_requests_and_set_in_clients(shop):
    shop = shop("pkce-enforcer", {"auto-configure": "true"})
    assert shop.ask()["error_description"] == "Missing parameter: code_challenge_method"
    assert (
        shop.ask(code_challenge=CHALLENGE, code_challenge_method="plain")["error_description"]
        == "Invalid parameter: invalid code_challenge_method"
    )
    code = shop.ask(**PKCE)["code"]
    exchange = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK}
    assert shop.token(**exchange, code_verifier=VERIFIER)[0] == 200
    for answer in (shop.create(), shop.create(clientId="other", attributes={"pkce.code.challenge.method": "plain"}), shop.update()):
        assert answer["attributes"]["pkce.code.challenge.method"] == "S256"


def test_a_code_without_a_challenge_is_not_exchanged_once_pkce_is_enforced(shop):
    shop = shop("reject-ropc-grant")
    code = shop.ask()["code"]
    profile = {"name": "p", "executors": [{"executor": "pkce-enforcer", "configuration": {}}]}
    assert shop.admin.put("/client-policies/profiles", json={"profiles": [profile]}).status_code == 204
    answer = shop.token(grant_type="authorization_code", code=code, redirect_uri=CALLBACK)
    assert answer == (400, {"error": "invalid_grant", "error_description": "PKCE code verifier not specified"})


@pytest.mark.parametrize(
    ("executor", "refusal", "fits"),
    [
        ("pkce-enforcer", metadata("code_challenge_method"), {"attributes": {"pkce.code.challenge.method": "S256"}}),
        ("consent-required", registration("Client is required to enable consentRequired"), {"consentRequired": True}),
        ("full-scope-disabled", registration("Not permitted to enable fullScopeAllowed"), {"fullScopeAllowed": False}),
        (
            "holder-of-key-enforcer",
            metadata("MTLS token in disabled"),
            {"attributes": {"tls.client.certificate.bound.access.tokens": "true"}},
        ),
        (
            "secure-response-type",
            metadata("ID Token as detached signature in disabled"),
            {"attributes": {"id.token.as.detached.signature": "true"}},
        ),
    ],
)
def test_clients_that_do_not_fit_are_refused_without_auto_configure(shop, executor, refusal, fits):
    shop = shop(executor, {"auto-configure": "false"})
    assert shop.create() == refusal
    assert shop.update() == refusal
    assert shop.create(**fits)["clientId"] == "new"


@pytest.mark.parametrize(
    "executor", ["pkce-enforcer", "holder-of-key-enforcer", "dpop-bind-enforcer", "consent-required", "reject-ropc-grant"]
)
def test_executors_that_do_not_say_whether_to_configure_cannot_look_at_clients(shop, executor):
    shop = shop(executor, {})
    refusal = {"error": "unknown_error", "error_description": "For more on this error consult the server log."}
    assert (shop.create(), shop.update()) == (refusal, refusal)


@pytest.mark.parametrize(
    ("executor", "given", "member", "value"),
    [
        ("consent-required", {}, "consentRequired", True),
        ("full-scope-disabled", {"fullScopeAllowed": True}, "fullScopeAllowed", False),
        ("reject-implicit-grant", {"implicitFlowEnabled": True}, "implicitFlowEnabled", False),
        ("reject-ropc-grant", {"directAccessGrantsEnabled": True}, "directAccessGrantsEnabled", False),
    ],
)
def test_clients_are_changed_with_auto_configure(shop, executor, given, member, value):
    shop = shop(executor, {"auto-configure": "true"})
    assert shop.create(**given)[member] is value
    assert shop.update()[member] is value


def test_grants_that_are_prohibited(shop):
    implicit = shop("reject-implicit-grant", {"auto-configure": False})
    for kind in ("token", "id_token", "code id_token"):
        assert implicit.ask(response_type=kind)["error_description"] == "Implicit/Hybrid flow is prohibited."
    assert "code" in implicit.ask()
    pushed = {
        "client_id": "conf",
        "client_secret": "s",
        "response_type": "token",
        "redirect_uri": CALLBACK,
        "nonce": "n",
        "scope": "openid",
    }
    assert implicit.realm.http.post("/ext/par/request", data=pushed).json()["error_description"] == "Implicit/Hybrid flow is prohibited."
    assert implicit.create(implicitFlowEnabled=True) == metadata("implicit flow enabled")


def test_the_password_grant_is_prohibited_before_anything_is_looked_at(shop):
    shop = shop("reject-ropc-grant")
    refusal = {"error": "invalid_grant", "error_description": "resource owner password credentials grant is prohibited."}
    for more in ({}, {"password": "bad"}, {"scope": "nope"}):
        form = {"grant_type": "password", "username": "alice", "password": "wonder", **more}
        assert shop.token(**form) == (400, refusal)
    assert shop.token(grant_type="client_credentials")[0] == 200


def test_public_clients_are_refused(shop):
    shop = shop("confidential-client")
    refusal = shop.ask("pub")
    assert (refusal["error"], refusal["error_description"]) == ("invalid_client", "invalid client access type: public")
    assert "code" in shop.ask()


def test_a_request_has_something_of_the_session(shop):
    shop = shop("secure-session")
    assert shop.ask(nonce=None)["error_description"] == "Missing parameter: nonce"
    assert shop.ask(nonce=None, state=None, scope=None)["error_description"] == "Missing parameter: state"
    assert "code" in shop.ask(state=None)


def test_secure_client_authenticators(shop):
    shop = shop(
        "secure-client-authenticator", {"allowed-client-authenticators": ["client-jwt"], "default-client-authenticator": "client-jwt"}
    )
    refusal = "Configured client authentication method not allowed for client"
    assert shop.token(grant_type="client_credentials") == (400, {"error": "invalid_request", "error_description": refusal})
    exchange = {"grant_type": "authorization_code", "code": shop.ask()["code"], "redirect_uri": CALLBACK}
    assert shop.token(**exchange) == (400, {"error": "invalid_grant", "error_description": refusal})
    assert shop.create()["clientAuthenticatorType"] == "client-jwt"
    assert shop.create(clientId="other", clientAuthenticatorType="client-secret") == metadata("token_endpoint_auth_method")
    assert shop.create(clientId="third", publicClient=True)["publicClient"] is True


def test_tokens_need_a_certificate(shop):
    shop = shop("holder-of-key-enforcer")
    missing = "Client Certification missing for MTLS HoK Token Binding"
    assert shop.token(grant_type="client_credentials") == (400, {"error": "invalid_request", "error_description": missing})
    exchange = {"grant_type": "authorization_code", "code": shop.ask()["code"], "redirect_uri": CALLBACK}
    assert shop.token(**exchange) == (400, {"error": "invalid_grant", "error_description": missing})


@pytest.mark.parametrize(
    ("configuration", "uri", "said"),
    [
        ({}, CALLBACK, None),
        ({}, "http://127.0.0.1:9/cb", "invalid loopback address"),
        ({}, "myapp://cb", "invalid private use scheme"),
        ({"allow-ipv4-loopback-address": "true", "allow-http-scheme": "true"}, "http://127.0.0.1:9/cb", None),
        ({"allow-private-use-uri-scheme": "true"}, "myapp://cb", None),
        ({"allow-private-use-uri-scheme": "true", "oauth-2-1-compliant": "true"}, "myapp://cb", "invalid private use scheme"),
        ({"allow-permitted-domains": [r"app\.example\.org"]}, CALLBACK, None),
        ({"allow-permitted-domains": ["other"]}, CALLBACK, "invalid uri"),
    ],
)
def test_redirect_uris_of_requests(shop, configuration, uri, said):
    found = shop("secure-redirect-uris-enforcer", configuration).ask("pub", redirect_uri=uri)
    if said is None:
        assert "code" in found
    else:
        assert found["status"] == 400
        assert f"Invalid Redirect Uri: {said}" in found["page"]


@pytest.mark.parametrize(
    ("configuration", "uris", "refused"),
    [
        ({}, [], True),
        ({}, [CALLBACK], False),
        ({}, ["https://app.example.org/*"], True),
        ({}, ["http://app.example.org/cb"], True),
        ({"allow-wildcard-context-path": "true"}, ["https://app.example.org/*"], False),
        ({"allow-http-scheme": "true"}, ["http://app.example.org/cb"], False),
        ({"allow-open-redirect": "true"}, ["*"], False),
    ],
)
def test_redirect_uris_of_clients(shop, configuration, uris, refused):
    found = shop("secure-redirect-uris-enforcer", configuration).create(redirectUris=uris)
    assert (found.get("error_description") == "Invalid Redirect Uri: invalid uri") is refused


def test_uris_and_answers_that_are_secure(shop):
    uris = shop("secure-client-uris")
    assert uris.create(redirectUris=["http://app.example.org/*"])["error_description"] == "Invalid redirectUris"
    assert uris.create(attributes={"jwks.url": "http://app.example.org"})["error_description"] == "Invalid jwksUri"
    assert uris.create(rootUrl="https://app.example.org")["redirectUris"] == ["https://app.example.org"]
    assert uris.ask("pub", redirect_uri="http://127.0.0.1:9/cb")["error_description"] == "Invalid redirect_uri"


def test_answers_that_cannot_be_exchanged(shop):
    shop = shop("secure-response-type")
    assert shop.ask()["error_description"] == "invalid response_type"
    assert "code" in shop.ask(response_type="code id_token")
    assert "response" in shop.ask(response_mode="jwt")


def test_requests_have_to_be_pushed(shop):
    shop = shop("secure-par-content")
    assert "PAR request_uri not included." in shop.ask()["page"]
    pushed = {"client_id": "conf", "client_secret": "s", "response_type": "code", "redirect_uri": CALLBACK, "scope": "openid"}
    uri = shop.realm.http.post("/ext/par/request", data=pushed).json()["request_uri"]
    assert "tab_id" in shop.ask(request_uri=uri, nonce=None, state=None)
    assert "PAR request did not include query parameter" in shop.ask(request_uri=uri)["page"]


def test_everything_may_be_refused(shop):
    shop = shop("reject-request")
    assert "Request not allowed" in shop.ask()["page"]
    for form in ({"grant_type": "client_credentials"}, {"grant_type": "refresh_token", "refresh_token": "x"}):
        assert shop.token(**form) == (400, FORBIDDEN)
    credentials = {"client_id": "conf", "client_secret": "s"}
    for path, more in (("/revoke", {"token": "x"}), ("/token/introspect", {"token": "x"}), ("/logout", {"refresh_token": "x"})):
        assert shop.realm.http.post(path, data={**credentials, **more}).json() == FORBIDDEN
    assert shop.create() == shop.update() == FORBIDDEN
    path = f"/clients/{shop.admin.get('/clients', params={'clientId': 'pub'}).json()[0]['id']}"
    assert shop.admin.get(path).json() == shop.admin.delete(path).json() == shop.admin.post(f"{path}/client-secret").json() == FORBIDDEN


@pytest.mark.parametrize(
    ("condition", "said", "refused"),
    [
        ("client-access-type", {"type": ["public"]}, {"pub"}),
        ("client-access-type", {"type": ["public"], "is-negative-logic": "true"}, {"conf", "create"}),
        ("client-roles", {"roles": ["marker"]}, {"conf"}),
        ("client-roles", {"roles": ["marker"], "is-negative-logic": True}, {"pub", "create"}),
        ("client-attributes", {"attributes": '[{"key":"my","value":"1"}]'}, {"conf"}),
        ("client-attributes", {"attributes": '[{"key":"my","value":"2"}]'}, set()),
        ("client-scopes", {"scopes": ["profile"], "type": "Default"}, {"pub", "conf"}),
        ("client-scopes", {"scopes": ["profile"], "type": "Optional"}, set()),
        ("grant-type", {"grant_types": ["password"]}, {"pub", "conf"}),
        ("grant-type", {"grant_types": ["client_credentials"]}, set()),
        ("client-updater-context", {"update-client-source": ["ByAuthenticatedUser"]}, {"create"}),
        ("client-updater-context", {"update-client-source": ["ByAnonymous"]}, set()),
        ("client-updater-source-host", {"trusted-hosts": ["127.0.0.1"]}, {"create"}),
        ("client-updater-source-roles", {"roles": ["admin"]}, set()),
        ("client-updater-source-groups", {"groups": ["topGroup"]}, set()),
        ("client-type", {"protocol": "openid-connect"}, {"pub", "conf", "create"}),
        ("client-type", {"protocol": "saml"}, set()),
        ("any-client", {"is-negative-logic": "true"}, set()),
        ("acr-condition", {"acr-property": "1"}, set()),
    ],
)
def test_conditions(shop, condition, said, refused):
    shop = shop("reject-request", {}, condition, said)
    found = {
        client for client in ("pub", "conf") if shop.token(client, grant_type="password", username="alice", password="wonder")[0] == 400
    }
    if shop.create() == FORBIDDEN:
        found.add("create")
    assert found == refused


def test_a_scope_that_is_asked_for(shop):
    shop = shop("reject-request", {}, "client-scopes", {"scopes": ["offline_access"], "type": "Optional"})
    assert "code" in shop.ask()
    assert shop.ask(scope="openid offline_access")["error_description"] == "Request not allowed"


def test_who_changes_a_client_by_role_and_group(server, shop):
    for condition, said in (
        ("client-updater-source-roles", {"roles": ["realm-management.manage-clients"]}),
        ("client-updater-source-groups", {"groups": ["staff"]}),
    ):
        policy = shop("reject-request", {}, condition, said)
        body = {**ALICE, "username": "bob", "email": "bob@example.org", "groups": ["/staff"]}
        policy.admin.post("/groups", json={"name": "staff"})
        path = policy.admin.post("/users", json=body).headers["location"]
        owner = policy.admin.get("/clients", params={"clientId": "realm-management"}).json()[0]["id"]
        role = policy.admin.get(f"/clients/{owner}/roles/manage-clients").json()
        policy.admin.post(f"{path}/role-mappings/clients/{owner}", json=[role]).raise_for_status()
        token = policy.token("pub", grant_type="password", username="bob", password="wonder")[1]["access_token"]
        url = f"{server.url}/admin/realms/test/clients"
        assert wire.post(url, json={"clientId": "x"}, headers={"Authorization": f"Bearer {token}"}).json() == FORBIDDEN
        assert policy.create()["clientId"] == "new"
        server.live.call(lambda: server.live.emulator.store.realms.delete("test"))


def test_policies_that_are_off_or_have_no_condition_do_nothing(shop):
    shop = shop("reject-request")
    for change in ({"enabled": False}, {"conditions": []}, {"profiles": []}):
        policy = {"name": "pol", "enabled": True, "profiles": ["p"], "conditions": [{"condition": "any-client"}], **change}
        assert shop.admin.put("/client-policies/policies", json={"policies": [policy]}).status_code == 204
        assert shop.token(grant_type="client_credentials")[0] == 200


def test_what_is_not_there_is_said_in_the_log(server, shop):
    shop = shop("saml-avoid-redirect")
    assert shop.token(grant_type="client_credentials")[0] == 200
    assert any("executor 'saml-avoid-redirect' is not there" in line for line in server.live.requests())


def test_global_profiles_are_enforced(shop):
    shop = shop("reject-ropc-grant")
    policy = {"name": "pol", "enabled": True, "profiles": ["oauth-2-1-for-public-client"], "conditions": [{"condition": "any-client"}]}
    assert shop.admin.put("/client-policies/policies", json={"policies": [policy]}).status_code == 204
    assert shop.ask()["error_description"] == "Missing parameter: code_challenge_method"
    assert shop.token(grant_type="password", username="alice", password="wonder")[0] == 400


def test_openid_connect_needs_a_redirect_uri(shop):
    shop = shop("reject-ropc-grant")
    assert "Invalid parameter: redirect_uri" in shop.ask(redirect_uri=None)["page"]
    assert "code" in shop.ask(redirect_uri=None, scope=None)
