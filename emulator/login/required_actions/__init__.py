"""Required actions, one file each, named after Keycloak's provider id in lower case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from emulator.core.registry import Folder

if TYPE_CHECKING:
    from emulator.login.attempt import Attempt
    from emulator.login.outcome import Outcome
    from emulator.realm.views import User


@dataclass(frozen=True, slots=True)
class RequiredActionProvider:
    """What a user has to do. ``challenge`` and ``process`` return an outcome (None: done); ``name`` is its alias.

    ``is_due`` says whether the action is asked for although nobody required it: noted with the user, for this login alone
    (``for_this_login``), or done without a page at once (``silent``).
    """

    name: str
    challenge: Callable[[Attempt], Outcome]
    process: Callable[[Attempt], Outcome]
    is_due: Callable[[Attempt, User], bool] | None = None
    silent: bool = False
    for_this_login: bool = False


REQUIRED_ACTIONS = Folder(__name__, RequiredActionProvider)
