"""Domains of e-mail addresses: what is one, and which of an organization's stands for one. All rules as observed."""

from __future__ import annotations

import re
from collections.abc import Iterable

# What may not be there is named: a range up to \uffff takes tens of milliseconds to compile.
BEYOND = r"\U00010000-\U0010ffff"
_LETTER = rf"[^\x00-\x20\"(),\-.:;<>@\[\\\]_\x7f{BEYOND}]"
_LABEL = rf"{_LETTER}(?:[^\x00-\x20\"(),.:;<>@\[\\\]_\x7f{BEYOND}]*{_LETTER})?"
_DOMAIN = re.compile(rf"(?:{_LABEL}(?:\.{_LABEL})*|\[\d{{1,3}}(?:\.\d{{1,3}}){{3}}\]|\[[Ii][Pp][Vv]6:[0-9A-Fa-f:.]+\])")
_LONGEST, _LONGEST_LABEL = 255, 63
_WILDCARD = "*."
_FEWEST_PARTS, _MOST_PARTS = 2, 10


def is_domain(text: str) -> bool:
    """Whether an address may end with this, behind its ``@``."""
    return len(text) <= _LONGEST and all(len(label) <= _LONGEST_LABEL for label in text.split(".")) and _DOMAIN.fullmatch(text) is not None


def fault(domain: str) -> str:
    """What is wrong with an organization's domain, which may begin with ``*.``, in Keycloak's words; empty for none and for a blank one."""
    if not domain.strip():
        return ""
    base = domain
    if _WILDCARD in domain:
        base = domain.removeprefix(_WILDCARD)
        if not base:
            return f"Wildcard domain must specify a base domain: {domain}"
        if base == domain:
            return "Wildcard domain must start with the wildcard"
        if "*" in base:
            return f"Multiple wildcards are not allowed: {domain}"
        if _parts(base) < _FEWEST_PARTS:
            return f"Domain must have at least 2 parts (e.g. 'example.com'): {base}"
        if _parts(base) > _MOST_PARTS:
            return f"Domain has too many parts (max 10 allowed): {base}"
    return "" if is_domain(base) else f"Invalid domain format: {domain}"


def covers(pattern: str, domain: str) -> bool:
    """Whether a domain, or with ``*.`` a domain and all below it, is or has this one."""
    pattern, domain = pattern.lower(), domain.lower()
    if pattern == domain:
        return True
    base = pattern.removeprefix(_WILDCARD)
    return base != pattern and (domain == base or domain.endswith(f".{base}"))


def closest(names: Iterable[str], domain: str) -> str | None:
    """The name with the most parts of those that cover a domain; of two with as many, the one without a wildcard."""
    return max((name for name in names if covers(name, domain)), key=closeness, default=None)


def closeness(name: str) -> tuple[int, bool]:
    """How near a name is to the domains that it covers, to compare."""
    return _parts(name), not name.startswith(_WILDCARD)


def _parts(domain: str) -> int:
    return domain.count(".") + 1
