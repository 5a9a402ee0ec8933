"""What the real Keycloak answered to components of key providers, and what it kept of them."""

from __future__ import annotations

import base64
import warnings
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat, pkcs12
from cryptography.x509 import load_der_x509_certificate

from emulator.core.errors import AdminError
from emulator.keys.components import checked, shown_config
from emulator.keys.generating import make_ec, make_rsa
from emulator.keys.ring import KeyRing
from emulator.keys.vault import Vault

NOW = 1_795_436_840.0
TYPE = "org.keycloak.keys.KeyProvider"
SIZES = "'Key size' should be 1024, 2048, 3072 or 4096"
SECRETS = "'Secret size' should be 16, 24, 32, 64, 128, 256 or 512"
CURVES = "'Elliptic Curve' should be P-256, P-384 or P-521"


def component(provider: str, config: dict[str, Any]) -> dict[str, Any]:
    lists = {name: found if isinstance(found, list) else [found] for name, found in config.items()}
    return {"id": "c", "name": "n", "providerId": provider, "providerType": TYPE, "config": lists}


def post(provider: str, config: dict[str, Any], vault: Vault | None = None) -> dict[str, Any]:
    return checked(component(provider, config), vault or Vault(), "shop", lambda: NOW)


def pem(private: Any) -> str:
    text: str = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    return text


@pytest.mark.parametrize(
    ("provider", "config", "message"),
    [
        ("rsa-generated", {"keySize": "1000"}, SIZES),
        ("rsa-generated", {"keySize": ["1024", "2048"]}, "'Key size' should be a single entry"),
        ("rsa-enc-generated", {"keySize": "17"}, SIZES),
        ("rsa-generated", {"priority": "abc"}, "'Priority' should be a number"),
        ("hmac-generated", {"priority": " 5"}, "'Priority' should be a number"),
        ("hmac-generated", {"priority": "5.0"}, "'Priority' should be a number"),
        ("hmac-generated", {"priority": "99999999999999999999"}, "'Priority' should be a number"),
        ("hmac-generated", {"priority": ["5", "6"]}, "'Priority' should be a single entry"),
        ("rsa-generated", {"enabled": "maybe"}, "'Enabled' should be 'true' or 'false'"),
        ("hmac-generated", {"enabled": "TRUE"}, "'Enabled' should be 'true' or 'false'"),
        ("rsa-generated", {"active": "c", "keySize": "d"}, "'Active' should be 'true' or 'false'"),
        ("rsa-generated", {"priority": "a", "enabled": "b"}, "'Priority' should be a number"),
        ("rsa", {}, "'Private RSA Key' is required"),
        ("rsa", {"privateKey": ""}, "'Private RSA Key' is required"),
        ("rsa", {"active": "c"}, "'Active' should be 'true' or 'false'"),
        ("rsa", {"privateKey": "abc"}, "Failed to decode private key"),
        ("rsa-enc", {"privateKey": "abc"}, "Failed to decode private key"),
        ("ecdsa-generated", {"ecdsaEllipticCurveKey": "P-999"}, CURVES),
        ("ecdsa-generated", {"ecdsaEllipticCurveKey": ["P-256", "P-384"]}, "'Elliptic Curve' should be a single entry"),
        (
            "ecdsa-generated",
            {"ecdsaEllipticCurveKey": "d", "ecGenerateCertificate": "q"},
            "'Generate Certificate' should be 'true' or 'false'",
        ),
        (
            "ecdsa-generated",
            {"ecdsaPrivateKey": "junk", "ecdsaPublicKey": "junk", "ecdsaEllipticCurveKey": "P-384"},
            "Failed to get EC from its public key",
        ),
        ("ecdh-generated", {"ecdhEllipticCurveKey": "Q"}, CURVES),
        ("eddsa-generated", {"eddsaEllipticCurveKey": "X"}, "'Elliptic Curve' should be Ed25519 or Ed448"),
        ("hmac-generated", {"secretSize": "33"}, SECRETS),
        ("aes-generated", {"secretSize": "20"}, SECRETS),
        ("java-keystore", {}, "'Keystore' is required"),
        ("java-keystore", {"keystore": "/nope", "keystoreType": "XX"}, "'Keystore Password' is required"),
        ("java-keystore", {"keystore": "k", "keystorePassword": "x"}, "'Key Alias' is required"),
        ("java-keystore", {"keystore": "k", "keystorePassword": "x", "keyAlias": "a"}, "'Key Password' is required"),
    ],
)
def test_refused(provider: str, config: dict[str, Any], message: str) -> None:
    with pytest.raises(AdminError) as caught:
        post(provider, config)
    assert (caught.value.status, caught.value.body) == (400, {"errorMessage": message})


