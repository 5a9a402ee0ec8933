"""What an administrator configures of required actions."""

import pytest

ACTIONS = "/authentication/required-actions"


@pytest.fixture
def admin(server, admin):
    server.realm(clients=[], users=[])
    return admin


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
