"""Representations that bring the id of something that is there already; answers are those of Keycloak 26.7.4."""

import uuid

import pytest

from tests.support import admin_client

CONFLICT = (409, {"error": "conflict", "error_description": "Duplicate resource error"})
DUPLICATE = {"errorMessage": "Duplicate resource error"}
BROKEN = {"error": "unknown_error", "error_description": "For more on this error consult the server log."}
MAPPER = {"protocol": "openid-connect", "protocolMapper": "oidc-audience-mapper", "config": {}}
PROVIDER = {"providerId": "oidc", "config": {"clientId": "x", "authorizationUrl": "https://a.example", "tokenUrl": "https://b.example"}}
OF_PROVIDER = {"identityProviderAlias": "idp", "identityProviderMapper": "oidc-username-idp-mapper", "config": {}}


@pytest.fixture
def admin(server, admin):
    server.realm(
        clients=[{"clientId": "app", "secret": "s", "serviceAccountsEnabled": True, "authorizationServicesEnabled": True}],
        users=[{"username": "alice"}], groups=[{"name": "staff"}], roles={"realm": [{"name": "boss"}]},
        identityProviders=[{"alias": "idp", **PROVIDER}],
    )  # fmt: skip
    return admin


def exists(kind, name):
    return 409, {"errorMessage": f"{kind} {name} already exists"}


def first(admin, path, key="id", **members):
    rows = admin.get(path).json()
    return next(row[key] for row in rows if all(row.get(name) == value for name, value in members.items()))


def said(answer):
    return answer.status_code, answer.json()


def test_an_id_that_is_taken(admin):
    client, scopes = first(admin, "/clients", clientId="app"), admin.get("/client-scopes").json()
    mapper = next(scope for scope in scopes if scope["name"] == "email")["protocolMappers"][0]["id"]
    mappers, policies = f"/clients/{client}/protocol-mappers", f"/clients/{client}/authz/resource-server/policy/role"
    of_provider, policy, step = str(uuid.uuid4()), str(uuid.uuid4()), {"uses": "disable-user", "after": "1000"}
    workflow = {"name": "w", "on": "user-created", "steps": [step], "id": str(uuid.uuid4())}
    for path, body in (
        ("/identity-provider/instances/idp/mappers", {**OF_PROVIDER, "name": "m", "id": of_provider}),
        (policies, {"name": "p", "roles": [], "id": policy}), ("/workflows", workflow),
    ):  # fmt: skip
        assert admin.post(path, json=body).status_code == 201, path
    hmac = {"name": "k", "providerId": "hmac-generated", "providerType": "org.keycloak.keys.KeyProvider"}
    for path, body, expected in (
        ("/clients", {"clientId": "new", "id": client}, CONFLICT), ("/clients", {"clientId": "app", "id": client}, CONFLICT),
        ("/client-scopes", {"name": "new", "protocol": "openid-connect", "id": scopes[0]["id"]}, exists("Client Scope", "new")),
        ("/components", {**hmac, "id": first(admin, "/components", providerId="rsa-generated")}, CONFLICT),
        ("/authentication/flows", {"alias": "new", "providerId": "basic-flow", "id": first(admin, "/authentication/flows")}, CONFLICT),
        ("/identity-provider/instances", {**PROVIDER, "alias": "new", "internalId": first(admin, "/identity-provider/instances",
         "internalId")}, exists("Identity Provider", "new")),
        ("/identity-provider/instances/idp/mappers", {**OF_PROVIDER, "name": "new", "id": of_provider}, CONFLICT),
        (f"{mappers}/models", {**MAPPER, "name": "new", "id": mapper}, CONFLICT),
        (f"{mappers}/add-models", [{**MAPPER, "name": "new", "id": mapper}], CONFLICT),
        ("/clients", {"clientId": "new", "protocolMappers": [{**MAPPER, "name": "m", "id": mapper}]}, CONFLICT),
        ("/client-scopes", {"name": "new", "protocol": "openid-connect", "protocolMappers": [{**MAPPER, "name": "m", "id": mapper}]},
         CONFLICT),
        (policies, {"name": "new", "roles": [], "id": policy}, CONFLICT), ("/workflows", {**workflow, "name": "new"}, (400, DUPLICATE)),
    ):  # fmt: skip
        assert said(admin.post(path, json=body)) == expected, path
    assert said(admin.put(f"/clients/{client}", json={"protocolMappers": [{**MAPPER, "name": "m", "id": mapper}]})) == CONFLICT
    twice = [{**MAPPER, "name": name, "id": str(uuid.UUID(int=7))} for name in ("a", "b")]
    assert said(admin.post("/clients", json={"clientId": "new", "protocolMappers": twice})) == exists("Client", "new")
    scope = {"name": "new", "protocol": "openid-connect", "protocolMappers": twice}
    assert said(admin.post("/client-scopes", json=scope)) == exists("Client Scope", "new")
    own = admin.post(f"{mappers}/models", json={**MAPPER, "name": "own"}).headers["location"].rpartition("/")[2]
    assert admin.put(f"/clients/{client}", json={"protocolMappers": [{**MAPPER, "name": "own", "id": own}]}).status_code == 204
    renamed = {"error": "invalid_input", "error_description": "Cannot add protocol mapper 'renamed'. Duplicate resource error"}
    assert said(admin.put(f"/clients/{client}", json={"protocolMappers": [{**MAPPER, "name": "renamed", "id": own}]})) == (400, renamed)
    there = {"errorMessage": "Protocol mapper exists with same name"}
    assert said(admin.post(f"{mappers}/models", json={**MAPPER, "name": "new", "id": own})) == (409, there)


