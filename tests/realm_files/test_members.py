"""Members of realm files as administrators then see them; expected values are what Keycloak 26.7.4 answers to the same file."""

import json

import pytest

from emulator.keys import certificates
from tests import wire

POLICIES = "org.keycloak.services.clientregistration.policy.ClientRegistrationPolicy"
KEYS = "org.keycloak.keys.KeyProvider"
PROFILE = "org.keycloak.userprofile.UserProfileProvider"
HOSTS = {"host-sending-registration-request-must-match": ["true"], "client-uris-must-match": ["true"]}
SETTINGS = {
    "scopes": [{"name": "s", "iconUri": "", "displayName": ""}],
    "resources": [{"name": "r", "type": "", "displayName": "", "icon_uri": "", "attributes": {"a": [], "b": [""]}}],
    "policies": [{"name": "p", "type": "role", "description": "", "config": {"roles": "[]"}}],
}
SERVICE = {
    "clientId": "svc", "secret": "s", "serviceAccountsEnabled": True, "authorizationServicesEnabled": True,
    "authorizationSettings": SETTINGS, "defaultClientScopes": ["credential", "email"], "optionalClientScopes": ["assertion", "other"],
}  # fmt: skip
BOTH = {"view": ["admin", "user"], "edit": ["admin", "user"]}
ATTRIBUTES = [
    {"name": "username", "permissions": BOTH},
    {"name": "email", "required": {"roles": ["admin", "user"]}, "permissions": BOTH, "annotations": {}},
    {"name": "unit", "required": {}, "permissions": BOTH, "defaultValue": ""},
]
FLOW = {
    "alias": "mine", "providerId": "basic-flow", "topLevel": True, "builtIn": True,
    "authenticationExecutions": [{"authenticator": "auth-otp-form", "requirement": "OPTIONAL", "priority": 1}],
}  # fmt: skip


def component(provider, config, **more):
    return {"name": provider, "providerId": provider, "config": config, **more}


DOCUMENT = {
    "editUsernameAllowed": True,
    "clientScopes": [
        {"name": "credential", "protocol": "oid4vc"}, {"name": "other", "protocol": "oid4vc"},
        {"name": "email", "protocol": "openid-connect"}, {"name": "assertion", "protocol": "saml"},
    ],
    "defaultDefaultClientScopes": ["credential", "email"],
    "clients": [SERVICE, {"clientId": "plain", "attributes": {"blank": " ", "own": "x"}}],
    "requiredActions": [{"alias": "TERMS_AND_CONDITIONS", "providerId": "TERMS_AND_CONDITIONS", "name": "T", "enabled": True}],
    "users": [{"username": "service-account-svc", "serviceAccountClientId": "svc", "enabled": True, "credentials": [],
               "attributes": {"terms_and_conditions": ["5"]}}],
    "authenticationFlows": [FLOW],
    "authenticatorConfig": [{"alias": "loose", "config": {"site.key": "k", "secret.key": "s", "unknown": "x"}}],
    "components": {
        KEYS: [
            component("rsa-generated", {"keyUse": ["SIG"], "priority": ["7"]}),
            *(component(f"{kind}-generated", {}) for kind in ("ecdsa", "ecdh", "eddsa")),
        ],
        POLICIES: [component("trusted-hosts", {**HOSTS, "odd": ["x"]}, subType="anonymous")],
        PROFILE: [component("declarative-user-profile", {"kc.user.profile.config": [json.dumps({"attributes": ATTRIBUTES})]})],
    },
}  # fmt: skip


def exported(realm):
    answer = wire.post(
        f"{realm.url}/admin/realms/{realm.name}/partial-export?exportClients=true", headers=realm.headers, timeout=30
    )  # fmt: skip
    return answer.raise_for_status().json()


def test_what_is_shown_of_a_file(imported):
    realm = imported(**DOCUMENT)
    document = exported(realm)
    shown = {one["providerId"]: one["config"] for one in realm.get("/components")}
    again = {one["providerId"]: one["config"] for kind in (KEYS, POLICIES) for one in document["components"][kind]}
    assert again == {name: shown[name] for name in again}
    assert again == {
        "rsa-generated": {"priority": ["7"]}, "ecdsa-generated": {"ecdsaEllipticCurveKey": ["P-256"]}, "trusted-hosts": HOSTS,
        "ecdh-generated": {"ecdhEllipticCurveKey": ["P-256"]}, "eddsa-generated": {"eddsaEllipticCurveKey": ["Ed25519"]},
    }  # fmt: skip
    loose = next(config for config in document["authenticatorConfig"] if config["alias"] == "loose")
    assert loose["config"] == {"site.key": "k", "secret.key": "**********", "unknown": "**********"}
    flows = {flow["alias"]: flow["builtIn"] for flow in document["authenticationFlows"]}
    assert flows["mine - auth-otp-form - Conditional"] is True
    assert all("credentials" not in user for user in document["users"])
    _look_at_scopes(realm)
    _look_at_settings(realm)
    _look_at_the_service_account(realm)


