"""What an authenticator, a form action or a required action decides; nothing of it knows HTTP.

``None`` in their place means that the step succeeded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from emulator.core.dataclass import dataclass
from emulator.core.errors import EmulatorError


@dataclass(frozen=True, slots=True)
class Challenge:
    """A page to show: the member of ``pages`` and its values.

    ``errors`` are messages by field, ``message`` is the global one as (type, text) with the types ``success``, ``info``, ``warning`` and
    ``error``. ``status`` is the HTTP status.
    """

    page: str
    values: Mapping[str, Any] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    message: tuple[str, str] | None = None
    status: int = 200


@dataclass(frozen=True, slots=True)
class Redirect:
    """The browser goes elsewhere: ``location`` is a URL, a path below the realm, or ``broker:`` and the alias of an identity provider.

    ``query`` goes to a path below the realm, beside what names the login.
    """

    location: str
    query: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Attempted:
    """The step could not say who the user is; the next alternative may."""


@dataclass(frozen=True, slots=True)
class Fork:
    """The login begins anew in a new tab, with a message; the old one waits for a link that was sent."""

    message: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Restart:
    """The flow begins anew, as if nothing had been done in it; notes stay."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The client gets an OAuth error: the user said no."""

    error: str
    description: str | None = None


Outcome = Challenge | Redirect | Attempted | Fork | Restart | Refused | None


@dataclass(eq=False)
class FlowError(EmulatorError):
    """A step that fails; an alternative may still succeed. ``message`` is what the error page says when none does.

    ``event`` is the error that the event of the login ends in, empty where the step has told of one.
    One that is ``unforeseen`` ends the flow, whatever alternatives there are.
    """

    message: str
    status: int = 400
    reason: str = ""
    event: str = "invalid_user_credentials"
    unforeseen: bool = False

    def __str__(self) -> str:
        return self.reason or self.message
