"""What may be written into a representation: one gate for each, in a file of its name.

Everything that brings a representation goes through its gate: a realm file, ``check``, POST /admin/realms, partial import, POST and PUT
at the Admin API, client registration. A gate says *what* is wrong, all of it and in Keycloak's order; the door that the
representation came in by decides how many faults it tells, with which status and in which words.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field
from typing import Literal

from emulator.core.dataclass import dataclass
from emulator.core.documents import ReadDocument

Path = tuple[str | int, ...]

Kind = Literal["invalid", "unforeseen", "duplicate", "unknown"]
"""``invalid`` is what Keycloak refuses on purpose, ``unforeseen`` what ends in its 500, ``duplicate`` what takes the place of
another, ``unknown`` a reference to what is not there."""


MALFORMED = "malformedJson"
UNFIT = "unfitJson"
"""Keys of faults of texts that have JSON inside: it is none, or it has another shape."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: where inside the representation, which kind of fault, and Keycloak's English sentence for it.

    ``key`` names the fault independent of language (Keycloak's own message key where it has one), ``parameters`` are the values that
    the sentence contains.
    """

    path: Path
    key: str
    message: str
    parameters: tuple[str, ...] = ()
    kind: Kind = "invalid"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a gate needs to know of the realm around a representation.

    ``realm`` has the realm's own members (sslRequired, lifespans, flows, attributes), as a whole document and a realm's tables both
    have them. ``text_at`` is the text at a URL, None where it cannot be had; without it nothing that others know is checked.
    ``features`` are those of the server that are on, as ``configuration.features`` calls them.
    """

    realm: ReadDocument = field(default_factory=dict)
    text_at: Callable[[str], str | None] | None = None
    features: frozenset[str] = frozenset()
