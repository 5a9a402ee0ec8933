"""Files of clients and identity providers: what configures adapters, and descriptions that clients and providers are made of."""

CLIENTS = [
    {"clientId": "conf", "secret": "s<&>"}, {"clientId": "pub", "publicClient": True}, {"clientId": "bear", "bearerOnly": True}, {"clientId": "jwt", "clientAuthenticatorType": "client-jwt"},
    {"clientId": "sjwt", "clientAuthenticatorType": "client-secret-jwt", "secret": "s", "attributes": {"token.endpoint.auth.signing.alg": "HS256"}}, {"clientId": "roles", "secret": "z"},
    {"clientId": "mapped", "secret": "m"}, {"clientId": "pubroles", "publicClient": True},
    {"clientId": "bearer with account", "bearerOnly": True, "serviceAccountsEnabled": True, "secret": "b"}, {"clientId": "bearer of nodes", "bearerOnly": True, "nodeReRegistrationTimeout": 5, "secret": "n"},
]
FILES = ("keycloak-oidc-keycloak-json", "keycloak-oidc-jboss-subsystem", "keycloak-oidc-jboss-subsystem-cli", "docker-v2-variable-override", "docker-v2-registry-config-file", "nope")


def installations(kc):
    audience = {"name": "aud", "protocol": "openid-connect", "protocolMapper": "oidc-audience-mapper", "config": {"included.client.audience": "mapped", "access.token.claim": "true"}}
    realm = kc.realm(clients=CLIENTS, roles={"client": {"roles": [{"name": "r"}], "pubroles": [{"name": "r"}]}}, clientScopes=[{"name": "sc", "protocol": "openid-connect", "protocolMappers": [audience]}])
    for client in kc.setup("GET", f"/admin/realms/{realm}/clients").json or []:
        if client["clientId"] in {one["clientId"] for one in CLIENTS}:
            for name in FILES:
                kc.get(f"/admin/realms/{realm}/clients/{client['id']}/installation/providers/{name}", admin=True)


KEYS = {"saml.signing.certificate": "CERT<&>", "saml.signing.private.key": "KEY\"'\\", "saml.encrypt": "true", "saml.encryption.certificate": "ENC", "saml.encryption.private.key": "OTHER"}

POST = {"saml_assertion_consumer_url_post": "https://sp.example/acs?a=1&b=2", "saml_single_logout_service_url_post": "https://sp.example/out"}

REDIRECT = {"saml_assertion_consumer_url_redirect": "https://sp.example/r", "saml_single_logout_service_url_redirect": "https://sp.example/r-out", "saml.force.post.binding": "false"}

ARTIFACT = {"saml.artifact.binding": "true", "saml_artifact_binding_url": "https://sp.example/art"}

SIGNED = {"saml.signing.certificate": "CERT", "saml.signing.private.key": "KEY"}

SAML_CLIENTS = [
    {"clientId": "keys", "attributes": KEYS, "baseUrl": "https://sp.example/base?a=1&b=2"}, {"clientId": "off", "attributes": {"saml.client.signature": "false", "saml.server.signature": "false", "saml.assertion.signature": "true"}, "baseUrl": "/b"},
    {"clientId": "post", "attributes": {**SIGNED, **POST, **REDIRECT, "saml.force.post.binding": "true", "saml_name_id_format": "email"}}, {"clientId": "redirect", "attributes": {**SIGNED, **POST, **REDIRECT, "saml_name_id_format": "persistent"}},
    {"clientId": "artifact", "attributes": {**SIGNED, **POST, **ARTIFACT, "saml_name_id_format": "transient"}}, {"clientId": "artifact-out", "attributes": {**SIGNED, **ARTIFACT, "saml_single_logout_service_url_artifact": "https://sp.example/art-out"}},
    {"clientId": "administered", "attributes": {**SIGNED, "saml.signature.algorithm": "RSA_SHA512_MGF1", "saml_name_id_format": "odd"}, "adminUrl": "https://sp.example/adm", "rootUrl": "https://root.example"},
    {"clientId": "a/b c<&>\"", "attributes": {**SIGNED, "saml.encrypt": "true"}}, {"clientId": "unsure", "attributes": {"saml.client.signature": "True", "saml.encrypt": "TRUE", "saml.signature.algorithm": "NOPE"}},
    {"clientId": "oidc", "protocol": "openid-connect", "attributes": {"saml.client.signature": "true"}},
]


def saml_installations(kc):
    realm = kc.realm(sslRequired="none")
    for client in SAML_CLIENTS:
        kc.setup("POST", f"/admin/realms/{realm}/clients", {"protocol": "saml", **client})
    places = {client["clientId"]: client["id"] for client in kc.setup("GET", f"/admin/realms/{realm}/clients").json or []}
    for client in SAML_CLIENTS:
        for name in ("saml-sp-descriptor", "keycloak-saml", "keycloak-saml-subsystem", "keycloak-saml-subsystem-cli", "saml-idp-descriptor"):
            if client["clientId"] == "keys" or name not in ("keycloak-saml-subsystem", "saml-idp-descriptor"):
                kc.get(f"/admin/realms/{realm}/clients/{places.get(client['clientId'])}/installation/providers/{name}", admin=True)


