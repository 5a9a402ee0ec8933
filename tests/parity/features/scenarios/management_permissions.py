"""Fine-grained admin permissions version 1 (``--features=admin-fine-grained-authz:v1``): how they are turned on, shown and removed."""

PROVIDER = {"alias": "up", "providerId": "oidc", "config": {
    "clientId": "x", "clientSecret": "y", "authorizationUrl": "https://up.example/a", "tokenUrl": "https://up.example/t",
}}  # fmt: skip


def _realm(kc, **more):
    realm = kc.realm(
        clients=[{"clientId": "app", "secret": "s"}], groups=[{"name": "g1", "subGroups": [{"name": "below"}]}],
        roles={"realm": [{"name": "r1"}], "client": {"app": [{"name": "c1"}]}}, users=[{"username": "alice"}],
        **more,
    )  # fmt: skip
    kc.setup("POST", f"/admin/realms/{realm}/identity-provider/instances", PROVIDER)
    return realm


def _ids(kc, realm):
    base = f"/admin/realms/{realm}"
    ids = {one["clientId"]: one["id"] for one in kc.setup("GET", f"{base}/clients").json}
    ids |= {one["name"]: one["id"] for one in kc.setup("GET", f"{base}/groups").json}
    ids |= {one["name"]: one["id"] for one in kc.setup("GET", f"{base}/roles").json}
    ids["c1"] = kc.setup("GET", f"{base}/clients/{ids['app']}/roles/c1").get("id")
    return ids


def _things(ids, roles):
    return (
        f"/clients/{ids['app']}/management/permissions", *(f"{role}/management/permissions" for role in roles),
        f"/groups/{ids['g1']}/management/permissions", "/identity-provider/instances/up/management/permissions",
        "/users-management-permissions",
    )  # fmt: skip


def _server(kc, realm, ids):
    """All that the management client protects."""
    base = f"/admin/realms/{realm}/clients/{ids['realm-management']}"
    place = f"{base}/authz/resource-server"
    kc.get(base, admin=True)
    for path in ("", "/resource", "/scope", "/policy", "/permission"):
        kc.get(f"{place}{path}", query={"deep": "false"} if path == "/resource" else None, admin=True)
    return place


def on_and_off(kc):
    """Each kind of object: before, turned on, as it is then, turned off."""
    realm = _realm(kc)
    ids = _ids(kc, realm)
    things = _things(ids, [f"/clients/{ids['app']}/roles/c1", f"/roles-by-id/{ids['c1']}"])
    for path in things:
        url = f"/admin/realms/{realm}{path}"
        kc.get(url, admin=True)
        kc.put(url, body={"enabled": False}, admin=True)
        kc.put(url, body={"enabled": True}, admin=True)
        kc.put(url, body={"enabled": True}, admin=True)
        kc.get(url, admin=True)
    place = _server(kc, realm, ids)
    for row in kc.setup("GET", f"{place}/permission?max=100").json:
        kc.get(f"{place}/permission/scope/{row['id']}", admin=True)
        for what in ("resources", "scopes", "associatedPolicies"):
            kc.get(f"{place}/policy/{row['id']}/{what}", admin=True)
    for row in kc.setup("GET", f"{place}/resource").json:
        kc.get(f"{place}/resource/{row['_id']}", admin=True)
    kc.get(f"{place}/settings", admin=True)
    for path in things:
        url = f"/admin/realms/{realm}{path}"
        kc.put(url, body={"enabled": False}, admin=True)
        kc.get(url, admin=True)
    _server(kc, realm, ids)


def what_goes(kc):
    """What is left when the object itself is removed."""
    realm = _realm(kc)
    ids = _ids(kc, realm)
    base = f"/admin/realms/{realm}"
    for path in _things(ids, ["/roles/r1"]):
        kc.setup("PUT", f"{base}{path}", {"enabled": True})
    place = f"{base}/clients/{ids['realm-management']}/authz/resource-server"
    for path in (f"/clients/{ids['app']}", f"/groups/{ids['g1']}", "/roles/r1", "/identity-provider/instances/up"):
        kc.delete(f"{base}{path}", admin=True)
        kc.get(f"{place}/resource", query={"deep": "false"}, admin=True)
        kc.get(f"{place}/permission", admin=True)


