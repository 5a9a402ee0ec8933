"""Identity provider mappers, one file each, named after the mapper's provider id."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from emulator.core.dataclass import dataclass
from emulator.core.registry import Folder

if TYPE_CHECKING:
    from emulator.broker.identity import BrokeredIdentity
    from emulator.broker.sync import Subject
    from emulator.context import Context
    from emulator.realm.views import IdentityProviderMapper


@dataclass(frozen=True, slots=True)
class BrokerMapper:
    """A kind of identity provider mapper; what it has not got, it does not do.

    ``preprocess`` runs before anybody looks for the user, ``imported`` for a user that was just made, ``updated`` for one that logs in
    again by force, ``updated_in_legacy_mode`` in the mode LEGACY.
    """

    name: str
    preprocess: Callable[[Context, IdentityProviderMapper, BrokeredIdentity], BrokeredIdentity] | None = None
    imported: Callable[[Subject], None] | None = None
    updated: Callable[[Subject], None] | None = None
    updated_in_legacy_mode: Callable[[Subject], None] | None = None


BROKER_MAPPERS = Folder(__name__, BrokerMapper)
