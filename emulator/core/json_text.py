"""JSON as it leaves the server."""

from __future__ import annotations

import json
from typing import Any

_ENCODER = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False)


def json_text(value: Any) -> bytes:
    """Compact JSON in UTF-8, as Jackson writes it."""
    return _ENCODER.encode(value).encode("utf-8", "replace")
