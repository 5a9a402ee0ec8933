"""Authenticators, one file each, named after Keycloak's provider id with underscores."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from emulator.core.dataclass import dataclass
from emulator.core.registry import Folder

if TYPE_CHECKING:
    from emulator.login.attempt import Attempt
    from emulator.login.outcome import Outcome
    from emulator.realm.executions import Execution, Flow
    from emulator.realm.views import User


def _passes(attempt: Attempt, execution: Execution) -> Outcome:
    """Succeeds: a condition is never run, and one that shows no page has nothing posted to it."""
    return None


def _always(attempt: Attempt, user: User) -> bool:
    """Whoever it is."""
    return True


def _unconcerned(attempt: Attempt, execution: Execution) -> None:
    """Nothing to do."""


@dataclass(frozen=True, slots=True)
class Authenticator:
    """An authenticator, or a condition, which has ``matches`` in the place of all else.

    ``authenticate`` begins, ``action`` takes what its page posts; both return an outcome. One that ``requires_user`` says with
    ``configured_for`` whether the user can use it, and ``setup`` is the required action that sets it up, empty for none. Where the realm
    has that off, a user without is refused, or, as observed of one that ``always_sets_up``, comes by. One that is not ``is_configured``
    is nothing that anybody counts as having set up.
    ``credential`` is the type of credential that it asks for; ``title`` and ``help`` are texts of the page that offers a choice.
    A condition is told with ``flow_succeeded`` that the flow around it is through, with ``login_succeeded`` that all of the login is.
    """

    name: str
    authenticate: Callable[[Attempt, Execution], Outcome] = _passes
    action: Callable[[Attempt, Execution], Outcome] = _passes
    requires_user: bool = False
    configured_for: Callable[[Attempt, User], bool] = _always
    is_configured: bool = True
    setup: str = ""
    always_sets_up: bool = False
    matches: Callable[[Attempt, Execution, Flow], bool] | None = None
    flow_succeeded: Callable[[Attempt, Execution], None] = _unconcerned
    login_succeeded: Callable[[Attempt, Execution], None] = _unconcerned
    credential: str = ""
    title: str = ""
    help: str = ""


AUTHENTICATORS = Folder(__name__, Authenticator)
