"""A user's attributes and properties, as mappers read them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from emulator.realm.views import User
from emulator.state import groups
from emulator.tokens.draft import Subject, java_order

_PROPERTIES = frozenset({"id", "username", "email", "firstName", "lastName", "createdTimestamp"})


def property_value(user: User, name: str) -> Any:
    """A built-in property by its Java name; None when the user has no such property or no value for it."""
    if name == "emailVerified":
        return user.email_verified
    if name == "enabled":
        return user.enabled
    return user.document.get(name) if name in _PROPERTIES else None


def own_values(user: User, name: str) -> Sequence[Any]:
    """Values of an attribute that the user has, without the groups' ones; as observed, members of a user always have one, be it None."""
    if name in ("username", "email", "firstName", "lastName"):
        return [property_value(user, name)]
    return user.attributes.get(name) or ()


def attribute_values(subject: Subject, name: str, aggregate: bool) -> Sequence[Any]:
    """Values of an attribute: the user's own, else those of the first group that has any; with ``aggregate`` all of them together.

    As observed, a user's own come as they stand, those of groups as a set.
    """
    user = subject.user
    own = own_values(user, name)
    if own and not aggregate:
        return own
    collected = dict.fromkeys(own)
    for group in groups.of_user(subject.tables, user):
        for step in groups.ancestry(subject.tables, group):
            collected.update(dict.fromkeys(step.attributes.get(name) or ()))
            if collected and not aggregate:
                return java_order(collected)
    return java_order(collected)
