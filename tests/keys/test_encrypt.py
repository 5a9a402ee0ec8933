from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import pytest

from emulator.keys import encrypt, public
from emulator.keys.ring import KeyRing

Ring = Callable[..., KeyRing]
DIRECT = {"A128GCM": 16, "A192GCM": 24, "A256GCM": 32, "A128CBC-HS256": 32, "A192CBC-HS384": 48, "A256CBC-HS512": 64}


@pytest.mark.parametrize("enc", encrypt.ENCRYPTIONS)
@pytest.mark.parametrize("alg", [alg for alg in encrypt.ALGORITHMS if alg != "dir"])
def test_what_is_encrypted_for_a_published_key_is_decrypted(ring: Ring, alg: str, enc: str) -> None:
    keys = ring()
    key = keys.active(alg, "ENC")
    (published,) = public.from_jwks(keys.jwks(), "enc")
    token = encrypt.encrypt(b"payload", published, alg, enc, {"cty": "JWT", "kid": key.kid})
    assert encrypt.decrypt(token, key) == b"payload"
    assert list(encrypt.header(token))[:4] == ["alg", "enc", "cty", "kid"]


@pytest.mark.parametrize("enc", encrypt.ENCRYPTIONS)
def test_direct(enc: str) -> None:
    secret = b"k" * DIRECT[enc]
    token = encrypt.encrypt("✓".encode() * 100_000, secret, "dir", enc)
    assert encrypt.decrypt(token, secret) == "✓".encode() * 100_000
    with pytest.raises(encrypt.InvalidEncryption):
        encrypt.decrypt(token, b"x" * DIRECT[enc])


def test_a_cookie_of_keycloak(recorded: dict[str, Any], exported_ring: KeyRing) -> None:
    cookie = recorded["restart_cookie"]
    head = encrypt.header(cookie)
    key = exported_ring.find(head["kid"], "AES", "ENC")
    assert key is not None
    plain = encrypt.decrypt(cookie, key)
    assert base64.urlsafe_b64decode(plain.split(b".")[0] + b"==").startswith(b'{"alg":"HS512","typ" : "JWT",')
    ours = encrypt.encrypt(plain, key, head["alg"], head["enc"], {"kid": head["kid"]})
    assert ours.split(".")[0] == cookie.split(".")[0]


def test_refused() -> None:
    key = b"k" * 32
    token = encrypt.encrypt(b"x", key, "dir", "A256GCM")
    changed = token[:-2] + ("AA" if token[-2:] != "AA" else "BB")
    for text in ("", "a.b.c", "a.b.c.d.e", changed, token.replace(".", ".x", 1)):
        with pytest.raises(encrypt.InvalidEncryption):
            encrypt.decrypt(text, key)
    with pytest.raises(encrypt.InvalidEncryption):
        encrypt.decrypt(token, key, allowed=("RSA-OAEP", "A256GCM"))
    with pytest.raises(encrypt.InvalidEncryption):
        encrypt.encrypt(b"x", key, "PBES2-HS256+A128KW", "A256GCM")
    with pytest.raises(encrypt.InvalidEncryption):
        encrypt.encrypt(b"x", key, "RSA-OAEP", "A256GCM")
    with pytest.raises(encrypt.InvalidEncryption):
        encrypt.header("e30.e30.e30")
