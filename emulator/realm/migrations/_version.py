"""The version that a realm file names, as Keycloak reads it (``ModelVersion``)."""

from __future__ import annotations

import re

from emulator.core.dataclass import dataclass
from emulator.realm.refusal import broken

_PRODUCT = re.compile(r"7\.([0-4])\.\d+\.GA")
_PRODUCT_VERSIONS = ((1, 9, 8), (2, 5, 5), (3, 4, 3), (4, 8, 3), (9, 0, 3))
"""What 7.0 to 7.4 of Red Hat's product were made from."""
_MAX = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Version:
    """``number`` is major, minor, micro; ``pre`` says that it came before the release of that number (3.3.0.CR1)."""

    number: tuple[int, int, int]
    pre: bool = False

    @classmethod
    def read(cls, text: str) -> Version:
        """The version of a ``keycloakVersion``; what is no number ends the reading: ``abc`` is 0.0.0.

        Raises AdminError (400) for an empty one and for one number that is too large.
        """
        product = _PRODUCT.fullmatch(text)
        if product:
            return cls(_PRODUCT_VERSIONS[int(product[1])])
        if re.fullmatch(r"[0-9]*", text):
            if not text or int(text) > _MAX:
                raise broken(f"For input string: {text}")
            return cls((int(text), 0, 0))
        parts = text.split("-", maxsplit=1)[0].split(".")
        numbers: list[int] = []
        for part in parts[:3]:
            if not re.fullmatch(r"[+-]?[0-9]+", part) or abs(int(part)) > _MAX:
                break
            numbers.append(int(part))
        whole = len(numbers) == min(3, len(parts))
        qualifier = parts[3] if whole and len(parts) > 3 else "redhat"
        major, minor, micro = (*numbers, 0, 0, 0)[:3]
        return cls((major, minor, micro), pre=not qualifier.startswith("redhat"))

    def before(self, release: tuple[int, int, int]) -> bool:
        """Whether this version is older than a release."""
        return self.number < release or (self.number == release and self.pre)
