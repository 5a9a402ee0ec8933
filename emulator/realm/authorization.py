"""The authorization settings of a resource server, as an import leaves them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.core.documents import Document

_DEFAULTS = {"allowRemoteResourceManagement": True, "policyEnforcementMode": "ENFORCING", "decisionStrategy": "UNANIMOUS"}
_RESOURCE: Document = {"ownerManagedAccess": False, "attributes": {}, "uris": []}
_POLICY: Document = {"logic": "POSITIVE", "decisionStrategy": "UNANIMOUS"}


def settings(given: Mapping[str, Any]) -> Document:
    """ResourceServerRepresentation with defaults for what is not given; what is null stays, for the gate to refuse."""
    own = {key: value for key, value in given.items() if value is not None}
    resources = [resource and {**_RESOURCE, **resource} for resource in own.get("resources") or ()]
    policies = [policy and {**_POLICY, **policy} for policy in own.get("policies") or ()]
    return {**_DEFAULTS, **own, "resources": resources, "policies": policies, "scopes": list(own.get("scopes") or ())}
