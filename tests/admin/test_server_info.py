"""``/admin/serverinfo``: who sees what of it, and that it lists what is there. Ranks are as observed on Keycloak 26.7.4."""

import pytest

from emulator.core.registry import Modules
from tests import wire
from tests.conftest import ALICE, SVC

HIDDEN = {"systemInfo", "cpuInfo", "memoryInfo"}


def bearer(server, realm="master", **form):
    given = {"grant_type": "password", "client_id": "admin-cli", "username": "admin", "password": "admin", **form}
    return wire.post(f"{server.url}/realms/{realm}/protocol/openid-connect/token", data=given).json()["access_token"]


def ask(server, token=None, path="/admin/serverinfo", method="GET", **headers):
    if token is not None:
        headers["Authorization"] = f"Bearer {token}"
    return wire.request(method, f"{server.url}{path}", headers=headers)


@pytest.fixture
def info(server):
    answer = ask(server, bearer(server))
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-cache")
    return answer.json()


def test_it_tells_of_this_process(info, server):
    system, memory = info["systemInfo"], info["memoryInfo"]
    assert system["version"] == "26.7.4"
    assert not [name for name in system if name.startswith("java")]
    assert 0 <= system["uptimeMillis"] < 10**9
    assert memory["total"] > memory["used"] > 10 * 1024 * 1024
    assert memory["free"] == memory["total"] - memory["used"]
    assert info["cpuInfo"]["processorCount"] >= 1
    server.live.emulator.clock.freeze(1764120546)
    try:
        assert ask(server, bearer(server)).json()["systemInfo"]["serverTime"] == "Wed Nov 26 01:29:06 UTC 2025"
    finally:
        server.live.emulator.clock.reset()


@pytest.mark.parametrize(
    ("kind", "spi", "folder"),
    [
        ("org.keycloak.authentication.Authenticator", "authenticator", "emulator.login.authenticators"),
        ("org.keycloak.authentication.FormAction", "form-action", "emulator.login.form_actions"),
        ("org.keycloak.authentication.ClientAuthenticator", "client-authenticator", "emulator.protocol.client_auth"),
        ("org.keycloak.keys.KeyProvider", "keys", "emulator.keys.providers"),
        ("org.keycloak.protocol.ProtocolMapper", "protocol-mapper", "emulator.tokens.mappers"),
        ("org.keycloak.broker.provider.IdentityProviderMapper", "identity-provider-mapper", "emulator.broker.mappers"),
    ],
)
def test_it_lists_every_provider_that_is_there_and_no_other(info, kind, spi, folder):
    members = {name.replace("_", "-") for name in Modules(folder).names()}
    assert {one["id"] for one in info["componentTypes"][kind]} == members
    assert set(info["providers"][spi]["providers"]) == members


def test_grants_hashes_and_actions_are_listed_by_keycloaks_names(info):
    grants = info["providers"]["oauth2-grant-type"]["providers"]
    assert "urn:ietf:params:oauth:grant-type:device_code" in grants
    assert len(grants) == len(Modules("emulator.protocol.grants").names())
    assert set(info["providers"]["password-hashing"]["providers"]) == {"argon2", "pbkdf2", "pbkdf2-sha256", "pbkdf2-sha512"}
    actions = info["providers"]["required-action"]["providers"]
    assert {"UPDATE_PASSWORD", "webauthn-register", "delete_account"} <= set(actions)
    assert len(actions) == len(Modules("emulator.login.required_actions").names())


def test_a_mapper_says_what_can_be_configured(info):
    types = {one["id"]: one for one in info["protocolMapperTypes"]["openid-connect"]}
    found = types["oidc-usermodel-attribute-mapper"]
    assert {"user.attribute", "claim.name", "jsonType.label", "multivalued"} <= {one["name"] for one in found["properties"]}
    assert found["name"] == "User Attribute"


