"""Permission for scopes, of certain resources or of any."""

from __future__ import annotations

from emulator.authz.policies._permissions import permission

POLICY_TYPE = permission("scope", "Scope-Based", "ScopePermissionRepresentation")
