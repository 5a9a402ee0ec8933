"""``${NAME}`` and ``${NAME:default}`` in realm files, as Keycloak's import replaces them.

A name that is not set and has no default stays as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_PLACEHOLDER = re.compile(r"\$\{([^{}:]+)(?::([^{}]*))?\}")


def replace(text: str, environ: Mapping[str, str]) -> str:
    """The text with every placeholder replaced."""

    def found(match: re.Match[str]) -> str:
        name, default = match[1], match[2]
        value = environ.get(name.removeprefix("env."))
        if value is not None:
            return value
        return match[0] if default is None else default

    return _PLACEHOLDER.sub(found, text)


def replace_all(value: Any, environ: Mapping[str, str]) -> Any:
    """The document with the placeholders in its texts and keys replaced."""
    if isinstance(value, str):
        return replace(value, environ) if "${" in value else value
    if isinstance(value, list):
        return [replace_all(item, environ) for item in value]
    if isinstance(value, dict):
        return {replace_all(key, environ): replace_all(item, environ) for key, item in value.items()}
    return value
