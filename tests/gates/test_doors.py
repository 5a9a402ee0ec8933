"""One bad member of a representation is refused at every door, each time in the door's own words."""

import pytest

from tests.gates.conftest import UNKNOWN

OPENID = "openid-connect"
SECTOR = {"name": "p", "protocol": OPENID, "protocolMapper": "oidc-sha256-pairwise-sub-mapper", "config": {}}
PROVIDER = {"alias": "up", "providerId": "oidc", "config": {"authorizationUrl": "https://i.example/a", "tokenUrl": "https://i.example/t"}}

CLIENTS = [
    ({"adminUrl": "x"}, ["Admin URL is not a valid URL"], ".adminUrl"),
    ({"baseUrl": "c"}, ["Base URL is not a valid URL"], ".baseUrl"),
    ({"baseUrl": "${A}/b"}, ["Base URL is not a valid URL"], ".baseUrl"),
    ({"rootUrl": "/x"}, ["Root URL is not a valid URL"], ".rootUrl"),
    ({"redirectUris": ["not a uri"]}, ["A redirect URI is not a valid URI"], ".redirectUris[0]"),
    ({"protocol": "docker-v2"}, ["Invalid protocol: docker-v2"], ".protocol"),
    ({"protocolMappers": [SECTOR]}, ["Client redirect URIs must contain a valid host component."], ".protocolMappers[0]"),
    (
        {"attributes": {"client.session.max.lifespan": "999999999"}},
        ["Client session max lifespan cannot exceed realm SSO session max lifespan."],
        ".attributes.client.session.max.lifespan",
    ),
    (
        {"rootUrl": "http://h/a#b", "redirectUris": ["http://h/a#b"]},
        ["A redirect URI must not contain an URL fragment", "Root URL must not contain an URL fragment"],
        None,
    ),
]  # fmt: skip


@pytest.mark.parametrize(("member", "sentences", "path"), CLIENTS)
def test_a_client(doors, member, sentences, path):
    client = {"clientId": "bad", **member}
    told = "; ".join(sentences)
    assert doors.ask("POST", "/clients", client) == (400, {"error": "invalid_input", "error_description": told})
    assert doors.ask("PUT", doors.client(), member) == (400, {"error": "invalid_input", "error_description": told})
    assert doors.import_realm(clients=[client]) == (400, UNKNOWN)
    faults = doors.check(clients=[client])
    assert [sentence for _, sentence in faults] == sentences
    assert path is None or faults[0][0].endswith(path)
    if member.get("protocolMappers") is None:
        error = "invalid_redirect_uri" if "redirectUris" in member else "invalid_client_metadata"
        assert doors.register(client) == (400, {"error": error, "error_description": told})
    # As observed, an import into a realm that is there looks at none of it.
    assert doors.ask("POST", "/partialImport", {"clients": [client]})[0] == 200


def test_a_client_whose_id_is_blank(doors):
    told = "Client ID cannot be blank"
    assert doors.ask("POST", "/clients", {"clientId": " "}) == (400, {"error": "invalid_input", "error_description": told})
    assert doors.ask("PUT", doors.client(), {"clientId": ""}) == (400, {"error": "invalid_input", "error_description": told})
    assert doors.register({"clientId": " "}) == (400, {"error": "invalid_client_metadata", "error_description": told})
    assert doors.import_realm(clients=[{"clientId": " "}]) == (400, UNKNOWN)
    assert doors.check(clients=[{"clientId": " "}]) == [("clients[0].clientId", told)]


@pytest.mark.parametrize(
    "member", [{"adminUrl": "/app"}, {"baseUrl": "/app"}, {"redirectUris": ["/x#f", None, " "]}, {"rootUrl": "${authBaseUrl}"}]
)
def test_a_client_that_is_fine(doors, member):
    client = {"clientId": "good", **member}
    assert doors.check(clients=[{"clientId": "good", **{name: value for name, value in member.items() if name != "redirectUris"}}]) == []
    assert doors.import_realm(clients=[client])[0] == 201
    assert doors.ask("POST", "/clients", client)[0] == 201
    assert doors.ask("PUT", doors.client(), member)[0] == 204


@pytest.mark.parametrize("member", ["description", "name", "clientId", "rootUrl", "baseUrl"])
def test_a_text_that_is_too_long(doors, member):
    text = {"rootUrl": "http://h/", "baseUrl": "/"}.get(member, "") + 256 * "x"
    client = {"clientId": "long", member: text}
    assert doors.ask("POST", "/clients", client) == (400, UNKNOWN)
    assert doors.ask("PUT", doors.client(), {member: text}) == (400, UNKNOWN)
    assert doors.register(client) == (400, UNKNOWN)
    assert doors.ask("POST", "/partialImport", {"clients": [client]}) == (400, UNKNOWN)
    assert doors.import_realm(clients=[client]) == (400, {"errorMessage": "Database operation failed"})
    assert [path for path, _ in doors.check(clients=[client])] == [f"clients[0].{member}"]


