"""How the configuration of a step that takes a client's certificate is read."""

from __future__ import annotations

from collections.abc import Mapping

Config = Mapping[str, str]
PREFIX = "x509-cert-auth."
SEPARATOR = "##"


def is_on(config: Config, name: str) -> bool:
    """A switch of the configuration."""
    return text(config, name).lower() == "true"


def text(config: Config, name: str) -> str:
    """A text of the configuration; empty for none."""
    return config.get(PREFIX + name) or ""
