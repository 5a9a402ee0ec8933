from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import pytest
from cryptography import x509

from emulator.keys import generating, jws
from emulator.keys.ring import KeyRing
from emulator.keys.vault import Vault

Ring = Callable[..., KeyRing]
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "HS256", "HS384", "HS512"]
MATERIAL = {"privateKey", "certificate", "secret", "kid"}
CERTIFICATE = {"x5c", "x5t", "x5t#S256", "certificate", "validTo"}


def without_certificate(entry: dict[str, Any]) -> dict[str, Any]:
    return {name: found for name, found in entry.items() if name not in CERTIFICATE}


def test_jwks_is_the_one_that_keycloak_shows(recorded: dict[str, Any], exported_ring: KeyRing) -> None:
    for ours, real in zip(exported_ring.jwks()["keys"], recorded["jwks"]["keys"], strict=True):
        assert list(ours) == list(real)
        # Keycloak makes the certificates of elliptic curve keys anew each time that it loads them.
        compare = without_certificate if ours["kty"] == "EC" else dict
        assert compare(ours) == compare(real)


def test_metadata_is_what_keycloak_shows(recorded: dict[str, Any], exported_ring: KeyRing) -> None:
    metadata = exported_ring.metadata()
    assert metadata["active"] == recorded["keys"]["active"]
    for ours, real in zip(metadata["keys"], recorded["keys"]["keys"], strict=True):
        assert list(ours) == list(real)
        compare = without_certificate if ours["type"] == "EC" else dict
        assert compare(ours) == compare(real)


@pytest.mark.parametrize("name", [*ALGORITHMS, "Ed448"])
def test_tokens_of_keycloak_verify_and_are_written_the_same(name: str, recorded: dict[str, Any], exported_ring: KeyRing) -> None:
    tokens = recorded["tokens"][name]
    for text in tokens.values():
        token = jws.decode(text)
        key = exported_ring.find(token.kid, token.algorithm)
        assert key is not None
        assert jws.verify(token, key)
        ours = jws.sign(key, token.claims)
        assert ours.split(".")[:2] == text.split(".")[:2]
        assert jws.verify(jws.decode(ours), key)
    identity = jws.decode(tokens["id_token"])
    curve = key.curve if key is not None else None
    assert jws.half_hash(identity.algorithm, tokens["access_token"], curve) == identity.claims["at_hash"]


def test_export_of_an_import_is_the_same(recorded: dict[str, Any], exported_ring: KeyRing) -> None:
    for component in recorded["components"]:
        assert exported_ring.exported_config(component) == component["config"]


def test_export_of_generated_keys_has_keycloaks_entries_and_continues(recorded: dict[str, Any]) -> None:
    generated = [c for c in recorded["components"] if "generated" in c["providerId"]]
    bare = [
        {**c, "config": {n: v for n, v in c["config"].items() if n not in MATERIAL and not n.endswith(("PrivateKey", "PublicKey"))}}
        for c in generated
    ]
    first = KeyRing(bare, Vault(), "keysx", lambda: 0.0)
    exported = [{**c, "config": first.exported_config(c)} for c in bare]
    for ours, real in zip(exported, generated, strict=True):
        assert set(ours["config"]) == set(real["config"])
    second = KeyRing(exported, Vault(), "keysx", lambda: 0.0)
    assert [key.kid for key in second.all()] == [key.kid for key in first.all()]


