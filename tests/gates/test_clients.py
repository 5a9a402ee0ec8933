"""What becomes of a client, its mappers and its scopes; expected values are Keycloak's."""

import pytest

PROPERTY = {"protocol": "openid-connect", "protocolMapper": "oidc-usermodel-property-mapper", "config": {"claim.name": "x"}}
FORBIDDEN = (403, {"error": "HTTP 403 Forbidden"})


def mappers(doors, client):
    return {mapper["name"]: mapper for mapper in doors.get(client).get("protocolMappers", [])}


def test_mappers_of_a_changed_client_keep_their_ids(doors):
    client = doors.client()
    assert doors.ask("PUT", client, {"protocolMappers": [{**PROPERTY, "name": "a"}, {**PROPERTY, "name": "b"}]})[0] == 204
    before = mappers(doors, client)
    changed = {**PROPERTY, "name": "a", "config": {"id.token.claim": "true", "empty": ""}}
    assert doors.ask("PUT", client, {"protocolMappers": [changed, {**PROPERTY, "name": "n", "protocolMapper": "nope"}]})[0] == 204
    after = mappers(doors, client)
    assert set(after) == {"a", "n"}
    assert after["a"]["id"] == before["a"]["id"]
    assert after["a"]["config"] == {"id.token.claim": "true"}
    listed = doors.get(f"{client}/protocol-mappers/models")
    assert [mapper["name"] for mapper in listed] == ["a"]
    assert listed[0]["config"] == {"id.token.claim": "true", "userinfo.token.claim": "true"}
    unknown = doors.ask("GET", f"{client}/protocol-mappers/models/{after['n']['id']}")
    assert unknown == (404, {"error": "Protocol mapper provider not found"})
    assert doors.ask("PUT", client, {"protocolMappers": []})[0] == 204
    assert "protocolMappers" not in doors.get(client)


def test_a_mapper_keeps_its_name_and_protocol(doors):
    models = f"{doors.client()}/protocol-mappers/models"
    mapper = doors.make(models, {**PROPERTY, "name": "m"})
    other = {"id": mapper, "name": "other", "protocol": "saml", "protocolMapper": "oidc-full-name-mapper", "config": {"a": "b", "c": ""}}
    assert doors.ask("PUT", f"{models}/{mapper}", other)[0] == 204
    shown = doors.get(f"{models}/{mapper}")
    assert (shown["name"], shown["protocol"], shown["protocolMapper"]) == ("m", "openid-connect", "oidc-full-name-mapper")
    assert shown["config"] == {"a": "b"}
    assert doors.ask("PUT", f"{models}/{mapper}", {**other, "protocolMapper": "nope"})[0] == 404
    assert doors.ask("DELETE", f"{models}/{mapper}")[0] == 204
    assert "protocolMappers" not in doors.get(doors.client())


def test_what_mappers_of_audiences_and_origins_get(doors):
    models = f"{doors.client()}/protocol-mappers/models"
    for kind in ("oidc-allowed-origins-mapper", "oidc-audience-resolve-mapper"):
        made = doors.make(models, {"name": kind, "protocol": "openid-connect", "protocolMapper": kind, "config": {}})
        assert doors.get(f"{models}/{made}")["config"] == {"access.token.claim": "true", "introspection.token.claim": "true"}
    assert all(mapper["config"] == {} for mapper in mappers(doors, doors.client()).values())


def test_another_protocol_brings_its_scopes(doors):
    client = doors.client()
    assert doors.ask("PUT", client, {"protocol": "saml", "defaultClientScopes": ["email"]})[0] == 204
    shown = doors.get(client)
    assert set(shown["defaultClientScopes"]) == {"AuthnContextClassRef", "role_list", "saml_organization"}
    assert shown["optionalClientScopes"] == []


def test_a_service_account_follows_its_client(doors):
    client = doors.client()
    assert doors.ask("PUT", client, {"serviceAccountsEnabled": True})[0] == 204
    assert "service_account" in doors.get(client)["defaultClientScopes"]
    assert doors.ask("PUT", client, {"clientId": "renamed"})[0] == 204
    assert doors.get(f"{client}/service-account-user")["username"] == "service-account-renamed"


