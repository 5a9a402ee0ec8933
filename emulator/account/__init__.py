"""What users see and change of their own accounts: Keycloak's Account REST API, one resource a file, and a console of pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from emulator.web.call import Call
    from emulator.web.routing import Route


def beyond(call: Call) -> Route | None:
    """What a path or method of the account meets that it has not. None where it has no word of its own; raises AdminError."""
    segments = call.path.strip("/").split("/")[2:]
    if not call.in_realm or segments[:1] != ["account"]:
        return None
    from emulator.account import _unmatched, console
    from emulator.web.routing import Route

    _unmatched.refuse(call, segments[1:])
    return Route("GET", call.path, console.show) if call.method in ("GET", "HEAD") else None
