"""Where a Keycloak's home has the jars of its consoles."""

from __future__ import annotations

from pathlib import Path

ARTIFACTS = ("keycloak-admin-ui", "keycloak-account-ui", "keycloak-themes", "keycloak-themes-vendor")
"""The artifacts that the consoles are in."""


def usual(home: Path) -> str:
    """Where there are consoles: among the providers, or where Keycloak has its own; empty where there are none."""
    folders = (home / "providers", home / "lib" / "lib" / "main")
    return next((str(folder) for folder in folders if any(is_part(jar.name) for jar in folder.glob("*.jar"))), "")


def is_part(name: str) -> bool:
    """Whether a jar of this name is one of the consoles', of whichever version."""
    artifact, _, version = name.removeprefix("org.keycloak.").removesuffix(".jar").rpartition("-")
    return artifact in ARTIFACTS and version[:1].isdigit()
