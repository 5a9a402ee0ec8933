"""SAML service providers that register themselves with their metadata."""

import base64

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_der_private_key

METADATA = "urn:oasis:names:tc:SAML:2.0:metadata"
POST = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"


def provider(entity="http://sp.test/", inner=f'<md:AssertionConsumerService Binding="{POST}" Location="http://sp.test/acs" index="1"/>'):
    descriptor = f'<md:SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">{inner}</md:SPSSODescriptor>'
    return f'<md:EntityDescriptor xmlns:md="{METADATA}" entityID="{entity}">{descriptor}</md:EntityDescriptor>'


def send(registry, body):
    headers = {"Content-Type": "application/xml"}
    return registry.call("POST", "", registry.initial(), provider="saml2-entity-descriptor", content=body, headers=headers)


def test_it_gets_a_key_pair_of_its_own(registry):
    answer = send(registry, provider())
    client = answer.json()
    assert (answer.status_code, client["clientId"], client["protocol"]) == (201, "http://sp.test/", "saml")
    assert client["redirectUris"] == ["http://sp.test/acs"]
    attributes = client["attributes"]
    certificate = x509.load_der_x509_certificate(base64.b64decode(attributes["saml.signing.certificate"]))
    key = load_der_private_key(base64.b64decode(attributes["saml.signing.private.key"]), None)
    assert certificate.public_key() == key.public_key()
    assert certificate.subject.rfc4514_string() == "CN=http://sp.test/"
    own = registry.call("GET", "/http%3A%2F%2Fsp.test%2F", client["registrationAccessToken"], provider="default")
    assert own.json()["attributes"] == attributes
    wrong = registry.call("GET", "/http%3A%2F%2Fsp.test%2F", client["registrationAccessToken"])
    assert wrong.json() == {"error": "invalid_client", "error_description": "Wrong client protocol."}


def test_an_administrators_saml_client_gets_one_too(registry):
    made = registry.admin.post("/clients", json={"clientId": "sp", "protocol": "saml"})
    assert made.status_code == 201
    attributes = registry.admin.get(f"/clients/{made.headers['location'].rsplit('/', 1)[1]}").json()["attributes"]
    assert attributes["saml.client.signature"] == "true"
    assert attributes["saml.signing.certificate"]
    bare = registry.admin.post("/clients", json={"clientId": "bare", "protocol": "saml", "attributes": {"saml.client.signature": "false"}})
    attributes = registry.admin.get(f"/clients/{bare.headers['location'].rsplit('/', 1)[1]}").json()["attributes"]
    assert "saml.signing.certificate" not in attributes


@pytest.mark.parametrize(
    "body",
    [
        "",
        "nope",
        "<x/>",
        "<md:EntityDescriptor",
        provider().replace("SPSSO", "IDPSSO"),
        provider(entity=""),
        provider(inner="<md:AssertionConsumerService/>"),
        provider(inner='<md:KeyDescriptor use="signing"><x509/></md:KeyDescriptor>'),
        f'<!DOCTYPE x [<!ENTITY a "b">]>{provider()}',
        f'<!DOCTYPE x [<!ENTITY a "b">]>{provider()}'.encode("utf-16"),
        "<a>" * 10000,
        b"\xff\xfe\x00",
    ],
)
def test_what_is_no_service_provider(registry, body):
    answer = send(registry, body)
    assert answer.status_code == 400
    assert list(answer.json()) == ["error"]
