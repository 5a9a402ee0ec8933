"""What becomes of a realm that is changed; expected values are Keycloak's."""

import json

import pytest

from emulator.keys import pem
from emulator.keys.generating import make_rsa
from tests import wire
from tests.gates.conftest import UNKNOWN

FAILED = (400, {"errorMessage": "Failed to update realm"})


def test_a_realm_takes_its_names_along(doors):
    assert doors.ask("PUT", "", {"realm": "renamed"})[0] == 204
    clients = {client["clientId"]: client for client in doors.get("/clients", realm="renamed")}
    for name in ("account", "account-console"):
        assert clients[name]["baseUrl"] == "/realms/renamed/account/"
        assert clients[name]["redirectUris"] == ["/realms/renamed/account/*"]
    console = clients["security-admin-console"]
    assert (console["baseUrl"], console["redirectUris"]) == ("/admin/renamed/console/", ["/admin/renamed/console/*"])
    assert len(doors.get("/clients?clientId=renamed-realm", realm="master")) == 1
    assert doors.ask("GET", "/roles/x", realm="renamed") == (404, {"error": "Could not find role"})
    assert doors.import_realm(realm="test")[0] == 201
    assert doors.ask("PUT", "", {"realm": "test"}, realm="renamed") == (409, {"errorMessage": "Realm with same name exists"})


def test_master_keeps_its_name(doors):
    assert doors.ask("PUT", "", {"realm": "mm"}, realm="master") == (400, {"errorMessage": "Can't rename master realm"})
    assert doors.ask("PUT", "", {"realm": "master"}) == (409, {"errorMessage": "Realm with same name exists"})


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"clientSessionMaxLifespan": 999999}, "Client session max lifespan cannot exceed realm SSO session max lifespan."),
        ({"clientSessionIdleTimeout": 999999}, "Client Session Idle Timeout cannot be greater than Realm SSO Idle Timeout."),
        (
            {"accessCodeLifespanLogin": 0, "accessCodeLifespanUserAction": 0},
            "AccessCodeLifespanLogin or AccessCodeLifespanUserAction cannot be 0",
        ),
        (
            {"accessCodeLifespanLogin": 60, "accessCodeLifespanUserAction": -1},
            "AccessCodeLifespanLogin or AccessCodeLifespanUserAction cannot be 0",
        ),
        ({"realm": ""}, "Realm name cannot be empty"),
    ],
)
def test_refused_changes(doors, change, sentence):
    before = doors.get("")
    assert doors.ask("PUT", "", change) == (400, {"errorMessage": sentence})
    assert doors.get("") == before


@pytest.mark.parametrize(
    "change",
    [
        {"otpPolicyType": 37 * "x"},
        {"otpPolicyType": "totp", "otpPolicyAlgorithm": 37 * "x"},
        {"requiredActions": [{"alias": "a", "name": 256 * "x", "providerId": "p"}]},
    ],
)
def test_texts_of_a_realm_that_are_too_long(doors, change):
    assert doors.import_realm(**change) == (400, {"errorMessage": "Database operation failed"})


@pytest.mark.parametrize(
    "change", [{"browserFlow": "nope"}, {"sslRequired": "nope"}, {"defaultGroups": ["/nope"]}, {"requiredCredentials": ["nope"]}]
)
def test_changes_that_fail(doors, change):
    assert doors.ask("PUT", "", change) == FAILED


def test_attributes_that_are_given_replace_the_others(doors):
    assert doors.ask("PUT", "", {"attributes": {"cibaExpiresIn": "50", "mine": "1"}})[0] == 204
    assert {"cibaExpiresIn": "50", "mine": "1"}.items() <= doors.get("")["attributes"].items()
    assert doors.ask("PUT", "", {"clientSessionIdleTimeout": 5})[0] == 204
    shown = doors.get("")
    assert (shown["attributes"]["clientSessionIdleTimeout"], shown["attributes"]["cibaExpiresIn"]) == ("5", "120")
    assert doors.ask("PUT", "", {"attributes": {"failureFactor": "7", "z": "1"}})[0] == 204
    shown = doors.get("")
    assert (shown["failureFactor"], shown["clientSessionIdleTimeout"]) == (7, 0)
    assert {"mine", "failureFactor"}.isdisjoint(shown["attributes"])


