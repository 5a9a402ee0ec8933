"""Files that adapters of applications are configured with, one module each, named after Keycloak's provider id."""

from __future__ import annotations

from collections.abc import Callable

from emulator.context import Context
from emulator.core.dataclass import dataclass
from emulator.core.registry import Folder
from emulator.realm.views import Client


@dataclass(frozen=True, slots=True)
class Installation:
    """A file: ``write(context, client, base)`` makes its text, or the bytes of an archive, of the media type ``media``.

    The server is reached at ``base`` (no trailing slash). Which protocol the client speaks is not asked, as observed.
    """

    name: str
    write: Callable[[Context, Client, str], str | bytes]
    media: str = "text/plain"


INSTALLATIONS = Folder(__name__, Installation)
