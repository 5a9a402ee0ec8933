"""Members of old versions, with a version or without; expected values are what Keycloak 26.7.4 shows after importing the same file."""

import base64

import pytest

from emulator.keys import pem
from emulator.keys.generating import make_rsa

SERVICE = {"clientId": "svc", "secret": "s", "serviceAccountsEnabled": True}


def keys(*components):
    return {"org.keycloak.keys.KeyProvider": list(components)}


@pytest.fixture(scope="module")
def private_key():
    return pem.private_text(make_rsa(2048), traditional=True)


def test_the_private_key_of_a_realm_becomes_two_key_providers(imported, private_key):
    providers = imported(privateKey=private_key, publicKey="x").components("KeyProvider")
    assert set(providers) == {"rsa", "rsa-enc", "hmac-generated", "aes-generated"}
    assert set(providers["rsa"]["config"]) == {"privateKey", "certificate", "priority"}
    assert providers["rsa"]["config"]["priority"] == ["100"]


def test_key_providers_of_the_file_go_before_the_private_key(imported, private_key):
    given = keys({"name": "h", "providerId": "hmac-generated", "config": {"algorithm": ["HS256"]}})
    assert set(imported(privateKey=private_key, components=given).components("KeyProvider")) == {"hmac-generated"}


@pytest.mark.parametrize("text", ["rubbish", ""])
def test_a_private_key_that_cannot_be_read_ends_the_import(post, text):
    assert post(privateKey=text)[0].status_code in (400, 500)


@pytest.mark.parametrize(
    ("provider", "length", "size"),
    [("aes-generated", 16, ["16"]), ("aes-generated", 32, None), ("hmac-generated", 64, ["64"]), ("hmac-generated", 128, None)],
)
def test_the_size_of_a_secret_is_written_where_it_is_not_the_usual(imported, provider, length, size):
    secret = base64.urlsafe_b64encode(b"x" * length).decode().rstrip("=")
    given = keys({"name": "k", "providerId": provider, "config": {"kid": ["k"], "secret": [secret]}})
    assert imported(components=given).components("KeyProvider")[provider]["config"].get("secretSize") == size


@pytest.mark.parametrize(("use", "algorithm"), [("enc", "RS256"), ("ENC", "RSA-OAEP")])
def test_a_generated_key_for_encryption_without_an_algorithm(imported, use, algorithm):
    shown = imported(components=keys({"name": "r", "providerId": "rsa-generated", "config": {"keyUse": [use]}})).get("/keys")["keys"]
    assert [(key["algorithm"], key["use"]) for key in shown if key["type"] == "RSA"] == [(algorithm, "ENC")]


def test_attributes_that_are_fields_set_them(imported):
    attributes = {
        "failureFactor": "7", "bruteForceProtected": "true", "bruteForceStrategy": "LINEAR", "offlineSessionMaxLifespan": "5184003",
        "displayNameHtml": "dh", "organizationsEnabled": "true", "webAuthnPolicySignatureAlgorithms": "ES256,RS512",
        "webAuthnPolicyRpEntityNamePasswordless": "pl", "webAuthnPolicyPasskeysEnabledPasswordless": "true", "_browser_header.foo": "bar",
        "_browser_header.xFrameOptions": "DENY", "displayName": "dn", "client-policies.profiles": "{}", "mine": "1",
    }  # fmt: skip
    realm = imported(failureFactor=5, attributes=attributes).get()
    expected = {
        "failureFactor": 7, "bruteForceProtected": True, "bruteForceStrategy": "LINEAR", "offlineSessionMaxLifespan": 5184003,
        "displayNameHtml": "dh", "organizationsEnabled": True, "webAuthnPolicySignatureAlgorithms": ["ES256", "RS512"],
        "webAuthnPolicyPasswordlessRpEntityName": "pl", "webAuthnPolicyPasswordlessPasskeysEnabled": True,
    }  # fmt: skip
    assert {name: realm[name] for name in expected} == expected
    assert attributes.keys() & realm["attributes"].keys() == {"mine"}
    assert "displayName" not in realm
    headers = realm["browserSecurityHeaders"]
    assert (headers["foo"], headers["xFrameOptions"]) == ("bar", "SAMEORIGIN")


@pytest.mark.parametrize("attributes", [{"failureFactor": "x"}, {"bruteForceStrategy": "x"}])
def test_an_attribute_that_is_no_such_field_ends_the_import(post, attributes):
    assert post(attributes=attributes)[0].status_code in (400, 500)


def test_small_members_that_are_left_out_or_renamed(imported):
    action = {"alias": "CONFIGURE_TOTP", "name": "Configure Totp", "providerId": "CONFIGURE_TOTP", "enabled": True}
    realm = imported(supportedLocales=[], identityFederationEnabled=False, requiredActions=[action])
    assert "supportedLocales" not in realm.get()
    assert realm.get("/authentication/required-actions/CONFIGURE_TOTP")["name"] == "Configure OTP"


def test_the_note_of_service_accounts_has_its_old_name_too(imported):
    config = {"user.session.note": "clientId", "claim.name": "clientId", "access.token.claim": "true", "jsonType.label": "String"}
    mapper = {"name": "n", "protocol": "openid-connect", "protocolMapper": "oidc-usersessionmodel-note-mapper", "config": config}
    realm = imported(clients=[{**SERVICE, "protocolMappers": [mapper]}])
    assert realm.token(grant_type="client_credentials", client_id="svc", client_secret="s")["clientId"] == "svc"


def test_old_credentials_are_shown_in_their_present_form(imported):
    password = {"type": "password", "hashedSaltedValue": "AA==", "salt": "AA==", "hashIterations": 27500, "algorithm": "pbkdf2-sha256"}
    code = {"type": "totp", "hashedSaltedValue": "secret", "digits": 6, "counter": 0, "period": 30, "algorithm": "HmacSHA1", "device": "d"}
    former = {**password, "type": "password-history"}
    realm = imported(users=[{"username": "u", "enabled": True, "credentials": [password, code, former]}])
    user = realm.get("/users?username=u")[0]
    shown = {one["type"]: one for one in realm.get(f"/users/{user['id']}/credentials")}
    assert set(shown) == {"password", "otp"}
    assert shown["password"]["credentialData"] == '{"hashIterations":27500,"algorithm":"pbkdf2-sha256","additionalParameters":{}}'
    assert shown["otp"]["credentialData"] == '{"subType":"totp","digits":6,"counter":0,"period":30,"algorithm":"HmacSHA1"}'
    assert "userLabel" not in shown["otp"]
    assert user["totp"] is True


def test_empty_names_of_users_stay(imported):
    user = imported(users=[{"username": "u", "enabled": True, "firstName": "", "lastName": ""}]).get("/users?username=u")[0]
    assert (user["firstName"], user["lastName"]) == ("", "")
