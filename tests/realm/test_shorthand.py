"""Shorthands expand to Keycloak's representation; each expansion was imported into a real Keycloak, which then issued the same claims."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from emulator.core.ids import Ids
from emulator.realm import complete, files, schema, shorthand, upstreams
from emulator.realm.origin import source

FIFTEEN_LINES = """
roles: [admin, "tenants:view"]
clientScopes:
  invoices: {claims: {tier: gold}, audience: [billing], roles: [admin]}
clients:
  billing: {secret: b, roles: [reader, writer]}
  web: {public: true, scopes: [invoices, orders], optionalScopes: [extra], lifespan: 77}
  svc: {secret: s, serviceAccountRoles: [admin, "billing:reader", realm-management.view-users]}
groups:
  staff: {roles: [admin], subGroups: {eu: {roles: [billing.writer]}}}
users:
  bob: {password: x, roles: [admin, "tenants:view", "billing:reader"], groups: [/staff/eu]}
  ann@acme.org: {password: "0123", name: Ann Maria Lee}
"""


@pytest.fixture
def realm(tmp_path: Path) -> dict[str, Any]:
    path = tmp_path / "short.yaml"
    path.write_text(FIFTEEN_LINES)
    return files.read(path, {})[0]


def named(members: list[dict[str, Any]], key: str, name: str) -> dict[str, Any]:
    return next(member for member in members if member[key] == name)


def test_the_expansion_is_a_representation_that_keycloak_takes(realm: dict[str, Any]) -> None:
    assert schema.check(realm) == []
    complete.complete(realm, Ids())


def test_a_realm_is_named_after_its_file_and_enabled(realm: dict[str, Any]) -> None:
    assert (realm["realm"], realm["enabled"]) == ("short", True)
    assert shorthand.expand({"realm": "other", "enabled": False}, "short") == {"realm": "other", "enabled": False}


def test_roles_of_the_realm_and_of_clients(realm: dict[str, Any]) -> None:
    assert realm["roles"] == {
        "realm": [{"name": "admin"}, {"name": "tenants:view"}],
        "client": {"billing": [{"name": "reader"}, {"name": "writer"}]},
    }


def test_a_client_with_a_secret_has_a_service_account_and_the_direct_grant(realm: dict[str, Any]) -> None:
    billing = named(realm["clients"], "clientId", "billing")
    assert billing == {"clientId": "billing", "secret": "b", "directAccessGrantsEnabled": True, "serviceAccountsEnabled": True}
    web = named(realm["clients"], "clientId", "web")
    assert web["publicClient"] is True
    assert web["directAccessGrantsEnabled"] is True
    assert "serviceAccountsEnabled" not in web
    assert web["attributes"] == {"access.token.lifespan": "77"}


def test_scopes_are_added_beside_keycloaks_own_and_made_where_missing(realm: dict[str, Any]) -> None:
    web = named(realm["clients"], "clientId", "web")
    assert web["defaultClientScopes"] == ["web-origins", "acr", "profile", "roles", "basic", "email", "invoices", "orders"]
    assert web["optionalClientScopes"][-1] == "extra"
    assert {"offline_access", "microprofile-jwt"} < set(web["optionalClientScopes"])
    for name in ("invoices", "orders", "extra"):
        assert named(realm["clientScopes"], "name", name)["attributes"] == {"include.in.token.scope": "true"}
    assert named(realm["clientScopes"], "name", "email")["protocolMappers"]
    assert realm["scopeMappings"] == [{"clientScope": "invoices", "roles": ["admin"]}]


def test_scopes_are_added_beside_the_realms_own_defaults() -> None:
    document = {"defaultDefaultClientScopes": ["basic"], "defaultOptionalClientScopes": [], "clients": {"c": {"scopes": ["x"]}}}
    client = shorthand.expand(document, "r")["clients"][0]
    assert (client["defaultClientScopes"], client["optionalClientScopes"]) == (["basic", "x", "service_account"], [])


def test_an_optional_scope_can_be_made_a_default_one() -> None:
    client = shorthand.expand({"clients": {"c": {"scopes": ["microprofile-jwt"]}}}, "r")["clients"][0]
    assert "microprofile-jwt" in client["defaultClientScopes"]
    assert "microprofile-jwt" not in client["optionalClientScopes"]


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [("gold", "String", "gold"), (5, "long", "5"), (True, "boolean", "true"), ([1, 2], "JSON", "[1, 2]"), (1.5, "JSON", "1.5")],
)
def test_claims_have_the_json_type_of_their_value(value: Any, kind: str, text: str) -> None:
    client = shorthand.expand({"clients": {"c": {"claims": {"tier": value}}}}, "r")["clients"][0]
    (mapper,) = client["protocolMappers"]
    assert mapper["protocolMapper"] == "oidc-hardcoded-claim-mapper"
    assert (mapper["config"]["claim.name"], mapper["config"]["jsonType.label"], mapper["config"]["claim.value"]) == ("tier", kind, text)
    assert mapper["config"]["access.token.claim"] == "true"


def test_groups_roles_and_users_attributes_are_claims_by_one_line() -> None:
    document = {
        "clients": {"web": {"groupsClaim": "groups"}, "api": {"rolesClaim": "roles", "defaultClientScopes": ["basic"]}},
        "users": {"alice": {"claims": {"tenant": 7, "teams": ["a", "b"], "plan": {"x": 1}}}, "bob": {"claims": {"tenant": None}}},
    }
    realm = shorthand.expand(document, "r")
    web, api = realm["clients"]
    assert [(m["protocolMapper"], m["config"]["claim.name"], m["config"]["full.path"]) for m in web["protocolMappers"]] == [
        ("oidc-group-membership-mapper", "groups", "false")
    ]
    assert [(m["protocolMapper"], m["config"]["claim.name"]) for m in api["protocolMappers"]] == [
        ("oidc-usermodel-realm-role-mapper", "roles")
    ]
    assert realm["users"][0]["attributes"] == {"tenant": ["7"], "teams": ["a", "b"], "plan": ['{"x": 1}']}
    assert "attributes" not in realm["users"][1]
    scope = named(realm["clientScopes"], "name", "user-claims")
    shown = [(m["config"]["claim.name"], m["config"]["jsonType.label"], m["config"].get("multivalued")) for m in scope["protocolMappers"]]
    assert shown == [("tenant", "long", None), ("teams", "String", "true"), ("plan", "JSON", None)]
    assert api["defaultClientScopes"] == ["basic", "user-claims", "service_account"]
    assert web["defaultClientScopes"][-2:] == ["user-claims", "service_account"]
    assert realm["defaultDefaultClientScopes"][-1] == "user-claims"
    complete.complete(realm, Ids())


def test_a_claim_has_one_type_for_all_users() -> None:
    document = {"users": {"alice": {"claims": {"tenant": 7}}, "bob": {"claims": {"tenant": "x"}}}}
    (fault,) = shorthand.faults(document)
    assert (fault.path, fault.message) == (
        ("users", "bob", "claims", "tenant"),
        "is of another type than for 'alice'; a claim has one type for all users",
    )


def test_lists_of_objects_may_be_mappings_by_name() -> None:
    document = {
        "identityProviders": {"google": {"config": {"clientId": "g"}}, "other": {"enabled": False}},
        "identityProviderMappers": {"m": {"identityProviderAlias": "google", "identityProviderMapper": "x"}},
        "clients": {"c": {"protocolMappers": {"mine": {"protocolMapper": "oidc-acr-mapper"}}}},
        "clientScopes": {"s": {"protocolMappers": {"its": None}}},
        "organizations": {"acme": {"domains": {"acme.org": {"verified": True}}}},
        "users": {"u": {"federatedIdentities": {"google": {"userId": "1"}}}},
        "roles": {"realm": {"admin": {"description": "x"}}, "client": {}},
        "groups": {"g": {"subGroups": {"h": None}}},
    }
    before = repr(document)
    realm = shorthand.expand(document, "r")
    assert repr(document) == before
    assert realm["identityProviders"] == [
        {"alias": "google", "providerId": "google", "enabled": True, "config": {"clientId": "g"}},
        {"alias": "other", "providerId": "oidc", "enabled": False, "config": {"clientId": "other", "clientSecret": "secret"}},
    ]
    assert realm["identityProviderMappers"][0]["name"] == "m"
    assert realm["clients"][0]["protocolMappers"] == [{"name": "mine", "protocol": "openid-connect", "protocolMapper": "oidc-acr-mapper"}]
    assert named(realm["clientScopes"], "name", "s")["protocolMappers"] == [{"name": "its", "protocol": "openid-connect"}]
    assert realm["organizations"] == [{"name": "acme", "domains": [{"name": "acme.org", "verified": True}]}]
    assert realm["users"][0]["federatedIdentities"] == [{"identityProvider": "google", "userId": "1"}]
    assert realm["roles"]["realm"] == [{"name": "admin", "description": "x"}]
    assert realm["groups"] == [{"name": "g", "subGroups": [{"name": "h"}]}]


def test_upstreams_are_attributes_and_bring_their_providers() -> None:
    document = {"upstreams": {"google": {"personas": {"gina": {"email": "g@x.test"}, "guest": None}}, "corp": {"personas": {"c": {}}}}}
    document["identityProviders"] = {"corp": {"providerId": "keycloak-oidc"}}
    realm = shorthand.expand(document, "r")
    assert [(one["alias"], one["providerId"]) for one in realm["identityProviders"]] == [("corp", "keycloak-oidc"), ("google", "google")]
    gina, guest = upstreams.personas(realm, "google").values()
    assert (gina["email"], gina["given_name"], guest["email"], guest["name"]) == ("g@x.test", "Gina", "guest@example.org", "Guest Example")
    assert gina["sub"] != guest["sub"]
    assert upstreams.aliases(realm) == ["google", "corp"]
    complete.complete(realm, Ids())
    (fault,) = shorthand.faults({"upstreams": {"google": {"personas": {}}}})
    assert fault.path == ("upstreams", "google")


def test_a_place_in_a_mapping_is_a_place_in_the_file() -> None:
    document = {
        "clients": {"c": {"protocolMappers": {"m": {"config": {"x": "1"}}}, "claims": {"a": 1}}},
        "identityProviders": {"google": {"config": {"x": "1"}}},
        "users": {"u": {"claims": {"t": 1}}},
    }
    expanded = shorthand.expand(document, "r")
    for path, written in (
        (("clients", 0, "protocolMappers", 0, "config", "x"), ("clients", "c", "protocolMappers", "m", "config", "x")),
        (("clients", 0, "protocolMappers", 1, "config"), ("clients", "c", "protocolMappers")),
        (("identityProviders", 0, "config", "x"), ("identityProviders", "google", "config", "x")),
        (("users", 0, "attributes", "t"), ("users", "u", "claims")),
    ):
        assert source(document, expanded, path) == written


def test_an_audience_is_a_client_or_a_url() -> None:
    client = shorthand.expand({"clients": {"c": {"audience": ["billing", "https://api.example/"]}}}, "r")["clients"][0]
    first, second = (mapper["config"] for mapper in client["protocolMappers"])
    assert first["included.client.audience"] == "billing"
    assert second["included.custom.audience"] == "https://api.example/"


def test_opaque_tokens_without_end_are_attributes() -> None:
    client = shorthand.expand({"clients": {"c": {"opaqueAccessTokens": True, "lifespan": "never"}}}, "r")["clients"][0]
    assert client["attributes"] == {"access.token.format": "opaque", "access.token.expiration": "never"}
    assert "attributes" not in shorthand.expand({"clients": {"c": {"opaqueAccessTokens": False}}}, "r")["clients"][0]


def test_a_user_can_log_in_at_once(realm: dict[str, Any]) -> None:
    bob, ann = named(realm["users"], "username", "bob"), named(realm["users"], "username", "ann@acme.org")
    assert bob == {
        "username": "bob", "enabled": True, "email": "bob@example.org", "emailVerified": True, "firstName": "Bob", "lastName": "Example",
        "credentials": [{"type": "password", "value": "x"}], "groups": ["/staff/eu"], "realmRoles": ["admin", "tenants:view"],
        "clientRoles": {"billing": ["reader"]},
    }  # fmt: skip
    assert (ann["email"], ann["firstName"], ann["lastName"]) == ("ann@acme.org", "Ann", "Maria Lee")
    assert ann["credentials"] == [{"type": "password", "value": "0123"}]


def test_a_service_account_has_its_roles_beside_the_default_ones(realm: dict[str, Any]) -> None:
    account = named(realm["users"], "username", "service-account-svc")
    assert account["serviceAccountClientId"] == "svc"
    assert account["realmRoles"] == ["default-roles-short", "admin"]
    assert account["clientRoles"] == {"billing": ["reader"], "realm-management": ["view-users"]}


def test_groups_and_their_sub_groups(realm: dict[str, Any]) -> None:
    inner = {"name": "eu", "clientRoles": {"billing": ["writer"]}}
    assert realm["groups"] == [{"name": "staff", "realmRoles": ["admin"], "subGroups": [inner]}]


def test_lists_are_keycloaks_own_form_and_get_no_defaults() -> None:
    document = {"realm": "r", "enabled": True, "clients": [{"clientId": "c", "secret": "s"}], "users": [{"username": "bob"}]}
    assert shorthand.expand(document, "r") == document


def test_what_was_written_is_not_changed() -> None:
    document = {"clients": {"c": {"scopes": ["x"], "claims": {"a": 1}, "roles": ["r"]}}, "users": {"bob": {"roles": ["c:r"]}}}
    before = repr(document)
    shorthand.expand(document, "r")
    assert repr(document) == before


@pytest.mark.parametrize(
    ("path", "written"),
    [
        (("clients", 1, "defaultClientScopes", 7), ("clients", "web", "scopes", 1)),
        (("clients", 1, "clientId"), ("clients", "web")),
        (("users", 0, "realmRoles", 1), ("users", "bob", "roles", 1)),
        (("users", 0, "clientRoles", "billing", 0), ("users", "bob", "roles", 2)),
        (("users", 0, "clientRoles", "billing"), ("users", "bob", "roles", 2)),
        (("users", 0, "groups", 0), ("users", "bob", "groups", 0)),
        (("users", 2, "realmRoles", 1), ("clients", "svc", "serviceAccountRoles")),
        (("roles", "realm", 1, "name"), ("roles", 1)),
        (("roles", "client", "billing", 1, "name"), ("clients", "billing", "roles", 1)),
        (("accessTokenLifespan",), ("accessTokenLifespan",)),
    ],
)
def test_a_place_in_the_expansion_is_a_place_in_the_file(path: tuple[str | int, ...], written: tuple[str | int, ...]) -> None:
    from emulator.realm import yaml_text

    document = yaml_text.load(FIFTEEN_LINES, {})
    assert source(document, shorthand.expand(document, "short"), path) == written


def test_an_unknown_key_is_answered_from_both_vocabularies() -> None:
    walker = schema.Walker(shorthand.FIELDS)
    walker.check({"clients": {"c": {"lifspan": 1, "redirectUri": []}}, "users": {"u": {"pasword": "x"}}}, "RealmRepresentation")
    assert [fault.message for fault in walker.faults] == [
        "unknown field, did you mean 'lifespan'?",
        "unknown field, did you mean 'redirectUris'?",
        "unknown field, did you mean 'password'?",
    ]


def test_a_key_of_another_object_says_whose_it_is() -> None:
    walker = schema.Walker(shorthand.FIELDS)
    provider = {"identityProviders": {"p": {"mappers": {}}}}
    walker.check({"users": {"u": {"redirectUris": []}}, "clients": {"c": {"emailVerified": True}}, **provider}, "RealmRepresentation")
    assert [fault.message for fault in walker.faults] == [
        "unknown field; 'redirectUris' belongs to clients",
        "unknown field; 'emailVerified' belongs to users",
        "unknown field; 'identityProviderMappers' belongs to the realm",
    ]