def test_what_is_missing_is_said_to_be_off(info):
    features = {one["name"]: one["enabled"] for one in info["features"]}
    assert [features[name] for name in ("PAR", "PASSKEYS", "ADMIN_V2", "KERBEROS")] == [True, True, False, False]
    assert set(info["profileInfo"]["disabledFeatures"]) == {name for name, on in features.items() if not on}
    assert "ldap" not in str(info["providers"])
    assert "saml" not in info["providers"]["identity_provider"]["providers"]


def test_social_providers_are_a_kind_of_their_own(info):
    kinds = {
        "bitbucket", "facebook", "github", "gitlab", "google", "linkedin-openid-connect", "microsoft", "openshift-v4", "paypal",
        "stackoverflow", "twitter",
    }  # fmt: skip
    assert {one["id"] for one in info["socialProviders"]} == kinds
    assert {one["id"] for one in info["componentTypes"]["org.keycloak.broker.social.SocialIdentityProvider"]} == kinds
    assert set(info["providers"]["social"]["providers"]) == kinds
    openid = {one["id"] for one in info["componentTypes"]["org.keycloak.broker.provider.IdentityProvider"]}
    assert openid == set(info["providers"]["identity_provider"]["providers"]) == {"oidc", "keycloak-oidc", "oauth2"}
    assert kinds | openid == {name.replace("_", "-") for name in Modules("emulator.broker.providers").names()}


@pytest.mark.parametrize(
    ("roles", "status", "hidden"),
    [
        ([], 403, None),
        (["impersonation"], 403, None),
        (["query-users"], 200, HIDDEN),
        (["view-realm"], 200, HIDDEN),
        (["create-client"], 200, HIDDEN),
        (["manage-realm"], 200, {"cpuInfo", "memoryInfo"}),
        (["realm-admin"], 200, {"cpuInfo", "memoryInfo"}),
    ],
)
def test_administrators_of_a_realm_see_less(server, info, roles, status, hidden):
    server.realm(clients=[SVC], users=[{**ALICE, "clientRoles": {"realm-management": roles}}])
    answer = ask(server, bearer(server, "test", username="alice", password="wonder"))
    assert answer.status_code == status
    if hidden is None:
        assert answer.json() == {"error": "HTTP 403 Forbidden"}
    else:
        assert set(info) - set(answer.json()) == hidden
        assert answer.json().get("systemInfo", {"version": "26.7.4"}) == {"version": "26.7.4"}


def test_without_a_token_nothing_is_told_of_any_path(server):
    for path in ("/admin/serverinfo", "/admin/serverinfo/x", "/admin/realms/nope", "/admin/realms/master/nope"):
        assert (ask(server, path=path).status_code, ask(server, path=path).json()) == (401, {"error": "HTTP 401 Unauthorized"})
        assert ask(server, "x.y.z", path).status_code == 401
    token = bearer(server)
    assert ask(server, token, "/admin/serverinfo/x").json() == {"error": "HTTP 404 Not Found"}
    assert ask(server, token, "/admin/realms/nope/users/x/y/z").json() == {"error": "Realm not found."}
    assert ask(server, token, "/admin/realms/master/nope").json() == {"error": "HTTP 404 Not Found"}
    assert ask(server, token, method="POST").status_code == 405
    assert ask(server, path="/admin/realms/nope/nope", method="OPTIONS", Origin="https://a.example").status_code == 200


def test_the_console_is_one_page(server):
    for path, error in (
        ("/admin/master/console/config", "HTTP 404 Not Found"),
        ("/admin/nope/console/config", "Realm not found.  Did you type in a bad URL?"),
        ("/admin/nope/console/index.html", "Realm not found.  Did you type in a bad URL?"),
    ):
        answer = wire.get(f"{server.url}{path}")
        assert (answer.status_code, answer.json()) == (404, {"error": error})
    for path in ("/admin/index.html", "/admin/master/console/", "/admin/master/console/config"):
        answer = wire.post(f"{server.url}{path}")
        assert (answer.status_code, answer.json()) == (405, {"error": "HTTP 405 Method Not Allowed"})
