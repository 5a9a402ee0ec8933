"""A light, Keycloak-compatible realm emulator."""

from emulator.version import __version__

__all__ = ["__version__"]
