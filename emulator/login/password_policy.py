"""The realm's password policy. Messages are Keycloak's keys, as observed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from emulator.core import safe_regex
from emulator.core.asking import Answers
from emulator.core.dataclass import dataclass
from emulator.login.passwords import Passwords
from emulator.realm.texts import Text
from emulator.realm.views import User

PASSWORD, HISTORY = "password", "password-history"
_DAY_MS = 86_400_000
Rule = Callable[[User, str, str], "Fault | None"]


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a password is refused: Keycloak's message key and its arguments."""

    key: str
    arguments: tuple[object, ...] = ()

    @property
    def text(self) -> Text:
        """What a page says."""
        return Text(self.key, *self.arguments)


def parse(policy: str) -> dict[str, str]:
    """``length(8) and notUsername`` as configuration by name."""
    found = {}
    for part in policy.split(" and "):
        name, _, config = part.strip().partition("(")
        if name:
            found[name.strip()] = config.removesuffix(")")
    return found


def check(answers: Answers, passwords: Passwords, policy: str, user: User, password: str, now_ms: int) -> Fault | None:
    """The first rule of the policy that the password breaks; ``user`` is whose it would be. Former ones are asked for."""
    rules = parse(policy)
    for name, rule in _RULES:
        fault = rule(user, password, rules[name]) if name in rules else None
        if fault is not None:
            return fault
    return _former(answers, passwords, rules, user, password, now_ms)


def with_password(passwords: Passwords, policy: str, user: User, password: str, now_ms: int) -> list[Mapping[str, Any]]:
    """The user's credentials with this password in place of the former one, which the history keeps when the policy has one."""
    credential = passwords.credential(password, policy, now_ms)
    former = _of(user, PASSWORD)
    others = [other for other in user.credentials if other.get("type") not in (PASSWORD, HISTORY)]
    if former:
        credential["id"] = former[0]["id"]
    rules = parse(policy)
    if "passwordHistory" not in rules and "passwordAge" not in rules:
        return [credential, *others]
    kept = [{**replaced, "id": passwords.new_id(), "type": HISTORY} for replaced in former]
    return [credential, *others, *kept, *_of(user, HISTORY)]


def is_expired(policy: str, user: User, now_ms: int) -> bool:
    """Whether ``forceExpiredPasswordChange`` (days) asks for a new password."""
    days = parse(policy).get("forceExpiredPasswordChange")
    current = _of(user, PASSWORD)
    if days is None or not current:
        return False
    return int(current[0].get("createdDate") or 0) + _number(days, 365) * _DAY_MS < now_ms


def _of(user: User, kind: str) -> list[Mapping[str, Any]]:
    return [one for one in user.credentials if one.get("type") == kind]


def _number(config: str, usual: int) -> int:
    return int(config) if config.strip().lstrip("-").isdigit() else usual


def _count(belongs: Callable[[str], bool], name: str) -> Rule:
    def rule(user: User, password: str, config: str) -> Fault | None:
        least = _number(config, 1)
        few = sum(map(belongs, password)) < least
        return _when(few, f"Min{name}", least)

    return rule


def _when(fails: bool, key: str, *arguments: object) -> Fault | None:
    return Fault(f"invalidPassword{key}Message", arguments) if fails else None


def _length(user: User, password: str, config: str) -> Fault | None:
    least = _number(config, 8)
    return _when(len(password) < least, "MinLength", least)


def _max_length(user: User, password: str, config: str) -> Fault | None:
    most = _number(config, 64)
    return _when(len(password) > most, "MaxLength", most)


def _pattern(user: User, password: str, config: str) -> Fault | None:
    try:
        fails = not safe_regex.fullmatch(config, password)
    except re.error:
        fails = True
    return _when(fails, "RegexPattern")


def _not_username(user: User, password: str, config: str) -> Fault | None:
    return _when(password.lower() == user.username.lower(), "NotUsername")


def _not_email(user: User, password: str, config: str) -> Fault | None:
    return _when(bool(user.email) and password.lower() == user.email.lower(), "NotEmail")


def _not_contains_username(user: User, password: str, config: str) -> Fault | None:
    return _when(user.username.lower() in password.lower(), "NotContainsUsername")


# In the order in which Keycloak asks them, whatever the order in the policy.
_RULES: Sequence[tuple[str, Rule]] = (
    ("notContainsUsername", _not_contains_username),
    ("specialChars", _count(lambda letter: not letter.isalnum(), "SpecialChars")),
    ("upperCase", _count(str.isupper, "UpperCaseChars")),
    ("lowerCase", _count(str.islower, "LowerCaseChars")),
    ("length", _length),
    ("regexPattern", _pattern),
    ("digits", _count(str.isdigit, "Digits")),
    ("notUsername", _not_username),
    ("maxLength", _max_length),
    ("notEmail", _not_email),
)


def _former(
    answers: Answers, passwords: Passwords, rules: Mapping[str, str], user: User, password: str, now_ms: int
) -> Fault | None:  # fmt: skip
    current, history = _of(user, PASSWORD), _of(user, HISTORY)
    if "passwordHistory" in rules:
        count = _number(rules["passwordHistory"], 3)
        if _is_among(answers, passwords, user, [*current, *history[: max(count - 1, 0)]], password):
            return _when(True, "History", count)
    if "passwordAge" in rules:
        oldest = now_ms - _number(rules["passwordAge"], 30) * _DAY_MS
        recent = [earlier for earlier in history if earlier.get("createdDate", 0) >= oldest]
        if _is_among(answers, passwords, user, [*current, *recent], password):
            return _when(True, "Generic")
    return None


def _is_among(
    answers: Answers, passwords: Passwords, user: User, credentials: Sequence[Mapping[str, Any]], password: str
) -> bool:  # fmt: skip
    known = User({**user.document, "credentials": [{**credential, "type": PASSWORD} for credential in credentials]})
    return passwords.verify(answers, known, password)
