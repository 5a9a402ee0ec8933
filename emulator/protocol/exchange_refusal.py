"""The refusal that token exchange version 1 has for what a client may not do."""

from __future__ import annotations

from emulator.context import Context, events
from emulator.core.errors import OAuthError


def refused(context: Context, reason: str, description: str = "Client not allowed to exchange") -> OAuthError:
    """A 403; ``reason`` is for the event."""
    events.note(context, reason=reason)
    return OAuthError("access_denied", description, 403, reason=reason, event="not_allowed")
