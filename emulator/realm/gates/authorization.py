"""The gate of authorization settings: resources, scopes, policies. All rules as observed.

What a policy refers to is looked up where it is stored, for names may mean what is there already.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from emulator.core.documents import ReadDocument
from emulator.realm.gates import Fault, lengths


def settings_faults(settings: ReadDocument) -> Iterator[Fault]:
    """Members of lists that are null."""
    yield from _nulls(settings, ("scopes", "resources", "policies"))


def scope_faults(scope: ReadDocument) -> Iterator[Fault]:
    """What is wrong with a ScopeRepresentation."""
    yield from lengths.members(scope, ("name", "iconUri", "displayName"))


def resource_faults(resource: ReadDocument) -> Iterator[Fault]:
    """What is wrong with a ResourceRepresentation."""
    yield from _nulls(resource, ("scopes", "resource_scopes"))
    yield from lengths.members(resource, ("name", "type", "icon_uri", "displayName", "uris"))
    attributes = resource.get("attributes") or {}
    yield from lengths.keys(attributes, ("attributes",))
    yield from lengths.members(attributes, attributes, at=("attributes",))


def policy_faults(policy: ReadDocument) -> Iterator[Fault]:
    """What is wrong with a PolicyRepresentation, typed or generic."""
    yield from lengths.members(policy, ("name", "description"))


def _nulls(document: ReadDocument, members: Iterable[str]) -> Iterator[Fault]:
    for member in members:
        for index, entry in enumerate(document.get(member) or ()):
            if entry is None:
                yield Fault((member, index), "null", "null is no member of this list", kind="unforeseen")
