"""Who the Account REST API, the protection API and the Admin API take for a caller, and what they say before anything else."""

import httpx
import pytest

from tests import wire
from tests.conftest import ALICE, SVC

LIGHT = {"client.use.lightweight.access.token.enabled": "true"}
ROLES = {
    "name": "roles",
    "protocol": "openid-connect",
    "protocolMapper": "oidc-usermodel-client-role-mapper",
    "config": {"claim.name": "resource_access.${client_id}.roles", "multivalued": "true"},
}
AUDIENCE = {
    "name": "audience",
    "protocol": "openid-connect",
    "protocolMapper": "oidc-audience-mapper",
    "config": {"included.client.audience": "account"},
}


def at(mapper, *places):
    """A mapper whose claim goes to these places alone."""
    told = {f"{place}.token.claim": str(place in places).lower() for place in ("access", "introspection")}
    return {**mapper, "config": {**mapper["config"], **told}}


CLIENTS = {
    "light": {"attributes": LIGHT, "fullScopeAllowed": True},
    "narrow": {"attributes": LIGHT, "fullScopeAllowed": False},
    "introspected": {"protocolMappers": [at(ROLES, "introspection"), at(AUDIENCE, "introspection")], "defaultClientScopes": ["basic"]},
    "audience": {"protocolMappers": [at(ROLES, "introspection"), at(AUDIENCE, "access")], "defaultClientScopes": ["basic"]},
    "roles": {"protocolMappers": [at(ROLES, "access"), at(AUDIENCE, "introspection")], "defaultClientScopes": ["basic"]},
    "neither": {"protocolMappers": [at(AUDIENCE, "access")], "defaultClientScopes": ["basic"]},
}


@pytest.fixture
def realm(server):
    return server.realm(
        clients=[{**SVC, "clientId": name, **members} for name, members in CLIENTS.items()],
        users=[{**ALICE, "clientRoles": {"account": ["manage-account", "view-profile"], "realm-management": ["realm-admin"]}}],
    )


def statuses(realm, client, *paths):
    held = {"Authorization": f"Bearer {realm.login(client_id=client)['access_token']}", "Accept": "application/json"}
    return [wire.get(f"{realm.server.url}{path}", headers=held).status_code for path in paths]


def test_a_token_without_the_accounts_claims_stands_for_what_it_says_at_introspection(realm):
    account, admin = "/realms/test/account", "/admin/realms/test/users/count"
    paths = (account, f"{account}/sessions", f"{account}/organizations", f"{account}/resources", f"{account}/supportedLocales", admin)
    assert {client: statuses(realm, client, *paths) for client in CLIENTS} == {
        "light": [200, 200, 404, 403, 200, 200],
        "narrow": [401, 401, 401, 401, 401, 403],
        "introspected": [200, 200, 404, 403, 200, 200],
        "audience": [200, 200, 404, 403, 200, 200],
        "roles": [403, 403, 404, 403, 200, 200],
        "neither": [403, 403, 404, 403, 200, 200],
    }


NOBODY = [
    ("GET", "account/nothing", 401), ("PUT", "account", 401), ("PATCH", "account/sessions", 401), ("GET", "account/v2/sessions", 401),
    ("GET", "account/supportedLocales", 401), ("PATCH", "authz/protection/permission", 403), ("GET", "authz/protection/nothing", 405),
    ("OPTIONS", "authz/protection/resource_set", 403), ("OPTIONS", "authz/protection/nothing", 200), ("GET", "authz/nothing", 405),
    ("GET", "broker/idp/token", 400), ("POST", "broker/idp/token", 400),
]  # fmt: skip
NO_TOKEN = {"authz/protection/resource_set": 401, "broker/idp/token": 401, "account": 401}
ALICES = [
    ("PUT", "account", 404), ("PATCH", "account", 405), ("GET", "account/nothing", 404), ("POST", "account/nothing", 404),
    ("POST", "account/sessions", 405), ("DELETE", "account/credentials", 404), ("POST", "account/credentials/x", 405),
    ("DELETE", "account/linked-accounts/x/y", 404), ("DELETE", "account/resources/x", 403), ("GET", "account/v2/sessions", 404),
    ("PATCH", "account/v1alpha1/sessions", 405),
]  # fmt: skip


def test_who_calls_is_asked_before_the_path_and_the_method(realm):
    def asked(rows, headers):
        return [(m, path, wire.request(m, f"{realm.issuer}/{path}", headers=headers).status_code) for m, path, _ in rows]

    json = {"Accept": "application/json"}
    assert asked(NOBODY, json) == NOBODY
    basic = {**json, "Authorization": "Basic x"}
    assert {path: wire.get(f"{realm.issuer}/{path}", headers=basic).status_code for path in NO_TOKEN} == NO_TOKEN
    assert asked(ALICES, {**json, "Authorization": f"Bearer {realm.login(client_id='light')['access_token']}"}) == ALICES


def test_preflight_requests_of_browsers(realm):
    asking = {"Origin": "https://app.example.org", "Access-Control-Request-Method": "GET"}
    told = {
        path: httpx.options(f"{realm.issuer}/{path}", headers=asking).headers.get("access-control-allow-methods")
        for path in ("", "account", "account/sessions", "account/nothing", "account/v1alpha1/sessions", "broker/idp/token", "authz/nothing")
    }
    account = "HEAD, DELETE, POST, GET, OPTIONS, PUT"
    assert told == {
        "": "GET, HEAD, OPTIONS",
        "account": account,
        "account/sessions": account,
        "account/nothing": account,
        "account/v1alpha1/sessions": account,
        "broker/idp/token": "GET, HEAD, OPTIONS",
        "authz/nothing": None,
    }


def test_a_clients_own_account_is_nobodys(realm):
    token = realm.post("/token", grant_type="client_credentials", client_id="light", client_secret=SVC["secret"]).json()["access_token"]
    headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
    assert [wire.get(f"{realm.issuer}/account{path}", headers=headers).status_code for path in ("", "/sessions", "/v1alpha1")] == [401] * 3


def test_errors_with_a_description_are_worded_for_pages_too(realm):
    """Who prefers HTML still gets what an endpoint words; what nobody worded is a page, as observed."""
    pages = {"Accept": "text/html"}
    place = f"{realm.issuer}/authz/protection/resource_set"
    assert wire.get(place, headers=pages).json()["error"] == "invalid_bearer_token"
    assert wire.get(f"{realm.issuer}/nope", headers=pages).text.startswith("<!")


def test_bodies_that_keycloak_fails_of_are_refused_and_change_nothing(realm):
    bearer = {"Authorization": f"Bearer {realm.login(client_id='light')['access_token']}", "Accept": "application/json"}
    json = {**bearer, "Content-Type": "application/json"}
    consent = f"{realm.issuer}/account/applications/light/consent"
    bodies = ("", "null", "{}", '{"grantedScopes": null}', '{"grantedScopes": [null]}')
    assert [wire.post(consent, content=body, headers=json).json()["error"] for body in bodies] == ["unknown_error"] * len(bodies)
    assert wire.get(consent, headers=bearer).status_code == 204
    (kind,) = wire.get(f"{realm.issuer}/account/credentials?type=password", headers=bearer).json()
    label = f"{realm.issuer}/account/credentials/{kind['userCredentialMetadatas'][0]['credential']['id']}/label"
    assert wire.put(label, content=f'"{"y" * 300}"', headers=json).status_code == 400