def odd(kc):
    """What is not there, odd bodies, and permissions of version 2 that are asked for."""
    realm = _realm(kc)
    base = f"/admin/realms/{realm}"
    ids = _ids(kc, realm)
    for path in (
        "/clients/nope/management/permissions", f"/clients/{ids['app']}/roles/nope/management/permissions",
        "/groups/nope/management/permissions", "/roles/nope/management/permissions", "/roles-by-id/nope/management/permissions",
        "/identity-provider/instances/nope/management/permissions", "/client-types",
    ):  # fmt: skip
        kc.get(f"{base}{path}", admin=True)
        kc.put(f"{base}{path}", body={"enabled": True}, admin=True)
    url = f"{base}/clients/{ids['app']}/management/permissions"
    for body in (
        {},
        {"enabled": "x"},
        {"enabled": None},
        {"nope": 1},
        [],
        {"enabled": True, "resource": "x", "scopePermissions": {"a": "b"}},
    ):
        kc.put(url, body=body, admin=True)
    role = f"{base}/clients/{ids['realm-management']}/roles/manage-users"
    by_id = f"{base}/roles-by-id/{kc.setup('GET', role).get('id')}"
    for closed in (f"{base}/clients/{ids['realm-management']}", role, by_id):
        kc.put(f"{closed}/management/permissions", body={"enabled": True}, admin=True)
    kc.put(base, body={"adminPermissionsEnabled": True}, admin=True)
    kc.get(base, admin=True, skip_body=True)
    kc.get(f"{base}/clients", query={"clientId": "admin-permissions"}, admin=True)
    kc.setup("PUT", url, {"enabled": True})
    kc.request("GET", f"/admin/realms/{realm}/admin-events", admin=True)
    kc.post(f"{base}/partial-export", query={"exportClients": "true"}, admin=True, skip_body=True)


def in_master(kc):
    """In master it is the client of master itself that protects."""
    kc.realm()
    base = "/admin/realms/master"
    client = kc.setup("POST", f"{base}/clients", {"clientId": "parity-mine"}).created_id
    kc.put(f"{base}/clients/{client}/management/permissions", body={"enabled": True}, admin=True)
    guard = kc.setup("GET", f"{base}/clients?clientId=master-realm").get(0, "id")
    place = f"{base}/clients/{guard}/authz/resource-server"
    kc.get(f"{place}/resource", query={"deep": "false"}, admin=True)
    kc.put(f"{base}/clients/{client}/management/permissions", body={"enabled": False}, admin=True)
    kc.get(f"{place}/resource", query={"deep": "false"}, admin=True)
    kc.setup("DELETE", f"{base}/clients/{client}")


def roles_beside_permissions(kc):
    """What takes other roles while version 1 is on: lists of clients, scope mappings, protected resources, the console's lists of roles."""
    ranks = ("view-clients", "manage-clients", "view-authorization", "manage-authorization", "query-users", "view-realm", "manage-realm")
    people = [
        {"username": rank, "enabled": True, "email": f"{rank}@x.org", "firstName": "F", "lastName": "L",
         "credentials": [{"type": "password", "value": "pw"}], "clientRoles": {"realm-management": [rank]}}
        for rank in ranks
    ]  # fmt: skip
    client = {"clientId": "app", "secret": "s", "serviceAccountsEnabled": True, "authorizationServicesEnabled": True}
    realm = kc.realm(users=people, clients=[client], roles={"realm": [{"name": "r1"}]})
    base = f"/admin/realms/{realm}"
    app = kc.setup("GET", f"{base}/clients?clientId=app").json[0]["id"]
    role = kc.setup("GET", f"{base}/roles/r1").json
    user = kc.setup("GET", f"{base}/users?username=view-clients&exact=true").json[0]["id"]
    server = f"{base}/clients/{app}/authz/resource-server"
    kc.setup("POST", f"{server}/scope", {"name": "read"})
    for rank in ranks:
        form = {"grant_type": "password", "client_id": "admin-cli", "username": rank, "password": "pw"}
        bearer = kc.token(realm, form, skip_body=True).get("access_token")
        paths = (
            "/clients?clientId=app", "/clients/nope", f"/clients/{app}/authz/resource-server/policy",
            f"/clients/{app}/authz/resource-server/scope", f"/ui-ext/available-roles/users/{user}?search=manage-c",
            f"/ui-ext/available-roles/clients/{app}?search=none",
        )  # fmt: skip
        for path in paths:
            kc.get(f"{base}{path}", bearer=bearer, skip_body=path.startswith("/clients?"))
        kc.post(f"{base}/clients/{app}/scope-mappings/realm", body=[role], bearer=bearer)
        kc.delete(f"{base}/clients/{app}/scope-mappings/realm", body=[role], bearer=bearer)
        kc.post(f"{server}/policy/role", body={"name": f"p-{rank}", "roles": []}, bearer=bearer)
        kc.post(f"{server}/permission/scope", body={"name": f"q-{rank}", "scopes": ["read"]}, bearer=bearer)
