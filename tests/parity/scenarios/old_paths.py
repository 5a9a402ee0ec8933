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


def nodes_of_applications(kc):
    """Hosts that applications tell of themselves."""
    kinds = ["REGISTER_NODE", "REGISTER_NODE_ERROR", "UNREGISTER_NODE", "UNREGISTER_NODE_ERROR"]
    clients = [{"clientId": "app", "secret": "s"}, {"clientId": "pub", "publicClient": True}, {"clientId": "bearer", "secret": "s", "bearerOnly": True}]
    realm = kc.realm(clients=clients, eventsEnabled=True, enabledEventTypes=kinds)
    client = kc.setup("GET", f"/admin/realms/{realm}/clients?clientId=app").get(0, "id")
    secret = {"client_id": "app", "client_secret": "s"}
    for path in ("register-node", "unregister-node"):
        place = f"/realms/{realm}/clients-managements/{path}"
        for form in (
            {**secret, "client_cluster_host": "h1"}, {**secret, "client_cluster_host": ""}, secret, {"client_id": "pub", "client_cluster_host": "h1"}, {**secret, "client_secret": "x", "client_cluster_host": "h1"},
            {**secret, "client_id": "bearer", "client_cluster_host": "h2"}, {"client_id": "nope", "client_cluster_host": "h1"}, {"client_cluster_host": "h1"}, {**secret, "client_cluster_host": "h2"},
        ):
            kc.post(place, form=form)
        kc.get(f"/admin/realms/{realm}/clients/{client}", admin=True)
        kc.get(place)
    kc.get(f"/admin/realms/{realm}/events", admin=True)


def codes_brought_by_hand(kc):
    """``urn:ietf:wg:oauth:2.0:oob``: the browser goes to a page that shows the code; the old address of a device's page."""
    clients = [{"clientId": "cli", "publicClient": True, "redirectUris": ["urn:ietf:wg:oauth:2.0:oob"], "implicitFlowEnabled": True}]
    realm = kc.realm(clients=clients, users=[ALICE])
    base = f"/realms/{realm}/protocol/openid-connect"
    for query in ({"code": "abc"}, {"error": "access_denied"}, {"error": "x", "error_description": "d"}, {"code": "<b>&", "error": "x"}):
        kc.get(f"{base}/oauth/oob", query=query)
    kc.post(f"{base}/oauth/oob")
    query = {"client_id": "cli", "redirect_uri": "urn:ietf:wg:oauth:2.0:oob", "response_type": "code", "scope": "openid", "state": "s"}
    for more in ({"prompt": "none"}, {"prompt": "none", "response_type": "id_token", "nonce": "n"}, {"prompt": "none", "response_mode": "fragment"}, {"redirect_uri": "urn:ietf:wg:oauth:2.0:oob:auto"}):
        kc.get(f"{base}/auth", query={**query, **more})
    code = kc.login(realm, "alice", "wonder", **query).param("code")
    for address in (f"{base}/oauth/oob", "urn:ietf:wg:oauth:2.0:oob"):
        kc.token(realm, {"grant_type": "authorization_code", "client_id": "cli", "code": code, "redirect_uri": address})
    for more in ({}, {"error": "expired_token"}, {"error": "x"}):
        kc.get(f"{base}/auth/device/status", query=more)
