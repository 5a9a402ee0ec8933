"""JSON objects: representations, and parts of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Document = dict[str, Any]
"""One that is made or completed. What is stored is replaced, never changed in place."""
ReadDocument = Mapping[str, Any]
"""One that is only read."""
