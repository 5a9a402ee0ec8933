"""What Keycloak adds to an LDAP component that an administrator makes: a setting, and its first mappers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from emulator.core.documents import Document
from emulator.realm.gates.user_storage import first

STORAGE = "org.keycloak.storage.UserStorageProvider"
MAPPER = "org.keycloak.storage.ldap.mappers.LDAPStorageMapper"
_ATTRIBUTE = "user-attribute-ldap-mapper"
_PRINCIPALS = {"ad": "userPrincipalName", "rhds": "krbPrincipalName"}
_OTHER_PRINCIPAL = "krb5PrincipalName"


def is_ldap(component: Mapping[str, Any]) -> bool:
    """Whether a component is user storage by LDAP."""
    return component.get("providerType") == STORAGE and component.get("providerId") == "ldap"


def with_principal(config: Mapping[str, Any]) -> Document:
    """The settings with the attribute that names a user to Kerberos, which follows from the vendor."""
    if config.get("krbPrincipalAttribute"):
        return dict(config)
    return {**config, "krbPrincipalAttribute": [_PRINCIPALS.get(first(config, "vendor"), _OTHER_PRINCIPAL)]}


def mappers(component: Mapping[str, Any], new_id: Callable[[], str]) -> list[Document]:
    """The mappers that a new LDAP component comes with."""
    config = component["config"]
    mode, directory = first(config, "editMode"), first(config, "vendor") == "ad"
    read_only, always = str(mode != "WRITABLE").lower(), str(mode != "UNSYNCED").lower()

    def attribute(name: str, user: str, there: str, *, mandatory: str = "true", read: str = read_only, every: str = always) -> Document:
        settings = {
            "user.model.attribute": user,
            "ldap.attribute": there,
            "read.only": read,
            "always.read.value.from.ldap": every,
            "is.mandatory.in.ldap": mandatory,
        }
        return _mapper(name, _ATTRIBUTE, settings)

    username, created = first(config, "usernameLDAPAttribute") or "uid", ("createTimestamp", "whenCreated")[directory]
    templates = [
        attribute("username", "username", username, every="false"),
        *_names(config, username, mode, attribute),
        attribute("last name", "lastName", "sn"),
        attribute("email", "email", "mail", mandatory="false", every="false"),
        attribute("creation date", "createTimestamp", created, mandatory="false", read="true"),
        attribute("modify date", "modifyTimestamp", ("modifyTimestamp", "whenChanged")[directory], mandatory="false", read="true"),
    ]
    if directory:
        templates.append(
            _mapper("MSAD account controls", "msad-user-account-control-mapper", {"always.read.enabled.value.from.ldap": "true"})
        )
    templates.append(_mapper("Kerberos principal attribute mapper", "kerberos-principal-attribute-mapper", {}))
    return [{"id": new_id(), **mapper, "parentId": component["id"]} for mapper in templates]


def _names(config: Mapping[str, Any], username: str, mode: str, attribute: Callable[..., Document]) -> list[Document]:
    """The mappers of the first name: where entries are named by ``cn`` that is the whole name, and no first one."""
    if _named_by(config, username) != "cn":
        return [attribute("first name", "firstName", "cn")]
    first_name = attribute("first name", "firstName", "givenName")
    if username.lower() == "cn":
        return [first_name]
    if mode == "WRITABLE":
        return [first_name, attribute("username-cn", "username", "cn", every="false")]
    settings = {"ldap.full.name.attribute": "cn", "read.only": "true", "write.only": "false"}
    return [_mapper("full name", "full-name-ldap-mapper", settings)]


def _named_by(config: Mapping[str, Any], username: str) -> str:
    """The attribute that entries are named by, the username's where none is told; for Active Directory's that is the common name."""
    said = (first(config, "rdnLDAPAttribute") or username).lower()
    return "cn" if said == "samaccountname" and not first(config, "rdnLDAPAttribute") else said


def _mapper(name: str, provider: str, settings: Mapping[str, str]) -> Document:
    return {
        "name": name,
        "providerId": provider,
        "providerType": MAPPER,
        "config": {key: [value] for key, value in settings.items()},
    }
