"""The protection API (UMA 2.0): one file a resource, which exports its ``ROUTES``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from emulator.web.call import Call
    from emulator.web.routing import Route


def beyond(call: Call) -> Route | None:
    """What a call below ``authz`` meets whose path or method is not there. None for any other path; raises AdminError."""
    segments = call.path.strip("/").split("/")[2:]
    if not call.in_realm or segments[:1] != ["authz"]:
        return None
    from emulator.uma import _unmatched

    return _unmatched.beyond(call, segments[1:])
