"""1.5.0: flows can be chosen, one-time codes have a policy, clients have authenticators."""

from emulator.core.documents import Document
from emulator.realm.migrations import Material, Migration

_FLOWS = ("browserFlow", "registrationFlow", "directGrantFlow", "resetCredentialsFlow", "clientAuthenticationFlow")


def migrate(realm: Document, material: Material) -> None:
    """Sets the built-in flows, the usual policy for one-time codes, and ``client-secret`` for every client, whatever the file says."""
    for binding in _FLOWS:
        realm[binding] = material.fresh[binding]
    realm |= {name: value for name, value in material.fresh.items() if name.startswith("otp")}
    for client in realm["clients"]:
        client["clientAuthenticatorType"] = "client-secret"


MIGRATION = Migration("1.5.0", migrate)