@pytest.mark.parametrize("bound", ["", None, "  "])
def test_a_flow_is_bound_no_longer(doors, bound):
    flow = next(flow["id"] for flow in doors.get("/authentication/flows") if flow["alias"] == "browser")
    assert doors.ask("PUT", doors.client(), {"authenticationFlowBindingOverrides": {"browser": flow}})[0] == 204
    assert doors.ask("PUT", doors.client(), {"authenticationFlowBindingOverrides": {"browser": bound}})[0] == 204
    assert doors.get(doors.client())["authenticationFlowBindingOverrides"] == {}


@pytest.mark.parametrize("name", ["account", "account-console", "admin-cli", "broker", "security-admin-console"])
def test_keycloaks_own_clients_stay(doors, name):
    refused = (400, {"error": "invalid_request", "error_description": "Could not delete client"})
    assert doors.ask("DELETE", doors.client(name)) == refused
    assert doors.ask("PUT", doors.client(name), {"description": "x"})[0] == 204
    passed_over = {"overwritten": 0, "added": 0, "skipped": 0, "results": []}
    assert doors.ask("POST", "/partialImport", {"ifResourceExists": "OVERWRITE", "clients": [{"clientId": name}]}) == (200, passed_over)


def test_the_client_of_the_administration_is_closed(doors):
    client = doors.client("realm-management")
    role = doors.get(f"{client}/roles/manage-users")["id"]
    for method, place in (
        ("PUT", client), ("DELETE", client), ("POST", f"{client}/client-secret"), ("POST", f"{client}/roles"),
        ("POST", f"{client}/protocol-mappers/models"), ("POST", f"{client}/nodes"), ("POST", f"{client}/registration-access-token"),
        ("POST", f"{client}/scope-mappings/realm"), ("GET", f"{client}/test-nodes-available"), ("DELETE", f"/roles-by-id/{role}"),
    ):  # fmt: skip
        body = None if method == "GET" else [] if "scope-mappings" in place else {}
        assert doors.ask(method, place, body) == FORBIDDEN, place
    assert doors.get(client)["access"] == {"view": True, "configure": False, "manage": False}
    of_realm = doors.get(f"/clients?clientId={doors.get('')['realm']}-realm", realm="master")[0]
    assert doors.ask("DELETE", f"/clients/{of_realm['id']}", realm="master") == FORBIDDEN


def test_a_scope_that_a_client_has_stays_as_it_is(doors):
    client = doors.client()
    scopes = {scope["name"]: scope["id"] for scope in doors.get("/client-scopes")}
    for kind, name in (("default", "phone"), ("optional", "email"), ("default", "role_list")):
        assert doors.ask("PUT", f"{client}/{kind}-client-scopes/{scopes[name]}")[0] == 204
    shown = doors.get(client)
    assert "phone" in shown["optionalClientScopes"]
    assert "email" in shown["defaultClientScopes"]
    assert "role_list" not in shown["defaultClientScopes"]
    assert doors.ask("DELETE", f"{client}/optional-client-scopes/{scopes['email']}")[0] == 204
    assert "email" not in doors.get(client)["defaultClientScopes"]


def test_roles_of_a_mapping_go_all_at_once(doors):
    """Without a body, and with ``null``; an empty list takes nothing."""
    role = doors.make("/roles", {"name": "ra"}) and doors.get("/roles/ra")
    scope = doors.make("/client-scopes", {"name": "cs", "protocol": "openid-connect"})
    user, group = doors.make("/users", {"username": "someone"}), doors.make("/groups", {"name": "g"})
    for place in (
        f"{doors.client()}/scope-mappings", f"/client-scopes/{scope}/scope-mappings", f"/users/{user}/role-mappings",
        f"/groups/{group}/role-mappings",
    ):  # fmt: skip
        for body, left in ((b"[]", 1), (b"", 0), (b"null", 0)):
            assert doors.ask("POST", f"{place}/realm", [role])[0] == 204
            url = f"{doors.url}/admin/realms/test{place}/realm"
            assert doors.http.request("DELETE", url, content=body, headers={"Content-Type": "application/json"}).status_code == 204
            assert len([one for one in doors.get(f"{place}/realm") if one["name"] == "ra"]) == left, (place, body)


