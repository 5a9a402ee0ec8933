"""Keys and certificates of clients. Answers are those of Keycloak 26.7.4; of key stores there are PKCS12 and JKS."""

import base64
import json

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12

from tests import wire
from tests.support import admin_token, http_client

STORE = {"format": "PKCS12", "keyAlias": "mine", "keyPassword": "p", "storePassword": "p"}
MISSING = {"error": "certificate-not-found", "error_description": "Certificate or key with given alias not found in the keystore"}


@pytest.fixture
def keys(server):
    """Asks for the keys of the client ``app``, and for its attributes."""
    server.realm(clients=[{"clientId": "app", "secret": "s"}])
    token = admin_token(server.url)
    headers = {"Authorization": f"Bearer {token}"}
    client = wire.get(f"{server.url}/admin/realms/test/clients", params={"clientId": "app"}, headers=headers).json()[0]["id"]
    with http_client(base_url=f"{server.url}/admin/realms/test/clients/{client}", headers=headers, timeout=30) as http:

        def ask(path="", method="GET", **body):
            return http.request(method, f"/certificates/jwt.credential{path}", **body)

        ask.attributes = lambda: {name for name in http.get("").json()["attributes"] if name.startswith("jwt.credential")}
        yield ask


@pytest.fixture
def pair(keys):
    return keys("/generate", "POST").json()


def upload(keys, kind, content, path="/upload-certificate", **more):
    return keys(path, "POST", files={"file": ("x", content)}, data={"keystoreFormat": kind, **more})


def test_a_pair_is_made_kept_and_put_into_a_store(keys, server):
    assert keys().json() == {}
    assert keys("/download", "POST", json=STORE).json() == {"error": "keypair not generated for client"}
    pair = keys("/generate", "POST")
    assert (pair.status_code, pair.headers["cache-control"]) == (200, "no-cache")
    assert keys().json() == pair.json()
    assert keys.attributes() == {"jwt.credential.certificate", "jwt.credential.private.key"}
    certificate = x509.load_der_x509_certificate(base64.b64decode(pair.json()["certificate"]))
    assert certificate.subject.rfc4514_string() == "CN=app"
    assert certificate.public_key().key_size == 4096
    answer = keys("/download", "POST", json=STORE)
    assert answer.headers["content-type"] == "application/octet-stream"
    store = pkcs12.load_pkcs12(answer.content, b"p")
    assert (store.cert.friendly_name, store.cert.certificate) == (b"mine", certificate)
    assert [one.friendly_name for one in store.additional_certs] == [b"test"]
    assert store.key.public_key() == certificate.public_key()


def test_a_pair_in_a_store_leaves_only_its_certificate_behind(keys):
    answer = keys("/generate-and-download", "POST", json={**STORE, "realmCertificate": False})
    store = pkcs12.load_pkcs12(answer.content, b"p")
    assert store.additional_certs == []
    assert base64.b64decode(keys().json()["certificate"]) == store.cert.certificate.public_bytes(serialization.Encoding.DER)
    assert keys.attributes() == {"jwt.credential.certificate"}


@pytest.mark.parametrize(
    ("change", "status", "error"),
    [
        ({"format": "ZZ"}, 406, "Not supported keystore format. Supported keystore formats: [JKS, PKCS12]"),
        ({"format": "BCFKS"}, 406, "Not supported keystore format. Supported keystore formats: [JKS, PKCS12]"),
        ({"keyPassword": None}, 400, "password-missing"),
        ({"storePassword": ""}, 400, "password-missing"),
    ],
)
def test_stores_that_are_refused(keys, change, status, error):
    kept = keys.attributes() if keys("/generate", "POST").status_code == 200 else None
    for path in ("/download", "/generate-and-download"):
        answer = keys(path, "POST", json={**STORE, **change})
        assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert keys.attributes() == kept


def test_a_store_of_nothing(keys):
    for change in ({}, {"format": "BCFKS"}, {"keyPassword": None}, {"format": None}):
        answer = keys("/download", "POST", json={**STORE, **change})
        assert (answer.status_code, answer.json()["error"]) == (404, "keypair not generated for client")
    assert keys("/generate-and-download", "POST", json={**STORE, "format": None}).json()["error"] == "unknown_error"


def test_certificates_and_keys_are_taken_from_files(keys, pair):
    text = pair["certificate"]
    pem = f"-----BEGIN CERTIFICATE-----\n{text}\n-----END CERTIFICATE-----\n"
    for content in (pem, text):
        assert upload(keys, "Certificate PEM", content).json() == {"certificate": text}
        assert keys.attributes() == {"jwt.credential.certificate"}
    public = x509.load_der_x509_certificate(base64.b64decode(text)).public_key()
    key = public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()
    assert upload(keys, "Public Key PEM", key, "/upload").json() == {"publicKey": key}
    assert keys.attributes() == {"jwt.credential.public.key"}


