"""Types of policies and permissions: one file each, named after its ``type``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Protocol

from emulator.core.dataclass import dataclass
from emulator.core.registry import Folder

if TYPE_CHECKING:
    from emulator.authz.evaluation import Evaluation
    from emulator.authz.writing import Config, Write
    from emulator.core.documents import Document
    from emulator.realm.authorization_views import Policy
    from emulator.state.store import RealmTables


class After(Protocol):
    """Finishes a policy that was stored from a typed representation; ``new`` is one that was not there before."""

    def __call__(self, write: Write, policy: Policy, representation: Mapping[str, Any], *, new: bool) -> Policy:
        """The policy as it is stored then."""


@dataclass(frozen=True, slots=True)
class PolicyType:
    """A type of policies.

    ``title`` and ``group`` are for the list of providers, which leaves out ``internal`` ones; ``representation`` is what the typed
    endpoint reads. ``config`` is the configuration of a typed representation, ``imported`` that of a generic one, whose names become
    ids; ``exported`` is the way back. ``shown`` gives the members of the typed representation, ``echo`` those of the answer to a
    creation. ``evaluate`` says whether a policy permits, before its ``logic``. ``after`` finishes a policy that was stored from a typed
    representation.
    """

    name: str
    title: str
    group: str
    representation: str
    config: Callable[[Write, Mapping[str, Any]], Config]
    imported: Callable[[Write, Mapping[str, str]], Config]
    exported: Callable[[RealmTables, Mapping[str, str]], Config]
    shown: Callable[[RealmTables, Policy], Document]
    echo: Callable[[Write, Mapping[str, Any]], Document]
    evaluate: Callable[[Evaluation, Policy], bool]
    internal: bool = False
    after: After | None = None


POLICY_TYPES = Folder(__name__, PolicyType)
