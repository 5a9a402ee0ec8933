"""Client profiles and policies of a realm: what they may say, in Keycloak's words, and how they are kept.

A profile names executors, a policy the profiles that hold where its conditions are met. Global profiles are Keycloak's own.
"""

from __future__ import annotations

import json
from collections.abc import Container, Iterable, Mapping
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

from emulator.core.documents import Document
from emulator.core.errors import UNKNOWN_ERROR, AdminError
from emulator.core.json_text import read_json
from emulator.core.whole_numbers import int32
from emulator.realm.schema import Walker

_INVALID_EXECUTOR = "proposed client profile contains the executor, which does not have valid provider, or has invalid configuration."
_UNREADABLE = {"error": "unknown_error", "error_description": "Cannot parse the JSON"}
_BOOLEANS = ("true", "false", "")
_NEGATIVE = "is-negative-logic"
_SCOPES = "client-scopes"
_CONDITIONS: Mapping[str, Mapping[str, str]] = {
    "client-access-type": {"type": "list"},
    "client-attributes": {"attributes": "pairs"},
    "client-roles": {"roles": "list"},
    _SCOPES: {"scopes": "list", "type": "text"},
    "client-type": {"protocol": "text"},
    "client-updater-context": {"update-client-source": "list"},
    "client-updater-source-groups": {"groups": "list"},
    "client-updater-source-host": {"trusted-hosts": "list"},
    "client-updater-source-roles": {"roles": "list"},
    "grant-type": {"grant_types": "list"},
}
"""Kinds of the members of a condition's configuration."""
MODES = ("DEFAULT", "STRICT")
_WITHOUT_NULLS = ("client-access-type",)


@cache
def known() -> Document:
    """Keycloak's executors with the kinds of their settings, its conditions, and its global profiles."""
    found: Document = json.loads(Path(__file__).with_name("client_policies.json").read_text(encoding="utf-8"))
    return found


def global_profiles() -> list[Document]:
    """Profiles that every realm has and none can change."""
    profiles: list[Document] = known()["globalProfiles"]
    return profiles


def readable(given: Any, representation: str) -> Document | None:
    """A realm's ``clientProfiles`` or ``clientPolicies``; None for what is no such representation.

    As observed, a realm takes that too, and it is as if it were not there.
    """
    if not isinstance(given, Mapping):
        return None
    document, walker = deepcopy(dict(given)), Walker()
    walker.check(document, representation)
    return None if walker.faults else document


def profiles(representation: Mapping[str, Any]) -> Document:
    """``clientProfiles`` as it is kept; raises AdminError for what Keycloak refuses."""
    if representation.get("globalProfiles") and representation["globalProfiles"] != global_profiles():
        raise _refused("Global profiles cannot be updated")
    own = [_without_nulls(profile) for profile in _listed(representation, "profiles")]
    if any(not profile.get("name") for profile in own):
        raise _refused("client profile without its name not allowed.")
    names = [profile["name"] for profile in own]
    if len(set(names)) < len(names):
        raise _refused("proposed client profile name duplicated.")
    taken = {profile["name"] for profile in global_profiles()}
    for name in names:
        if name in taken:
            raise _refused(f"Proposed profile name '{name}' is duplicated as a global profile")
    for entry in own:
        for executor in _listed(entry, "executors"):
            _check_executor(executor)
    return {"profiles": own}


def policies(representation: Mapping[str, Any], realm_profiles: Mapping[str, Any], scopes: Container[str]) -> Document:
    """``clientPolicies`` as it is kept; raises AdminError for what Keycloak refuses.

    ``realm_profiles`` is the realm's ``clientProfiles``, ``scopes`` are the names of its client scopes.
    """
    if representation.get("globalPolicies"):
        raise _refused("Global policies cannot be updated")
    own = [{"enabled": False, "conditions": [], "profiles": [], **_without_nulls(policy)} for policy in _listed(representation, "policies")]
    names = [policy.get("name") for policy in own]
    if len(set(names)) < len(names):
        raise _refused("proposed client policy name duplicated")
    all_profiles = {profile["name"] for profile in (*(realm_profiles.get("profiles") or ()), *global_profiles())}
    for entry in own:
        if "name" not in entry:
            raise _refused("client policy without name not allowed")
        _check_policy(entry, all_profiles, scopes)
    return {"policies": [_ordered(entry) for entry in own]}


