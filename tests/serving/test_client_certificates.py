"""Clients that authenticate by a certificate, in the handshake or through a proxy: answers recorded on Keycloak 26.7.4."""

import base64
import json
from urllib.parse import quote

import httpx
import pytest

TOKEN = "/realms/mtls/protocol/openid-connect/token"
REFUSED = (401, {"error": "invalid_client", "error_description": "Invalid client or Invalid client credentials"})
UNEXPECTED = (400, {"error": "unauthorized_client", "error_description": "Unexpected error when authenticating client"})
SUBJECT = "x509.subjectdn"
EXACT = {"x509.allow.regex.pattern.comparison": "false"}
TWO = "CN=client two,O=Acme"
CLIENTS = {
    "exact": {SUBJECT: TWO, **EXACT},
    "mail": {SUBJECT: "E=one@example.org,CN=client one,OU=R\\+D,O=Acme\\, Inc.,C=SE", **EXACT},
    "case": {SUBJECT: "CN=CLIENT TWO,O=Acme", **EXACT},
    "unset": {SUBJECT: TWO},
    "unset with space": {SUBJECT: "CN=client two, O=Acme"},
    "pattern": {SUBJECT: ".*CN=client two.*"},
    "part": {SUBJECT: "CN=client two"},
    "no subject": EXACT,
    "broken name": {SUBJECT: "rubbish", **EXACT},
    "broken pattern": {SUBJECT: "((("},
    "authority": {SUBJECT: TWO, "x509.casubjectdn": "CN=Throw-away authority,O=Tests", **EXACT},
    "other authority": {SUBJECT: TWO, "x509.casubjectdn": "CN=Nobody", **EXACT},
    "broken authority": {SUBJECT: TWO, "x509.casubjectdn": ".*", **EXACT},
    "blank authority": {SUBJECT: TWO, "x509.casubjectdn": " ", **EXACT},
}


@pytest.fixture(scope="module")
def realm(tmp_path_factory):
    clients = [
        {"clientId": name, "clientAuthenticatorType": "client-x509", "serviceAccountsEnabled": True, "attributes": attributes}
        for name, attributes in CLIENTS.items()
    ]
    clients += [
        {"clientId": "secret", "secret": "s", "serviceAccountsEnabled": True},
        {"clientId": "off", "enabled": False, "clientAuthenticatorType": "client-x509", "attributes": CLIENTS["exact"]},
    ]
    file = tmp_path_factory.mktemp("realm") / "mtls.json"
    file.write_text(json.dumps({"realm": "mtls", "enabled": True, "sslRequired": "none", "clients": clients}))
    return str(file)


@pytest.fixture(scope="module")
def server(start, realm, certificates):
    with start(realm, "--https-client-auth", "request", "--https-trust-store-file", str(certificates.authority.file)) as found:
        yield found


def asked(client, name, **options):
    found = client.post(TOKEN, data={"grant_type": "client_credentials", "client_id": name}, **options)
    return found.status_code, found.json() if found.status_code != 200 else None


@pytest.mark.parametrize("name", ["exact", "unset with space", "pattern", "authority", "blank authority"])
def test_the_certificate_is_the_clients(server, certificates, name):
    assert asked(server.client(server.https, certificates.other), name) == (200, None)


@pytest.mark.parametrize("name", ["mail", "case", "unset", "part", "no subject", "other authority", "off", "nobody"])
def test_the_certificate_is_another_one(server, certificates, name):
    assert asked(server.client(server.https, certificates.other), name) == REFUSED


@pytest.mark.parametrize("name", ["broken name", "broken pattern", "broken authority"])
def test_what_the_client_is_set_to_cannot_be_read(server, certificates, name):
    assert asked(server.client(server.https, certificates.other), name) == UNEXPECTED
    assert asked(server.client(server.https), name) == REFUSED


def test_names_with_what_has_to_be_escaped(server, certificates):
    assert asked(server.client(server.https, certificates.client), "mail") == (200, None)


def test_no_certificate(server):
    assert asked(server.client(server.https), "exact") == REFUSED
    assert asked(server.client(server.http), "exact") == REFUSED


def test_a_certificate_is_no_secret(server, certificates):
    client = server.client(server.https, certificates.other)
    wrong = {"error": "unauthorized_client", "error_description": "Invalid client or Invalid client credentials"}
    assert asked(client, "secret") == (401, wrong)


def test_the_client_names_itself(server, certificates):
    client = server.client(server.https, certificates.other)
    form = {"grant_type": "client_credentials"}
    missing = client.post(TOKEN, data=form, auth=("exact", ""))
    assert (missing.status_code, missing.json()) == (400, {"error": "invalid_client", "error_description": "Missing client_id parameter"})
    assert client.post(TOKEN, data=form).json() == REFUSED[1]
    assert client.post(f"{TOKEN}?client_id=exact", data=form).status_code == 200
    assert client.post(TOKEN, data={**form, "client_id": "exact", "client_secret": "ignored"}).status_code == 200


def test_introspection_by_a_client_with_a_certificate(server, certificates):
    path = f"{TOKEN}/introspect"
    form = {"client_id": "exact", "token": "rubbish"}
    assert server.client(server.https, certificates.other).post(path, data=form).json() == {"active": False}
    assert server.client(server.https).post(path, data=form).json() == REFUSED[1]


