"""Permission for all of a resource, or of all resources of a type."""

from __future__ import annotations

from emulator.authz.policies._permissions import permission

POLICY_TYPE = permission("resource", "Resource-Based", "ResourcePermissionRepresentation")