@pytest.mark.parametrize(
    ("provider", "provider_type", "config"),
    [("nosuch", TYPE, {}), ("rsa-generated", "nope", {}), (None, TYPE, {}), ("hmac-generated", TYPE, {"secret": ["***"]})],
)
def test_refused_as_a_provider(provider: str | None, provider_type: str, config: dict[str, Any]) -> None:
    given = {"providerId": provider, "providerType": provider_type, "config": config}
    with pytest.raises(AdminError) as caught:
        checked(given, Vault(), "shop", lambda: NOW)
    assert caught.value.body == {"error": "Invalid provider type or no such provider"}


@pytest.mark.parametrize(
    ("provider", "config", "shown"),
    [
        ("rsa-generated", {"algorithm": "foo", "unknown": "y", "priority": ""}, {"algorithm": ["foo"]}),
        ("rsa-generated", {"priority": "99999999999"}, {"priority": ["99999999999"]}),
        ("hmac-generated", {"priority": "+5"}, {"priority": ["+5"]}),
        ("hmac-generated", {"priority": [5], "enabled": [True]}, {"priority": ["5"], "enabled": ["true"]}),
        ("hmac-generated", {"priority": [None]}, {}),
        ("ecdsa-generated", {}, {"ecdsaEllipticCurveKey": ["P-256"]}),
        ("ecdh-generated", {"ecdhAlgorithm": "Q"}, {"ecdhEllipticCurveKey": ["P-256"], "ecdhAlgorithm": ["Q"]}),
        ("eddsa-generated", {}, {"eddsaEllipticCurveKey": ["Ed25519"]}),
        ("hmac-generated", {"secret": base64.b64encode(b"x" * 64).decode(), "kid": "k1"}, {"secretSize": ["64"]}),
        ("aes-generated", {"secret": base64.b64encode(b"x" * 16).decode(), "kid": "k2"}, {"secretSize": ["16"]}),
        ("aes-generated", {}, {}),
    ],
)
def test_accepted(provider: str, config: dict[str, Any], shown: dict[str, list[str]]) -> None:
    assert shown_config(post(provider, config)) == shown


def test_a_given_rsa_key_gets_a_certificate() -> None:
    private = make_rsa()
    for text in (pem(private), "".join(pem(private).splitlines()[1:-1])):
        stored = post("rsa", {"privateKey": text})
        assert shown_config(stored)["privateKey"] == ["**********"]
        certificate = load_der_x509_certificate(base64.b64decode(stored["config"]["certificate"][0]))
        assert certificate.public_key() == private.public_key()
        (key,) = KeyRing([stored], Vault(), "shop", lambda: NOW).all()
        assert key.certificate == stored["config"]["certificate"][0]


def test_keys_that_are_no_usable_rsa_keys() -> None:
    encrypted = make_rsa().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"x")).decode()
    for text in (encrypted, pem(make_ec("P-256"))):
        with pytest.raises(AdminError, match="Failed to decode private key"):
            post("rsa", {"privateKey": text})


def test_certificates_that_do_not_fit() -> None:
    private = pem(make_rsa())
    other = post("rsa", {"privateKey": pem(make_rsa())})["config"]["certificate"]
    with pytest.raises(AdminError, match="Certificate does not match private key"):
        post("rsa", {"privateKey": private, "certificate": other})
    with pytest.raises(AdminError, match="Failed to decode certificate"):
        post("rsa", {"privateKey": private, "certificate": "zz"})


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ({}, {"priority": ["3"], "keySize": ["1024"], "algorithm": ["RS384"]}),
        ({"priority": [""]}, {"keySize": ["1024"], "algorithm": ["RS384"]}),
        ({"priority": []}, {"keySize": ["1024"], "algorithm": ["RS384"]}),
        ({"algorithm": None}, {"priority": ["3"], "keySize": ["1024"]}),
        ({"keySize": ["2048"], "bogus": ["1"]}, {"priority": ["3"], "keySize": ["2048"], "algorithm": ["RS384"]}),
    ],
)
def test_an_update_is_merged(given: dict[str, Any], shown: dict[str, list[str]]) -> None:
    stored = post("rsa-generated", {"priority": "3", "keySize": "1024", "algorithm": "RS384"})
    updated = checked({"id": "c", "config": given}, Vault(), "shop", lambda: NOW, stored)
    assert shown_config(updated) == shown
    assert updated["name"] == "n"


