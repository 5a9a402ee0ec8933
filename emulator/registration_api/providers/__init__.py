"""Providers of client registration: a file is one, named as the last part of its path."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from emulator.core.dataclass import dataclass
from emulator.core.registry import Folder

if TYPE_CHECKING:
    from emulator.registration_api.service import Attempt
    from emulator.web.response import Response


@dataclass(frozen=True, slots=True)
class RegistrationProvider:
    """A provider: ``collection`` and ``client`` are its endpoints by method, where no client is named and below a client.

    ``consumes`` is the media type that those with a body take, ``allow`` what OPTIONS answers and ``preflight`` the methods of a CORS
    preflight, empty for none.
    """

    name: str
    collection: Mapping[str, Callable[[Attempt], Response]]
    client: Mapping[str, Callable[[Attempt], Response]]
    consumes: str
    allow: str
    preflight: str


REGISTRATION_PROVIDERS = Folder(__name__, RegistrationProvider)
