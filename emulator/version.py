"""Version of the emulator, and of the Keycloak whose answers it gives."""

__version__ = "0.1.0"

KEYCLOAK_VERSION = "26.7.4"
"""What the emulator reports where Keycloak reports its own version."""
