"""Files that configure an application for a client; answers are those of Keycloak 26.7.4."""

import io
import zipfile

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization

AUDIENCE = {"verify-token-audience": True}
CREDENTIALS = {"credentials": {"secret": "s"}}
ENFORCER = {"policy-enforcer": {"credentials": {}}}
ROLES = {"use-resource-role-mappings": True}
GUARD = {"secret": "s", "serviceAccountsEnabled": True, "authorizationServicesEnabled": True}


def installation(admin, kind, client, *roles):
    """The file of this kind for a new client that has these roles of its own."""
    created = admin.post("/clients", json={"clientId": "app", **client})
    place = f"/clients/{created.headers['location'].rpartition('/')[2]}"
    for role in roles:
        assert admin.post(f"{place}/roles", json={"name": role}).status_code == 201
    return admin.get(f"{place}/installation/providers/{kind}")


@pytest.mark.parametrize(
    ("client", "roles", "expected"),
    [
        (GUARD, (), {**AUDIENCE, **CREDENTIALS, **ENFORCER}),
        (GUARD, ("q",), {**AUDIENCE, **CREDENTIALS, **ENFORCER, **ROLES}),
        ({**GUARD, "authorizationSettings": {"policyEnforcementMode": "DISABLED"}}, (), {**AUDIENCE, **CREDENTIALS, **ENFORCER}),
        ({"secret": "s"}, ("q",), {**AUDIENCE, **CREDENTIALS, **ROLES}),
        ({"publicClient": True}, (), {"public-client": True}),
    ],
)
def test_keycloak_json(admin, client, roles, expected):
    settings = installation(admin, "keycloak-oidc-keycloak-json", client, *roles).json()
    usual = {"realm": "test", "ssl-required": "external", "resource": "app", "confidential-port": 0}
    del settings["auth-server-url"]
    assert settings == {**usual, **expected}


def test_commands_without_a_credential_end_with_an_empty_line(admin):
    text = installation(admin, "keycloak-oidc-jboss-subsystem-cli", {"publicClient": True}).text
    assert text.endswith("    ssl-required=EXTERNAL)\n\n")


def test_an_unknown_signature_algorithm(admin):
    attributes = {"saml.signing.certificate": "c", "saml.signature.algorithm": "NOPE"}
    answer = installation(admin, "keycloak-saml", {"protocol": "saml", "attributes": attributes})
    assert (answer.status_code, answer.json()["error"]) == (400, "unknown_error")


def files(admin, kind, client):
    """The archive of this kind for a new client, as texts by path."""
    answer = installation(admin, kind, client)
    assert answer.headers["content-type"] == "application/zip"
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    return {entry.filename: archive.read(entry).decode() for entry in archive.infolist()}


def test_archive_for_mod_auth_mellon(admin):
    keys = {"saml.signing.certificate": "c" * 65, "saml.signing.private.key": "é" * 64}
    content = files(admin, "mod-auth-mellon", {"clientId": "a/b c", "protocol": "saml", "attributes": keys})
    assert list(content) == [
        f"a_b_c/{name}" for name in ("idp-metadata.xml", "sp-metadata.xml", "client-private-key.pem", "client-cert.pem")
    ]
    assert content["a_b_c/client-private-key.pem"] == f"-----BEGIN PRIVATE KEY-----\n{'?' * 64}\n-----END PRIVATE KEY-----"
    assert content["a_b_c/client-cert.pem"] == f"-----BEGIN CERTIFICATE-----\n{'c' * 64}\nc\n-----END CERTIFICATE-----"
    assert 'entityID="a/b c" ID="ID_' in content["a_b_c/sp-metadata.xml"]
    realm, key = content["a_b_c/idp-metadata.xml"], next(key for key in admin.get("/keys").json()["keys"] if key["algorithm"] == "RS256")
    assert f"<ds:KeyName>{key['kid']}</ds:KeyName><ds:X509Data><ds:X509Certificate>{key['certificate']}<" in realm
    services = ("ArtifactResolutionService", *["SingleLogoutService"] * 4, *["NameIDFormat"] * 4, *["SingleSignOnService"] * 4)
    assert [part.partition(">")[0].partition(" ")[0] for part in realm.split("<md:")[4:]] == list(services)


def test_archive_for_mod_auth_mellon_without_keys(admin):
    content = files(
        admin, "mod-auth-mellon", {"protocol": "saml", "attributes": {"saml.client.signature": "false", "saml.signing.certificate": "c"}}
    )
    assert list(content) == ["app/idp-metadata.xml", "app/sp-metadata.xml"]


def test_archive_for_docker_compose(admin):
    content = files(admin, "docker-v2-compose-yaml", {"clientId": "my registry"})
    folder = "keycloak-docker-compose-yaml/"
    names = (
        "",
        "docker-compose.yaml",
        "data/",
        "data/.gitignore",
        "certs/",
        "certs/localhost.crt",
        "certs/localhost.key",
        "certs/localhost_trust_chain.pem",
    )
    assert list(content) == [*(f"{folder}{name}" for name in names), f"{folder}README.md"]
    assert "    REGISTRY_AUTH_TOKEN_SERVICE: my registry\n" in content[f"{folder}docker-compose.yaml"]
    assert content[f"{folder}docker-compose.yaml"].endswith("  volumes:\n    - ./data:/data:z\n    - ./certs:/opt/certs:z")
    certificate = x509.load_pem_x509_certificate(content[f"{folder}certs/localhost.crt"].encode())
    key = serialization.load_pem_private_key(content[f"{folder}certs/localhost.key"].encode(), None)
    assert certificate.subject.rfc4514_string() == "CN=test"
    assert certificate.public_key() == key.public_key()
    trusted = x509.load_pem_x509_certificate(content[f"{folder}certs/localhost_trust_chain.pem"].encode())
    assert trusted != certificate


@pytest.fixture
def admin(server, admin):
    server.realm()
    return admin
