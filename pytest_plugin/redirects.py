"""Requests whose redirects are an answer and not a way."""

from __future__ import annotations

import urllib.request
from typing import Any


class Stay(urllib.request.HTTPRedirectHandler):
    """Leaves redirects to whoever asks."""

    def redirect_request(self, *arguments: Any, **more: Any) -> None:
        """None is followed."""
