"""Client registration policies: a file is one, named after its provider id."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from emulator.core.dataclass import dataclass
from emulator.core.registry import Folder

if TYPE_CHECKING:
    from emulator.registration.policy import Request
    from emulator.registration.settings import Config
    from emulator.state.store import RealmTables


@dataclass(frozen=True, slots=True)
class RegistrationPolicy:
    """A kind of policy; what it has not got, it does not judge.

    ``help`` is its help text and ``properties`` its configuration as the Admin API describes it; ``check`` raises ``settings.Unfit`` for
    a configuration that does not fit. ``before_register``, ``before_update``, ``before_view`` and ``before_delete`` raise
    ``policy.Rejected``, ``after_register`` returns the changed client, ``allowed_origins`` are web origins whose pages may register
    clients.
    """

    name: str
    help: str
    properties: Callable[[RealmTables], list[dict[str, Any]]]
    check: Callable[[RealmTables, Config], None] | None = None
    before_register: Callable[[Request], None] | None = None
    before_update: Callable[[Request], None] | None = None
    before_view: Callable[[Request], None] | None = None
    before_delete: Callable[[Request], None] | None = None
    after_register: Callable[[Request, dict[str, Any]], dict[str, Any]] | None = None
    allowed_origins: Callable[[Mapping[str, Any]], list[str]] | None = None

    def before(self, step: str) -> Callable[[Request], None] | None:
        """What it says before ``register``, ``update``, ``view`` or ``delete``."""
        return {
            "register": self.before_register, "update": self.before_update, "view": self.before_view, "delete": self.before_delete
        }[step]  # fmt: skip


REGISTRATION_POLICIES = Folder(__name__, RegistrationPolicy)
