"""Policies that are scripts: those that lie at the server are run, for others a verdict stands in that a setting chooses by name.

A realm has the setting (see ``core.verdicts``) as the attribute ``scriptPolicies``, the server as ``--testing-script-policies``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from emulator.core.dataclass import dataclass
from emulator.realm.authorization_views import Policy

ATTRIBUTE = "scriptPolicies"
OLD = "js"
"""The type whose code stands in the policy itself, as exports before 18 have it."""
_DEPLOYED = "script-"


@dataclass(frozen=True, slots=True)
class Script:
    """A script that lies at the server: ``type`` is that of its policies, ``title`` and ``description`` are for people."""

    type: str
    title: str
    description: str
    code: str


@dataclass(frozen=True, slots=True)
class Scripts:
    """The server's scripts by the type of their policies, and its settings of what stands in for others."""

    deployed: Mapping[str, Script] = field(default_factory=dict)
    verdicts: str = ""


NO_SCRIPTS = Scripts()


def type_of(name: str) -> str:
    """The type of the policies of a script that has this name."""
    return f"{_DEPLOYED}{name}"


def is_script(kind: str) -> bool:
    """Whether policies of this type are scripts: deployed ones have types of their own, such as ``script-folder/name.js``."""
    return kind == OLD or is_deployed(kind)


def is_deployed(kind: str) -> bool:
    """Whether the type is that of a script which lies at the server."""
    return kind.startswith(_DEPLOYED)


def name_of(policy: Policy) -> str:
    """The script's name; a policy with its own code is the script itself."""
    return policy.type.removeprefix(_DEPLOYED) if policy.type != OLD else policy.name