def test_ids_in_a_partial_import(admin):
    """Users and groups keep theirs, all else gets new ones."""

    def imported(policy="FAIL", **what):
        answer = admin.post("/partialImport", json={"ifResourceExists": policy, **what})
        return answer.status_code, answer.json()["results"][0]["id"] if answer.status_code == 200 else answer.json()

    for kind, body, key in (
        ("users", {"username": "u"}, "id"), ("groups", {"name": "g", "path": "/g"}, "id"),
        ("clients", {"clientId": "c"}, "id"), ("identityProviders", {**PROVIDER, "alias": "i"}, "internalId"),
    ):  # fmt: skip
        own = str(uuid.uuid4())
        status, identifier = imported(**{kind: [{**body, key: own}]})
        assert (status, identifier == own) == (200, kind in ("users", "groups")), kind
    role = first(admin, "/roles", name="boss")
    assert imported(roles={"realm": [{"name": "r", "id": role}]})[1] != role
    assert admin.get(f"/roles-by-id/{role}").json()["name"] == "boss"
    assert imported(users=[{"username": "v", "id": first(admin, "/users", username="alice")}]) == (409, DUPLICATE)
    assert imported(groups=[{"name": "v", "path": "/v", "id": first(admin, "/groups", name="staff")}]) == (409, DUPLICATE)


def test_groups_in_a_partial_import_are_found_by_their_path_alone(admin):
    for group in ({"name": "staff"}, {"name": "staff", "path": ""}, {"name": "staff", "path": "/other"}):
        for policy in ("FAIL", "SKIP", "OVERWRITE"):
            assert said(admin.post("/partialImport", json={"ifResourceExists": policy, "groups": [group]})) == (409, DUPLICATE), group
    for path in ("/staff", "staff"):
        group = {"name": "staff", "path": path}
        assert said(admin.post("/partialImport", json={"groups": [group]})) == (409, {"errorMessage": f"Group '{path}' already exists"})
        answer = admin.post("/partialImport", json={"ifResourceExists": "OVERWRITE", "groups": [group]})
        assert answer.json()["overwritten"] == 1, path


