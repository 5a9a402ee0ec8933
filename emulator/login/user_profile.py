"""The realm's user profile (UPConfig) as its user meets it in forms: which fields there are, and what may be written into them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from emulator.login.account import profile
from emulator.login.attempt import Form
from emulator.login.profile_validators import VALIDATORS
from emulator.realm.views import User
from emulator.state.store import RealmTables

Values = dict[str, list[str]]
ROOT = ("username", "email", "firstName", "lastName")
_AUTOCOMPLETE = {"username": "username", "email": "email"}
_LABELS = {"username": "Username", "email": "Email", "firstName": "First name", "lastName": "Last name"}
_TEXTS = {
    "error-user-attribute-required": "Please specify this field.",
    "error-invalid-email": "Invalid email address.",
    "error-username-invalid-character": "Value contains invalid character.",
    "error-person-name-invalid-character": "Value contains invalid character.",
    "error-invalid-value": "Invalid value.",
    "error-invalid-blank": "Please specify value.",
    "error-empty": "Please specify value.",
    "error-invalid-length": "Length must be between {0} and {1}.",
    "error-invalid-length-too-short": "Minimal length is {0}.",
    "error-invalid-length-too-long": "Maximal length is {1}.",
    "error-pattern-no-match": "Invalid value.",
    "error-invalid-uri": "Invalid URL.",
    "error-invalid-uri-scheme": "Invalid URL scheme.",
    "error-invalid-uri-fragment": "Invalid URL fragment.",
    "error-invalid-number": "Invalid number.",
    "error-number-out-of-range": "Number must be between {0} and {1}.",
    "error-invalid-date": "Invalid date.",
    "error-user-attribute-read-only": "This field is read only.",
    "error-invalid-multivalued-size": "Attribute {0} must have at least {1} and at most {2} value(s).",
}


def editable(tables: RealmTables, attribute: Mapping[str, Any], *, new: bool) -> bool:
    """Whether the user may set the attribute; the name of an existing user may be fixed, or be the address."""
    realm, name = tables.realm, attribute["name"]
    if name == "username":
        return not realm.registration_email_as_username if new else realm.edit_username_allowed and not realm.registration_email_as_username
    return "user" in ((attribute.get("permissions") or {}).get("edit") or ())


def address_has_its_action(tables: RealmTables) -> bool:
    """Whether the required action UPDATE_EMAIL is enabled: then it alone changes addresses, not the form of the profile."""
    return any(one.get("alias") == "UPDATE_EMAIL" and one.get("enabled", True) for one in tables.realm.required_actions)


def attributes(tables: RealmTables, scopes: Sequence[str], *, new: bool) -> list[Mapping[str, Any]]:
    """The profile's attributes that a form shows: those that a new user may set, those that a known one may see, but no fixed name."""
    found = []
    for attribute in _asked(tables, scopes):
        permissions = attribute.get("permissions") or {}
        open_to_user = editable(tables, attribute, new=new)
        visible = not new and attribute["name"] != "username" and "user" in (permissions.get("view") or ())
        if open_to_user or visible:
            found.append(attribute)
    return found


def fields(tables: RealmTables, values: Values, scopes: Sequence[str], *, new: bool) -> list[dict[str, Any]]:
    """What a form shows: name, label, values, whether it is required, and how it is typed in."""
    found = []
    for attribute in attributes(tables, scopes, new=new):
        name = attribute["name"]
        annotations = attribute.get("annotations") or {}
        options = ((attribute.get("validations") or {}).get("options") or {}).get("options") or ()
        found.append(
            {
                "name": name,
                "label": label(attribute),
                "values": values.get(name) or [attribute.get("defaultValue") or ""],
                "required": is_required(attribute, scopes),
                "read_only": not editable(tables, attribute, new=new),
                "multivalued": bool(attribute.get("multivalued")),
                "input_type": str(annotations.get("inputType") or ("select" if options else "text")).removeprefix("html5-"),
                "options": list(options),
                "autocomplete": _AUTOCOMPLETE.get(name, ""),
                "annotations": annotations,
            }
        )
    return found


def label(attribute: Mapping[str, Any]) -> str:
    """The attribute's display name; Keycloak's own keys are spelled out."""
    text: str = attribute.get("displayName") or attribute["name"]
    if text.startswith("${") and text.endswith("}"):
        return _LABELS.get(text[2:-1], text[2:-1])
    return _LABELS.get(text, text)


def is_required(attribute: Mapping[str, Any], scopes: Sequence[str]) -> bool:
    """Whether the user has to give the attribute a value."""
    if attribute["name"] == "username":
        return True
    required = attribute.get("required")
    if required is None:
        return False
    roles, wanted = required.get("roles") or (), required.get("scopes") or ()
    return "user" in roles or any(scope in scopes for scope in wanted) or not (roles or wanted)


def stored(user: User) -> Values:
    """All attributes of a user, its own members among them."""
    own = {name: [user.document[name]] for name in ROOT if user.document.get(name)}
    return {**{name: list(values) for name, values in user.attributes.items()}, **own}