def test_nothing_is_generated_before_it_is_needed(ring: Ring, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []

    def make(size: int, source: None) -> Any:
        sizes.append(size)
        return generating.make_rsa(size, source)

    monkeypatch.setattr("emulator.keys.providers._rsa.make_rsa", make)
    keys = ring(("rsa-enc-generated", {}), ("rsa-generated", {}))
    assert sizes == []
    keys.active("RS256").sign(b"x")
    assert sizes == [2048]


def test_a_rebuilt_ring_keeps_its_keys_and_a_new_size_makes_a_new_one(ring: Ring) -> None:
    vault = Vault()
    first = ring(("hmac-generated", {"algorithm": "HS512"}), vault=vault).active("HS512").kid
    assert ring(("hmac-generated", {"algorithm": "HS512"}), vault=vault).active("HS512").kid == first
    assert ring(("hmac-generated", {"algorithm": "HS384"}), vault=vault).active("HS384").kid == first
    resized = ring(("hmac-generated", {"algorithm": "HS512", "secretSize": "64"}), vault=vault).active("HS512")
    assert resized.kid != first
    assert len(resized.secret) == 64


def test_an_rsa_key_has_the_id_that_its_config_names_and_no_other_key_has(ring: Ring) -> None:
    keys = ring(*((provider, {"kid": "mine"}) for provider in ("rsa-generated", "rsa-enc-generated", "ecdsa-generated", "eddsa-generated")))
    assert [key.kid == "mine" for key in sorted(keys.all(), key=lambda key: key.provider_id)] == [True, True, False, False]


def test_order_is_by_falling_priority_then_id(ring: Ring) -> None:
    keys = ring(
        ("hmac-generated", {}), ("hmac-generated", {"priority": "5"}), ("aes-generated", {}), ("hmac-generated", {"priority": "-1"})
    )
    assert [key.provider_id for key in keys.all()] == ["c1", "c0", "c2", "c3"]


def test_sizes_of_generated_secrets(ring: Ring) -> None:
    keys = ring(("hmac-generated", {}), ("aes-generated", {}))
    assert len(keys.active("HS256").secret) == 128
    assert len(keys.active("AES", "ENC").secret) == 32


@pytest.mark.parametrize(
    ("config", "status", "found", "shown"),
    [({}, "ACTIVE", True, 1), ({"active": "false"}, "PASSIVE", True, 1), ({"enabled": "false", "active": "false"}, "DISABLED", False, 0)],
)
def test_status(ring: Ring, config: dict[str, str], status: str, found: bool, shown: int) -> None:
    keys = ring(("ecdsa-generated", config))
    (key,) = keys.all()
    assert key.status == status
    assert (keys.find(key.kid, "ES256") is key) is found
    assert len(keys.jwks()["keys"]) == shown
    assert (keys.active("ES256") is key) is (status == "ACTIVE")


def test_a_key_is_found_by_id_algorithm_and_use(ring: Ring) -> None:
    keys = ring(("ecdh-generated", {"priority": "500"}), ("hmac-generated", {}))
    agreement, mac = keys.all()
    assert (agreement.algorithm, agreement.use) == ("RS256", "ENC")
    assert keys.find(agreement.kid, "RS256") is None
    assert keys.find(agreement.kid, "RS256", "ENC") is agreement
    assert keys.find(mac.kid, "HS512") is None
    assert keys.find(None, "HS256") is None


@pytest.mark.parametrize(
    ("algorithm", "use", "provider", "config"),
    [
        ("ES256", "SIG", "ecdsa-generated", {"priority": ["-100"], "ecdsaEllipticCurveKey": ["P-256"]}),
        ("ES512", "SIG", "ecdsa-generated", {"priority": ["-100"], "ecdsaEllipticCurveKey": ["P-521"]}),
        ("EdDSA", "SIG", "eddsa-generated", {"priority": ["-100"], "eddsaEllipticCurveKey": ["Ed25519"]}),
        ("HS384", "SIG", "hmac-generated", {"priority": ["-100"], "algorithm": ["HS384"]}),
        ("PS512", "SIG", "rsa-generated", {"priority": ["-100"], "algorithm": ["PS512"]}),
        ("AES", "ENC", "aes-generated", {"priority": ["-100"]}),
    ],
)
def test_a_missing_key_adds_a_component(ring: Ring, algorithm: str, use: str, provider: str, config: dict[str, list[str]]) -> None:
    added: list[dict[str, Any]] = []
    keys = ring(("hmac-generated", {"active": "false", "algorithm": "HS384"}), add=added.append)
    key = keys.active(algorithm, use)
    assert keys.active(algorithm, use) is key
    (component,) = added
    assert (component["name"], component["providerId"], component["config"]) == (f"fallback-{algorithm}", provider, config)
    assert keys.all()[-1].priority == -100


def test_no_provider_makes_keys_for_an_unknown_algorithm(ring: Ring) -> None:
    with pytest.raises(LookupError):
        ring().active("foo")


@pytest.mark.parametrize(
    ("provider", "config", "algorithm"),
    [
        ("rsa-generated", {"algorithm": "ES256"}, "ES256"),
        ("rsa-generated", {"algorithm": "foo"}, "foo"),
        ("hmac-generated", {"algorithm": "RS256"}, "RS256"),
        ("rsa-generated", {"algorithm": "none"}, "none"),
    ],
)
def test_a_key_of_another_type_does_not_sign(ring: Ring, provider: str, config: dict[str, str], algorithm: str) -> None:
    with pytest.raises(ValueError, match=algorithm):
        ring((provider, config)).active(algorithm).sign(b"x")


def test_certificate_is_self_signed_for_ten_years(ring: Ring) -> None:
    key = ring(("rsa-generated", {})).active("RS256")
    certificate = x509.load_der_x509_certificate(base64.b64decode(key.certificate or ""))
    certificate.verify_directly_issued_by(certificate)
    assert certificate.subject.rfc4514_string() == "CN=shop"
    assert str(certificate.not_valid_before_utc) == "2026-11-23 12:25:40+00:00"
    assert str(certificate.not_valid_after_utc) == "2036-11-23 12:27:20+00:00"
    assert key.valid_to == 2_111_056_040_000
    assert certificate.public_key() == key.private.public_key()
    assert key.certificate == key.certificate


def test_certificates_of_curves_are_made_only_when_asked(ring: Ring) -> None:
    keys = ring(("ecdsa-generated", {}), ("ecdsa-generated", {"ecGenerateCertificate": "true"}), ("eddsa-generated", {}))
    assert [key.certificate is not None for key in keys.all()] == [False, True, False]


def test_a_secret_has_no_public_key(ring: Ring) -> None:
    with pytest.raises(TypeError):
        _ = ring(("hmac-generated", {})).active("HS256").public_key_base64


def test_hidden_use_of_an_rsa_component(ring: Ring, recorded: dict[str, Any]) -> None:
    private = next(c for c in recorded["components"] if c["providerId"] == "rsa")["config"]["privateKey"][0]
    (key,) = ring(("rsa", {"privateKey": private, "keyUse": "ENC"})).all()
    assert (key.use, key.algorithm) == ("ENC", "RSA-OAEP")


def test_given_material_counts_only_when_it_fits(ring: Ring, recorded: dict[str, Any]) -> None:
    config = {n: v[0] for n, v in next(c for c in recorded["components"] if c["name"] == "rsa-generated")["config"].items()}
    kid = recorded["keys"]["active"]["RS256"]
    material = {n: config[n] for n in ("privateKey", "certificate")}
    assert ring(("rsa-generated", material)).all()[0].kid == kid
    assert ring(("rsa-generated", {"privateKey": material["privateKey"]})).all()[0].kid != kid
    resized = ring(("rsa-generated", {**material, "keySize": "1024"})).all()[0]
    assert resized.private.key_size == 1024
    secret = base64.urlsafe_b64encode(b"x" * 64).decode()
    assert ring(("hmac-generated", {"secret": secret, "kid": "k"})).all()[0].kid == "k"
    assert ring(("hmac-generated", {"secret": secret, "kid": "k", "secretSize": "32"})).all()[0].kid != "k"


def test_header_is_written_as_keycloak_writes_it(ring: Ring) -> None:
    key = ring(("hmac-generated", {"secret": "YWJj", "kid": 'a"b'})).active("HS256")
    assert base64.urlsafe_b64decode(key.header + b"==") == b'{"alg":"HS256","typ" : "JWT","kid" : "a\\"b"}'
    assert base64.urlsafe_b64decode(key.header_for("logout+jwt") + b"==").startswith(b'{"alg":"HS256","typ" : "logout+jwt",')
