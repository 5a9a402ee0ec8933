"""The fields of the realm itself, as an import leaves them: lifespans, flags, policies, attributes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from emulator.core.errors import AdminError
from emulator.realm import attribute_fields
from emulator.realm.gates.protocol_mapper import text
from emulator.realm.refusal import broken, invalid

Document = dict[str, Any]

_APART = frozenset({
    "attributes", "browserSecurityHeaders", "keycloakVersion", "smtpServer", "clientProfiles", "clientPolicies",
    "localizationTexts", "verifiableCredentialsEnabled", "scimApiEnabled",
    "users", "federatedUsers", "groups", "roles", "clients", "clientScopes", "components", "requiredActions",
    "authenticationFlows", "authenticatorConfig", "scopeMappings", "clientScopeMappings", "applicationScopeMappings",
    "defaultRole", "defaultRoles", "defaultGroups", "defaultDefaultClientScopes", "defaultOptionalClientScopes",
    "identityProviders", "identityProviderMappers", "applications", "oauthClients", "clientTemplates", "social",
    "socialProviders", "passwordCredentialGrantAllowed", "updateProfileOnInitialSocialLogin", "codeSecret",
    "privateKey", "publicKey", "certificate", "identityFederationEnabled", "userFederationProviders", "userFederationMappers", "protocolMappers",
})  # fmt: skip
_IN_ATTRIBUTES = (
    "oauth2DeviceCodeLifespan", "oauth2DevicePollingInterval", "clientSessionIdleTimeout", "clientSessionMaxLifespan",
    "clientOfflineSessionIdleTimeout", "clientOfflineSessionMaxLifespan",
)  # fmt: skip
_OTP_BLANK = {"otpPolicyDigits": 0, "otpPolicyPeriod": 0, "otpPolicyLookAheadWindow": 0, "otpPolicyInitialCounter": 0}
_OTP_APPS = ("totpAppFreeOTPName", "totpAppGoogleName", "totpAppMicrosoftAuthenticatorName")
_SSL = ("all", "external", "none")
_NOT_ALLOWED = "!#$&()*+,/:;=?@[\\]"
_MAX_ID, _MAX_NAME = 36, 255
_POLICY = re.compile(r"\s*(\w+)\s*(?:\((.*)\))?\s*")
_NUMBER_POLICIES = frozenset({
    "forceExpiredPasswordChange", "hashIterations", "passwordHistory", "passwordAge", "maxAuthAge", "digits", "length",
    "lowerCase", "maxLength", "specialChars", "upperCase",
})  # fmt: skip
_OTHER_POLICIES = frozenset({
    "hashAlgorithm", "passwordBlacklist", "regexPattern", "notUsername", "notEmail", "notContainsUsername",
    "recoveryCodesWarningThreshold",
})  # fmt: skip
PASSWORD_POLICIES = _NUMBER_POLICIES | _OTHER_POLICIES
"""Rules that a realm's password policy may name."""


def check_names(given: Mapping[str, Any]) -> str:
    """The realm's name; refuses (400) a name or id that cannot stand in a URL or is too long."""
    name, identifier = given.get("realm"), given.get("id")
    if not isinstance(name, str) or not name.strip():
        raise invalid("Realm name cannot be empty")
    for part in (name, identifier or ""):
        found = next((char for char in part if char in _NOT_ALLOWED), None)
        if found:
            raise AdminError(400, {"error": f"Character '{found}' not allowed."}, f"realm {part}")
    if len(name) > _MAX_NAME or len(identifier or "") > _MAX_ID:
        raise invalid("Database operation failed")
    return name


