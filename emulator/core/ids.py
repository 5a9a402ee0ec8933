"""Identifiers and secrets: the only place that draws random numbers."""

from __future__ import annotations

import base64
import hashlib
import os
import threading
from collections.abc import Callable

_ALPHANUMERIC = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_UNMISTAKABLE = "ABCDEFGHIJKLMNPQRSTUVWXYZ123456789"


def following(text: str) -> str:
    """A UUID that follows from a text: the same one for the same text."""
    return _uuid(hashlib.sha256(text.encode()).digest()[:16])


def _uuid(random: bytes) -> str:
    octets = bytearray(random)
    octets[6], octets[8] = octets[6] & 0x0F | 0x40, octets[8] & 0x3F | 0x80
    h = octets.hex()
    return f"{h[:8]}-{h[8:12]}-{h[12:16]}-{h[16:20]}-{h[20:]}"


class _Here(threading.local):
    """What a thread draws from, where that is something of its own."""

    source: Callable[[int], bytes] | None = None


class Ids:
    """Random identifiers in the shapes that Keycloak gives them. ``source`` returns that many random bytes."""

    def __init__(self, source: Callable[[int], bytes] = os.urandom) -> None:
        self._random = source
        self._here = _Here()

    def restart(self, seed: str) -> None:
        """Draws from ``seed`` from now on, the same in each run; an empty one draws at random again."""
        self._random = repeating(seed) if seed else os.urandom

    def replay(self, drawn: list[bytes]) -> None:
        """Until ``stop`` draws what is in ``drawn``, as long as it fits, and notes there what is drawn beyond it; in this thread alone."""
        self._here.source = _replaying(self._random, drawn) if drawn else _noting(self._random, drawn)

    def stop(self) -> None:
        """Draws anew from here on."""
        self._here.source = None

    def _source(self, count: int) -> bytes:
        return (self._here.source or self._random)(count)

    def uuid(self) -> str:
        """A random UUID (RFC 9562 section 5.4: version 4, variant 10)."""
        return _uuid(self._source(16))

    def session(self) -> str:
        """A session identifier: 24 characters of base64url."""
        return base64.urlsafe_b64encode(self._source(18)).decode()

    def component(self) -> str:
        """A component identifier: 22 characters of base64url."""
        return base64.urlsafe_b64encode(self._source(16)).decode().rstrip("=")

    def tab(self) -> str:
        """An authentication session's tab identifier: 11 characters of base64url."""
        return base64.urlsafe_b64encode(self._source(8)).decode().rstrip("=")

    def user_code(self) -> str:
        """What a person types into a page for a device: eight letters in two halves."""
        letters = [chr(65 + byte % 26) for byte in self._source(64) if byte < 234][:8]
        return f"{''.join(letters[:4])}-{''.join(letters[4:])}"

    def secret(self, length: int = 32) -> str:
        """A secret of ``length`` letters and digits, as Keycloak generates for clients."""
        letters: list[str] = []
        while len(letters) < length:
            letters += [_ALPHANUMERIC[byte % 62] for byte in self._source(2 * length) if byte < 248]
        return "".join(letters[:length])

    def recovery_code(self) -> str:
        """A recovery code: twelve capitals and digits, without those that are mistaken for each other."""
        letters: list[str] = []
        while len(letters) < 12:
            letters += [_UNMISTAKABLE[byte % 34] for byte in self._source(16) if byte < 238]
        return "".join(letters[:12])

    def bytes(self, count: int) -> bytes:
        """``count`` random bytes, for salts and symmetric keys."""
        return self._source(count)

    def opaque(self) -> str:
        """43 characters of base64url (256 random bits), for opaque tokens."""
        return base64.urlsafe_b64encode(self._source(32)).decode().rstrip("=")


def _noting(draw: Callable[[int], bytes], drawn: list[bytes]) -> Callable[[int], bytes]:
    def source(count: int) -> bytes:
        data = draw(count)
        drawn.append(data)
        return data

    return source


def _replaying(draw: Callable[[int], bytes], drawn: list[bytes]) -> Callable[[int], bytes]:
    place = 0

    def source(count: int) -> bytes:
        nonlocal place
        if place < len(drawn) and len(drawn[place]) != count:
            # What is decided differently this time is about other things.
            del drawn[place:]
        if place == len(drawn):
            drawn.append(draw(count))
        place += 1
        return drawn[place - 1]

    return source


def repeating(seed: str) -> Callable[[int], bytes]:
    """Bytes that are the same in each run with this seed; for tests that compare, since whoever knows the seed knows them all."""
    import random

    return random.Random(seed).randbytes  # noqa: S311 - asked for by name


def drawer(seed: int | str | None = None) -> Callable[[], float]:
    """Draws numbers from 0 to 1 (without 1): the same ones in each run with a ``seed``."""
    import random

    return random.Random(seed).random  # noqa: S311 - for faults, not for secrets
