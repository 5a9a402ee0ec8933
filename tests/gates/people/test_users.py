"""What a user may be at every door, as Keycloak 26.7.4 answered; where it ends in a 500, here it is a 400."""

import json

import pytest

OLD = {
    "type": "password",
    "hashedSaltedValue": "4lz5uN3ARJlxK81xWJQMGx+rO3PcK4Zq/b2AvR2aTzLUTaOE5Ee04sR6yUdiqprmKciBeYY+z/mGhlotMWwxvg==",
    "salt": "jx0WfLVApZk3zLDlc4Vupw==",
    "hashIterations": 1,
    "algorithm": "pbkdf2",
}
CODE = {"type": "totp", "hashedSaltedValue": "12345678901234567890", "digits": 6, "period": 30, "counter": 0, "algorithm": "HmacSHA1"}
NAMED = {"username": "ann", "enabled": True, "email": "ann@example.org", "firstName": "A", "lastName": "N"}


def _without(credential, name):
    return {key: value for key, value in credential.items() if key != name}


@pytest.mark.parametrize(
    "more",
    [
        {"groups": ["/nope"]},
        {"credentials": [{"type": "password", "value": None}]},
        {"credentials": [{}]},
        {"credentials": [{"type": "password", "secretData": "{}"}]},
        {"credentials": [{"type": "password", "secretData": "zz", "credentialData": "zz"}]},
        {"credentials": [_without(OLD, "hashIterations")]},
        {"credentials": [_without(CODE, "period")]},
        {"firstName": "x" * 256},
    ],
)
def test_what_no_door_takes(doors, more):
    user = {**NAMED, **more}
    answers = [*doors.brought_in(users=[user]), doors.call("POST", "/test/users", user)]
    assert [status for status, _ in answers] == [400] * 3
    assert doors.get("/users") == []


@pytest.mark.parametrize(
    "more",
    [
        {"clientRoles": {"nope": ["x"]}},
        {"serviceAccountClientId": "nope"},
        {"clientConsents": [{"clientId": "nope"}]},
        {"username": None},
    ],
)
def test_what_imports_do_not_take(doors, more):
    assert [status for status, _ in doors.brought_in(users=[{**NAMED, **more}])] == [400, 400]
    assert doors.get("/users") == []


def test_an_import_makes_the_roles_that_a_user_has(doors):
    user = {**NAMED, "realmRoles": ["new"], "clientRoles": {"app": ["own"]}}
    assert doors.call("POST", "/test/partialImport", {"users": [user]})[0] == 200
    [ann] = doors.get("/users")
    mapped = doors.get(f"/users/{ann['id']}/role-mappings")
    assert [role["name"] for role in mapped["realmMappings"]] == ["new"]
    assert [role["name"] for role in mapped["clientMappings"]["app"]["mappings"]] == ["own"]


@pytest.mark.parametrize("door", ["/users", "/partialImport"])
def test_credentials_of_old_versions_are_understood(doors, server, door):
    user = {**NAMED, "credentials": [OLD]}
    doors.call("POST", f"/test{door}", user if door == "/users" else {"users": [user]})
    [ann] = doors.get("/users")
    [password] = doors.get(f"/users/{ann['id']}/credentials")
    assert json.loads(password["credentialData"]) == {"hashIterations": 1, "algorithm": "pbkdf2", "additionalParameters": {}}
    form = {"grant_type": "password", "client_id": "app", "username": "ann", "password": "tiger"}
    url = f"{server.url}/realms/test/protocol/openid-connect/token"
    assert doors.http.post(url, data=form).status_code == 200
    assert doors.http.post(url, data={**form, "password": "other"}).status_code == 400


def test_one_time_codes_of_old_versions_are_understood(doors):
    ann = doors.make("/users", **NAMED, credentials=[CODE])
    [code] = doors.get(f"/users/{ann}/credentials")
    assert code["type"] == "otp"
    data = {"subType": "totp", "digits": 6, "counter": 0, "period": 30, "algorithm": "HmacSHA1"}
    assert json.loads(code["credentialData"]) == data
    assert doors.get(f"/users/{ann}")["totp"] is True


def test_a_value_is_a_password_whatever_its_type(doors):
    ann = doors.make("/users", **NAMED, credentials=[{"type": "otp", "value": "x"}])
    assert [one["type"] for one in doors.get(f"/users/{ann}/credentials")] == ["password"]
    assert doors.get(f"/users/{ann}")["totp"] is False


def test_one_hash_with_another_algorithm_is_another_password(doors, server):
    doors.make("/users", **NAMED, credentials=[OLD])
    doors.make("/users", username="bob", enabled=True, credentials=[{**OLD, "algorithm": "pbkdf2-sha256"}])
    doors.call("PUT", "/test/users/profile", {})
    url = f"{server.url}/realms/test/protocol/openid-connect/token"
    form = {"grant_type": "password", "client_id": "app", "password": "tiger"}
    assert [doors.http.post(url, data={**form, "username": name}).status_code for name in ("ann", "bob")] == [200, 400]


def test_required_actions_that_nobody_has_are_not_kept_by_the_admin_api(doors):
    ann = doors.make("/users", username="ann", requiredActions=["", "NOSUCH", "VERIFY_EMAIL", "verify_email", None, "webauthn-register"])
    assert sorted(doors.get(f"/users/{ann}")["requiredActions"]) == ["VERIFY_EMAIL", "webauthn-register"]
    doors.call("PUT", f"/test/users/{ann}", {"requiredActions": ["NOSUCH", "CONFIGURE_TOTP"]})
    assert doors.get(f"/users/{ann}")["requiredActions"] == ["CONFIGURE_TOTP"]


