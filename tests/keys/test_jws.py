from __future__ import annotations

import base64
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from emulator.keys import jws
from emulator.keys.key import b64url
from emulator.keys.ring import KeyRing
from tests.examples import given, st

Ring = Callable[..., KeyRing]


def token(header: object, claims: object, signature: bytes = b"s") -> str:
    return ".".join((b64url(json.dumps(header).encode()), b64url(json.dumps(claims).encode()), b64url(signature)))


def test_payload_is_compact_and_not_escaped(ring: Ring) -> None:
    signed = jws.sign(ring(("hmac-generated", {})).active("HS256"), {"name": "Zoë/✓", "n": [1, None]})
    assert base64.urlsafe_b64decode(signed.split(".")[1] + "==").decode() == '{"name":"Zoë/✓","n":[1,null]}'


def test_an_unpaired_surrogate_does_not_stop_signing(ring: Ring) -> None:
    signed = jws.sign(ring(("hmac-generated", {})).active("HS256"), {"name": "\ud800"})
    assert jws.decode(signed).claims == {"name": "?"}


BODIES = [b'{"a":NaN}', b'{"a":1} {}', b"[" * 20_000, b"\xff", b"5", b""]
TEXTS = ["", "a", "a.b", "a.b.c", "a.b.c.d", "e30.W10.c2ln", "é.e30.c2ln", "e30.e30.a", "e30.e30.a b", "e30.e30.c2ln===="]


@pytest.mark.parametrize("text", [*TEXTS, *(f"e30.{b64url(body)}.c2ln" for body in BODIES), "e30.e30." + "A" * jws.MAX_LENGTH])
def test_texts_that_are_no_token(text: str) -> None:
    with pytest.raises(jws.InvalidToken):
        jws.decode(text)


def test_a_signature_that_is_left_out_with_its_dot_is_none(ring: Ring) -> None:
    key = ring(("hmac-generated", {})).active("HS256")
    token = jws.decode(jws.sign(key, {"a": 1}).rpartition(".")[0])
    assert (token.algorithm, token.claims, token.signature) == ("HS256", {"a": 1}, b"")
    assert not jws.verify(token, key)


@given(st.text(alphabet="ey.AJ0-_=+/{}\n\x00é", max_size=60))
def test_decoding_fails_in_one_way_only(text: str) -> None:
    try:
        jws.decode(text)
    except jws.InvalidToken:
        return


def test_padding_and_the_standard_alphabet_are_accepted_as_keycloak_does(ring: Ring) -> None:
    key = ring(("hmac-generated", {})).active("HS256")
    head, body, signature = jws.sign(key, {"a": 1}).split(".")
    text = f"{head}.{body}.{signature.replace('-', '+').replace('_', '/')}="
    assert jws.verify(jws.decode(text), key)


def test_the_last_of_repeated_members_counts() -> None:
    body = b64url(b'{"a":1,"a":2}')
    assert jws.decode(f"e30.{body}.c2ln").claims == {"a": 2}


def test_only_the_algorithm_of_the_key_verifies(ring: Ring) -> None:
    keys = ring(("rsa-generated", {}))
    key = keys.active("RS256")
    signed = jws.signing_input(key, {"a": 1})
    for algorithm in ("none", "HS256", "RS512", "PS256", "", None, 5):
        head = b64url(json.dumps({"alg": algorithm, "kid": key.kid}).encode())
        body = signed.split(b".")[1].decode()
        text = f"{head}.{body}.{b64url(key.sign(f'{head}.{body}'.encode()))}"
        assert not jws.verify(jws.decode(text), key)
    good = jws.decode(jws.sign(key, {"a": 1}))
    assert jws.verify(good, key)
    assert jws.verify(good, key, allowed={"RS256"})
    assert not jws.verify(good, key, allowed={"RS512"})
    assert not jws.verify(good, None)


@pytest.mark.parametrize("algorithm", ["RS256", "PS384", "ES256", "ES512", "EdDSA", "HS512"])
def test_a_changed_token_does_not_verify(ring: Ring, algorithm: str) -> None:
    key = ring().active(algorithm)
    text = jws.sign(key, {"sub": "alice"})
    head, _, signature = text.split(".")
    body = b64url(b'{"sub":"mallory"}')
    changed = f"{head}.{body}.{signature}"
    assert jws.verify(jws.decode(text), key)
    assert not jws.verify(jws.decode(changed), key)
    for wrong in (b"", b"\x00", b"\x00" * 64, b"\x00" * 256):
        assert not jws.verify(jws.decode(f"{head}.e30.{b64url(wrong)}"), key)


def test_header_members_that_are_no_texts() -> None:
    decoded = jws.decode(token({"alg": 1, "kid": ["x"]}, {}))
    assert (decoded.algorithm, decoded.kid) == ("", None)


def test_signing_from_several_threads(ring: Ring) -> None:
    key = ring(("rsa-generated", {})).active("RS256")
    with ThreadPoolExecutor(8) as pool:
        tokens = list(pool.map(lambda n: jws.sign(key, {"n": n}), range(64)))
    assert [jws.decode(t).claims["n"] for t in tokens if jws.verify(jws.decode(t), key)] == list(range(64))