def test_a_client_whose_name_is_taken(admin):
    """Its name is what is told, unless the protocol is none, or it changes its name to that."""
    long = "n" * 300
    for body in (
        {"protocolMappers": [{"name": "m", "protocolMapper": "oidc-audience-mapper"}]}, {"redirectUris": ["x y"]},
        {"authenticationFlowBindingOverrides": {"browser": "x"}}, {"name": long},
    ):  # fmt: skip
        assert said(admin.post("/clients", json={"clientId": "app", **body})) == exists("Client", "app"), body
    for mapper in ({**MAPPER, "name": long}, {**MAPPER, "name": "m", "id": "i" * 50}, {**MAPPER, "name": "m", "config": {long: "x"}}, None):
        assert said(admin.post("/clients", json={"clientId": "app", "protocolMappers": [mapper]})) == exists("Client", "app"), mapper
    for more in ({"serviceAccountsEnabled": True}, {"defaultClientScopes": ["email"]}):
        for told in ({"protocolMappers": [MAPPER]}, {"id": first(admin, "/clients", clientId="app")}):
            assert said(admin.post("/clients", json={"clientId": "new", **more, **told})) == exists("Client", "new"), (more, told)
    assert said(admin.post("/clients", json={"clientId": "new", "protocolMappers": [MAPPER]})) == CONFLICT
    unknown = {"error": "invalid_input", "error_description": "Invalid protocol: zz"}
    assert said(admin.post("/clients", json={"clientId": "app", "protocol": "zz"})) == (400, unknown)
    other = f"/clients/{first(admin, '/clients', clientId='broker')}"
    assert said(admin.put(other, json={"clientId": "app", "protocol": "zz"})) == (400, unknown)
    assert said(admin.put(other, json={"clientId": "app"})) == CONFLICT
    for more in ({"protocol": "saml"}, {"protocol": "saml", "redirectUris": ["x y"]}, {"registeredNodes": {"a": 1}}):
        assert said(admin.put(other, json={"clientId": "app", **more})) == (409, {"errorMessage": "Client already exists"}), more
    with_account = {"clientId": "app", "protocol": "zz", "serviceAccountsEnabled": True}
    assert said(admin.post("/clients", json=with_account)) == exists("Client", "app")


def ids_of_two_realms(server):
    """The same representation with ids, which the realm ``first`` has; and a realm ``test`` without."""
    mapper = {**MAPPER, "name": "m", "id": str(uuid.uuid4())}
    ids = {name: str(uuid.uuid4()) for name in ("client", "scope", "user", "group", "role", "provider", "key", "flow")}
    with_ids = {
        "clients": [{"clientId": "c", "id": ids["client"], "protocolMappers": [mapper]}],
        "clientScopes": [{"name": "s", "protocol": "openid-connect", "id": ids["scope"]}],
        "users": [{"username": "u", "id": ids["user"]}],
        "groups": [{"name": "g", "path": "/g", "id": ids["group"]}],
        "roles": {"realm": [{"name": "r", "id": ids["role"]}]},
        "identityProviders": [{**PROVIDER, "alias": "p", "internalId": ids["provider"]}],
        "components": {"org.keycloak.keys.KeyProvider": [{"name": "k", "providerId": "rsa-generated", "id": ids["key"], "config": {}}]},
        "authenticationFlows": [
            {"alias": "f", "providerId": "basic-flow", "topLevel": True, "id": ids["flow"], "authenticationExecutions": []}
        ],
    }
    server.realm(name="first", **with_ids)
    server.realm()
    return with_ids, mapper


def test_ids_that_another_realm_has_are_taken(server):
    with_ids, mapper = ids_of_two_realms(server)
    row = {name: listed[0] for name, listed in with_ids.items() if isinstance(listed, list)} | {"roles": with_ids["roles"]["realm"][0]}
    with admin_client(server.url, "") as admin:
        refused = {name: admin.post("", json={"realm": "second", name: value}) for name, value in with_ids.items()}
        provider = f"Identity Provider with internal id [{row['identityProviders']['internalId']}] does not belong to realm [second]"
        duplicate = (409, DUPLICATE)
        assert {name: said(answer) for name, answer in refused.items()} == {
            **dict.fromkeys(refused, duplicate), "identityProviders": (400, {"errorMessage": provider}),
        }  # fmt: skip
        of_client = {"clients": [{"clientId": "c"}], "roles": {"client": {"c": [row["roles"] | {"name": "x"}]}}}
        assert said(admin.post("", json={"realm": "second", **of_client})) == (400, BROKEN)
    with admin_client(server.url) as admin:
        key = {**with_ids["components"]["org.keycloak.keys.KeyProvider"][0], "providerType": "org.keycloak.keys.KeyProvider"}
        client = first(admin, "/clients", clientId="account")
        for path, body, expected in (
            ("/clients", {"clientId": "new", "id": row["clients"]["id"]}, exists("Client", "new")),
            ("/clients", {"clientId": "new", "protocolMappers": [mapper]}, CONFLICT),
            ("/client-scopes", {**row["clientScopes"], "name": "new"}, exists("Client Scope", "new")),
            (f"/clients/{client}/protocol-mappers/models", mapper, CONFLICT),
            ("/components", key, CONFLICT),
            ("/authentication/flows", {**row["authenticationFlows"], "alias": "new"}, CONFLICT),
            ("/partialImport", {"users": [row["users"]]}, duplicate),
            ("/partialImport", {"groups": [row["groups"]]}, duplicate),
        ):
            assert said(admin.post(path, json=body)) == expected, path
        assert admin.post("/identity-provider/instances", json={**row["identityProviders"], "alias": "new"}).status_code == 400


