"""The authorization settings of a resource server, as an import leaves them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Document = dict[str, Any]

_DEFAULTS = {"allowRemoteResourceManagement": True, "policyEnforcementMode": "ENFORCING", "decisionStrategy": "UNANIMOUS"}


def settings(given: Mapping[str, Any]) -> Document:
    """ResourceServerRepresentation with defaults for what is not given."""
    own = {key: value for key, value in given.items() if value is not None}
    resources = [{"ownerManagedAccess": False, "attributes": {}, "uris": [], **resource} for resource in own.get("resources") or ()]
    policies = [{"logic": "POSITIVE", "decisionStrategy": "UNANIMOUS", **policy} for policy in own.get("policies") or ()]
    return {**_DEFAULTS, **own, "resources": resources, "policies": policies, "scopes": list(own.get("scopes") or ())}
