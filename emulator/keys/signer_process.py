"""A program that does nothing but sign with RSA: ``python signer_process.py FD``.

It reads frames from the socket ``FD`` and answers signatures in the same order. A frame is a header (``FRAME``: number of the key,
length) and that many bytes. The first frame with a key's number brings the key: the algorithm (RFC 7518 section 3.1), a space, and the
private key as PKCS #8 in DER; all further ones bring what is to be signed. An answer is a length (``LENGTH``) and the signature. The
program ends with the socket, so it never outlives its parent.
"""

from __future__ import annotations

import signal
import socket
import struct
import sys
from typing import Any

FRAME = struct.Struct("!II")
LENGTH = struct.Struct("!I")
ALGORITHMS = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"})
_CHUNK = 1 << 16


class Signers:
    """The keys that were brought, by number."""

    def __init__(self) -> None:
        self._keys: dict[int, tuple[Any, Any, Any]] = {}

    def answer(self, number: int, data: bytes) -> bytes:
        """What one frame is answered with: nothing for a key, else its signature over ``data`` behind the signature's length."""
        found = self._keys.get(number)
        if found is None:
            algorithm, _, der = data.partition(b" ")
            self._keys[number] = _signer(algorithm.decode(), der)
            return b""
        key, padding, digest = found
        signature: bytes = key.sign(data, padding, digest)
        return LENGTH.pack(len(signature)) + signature


def _signer(algorithm: str, der: bytes) -> tuple[Any, Any, Any]:
    from cryptography.hazmat.primitives.serialization import load_der_private_key

    # The process that hands it over has checked it, which takes 40 ms.
    return load_der_private_key(der, None, unsafe_skip_rsa_key_validation=True), *scheme(algorithm)


def scheme(algorithm: str) -> tuple[Any, Any]:
    """Padding and digest of one of the ALGORITHMS, as an RSA key of ``cryptography`` takes them."""
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding

    digest = {"256": hashes.SHA256(), "384": hashes.SHA384(), "512": hashes.SHA512()}[algorithm[2:]]
    pss = padding.PSS(padding.MGF1(digest), digest.digest_size)
    return padding.PKCS1v15() if algorithm.startswith("RS") else pss, digest


def serve(connection: socket.socket) -> None:
    """Answers until the other side closes."""
    signers = Signers()
    buffer = b""
    while chunk := connection.recv(_CHUNK):
        buffer += chunk
        while len(buffer) >= FRAME.size:
            number, length = FRAME.unpack_from(buffer)
            end = FRAME.size + length
            if len(buffer) < end:
                break
            frame, buffer = buffer[FRAME.size : end], buffer[end:]
            if answer := signers.answer(number, frame):
                connection.sendall(answer)


if __name__ == "__main__":
    # Ctrl+C is for the parent, which closes the socket when it is done.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        serve(socket.socket(fileno=int(sys.argv[1])))
    except ConnectionError:
        sys.exit(0)