def fields(given: Mapping[str, Any], base: Mapping[str, Any]) -> Document:
    """The realm's own members: the template's with what is given over them."""
    own = {key: value for key, value in given.items() if key not in _APART and value is not None}
    if own.get("requiredCredentials", ["password"]) != ["password"]:
        raise broken("the only required credential is password")
    if "otpPolicyType" not in own:
        own = {key: value for key, value in own.items() if not key.startswith("otpPolicy")}
    found: Document = {**base, **own}
    found["id"] = given.get("id") or base["id"]
    found["enabled"] = bool(given.get("enabled", False))
    found["sslRequired"] = str(found["sslRequired"]).lower()
    if found["sslRequired"] not in _SSL:
        raise broken(f"there is no sslRequired {given['sslRequired']}")
    attributes = _attributes(given, base["attributes"])
    found["attributes"], as_fields = attribute_fields.parted(attributes)
    found |= {name: value for name, value in as_fields.items() if not (name == "verifiableCredentialsEnabled" and name in given)}
    for name in _IN_ATTRIBUTES:
        if name in found["attributes"]:
            found[name] = int(found["attributes"][name])
    of_attributes = attribute_fields.headers(attributes)
    found["browserSecurityHeaders"] = {**of_attributes, **base["browserSecurityHeaders"], **(given.get("browserSecurityHeaders") or {})}
    if not found.get("supportedLocales"):
        found.pop("supportedLocales", None)
    for name in ("smtpServer", "localizationTexts"):
        found[name] = given.get(name) or base.get(name) or {}
    found |= _client_policies(given)
    if "actionTokenGeneratedByUserLifespan" not in {**own, **as_fields}:
        found["actionTokenGeneratedByUserLifespan"] = found["accessCodeLifespanUserAction"]
    if found.get("duplicateEmailsAllowed"):
        found |= {"loginWithEmailAllowed": False, "registrationEmailAsUsername": False}
    _otp(found, own)
    _check_password_policy(own.get("passwordPolicy", ""))
    return found


def _client_policies(given: Mapping[str, Any]) -> Document:
    """Profiles and policies; what is wrong with them ends an import without a word about it."""
    profiles, policies = given.get("clientProfiles") or {}, given.get("clientPolicies") or {}
    if not profiles.get("profiles") and not policies.get("policies"):
        return {"clientProfiles": {"profiles": []}, "clientPolicies": {"policies": []}}
    from emulator.realm import client_policies

    try:
        return client_policies.of_realm(profiles, policies)
    except AdminError as error:
        raise broken(str(error)) from error


def _attributes(given: Mapping[str, Any], base: Mapping[str, Any]) -> dict[str, str]:
    attributes: dict[str, str] = dict(base)
    for name in _IN_ATTRIBUTES:
        if given.get(name) is not None:
            attributes[name] = str(given[name])
    if given.get("webAuthnPolicyExtraOrigins"):
        attributes["webAuthnPolicyExtraOrigins"] = "##".join(given["webAuthnPolicyExtraOrigins"])
    if given.get("scimApiEnabled") is not None:
        attributes["scimApiEnabled"] = text(given["scimApiEnabled"])
    own = (given.get("attributes") or {}).items()
    return attributes | {key: text(value) for key, value in own if value is not None}


def _otp(found: Document, own: Mapping[str, Any]) -> None:
    if "otpPolicyType" not in own:
        return
    found |= {**_OTP_BLANK, **{key: value for key, value in own.items() if key.startswith("otpPolicy")}}
    plain = (found["otpPolicyType"], found["otpPolicyAlgorithm"], found["otpPolicyDigits"], found["otpPolicyPeriod"])
    found["otpSupportedApplications"] = list(_OTP_APPS if plain == ("totp", "HmacSHA1", 6, 30) else _OTP_APPS[:2])


def _check_password_policy(policy: str) -> None:
    for part in policy.split(" and ") if policy else ():
        match = _POLICY.fullmatch(part)
        name = match[1] if match else ""
        if name not in PASSWORD_POLICIES:
            raise invalid("Password policy not found")
        value = match[2] if match else None
        if name in _NUMBER_POLICIES and value not in (None, "", "undefined") and not value.lstrip("-").isdigit():
            raise invalid(f"Invalid config for {name}: Not a valid number")