def test_a_text_that_is_too_long_is_told_before_what_else_is_wrong(doors):
    bad = {"rootUrl": "nope", "name": 256 * "x"}
    assert doors.ask("POST", "/clients", {"clientId": "bad", **bad}) == (400, UNKNOWN)
    late = {"rootUrl": "nope", "redirectUris": ["/" + 256 * "x"]}
    assert doors.ask("POST", "/clients", {"clientId": "bad", **late})[1]["error"] == "invalid_input"
    for change in ({"serviceAccountsEnabled": True}, {"defaultClientScopes": ["email"]}, {"registeredNodes": {256 * "x": 1}}):
        assert doors.ask("POST", "/clients", {"clientId": "bad", **late, **change}) == (400, UNKNOWN), change


def test_a_text_that_is_too_long_is_told_after_what_else_is_wrong_where_nothing_is_looked_up_in_between(doors):
    """Of a client that is changed."""
    mapper = {"name": "m", "protocol": "openid-connect", "protocolMapper": "oidc-full-name-mapper"}
    bad = {"rootUrl": "nope", "name": 256 * "x"}
    for change in ({}, {"serviceAccountsEnabled": True}, {"protocolMappers": [{**mapper, "name": 256 * "x"}]}, {"clientId": "other"}):
        assert doors.ask("PUT", doors.client(), {**bad, **change})[1]["error"] == "invalid_input", change
    assert doors.ask("POST", f"{doors.client()}/protocol-mappers/models", mapper)[0] == 201
    for change in (
        {"protocol": "saml"},
        {"registeredNodes": {"a": 1}},
        {"authorizationServicesEnabled": True},
        {"protocolMappers": [mapper]},
    ):
        assert doors.ask("PUT", doors.client(), {**bad, **change}) == (400, UNKNOWN), change


CONFLICT = (409, {"error": "conflict", "error_description": "Duplicate resource error"})
MAPPERS = [
    ([{"protocol": OPENID, "protocolMapper": "oidc-sub-mapper"}], CONFLICT),
    ([{"name": "m", "protocol": OPENID}], (400, UNKNOWN)),
    ([None], (400, UNKNOWN)),
]  # fmt: skip


@pytest.mark.parametrize(("mappers", "answer"), MAPPERS)
def test_protocol_mappers(doors, mappers, answer):
    assert doors.ask("POST", "/clients", {"clientId": "bad", "protocolMappers": mappers}) == answer
    assert doors.ask("PUT", doors.client(), {"protocolMappers": mappers}) == answer
    assert doors.ask("POST", "/client-scopes", {"name": "s", "protocol": OPENID, "protocolMappers": mappers}) == answer
    assert doors.import_realm(clients=[{"clientId": "bad", "protocolMappers": mappers}]) == (400, UNKNOWN)
    assert doors.check(clients=[{"clientId": "bad", "protocolMappers": mappers}])


def test_two_protocol_mappers_of_one_name(doors):
    mappers = 2 * [{"name": "m", "protocol": OPENID, "protocolMapper": "oidc-sub-mapper"}]
    unique = "Protocol mapper name must be unique per protocol"
    assert doors.ask("POST", "/clients", {"clientId": "bad", "protocolMappers": mappers}) == (
        409,
        {"errorMessage": "Client bad already exists"},
    )
    put = {"error": "invalid_input", "error_description": f"Cannot add protocol mapper 'm'. {unique}"}
    assert doors.ask("PUT", doors.client(), {"protocolMappers": mappers}) == (400, put)
    scope = {"name": "s", "protocol": OPENID, "protocolMappers": mappers}
    assert doors.ask("POST", "/client-scopes", scope) == (409, {"errorMessage": "Client Scope s already exists"})
    assert doors.import_realm(clients=[{"clientId": "bad", "protocolMappers": mappers}]) == (409, {"errorMessage": unique})
    faults = doors.check(clients=[{"clientId": "bad", "protocolMappers": mappers}])
    assert faults == [("clients[0].protocolMappers[1].name", "the mapper 'm' stands here a second time")]


@pytest.mark.parametrize("protocol", [None, "nope", "", "docker-v2"])
def test_client_scopes_without_a_protocol(doors, protocol):
    assert doors.ask("POST", "/client-scopes", {"name": "s", "protocol": protocol}) == (400, {"errorMessage": "Unexpected protocol"})
    assert doors.import_realm(clientScopes=[{"name": "s", "protocol": protocol}])[0] == 201