BAD_URI = (400, {"error": "invalid_input", "error_description": "A redirect URI is not a valid URI"})
BAD_PROTOCOL = (400, {"error": "invalid_input", "error_description": "Invalid protocol: docker-v2"})
BAD_KEY = {"name": "k", "providerType": "org.keycloak.keys.KeyProvider", "providerId": "hmac-generated", "config": {"priority": ["x"]}}
NOT_A_NUMBER = (400, {"errorMessage": "'Priority' should be a number"})


@pytest.mark.parametrize(
    ("path", "body", "own", "elsewhere"),
    [
        ("/clients", {"clientId": "new", "redirectUris": ["x y"]}, BAD_URI, exists("Client", "new")),
        ("/clients", {"redirectUris": ["x y"]}, BAD_URI, exists("Client", "null")),
        ("/clients", {"clientId": "new", "protocol": "docker-v2"}, BAD_PROTOCOL, BAD_PROTOCOL),
        ("/clients", {"clientId": "new", "protocol": "saml"}, exists("Client", "new"), exists("Client", "new")),
        ("/clients", {"clientId": "new"}, CONFLICT, exists("Client", "new")),
        ("/clients", {"clientId": "new", "protocolMappers": [{"name": None}]}, CONFLICT, exists("Client", "new")),
        ("/client-scopes", {"name": "new", "protocol": "openid-connect", "protocolMappers": [{"name": None}]}, CONFLICT,
         exists("Client Scope", "new")),
        ("/components", BAD_KEY, NOT_A_NUMBER, NOT_A_NUMBER),
        ("/components", {**BAD_KEY, "config": {}}, CONFLICT, CONFLICT),
    ],
)  # fmt: skip
def test_what_is_wrong_beside_an_id_that_is_taken(server, path, body, own, elsewhere):
    identifier = str(uuid.uuid4())
    members = {"clients": [{"clientId": "one", "id": identifier}], "clientScopes": [
        {"name": "one", "protocol": "openid-connect", "id": identifier}], "components": {
        "org.keycloak.keys.KeyProvider": [{"name": "one", "providerId": "hmac-generated", "id": identifier}]}}  # fmt: skip
    kind = {"/clients": "clients", "/client-scopes": "clientScopes", "/components": "components"}[path]
    server.realm(name="first", **{kind: members[kind]})
    server.realm()
    for realm, expected in (("/first", own), ("/test", elsewhere)):
        with admin_client(server.url, realm) as admin:
            assert said(admin.post(path, json={**body, "id": identifier})) == expected, realm


def test_ids_of_workflows_are_those_of_components_in_every_realm(server):
    """Nor are workflows changed as components."""
    key = {"name": "k", "providerId": "hmac-generated", "providerType": "org.keycloak.keys.KeyProvider"}
    workflow = {"name": "w", "on": "user-created", "steps": [{"uses": "disable-user", "after": "1000"}]}
    internal = (403, {"error": "Components managed through internal APIs cannot be managed through the component endpoint"})
    identifiers = [str(uuid.uuid4()), str(uuid.uuid4())]
    server.realm(name="first")
    server.realm()
    with admin_client(server.url, "/first") as admin:
        for path, body, identifier in zip(("/workflows", "/components"), (workflow, key), identifiers, strict=True):
            assert admin.post(path, json={**body, "id": identifier}).status_code == 201, path
        assert said(admin.post("/components", json={**key, "id": identifiers[0]})) == CONFLICT
        for method in ("PUT", "DELETE"):
            assert said(admin.request(method, f"/components/{identifiers[0]}", json=key)) == internal, method
        assert said(admin.post("/components", json={**key, "providerType": "org.keycloak.models.workflow.WorkflowProvider"})) == internal
    with admin_client(server.url, "/test") as admin:
        for identifier in identifiers:
            for path, body in (("/workflows", workflow), ("/components", key)):
                assert said(admin.post(path, json={**body, "id": identifier})) == CONFLICT, path
