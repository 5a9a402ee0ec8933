"""Roles and groups that a user has while a condition holds: given at the first login, given or taken at a forced update."""

from __future__ import annotations

from emulator.broker.sync import Subject
from emulator.state import groups, named_roles


def role(subject: Subject, applies: bool, *, take: bool, give: bool = True) -> None:
    """Grants the configuration's ``role`` (``give``) or, with ``take``, takes it where the condition does not hold."""
    named = named_roles.named(subject.context.tables, subject.mapper.config.get("role") or "")
    if named is not None and applies and give:
        subject.grant(named.id)
    elif named is not None and not applies and take:
        subject.take(named.id)


def group(subject: Subject, applies: bool, *, take: bool) -> None:
    """Joins the configuration's ``group`` or, with ``take``, leaves it where the condition does not hold."""
    found = groups.by_path(subject.context.tables, subject.mapper.config.get("group") or "")
    if found is not None and applies:
        subject.join(found.id)
    elif found is not None and take:
        subject.leave(found.id)
