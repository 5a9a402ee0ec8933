"""The gate of user storage by LDAP: what its settings have to be. All rules as observed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from emulator.realm.gates import Fault

UNREADABLE = "storageUnreadable"
_OF_STORAGE = frozenset({
    "batchSizeForSync", "cachePolicy", "changedSyncPeriod", "enabled", "evictionDay", "evictionHour", "evictionMinute", "fullSyncPeriod",
    "lastSync", "maxLifespan", "priority", "removeInvalidUsersEnabled",
})  # fmt: skip
_OF_ATTRIBUTES = frozenset({
    "always.read.value.from.ldap", "attribute.default.value", "attribute.force.default", "binary.attribute.decoder", "is.binary.attribute",
    "is.mandatory.in.ldap", "ldap.attribute", "read.only", "user.model.attribute",
})  # fmt: skip
_OF_MEMBERS = frozenset({
    "memberof.ldap.attribute", "membership.attribute.type", "membership.ldap.attribute", "membership.user.ldap.attribute", "mode",
    "user.roles.retrieve.strategy",
})  # fmt: skip
LDAP_MAPPERS: Mapping[str, frozenset[str]] = {
    "certificate-ldap-mapper": _OF_ATTRIBUTES | {"is.der.formatted"},
    "full-name-ldap-mapper": frozenset({"ldap.full.name.attribute", "read.only", "write.only"}),
    "group-ldap-mapper": _OF_MEMBERS | {
        "decode.group.uuid.attribute", "drop.non.existing.groups.during.sync", "group.name.ldap.attribute", "group.object.classes",
        "groups.dn", "groups.ldap.filter", "groups.path", "groups.relative.create.dn", "ignore.missing.groups", "mapped.group.attributes",
        "preserve.group.inheritance",
    },
    "hardcoded-attribute-mapper": frozenset({"attribute.value", "user.model.attribute"}),
    "hardcoded-ldap-attribute-mapper": frozenset({"ldap.attribute.name", "ldap.attribute.value"}),
    "hardcoded-ldap-group-mapper": frozenset({"group"}),
    "hardcoded-ldap-role-mapper": frozenset({"role"}),
    "kerberos-principal-attribute-mapper": frozenset(),
    "msad-lds-user-account-control-mapper": frozenset({"always.read.enabled.value.from.ldap"}),
    "msad-user-account-control-mapper": frozenset({"always.read.enabled.value.from.ldap", "ldap.password.policy.hints.enabled"}),
    "role-ldap-mapper": _OF_MEMBERS | {
        "client.id", "role.name.ldap.attribute", "role.object.classes", "roles.dn", "roles.ldap.filter", "roles.relative.create.dn",
        "use.realm.roles.mapping",
    },
    "user-attribute-ldap-mapper": _OF_ATTRIBUTES,
}  # fmt: skip
"""Settings of the mappers of LDAP, by provider."""
STORAGES: Mapping[str, frozenset[str]] = {
    "ldap": _OF_STORAGE | {
        "allowKerberosAuthentication", "authType", "bindCredential", "bindDn", "connectionPooling", "connectionTimeout", "connectionTrace",
        "connectionUrl", "customUserSearchFilter", "debug", "editMode", "enableLdapPasswordPolicy", "importEnabled", "kerberosRealm",
        "keyTab", "krbPrincipalAttribute", "pagination", "rdnLDAPAttribute", "readTimeout", "referral", "relativeCreateDn", "searchScope",
        "serverPrincipal", "startTls", "syncRegistrations", "trustEmail", "useKerberosForPasswordAuthentication",
        "usePasswordModifyExtendedOp", "userObjectClasses", "usernameLDAPAttribute", "usersDn", "useTruststoreSpi", "uuidLDAPAttribute",
        "validatePasswordPolicy", "vendor",
    },
    "kerberos": _OF_STORAGE | {
        "allowPasswordAuthentication", "debug", "editMode", "kerberosRealm", "keyTab", "serverPrincipal", "updateProfileFirstLogin",
    },
}  # fmt: skip
"""Settings of user storage, by provider."""
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
    yield from custom_filter(config, "customUserSearchFilter")
    for name, label in (("connectionTimeout", "Connection Timeout"), ("readTimeout", "Read Timeout")):
        if not _is_number(first(config, name)):
            yield Fault(("config", name), "notANumber", f"{label} must be a number")
    if is_on(config, "startTls") and is_on(config, "connectionPooling"):
        yield Fault(("config", "startTls"), "tlsAndPooling", "Can not enable both StartTLS and connection pooling.")
    if not mode:
        yield Fault(("config", "editMode"), "editModeMissing", "Edit Mode is mandatory")
    if is_on(config, "validatePasswordPolicy") and mode != "WRITABLE":
        text = "Validate Password Policy is applicable only with WRITABLE edit mode"
        yield Fault(("config", "validatePasswordPolicy"), "policyNotWritable", text)
    if first(config, "importEnabled").lower() == "false" and mode == "UNSYNCED":
        text = "Can not disable Importing users when LDAP provider mode is UNSYNCED"
        yield Fault(("config", "importEnabled"), "unsyncedWithoutImport", text)
    urls = first(config, "connectionUrl")
    if urls and not all(url.lower().startswith(_SCHEMES) for url in urls.split(" ")):
        yield Fault(("config", "connectionUrl"), "urlInvalid", _URL)


def custom_filter(config: Mapping[str, Any], name: str) -> Iterator[Fault]:
    """A filter of one's own that is no filter."""
    custom = first(config, name)
    if custom and not (custom.startswith("(") and custom.endswith(")")):
        yield Fault(("config", name), "filterInvalid", _FILTER)


def is_on(config: Mapping[str, Any], name: str) -> bool:
    """Whether a switch is on; without a value it is off."""
    return first(config, name).lower() == "true"


def _is_number(text: str) -> bool:
    return not text or text.removeprefix("-").isdecimal()
