"""What an administrator configures of required actions."""

import pytest

ACTIONS = "/authentication/required-actions"


pytestmark = pytest.mark.usefixtures("bare")


def test_what_can_be_configured_is_described(admin):
    found = admin.get(f"{ACTIONS}/UPDATE_PASSWORD/config-description").json()
    assert [entry["name"] for entry in found["properties"]] == ["max_auth_age"]
    refused = admin.get(f"{ACTIONS}/NOTHING/config-description")
    assert (refused.status_code, refused.json()) == (404, {"error": "Could not find configurable RequiredAction provider"})


@pytest.mark.parametrize(
    ("value", "message", "parameters"),
    [
        ("soon", "error-invalid-value", ["max_auth_age"]),
        ("1.5", "error-invalid-value", ["max_auth_age"]),
        ("٣", "error-invalid-value", ["max_auth_age"]),
        ("-1", "error-number-out-of-range-too-small", ["max_auth_age", 0]),
    ],
)
def test_what_is_not_a_number_is_refused(admin, value, message, parameters):
    path = f"{ACTIONS}/UPDATE_PASSWORD/config"
    refused = admin.put(path, json={"config": {"max_auth_age": value}})
    assert refused.status_code == 400
    assert refused.json() == {"field": "max_auth_age", "errorMessage": message, "params": parameters}
    assert admin.get(path).json() == {"config": {}}


def test_a_number_is_kept(admin):
    path = f"{ACTIONS}/UPDATE_PASSWORD/config"
    assert admin.put(path, json={"config": {"max_auth_age": "300"}}).is_success
    assert admin.get(path).json() == {"config": {"max_auth_age": "300"}}


def test_an_action_is_replaced_but_for_its_provider(admin):
    assert (
        admin.put(
            f"{ACTIONS}/UPDATE_EMAIL", json={"alias": "UPDATE_EMAIL", "providerId": "other", "config": {"a": "b", "c": None}}
        ).status_code
        == 204
    )
    assert admin.get(f"{ACTIONS}/UPDATE_EMAIL").json() == {
        "alias": "UPDATE_EMAIL", "providerId": "UPDATE_EMAIL", "enabled": False, "defaultAction": False, "priority": 0,
        "config": {"a": "b"},
    }  # fmt: skip
    assert admin.put(f"{ACTIONS}/UPDATE_EMAIL", json={"name": "nobody can name it"}).status_code == 204
    assert admin.get(f"{ACTIONS}/UPDATE_EMAIL").status_code == 404


@pytest.mark.parametrize("member", [{"name": "x" * 256}, {"alias": "x" * 256}, {"config": {"x" * 256: "y"}}])
def test_texts_that_are_too_long(admin, member):
    before = admin.get(f"{ACTIONS}/VERIFY_EMAIL").json()
    answer = admin.put(f"{ACTIONS}/VERIFY_EMAIL", json={**before, **member})
    assert (answer.status_code, answer.json()["error"]) == (400, "unknown_error")
    assert admin.get(f"{ACTIONS}/VERIFY_EMAIL").json() == before
