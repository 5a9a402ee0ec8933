"""The text of an API token: a prefix, eight public characters, a secret of 256 random bits, and a checksum.

All after the prefix is base62 (digits, capitals, small letters). The checksum is the CRC32 of what stands between it and the prefix, in six
such digits, as GitHub's tokens have it, so that a scanner for secrets knows a token without asking anybody.
"""

from __future__ import annotations

import hashlib
import re
import zlib

from emulator.core.ids import Ids

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_PUBLIC, _SECRET, _CHECKSUM = 8, 43, 6
_LENGTH = _PUBLIC + _SECRET + _CHECKSUM
_WHOLE = re.compile(rf"([A-Za-z][A-Za-z0-9]{{0,14}}_)([A-Za-z0-9]{{{_LENGTH}}})")
_INSIDE = re.compile(rf"(_[A-Za-z0-9]{{{_PUBLIC}}})([A-Za-z0-9]{{{_SECRET}}})([A-Za-z0-9]{{{_CHECKSUM}}})(?![A-Za-z0-9])")
_INSIDE_BYTES = re.compile(_INSIDE.pattern.encode())
_HIDDEN = "*" * 8


def make(ids: Ids, prefix: str) -> str:
    """A new token."""
    body = ids.secret(_PUBLIC) + ids.secret(_SECRET)
    return prefix + body + checksum(body)


def checksum(body: str) -> str:
    """CRC32 of the public and the secret part, in base62."""
    value, digits = zlib.crc32(body.encode("ascii", "replace")), ""
    for _ in range(_CHECKSUM):
        value, digit = divmod(value, 62)
        digits = _DIGITS[digit] + digits
    return digits


def public(text: str) -> str:
    """The beginning that may be shown; empty for a text that is no API token by its form."""
    match = _WHOLE.fullmatch(text)
    return match[1] + match[2][:_PUBLIC] if match else ""


def is_whole(text: str) -> bool:
    """Whether the checksum of a text in the form of a token fits."""
    match = _WHOLE.fullmatch(text)
    return match is not None and checksum(match[2][:-_CHECKSUM]) == match[2][-_CHECKSUM:]


def digest(text: str) -> str:
    """SHA-256 in hexadecimal: all that is kept of the secret."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def masked(text: str) -> str:
    """The text with the secret of each API token in it hidden."""
    if len(text) <= _LENGTH:
        return text
    return _INSIDE.sub(lambda match: match[1] + _HIDDEN if _fits(match[1], match[2], match[3]) else match[0], text)


def masked_bytes(data: bytes) -> bytes:
    """``masked`` for bytes."""

    def replacement(match: re.Match[bytes]) -> bytes:
        head, secret, end = (match[index].decode() for index in (1, 2, 3))
        return match[1] + _HIDDEN.encode() if _fits(head, secret, end) else match[0]

    return _INSIDE_BYTES.sub(replacement, data)


def _fits(head: str, secret: str, end: str) -> bool:
    return checksum(head[1:] + secret) == end