REALMS = [
    ({"passwordPolicy": "nope(1)"}, "Password policy not found"),
    ({"passwordPolicy": "length(x)"}, "Invalid config for length: Not a valid number"),
    ({"passwordPolicy": "hashAlgorithm(nope)"}, "Invalid config for hashAlgorithm: Password hashing provider not found"),
    ({"failureFactor": -1}, "Failure factor may not be a negative value"),
    ({"maxDeltaTimeSeconds": -1}, "Maximum delta time seconds may not be a negative value"),
]


@pytest.mark.parametrize(("member", "sentence"), REALMS)
def test_a_realm(doors, member, sentence):
    assert doors.ask("PUT", "", member) == (400, {"errorMessage": sentence})
    assert doors.import_realm(**member) == (400, {"errorMessage": sentence})
    assert [found for _, found in doors.check(**member)] == [sentence]


@pytest.mark.parametrize("name", ["fo#o", "fo$o", "fo:o", "fo\\o", "fo&o"])
def test_a_realm_whose_name_does_not_do(doors, name):
    sentence = f"Character '{name[2]}' not allowed."
    assert doors.ask("PUT", "", {"realm": name}) == (400, {"errorMessage": sentence})
    assert doors.import_realm(realm=name) == (400, {"error": sentence})
    assert ("realm", sentence) in doors.check(realm=name)


def test_a_sender_that_is_none(doors):
    sentence = doors.ask("PUT", "", {"smtpServer": {"host": "x"}})[1]["errorMessage"]
    assert sentence.startswith("Invalid sender address 'null'. If the address contains UTF-8")
    assert doors.import_realm(smtpServer={"host": "x"}) == (400, {"error": sentence})
    assert [found for _, found in doors.check(smtpServer={"host": "x"})] == [sentence]


PROVIDERS = [
    ({"authorizationUrl": "http://idp.example.org/a"}, "The url [authorization_url] requires secure connections"),
    ({"tokenUrl": "ftp://x/a"}, "Invalid protocol/scheme for url [token_url]"),
    ({"userInfoUrl": "${A}/u"}, "The url [userinfo_url] is malformed"),
    (
        {"validateSignature": "true", "useJwksUrl": "true"},
        "JWKS URL is required when 'Validate signatures' enabled and 'Use JWKS URL' enabled",
    ),
    ({"pkceEnabled": "true", "pkceMethod": "nope"}, "PKCE Method not supported: nope"),
]


@pytest.mark.parametrize(("config", "sentence"), PROVIDERS)
def test_an_identity_provider(doors, config, sentence):
    place = "/identity-provider/instances"
    provider = {**PROVIDER, "config": {**PROVIDER["config"], **config}}
    assert doors.ask("POST", place, provider) == (400, {"errorMessage": sentence})
    assert doors.ask("POST", "/partialImport", {"identityProviders": [provider]}) == (400, UNKNOWN)
    assert doors.import_realm(identityProviders=[provider]) == (400, UNKNOWN)
    assert [found for _, found in doors.check(identityProviders=[provider])] == [sentence]
    assert doors.ask("POST", place, PROVIDER)[0] == 201
    assert doors.ask("PUT", f"{place}/up", provider) == (400, {"errorMessage": sentence})


@pytest.mark.parametrize("alias", ["fo]o", "f!oo", "a@b", "a;b", "a=b"])
def test_the_alias_of_a_flow(doors, alias):
    refused = (400, {"error": f"Character '{next(each for each in alias if not each.isalpha())}' not allowed."})
    flow = {"alias": alias, "providerId": "basic-flow", "topLevel": True}
    assert doors.ask("POST", "/authentication/flows", flow) == refused
    assert doors.ask("POST", "/authentication/flows/browser/copy", {"newName": alias}) == refused
    assert doors.ask("POST", "/authentication/config", {"alias": alias}) == refused
    made = doors.make("/authentication/flows", {**flow, "alias": "mine"})
    assert doors.ask("PUT", f"/authentication/flows/{made}", {**flow, "id": made}) == refused
    assert doors.import_realm(authenticationFlows=[{**flow, "authenticationExecutions": []}])[0] == 201


def test_a_component(doors):
    kind = "org.keycloak.storage.UserStorageProvider"
    ldap = {"name": "ldap", "providerId": "ldap", "config": {}}
    assert doors.ask("POST", "/components", {**ldap, "providerType": kind}) == (400, {"errorMessage": "Edit Mode is mandatory"})
    assert doors.import_realm(components={kind: [ldap]}) == (400, UNKNOWN)
    assert [found for _, found in doors.check(components={kind: [ldap]})] == ["Edit Mode is mandatory"]
    unknown = {**ldap, "providerId": "nope"}
    refused = {"error": "Invalid provider type or no such provider"}
    assert doors.ask("POST", "/components", {**unknown, "providerType": kind}) == (400, refused)
    assert doors.import_realm(components={kind: [unknown]}) == (400, UNKNOWN)
