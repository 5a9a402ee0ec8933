"""26.4.0: assertions are encrypted with newer algorithms, old clients keep theirs."""

from emulator.core.documents import Document
from emulator.realm.migrations import Material, Migration, _find

_OLD = {
    "saml.encryption.algorithm": "http://www.w3.org/2001/04/xmlenc#aes128-cbc",
    "saml.encryption.keyAlgorithm": "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p",
    "saml.encryption.digestMethod": "http://www.w3.org/2000/09/xmldsig#sha1",
}


def migrate(realm: Document, material: Material) -> None:
    """Writes the algorithms of that time into SAML clients that want encryption."""
    for client in realm["clients"]:
        if client["protocol"] == "saml" and client["attributes"].get("saml.encrypt") == "true":
            for name, value in _OLD.items():
                _find.set_attribute(client, name, value)


MIGRATION = Migration("26.4.0", migrate)
