"""Organizations in scopes and tokens, as the real Keycloak answered the same requests."""

import base64
import json

import pytest

from tests.conftest import ALICE, SVC

MAPPERS = [
    {"name": "all", "protocol": "openid-connect", "protocolMapper": "oidc-organization-membership-mapper",
     "config": {"claim.name": "orgs", "jsonType.label": "JSON", "multivalued": "true", "addOrganizationId": "true",
                "addOrganizationAttributes": "true", "addOrganizationDomain": "true", "access.token.claim": "true"}},
    {"name": "groups", "protocol": "openid-connect", "protocolMapper": "oidc-organization-group-membership-mapper",
     "config": {"access.token.claim": "true"}},
]  # fmt: skip


def organization(name, *members, **more):
    return {
        "id": f"{name}-id", "name": name, "alias": name, "enabled": True, "attributes": {"k": ["v"]},
        "domains": [{"name": f"{name}.test", "verified": False}],
        "members": [{"username": one, "membershipType": "UNMANAGED"} for one in members], **more,
    }  # fmt: skip


@pytest.fixture
def realm(server):
    people = [ALICE, {**ALICE, "username": "bob", "email": "bob@acme.test"}, {**ALICE, "username": "carl", "email": "c@e.org"}]
    return server.realm(
        organizationsEnabled=True, users=people, clients=[SVC, {**SVC, "clientId": "full", "protocolMappers": MAPPERS}],
        organizations=[organization("acme", "alice", "bob"), organization("beta", "alice"), organization("gone", "bob", enabled=False)],
    )  # fmt: skip


def login(realm, scope, username="alice", client="svc"):
    return realm.token(grant_type="password", client_id=client, username=username, password="wonder", scope=scope)


def claims(answer):
    part = answer.json()["access_token"].split(".")[1]
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


@pytest.mark.parametrize(
    ("username", "scope", "found", "granted"),
    [
        ("alice", "openid organization", None, {"organization"}),
        ("bob", "openid organization", ["acme"], {"organization"}),
        ("alice", "openid organization:*", ["acme", "beta"], {"organization:*"}),
        ("alice", "openid organization:acme", ["acme"], {"organization:acme"}),
        ("alice", "openid organization:acme organization:beta", ["acme", "beta"], {"organization:acme", "organization:beta"}),
        ("carl", "openid organization:*", None, set()),
        ("carl", "openid organization:acme", None, set()),
    ],
)
def test_which_organizations_a_scope_selects(realm, username, scope, found, granted):
    answer = login(realm, scope, username)
    assert claims(answer).get("organization") == found
    assert {word for word in answer.json()["scope"].split() if word.startswith("organization")} == granted


@pytest.mark.parametrize("scope", ["openid organization:nope", "openid organization organization:acme", "openid organization:gone"])
def test_scopes_that_are_refused(realm, scope):
    answer = login(realm, scope)
    assert answer.status_code == 400
    assert answer.json() == {"error": "invalid_scope", "error_description": f"Invalid scopes: {scope}"}


def test_more_about_an_organization(realm):
    found = claims(login(realm, "openid organization:acme", "bob", "full"))
    assert found["orgs"] == {"acme": {"k": ["v"], "id": "acme-id", "domain": "acme.test"}}
    assert found["organization"] == {"acme": {"groups": []}}


def test_a_realm_without_organizations(server):
    by_default = {**SVC, "clientId": "by-default", "defaultClientScopes": ["organization"]}
    realm = server.realm("plain", users=[ALICE], clients=[SVC, by_default])
    for more in ("", " organization", " organization:acme", " organization:*", " organization:a organization:*"):
        scope = f"openid{more}"
        answer = login(realm, scope)
        assert "organization" not in answer.json()["scope"]
        assert "organization" not in claims(answer)
        stays = more in ("", " organization")
        assert login(realm, scope, client="by-default").json()["scope"] == ("openid organization" if stays else "openid")
