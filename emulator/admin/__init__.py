"""The Admin REST API: one file a resource, which exports its ``ROUTES``.

A resource's function takes an ``AdminCall`` and returns a Response; who may call it is stated beside its route.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from emulator.web.call import Call
    from emulator.web.routing import Route


def beyond(call: Call) -> Route | None:
    """What a call meets whose path or method is not there: a preflight is answered, and who has no token is told nothing else.

    None where the caller may be told; raises AdminError.
    """
    from emulator.admin import access

    return access.beyond(call)
