"""What the realm's user profile (UPConfig) lets an administrator see and write of a user, as observed on Keycloak."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from emulator.core.errors import AdminError
from emulator.login.account import profile
from emulator.login.profile_validators import VALIDATORS
from emulator.realm.views import User
from emulator.state.store import RealmTables

Document = dict[str, Any]
Values = dict[str, list[str]]

ROOT = ("username", "email", "firstName", "lastName")
_MULTIVALUED = "multivalued"
_EDITABLE = ("ENABLED", "ADMIN_EDIT")
_VISIBLE = ("ENABLED", "ADMIN_EDIT", "ADMIN_VIEW")


def attributes(tables: RealmTables) -> dict[str, Mapping[str, Any]]:
    """The profile's attributes by name, in its order."""
    return {attribute["name"]: attribute for attribute in profile(tables).get("attributes") or ()}


def policy(tables: RealmTables) -> str:
    """``unmanagedAttributePolicy``; empty when attributes that the profile does not know are ignored."""
    return str(profile(tables).get("unmanagedAttributePolicy") or "")


def may_edit(attribute: Mapping[str, Any]) -> bool:
    """Whether an administrator may set the attribute."""
    return "admin" in ((attribute.get("permissions") or {}).get("edit") or ())


def may_view(attribute: Mapping[str, Any]) -> bool:
    """Whether an administrator sees the attribute."""
    return "admin" in ((attribute.get("permissions") or {}).get("view") or ()) or may_edit(attribute)


def is_required(attribute: Mapping[str, Any]) -> bool:
    """Whether an administrator has to give the attribute a value."""
    required = attribute.get("required")
    if attribute["name"] == "username":
        return True
    if required is None:
        return False
    roles = required.get("roles") or ()
    return "admin" in roles or not (roles or required.get("scopes"))


def visible(tables: RealmTables, user: User) -> Values:
    """The user's attributes that an administrator sees, without the members of UserRepresentation itself."""
    known = attributes(tables)
    every = policy(tables) in _VISIBLE
    return {
        name: list(values)
        for name, values in user.attributes.items()
        if (may_view(known[name]) if name in known else every and name not in ROOT)
    }


def unmanaged(tables: RealmTables, user: User) -> Values:
    """The user's attributes that the profile does not know, as far as they may be seen."""
    known = attributes(tables)
    return {name: values for name, values in visible(tables, user).items() if name not in known}


def raw(representation: Mapping[str, Any]) -> Values:
    """Attributes of a UserRepresentation with its own members among them (``getRawAttributes``)."""
    found = {name: _texts(values) for name, values in (representation.get("attributes") or {}).items()}
    for name in ROOT:
        if representation.get(name) is not None:
            found[name] = [str(representation[name])]
        elif name in ("username", "email"):
            found.pop(name, None)
    return found


def _texts(values: Any) -> list[str]:
    members = values if isinstance(values, list) else [values]
    return [("true" if v else "false") if isinstance(v, bool) else str(v) for v in members if v is not None]


def stored(user: User) -> Values:
    """All attributes of a user as they are stored, its own members among them."""
    own = {name: [user.document[name]] for name in ROOT if user.document.get(name)}
    return {**{name: list(values) for name, values in user.attributes.items()}, **own}


def written(tables: RealmTables, given: Values, current: Values | None) -> Values:
    """What is stored when ``given`` is asked for: what may not be written stays as it is; ``current`` None for a new user.

    Raises Keycloak's refusal (400) when the profile's rules are not met, 409 for a name or an address that is taken.
    """
    known = attributes(tables)
    before = current or {}
    found: Values = {}
    for name in dict.fromkeys((*given, *before)):
        values = given.get(name, []) if _writable(tables, known, name) else before.get(name, [])
        values = [value for value in values if value.strip()]
        if values:
            found[name] = values
    for name, attribute in known.items():
        if current is None and name not in found and attribute.get("defaultValue"):
            found[name] = [str(attribute["defaultValue"])]
    for name in ("username", "email"):
        if name in found:
            found[name] = [found[name][0].lower()]
    if tables.realm.registration_email_as_username and found.get("email"):
        found["username"] = found["email"]
    elif current is not None and not tables.realm.edit_username_allowed and "username" not in given:
        found["username"] = before["username"]
    return found


