"""The user profile as its user meets it in forms: fields, what a form brings, and Keycloak's English words for what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from emulator.core.message_format import format_message
from emulator.login.attempt import Form
from emulator.login.profile import LOCALE, Fault, Kind, Profile, Values

_AUTOCOMPLETE = {"username": "username", "email": "email"}
_LABELS = {"username": "Username", "email": "Email", "firstName": "First name", "lastName": "Last name"}
_PREFIX = "user.attributes."
_NO_ATTRIBUTES = ("password", "password-confirm", "g-recaptcha-response")
_TEXTS = {
    "error-user-attribute-required": "Please specify this field.",
    "error-invalid-email": "Invalid email address.",
    "error-username-invalid-character": "Value contains invalid character.",
    "error-person-name-invalid-character": "Value contains invalid character.",
    "error-invalid-value": "Invalid value.",
    "error-invalid-blank": "Please specify value.",
    "error-empty": "Please specify value.",
    "error-invalid-length": "Length must be between {1} and {2}.",
    "error-invalid-length-too-short": "Minimal length is {1}.",
    "error-invalid-length-too-long": "Maximal length is {2}.",
    "error-pattern-no-match": "Invalid value.",
    "error-invalid-uri": "Invalid URL.",
    "error-invalid-uri-scheme": "Invalid URL scheme.",
    "error-invalid-uri-fragment": "Invalid URL fragment.",
    "error-invalid-number": "Invalid number.",
    "error-number-out-of-range": "Number must be between {1} and {2}.",
    "error-invalid-date": "Invalid date.",
    "error-user-attribute-read-only": "This field is read only.",
    "error-invalid-multivalued-size": "Attribute {0} must have at least {1} and at most {2} {2,choice,0#values|1#value|1<values}.",
    "missingUsernameMessage": "Please specify username.",
    "missingEmailMessage": "Please specify email.",
    "readOnlyUsernameMessage": "You can''t update your username as it is read-only.",
    "usernameExistsMessage": "Username already exists.",
    "emailExistsMessage": "Email already exists.",
    "userExistsMessage": "Email already exists.",
}


def fields(profile: Profile, values: Values) -> list[dict[str, Any]]:
    """What a form shows: name, label, values, whether it is required, and how it is typed in."""
    shown = []
    for attribute in profile.shown():
        annotations = attribute.document.get("annotations") or {}
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
                "options": list(options),
                "autocomplete": _AUTOCOMPLETE.get(attribute.name, ""),
                "annotations": annotations,
                "hidden": attribute.name == LOCALE and profile.has_languages,
            }
        )
    return shown


def label(text: str) -> str:
    """A display name; Keycloak's own keys are spelled out."""
    if text.startswith("${") and text.endswith("}"):
        return _LABELS.get(text[2:-1], text[2:-1])
    return _LABELS.get(text, text)


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
    return {name: messages[0] if kind is Kind.REGISTRATION else "\n".join(messages) for name, messages in told.items()}


def text_of(fault: Fault) -> str:
    """Keycloak's English text of a fault; a custom text is its own."""
    pattern = _TEXTS.get(fault.key)
    return fault.key if pattern is None else format_message(pattern, dict(enumerate((fault.field, *fault.parameters))))
