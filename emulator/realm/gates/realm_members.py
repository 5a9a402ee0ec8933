"""What becomes of a realm's own members when they are written: defaults, attributes that are members, what goes with what."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from emulator.core.documents import ReadDocument
from emulator.realm.gates import attribute_fields, password_policy
from emulator.realm.gates.protocol_mapper import text

MASK = "**********"
MAIL_SECRETS = ("password", "authTokenClientSecret")
_MAIL_TOKENS = ("authTokenUrl", "authTokenScope", "authTokenClientId", "authTokenClientSecret")
APART = frozenset({
    "attributes", "browserSecurityHeaders", "keycloakVersion", "smtpServer", "clientProfiles", "clientPolicies",
    "localizationTexts", "verifiableCredentialsEnabled", "scimApiEnabled",
    "users", "federatedUsers", "organizations", "groups", "roles", "clients", "clientScopes", "components", "requiredActions",
    "authenticationFlows", "authenticatorConfig", "scopeMappings", "clientScopeMappings", "applicationScopeMappings",
    "defaultRole", "defaultRoles", "defaultGroups", "defaultDefaultClientScopes", "defaultOptionalClientScopes",
    "identityProviders", "identityProviderMappers", "applications", "oauthClients", "clientTemplates", "social",
    "socialProviders", "passwordCredentialGrantAllowed", "updateProfileOnInitialSocialLogin", "codeSecret",
    "privateKey", "publicKey", "certificate", "identityFederationEnabled",
    "userFederationProviders", "userFederationMappers", "protocolMappers",
})  # fmt: skip
"""Members that are not the realm's own, or that are kept in another shape."""
IN_ATTRIBUTES = (
    "oauth2DeviceCodeLifespan", "oauth2DevicePollingInterval", "clientSessionIdleTimeout", "clientSessionMaxLifespan",
    "clientOfflineSessionIdleTimeout", "clientOfflineSessionMaxLifespan",
)  # fmt: skip
"""Whole numbers that a realm keeps among its attributes."""
REUSABLE = "realmReusableOtpCode"
"""The attribute that says whether a code may be used twice."""
_ATTRIBUTES_TOO = ("scimApiEnabled",)
_OTP_BLANK = {"otpPolicyDigits": 0, "otpPolicyPeriod": 0, "otpPolicyLookAheadWindow": 0, "otpPolicyInitialCounter": 0}
_ORIGINS = {
    "webAuthnPolicyExtraOrigins": "webAuthnPolicyExtraOrigins",
    "webAuthnPolicyPasswordlessExtraOrigins": "webAuthnPolicyExtraOriginsPasswordless",
}
_PASSKEYS, _PASSKEYS_NAME = "webAuthnPolicy", "RpEntityName"
_PASSWORDLESS = "webAuthnPolicyPasswordless"


def headers(current: Mapping[str, Any], given: Mapping[str, Any] | None) -> dict[str, Any]:
    """The security headers of the realm's pages after a change; null takes one away."""
    merged = {**current, **(given or {})}
    return {name: value for name, value in merged.items() if value is not None}


def texts(values: Iterable[Any]) -> list[Any]:
    """A list of texts as a set keeps it."""
    return list(dict.fromkeys(value for value in values if value is not None))


def own(representation: ReadDocument, *, imported: bool = False) -> dict[str, Any]:
    """The realm's own members of a representation, those included that it has as attributes.

    Where one is given as both, an import takes the attribute, a change the member.
    """
    members = {name: value for name, value in representation.items() if name not in APART and value is not None}
    members.pop("otpSupportedApplications", None)
    of_attributes = attribute_fields.fields(representation.get("attributes") or {})
    members = {**members, **of_attributes} if imported else {**of_attributes, **members}
    for name, value in members.items():
        if isinstance(value, list) and name in ("supportedLocales", "eventsListeners", "enabledEventTypes"):
            members[name] = texts(value)
    members = {name: value for name, value in members.items() if not name.startswith(_PASSKEYS) or value not in ("", [])}
    if "passwordPolicy" in members:
        members["passwordPolicy"] = password_policy.stored(members["passwordPolicy"])
    if "sslRequired" in members:
        members["sslRequired"] = str(members["sslRequired"]).lower()
    return members


def attributes(representation: ReadDocument, usual: Mapping[str, str], *, imported: bool) -> dict[str, str]:
    """The realm's attributes: the usual ones, those that are given, and members that are kept as attributes.

    Where one is given as both, an import takes the attribute, a change the member.
    """
    kept: dict[str, str] = {}
    for name, value in (representation.get("attributes") or {}).items():
        if value is not None and attribute_fields.stays(name):
            kept[name] = text(value)
    of_members = member_attributes(representation)
    return {**usual, **of_members, **kept} if imported else {**usual, **kept, **of_members}


def member_attributes(given: ReadDocument) -> dict[str, str]:
    """The attributes that members of a representation are kept as."""
    found = {name: text(given[name]) for name in (*IN_ATTRIBUTES, *_ATTRIBUTES_TOO) if given.get(name) is not None}
    for name, attribute in _ORIGINS.items():
        if given.get(name):
            found[attribute] = ",".join(given[name])
    return found


