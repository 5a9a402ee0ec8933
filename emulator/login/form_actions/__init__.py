"""Form actions of a registration form, one file each, named after Keycloak's provider id."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from emulator.core.dataclass import dataclass
from emulator.core.registry import Folder

if TYPE_CHECKING:
    from emulator.login.attempt import Attempt
    from emulator.realm.executions import Execution


def _unconcerned(attempt: Attempt) -> None:
    """The form may be shown to anybody."""


def _always(attempt: Attempt, execution: Execution) -> bool:
    """The form has the action's fields."""
    return True


@dataclass(frozen=True, slots=True)
class FormAction:
    """An action: ``validate(attempt, execution, errors)`` adds messages by field, ``success(attempt, execution)`` does its part.

    ``check(attempt)`` raises FlowError where the form is not to be shown; ``asks(attempt, execution)`` says whether the form has the
    action's fields.
    """

    name: str
    validate: Callable[[Attempt, Execution, dict[str, str]], None]
    success: Callable[[Attempt, Execution], None]
    check: Callable[[Attempt], None] = _unconcerned
    asks: Callable[[Attempt, Execution], bool] = _always


FORM_ACTIONS = Folder(__name__, FormAction)
