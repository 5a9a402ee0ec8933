"""Servers that are asked by https: who is trusted, and who is not."""

import datetime as dt
import ipaddress
import ssl
import subprocess

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pytest_httpserver import HTTPServer

INLINE = ["--realm", "master", "--token", "x", "--no-config"]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A PEM file with a certificate for 127.0.0.1 that signed itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    pair = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "server.pem"
    form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    file.write_bytes(pair.public_bytes(serialization.Encoding.PEM) + key.private_bytes(*form))
    return file


@pytest.fixture
def url(certificate):
    """Where a server of that certificate lists no realms."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with HTTPServer(host="127.0.0.1", ssl_context=context) as served:
        served.expect_request("/admin/realms").respond_with_json([])
        yield f"https://127.0.0.1:{served.port}"


def test_a_certificate_that_nobody_trusts(local, url):
    done = local("get", "realms", "--server", url, *INLINE)
    assert (done.code, done.out) == (1, "")
    assert "is not trusted" in done.err
    assert "--truststore takes a PEM file" in done.err


def test_a_truststore_of_one_command(local, url, certificate):
    assert local.ok("get", "realms", "--server", url, *INLINE, "--truststore", certificate).out == "[ ]"


def test_a_truststore_that_is_kept(local, url, certificate):
    local.ok("config", "truststore", certificate)
    assert local.ok("get", "realms", "--server", url, "--realm", "master", "--token", "x").out == "[ ]"


def test_insecure(local, url):
    done = local.ok("get", "realms", "--server", url, *INLINE, "--insecure")
    assert done.out == "[ ]"
    assert done.err.startswith("The server is configured to use TLS but there is no truststore specified.\n")


def test_a_truststore_that_is_none(local, url, certificate, tmp_path):
    store, text = tmp_path / "store.p12", tmp_path / "text"
    text.write_text("hello")
    command = ["openssl", "pkcs12", "-export", "-in", certificate, "-out", store, "-passout", "pass:x"]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("openssl is not installed")
    for file, message in (
        (store, f"Failed to load truststore: {store} is a Java keystore (JKS or PKCS12); export its certificates as PEM\n"),
        (text, f"Failed to load truststore: {text} has no certificates in PEM\n"),
        ("/none", "Failed to load truststore: /none\n"),
    ):
        done = local("get", "realms", "--server", url, *INLINE, "--truststore", file)
        assert (done.code, done.out, done.err) == (1, "", message)
