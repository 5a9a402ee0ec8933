"""Typed windows on what a resource server protects, as it is stored: with ids where representations have names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from emulator.realm._view import Field, View

AFFIRMATIVE, UNANIMOUS, CONSENSUS = "AFFIRMATIVE", "UNANIMOUS", "CONSENSUS"
ENFORCING, PERMISSIVE, DISABLED = "ENFORCING", "PERMISSIVE", "DISABLED"
NEGATIVE = "NEGATIVE"
RESOURCE_TYPE = "defaultResourceType"
PROTECTION_ROLE = "uma_protection"
"""The role of a resource server that lets its service account use the protection API."""


class ResourceServer(View):
    """The settings of a client that protects resources; ``id`` is the client's."""

    __slots__ = ()
    remote_management = Field("allowRemoteResourceManagement", True)
    enforcement_mode = Field("policyEnforcementMode", ENFORCING)
    decision_strategy = Field("decisionStrategy", UNANIMOUS)


class Scope(View):
    """ScopeRepresentation."""

    __slots__ = ()
    server_id = Field("serverId", "")
    name = Field("name", "")
    display_name = Field("displayName", "")
    icon_uri = Field("iconUri", "")


class Resource(View):
    """ResourceRepresentation; ``owner_id`` is a user's id, or the resource server's."""

    __slots__ = ()
    server_id = Field("serverId", "")
    name = Field("name", "")
    type = Field("type", "")
    display_name = Field("displayName", "")
    icon_uri = Field("icon_uri", "")
    owner_id = Field("ownerId", "")
    owner_managed = Field("ownerManagedAccess", False)
    uris: Field[Sequence[str]] = Field("uris", ())
    scope_ids: Field[Sequence[str]] = Field("scopeIds", ())
    attributes: Field[Mapping[str, Sequence[str]]] = Field("attributes", {})

    @property
    def of_server(self) -> bool:
        """Whether the resource server itself owns it."""
        return self.owner_id == self.server_id


class Policy(View):
    """PolicyRepresentation of a policy or a permission; ``owner_id`` is the user's who made it for a resource of theirs."""

    __slots__ = ()
    server_id = Field("serverId", "")
    name = Field("name", "")
    description = Field("description", "")
    type = Field("type", "")
    logic = Field("logic", "POSITIVE")
    decision_strategy = Field("decisionStrategy", UNANIMOUS)
    owner_id = Field("ownerId", "")
    config: Field[Mapping[str, str]] = Field("config", {})
    resource_ids: Field[Sequence[str]] = Field("resourceIds", ())
    scope_ids: Field[Sequence[str]] = Field("scopeIds", ())
    policy_ids: Field[Sequence[str]] = Field("policyIds", ())

    @property
    def resource_type(self) -> str:
        """The type of resources that a permission is for; empty for none."""
        return str(self.config.get(RESOURCE_TYPE) or "")