def test_one_time_codes_are_set_as_a_whole(doors):
    full = doors.get("")
    assert doors.ask("PUT", "", {"otpPolicyDigits": 8})[0] == 204
    assert doors.get("")["otpPolicyDigits"] == 6
    assert doors.ask("PUT", "", {**full, "otpPolicyDigits": 8})[0] == 204
    assert doors.get("")["otpSupportedApplications"] == ["totpAppFreeOTPName", "totpAppGoogleName"]
    assert doors.ask("PUT", "", {"otpPolicyType": "totp"})[0] == 204
    shown = doors.get("")
    assert (shown["otpPolicyDigits"], shown["otpPolicyPeriod"], shown["otpSupportedApplications"]) == (0, 0, ["totpAppFreeOTPName"])
    assert "otpPolicyAlgorithm" not in shown


def test_an_empty_algorithm_is_the_usual_one(doors):
    assert doors.ask("PUT", "", {"defaultSignatureAlgorithm": ""})[0] == 204
    assert doors.get("")["defaultSignatureAlgorithm"] == ""
    doors.make("/clients", {"clientId": "svc", "secret": "s", "publicClient": False, "serviceAccountsEnabled": True})
    form = {"grant_type": "client_credentials", "client_id": "svc", "client_secret": "s"}
    assert wire.post(f"{doors.url}/realms/test/protocol/openid-connect/token", data=form).status_code == 200


def test_global_profiles_that_are_sent_back(doors):
    place = "/client-policies/profiles"
    profiles = doors.get(f"{place}?include-global-profiles=true")
    assert doors.ask("PUT", place, profiles)[0] == 204
    fewer = {**profiles, "globalProfiles": profiles["globalProfiles"][1:]}
    assert doors.ask("PUT", place, fewer) == (400, {"errorMessage": "Global profiles cannot be updated"})


@pytest.mark.parametrize(("given", "kept"), [("length(8) and length(9)", "length(9)"), (" length(8) ", "length(8)"), ("", None)])
def test_a_password_policy_is_kept_without_doubles(doors, given, kept):
    assert doors.ask("PUT", "", {"passwordPolicy": given})[0] == 204
    assert doors.get("").get("passwordPolicy") == kept


@pytest.mark.parametrize(
    "member", ["clients", "clientScopes", "identityProviders", "authenticationFlows", "authenticatorConfig", "requiredActions"]
)
def test_a_null_in_a_list(doors, member):
    assert doors.import_realm(**{member: [None]})[0] == 400


def test_two_service_accounts_of_one_client(doors):
    accounts = [{"username": name, "serviceAccountClientId": "api"} for name in ("a", "b")]
    for client, status in (({"serviceAccountsEnabled": True}, 400), ({}, 201)):
        answer = doors.import_realm(clients=[{"clientId": "api", "secret": "s", **client}], users=accounts)
        assert answer[0] == status


def test_a_policy_of_one_time_codes_names_its_algorithm(doors):
    assert doors.import_realm(otpPolicyType="totp", otpPolicyDigits=8)[0] == 400
    assert doors.import_realm(otpPolicyType="totp", otpPolicyAlgorithm="HmacSHA256")[0] == 201


def test_keys_that_cannot_be_read(doors):
    def imported(provider, **config):
        keys = {"org.keycloak.keys.KeyProvider": [{"name": "k", "providerId": provider, "config": config}]}
        return doors.import_realm(components=keys)[0]

    for provider in ("rsa", "rsa-enc"):
        for config in ({}, {"privateKey": [""]}, {"privateKey": []}, {"privateKey": [None]}, {"privateKey": ["false"]}):
            assert imported(provider, **config) == 400, (provider, config)
    for provider in ("rsa-generated", "rsa-enc-generated"):
        assert imported(provider, privateKey=["false"], certificate=["x"]) == 400
        body = {"name": "k", "providerId": provider, "providerType": "org.keycloak.keys.KeyProvider"}
        config = {"privateKey": ["false"], "certificate": ["x"]}
        assert doors.ask("POST", "/components", {**body, "config": config})[0] == 400
    assert imported("rsa-generated", privateKey=["false"], algorithm=["RS512"]) == 201


