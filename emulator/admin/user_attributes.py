"""What the realm's user profile lets an administrator see and write of a user, in the Admin API's words."""

from __future__ import annotations

from collections.abc import Sequence

from emulator.core.documents import Document
from emulator.core.errors import AdminError
from emulator.login.profile import MISSING_USERNAME, ROOT, Fault, Kind, Profile, Values
from emulator.login.profile.taken import AMBIGUOUS, EMAIL, USERNAME
from emulator.realm.views import User
from emulator.state.store import RealmTables

_TAKEN = {
    AMBIGUOUS: "User exists with same username or email",
    EMAIL: "User exists with same email",
    USERNAME: "User exists with same username",
}


def profile(tables: RealmTables, user: User | None) -> Profile:
    """The user profile at the Admin API."""
    return Profile(tables, Kind.USER_API, user)


def others(values: Values) -> Values:
    """Attributes without the members of UserRepresentation itself."""
    return {name: given for name, given in values.items() if name not in ROOT}


def check(profile: Profile, values: Values) -> None:
    """Raises Keycloak's refusal of a user with these values: 409 for what somebody else has, else 400."""
    faults = profile.faults(values)
    # As observed, who is named by the address and has none any more is told of the address.
    has_no_name = not profile.written(values).get("username") and not (faults and profile.is_of_somebody)
    if has_no_name or any(fault.key == MISSING_USERNAME for fault in faults):
        raise AdminError(400, {"errorMessage": "User name is missing"})
    for key, message in _TAKEN.items():
        if any(fault.key == key for fault in faults):
            raise AdminError(409, {"errorMessage": message})
    if faults:
        raise _refused([_told(fault) for fault in profile.in_order(faults)])


def _refused(told: Sequence[Document]) -> AdminError:
    if len(told) == 1:
        return AdminError(400, told[0])
    return AdminError(400, {"errors": told}, "; ".join(f"{one['field']}: {one['errorMessage']}" for one in told))


def _told(fault: Fault) -> Document:
    return {"field": fault.field, "errorMessage": fault.key, "params": [fault.field, *fault.parameters]}
