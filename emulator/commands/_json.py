"""JSON as Keycloak's exports are laid out."""

from __future__ import annotations

import json
from typing import Any


def text(value: Any, indent: str = "") -> str:
    """A document, two blanks deeper at each object; lists stay on the line of their members."""
    if isinstance(value, dict):
        if not value:
            return "{ }"
        deeper = indent + "  "
        members = [f"{deeper}{_scalar(str(key))} : {text(member, deeper)}" for key, member in value.items()]
        return "{\n" + ",\n".join(members) + f"\n{indent}}}"
    if isinstance(value, (list, tuple)):
        return f"[ {', '.join(text(member, indent) for member in value)} ]" if value else "[ ]"
    return _scalar(value)


def _scalar(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
