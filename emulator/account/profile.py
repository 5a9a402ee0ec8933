"""The user's own profile, with the rules that it has to keep."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.account.access import MANAGE, NO_CACHE, VIEW, AccountCall, authenticate, changed
from emulator.core.errors import AdminError
from emulator.login import user_profile
from emulator.login.account import profile
from emulator.login.profile_validators import VALIDATORS
from emulator.realm import texts
from emulator.realm.views import User
from emulator.state.store import RealmTables
from emulator.web import request_body
from emulator.web.call import Call
from emulator.web.response import Response, json_response

Document = dict[str, Any]
_READ_ONLY = "error-user-attribute-read-only"


def read(call: Call) -> Response:
    """The profile; ``userProfileMetadata=false`` leaves out its rules."""
    account = authenticate(call)
    _require(account, MANAGE, VIEW)
    shown = representation(account.tables, account.user)
    if account.flag("userProfileMetadata", True):
        shown["userProfileMetadata"] = metadata(account.tables)
    return json_response(shown, headers=[NO_CACHE], charset=True)


def update(call: Call) -> Response:
    """Changes the profile; refused with every fault at once."""
    account = authenticate(call)
    _require(account, MANAGE)
    tables, user = account.tables, account.user
    document = request_body.parse(call.body, "UserRepresentation")
    given = {name: [str(one) for one in values or ()] for name, values in (document.get("attributes") or {}).items()}
    given |= {name: [str(document[name])] if document[name] else [] for name in user_profile.ROOT if document.get(name) is not None}
    editable = {one["name"]: _editable(tables, one) for one in _attributes(tables)}
    faults = _faults(tables, user, given, editable)
    if faults:
        first = faults[0] if len(faults) == 1 else {}
        raise AdminError(400, {**first, "errors": faults}, "; ".join(f"{one['field']}: {one['errorMessage']}" for one in faults))
    values = {name: found for name, found in given.items() if editable.get(name)}
    _refuse_taken(tables, user, values)
    tables.users.put(user.id, user_profile.written(tables, user.document, values))
    return changed(call)


def _require(account: AccountCall, *any_of: str) -> None:
    if not account.may(*any_of):
        raise AdminError(403, {"error": "HTTP 403 Forbidden"}, reason=f"the token has none of {', '.join(any_of)}")


def representation(tables: RealmTables, user: User) -> Document:
    """The user as it sees itself."""
    document = user.document
    shown: Document = {name: document[name] for name in ("id", "username", "firstName", "lastName", "email") if document.get(name)}
    shown["emailVerified"] = user.email_verified
    names = {one["name"] for one in _attributes(tables)}
    attributes = {name: list(values) for name, values in user.attributes.items() if name in names and name not in user_profile.ROOT}
    if attributes:
        shown["attributes"] = attributes
    return shown


def _attributes(tables: RealmTables) -> list[Mapping[str, Any]]:
    """The profile's attributes that the user sees; in a realm with several languages the user's own is one of them."""
    found = []
    for attribute in profile(tables).get("attributes") or ():
        permissions = attribute.get("permissions") or {}
        if attribute["name"] in user_profile.ROOT or "user" in (*(permissions.get("view") or ()), *(permissions.get("edit") or ())):
            found.append(attribute)
    if texts.supported(tables.document) and not any(one["name"] == "locale" for one in found):
        found.insert(0, {"name": "locale", "permissions": {"edit": ["user"]}})
    return found


def metadata(tables: RealmTables) -> Document:
    """UserProfileMetadata as the user meets it."""
    shown = []
    for attribute in _attributes(tables):
        name = attribute["name"]
        validators = {one: {**(config or {}), "ignore.empty.value": True} for one, config in (attribute.get("validations") or {}).items()}
        if name != "locale" and not attribute.get("multivalued"):
            validators.setdefault("multivalued", {"max": "1"})
        optional = {key: attribute[key] for key in ("annotations", "group", "defaultValue") if attribute.get(key)}
        if name == "email":
            supported = {"kc.required.action.supported": True} if user_profile.address_has_its_action(tables) else {}
            optional["annotations"] = {**(optional.get("annotations") or {}), **supported}
        shown.append(
            {
                "name": name,
                "displayName": _display(attribute),
                "required": user_profile.is_required(attribute, ()),
                "readOnly": not _editable(tables, attribute),
                "validators": validators,
                "multivalued": bool(attribute.get("multivalued")),
                **optional,
            }
        )
    return {"attributes": shown, "groups": profile(tables).get("groups") or []}


def _editable(tables: RealmTables, attribute: Mapping[str, Any]) -> bool:
    own_action = attribute["name"] == "email" and user_profile.address_has_its_action(tables)
    return not own_action and user_profile.editable(tables, attribute, new=False)


def _display(attribute: Mapping[str, Any]) -> str:
    return str(attribute.get("displayName") or attribute["name"])


def _faults(tables: RealmTables, user: User, given: user_profile.Values, editable: Mapping[str, bool]) -> list[Document]:
    found: list[Document] = []
    current = user_profile.stored(user)
    for attribute in _attributes(tables):
        name = attribute["name"]
        values = [one for one in given.get(name, current.get(name, []) if not editable[name] else []) if one.strip()]
        if name in given and not editable[name] and values != current.get(name, []):
            found.append(_fault(attribute, _READ_ONLY))
            if name == "username":
                found.append(_fault(attribute, "readOnlyUsernameMessage"))
            continue
        if not values and user_profile.is_required(attribute, ()):
            found.append(_fault(attribute, "error-user-attribute-required"))
        if not (name == "username" and not editable[name]):
            found += _invalid(attribute, values)
    return found


def _invalid(attribute: Mapping[str, Any], values: list[str]) -> list[Document]:
    found = []
    for validator, config in (attribute.get("validations") or {}).items():
        check = VALIDATORS.get(validator)
        for value in values if check is not None else ():
            fault = check(value, config or {}) if check is not None else None
            if fault is not None:
                found.append(_fault(attribute, fault[0], *fault[1]))
                break
    return found


def _fault(attribute: Mapping[str, Any], key: str, *parameters: Any) -> Document:
    return {"field": attribute["name"], "errorMessage": key, "params": [_display(attribute), *parameters]}


def _refuse_taken(tables: RealmTables, user: User, values: user_profile.Values) -> None:
    for name, key in (("username", "usernameExistsMessage"), ("email", "emailExistsMessage")):
        value = (values.get(name) or [""])[0].lower()
        same = tables.users.many("email", value) if name == "email" and value else []
        if name == "username" and value:
            one = tables.users.one("username", value)
            same = [one] if one is not None else []
        elif tables.realm.duplicate_emails:
            same = []
        if any(one["id"] != user.id for one in same):
            fault = {"field": name, "errorMessage": key, "params": [f"${{{name}}}"]}
            raise AdminError(409, {**fault, "errors": [fault]}, reason=f"somebody else has the {name} '{value}'")