def otp(given: ReadDocument) -> dict[str, Any]:
    """What a policy of one-time codes sets: all of it, or nothing where its type is not said."""
    if given.get("otpPolicyType") is None:
        return {}
    policy = {**_OTP_BLANK, **{name: value for name, value in given.items() if name.startswith("otpPolicy") and value is not None}}
    return {**policy, "otpSupportedApplications": _applications(policy)}


def _applications(policy: ReadDocument) -> list[str]:
    """Apps that can show such codes."""
    timed, period = policy["otpPolicyType"] == "totp", policy["otpPolicyPeriod"]
    names = ["totpAppFreeOTPName"]
    if not timed or period == 30:
        names.append("totpAppGoogleName")
    if (timed, period, policy.get("otpPolicyDigits"), policy.get("otpPolicyAlgorithm")) == (True, 30, 6, "HmacSHA1"):
        names.append("totpAppMicrosoftAuthenticatorName")
    return names


def without_emails(members: dict[str, Any]) -> dict[str, Any]:
    """Where addresses may be taken twice nobody logs in by them."""
    return {"loginWithEmailAllowed": False, "registrationEmailAsUsername": False} if members.get("duplicateEmailsAllowed") else {}


def mail(current: ReadDocument, sent: ReadDocument | None) -> dict[str, str]:
    """The mail server as a change leaves it: a masked secret is the one that was there, and what another way to log in takes goes."""
    server = {name: text(value) for name, value in (sent or {}).items() if value is not None}
    for name in MAIL_SECRETS:
        if server.get(name) == MASK:
            del server[name]
            server |= {name: current[name]} if current.get(name) is not None else {}
    gone: Collection[str] = ()
    if server.get("auth", "").lower() != "true":
        gone = ("authType", "user", *MAIL_SECRETS, *_MAIL_TOKENS)
    elif server.get("authType", "basic") == "basic":
        gone = _MAIL_TOKENS
    elif server["authType"] == "token":
        gone = ("password",)
    return {name: value for name, value in server.items() if name not in gone}


def shown_mail(server: ReadDocument) -> dict[str, Any]:
    """The mail server as administrators see it."""
    return {name: MASK if name in MAIL_SECRETS and not str(value).startswith("${vault.") else value for name, value in server.items()}


def merged(current: ReadDocument, representation: ReadDocument, base: ReadDocument) -> dict[str, Any]:
    """A realm after a representation was written over it: what is absent stays; attributes that are given replace the others.

    ``base`` is a new realm.
    """
    members = {name: value for name, value in own(representation).items() if name != "id" and not name.startswith("otpPolicy")}
    result, rewritten = dict(current), []
    for prefix in (_PASSKEYS, _PASSWORDLESS):
        if representation.get(f"{prefix}{_PASSKEYS_NAME}") is not None:
            rewritten.append(_ORIGINS[f"{prefix}ExtraOrigins"])
            result = _without_passkeys(result, prefix) | {name: value for name, value in base.items() if _of_passkeys(name, prefix)}
        else:
            # As attributes they need no name beside them.
            alone = attribute_fields.fields(representation.get("attributes") or {})
            members = _without_passkeys(members, prefix) | {name: value for name, value in alone.items() if _of_passkeys(name, prefix)}
    result |= members
    policy = otp(representation)
    if policy:
        result = {name: value for name, value in result.items() if not name.startswith("otpPolicy")} | policy
        result.setdefault("otpPolicyCodeReusable", False)
    # As observed, every change puts what it does not say of codes for devices, CIBA and PAR back to the usual.
    usual = {name: value for name, value in base["attributes"].items() if name != REUSABLE}
    kept = {} if representation.get("attributes") is not None else (current.get("attributes") or {})
    kept = {name: value for name, value in kept.items() if name not in rewritten}
    result["attributes"] = attributes(representation, {**kept, **usual}, imported=False)
    for name, attribute in _ORIGINS.items():
        result[name] = attribute_fields.texts(result["attributes"].get(attribute) or "")
    if policy:
        result["attributes"][REUSABLE] = text(result["otpPolicyCodeReusable"])
    for name in IN_ATTRIBUTES:
        result[name] = int(result["attributes"].get(name) or 0)
    of_attributes = attribute_fields.headers(representation.get("attributes") or {})
    result["browserSecurityHeaders"] = headers(
        current.get("browserSecurityHeaders") or {}, {**of_attributes, **(representation.get("browserSecurityHeaders") or {})}
    )
    if representation.get("smtpServer") is not None:
        result["smtpServer"] = mail(current.get("smtpServer") or {}, representation["smtpServer"])
    if not result.get("passwordPolicy"):
        result.pop("passwordPolicy", None)
    return result | without_emails(result)


def _without_passkeys(members: ReadDocument, prefix: str) -> dict[str, Any]:
    return {name: value for name, value in members.items() if not _of_passkeys(name, prefix)}


def _of_passkeys(name: str, prefix: str) -> bool:
    return name.startswith(prefix) and (prefix == _PASSWORDLESS or not name.startswith(_PASSWORDLESS))
