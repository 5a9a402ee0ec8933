"""Plain passwords of a realm file are held against the realm's policy, as Keycloak's import does."""

import pytest

from emulator.core.errors import AdminError
from emulator.world.emulator import Emulator


def realm(password):
    user = {"username": "alice", "enabled": True, "credentials": [{"type": "password", "value": password}]}
    return {"realm": "strict", "enabled": True, "passwordPolicy": "length(8) and digits(1) and notUsername", "users": [user]}


@pytest.mark.parametrize(
    ("password", "reason"),
    [("short1", "minimum length 8"), ("longenough", "at least 1 numerical digits")],
)
def test_a_password_that_the_policy_refuses(password, reason):
    with pytest.raises(AdminError, match=reason) as refused:
        Emulator().add_realm(realm(password))
    assert refused.value.body == {"errorMessage": "Password policy not met. See logs for details"}


def test_a_password_that_fits():
    assert len(Emulator().add_realm(realm("long3nough")).users) == 1