def scopes_of(documents: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """The names of client scopes."""
    return frozenset(document["name"] for document in documents if document.get("name"))


def of_realm(given_profiles: Mapping[str, Any] | None, given_policies: Mapping[str, Any] | None, scopes: Container[str]) -> Document:
    """Both members of a realm that is imported; what is not given is empty."""
    kept = profiles(given_profiles or {})
    return {"clientProfiles": kept, "clientPolicies": policies(given_policies or {}, kept, scopes)}


def _check_executor(executor: Mapping[str, Any]) -> None:
    kinds = known()["executors"].get(executor.get("executor"))
    if kinds is None:
        raise _refused(_INVALID_EXECUTOR)
    configuration = executor.get("configuration")
    if configuration is None:
        raise AdminError(500, UNKNOWN_ERROR, f"executor {executor['executor']} has no configuration")
    if not isinstance(configuration, Mapping) or not all(_fits(configuration.get(name), kind) for name, kind in kinds.items()):
        raise AdminError(500, _UNREADABLE, f"the configuration of executor {executor['executor']} has a value of another kind")


def _fits(value: Any, kind: str) -> bool:
    if value is None:
        return True
    if kind == "list":
        return isinstance(value, list) and not any(isinstance(one, list | Mapping) for one in value)
    if isinstance(value, list | Mapping):
        return False
    if kind == "boolean":
        return not isinstance(value, float) and (not isinstance(value, str) or value.lower() in _BOOLEANS)
    return kind != "number" or _is_number(value)


def _is_number(value: Any) -> bool:
    """Whether Java reads it as a whole number: fractions are cut off numbers, not off texts."""
    if isinstance(value, str):
        return not value.strip() or int32(value.strip()) is not None
    return not isinstance(value, bool) and int32(str(int(value))) is not None


def _check_policy(policy: Mapping[str, Any], all_profiles: Iterable[str], scopes: Container[str]) -> None:
    for condition in _listed(policy, "conditions"):
        name = condition.get("condition")
        if name not in known()["conditions"]:
            raise _refused(f"Policy {policy['name']} contains invalid condition {'null' if name is None else name}")
        if name == _SCOPES:
            _check_scopes(condition.get("configuration"), scopes)
        _check_condition(name, condition.get("configuration"))
    if policy.get("mode") not in (None, *MODES):
        raise _refused(f"Policy {policy['name']} has invalid mode")
    named = policy["profiles"]
    if len(set(named)) < len(named):
        raise _refused(f"Policy {policy['name']} contains duplicated profiles")
    for name in named:
        if name not in all_profiles:
            raise _refused(f"Policy {policy['name']} contains invalid profile {'null' if name is None else name}")


def _check_scopes(configuration: Any, scopes: Container[str]) -> None:
    """The one condition whose configuration Keycloak reads when it is written."""
    if configuration is None:
        raise AdminError(500, UNKNOWN_ERROR, f"condition {_SCOPES} has no configuration")
    kinds = {_NEGATIVE: "boolean", **_CONDITIONS[_SCOPES]}
    if not isinstance(configuration, Mapping) or not all(_fits(configuration.get(name), kind) for name, kind in kinds.items()):
        raise AdminError(500, _UNREADABLE, f"the configuration of condition {_SCOPES} has a value of another kind")
    named = ["null" if name is None else str(name) for name in configuration.get("scopes") or ()]
    if any(name not in scopes for name in named):
        raise _refused(f"Invalid {_SCOPES} configuration - Client scopes not allowed: [{', '.join(named)}]")


def _check_condition(name: str, configuration: Any) -> None:
    """Refuses what Keycloak takes and cannot read when the condition is asked: from then on each request of the realm fails there."""
    kinds = {_NEGATIVE: "boolean", **_CONDITIONS.get(name, {})}
    if configuration is not None and not isinstance(configuration, Mapping):
        raise _refused(f"The configuration of condition {name} is no object")
    for member, kind in kinds.items():
        value = (configuration or {}).get(member)
        if not _fits(value, kind) or (kind == "list" and name in _WITHOUT_NULLS and None in (value or ())):
            raise _refused(f"The configuration of condition {name} has a value of another kind: {member}")
        if kind == "pairs" and not _are_pairs(value):
            raise _refused(f"The configuration of condition {name} has no list of keys and values: {member}")


def _are_pairs(value: Any) -> bool:
    if value is None:
        return True
    try:
        listed = read_json(str(value))
    except ValueError:
        return False
    return isinstance(listed, list) and all(isinstance(pair, dict) for pair in listed)


def _listed(document: Mapping[str, Any], member: str) -> list[Any]:
    """A list of objects; raises AdminError where one of them is null, which Keycloak did not expect."""
    listed = document.get(member) or []
    if None in listed:
        raise AdminError(500, UNKNOWN_ERROR, f"one of {member} is null")
    return list(listed)


def _ordered(policy: Document) -> Document:
    names = ("name", "description", "enabled", "mode", "conditions", "profiles")
    return {name: policy[name] for name in names if name in policy}


def _without_nulls(document: Mapping[str, Any]) -> Document:
    return {name: value for name, value in document.items() if value is not None}


def _refused(message: str) -> AdminError:
    return AdminError(400, {"errorMessage": message})
