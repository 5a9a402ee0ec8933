"""Texts that describe clients and identity providers. Most of it is recorded: tests/parity/scenarios/clients_files.py."""

import pytest

UNREADABLE = {"error": "unknown_error", "error_description": "Cannot parse the JSON"}
WITH_A_TYPE = '<!DOCTYPE x [<!ENTITY e "v">]><md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="e"/>'


@pytest.mark.parametrize("text", ['{"clientId": "x", "nope": 1}', '{"redirect_uris": "x"}', '{"clientId": x}'])
def test_what_keycloak_fails_to_read_is_a_400(server, admin, text):
    server.realm()
    answer = admin.post("/client-description-converter", content=text)
    assert (answer.status_code, answer.json()) == (400, UNREADABLE)


def test_the_file_of_a_form_has_to_be_readable(server, admin):
    server.realm()
    for provider, text in (("oidc", ""), ("saml", "<x/>"), ("saml", WITH_A_TYPE), ("saml", "")):
        answer = admin.post("/identity-provider/import-config", data={"providerId": provider}, files={"file": ("f", text)})
        assert answer.status_code == 400, text


def test_a_provider_that_signs_is_told_with_its_key(server, admin):
    server.realm()
    config = {"singleSignOnServiceUrl": "https://x.example/s", "wantAuthnRequestsSigned": "true"}
    admin.post("/identity-provider/instances", json={"alias": "signing", "providerId": "saml", "config": config})
    text = admin.get("/identity-provider/instances/signing/export").text
    key = next(one for one in admin.get("/keys").json()["keys"] if one.get("algorithm") == "RS256")
    assert f'<md:KeyDescriptor use="signing"><ds:KeyInfo><ds:KeyName>{key["kid"]}</ds:KeyName>' in text
    assert f"<ds:X509Certificate>{key['certificate']}</ds:X509Certificate>" in text
    assert 'AuthnRequestsSigned="true"' in text


def test_a_certificate_in_metadata_makes_signatures_count(server, admin):
    server.realm()
    entity = 'xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.example"'
    key = '<X509Data xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Certificate>\nAAAA\nBBBB\n</X509Certificate></X509Data>'
    info = f'<KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#">{key}</KeyInfo></KeyDescriptor>'
    for until, enabled in (("", "true"), ('validUntil="2020-01-01T00:00:00.000Z"', "false"), ('validUntil="2999-01-01T00:00:00Z"', "true")):
        provider = f'<IDPSSODescriptor WantAuthnRequestsSigned="false">{info}</IDPSSODescriptor>'
        text = f"<EntityDescriptor {entity} {until}>{provider}</EntityDescriptor>"
        answer = admin.post("/identity-provider/import-config", data={"providerId": "saml"}, files={"file": ("f", text)}).json()
        assert (answer["validateSignature"], answer["wantAuthnRequestsSigned"], answer["enabledFromMetadata"]) == ("true", "false", enabled)
        assert answer["signingCertificate"] == "AAAA\nBBBB"
