"""Required actions, one file each, named after Keycloak's provider id in lower case."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from emulator.core.dataclass import dataclass
from emulator.core.registry import Folder

if TYPE_CHECKING:
    from emulator.login.attempt import Attempt
    from emulator.login.outcome import Outcome
    from emulator.realm.views import User


def _none(attempt: Attempt) -> str:
    """No credential is concerned."""
    return ""


def _usual(attempt: Attempt) -> int | None:
    """What the realm says of the action."""
    return None


@dataclass(frozen=True, slots=True)
class RequiredActionProvider:
    """What a user has to do. ``challenge`` and ``process`` return an outcome (None: done); ``name`` is its alias.

    ``is_due`` says whether the action is asked for although nobody required it: noted with the user, for this login alone
    (``for_this_login``, which also takes it from a user who has nothing to do), or done without a page at once (``silent``).
    ``credential`` names the type of credential that it adds or removes. ``by_application`` says whether an
    application may ask for it (``kc_action``), ``oldest_login`` how many seconds old the login of a user may be then, None for what the
    realm says.
    """

    name: str
    challenge: Callable[[Attempt], Outcome]
    process: Callable[[Attempt], Outcome]
    is_due: Callable[[Attempt, User], bool] | None = None
    silent: bool = False
    for_this_login: bool = False
    credential: Callable[[Attempt], str] = _none
    by_application: bool = True
    oldest_login: Callable[[Attempt], int | None] = _usual


REQUIRED_ACTIONS = Folder(__name__, RequiredActionProvider)
