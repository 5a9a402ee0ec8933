"""Paths that lead to what has another path now."""

ALICE = {"username": "alice", "enabled": True, "email": "alice@example.org", "firstName": "Alice", "lastName": "Liddell", "credentials": [{"type": "password", "value": "wonder"}]}


def client_templates(kc):
    realm = kc.realm(adminEventsEnabled=True, roles={"realm": [{"name": "r"}]})
    root = f"/admin/realms/{realm}"
    place = f"{root}/client-templates"
    identifier = kc.post(place, body={"name": "old", "protocol": "openid-connect"}, admin=True).created_id
    for path in ("", f"/{identifier}", "/nope"):
        kc.get(f"{place}{path}", admin=True)
    kc.put(f"{place}/{identifier}", body={"name": "older"}, admin=True)
    mapper = {"name": "m", "protocol": "openid-connect", "protocolMapper": "oidc-usermodel-property-mapper", "config": {"user.attribute": "username", "claim.name": "x"}}
    kc.post(f"{place}/{identifier}/protocol-mappers/models", body=mapper, admin=True)
    role = kc.setup("GET", f"{root}/roles/r").json
    kc.post(f"{place}/{identifier}/scope-mappings/realm", body=[role], admin=True)
    for path in ("protocol-mappers/models", "scope-mappings", "scope-mappings/realm", "scope-mappings/realm/available", "protocol-mappers/protocol/openid-connect"):
        kc.get(f"{place}/{identifier}/{path}", admin=True)
    kc.delete(f"{place}/{identifier}", admin=True)
    kc.get(f"{root}/admin-events", query={"max": "20"}, admin=True)


def version_of_the_account(kc):
    realm = kc.realm(groups=[{"name": "g"}])
    root = f"/admin/realms/{realm}"
    kc.setup("POST", f"{root}/users", {**ALICE, "groups": ["/g"]})
    console = kc.setup("GET", f"{root}/clients?clientId=account-console").get(0)
    kc.setup("PUT", f"{root}/clients/{console['id']}", {**console, "directAccessGrantsEnabled": True})
    form = {"grant_type": "password", "client_id": "account-console", "username": "alice", "password": "wonder", "scope": "openid"}
    token = kc.token(realm, form).get("access_token")
    account = f"/realms/{realm}/account/v1alpha1"
    wanted = {"Accept": "application/json"}
    for path in ("", "/groups", "/applications", "/credentials", "/linked-accounts", "/resources", "/supportedLocales", "/organizations", "/nope"):
        kc.get(f"{account}{path}", headers=wanted, bearer=token)
    kc.post(account, body={"firstName": "A", "lastName": "L", "email": "alice@example.org", "username": "alice"}, headers=wanted, bearer=token)
    kc.get(f"{account}/groups", headers=wanted)


def nodes_of_a_client(kc):
    """Where the application of a client runs, as its server told of itself."""
    kinds = ["REGISTER_NODE", "REGISTER_NODE_ERROR", "UNREGISTER_NODE", "UNREGISTER_NODE_ERROR"]
    clients = [{"clientId": "app", "secret": "s"}, {"clientId": "pub", "publicClient": True}, {"clientId": "bear", "bearerOnly": True, "secret": "s"}, {"clientId": "off", "secret": "s", "enabled": False}]
    realm = kc.realm(eventsEnabled=True, enabledEventTypes=kinds, clients=clients)
    root = f"/realms/{realm}/clients-managements"
    mine = kc.setup("GET", f"/admin/realms/{realm}/clients?clientId=app").get(0, "id")
    app, host = {"client_id": "app", "client_secret": "s"}, {"client_cluster_host": "h1"}
    for path in ("register-node", "unregister-node"):
        for form in ({**app, **host}, {**app, "client_cluster_host": "H2:80"}, app, {**app, "client_cluster_host": ""}, {**app, "application_cluster_host": "x"}, {**app, **host, "client_secret": "bad"},
                     {"client_id": "pub", **host}, {"client_id": "bear", "client_secret": "s", **host}, {"client_id": "off", "client_secret": "s", **host}, {"client_id": "nope", **host}, host, {**app, "client_cluster_host": "x" * 256}):
            if len(form.get("client_cluster_host", "")) < 256:
                kc.post(f"{root}/{path}", form=form)
        kc.post(f"{root}/{path}", form={**app, **host}, headers={"Origin": "https://app.example.org"})
        kc.post(f"{root}/{path}", body={}, headers={"Origin": "https://app.example.org"})
        kc.get(f"/admin/realms/{realm}/clients/{mine}", admin=True)
        for method in ("GET", "PUT", "OPTIONS", "DELETE"):
            kc.request(method, f"{root}/{path}")
    for name in ("foo#", "foo", "foo bar", "a/b", "foo:80", "[::1]", "a&b", "a'b", "a%20b", "fö", "<a>"):
        kc.post(f"/admin/realms/{realm}/clients/{mine}/nodes", body={"node": name}, admin=True)
    kc.get(f"/admin/realms/{realm}/clients/{mine}", admin=True)
    for method in ("GET", "POST", "PUT", "OPTIONS", "DELETE"):
        kc.request(method, root)
        kc.request(method, f"{root}/nope")
    kc.post("/realms/there-is-none/clients-managements/register-node", form={**app, **host})
    kc.get(f"/admin/realms/{realm}/events", admin=True)


def what_lies_nowhere(kc):
    """Features that are off, and places where other documents lie: what each method is told."""
    realm = kc.realm()
    for path in ("/.well-known/x/realms/" + realm, "/.well-known/openid-configuration/realms/none", f"/.well-known/x/realms/{realm}/y", "/welcome-content/x",
                 "/admin/api", "/admin/api/v2", f"/admin/api/{realm}/clients/v2", "/admin/none/console/logout", f"/admin/{realm}/console/x"):
        for method in ("GET", "POST", "OPTIONS"):
            kc.request(method, path)
    for method in ("POST", "OPTIONS"):
        kc.request(method, f"/admin/{realm}/console/logout")
