"""Client authenticators: one file each, named after its provider id.

A member has ``NAME`` and ``authenticate(call, client) -> None``, which raises OAuthError unless the client has proved itself.
"""

from emulator.core.registry import Modules

AUTHENTICATORS = Modules(__name__)
