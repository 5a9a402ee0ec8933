"""Grants: one file each.

A member has ``GRANT_TYPE``, ``EVENT`` and ``decide(call, client) -> Decision``; it may return a Response where no tokens are asked for.
``REPEATABLE`` names parameters that may come several times, None for all. A grant decides who gets what; it cannot sign and cannot forget
a shared step. ``authenticate(call)`` stands in the place of client authentication.
"""

from emulator.core.registry import Modules

GRANTS = Modules(__name__)
