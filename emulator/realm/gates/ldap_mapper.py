"""The gate of LDAP's mappers: what their settings have to be. All rules as observed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from emulator.core.dataclass import dataclass
from emulator.realm.gates import Fault
from emulator.realm.gates.user_storage import UNREADABLE, custom_filter, first, is_on

_ATTRIBUTES = (("user.model.attribute", "User Model Attribute"), ("ldap.attribute", "LDAP Attribute"))
_MISSING, _REQUIRED = "Missing configuration for {}", "'{}' is required"
_NEEDED: Mapping[str, tuple[str, Sequence[tuple[str, str]]]] = {
    "certificate-ldap-mapper": (_MISSING, _ATTRIBUTES),
    "full-name-ldap-mapper": (_MISSING, (("ldap.full.name.attribute", "LDAP Full Name Attribute"),)),
    "group-ldap-mapper": (_MISSING, (("groups.dn", "LDAP Groups DN"), ("mode", "Mode"))),
    "hardcoded-attribute-mapper": (_REQUIRED, (("user.model.attribute", "Attribute Name"), ("attribute.value", "Attribute Value"))),
    "hardcoded-ldap-attribute-mapper": (
        _REQUIRED,
        (("ldap.attribute.name", "LDAP Attribute Name"), ("ldap.attribute.value", "LDAP Attribute Value")),
    ),
    "hardcoded-ldap-group-mapper": ("{} cant be null", (("group", "Group"),)),
    "hardcoded-ldap-role-mapper": ("{} cant be null", (("role", "Role"),)),
    "role-ldap-mapper": (_MISSING, (("roles.dn", "LDAP Roles DN"), ("mode", "Mode"))),
    "user-attribute-ldap-mapper": (_MISSING, _ATTRIBUTES),
}
"""Settings that have to say something, in the order in which they are asked for, and how one is called that does not."""
_MEMBERSHIPS = ("DN", "UID")
_BINARY = "With Binary attribute enabled, the 'Always read value from LDAP' must be enabled too"
_INHERITING_UIDS = "Not possible to preserve group inheritance and use UID membership type together."
_NO_GROUPS_PATH = "Groups path group does not exist - please create the group on specified path first"


@dataclass(frozen=True, slots=True)
class Directory:
    """What a mapper's gate needs to know: the edit mode of its component, and which roles and paths of groups there are."""

    mode: str
    has_role: Callable[[str], bool]
    has_group: Callable[[str], bool]


def faults(mapper: Mapping[str, Any], around: Directory | None) -> Iterator[Fault]:
    """What is wrong with the settings of a mapper; what they refer to is looked at where the surroundings are known."""
    kind, config = mapper.get("providerId"), mapper.get("config") or {}
    sentence, needed = _NEEDED.get(str(kind), ("", ()))
    for name, label in needed:
        if not first(config, name).strip():
            yield Fault(("config", name), "settingMissing", sentence.format(label))
            return
    if kind in ("user-attribute-ldap-mapper", "certificate-ldap-mapper"):
        if is_on(config, "is.binary.attribute") and not is_on(config, "always.read.value.from.ldap"):
            yield Fault(("config", "is.binary.attribute"), "binaryNotRead", _BINARY)
    elif kind == "hardcoded-attribute-mapper":
        if first(config, "user.model.attribute").lower() in ("username", "email"):
            text = "Attribute Name cannot be set to username or email"
            yield Fault(("config", "user.model.attribute"), "attributeNotFixed", text)
    elif kind == "group-ldap-mapper":
        yield from _of_groups(config, around)
    elif kind == "role-ldap-mapper":
        yield from _of_roles(config)
    elif around is not None:
        yield from _with_surroundings(kind, config, around)


def _of_groups(config: Mapping[str, Any], around: Directory | None) -> Iterator[Fault]:
    membership = first(config, "membership.attribute.type")
    if membership and membership not in _MEMBERSHIPS:
        text = f"membership.attribute.type is one of {', '.join(_MEMBERSHIPS)}"
        yield Fault(("config", "membership.attribute.type"), UNREADABLE, text, kind="unforeseen")
    if membership == "UID" and is_on(config, "preserve.group.inheritance"):
        yield Fault(("config", "preserve.group.inheritance"), "inheritanceByUid", _INHERITING_UIDS)
    yield from custom_filter(config, "groups.ldap.filter")
    path = first(config, "groups.path")
    if path.strip("/") and around is not None and not around.has_group(path):
        yield Fault(("config", "groups.path"), "groupsPathUnknown", _NO_GROUPS_PATH)


def _of_roles(config: Mapping[str, Any]) -> Iterator[Fault]:
    if first(config, "use.realm.roles.mapping").lower() != "true" and not first(config, "client.id"):
        text = "Client ID needs to be provided in config when Realm Roles Mapping is not used."
        yield Fault(("config", "client.id"), "clientMissing", text)
    yield from custom_filter(config, "roles.ldap.filter")


def _with_surroundings(kind: object, config: Mapping[str, Any], around: Directory) -> Iterator[Fault]:
    if kind == "full-name-ldap-mapper" and is_on(config, "write.only"):
        if around.mode != "WRITABLE":
            text = "Can not set write only when LDAP provider mode is not WRITABLE"
            yield Fault(("config", "write.only"), "writeOnlyNotWritable", text)
        elif is_on(config, "read.only"):
            yield Fault(("config", "write.only"), "writeOnlyAndReadOnly", "Can not set write-only and read-only together")
    if kind == "hardcoded-ldap-role-mapper" and not around.has_role(first(config, "role")):
        yield Fault(("config", "role"), "roleUnknown", "There is no role corresponding to configured value")
    if kind == "hardcoded-ldap-group-mapper" and not around.has_group(first(config, "group")):
        yield Fault(("config", "group"), "groupUnknown", "There is no group corresponding to configured value")
