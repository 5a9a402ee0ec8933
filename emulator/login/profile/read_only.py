"""Attributes that Keycloak keeps for itself: nobody writes them from outside, some not even administrators."""

from __future__ import annotations

from emulator.login.profile.attributes import Kind

_NOBODY = frozenset({"kerberos_principal", "ldap_id", "ldap_entry_dn", "created_timestamp", "createtimestamp", "modifytimestamp"})
_USERS = frozenset({"usercertificate", "enabled", "email_verified", "disabledreason", "kc.email.pending"})
_PREFIX = "saml.persistent.name.id.for."


def is_read_only(name: str, kind: Kind) -> bool:
    """Whether an attribute may not be written at this door, whatever its case."""
    lower = name.lower()
    if lower in _NOBODY:
        return True
    return kind is not Kind.USER_API and (lower in _USERS or lower.startswith(_PREFIX))
