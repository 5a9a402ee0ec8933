"""Attributes of a realm that are fields of its representation, as Keycloak's database has them and exports of 4 to 8 show them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from emulator.realm.gates.protocol_mapper import text
from emulator.realm.refusal import broken

_HEADER = "_browser_header"
_STRATEGIES = ("LINEAR", "MULTIPLE")
_HIDDEN = frozenset({
    "displayName", "client-policies.profiles", "client-policies.policies", "firstBrokerLoginFlowId", "adminPermissionsClientId",
    "scimEnabled", "verifiableCredentialsEnabled",
})  # fmt: skip
"""Attributes that are not shown, nor make a field; the flow of first logins is chosen with the other flows."""


def _number(text: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise broken(f"For input string: {text}") from error


def _flag(text: str) -> bool:
    return text.lower() == "true"


def _strategy(text: str) -> str:
    if text not in _STRATEGIES:
        raise broken(f"there is no strategy {text}")
    return text


def texts(text: str) -> list[str]:
    """The list that a text stands for."""
    return text.split(",") if text else []


_FIELDS: Mapping[str, Callable[[str], Any]] = {
    "displayNameHtml": str,
    "defaultSignatureAlgorithm": str,
    "bruteForceStrategy": _strategy,
    **dict.fromkeys(
        ("bruteForceProtected", "permanentLockout", "offlineSessionMaxLifespanEnabled", "organizationsEnabled",
         "adminPermissionsEnabled"), _flag),
    **dict.fromkeys(
        ("maxTemporaryLockouts", "maxFailureWaitSeconds", "waitIncrementSeconds", "quickLoginCheckMilliSeconds",
         "minimumQuickLoginWaitSeconds", "maxDeltaTimeSeconds", "failureFactor", "maxSecondaryAuthFailures",
         "actionTokenGeneratedByAdminLifespan", "actionTokenGeneratedByUserLifespan", "offlineSessionMaxLifespan"), _number),
}  # fmt: skip
_WEBAUTHN: Mapping[str, Callable[[str], Any]] = {
    "RpEntityName": str, "SignatureAlgorithms": texts, "RpId": str, "AttestationConveyancePreference": str,
    "AuthenticatorAttachment": str, "RequireResidentKey": str, "ResidentKey": str, "UserVerificationRequirement": str,
    "ExtraOrigins": texts, "CreateTimeout": _number, "AvoidSameAuthenticatorRegister": _flag, "AcceptableAaguids": texts,
}  # fmt: skip
_PASSWORDLESS: Mapping[str, Callable[[str], Any]] = {**_WEBAUTHN, "PasskeysEnabled": _flag, "Mediation": str}


_EXTRA_ORIGINS = "ExtraOrigins"


def field(name: str) -> tuple[str, Callable[[str], Any]] | None:
    """The field that an attribute is, and what reads it; None for one that is none."""
    if name in _FIELDS:
        return name, _FIELDS[name]
    policy = name.removeprefix("webAuthnPolicy")
    if policy == name:
        return None
    kind = policy.removesuffix("Passwordless")
    readers = _WEBAUTHN if kind == policy else _PASSWORDLESS
    if kind not in readers:
        return None
    return (name if kind == policy else f"webAuthnPolicyPasswordless{kind}"), readers[kind]


def stays(name: str) -> bool:
    """Whether an attribute is shown among the attributes."""
    return _EXTRA_ORIGINS in name or not (field(name) or name in _HIDDEN or name.startswith(_HEADER))


def fields(attributes: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that attributes set. Raises AdminError (400) for a text that is no number, as Keycloak's import fails at it."""
    found: dict[str, Any] = {}
    for name, value in attributes.items():
        known = field(name)
        if known is not None and value is not None:
            found[known[0]] = known[1](text(value))
    return found


def headers(attributes: Mapping[str, Any]) -> dict[str, Any]:
    """The browser security headers among the attributes; those of the representation go before them."""
    prefix = f"{_HEADER}."
    return {name.removeprefix(prefix): value for name, value in attributes.items() if name.startswith(prefix)}
