"""The gate of user profiles (UPConfig): what Keycloak refuses in one, with its own sentences, as observed."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from math import inf, isfinite
from typing import Any

from emulator.core import safe_regex
from emulator.core.documents import ReadDocument
from emulator.core.json_text import first_json
from emulator.realm.gates import Fault, Path
from emulator.realm.scalars import java_text
from emulator.realm.schema import Walker
from emulator.realm.user_profile import trimmed

Valid = Callable[[ReadDocument, str], bool]
Flaw = tuple[str, str, str]
"""A member of a validator's configuration, the end of the message's key, and a parameter (empty for none)."""

COMPONENT = "org.keycloak.userprofile.UserProfileProvider"
MEMBER = "kc.user.profile.config"
_NEEDED = ("username", "email")
_ROLES = ("admin", "user")
_NAME = re.compile(r"[A-Za-z0-9._-]+")
_DIGITS = re.compile(r"[+-]?[0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]+)?", re.ASCII)
_SIMPLE = (
    "email", "uri", "iso-date", "local-date", "not-blank", "not-empty", "username-prohibited-characters",
    "person-name-prohibited-characters", "up-attribute-required-by-metadata-value", "up-blank-attribute-value",
    "up-brokering-federated-username-has-value", "up-duplicate-email", "up-duplicate-username", "up-email-exists-as-username",
    "up-immutable-attribute", "up-readonly-attribute-unchanged", "up-registration-email-as-username-email-value",
    "up-registration-email-as-username-username-value", "up-registration-username-exists", "up-username-has-value",
    "up-username-mutation", "up-username-not-idn-homograph",
)  # fmt: skip


def faults(config: ReadDocument, scopes: Collection[str], is_valid: Valid | None = None) -> list[Fault]:
    """All that is wrong with a UPConfig, in the order in which Keycloak tells it; ``scopes`` are the names of the realm's client scopes.

    ``is_valid`` says whether a default value keeps its attribute's rules; without it that is not asked.
    """
    config = trimmed(config)
    attributes, groups = config.get("attributes"), config.get("groups") or ()
    for member, listed in (("attributes", attributes), ("groups", groups)):
        if None in (listed or ()):
            return [Fault((member, list(listed or ()).index(None)), "invalidAttribute", f"one of {member} is null", kind="unforeseen")]
    if attributes is None:
        return []
    names = [str(attribute_document.get("name") or "") for attribute_document in attributes]
    problems: list[Fault] = []
    known = {group_document.get("name") for group_document in groups}
    for index, attribute in enumerate(attributes):
        path: Path = ("attributes", index)
        problems += [Fault(path, "invalidAttribute", text) for text in _attribute(attribute, names[:index], scopes, is_valid)]
        group = attribute.get("group")
        if group is not None and group not in known:
            problems.append(_unknown_group(index, names[index], str(group)))
    problems += [Fault(("groups",), "invalidGroup", text) for text in _groups(groups)]
    missing = (name for name in _NEEDED if name not in names)
    problems += [Fault(("attributes",), "attributeNeeded", f"The attribute '{name}' can not be removed", (name,)) for name in missing]
    return problems


def of_components(components: Mapping[str, Iterable[ReadDocument]], scopes: Collection[str], is_valid: Valid | None = None) -> list[Fault]:
    """All that is wrong with the user profile among the components of a realm, whose configurations are JSON in a text."""
    problems: list[Fault] = []
    for index, component in enumerate(components.get(COMPONENT) or ()):
        for text in ((component.get("config") or {}).get(MEMBER) or ())[:1]:
            path: Path = ("components", COMPONENT, index, "config", MEMBER)
            problems += [replace(one, path=(*path, *one.path)) for one in _of_text(text, scopes, is_valid)]
    return problems


def _of_text(text: Any, scopes: Collection[str], is_valid: Valid | None) -> list[Fault]:
    """What is wrong with a UPConfig in a text; what is none is said by the gate of components."""
    try:
        config, walker = first_json(str(text)), Walker()
    except ValueError:
        return []
    walker.check(config, "UPConfig")
    return [] if walker.faults or not isinstance(config, dict) else faults(config, scopes, is_valid)


def sentence(problems: Collection[Fault]) -> str:
    """All faults as Keycloak tells them."""
    return f"[{', '.join(one.message for one in problems)}]"


def _unknown_group(index: int, name: str, group: str) -> Fault:
    message = f"Attribute '{name}' references unknown group '{group}'"
    return Fault(("attributes", index, "group"), "unknownGroup", message, (name, group), kind="unknown")


def _groups(groups: Collection[ReadDocument]) -> Iterator[str]:
    nameless = sum(one.get("name") is None for one in groups)
    if nameless:
        yield f"Name is mandatory for groups, found {nameless} group(s) without name."


def _attribute(attribute: ReadDocument, before: Collection[str], scopes: Collection[str], is_valid: Valid | None) -> Iterator[str]:
    name = str(attribute.get("name") or "")
    if not name.strip():
        yield "Attribute configuration without 'name' is not allowed"
        return
    if name in before:
        yield f"Attribute configuration already exists with 'name':'{name}'"
    if not _NAME.fullmatch(name):
        yield f"Invalid attribute name (only letters, numbers and '.' '_' '-' special characters allowed): {name}'"
    for validator, config in (attribute.get("validations") or {}).items():
        if validator.strip():
            yield from _validator(name, validator, config)
        else:
            yield f"Validation without validator id is defined for attribute '{name}'"
    default = attribute.get("defaultValue")
    if default is not None and is_valid is not None and not is_valid(attribute, str(default)):
        unsupported = f"Default value not supported for attribute '{name}'"
        yield unsupported if name == "locale" else f"Default value for attribute '{name}' is invalid"
    for member, kind, known in (
        ("permissions", "view", _ROLES), ("permissions", "edit", _ROLES), ("required", "roles", _ROLES),
        ("required", "scopes", scopes), ("selector", "scopes", scopes),
    ):  # fmt: skip
        what = "scope" if kind == "scopes" else "role"
        for value in (attribute.get(member) or {}).get(kind) or ():
            if value not in known:
                yield f"'{member}.{kind}' configuration for attribute '{name}' contains unsupported {what} '{java_text(value)}'"


def _validator(name: str, validator: str, config: ReadDocument) -> Iterator[str]:
    check = _CHECKS.get(validator)
    if check is None and validator not in _SIMPLE:
        yield f"Validator '{validator}' defined for attribute '{name}' doesn't exist"
        return
    flaws = [
        f"ValidationError{{validatorId='{validator}', inputHint='{hint}', message='error-validator-config-{key}', "
        f"messageParameters=[{parameter}]}}, "
        for hint, key, parameter in (check(config) if check is not None else ())
    ]
    if flaws:
        yield f"Validator '{validator}' defined for attribute '{name}' has incorrect configuration: {''.join(flaws)}"


def _bounds(config: ReadDocument, *, needed: tuple[str, ...] = (), told: bool = True) -> Iterator[Flaw]:
    """``min`` and ``max`` are numbers, in this order; ``needed`` ones are given, one of them at least."""
    values = {hint: _number(config.get(hint)) for hint in ("min", "max")}
    bad = [hint for hint, value in values.items() if config.get(hint) is not None and value is None]
    yield from ((hint, "invalid-number-value", java_text(config[hint]) if told else "") for hint in bad)
    if needed and all(config.get(hint) is None for hint in needed):
        yield from ((hint, "missing-value", "") for hint in needed)
    low, high = values["min"], values["max"]
    if not bad and low is not None and high is not None and low > high:
        yield "max", "invalid-value", ""


def _length(config: ReadDocument) -> Iterator[Flaw]:
    untrimmed = config.get("trim-disabled")
    if untrimmed is not None and not isinstance(untrimmed, bool | str):
        yield "trim-disabled", "invalid-boolean-value", java_text(untrimmed)
    yield from _bounds(config, needed=("min", "max"))


def _number(value: Any) -> float | None:
    """A number, or a text that is one in digits; None for anything else, NaN and the infinities among them."""
    if isinstance(value, bool) or (isinstance(value, str) and not _DIGITS.fullmatch(value)):
        return None
    try:
        number = float(value)
    except OverflowError:
        return inf if value > 0 else -inf
    except (TypeError, ValueError):
        return None
    return number if isinstance(value, int) or isfinite(number) else None


def _pattern(config: ReadDocument) -> Iterator[Flaw]:
    pattern = config.get("pattern")
    if pattern is None:
        yield "pattern", "missing-value", ""
    elif not isinstance(pattern, str):
        yield "pattern", "invalid-value", java_text(pattern)
    else:
        try:
            safe_regex.check(pattern)
        except re.error as error:
            yield "pattern", "invalid-value", f"{pattern}, {error}"


def _options(config: ReadDocument) -> Iterator[Flaw]:
    options = config.get("options")
    if options is None:
        yield "options", "missing-value", ""
    elif not isinstance(options, list):
        yield "options", "invalid-value", "must be list of values"


def _email(config: ReadDocument) -> Iterator[Flaw]:
    limit = config.get("max-local-length")
    if limit is not None and ((number := _number(limit)) is None or number < 0):
        yield "max-local-length", "invalid-number-value", java_text(limit)


_CHECKS: Mapping[str, Callable[[ReadDocument], Iterator[Flaw]]] = {
    "length": _length,
    "multivalued": lambda config: _bounds(config, needed=("max",), told=False),
    "integer": _bounds,
    "double": _bounds,
    "pattern": _pattern,
    "options": _options,
    "email": _email,
}