def test_new_users_get_the_default_actions(doors):
    terms = "/test/authentication/required-actions/TERMS_AND_CONDITIONS"
    doors.call("PUT", terms, {**doors.call("GET", terms)[1], "enabled": True, "defaultAction": True})
    ann = doors.make("/users", username="ann", requiredActions=["VERIFY_EMAIL"])
    assert sorted(doors.get(f"/users/{ann}")["requiredActions"]) == ["TERMS_AND_CONDITIONS", "VERIFY_EMAIL"]


def test_when_a_user_was_made_may_be_told(doors):
    ann = doors.make("/users", username="ann", createdTimestamp=5, notBefore=7, totp=True)
    shown = doors.get(f"/users/{ann}")
    assert (shown["createdTimestamp"], shown["notBefore"], shown["totp"]) == (5, 0, False)


def test_a_user_of_a_storage_that_nobody_has_is_gone(doors):
    ann = doors.make("/users", username="ann", federationLink="nosuch")
    assert doors.call("GET", f"/test/users/{ann}") == (404, {"error": "User not found"})
    bob = doors.make("/users", username="bob")
    assert doors.call("PUT", f"/test/users/{bob}", {"federationLink": "nosuch"})[0] == 204
    assert doors.get("/users") == []


def test_nothing_is_no_user(doors):
    ann = doors.make("/users", username="ann")
    assert doors.http.put(f"/test/users/{ann}", content=b"null", headers={"Content-Type": "application/json"}).json() == {
        "errorMessage": "Could not update user!"
    }


def test_identifiers_are_random_uuids(doors):
    assert all(ann[14] == "4" and ann[19] in "89ab" for ann in (doors.make("/users", username=f"ann{index}") for index in range(8)))


@pytest.mark.parametrize(
    ("credential", "error"),
    [
        ({"type": "password", "credentialData": "{oops", "secretData": "[]"}, "invalid_request"),
        ({"type": "password", "credentialData": "[]", "secretData": "{oops"}, "unknown_error"),
        ({"type": "password", "value": "", "credentialData": '{"rounds":5}', "secretData": "{}"}, "unknown_error"),
        ({"type": "hotp", "credentialData": "", "secretData": "{}"}, "unknown_error"),
        ({"type": "recovery-authn-codes", "credentialData": "{}", "secretData": '{"codes":["x"]}'}, "unknown_error"),
    ],
)
def test_data_of_a_credential_that_cannot_be_read_is_told_as_other_json_is(doors, credential, error):
    user = {**NAMED, "credentials": [credential]}
    answers = [*doors.brought_in(users=[user]), doors.call("POST", "/test/users", user)]
    assert answers == [(400, {"error": error, "error_description": "Cannot parse the JSON"})] * 3


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("password", {}),
        ("otp", {"digits": 9}),
        ("otp", {"digits": -1}),
        ("otp", {"period": 0}),
        ("otp", {"algorithm": "x"}),
        ("otp", {"secretEncoding": "x"}),
    ],
)
def test_a_login_by_a_credential_that_nothing_can_be_computed_of(doors, server, kind, change):
    data = {"subType": "totp", "digits": 6, "period": 30, "algorithm": "HmacSHA1", **change} if kind == "otp" else {"hashIterations": 5}
    brought = {"type": kind, "credentialData": json.dumps(data), "secretData": '{"value":"abc"}'}
    doors.make("/users", **NAMED, credentials=[brought] if kind == "password" else [{"type": "password", "value": "tiger"}, brought])
    form = {"grant_type": "password", "client_id": "app", "username": "ann", "password": "tiger", "totp": "12"}
    answer = doors.http.post(f"{server.url}/realms/test/protocol/openid-connect/token", data=form)
    assert (answer.status_code, answer.json()["error"]) == (400, "unknown_error")


def test_required_actions_that_nobody_knows(doors):
    brought = {"username": "bob", "requiredActions": ["nope", "VERIFY_EMAIL"]}
    assert doors.call("POST", "/test/partialImport", {"users": [brought]})[0] == 200
    assert doors.call("PUT", "/test/authentication/required-actions/UPDATE_PASSWORD", {"alias": "mine", "name": "M"})[0] == 204
    [bob] = doors.get("/users")
    for given, kept in (
        (["VERIFY_EMAIL", "VERIFY_EMAIL", "mine", "other", None], ["VERIFY_EMAIL", "nope"]),
        (["update_password", "CONFIGURE_TOTP"], ["CONFIGURE_TOTP", "nope"]),
        ([], ["nope"]),
    ):
        assert doors.call("PUT", f"/test/users/{bob['id']}", {"requiredActions": given})[0] == 204
        assert sorted(doors.get(f"/users/{bob['id']}")["requiredActions"]) == kept
    new = doors.make("/users", username="ann", requiredActions=["mine", "nope", "VERIFY_EMAIL"])
    assert doors.get(f"/users/{new}")["requiredActions"] == ["VERIFY_EMAIL"]


def test_uses_and_capabilities_of_providers_that_there_are_not(doors):
    for query, status in (
        ("type=x", 400),
        ("type=any", 400),
        ("capability=x", 400),
        ("type=ANY&capability=x", 200),
        ("type=&capability=", 200),
    ):
        assert doors.call("GET", f"/test/identity-provider/instances?{query}")[0] == status, query