OIDC = '{"client_name": "by metadata", "redirect_uris": ["https://a.example/cb"], "grant_types": ["authorization_code", "refresh_token"], "token_endpoint_auth_method": "client_secret_basic"}'
SAML = """<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://sp.example/saml">
<md:SPSSODescriptor AuthnRequestsSigned="false" WantAssertionsSigned="true" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
<md:SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://sp.example/logout"/>
<md:NameIDFormat>urn:oasis:names:tc:SAML:2.0:nameid-format:persistent</md:NameIDFormat>
<md:AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://sp.example/acs" index="1" isDefault="true"/>
</md:SPSSODescriptor></md:EntityDescriptor>"""


def descriptions_become_clients(kc):
    realm = kc.realm(users=[{"username": "clerk", "enabled": True, "email": "c@x.org", "firstName": "A", "lastName": "B", "credentials": [{"type": "password", "value": "wonder"}],
                             "clientRoles": {"realm-management": ["view-clients"]}}], clients=[{"clientId": "app", "secret": "s", "directAccessGrantsEnabled": True}])
    place = f"/admin/realms/{realm}/client-description-converter"
    for text, kind in (
        ('{"clientId": "x", "rootUrl": "https://x.example"}', "application/json"), (' {"clientId": "x"}', "text/plain"), ('{"clientId": "x"}', "application/xml"), 
        ("{}", "application/json"), (OIDC, "application/json"), (OIDC, "text/plain"), ('{"client_id": "x"}', "application/json"), ('{"realm": "x"}', "application/json"),
        (SAML, "application/xml"), (SAML, "text/plain"), (SAML, "application/json"), ("<x/>", "application/xml"), ("<md:EntityDescriptor", "text/plain"), ("neither", "text/plain"), ("[]", "application/json"),
    ):
        kc.post(place, raw=text, headers={"Content-Type": kind}, admin=True)
    form = {"grant_type": "password", "client_id": "app", "client_secret": "s", "username": "clerk", "password": "wonder"}
    kc.post(place, raw="{}", headers={"Content-Type": "text/plain"}, bearer=kc.token(realm, form).get("access_token"))


METADATA = {"issuer": "https://up.example", "authorization_endpoint": "https://up.example/auth", "token_endpoint": "https://up.example/token", "jwks_uri": "https://up.example/certs",
            "userinfo_endpoint": "https://up.example/userinfo", "end_session_endpoint": "https://up.example/logout"}
IDP = """<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.example">
<md:IDPSSODescriptor WantAuthnRequestsSigned="true" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
<md:SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://idp.example/logout"/>
<md:NameIDFormat>urn:oasis:names:tc:SAML:2.0:nameid-format:persistent</md:NameIDFormat>
<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://idp.example/post"/>
<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://idp.example/redirect"/>
</md:IDPSSODescriptor></md:EntityDescriptor>"""
BOUNDARY = "parityboundary"


def _multipart(**parts):
    lines = []
    for name, value in parts.items():
        more = f'; filename="{name}.txt"\r\nContent-Type: application/octet-stream' if name == "file" else ""
        lines.append(f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n{value}\r\n')
    return "".join(lines) + f"--{BOUNDARY}--\r\n"


def providers_by_file(kc):
    import json

    realm = kc.realm()
    place = f"/admin/realms/{realm}/identity-provider"
    kind = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
    for parts in (
        {"providerId": "oidc", "file": json.dumps(METADATA)}, {"providerId": "keycloak-oidc", "file": json.dumps({"issuer": "https://up.example"})}, {"providerId": "saml", "file": IDP},
        {"providerId": "oidc", "file": json.dumps({**METADATA, "nope": 1})}, {"file": json.dumps(METADATA)}, {"providerId": "google", "file": json.dumps(METADATA)},
    ):
        kc.post(f"{place}/import-config", raw=_multipart(**parts), headers=kind, admin=True)
    for alias, config in (("saml", {"singleSignOnServiceUrl": "https://x.example/s", "entityId": "e"}), ("plain", {"singleSignOnServiceUrl": "https://x.example/s"}),
                          ("more", {"singleSignOnServiceUrl": "https://x.example/s", "wantAssertionsSigned": "true", "nameIDPolicyFormat": "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress", "postBindingResponse": "true"})):
        kc.setup("POST", f"{place}/instances", {"alias": alias, "providerId": "saml", "config": config})
        kc.get(f"{place}/instances/{alias}/export", headers={"Accept": "application/xml"}, admin=True)
    kc.get(f"{place}/instances/saml/export", admin=True)
    kc.get(f"{place}/instances/saml/export", query={"format": "saml-idp-descriptor"}, admin=True)
    kc.get(f"{place}/instances/nope/export", admin=True)
