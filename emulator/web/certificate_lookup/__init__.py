"""Where a proxy that ends TLS puts the client's certificate: one file for each of Keycloak's ``x509cert-lookup`` providers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from emulator.core.dataclass import dataclass
from emulator.core.registry import Folder

if TYPE_CHECKING:
    from emulator.web.certificate_lookup._headers import Options, Values


@dataclass(frozen=True, slots=True)
class CertificateLookup:
    """A look-up. ``certificates(values, options)`` are the certificates in DER, the client's own first.

    ``values`` returns all values of a header, ``options`` are the provider's, by name. Raises ValueError for what cannot be read.
    """

    name: str
    certificates: Callable[[Values, Options], Sequence[bytes]]


CERTIFICATE_LOOKUPS = Folder(__name__, CertificateLookup)
