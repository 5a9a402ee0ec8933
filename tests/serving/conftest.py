"""A throw-away authority, and the command as a server that uses it, in a process of its own or in this one."""

import datetime as dt
import ipaddress
import re
import ssl
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from tests.commands.running import Served, Started

DAY = dt.timedelta(days=1)
NAMES = {"CN": NameOID.COMMON_NAME, "O": NameOID.ORGANIZATION_NAME, "OU": NameOID.ORGANIZATIONAL_UNIT_NAME, "C": NameOID.COUNTRY_NAME}
NAMES |= {"E": NameOID.EMAIL_ADDRESS}


def name(*parts):
    return x509.Name([x509.NameAttribute(NAMES[key], value) for key, value in parts])


@dataclass
class Owned:
    """A certificate and its key, as objects and as files."""

    certificate: x509.Certificate
    private: ec.EllipticCurvePrivateKey
    file: Path
    key: Path

    @property
    def pem(self):
        return self.file.read_text()

    @property
    def der(self):
        return self.certificate.public_bytes(serialization.Encoding.DER)


class Authority:
    """Issues certificates into a folder."""

    def __init__(self, folder, common="Throw-away authority"):
        self.folder = folder
        self.subject = name(("O", "Tests"), ("CN", common))
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.file = folder / f"{common.replace(' ', '-')}.pem"
        self.certificate = self._signed(self.subject, self.private, ca=True)
        self.file.write_bytes(self.certificate.public_bytes(serialization.Encoding.PEM))

    def issue(self, label, *subject, hosts=(), usage=ExtendedKeyUsageOID.CLIENT_AUTH, after=DAY):
        private = ec.generate_private_key(ec.SECP256R1())
        certificate = self._signed(name(*subject), private, hosts=hosts, usage=usage, after=after)
        file, key = self.folder / f"{label}.pem", self.folder / f"{label}.key"
        file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        form = serialization.PrivateFormat.PKCS8
        key.write_bytes(private.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()))
        return Owned(certificate, private, file, key)

    def _signed(self, subject, private, *, ca=False, hosts=(), usage=None, after=DAY):
        now = dt.datetime.now(dt.UTC)
        made = x509.CertificateBuilder().subject_name(subject).issuer_name(self.subject).public_key(private.public_key())
        made = made.serial_number(x509.random_serial_number()).not_valid_before(now - 2 * DAY).not_valid_after(now + after)
        made = made.add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        if usage is not None:
            made = made.add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
        if hosts:
            made = made.add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(h)) for h in hosts]), critical=False)
        return made.sign(self.private, hashes.SHA256())


@dataclass
class Certificates:
    """All that the tests present to each other."""

    authority: Authority
    server: Owned
    client: Owned
    other: Owned
    expired: Owned
    stranger: Owned
    key_store: Path
    trust_store: Path


@pytest.fixture(scope="session")
def certificates(tmp_path_factory):
    folder = tmp_path_factory.mktemp("certificates")
    authority, foreign = Authority(folder), Authority(folder, "Another authority")
    server = authority.issue("server", ("CN", "127.0.0.1"), hosts=("127.0.0.1",), usage=ExtendedKeyUsageOID.SERVER_AUTH)
    client = authority.issue("client", ("C", "SE"), ("O", "Acme, Inc."), ("OU", "R+D"), ("CN", "client one"), ("E", "one@example.org"))
    password = serialization.BestAvailableEncryption(b"changeit")
    key_store, trust_store = folder / "server.p12", folder / "trust.p12"
    key_store.write_bytes(pkcs12.serialize_key_and_certificates(b"server", server.private, server.certificate, None, password))
    trust_store.write_bytes(pkcs12.serialize_key_and_certificates(None, None, None, [authority.certificate], password))
    return Certificates(
        authority, server, client,
        authority.issue("other", ("O", "Acme"), ("CN", "client two")),
        authority.issue("expired", ("O", "Acme"), ("CN", "client two"), after=-DAY),
        foreign.issue("stranger", ("O", "Acme"), ("CN", "client two")),
        key_store, trust_store,
    )  # fmt: skip


class Ready:
    """A server with its ready line; ``urls`` are those in it."""

    def __init__(self, authority, *arguments, **environ):
        super().__init__("--https-port", "0", "--http-management-port", "0", *arguments, listens=False, **environ)
        self.authority = authority
        self.clients = []

    def __enter__(self):
        super().__enter__()
        self.ready = self.wait_for("Listening on: ")
        places, _, management = self.ready.partition("Listening on: ")[2].partition("Management interface listening on ")
        self.urls = re.findall(r"https?://[^\s]+?(?=\.?\s|\.?$)", places)
        self.management = management.strip().rstrip(".")
        self.http = next((url for url in self.urls if url.startswith("http:")), None)
        self.https = next((url for url in self.urls if url.startswith("https:")), None)
        return self

    def __exit__(self, *error):
        for client in self.clients:
            client.close()
        super().__exit__(*error)

    def client(self, url, owned=None):
        """An HTTP client that trusts the authority alone, and presents a certificate."""
        context = ssl.create_default_context(cafile=self.authority.file)
        if owned is not None:
            context.load_cert_chain(owned.file, owned.key)
        found = httpx.Client(base_url=url, verify=context, timeout=20, trust_env=False)
        self.clients.append(found)
        return found


class Process(Ready, Started):
    """In a process of its own."""


class Thread(Ready, Served):
    """In a thread of this process."""


def maker(kind, certificates):
    pair = ("--https-certificate-file", str(certificates.server.file), "--https-certificate-key-file", str(certificates.server.key))
    return lambda *arguments, tls=True, **environ: kind(certificates.authority, *(pair if tls else ()), *arguments, **environ)


@pytest.fixture(scope="session")
def start(certificates):
    """Makes processes that serve https with the server's certificate."""
    return maker(Process, certificates)


@pytest.fixture(scope="session")
def serve(certificates):
    """Makes the same within this process, for a test each."""
    return maker(Thread, certificates)


@pytest.fixture(autouse=True)
def _keys(pooled_keys):
    """Servers and rings of these tests end with them."""
