"""Attributes of a realm that are fields of its representation, as Keycloak's database has them and exports of 4 to 8 show them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from emulator.realm.refusal import broken

_HEADER = "_browser_header"
_STRATEGIES = ("LINEAR", "MULTIPLE")
_HIDDEN = frozenset({
    "displayName", "client-policies.profiles", "client-policies.policies", "firstBrokerLoginFlowId", "adminPermissionsClientId",
    "scimEnabled",
})  # fmt: skip
"""Attributes that an import does not keep, nor makes a field of; the flow of first logins is chosen with the other flows."""


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


def _list(text: str) -> list[str]:
    return text.split(",") if text else []


_FIELDS: Mapping[str, Callable[[str], Any]] = {
    "displayNameHtml": str,
    "defaultSignatureAlgorithm": str,
    "bruteForceStrategy": _strategy,
    **dict.fromkeys(
        ("bruteForceProtected", "permanentLockout", "offlineSessionMaxLifespanEnabled", "organizationsEnabled", "adminPermissionsEnabled",
         "verifiableCredentialsEnabled"), _flag),
    **dict.fromkeys(
        ("maxTemporaryLockouts", "maxFailureWaitSeconds", "waitIncrementSeconds", "quickLoginCheckMilliSeconds",
         "minimumQuickLoginWaitSeconds", "maxDeltaTimeSeconds", "failureFactor", "maxSecondaryAuthFailures",
         "actionTokenGeneratedByAdminLifespan", "actionTokenGeneratedByUserLifespan", "offlineSessionMaxLifespan"), _number),
}  # fmt: skip
_WEBAUTHN: Mapping[str, Callable[[str], Any]] = {
    "RpEntityName": str, "SignatureAlgorithms": _list, "RpId": str, "AttestationConveyancePreference": str,
    "AuthenticatorAttachment": str, "RequireResidentKey": str, "ResidentKey": str, "UserVerificationRequirement": str,
    "CreateTimeout": _number, "AvoidSameAuthenticatorRegister": _flag, "AcceptableAaguids": _list,
}  # fmt: skip
_PASSWORDLESS: Mapping[str, Callable[[str], Any]] = {**_WEBAUTHN, "PasskeysEnabled": _flag, "Mediation": str}


def _reader(name: str) -> tuple[str, Callable[[str], Any]] | None:
    """The field that an attribute is, and what reads it; None for one that stays an attribute."""
    if name in _FIELDS:
        return name, _FIELDS[name]
    policy = name.removeprefix("webAuthnPolicy")
    if policy == name:
        return None
    kind = policy.removesuffix("Passwordless")
    if kind != policy:
        return (f"webAuthnPolicyPasswordless{kind}", _PASSWORDLESS[kind]) if kind in _PASSWORDLESS else None
    return (name, _WEBAUTHN[kind]) if kind in _WEBAUTHN else None


def parted(attributes: Mapping[str, str]) -> tuple[dict[str, str], dict[str, Any]]:
    """The attributes that stay, and the fields that the others set, over what the representation says of them.

    Raises AdminError (400) for a text that is no number, as Keycloak's import fails at it.
    """
    kept: dict[str, str] = {}
    fields: dict[str, Any] = {}
    for name, value in attributes.items():
        field = _reader(name)
        if field is not None:
            fields[field[0]] = field[1](value)
        elif name not in _HIDDEN and not name.startswith(_HEADER):
            kept[name] = value
    return kept, fields


def headers(attributes: Mapping[str, str]) -> dict[str, str]:
    """The browser security headers among the attributes; those of the representation go before them."""
    prefix = f"{_HEADER}."
    return {name.removeprefix(prefix): value for name, value in attributes.items() if name.startswith(prefix)}
