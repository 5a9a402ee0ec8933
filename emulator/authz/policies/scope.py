"""Permission for scopes, of certain resources or of any."""

from __future__ import annotations

from emulator.authz.policies._permissions import config, echo, evaluate, exported, imported, shown

__all__ = ["GROUP", "NAME", "REPRESENTATION", "config", "echo", "evaluate", "exported", "imported", "shown"]

NAME, GROUP = "Scope-Based", "Permission"
REPRESENTATION = "ScopePermissionRepresentation"
