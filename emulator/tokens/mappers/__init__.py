"""Protocol mappers: one file each, named after its provider id with underscores for dashes.

Which places a configured mapper serves is decided once, in ``tokens.plan``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from emulator.core.dataclass import dataclass
from emulator.core.registry import Folder

if TYPE_CHECKING:
    from emulator.realm.views import ProtocolMapper
    from emulator.tokens.draft import Apply


@dataclass(frozen=True, slots=True)
class Mapper:
    """A kind of protocol mapper.

    ``places`` are those where it can put something: ``access``, ``id``, ``userinfo``, ``introspection``, ``response``. ``bind`` makes of a
    configured mapper and the kind of token what is applied to a draft, None when it does nothing there. ``reads_session`` says whether
    the result depends on more than the realm's documents; ``priority`` that it runs earlier (lower) or later; ``always`` that its
    configuration has no switches for the places.
    """

    name: str
    bind: Callable[[ProtocolMapper, str], Apply | None]
    places: frozenset[str]
    reads_session: bool
    priority: int = 0
    always: bool = False


MAPPERS = Folder(__name__, Mapper)
