"""The fields of the realm itself, as an import leaves them: lifespans, flags, policies, attributes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NoReturn

from emulator.core.documents import Document
from emulator.core.errors import AdminError
from emulator.realm.gates import Fault, attribute_fields, lengths
from emulator.realm.gates import realm as gate
from emulator.realm.gates import realm_members as members
from emulator.realm.gates.protocol_mapper import text
from emulator.realm.refusal import broken, invalid


def check_names(given: Mapping[str, Any]) -> str:
    """The realm's name; refuses (400) a name or id that cannot stand in a URL or is too long."""
    for fault in gate.name_faults(given):
        _refuse(fault)
    name: str = given["realm"]
    return name


def _refuse(fault: Fault) -> NoReturn:
    """Raises what Keycloak's import answers to a fault of the realm's own members."""
    if fault.key == lengths.TOO_LONG:
        raise invalid("Database operation failed")
    if fault.kind == "unforeseen":
        raise broken(fault.message)
    if fault.key in ("characterNotAllowed", "invalidAddress", "newlineNotAllowed"):
        raise AdminError(400, {"error": fault.message}, str(fault.path[0]))
    raise invalid(fault.message)


def fields(source: Mapping[str, Any], base: Mapping[str, Any]) -> Document:
    """The realm's own members: the template's with what is given over them."""
    told = gate.faults(source)
    # As observed, a new realm is written, and too long for that, before its settings are looked at.
    for fault in [*gate.first_faults(source), *(fault for fault in told if fault.key == lengths.TOO_LONG), *told]:
        _refuse(fault)
    own = members.own(source, imported=True)
    if "otpPolicyType" not in own:
        own = {key: value for key, value in own.items() if not key.startswith("otpPolicy")}
    document: Document = {**base, **own}
    document["id"] = source.get("id") or base["id"]
    document["enabled"] = bool(source.get("enabled", False))
    document["attributes"] = members.attributes(source, base["attributes"], imported=True)
    for name in members.IN_ATTRIBUTES:
        if name in document["attributes"]:
            document[name] = int(document["attributes"][name])
    usual = {**attribute_fields.headers(source.get("attributes") or {}), **base["browserSecurityHeaders"]}
    document["browserSecurityHeaders"] = members.headers(usual, source.get("browserSecurityHeaders"))
    for name in ("supportedLocales", "requiredCredentials"):
        if not document.get(name):
            document.pop(name, None)
    document["smtpServer"] = {name: text(value) for name, value in (source.get("smtpServer") or {}).items() if value is not None}
    document["localizationTexts"] = source.get("localizationTexts") or base.get("localizationTexts") or {}
    document |= _client_policies(source, base)
    if "actionTokenGeneratedByUserLifespan" not in own:
        document["actionTokenGeneratedByUserLifespan"] = document["accessCodeLifespanUserAction"]
    policy = members.otp(own)
    if policy:
        document = {name: value for name, value in document.items() if not name.startswith("otpPolicy")} | policy
        document.setdefault("otpPolicyCodeReusable", base.get("otpPolicyCodeReusable", False))
    if (source.get("attributes") or {}).get(members.REUSABLE) is not None:
        document["otpPolicyCodeReusable"] = document["attributes"][members.REUSABLE].lower() == "true"
    elif document.get("otpPolicyCodeReusable") is not None:
        document["attributes"][members.REUSABLE] = text(document["otpPolicyCodeReusable"])
    if not document.get("passwordPolicy"):
        document.pop("passwordPolicy", None)
    return document | members.without_emails(document)


def _client_policies(source: Mapping[str, Any], base: Mapping[str, Any]) -> Document:
    """Profiles and policies; what is wrong with them ends an import without a word about it."""
    if not (source.get("clientProfiles") or source.get("clientPolicies")):
        return {"clientProfiles": {"profiles": []}, "clientPolicies": {"policies": []}}
    from emulator.realm import client_policies

    profiles = client_policies.readable(source.get("clientProfiles"), "ClientProfilesRepresentation")
    policies = client_policies.readable(source.get("clientPolicies"), "ClientPoliciesRepresentation")
    # As observed, the scope of offline access is there by now whatever the file says.
    scopes = [*(source.get("clientTemplates") or source.get("clientScopes") or ()), {"name": "offline_access"}]
    if source.get("clientScopes") is None:
        scopes += base["clientScopes"]
    try:
        return client_policies.of_realm(profiles, policies, client_policies.scopes_of(scopes))
    except AdminError as error:
        raise broken(str(error)) from error
