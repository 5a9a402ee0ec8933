"""What an authenticator sends, made here by a software one, is checked in every part."""

import base64
import hashlib
import json
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor

from emulator.keys import webauthn

CHALLENGE = "c2VjcmV0LWNoYWxsZW5nZQ"
CEREMONY = webauthn.Ceremony("localhost", ("http://localhost:8080",), CHALLENGE)
PRESENT, VERIFIED, ATTESTED = 1, 4, 64


def b64(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


class Authenticator:
    """A key with the counter and the flags that a test wants."""

    def __init__(self):
        self.key = ec.generate_private_key(ec.SECP256R1())
        numbers = self.key.public_key().public_numbers()
        self.cose = cbor.encode({1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")})
        self.id = b"0123456789abcdef"

    def client_data(self, kind, challenge=CHALLENGE, origin="http://localhost:8080"):
        return json.dumps({"type": kind, "challenge": challenge, "origin": origin, "crossOrigin": False}).encode()

    def data(self, flags, counter=1, relying_party="localhost", attested=b""):
        return hashlib.sha256(relying_party.encode()).digest() + bytes([flags]) + counter.to_bytes(4, "big") + attested

    def create(self, flags=PRESENT | ATTESTED, kind="webauthn.create", relying_party="localhost", **client):
        credential = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + self.cose
        data = self.data(flags, relying_party=relying_party, attested=credential if flags & ATTESTED else b"")
        statement = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        return b64(self.client_data(kind, **client)), b64(statement)

    def get(self, flags=PRESENT, kind="webauthn.get", relying_party="localhost", counter=2, **client):
        collected, data = self.client_data(kind, **client), self.data(flags, counter, relying_party)
        signature = self.key.sign(data + hashlib.sha256(collected).digest(), ec.ECDSA(hashes.SHA256()))
        return b64(collected), b64(data), b64(signature)


WRONG = [
    ({"challenge": "YW5vdGhlcg"}, "challenge"),
    ({"origin": "https://evil.example.org"}, "origin"),
    ({"relying_party": "evil.example.org"}, "rpIdHash"),
    ({"kind": "webauthn.other"}, "type"),
]


def test_a_new_key_and_its_signature():
    device = Authenticator()
    made = webauthn.register(CEREMONY, *device.create())
    assert (made.credential_id, made.attestation_format, made.algorithm) == (device.id, "none", -7)
    asserted = webauthn.verify(CEREMONY, made.public_key, *device.get(PRESENT | VERIFIED))
    assert (asserted.counter, asserted.user_verified) == (2, True)


@pytest.mark.parametrize(("wrong", "said"), [*WRONG, ({"flags": ATTESTED}, "nobody"), ({"flags": PRESENT}, "no key")])
def test_a_new_key_that_is_not_what_was_asked(wrong, said):
    with pytest.raises(webauthn.NotVerifiedError, match=said):
        webauthn.register(CEREMONY, *Authenticator().create(**wrong))


@pytest.mark.parametrize(("wrong", "said"), [*WRONG, ({"flags": VERIFIED}, "nobody")])
def test_a_signature_that_is_not_what_was_asked(wrong, said):
    device = Authenticator()
    with pytest.raises(webauthn.NotVerifiedError, match=said):
        webauthn.verify(CEREMONY, device.cose, *device.get(**wrong))


def test_the_signature_of_another_key():
    with pytest.raises(webauthn.NotVerifiedError, match="signature"):
        webauthn.verify(CEREMONY, Authenticator().cose, *Authenticator().get())


def test_a_user_who_was_not_verified_where_the_policy_wants_it():
    device, strict = Authenticator(), replace(CEREMONY, user_verification=True)
    with pytest.raises(webauthn.NotVerifiedError, match="verified"):
        webauthn.verify(strict, device.cose, *device.get())
    assert webauthn.verify(strict, device.cose, *device.get(PRESENT | VERIFIED)).user_verified


@pytest.mark.parametrize("rubbish", ["", "e30", "AAAA", "%%%", "bm90IGpzb24", "\u00e4"])
def test_rubbish_is_refused_and_nothing_else(rubbish):
    device = Authenticator()
    collected, data, signature = device.get()
    for values in ((rubbish, data, signature), (collected, rubbish, signature), (collected, data, rubbish)):
        with pytest.raises(webauthn.NotVerifiedError):
            webauthn.verify(CEREMONY, device.cose, *values)
    with pytest.raises(webauthn.NotVerifiedError):
        webauthn.register(CEREMONY, rubbish, device.create()[1])
    with pytest.raises(webauthn.NotVerifiedError):
        webauthn.register(CEREMONY, device.create()[0], rubbish)
    with pytest.raises(webauthn.NotVerifiedError):
        webauthn.verify(CEREMONY, rubbish.encode(), collected, data, signature)