def posted(form: Form, tables: RealmTables, scopes: Sequence[str], *, new: bool) -> Values:
    """The values that a form brings: a new user's where they may be set, a known user's also where ``check`` refuses a change.

    What a known user may set and the form leaves out is an empty list.
    """
    found: Values = {}
    for attribute in attributes(tables, scopes, new=True) if new else _asked(tables, scopes):
        name = attribute["name"]
        if name not in form:
            if not new and editable(tables, attribute, new=False):
                found[name] = []
        else:
            values = form.all(name) if attribute.get("multivalued") else [form[name]]
            found[name] = [value.strip() if name in ROOT else value for value in values]
    realm = tables.realm
    if new and realm.registration_email_as_username and found.get("email"):
        found["username"] = found["email"]
    return found


def check(tables: RealmTables, values: Values, scopes: Sequence[str], user: User | None, *, unique: bool = True) -> dict[str, str]:
    """Messages by field; ``user`` is None for one that is registered. What the user may not edit has to be as it was.

    ``unique`` False leaves out whether somebody else has the name or the address.
    """
    found = _changed_though_fixed(tables, values, scopes, user) if user is not None else {}
    for attribute in attributes(tables, scopes, new=user is None):
        name = attribute["name"]
        given = [value for value in values.get(name, []) if value.strip()]
        if not given:
            if not editable(tables, attribute, new=user is None):
                if name in found and name == "email":
                    found[name] += " Please specify email."
            elif is_required(attribute, scopes):
                found[name] = _missing(name, blank=bool(values.get(name)), new=user is None)
            continue
        fault = _fault(attribute, given)
        if fault and name not in found:
            found[name] = fault
    taken = _taken(tables, values, user) if unique else {}
    found.update({name: text for name, text in taken.items() if name not in found})
    return found


def filled(user: User, values: Values) -> Values:
    """What a form shows again: what was posted, and what is stored for fields that it left out."""
    return {**stored(user), **{name: found for name, found in values.items() if found}}


def kept(values: Values) -> Values:
    """Without the attributes that a form left out: they stay, while a user's own members are emptied."""
    return {name: found for name, found in values.items() if found or name in ROOT}


def written(tables: RealmTables, document: Mapping[str, Any], values: Values) -> dict[str, Any]:
    """A UserRepresentation with these values, without those that are empty; a new address is not verified any more."""
    own = {name: values[name][0] if values[name] else "" for name in ROOT if name in values}
    for name in ("username", "email"):
        if own.get(name):
            own[name] = own[name].lower()
    if tables.realm.registration_email_as_username and own.get("email"):
        own["username"] = own["email"]
    others = {name: left for name, found in values.items() if name not in ROOT and (left := [one for one in found if one])}
    gone = {name for name in values if name not in ROOT} - set(others)
    remaining = {name: old for name, old in (document.get("attributes") or {}).items() if name not in gone}
    changed = {**document, **own, "attributes": {**remaining, **others}}
    if "email" in own and own["email"] != (document.get("email") or ""):
        changed["emailVerified"] = False
    empty = {name for name in own if not own[name]} | ({"attributes"} if not changed["attributes"] else set())
    return {name: found for name, found in changed.items() if name not in empty}


def _asked(tables: RealmTables, scopes: Sequence[str]) -> Iterator[Mapping[str, Any]]:
    for attribute in profile(tables).get("attributes") or ():
        selector = (attribute.get("selector") or {}).get("scopes") or ()
        if not selector or any(scope in scopes for scope in selector):
            yield attribute


def _changed_though_fixed(tables: RealmTables, values: Values, scopes: Sequence[str], user: User) -> dict[str, str]:
    before, found = stored(user), {}
    for attribute in _asked(tables, scopes):
        name = attribute["name"]
        if name in values and not editable(tables, attribute, new=False):
            given = [value.lower() if name in ("username", "email") else value for value in values[name] if value]
            if given != before.get(name, []):
                found[name] = _TEXTS["error-user-attribute-read-only"]
    return found


def _missing(name: str, *, blank: bool, new: bool) -> str:
    if name == "username":
        return "Please specify username."
    required = _TEXTS["error-user-attribute-required"]
    if name == "email" and blank:
        return "Please specify email." if new else f"Please specify email. {required}"
    return required


def _fault(attribute: Mapping[str, Any], values: Sequence[str]) -> str:
    for validator, config in (attribute.get("validations") or {}).items():
        check_value = VALIDATORS.get(validator)
        for value in values if check_value is not None else ():
            fault = check_value(value, config or {}) if check_value is not None else None
            if fault is not None:
                return text_of(*fault)
    return ""


def text_of(key: str, parameters: Sequence[Any]) -> str:
    """Keycloak's English text of a validation error; a custom text is its own."""
    return _TEXTS.get(key, key).format(*parameters) if parameters else _TEXTS.get(key, key)


def _taken(tables: RealmTables, values: Values, user: User | None) -> dict[str, str]:
    email = (values.get("email") or [""])[0].lower()
    name = (values.get("username") or [""])[0].lower()
    own = user.id if user is not None else ""
    found = {}
    same = tables.users.one("username", name) if name else None
    if same is not None and same["id"] != own:
        found["username"] = "Username already exists."
    if email and not tables.realm.duplicate_emails and any(one["id"] != own for one in tables.users.many("email", email)):
        found["email"] = "Email already exists."
    return found
