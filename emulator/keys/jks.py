"""Java's first key store (JKS): certificates by alias, and keys that a password of their own hides, by SHA-1 and exclusive or.

The format is that of Java's ``sun.security.provider.JavaKeyStore`` and ``KeyProtector``.
"""

from __future__ import annotations

import hashlib
import hmac
import struct
from collections.abc import Mapping

from emulator.core.dataclass import dataclass

_MAGIC, _VERSION = 0xFEEDFEED, 2
_KEY, _CERTIFICATE = 1, 2
_SALT = _DIGEST = 20
_PEPPER = b"Mighty Aphrodite"
_KIND = b"X.509"
_ALGORITHM = bytes.fromhex("060a2b060104012a02110101")
"""The object identifier of the protection (1.3.6.1.4.1.42.2.17.1.1) in DER."""


class Unreadable(ValueError):
    """Octets that are no such store."""


class WrongPassword(ValueError):
    """The store has another password."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A certificate in DER, and the key that belongs to it as it is hidden; empty for a certificate alone."""

    certificate: bytes
    hidden_key: bytes = b""


def dump(entries: Mapping[str, Entry], password: str, milliseconds: int) -> bytes:
    """The store, whose entries were made at this time; aliases are in lower case, as in Java."""
    parts = [struct.pack(">III", _MAGIC, _VERSION, len(entries))]
    for alias, entry in entries.items():
        parts += [struct.pack(">I", _KEY if entry.hidden_key else _CERTIFICATE), _text(alias.lower()), struct.pack(">Q", milliseconds)]
        if entry.hidden_key:
            parts += [_sized(entry.hidden_key), struct.pack(">I", 1)]
        parts += [_short(_KIND), _sized(entry.certificate)]
    content = b"".join(parts)
    return content + _digest(password, content)


def load(content: bytes, password: str) -> dict[str, Entry]:
    """The entries by alias; raises Unreadable and WrongPassword."""
    body, digest = content[:-_DIGEST], content[-_DIGEST:]
    reader = _Reader(body)
    if reader.number() != _MAGIC or reader.number() not in (1, _VERSION):
        raise Unreadable("it does not begin as a key store of Java does")
    version_two = struct.unpack(">I", body[4:8])[0] == _VERSION
    if not hmac.compare_digest(_digest(password, body), digest):
        raise WrongPassword("the store has another password, or was changed")
    entries: dict[str, Entry] = {}
    for _ in range(reader.number()):
        kind, alias = reader.number(), reader.short().decode("utf-8", "replace")
        reader.take(8)
        hidden = reader.sized() if kind == _KEY else b""
        chain = [_certificate(reader, version_two) for _ in range(reader.number() if kind == _KEY else 1)]
        entries[alias.lower()] = Entry(chain[0] if chain else b"", hidden)
    return entries


def _certificate(reader: _Reader, version_two: bool) -> bytes:
    if version_two:
        reader.short()
    return reader.sized()


def hide(key: bytes, password: str, salt: bytes) -> bytes:
    """A key (PKCS#8, DER) as it stands in a store; ``salt`` are twenty random octets. What comes out is an EncryptedPrivateKeyInfo."""
    secret = password.encode("utf-16-be")
    mixed = bytes(one ^ other for one, other in zip(key, _stream(secret, salt, len(key)), strict=True))
    check = hashlib.sha1(secret + key, usedforsecurity=False).digest()
    return _der(0x30, _der(0x30, _ALGORITHM) + _der(0x04, salt + mixed + check))


def reveal(hidden: bytes, password: str) -> bytes:
    """What ``hide`` was given; raises WrongPassword."""
    algorithm_and_key, _ = _der_element(hidden)
    _, protected = _der_element(algorithm_and_key)
    content, _ = _der_element(protected)
    secret, salt = password.encode("utf-16-be"), content[:_SALT]
    mixed, check = content[_SALT:-_DIGEST], content[-_DIGEST:]
    key = bytes(byte ^ other for byte, other in zip(mixed, _stream(secret, salt, len(mixed)), strict=True))
    if not hmac.compare_digest(hashlib.sha1(secret + key, usedforsecurity=False).digest(), check):
        raise WrongPassword("the key has another password")
    return key


def _stream(secret: bytes, salt: bytes, length: int) -> bytes:
    blocks, last = b"", salt
    while len(blocks) < length:
        last = hashlib.sha1(secret + last, usedforsecurity=False).digest()
        blocks += last
    return blocks[:length]


def _digest(password: str, content: bytes) -> bytes:
    return hashlib.sha1(password.encode("utf-16-be") + _PEPPER + content, usedforsecurity=False).digest()


def _text(text: str) -> bytes:
    return _short(text.encode())


def _short(octets: bytes) -> bytes:
    return struct.pack(">H", len(octets)) + octets


def _sized(octets: bytes) -> bytes:
    return struct.pack(">I", len(octets)) + octets


def _der(tag: int, content: bytes) -> bytes:
    length = len(content)
    if length < 0x80:
        return bytes((tag, length)) + content
    octets = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(octets))) + octets + content


def _der_element(octets: bytes) -> tuple[bytes, bytes]:
    """The content of the first element, and what follows it."""
    if len(octets) < 2:
        raise Unreadable("a key is cut off")
    length, start = octets[1], 2
    if length & 0x80:
        start = 2 + (length & 0x7F)
        length = int.from_bytes(octets[2:start], "big")
    return octets[start : start + length], octets[start + length :]


class _Reader:
    """Reads what is written one after the other; raises Unreadable at the end."""

    def __init__(self, content: bytes) -> None:
        self._content, self._at = content, 0

    def take(self, count: int) -> bytes:
        part = self._content[self._at : self._at + count]
        if len(part) != count:
            raise Unreadable("the store is cut off")
        self._at += count
        return part

    def number(self) -> int:
        value: int = struct.unpack(">I", self.take(4))[0]
        return value

    def short(self) -> bytes:
        return self.take(struct.unpack(">H", self.take(2))[0])

    def sized(self) -> bytes:
        return self.take(self.number())
