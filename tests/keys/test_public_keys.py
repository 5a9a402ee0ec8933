from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import pytest

from emulator.keys import jws, public
from emulator.keys.ring import KeyRing

Ring = Callable[..., KeyRing]
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_keys_of_a_jwks_verify_their_own_algorithm_only(ring: Ring, algorithm: str) -> None:
    keys = ring()
    key = keys.active(algorithm)
    (public_key,) = public.from_jwks(keys.jwks())
    assert (public_key.kid, public_key.algorithm) == (key.kid, algorithm)
    data, signature = b"data", key.sign(b"data")
    assert public_key.verify(jws.decode(jws.sign(key, {})))
    assert public_key.verify_signature(algorithm, data, signature)
    assert not public_key.verify_signature(algorithm, b"other", signature)
    for other in {*ALGORITHMS, "HS256", "none", "", "RS1"} - {algorithm}:
        assert not public_key.verify_signature(other, data, signature)


def test_ed448(recorded: dict[str, Any]) -> None:
    token = jws.decode(recorded["tokens"]["Ed448"]["access_token"])
    key = next(key for key in public.from_jwks(recorded["jwks"]) if key.kid == token.kid)
    assert key.verify(token)


def test_without_alg_the_type_decides(ring: Ring) -> None:
    keys = ring(("rsa-generated", {}))
    jwk = {name: found for name, found in keys.jwks()["keys"][0].items() if name != "alg"}
    (found,) = public.from_jwks({"keys": [jwk]})
    assert found.verify_signature("RS256", b"x", keys.active("RS256").sign(b"x"))


def test_a_curve_verifies_only_its_own_algorithm(ring: Ring) -> None:
    keys = ring(("ecdsa-generated", {"ecdsaEllipticCurveKey": "P-384"}))
    jwk = {**keys.jwks()["keys"][0], "alg": None}
    (found,) = public.from_jwks({"keys": [jwk]})
    signature = keys.active("ES384").sign(b"x")
    assert found.verify_signature("ES384", b"x", signature)
    assert not found.verify_signature("ES256", b"x", signature)


def test_a_public_key_is_never_an_hmac_secret(ring: Ring) -> None:
    key = ring(("rsa-generated", {})).active("RS256")
    pem = f"-----BEGIN PUBLIC KEY-----\n{key.public_key_base64}\n-----END PUBLIC KEY-----\n"
    forged = public.from_secret(pem)
    mac = _mac(pem.encode())
    assert forged.verify_signature("HS256", b"x", mac)
    assert not public.from_public_key(pem).verify_signature("HS256", b"x", mac)


def _mac(secret: bytes) -> bytes:
    import hashlib
    import hmac

    return hmac.new(secret, b"x", hashlib.sha256).digest()


@pytest.mark.parametrize("provider", ["rsa-generated", "ecdsa-generated"])
def test_certificates_and_public_keys(ring: Ring, provider: str) -> None:
    (key,) = ring((provider, {"ecGenerateCertificate": "true"})).all()
    token = jws.decode(jws.sign(key, {}))
    assert public.from_certificate(key.certificate or "").verify(token)
    assert public.from_certificate(f"-----BEGIN CERTIFICATE-----\n{key.certificate}\n-----END CERTIFICATE-----").verify(token)
    assert public.from_public_key(key.public_key_base64).verify(token)


def _element(tag: int, *content: bytes) -> bytes:
    inside = b"".join(content)
    size = len(inside)
    length = bytes([size]) if size < 0x80 else bytes([0x82, *size.to_bytes(2, "big")])
    return bytes([tag]) + length + inside


@pytest.mark.parametrize("version", [b"", _element(0xA0, _element(0x02, b"\x02"))])
def test_the_key_of_a_certificate_whose_signature_has_too_many_parameters(ring: Ring, version: bytes) -> None:
    (key,) = ring(("rsa-generated", {})).all()
    # ecdsa-with-SHA512 with NULL behind it, as Java wrote it once.
    algorithm = _element(0x30, bytes.fromhex("06082a8648ce3d040304"), b"\x05\x00")
    between = [_element(0x30)] * 3
    body = _element(0x30, version, _element(0x02, b"\x01"), algorithm, *between, base64.b64decode(key.public_key_base64))
    text = base64.b64encode(_element(0x30, body, algorithm, _element(0x03, b"\x00"))).decode()
    assert public.from_certificate(text).verify(jws.decode(jws.sign(key, {})))


@pytest.mark.parametrize("text", ["", "junk", "e30", base64.b64encode(b"junk").decode(), "é"])
def test_texts_that_are_no_key(text: str) -> None:
    with pytest.raises(ValueError):
        public.from_certificate(text)
    with pytest.raises(ValueError):
        public.from_public_key(text)


@pytest.mark.parametrize(
    "jwks",
    [
        None,
        [],
        {},
        {"keys": None},
        {"keys": [1, None, {}]},
        {"keys": [{"kty": "oct", "k": "c2VjcmV0"}]},
        {"keys": [{"kty": ["RSA"]}]},
        {"keys": [{"kty": "RSA", "n": "AQAB"}]},
        {"keys": [{"kty": "RSA", "n": 5, "e": None}]},
        {"keys": [{"kty": "EC", "crv": "P-999", "x": "AA", "y": "AA"}]},
        {"keys": [{"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}]},
        {"keys": [{"kty": "OKP", "crv": "Ed25519", "x": "AA"}]},
    ],
)
def test_entries_that_cannot_be_read_are_left_out(jwks: Any) -> None:
    assert public.from_jwks(jwks) == []


def test_keys_by_use(ring: Ring) -> None:
    jwks = ring(("rsa-generated", {"keySize": "1024"}), ("rsa-enc-generated", {"keySize": "1024"})).jwks()
    assert [key.algorithm for key in public.from_jwks(jwks)] == ["RS256"]
    assert [key.algorithm for key in public.from_jwks(jwks, "enc")] == ["RSA-OAEP"]


def test_a_short_secret_verifies_and_an_empty_one_is_none() -> None:
    assert public.from_secret("s").verify_signature("HS256", b"x", _mac(b"s"))
    assert not public.from_secret("s").verify_signature("RS256", b"x", _mac(b"s"))
    with pytest.raises(ValueError, match="empty"):
        public.from_secret("")
