"""Permission for scopes, of certain resources or of any."""

from __future__ import annotations

from emulator.authz.policies import PolicyType
from emulator.authz.policies._permissions import config, echo, evaluate, exported, imported, shown

REPRESENTATION = "ScopePermissionRepresentation"


POLICY_TYPE = PolicyType(
    "scope",
    title="Scope-Based",
    group="Permission",
    representation=REPRESENTATION,
    config=config,
    imported=imported,
    exported=exported,
    shown=shown,
    echo=echo,
    evaluate=evaluate,
)