def _look_at_scopes(realm):
    svc, plain = realm.client("svc"), realm.client("plain")
    assert (svc["defaultClientScopes"], svc["optionalClientScopes"]) == (["credential", "email"], ["other"])
    assert plain["defaultClientScopes"] == ["email"]
    assert {"blank", "own"} & plain["attributes"].keys() == {"own"}
    scope = next(one["id"] for one in realm.get("/client-scopes") if one["name"] == "other")
    wire.put(f"{realm.url}/admin/realms/old/clients/{plain['id']}/default-client-scopes/{scope}", headers=realm.headers)
    assert realm.client("plain")["defaultClientScopes"] == ["email", "other"]
    claims = realm.token(grant_type="client_credentials", client_id="svc", client_secret="s", scope="other")
    assert set(claims["scope"].split()) == {"credential", "email", "other"}


def _look_at_settings(realm):
    settings = realm.get(f"/clients/{realm.client('svc')['id']}/authz/resource-server/settings")
    assert [{**scope, "id": ""} for scope in settings["scopes"]] == [{"id": "", "name": "s", "iconUri": ""}]
    assert (settings["resources"][0]["displayName"], settings["resources"][0]["icon_uri"]) == ("", "")
    assert ("type" in settings["resources"][0], settings["resources"][0]["attributes"]) == (False, {"b": [""]})
    assert settings["policies"][0]["description"] == ""


def _look_at_the_service_account(realm):
    user = realm.get(f"/clients/{realm.client('svc')['id']}/service-account-user")
    metadata = realm.get(f"/users/{user['id']}?userProfileMetadata=true")["userProfileMetadata"]["attributes"]
    assert [(one["name"], one["required"], one["readOnly"]) for one in metadata] == [
        ("terms_and_conditions", False, False), ("username", True, True), ("email", False, False), ("unit", False, False),
    ]  # fmt: skip
    assert (metadata[2]["annotations"], metadata[3]["defaultValue"]) == ({}, "")
    changes = (
        ({"username": "x"}, 204), ({"username": ""}, 400), ({"email": "a@example.org"}, 204),
        ({"username": "service-account-svc", "email": "a@example.org", "attributes": {"terms_and_conditions": ["9"], "own": ["x"]}}, 204),
    )  # fmt: skip
    for change, status in changes:
        answer = wire.put(f"{realm.url}/admin/realms/old/users/{user['id']}", json=change, headers=realm.headers)
        assert answer.status_code == status, change
    changed = realm.get(f"/users/{user['id']}")
    assert (changed["username"], changed["email"]) == ("service-account-svc", "a@example.org")
    assert changed["attributes"] == {"terms_and_conditions": ["9"], "own": ["x"]}


@pytest.mark.parametrize(
    ("provider", "config", "taken"),
    [
        ("max-clients", {}, False),
        ("max-clients", {"max-clients": ["x"]}, False),
        ("trusted-hosts", {**HOSTS, "client-uris-must-match": ["yes"]}, False),
        ("allowed-client-templates", {"allowed-client-scopes": ["nope"]}, False),
        ("allowed-client-templates", {"allow-default-scopes": ["yes"]}, True),
        ("nope", {}, False),
    ],
)
def test_registration_policies_that_do_not_fit_end_the_import(post, provider, config, taken):
    answer, _ = post(components={POLICIES: [component(provider, config, subType="anonymous")]})
    assert (answer.status_code == 201) is taken


def test_a_certificate_that_is_not_valid_now_ends_the_import(post):
    certificate, private = certificates.self_signed("old", 0)
    config = {"privateKey": [private], "certificate": [certificate]}
    assert post(components={KEYS: [component("rsa", config)]})[0].status_code == 400


def test_a_policy_of_older_versions_allows_default_scopes_once(imported):
    policies = [component("allowed-client-templates", {"allow-default-scopes": ["false"]}, subType="anonymous")]
    (shown,) = imported("4.0.0.Final", components={POLICIES: policies}).components("ClientRegistrationPolicy").values()
    assert shown["config"] == {"allow-default-scopes": ["true"]}


def test_blank_values_of_users_stay_until_others_are_written(imported):
    profile = {"unmanagedAttributePolicy": "ENABLED", "attributes": [{"name": name, "permissions": BOTH} for name in ("username", "email")]}
    attributes = {"gone": [], "blank": [""], "half": ["", "b"], "more": ["", "a", " "]}
    realm = imported(
        users=[{"username": "user1", "attributes": attributes}],
        components={PROFILE: [component("declarative-user-profile", {"kc.user.profile.config": [json.dumps(profile)]})]},
    )
    (user,) = realm.get("/users")
    kept = {name: values for name, values in attributes.items() if values}
    assert user["attributes"] == kept
    assert realm.get(f"/users/{user['id']}/unmanagedAttributes") == {"half": ["", "b"], "more": ["", "a", " "]}
    change = {"username": "user1", "attributes": {**kept, "more": ["", "a"]}}
    wire.put(f"{realm.url}/admin/realms/old/users/{user['id']}", json=change, headers=realm.headers).raise_for_status()
    assert realm.get(f"/users/{user['id']}")["attributes"] == {"blank": [""], "half": ["", "b"], "more": ["a"]}
