"""Permission for all of a resource, or of all resources of a type."""

from __future__ import annotations

from emulator.authz.policies import PolicyType
from emulator.authz.policies._permissions import config, echo, evaluate, exported, imported, shown

REPRESENTATION = "ResourcePermissionRepresentation"


POLICY_TYPE = PolicyType(
    "resource",
    title="Resource-Based",
    group="Permission",
    representation=REPRESENTATION,
    config=config,
    imported=imported,
    exported=exported,
    shown=shown,
    echo=echo,
    evaluate=evaluate,
)
