"""Grants: one file each, named after the last part of its grant type."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from emulator.core.dataclass import dataclass
from emulator.core.registry import Folder

if TYPE_CHECKING:
    from emulator.realm.views import Client
    from emulator.tokens.decision import Decision
    from emulator.web.call import Call
    from emulator.web.response import Response


@dataclass(frozen=True, slots=True)
class Grant:
    """A grant decides who gets what; it cannot sign and cannot forget a shared step.

    ``name`` is the value of ``grant_type``, ``event`` the type of event. ``decide`` may return a Response where no tokens are asked for.
    ``begin`` is asked before the client has said who it is. ``authenticate`` stands in the place of client authentication.
    ``repeatable`` names parameters that may come several times, None for all.
    """

    name: str
    event: str
    decide: Callable[[Call, Client], Decision | Response]
    begin: Callable[[Call], None] | None = None
    authenticate: Callable[[Call], Client] | None = None
    repeatable: frozenset[str] | None = frozenset()


GRANTS = Folder(__name__, Grant)
