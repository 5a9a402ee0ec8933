"""A realm's password policy as text: the rules that it may name, and how it is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator

from emulator.core import safe_regex
from emulator.realm.gates import Fault, Path

_RULE = re.compile(r"\s*(\w+)\s*(?:\((.*)\))?\s*")
_NUMBERS = frozenset({
    "forceExpiredPasswordChange", "hashIterations", "passwordHistory", "passwordAge", "maxAuthAge", "digits", "length",
    "lowerCase", "maxLength", "specialChars", "upperCase",
})  # fmt: skip
_OTHERS = frozenset({
    "hashAlgorithm", "passwordBlacklist", "regexPattern", "notUsername", "notEmail", "notContainsUsername",
    "recoveryCodesWarningThreshold",
})  # fmt: skip
RULES = _NUMBERS | _OTHERS
"""Rules that a realm's password policy may name."""
_HASHES = ("argon2", "pbkdf2", "pbkdf2-sha256", "pbkdf2-sha512")
_NOTHING = ("", "undefined")
_LARGEST = 2**31


def faults(policy: str, at: Path) -> Iterator[Fault]:
    """What is wrong with the rules of a policy."""
    for part in policy.split(" and ") if policy else ():
        name, value = _rule(part)
        if name not in RULES:
            yield Fault(at, "passwordPolicyUnknown", "Password policy not found", (name,))
            continue
        reason = _reason(name, value)
        if reason:
            yield Fault(at, "passwordPolicyInvalid", f"Invalid config for {name}: {reason}", (name,))


def _rule(part: str) -> tuple[str, str]:
    match = _RULE.fullmatch(part)
    if match is not None:
        return match[1], match[2] or ""
    name, _, value = part.strip().partition("(")
    return name.strip(), value


def _reason(name: str, value: str) -> str:
    if value in _NOTHING:
        return ""
    if name in _NUMBERS and not _is_number(value):
        return "Not a valid number"
    if name == "hashAlgorithm" and value not in _HASHES:
        return "Password hashing provider not found"
    if name == "regexPattern" and not _is_pattern(value):
        return "Not a valid regular expression"
    return ""


def _is_number(text: str) -> bool:
    digits = text.removeprefix("-")
    return digits.isascii() and digits.isdigit() and -_LARGEST <= int(text) < _LARGEST


def _is_pattern(text: str) -> bool:
    try:
        safe_regex.check(text)
    except re.error:
        return False
    return True


def stored(policy: str) -> str:
    """The policy as it is kept: each rule once, as it was said last."""
    rules = {_rule(part)[0]: part.strip() for part in policy.split(" and ")}
    return " and ".join(rules.values())