def test_a_certificate_that_cannot_be_read_takes_its_key_away(doors):
    key = pem.private_text(make_rsa(2048), traditional=True)
    config = {"privateKey": [key], "certificate": ["x"], "algorithm": ["PS384"], "priority": ["7"]}
    body = {"name": "k", "providerId": "rsa-generated", "providerType": "org.keycloak.keys.KeyProvider", "config": config}
    doors.make("/components", body)
    assert 7 not in [key["providerPriority"] for key in doors.get("/keys")["keys"]]
    assert doors.ask("POST", "/partial-export?exportClients=true")[0] == 200
    certs = wire.get(f"{doors.url}/realms/test/protocol/openid-connect/certs")
    assert (certs.status_code, "PS384" in certs.text) == (200, False)


def _component(kind, provider, config, **members):
    return {"components": {kind: [{"name": "x", "providerId": provider, "config": config, **members}]}}


_KEYS, _STORAGE = "org.keycloak.keys.KeyProvider", "org.keycloak.storage.UserStorageProvider"
_POLICIES = "org.keycloak.services.clientregistration.policy.ClientRegistrationPolicy"
_PROFILE = ("org.keycloak.userprofile.UserProfileProvider", "declarative-user-profile")


def test_settings_of_components_that_say_nothing(doors):
    ldap = {"connectionUrl": ["ldap://127.0.0.1:1"], "editMode": ["READ_ONLY"], "vendor": ["other"], "usersDn": ["ou=x"]}
    names = ("usernameLDAPAttribute", "rdnLDAPAttribute", "uuidLDAPAttribute", "userObjectClasses", "authType")
    ldap |= {name: ["x"] for name in names} | {"authType": ["none"]}
    hosts = {"host-sending-registration-request-must-match": ["true"], "client-uris-must-match": ["true"]}
    for kind, provider, config, status in (
        (_KEYS, "rsa-generated", None, 400),
        (_KEYS, "rsa-generated", {"priority": None}, 400),
        (_KEYS, "rsa-generated", {"priority": [""]}, 400),
        (_KEYS, "rsa-generated", {"priority": ["1", "1"]}, 400),
        (_KEYS, "rsa-generated", {"priority": [None], "keySize": [None]}, 201),
        (_KEYS, "hmac-generated", {"secretSize": [" "]}, 400),
        (_KEYS, "hmac-generated", {"secretSize": [None]}, 201),
        (_POLICIES, "max-clients", {"max-clients": [None]}, 201),
        (_POLICIES, "max-clients", {"max-clients": []}, 201),
        (_POLICIES, "max-clients", {"max-clients": [5]}, 201),
        (_POLICIES, "max-clients", {"max-clients": [5, None]}, 400),
        (_POLICIES, "trusted-hosts", {**hosts, "client-uris-must-match": [None]}, 201),
        (_POLICIES, "trusted-hosts", {**hosts, "client-uris-must-match": None}, 400),
        (_POLICIES, "allowed-client-templates", {"allowed-client-scopes": [None]}, 400),
        (_POLICIES, "allowed-client-templates", {"allowed-client-scopes": None}, 400),
        (_STORAGE, "ldap", {**ldap, "priority": None}, 400),
        (_STORAGE, "ldap", {**ldap, "priority": [None]}, 201),
        (_STORAGE, "kerberos", None, 400),
        (*_PROFILE, None, 400),
    ):
        answer = doors.import_realm(**_component(kind, provider, config, subType="anonymous"))
        assert answer[0] == status, (provider, config)
        doors.ask("DELETE", "", realm="imported")


def test_a_user_profile_in_a_file(doors):
    short = {"name": "x", "defaultValue": "x", "validations": {"length": {"min": 5}}}
    unread = {"error": "unknown_error", "error_description": "Cannot parse the JSON"}
    for text, expected in (
        ("{oops", (400, {**unread, "error": "invalid_request"})),
        ('{"zz":1}', (400, unread)),
        ("[]", (400, unread)),
        ("null", (400, UNKNOWN)),
        (json.dumps({"attributes": [{"name": "username"}, {"name": "email"}, short]}), (400, UNKNOWN)),
        (" ", (201, None)),
        ("{} {}", (201, None)),
    ):
        answer = doors.import_realm(**_component(*_PROFILE, {"kc.user.profile.config": [text]}))
        assert answer == expected, text
        doors.ask("DELETE", "", realm="imported")
