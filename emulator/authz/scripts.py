"""Policies that are scripts: none is run, a verdict that a setting chooses by the script's name stands in for it.

A realm has the setting (see ``core.verdicts``) as the attribute ``scriptPolicies``, the server as ``--testing-script-policies``.
"""

from __future__ import annotations

from emulator.realm.authorization_views import Policy

ATTRIBUTE = "scriptPolicies"
OLD = "js"
"""The type whose code stands in the policy itself, as exports before 18 have it."""
_DEPLOYED = "script-"


def is_script(kind: str) -> bool:
    """Whether policies of this type are scripts: deployed ones have types of their own, such as ``script-folder/name.js``."""
    return kind == OLD or is_deployed(kind)


def is_deployed(kind: str) -> bool:
    """Whether the type is that of a script which lies at the server."""
    return kind.startswith(_DEPLOYED)


def name_of(policy: Policy) -> str:
    """The script's name; a policy with its own code is the script itself."""
    return policy.type.removeprefix(_DEPLOYED) if policy.type != OLD else policy.name