@pytest.mark.parametrize("which", ["expired", "stranger"])
def test_certificates_that_are_not_trusted_end_the_handshake(server, certificates, which):
    with pytest.raises(httpx.TransportError):
        server.client(server.https, getattr(certificates, which)).get("/realms/mtls")


def test_a_certificate_that_is_required(serve, realm, certificates):
    options = ("--https-client-auth", "required", "--https-trust-store-file", str(certificates.trust_store))
    with serve(realm, *options, "--https-trust-store-password", "changeit") as server:
        assert asked(server.client(server.https, certificates.other), "exact") == (200, None)
        with pytest.raises(httpx.TransportError):
            server.client(server.https).get("/realms/mtls")


def test_trusted_authorities_from_a_folder(serve, realm, certificates, tmp_path):
    (tmp_path / "authority.crt").write_bytes(certificates.authority.file.read_bytes())
    (tmp_path / "notes.txt").write_text("not a certificate")
    with serve(realm, "--https-client-auth", "request", "--truststore-paths", str(tmp_path)) as server:
        client = server.client(server.https, certificates.other)
        assert asked(client, "exact") == asked(client, "authority") == (200, None)


def test_nothing_is_asked_for_unless_settings_say_so(serve, realm, certificates):
    with serve(realm, "--truststore-paths", str(certificates.authority.folder / "Throw-away-authority.pem")) as server:
        assert asked(server.client(server.https, certificates.other), "exact") == REFUSED


def headers(certificates, provider, options):
    """A certificate as each proxy writes it."""
    pem, encoded = certificates.other.pem, base64.b64encode(certificates.other.der).decode()
    line = pem.replace("\n", " ").strip()
    return {
        "nginx": {"ssl-client-cert": quote(pem)},
        "apache": {"ssl-client-cert": line},
        "haproxy": {"ssl-client-cert": encoded},
        "rfc9440": {"client-cert": f":{encoded}:"},
        "traefik": {"x-forwarded-tls-client-cert": encoded},
        "envoy": {"x-forwarded-client-cert": f'Hash=abc;Cert="{quote(pem)}";Subject="CN=x"'},
    }[provider]


SPI = "--spi-x509cert-lookup"
NAMED = {name: (f"{SPI}--{name}--ssl-client-cert", "ssl-client-cert") for name in ("nginx", "apache", "haproxy")}


@pytest.mark.parametrize("provider", ["nginx", "apache", "haproxy", "rfc9440", "traefik", "envoy"])
def test_a_proxy_passes_the_certificate_on(serve, realm, certificates, provider):
    options = (f"{SPI}--provider", provider, *NAMED.get(provider, ()), "--https-trust-store-file", str(certificates.authority.file))
    with serve(realm, *options, tls=False) as server:
        client = server.client(server.http)
        sent = headers(certificates, provider, options)
        assert asked(client, "exact", headers=sent) == (200, None)
        assert asked(client, "authority", headers=sent) == (200, None)
        assert asked(client, "exact") == REFUSED
        if provider == "nginx":
            two = quote(certificates.other.pem + certificates.client.pem)
            assert asked(client, "exact", headers={"ssl-client-cert": two}) == REFUSED
        for text in ("", "rubbish", "%zz", ":rubbish:", "Cert=rubbish", "-----BEGIN CERTIFICATE-----", '"', "::", "\xff"):
            assert asked(client, "exact", headers={name: text.encode("latin-1") for name in sent}) == REFUSED


def test_headers_do_nothing_where_no_proxy_is_named(server, certificates):
    client = server.client(server.http)
    for provider in ("nginx", "apache", "haproxy", "rfc9440", "traefik", "envoy"):
        assert asked(client, "exact", headers=headers(certificates, provider, ())) == REFUSED


def test_headers_count_from_trusted_proxies_alone(serve, realm, certificates):
    options = (f"{SPI}--provider", "rfc9440", "--proxy-trusted-addresses", "10.0.0.0/8,192.0.2.1", "--proxy-headers", "xforwarded")
    with serve(realm, *options, tls=False) as server:
        client = server.client(server.http)
        assert asked(client, "exact", headers=headers(certificates, "rfc9440", ())) == REFUSED
        found = client.get("/realms/mtls/.well-known/openid-configuration", headers={"X-Forwarded-Host": "evil.example.org"}).json()
        assert found["issuer"] == f"{server.http}/realms/mtls"


def test_nginx_may_be_asked_whether_it_trusts(serve, realm, certificates):
    options = (f"{SPI}--provider", "nginx", *NAMED["nginx"], f"{SPI}--nginx--trust-proxy-verification", "true")
    with serve(realm, *options, tls=False) as server:
        client, sent = server.client(server.http), headers(certificates, "nginx", ())
        assert asked(client, "exact", headers={**sent, "ssl-client-verify": "SUCCESS"}) == (200, None)
        assert asked(client, "exact", headers={**sent, "ssl-client-verify": "NONE"}) == REFUSED
        assert asked(client, "exact", headers=sent) == REFUSED
