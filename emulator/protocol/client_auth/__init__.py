"""Client authenticators: one file each, named after its provider id.

A member has ``NAME`` and ``authenticate(call, client) -> None``, which raises OAuthError unless the client has proved itself;
``prepare(call, client)``, where a member has it, names slow work that is done in a thread before.
"""

from emulator.core.registry import Modules

AUTHENTICATORS = Modules(__name__)