def test_an_update_with_the_mask_keeps_the_key() -> None:
    stored = post("rsa", {"privateKey": pem(make_rsa())})
    updated = checked({**stored, "config": {**shown_config(stored), "active": ["false"]}}, Vault(), "shop", lambda: NOW, stored)
    assert updated["config"] == {**stored["config"], "active": ["false"]}
    with pytest.raises(AdminError, match="Certificate does not match private key"):
        checked({"config": {"privateKey": [pem(make_rsa())]}}, Vault(), "shop", lambda: NOW, stored)


@pytest.fixture
def keystore(tmp_path: Path) -> dict[str, str]:
    private = make_rsa()
    own = post("rsa", {"privateKey": pem(private)})["config"]["certificate"][0]
    certificate = load_der_x509_certificate(base64.b64decode(own))
    folder = tmp_path / "shop"
    folder.mkdir()
    data = pkcs12.serialize_key_and_certificates(b"mykey", private, certificate, None, BestAvailableEncryption(b"secret1"))
    (folder / "k.p12").write_bytes(data)
    (folder / "junk.p12").write_bytes(b"junk")
    (folder / "k.jks").write_bytes(bytes.fromhex("feedfeed00000002"))
    (tmp_path / "outside.p12").write_bytes(data)
    return {"keystore": "k.p12", "keystoreType": "PKCS12", "keystorePassword": "secret1", "keyAlias": "mykey", "keyPassword": "secret1"}


@pytest.mark.parametrize(
    ("changes", "use", "algorithm"),
    [
        ({}, "SIG", "RS256"),
        ({"keystoreType": ""}, "SIG", "RS256"),
        ({"algorithm": "PS256"}, "SIG", "PS256"),
        ({"keyUse": "enc"}, "ENC", "RSA-OAEP"),
    ],
)
def test_a_keystore_in_the_realms_folder(
    keystore: dict[str, str], tmp_path: Path, changes: dict[str, str], use: str, algorithm: str
) -> None:
    vault = Vault(tmp_path)
    stored = post("java-keystore", {**keystore, **changes}, vault)
    assert shown_config(stored)["keystorePassword"] == ["**********"]
    (key,) = KeyRing([stored], vault, "shop", lambda: NOW).all()
    assert (key.use, key.algorithm, key.type, len(key.kid)) == (use, algorithm, "RSA", 36)
    assert key.certificate is not None
    if use == "SIG":
        assert key.verify(b"x", key.sign(b"x"))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"keystorePassword": "bad"}, "Failed to load keys. IO error on server. keystore password was incorrect"),
        ({"keyAlias": "zz"}, "Failed to load keys. Key in the keystore cannot be recovered. Alias zz does not exists in the keystore."),
        (
            {"keyPassword": "bad"},
            (
                "Failed to load keys. Key in the keystore cannot be recovered. Get Key failed: Given final block not "
                "properly padded. Such issues can arise if a bad key is used during decryption."
            ),
        ),
        ({"keystore": "junk.p12"}, "Failed to load keys. IO error on server. null"),
        ({"keystore": "none.p12"}, "Failed to load keys. File not found on server. BASE/shop/none.p12 (No such file or directory)"),
        ({"keystore": "../outside.p12"}, "Keystore file BASE/outside.p12 is not under the realm directory BASE/shop"),
        (
            {"algorithm": "ES256"},
            "Failed to load keys. Algorithm not available on server. Invalid ES256 key for alias mykey. Algorithm is RSA.",
        ),
        ({"algorithm": "foo"}, "Failed to load keys. Keys for algorithm foo are not supported."),
        ({"keyUse": "foo"}, "Failed to load keys. Key in the keystore cannot be recovered. Invalid use foo for algorithm RS256."),
        ({"keystoreType": "XX"}, "Failed to load keys. KeyStore error on server. XX not found"),
        ({"keystoreType": "JKS", "keystore": "k.jks"}, "Failed to load keys. KeyStore error on server. JKS not found"),
    ],
)
def test_keystores_that_are_refused(keystore: dict[str, str], tmp_path: Path, changes: dict[str, str], message: str) -> None:
    with warnings.catch_warnings(), pytest.raises(AdminError) as caught:
        post("java-keystore", {**keystore, **changes}, Vault(tmp_path))
    assert caught.value.body == {"errorMessage": message.replace("BASE", str(tmp_path))}
