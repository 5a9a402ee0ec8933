"""The user profile as its user meets it in forms: fields, what a form brings, and what pages say is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from emulator.login.attempt import Form
from emulator.login.profile import LOCALE, Fault, Kind, Profile, Values
from emulator.realm.texts import Text

_AUTOCOMPLETE = {"username": "username", "email": "email"}
_LABELS = ("username", "email", "firstName", "lastName")
_SAME = {"userExistsMessage": "emailExistsMessage"}
_PREFIX = "user.attributes."
_LABELS_OF_OPTIONS = "inputOptionLabels"
_NO_ATTRIBUTES = ("password", "password-confirm", "g-recaptcha-response")


def fields(profile: Profile, values: Values) -> list[dict[str, Any]]:
    """What a form shows: name, label, values, whether it is required, and how it is typed in."""
    shown = []
    for attribute in profile.shown():
        annotations = {name: _note(name, value) for name, value in (attribute.document.get("annotations") or {}).items()}
        options = (attribute.validations.get("options") or {}).get("options") or ()
        shown.append(
            {
                "name": attribute.name,
                "label": label(attribute.label),
                "values": values.get(attribute.name) or [attribute.default],
                "required": attribute.required,
                "read_only": not attribute.editable,
                "multivalued": attribute.multivalued,
                "input_type": str(annotations.get("inputType") or ("select" if options else "text")).removeprefix("html5-"),
                "options": [str(option) for option in options],
                "autocomplete": _AUTOCOMPLETE.get(attribute.name, ""),
                "annotations": annotations,
                "hidden": attribute.name == LOCALE and profile.has_languages,
            }
        )
    return shown


def _note(name: str, value: Any) -> Any:
    """An annotation as a page shows it: a text, and texts by option for labels; Keycloak keeps any JSON in its place."""
    if name == _LABELS_OF_OPTIONS:
        return {option: str(text) for option, text in value.items()} if isinstance(value, Mapping) else {}
    return value if value is None else str(value)


def label(text: str) -> str:
    """A display name; Keycloak's own keys are spelled out."""
    if text.startswith("${") and text.endswith("}"):
        return Text(text[2:-1])
    return Text(text) if text in _LABELS else text


def posted(form: Form, *, skipped: Sequence[str] = ()) -> Values:
    """All that a form brings, which may be attributes that the profile does not know; without passwords."""
    return {name.removeprefix(_PREFIX): form.all(name) for name in form if name not in (*_NO_ATTRIBUTES, *skipped)}


def refilled(current: Values, values: Values) -> Values:
    """What a form shows again: what was posted, and what is stored for fields that it left out."""
    return {**current, **values}


def texts(faults: Iterable[Fault], kind: Kind) -> dict[str, str]:
    """Messages by field: at registration the first one of a field, elsewhere all of them, one a line."""
    told: dict[str, list[str]] = {}
    for fault in faults:
        told.setdefault(fault.field, []).append(text_of(fault))
    return {name: messages[0] if kind is Kind.REGISTRATION else Text.of_lines(messages) for name, messages in told.items()}


def text_of(fault: Fault) -> str:
    """The message of a fault; a custom text is its own."""
    return Text(_SAME.get(fault.key, fault.key), fault.field, *fault.parameters)