def test_a_store_is_read_back(keys, pair):
    store = keys("/download", "POST", json=STORE).content
    upload(keys, "Certificate PEM", pair["certificate"])
    assert upload(keys, "PKCS12", store, keyAlias="mine", storePassword="p").json() == pair
    assert upload(keys, "PKCS12", store, keyAlias="test", storePassword="p").json().keys() == {"certificate"}
    assert upload(keys, "PKCS12", store, keyAlias="other", storePassword="p").json() == MISSING
    assert upload(keys, "PKCS12", store, keyAlias="mine", storePassword="bad").json() == {"error": "PKCS12 key store mac invalid"}


@pytest.mark.parametrize(
    ("kind", "content"), [("Certificate PEM", "garbage"), ("Public Key PEM", "garbage"), ("Zzz", "x"), ("PKCS12", "x")]
)
def test_files_that_are_something_else(keys, kind, content):
    assert upload(keys, kind, content).status_code == 400
    assert keys.attributes() == set()


SIGNS = {"kty": "EC", "crv": "P-256", "kid": "e", "use": "sig", "x": "wGa7xU1TmRLynIBcYj7rNSd615kUoOrUbOmsPNTmDOs",
         "y": "Y5jwlEAnQPE9FLCPbwNHW9rrhUp_uQhwDBrT6YmGQo4"}  # fmt: skip
NAMELESS, UNSAID = ({name: value for name, value in SIGNS.items() if name != without} for without in ("kid", "use"))


@pytest.mark.parametrize("entries", [[SIGNS], [{"kty": "XX"}, {**SIGNS, "use": "enc"}, SIGNS]])
def test_a_key_set_is_kept_as_it_is_written(keys, entries):
    text = json.dumps({"keys": entries})
    values = upload(keys, "JSON Web Key Set", text).json()
    assert (values["kid"], values["jwks"], keys().json()) == ("e", text, {})
    serialization.load_der_public_key(base64.b64decode(values["publicKey"]))


@pytest.mark.parametrize(
    "content", ["[]", "nope", "", *(json.dumps({"keys": [key]}) for key in (NAMELESS, UNSAID, {**SIGNS, "use": "enc"}))]
)
def test_key_sets_without_a_key_that_signs(keys, content):
    assert upload(keys, "JSON Web Key Set", content).json() == MISSING


def test_a_file_for_an_identity_provider(keys, pair, admin):
    def read(kind, content, **more):
        form = {"data": {"keystoreFormat": kind, **more}, "files": {"file": ("x", content)}}
        return admin.post("/identity-provider/upload-certificate", **form).json()

    store = keys("/download", "POST", json=STORE).content
    assert read("Certificate PEM", pair["certificate"]).keys() == {"publicKey", "certificate"}
    assert read("PKCS12", store, keyAlias="mine", storePassword="p").keys() == {"privateKey", "publicKey", "certificate"}
    assert read("JSON Web Key Set", json.dumps({"keys": [SIGNS]}))["kid"] == "e"
    missing = read("PKCS12", store, keyAlias="other", storePassword="p")
    assert missing == {"error": "certificate-not-found", "error_description": "Invalid certificate/key in file"}
    assert read("JSON Web Key Set", "{}")["error_description"] == "Certificate or key error loding from uploaded file"
    assert read("BCFKS", "x", keyAlias="x", storePassword="p") == {"error": "error loading keystore"}


def test_forms_without_a_file(keys):
    assert keys("/upload", "POST", data={"keystoreFormat": "Certificate PEM"}).json() == {"error": "file cannot be empty"}
    assert keys("/upload", "POST", json={}).json() == {"error": "keystoreFormat cannot be null"}


JKS = {"format": "JKS", "keyAlias": "Mine", "keyPassword": "of the key", "storePassword": "of the store"}


def test_a_pair_goes_into_a_java_store_and_comes_back(keys, pair):
    content = keys("/download", "POST", json=JKS).content
    assert content[:4].hex() == "feedfeed"
    for alias in ("mine", "MINE"):
        read = upload(keys, "JKS", content, "/upload", keyAlias=alias, keyPassword="of the key", storePassword="of the store")
        assert read.json() == pair
    realms = upload(keys, "JKS", content, keyAlias="test", storePassword="of the store")
    assert set(realms.json()) == {"certificate"}


def test_java_stores_that_do_not_open(keys, pair):
    content = keys("/download", "POST", json=JKS).content
    alone = {"certificate": pair["certificate"]}
    for file, change, status, body in (
        (content, {"keyAlias": "nope"}, 400, MISSING),
        (content, {"storePassword": "wrong"}, 400, {"error": "Password verification failed"}),
        (b"x", {}, 400, {"error": "error loading keystore"}),
        (content, {"keyPassword": "wrong"}, 200, alone),
    ):
        fields = {"keyAlias": "mine", "keyPassword": "of the key", "storePassword": "of the store", **change}
        answer = upload(keys, "JKS", file, **fields)
        assert (answer.status_code, answer.json()) == (status, body), change