def _writable(tables: RealmTables, known: Mapping[str, Mapping[str, Any]], name: str) -> bool:
    if name in ROOT:
        return True
    return may_edit(known[name]) if name in known else policy(tables) in _EDITABLE


def check(tables: RealmTables, values: Values, current: Values | None, identifier: str) -> None:
    """Raises Keycloak's refusal of a user with these attributes; ``identifier`` is the user's id."""
    _check_taken(tables, values, identifier)
    if not values.get("username"):
        raise AdminError(400, {"errorMessage": "User name is missing"})
    faults: list[Document] = []
    fixed = current is not None and bool(current) and not _may_rename(tables)
    if current and values["username"] != current["username"] and fixed:
        faults.append(_fault("username", "error-user-attribute-read-only", []))
    for name, attribute in attributes(tables).items():
        if not (name == "username" and fixed and not faults):
            faults += _faults(attribute, values.get(name, []))
    if len(faults) == 1:
        raise AdminError(400, faults[0])
    if faults:
        raise AdminError(400, {"errors": faults}, "; ".join(f"{fault['field']}: {fault['errorMessage']}" for fault in faults))


def _may_rename(tables: RealmTables) -> bool:
    return tables.realm.edit_username_allowed or tables.realm.registration_email_as_username


def _check_taken(tables: RealmTables, values: Values, identifier: str) -> None:
    email, name = (values.get(key, [""])[0] for key in ("email", "username"))
    others = [user["id"] for user in tables.users.many("email", email)] if email else []
    if not tables.realm.duplicate_emails and any(other != identifier for other in others):
        raise AdminError(409, {"errorMessage": "User exists with same email"})
    same = tables.users.one("username", name) if name else None
    if same is not None and same["id"] != identifier:
        raise AdminError(409, {"errorMessage": "User exists with same username"})


def _fault(name: str, message: str, parameters: Sequence[Any]) -> Document:
    return {"field": name, "errorMessage": message, "params": [name, *parameters]}


def _faults(attribute: Mapping[str, Any], values: list[str]) -> list[Document]:
    name: str = attribute["name"]
    validations: Mapping[str, Any] = attribute.get("validations") or {}
    found = [] if values or not is_required(attribute) else [_fault(name, "error-user-attribute-required", [])]
    low, high = _counts(attribute)
    if not low <= len(values) <= high:
        return [*found, _fault(name, "error-invalid-multivalued-size", [low, high])]
    for validator, config in validations.items():
        check_value = VALIDATORS.get(validator)
        for value in values if check_value is not None else ():
            fault = check_value(value, config or {}) if check_value is not None else None
            if fault is not None:
                found.append(_fault(name, *fault))
                break
    return found


def _counts(attribute: Mapping[str, Any]) -> tuple[int, int]:
    """How few and how many values the attribute may have."""
    config = (attribute.get("validations") or {}).get(_MULTIVALUED)
    if config:
        return int(config.get("min") or 0), int(config.get("max") or 1_000_000)
    return 0, 1_000_000 if attribute.get(_MULTIVALUED) else 1


def metadata(tables: RealmTables, *, existing: bool) -> Document:
    """UserProfileMetadata; of an ``existing`` user the name may be fixed."""
    config = profile(tables)
    shown = [_metadata(tables, a, existing) for a in attributes(tables).values() if may_view(a)]
    return {"attributes": shown, "groups": config.get("groups") or []}


def _metadata(tables: RealmTables, attribute: Mapping[str, Any], existing: bool) -> Document:
    name = attribute["name"]
    validators = {v: {**(c or {}), "ignore.empty.value": True} for v, c in (attribute.get("validations") or {}).items()}
    if not attribute.get(_MULTIVALUED):
        validators.setdefault(_MULTIVALUED, {"max": "1"})
    fixed = name == "username" and existing and not tables.realm.edit_username_allowed
    optional = {key: attribute[key] for key in ("annotations", "group", "defaultValue") if attribute.get(key)}
    return {
        "name": name,
        "displayName": attribute.get("displayName") or name,
        "required": is_required(attribute),
        "readOnly": fixed or not may_edit(attribute),
        "validators": validators,
        _MULTIVALUED: bool(attribute.get(_MULTIVALUED)),
        **optional,
    }
