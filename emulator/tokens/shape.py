"""What Keycloak can read of a token: its own members have types, and a token in which one does not fit is none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

_TEXTS = (
    "jti", "iss", "sub", "typ", "azp", "nonce", "sid", "at_hash", "c_hash", "s_hash", "acr", "scope", "name", "given_name", "family_name",
    "middle_name", "nickname", "preferred_username", "profile", "picture", "website", "email", "gender", "birthdate", "zoneinfo", "locale",
    "phone_number", "claims_locales", "email_verified", "phone_number_verified",
)  # fmt: skip
_NUMBERS = ("exp", "nbf", "iat", "auth_time", "updated_at")
_LISTS = ("allowed-origins", "trusted-certs")
_CONFIRMATION = frozenset({"jkt", "kc-jkt-type", "x5t#S256"})


def misfit(claims: Mapping[str, Any]) -> str:
    """The first claim that is of another type than Keycloak's token has for it; empty when all fit."""
    return next((name for name, value in claims.items() if value is not None and name in _FITS and not _FITS[name](value)), "")


def is_access(value: Any) -> bool:
    """Whether a value is what ``realm_access`` and each client of ``resource_access`` have: a list of roles, and nothing else."""
    if not isinstance(value, dict) or not value.keys() <= {"roles", "verify_caller"}:
        return False
    return isinstance(value.get("roles", []), list) and not any(isinstance(role, dict | list) for role in value.get("roles", []))


def _is_scalar(value: Any) -> bool:
    return not isinstance(value, dict | list)


def _is_number(value: Any) -> bool:
    if isinstance(value, bool):
        return False
    return isinstance(value, int | float) or (isinstance(value, str) and value.strip().lstrip("+-").isdigit())


def _is_list(value: Any) -> bool:
    return isinstance(value, list) and all(map(_is_scalar, value))


_FITS: Mapping[str, Callable[[Any], bool]] = {
    **dict.fromkeys(_TEXTS, _is_scalar),
    **dict.fromkeys(_NUMBERS, _is_number),
    **dict.fromkeys(_LISTS, _is_list),
    "realm_access": is_access,
    "resource_access": lambda value: isinstance(value, dict) and all(map(is_access, value.values())),
    "cnf": lambda value: isinstance(value, dict) and value.keys() <= _CONFIRMATION,
    "authorization": lambda value: isinstance(value, dict) and value.keys() <= {"permissions"},
}
