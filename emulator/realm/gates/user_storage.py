"""The gate of user storage by LDAP: what its settings have to be. All rules as observed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from emulator.realm.gates import Fault

UNREADABLE = "storageUnreadable"
LDAP_MAPPERS = frozenset(
    {
        "certificate-ldap-mapper",
        "full-name-ldap-mapper",
        "group-ldap-mapper",
        "hardcoded-attribute-mapper",
        "hardcoded-ldap-attribute-mapper",
        "hardcoded-ldap-group-mapper",
        "hardcoded-ldap-role-mapper",
        "kerberos-principal-attribute-mapper",
        "msad-lds-user-account-control-mapper",
        "msad-user-account-control-mapper",
        "role-ldap-mapper",
        "user-attribute-ldap-mapper",
    }
)
_MAPPED = {"user.model.attribute": "User Model Attribute", "ldap.attribute": "LDAP Attribute"}
_MODES = ("READ_ONLY", "WRITABLE", "UNSYNCED")
_PERIODS = ("fullSyncPeriod", "changedSyncPeriod")
_SCHEMES = ("ldap://", "ldaps://")
_FILTER = 'Custom configured LDAP filter does not start with "(" or does not end with ")".'
_URL = "Connection URL contains a URL with an unsupported scheme. Each URL must use the ldap:// or ldaps:// scheme."


def first(config: Mapping[str, Any], name: str) -> str:
    """The first text of a setting; empty without one."""
    return next((str(value) for value in config.get(name) or () if value not in (None, "")), "")


def faults(config: Mapping[str, Any]) -> Iterator[Fault]:
    """What is wrong with the settings of an LDAP component, in the order in which Keycloak tells it."""
    mode = first(config, "editMode")
    for name in _PERIODS:
        if not _is_number(first(config, name)):
            yield Fault(("config", name), UNREADABLE, f"{name} is a number", kind="unforeseen")
    if mode and mode not in _MODES:
        yield Fault(("config", "editMode"), UNREADABLE, f"editMode is one of {', '.join(_MODES)}", kind="unforeseen")
    custom = first(config, "customUserSearchFilter")
    if custom and not (custom.startswith("(") and custom.endswith(")")):
        yield Fault(("config", "customUserSearchFilter"), "filterInvalid", _FILTER)
    for name, label in (("connectionTimeout", "Connection Timeout"), ("readTimeout", "Read Timeout")):
        if not _is_number(first(config, name)):
            yield Fault(("config", name), "notANumber", f"{label} must be a number")
    if _is_on(config, "startTls") and first(config, "connectionPooling"):
        yield Fault(("config", "startTls"), "tlsAndPooling", "Can not enable both StartTLS and connection pooling.")
    if not mode:
        yield Fault(("config", "editMode"), "editModeMissing", "Edit Mode is mandatory")
    if _is_on(config, "validatePasswordPolicy") and mode != "WRITABLE":
        text = "Validate Password Policy is applicable only with WRITABLE edit mode"
        yield Fault(("config", "validatePasswordPolicy"), "policyNotWritable", text)
    if first(config, "importEnabled").lower() == "false" and mode == "UNSYNCED":
        text = "Can not disable Importing users when LDAP provider mode is UNSYNCED"
        yield Fault(("config", "importEnabled"), "unsyncedWithoutImport", text)
    urls = first(config, "connectionUrl")
    if urls and not all(url.lower().startswith(_SCHEMES) for url in urls.split(" ")):
        yield Fault(("config", "connectionUrl"), "urlInvalid", _URL)


def mapper_faults(mapper: Mapping[str, Any]) -> Iterator[Fault]:
    """What is wrong with the settings of a mapper of LDAP."""
    if mapper.get("providerId") != "user-attribute-ldap-mapper":
        return
    for name, label in _MAPPED.items():
        if not first(mapper.get("config") or {}, name):
            yield Fault(("config", name), "settingMissing", f"Missing configuration for {label}")


def _is_on(config: Mapping[str, Any], name: str) -> bool:
    return first(config, name).lower() == "true"


def _is_number(text: str) -> bool:
    return not text or text.removeprefix("-").isdecimal()
