"""Permission for all of a resource, or of all resources of a type."""

from __future__ import annotations

from emulator.authz.policies._permissions import config, echo, evaluate, exported, imported, shown

__all__ = ["GROUP", "NAME", "REPRESENTATION", "config", "echo", "evaluate", "exported", "imported", "shown"]

NAME, GROUP = "Resource-Based", "Permission"
REPRESENTATION = "ResourcePermissionRepresentation"
