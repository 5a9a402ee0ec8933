"""Texts that name a role: ``client.role`` or ``role``."""

from __future__ import annotations

from collections.abc import Callable

_LOOKUPS = 25


def parts(name: str, is_client: Callable[[str], bool]) -> tuple[str, str]:
    """The client, empty for a role of the realm, and the role; a client's name may have dots, and the longest that fits counts."""
    head, tried = name, 0
    while "." in head and tried < _LOOKUPS:
        head, tried = head.rpartition(".")[0], tried + 1
        if is_client(head):
            return head, name[len(head) + 1 :]
    return "", name