def test_a_client_with_authorization_settings_is_a_resource_server(doors):
    settings = {"resources": [{"name": "res"}], "policyEnforcementMode": "PERMISSIVE"}
    client = doors.make("/clients", {"clientId": "rs", "serviceAccountsEnabled": True, "authorizationSettings": settings})
    server = f"/clients/{client}/authz/resource-server/settings"
    assert doors.get(f"/clients/{client}")["authorizationServicesEnabled"] is True
    assert doors.get(server)["policyEnforcementMode"] == "PERMISSIVE"
    assert doors.ask("PUT", f"/clients/{client}", {"authorizationSettings": {}})[0] == 204
    assert [resource["name"] for resource in doors.get(server)["resources"]] == ["res"]
    assert doors.ask("PUT", f"/clients/{client}", {"clientId": "rs"})[0] == 204
    assert doors.ask("GET", server)[0] == 404
    assert doors.ask("POST", "/clients", {"clientId": "n", "authorizationSettings": settings})[0] == 400
    imported = [{"clientId": "p1", "publicClient": True, "authorizationServicesEnabled": True},
                {"clientId": "p2", "bearerOnly": True, "authorizationSettings": settings}]  # fmt: skip
    assert doors.ask("POST", "/partialImport", {"clients": imported})[1]["added"] == 2
    for name in ("p1", "p2"):
        shown = doors.get(doors.client(name))
        said = [shown[key] for key in ("authorizationServicesEnabled", "serviceAccountsEnabled", "publicClient", "bearerOnly")]
        assert said == [True, True, False, False]


ORGANIZATION = {"protocol": "openid-connect", "protocolMapper": "oidc-organization-membership-mapper"}
USUAL = {"claim.name": "organization", "multivalued": "true", "jsonType.label": "String"}
UNTOLD = {"addOrganizationId": "false", "addOrganizationAttributes": "false"}


def test_settings_that_the_mapper_of_organizations_has_anyway(doors):
    models = f"{doors.client()}/protocol-mappers/models"
    for number, (config, shown) in enumerate((
        ({}, {**USUAL, **UNTOLD}),
        ({"access.token.claim": "true", "addOrganizationId": "true"}, {**USUAL, **UNTOLD, "access.token.claim": "true"}),
        ({"multivalued": "true", "claim.name": "z"}, {**USUAL, "claim.name": "z"}),
        ({"multivalued": "false", "jsonType.label": "long"}, {**USUAL, **UNTOLD, "multivalued": "false", "jsonType.label": "long"}),
        ({"multivalued": "true", "addOrganizationId": "true", "jsonType.label": "String"},
         {**USUAL, "addOrganizationId": "true", "jsonType.label": "JSON"}),
    )):  # fmt: skip
        mapper = doors.make(models, {**ORGANIZATION, "name": f"o{number}", "config": config})
        assert doors.get(f"{models}/{mapper}")["config"] == shown


def test_a_client_that_changes_its_protocol(doors):
    client = f"/clients/{doors.make('/clients', {'clientId': 'api', 'serviceAccountsEnabled': True})}"
    assert doors.ask("PUT", client, {**doors.get(client), "protocol": "saml"})[0] == 204
    shown = doors.get(client)
    assert shown["attributes"]["saml.artifact.binding.identifier"] == "oDOlKLYD/tRvhh1LNULEF7mdQcg="
    assert "service_account" not in shown["defaultClientScopes"]
    assert doors.ask("PUT", client, {"protocol": "openid-connect"})[0] == 204
    assert "service_account" in doors.get(client)["defaultClientScopes"]


def test_the_secret_of_a_public_client_is_not_shown(doors):
    client = doors.client("account")
    secret = doors.ask("POST", f"{client}/client-secret")[1]["value"]
    assert "secret" not in doors.get(client)
    assert doors.get(f"{client}/client-secret")["value"] == secret
