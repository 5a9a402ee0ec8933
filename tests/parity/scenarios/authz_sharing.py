"""The protection API, tickets, what owners grant, and the resources of the account."""

ALICE = {"username": "alice", "enabled": True, "email": "alice@example.org", "emailVerified": True, "firstName": "Alice", "lastName": "Liddell", "credentials": [{"type": "password", "value": "wonder"}]}
BOB = {**ALICE, "username": "bob", "email": "bob@example.org", "firstName": "Bob"}
CAROL = {**ALICE, "username": "carol", "email": "carol@example.org", "firstName": "Carol"}
API = {"clientId": "api", "secret": "s3cret", "name": "The API", "baseUrl": "https://api.example.org", "serviceAccountsEnabled": True, "directAccessGrantsEnabled": True, "authorizationServicesEnabled": True}
PUBLIC = {"clientId": "web", "publicClient": True, "directAccessGrantsEnabled": True}
SECRET = {"client_id": "api", "client_secret": "s3cret"}
UMA = "urn:ietf:params:oauth:grant-type:uma-ticket"
SETTINGS = {
    "resources": [{"name": "Server", "type": "t", "scopes": [{"name": "view"}]}, {"name": "Diary", "type": "t", "owner": {"name": "alice"}, "ownerManagedAccess": True, "displayName": "Dear diary", "icon_uri": "http://i", "uris": ["/x"],
                  "scopes": [{"name": "read"}, {"name": "write"}]}, {"name": "Closed", "owner": {"name": "alice"}, "scopes": [{"name": "read"}]}, {"name": "Plain", "owner": {"name": "alice"}, "ownerManagedAccess": True}],
    "scopes": [{"name": "view"}, {"name": "read", "displayName": "Read it"}],
    "policies": [{"name": "alice", "type": "user", "config": {"users": '["alice"]'}}, {"name": "of server", "type": "resource", "config": {"resources": '["Server"]', "applyPolicies": '["alice"]'}}],
}


def _realm(kc):
    return kc.realm(clients=[{**API, "authorizationSettings": SETTINGS}, PUBLIC], users=[ALICE, BOB, CAROL], userManagedAccessAllowed=True)


def _login(kc, realm, user, client="api"):
    return kc.token(realm, {"grant_type": "password", "client_id": client, **({"client_secret": "s3cret"} if client == "api" else {}), "username": user, "password": "wonder"}).get("access_token")


def _pat(kc, realm):
    return kc.token(realm, {"grant_type": "client_credentials", **SECRET}).get("access_token")


def _owner_pat(kc, realm, user="alice"):
    """A token of a user who may use the protection API."""
    client = kc.setup("GET", f"/admin/realms/{realm}/clients?clientId=api").get(0, "id")
    role = kc.setup("GET", f"/admin/realms/{realm}/clients/{client}/roles/uma_protection").json
    identifier = kc.setup("GET", f"/admin/realms/{realm}/users?username={user}").get(0, "id")
    kc.setup("POST", f"/admin/realms/{realm}/users/{identifier}/role-mappings/clients/{client}", [role])
    return _login(kc, realm, user)


def _id(kc, realm, name):
    client = kc.setup("GET", f"/admin/realms/{realm}/clients?clientId=api").get(0, "id")
    found = kc.setup("GET", f"/admin/realms/{realm}/clients/{client}/authz/resource-server/resource?name={name}")
    return found.get(0, "_id")


def registration(kc):
    """Resources of the server and of a user."""
    realm = _realm(kc)
    pat, bob, web, alice = _pat(kc, realm), _login(kc, realm, "bob"), _login(kc, realm, "bob", "web"), _owner_pat(kc, realm)
    place = f"/realms/{realm}/authz/protection/resource_set"
    for token in ("nonsense", bob, web):
        kc.get(place, bearer=token)
    kc.get(place)
    album = kc.post(place, body={"name": "Album", "type": "t", "ownerManagedAccess": True, "resource_scopes": ["read", "share"], "icon_uri": "http://i", "uris": ["/a"], "displayName": "d", "attributes": {"a": ["b"]}}, bearer=pat).get("_id")
    kc.post(place, body={"name": "Album"}, bearer=pat)
    kc.post(place, body={"name": "Album", "owner": "alice"}, bearer=pat)
    kc.post(place, body={"name": "Owned", "owner": {"id": "alice"}}, bearer=pat)
    kc.post(place, body={"name": "Scoped", "scopes": [{"name": "read"}]}, bearer=pat)
    kc.post(place, body={}, bearer=pat)
    kc.post(place, body={"name": "x", "unknown": 1}, bearer=pat)
    kc.post(place, raw="{", headers={"Content-Type": "application/json"}, bearer=pat)
    kc.post(place, raw="{}", headers={"Content-Type": "text/plain"}, bearer=pat)
    kc.post(place, body={"name": "Mine", "ownerManagedAccess": True, "resource_scopes": ["read"]}, bearer=alice)
    kc.post(place, body={"name": "NotMine"}, bearer=bob)
    for token in (pat, alice):
        for query in ({}, {"name": "Album"}, {"name": "alb"}, {"name": "alb", "exactName": "true"}, {"uri": "/a"}, {"owner": "alice"}, {"type": "t"}, {"scope": "share"}, {"_id": album}, {"deep": "true", "name": "Mine"}, {"max": "0"}):
            kc.get(place, query=query, bearer=token)
    kc.get(f"{place}/{album}", bearer=pat)
    kc.get(f"{place}/{album}", bearer=alice)
    kc.get(f"{place}/none", bearer=pat)
    kc.put(f"{place}/{album}", body={"name": "Album2", "resource_scopes": ["read"]}, bearer=pat)
    kc.get(f"{place}/{album}", bearer=pat)
    kc.put(f"{place}/{album}", body={"name": "Owned"}, bearer=pat)
    kc.put(f"{place}/none", body={"name": "x"}, bearer=pat)
    kc.put(f"{place}/{album}", body={"name": "x"}, bearer=bob)
    kc.delete(f"{place}/{album}", bearer=bob)
    kc.delete(f"{place}/{album}", bearer=pat)
    kc.delete(f"{place}/{album}", bearer=pat)
    client = kc.setup("GET", f"/admin/realms/{realm}/clients?clientId=api").get(0, "id")
    kc.setup("PUT", f"/admin/realms/{realm}/clients/{client}/authz/resource-server", {"allowRemoteResourceManagement": False, "decisionStrategy": "UNANIMOUS"})
    kc.get(place, bearer=pat)
    kc.post(place, body={"name": "Late"}, bearer=pat)
    kc.get(f"/realms/{realm}/authz/protection/uma-policy", bearer=pat)


def tickets(kc):
    """What is asked for by ticket, granted and withdrawn."""
    realm = _realm(kc)
    pat, alice, bob = _pat(kc, realm), _login(kc, realm, "alice"), _login(kc, realm, "bob")
    place, diary, plain, closed = f"/realms/{realm}/authz/protection/permission", _id(kc, realm, "Diary"), _id(kc, realm, "Plain"), _id(kc, realm, "Closed")
    for body in ([], [{}], [{"resource_scopes": ["read"]}], [{"resource_scopes": ["none"]}], [{"resource_id": "none"}], [{"resource_id": diary, "resource_scopes": ["none"]}], [{"resource_id": "Server"}], [{"resource_id": "Diary"}],
                 [{"resource_id": diary, "unknown": 1}], {"resource_id": diary}, [{"resource_id": diary, "resource_scopes": ["read"], "claims": {"o": ["p"]}}, {"resource_id": "Server", "resource_scopes": ["view"]}]):
        kc.post(place, body=body, bearer=pat)
    kc.post(place, body=[{"resource_id": diary}], bearer=bob)

    def ask(token, scopes, resource=diary, **form):
        ticket = kc.post(place, body=[{"resource_id": resource, **({"resource_scopes": scopes} if scopes else {})}], bearer=pat).get("ticket")
        return kc.token(realm, {"grant_type": UMA, "ticket": ticket, **form}, bearer=token)

    ask(alice, ["read"])
    ask(bob, ["read"], submit_request="false")
    kc.get(f"{place}/ticket", bearer=pat)
    ask(bob, ["read"])
    ask(bob, ["read"])
    kc.get(f"{place}/ticket", query={"returnNames": "true"}, bearer=pat)
    ask(bob, [], plain)
    ask(bob, ["read"], closed)
    ask(bob, ["view"], "Server")
    for query in ({}, {"granted": "true"}, {"granted": "false"}, {"owner": "alice"}, {"requester": "bob"}, {"requester": "nobody"}, {"scopeId": "read"}, {"scopeId": "none"}, {"resourceId": diary}, {"resourceId": "none"}):
        kc.get(f"{place}/ticket", query=query, bearer=pat)
        kc.get(f"{place}/ticket/count", query=query, bearer=pat)
    kc.get(f"{place}/ticket", bearer=bob)
    mine = kc.get(f"{place}/ticket", query={"resourceId": diary}, bearer=pat).get(0, "id")
    kc.put(f"{place}/ticket", body={"id": mine, "granted": True}, bearer=pat)
    kc.get(f"{place}/ticket", query={"granted": "true"}, bearer=pat)
    for permission in (diary, f"{diary}#read", f"{diary}#write", "Diary", "Diary#write", "#read", "resource-type-any:t"):
        kc.token(realm, {"grant_type": UMA, "audience": "api", "permission": permission, "response_mode": "permissions"}, bearer=bob)
    kc.token(realm, {"grant_type": UMA, "audience": "api", "response_mode": "permissions"}, bearer=bob)
    kc.token(realm, {"grant_type": UMA, "audience": "api", "response_mode": "permissions", "permission": diary}, bearer=alice)
    ask(bob, ["read"])
    ask(bob, ["read", "write"])
    ask(bob, ["write"])
    kc.put(f"{place}/ticket", body={"id": mine, "granted": False}, bearer=pat)
    kc.get(f"{place}/ticket", query={"resourceId": diary}, bearer=pat)
    kc.token(realm, {"grant_type": UMA, "audience": "api", "permission": diary}, bearer=bob)
    for body in ({}, {"id": "none"}, {"unknown": 1}):
        kc.put(f"{place}/ticket", body=body, bearer=pat)
    kc.delete(f"{place}/ticket/none", bearer=pat)
    kc.delete(f"{place}/ticket/{mine}", bearer=pat)
    users = {name: kc.setup("GET", f"/admin/realms/{realm}/users?username={name}").get(0, "id") for name in ("bob", "carol")}
    for body in ({}, {"id": "x"}, {"resource": diary}, {"resource": diary, "scopeName": "read"}, {"resource": "none", "scopeName": "read", "requester": users["carol"]}, {"resource": diary, "scopeName": "read", "requester": "none"},
                 {"resource": diary, "scopeName": "none", "requester": users["carol"]}, {"resource": diary, "scope": "none", "requester": users["carol"]}, {"resource": diary, "scopeName": "view", "requester": users["carol"]},
                 {"resource": closed, "scopeName": "read", "requester": users["carol"]}, {"resource": diary, "scopeName": "read", "requester": users["carol"], "granted": True}, {"resource": diary, "scopeName": "read", "requesterName": "carol"}):
        kc.post(f"{place}/ticket", body=body, bearer=pat)
    kc.token(realm, {"grant_type": UMA, "audience": "api", "permission": diary, "response_mode": "permissions"}, bearer=_login(kc, realm, "carol"))
    client = kc.setup("GET", f"/admin/realms/{realm}/clients?clientId=api").get(0, "id")
    kc.get(f"/admin/realms/{realm}/clients/{client}/authz/resource-server/policy", admin=True)
    kc.get(f"/admin/realms/{realm}/clients/{client}/authz/resource-server/settings", admin=True)
    kc.setup("DELETE", f"/admin/realms/{realm}/users/{users['carol']}")
    kc.get(f"{place}/ticket", query={"resourceId": diary}, bearer=pat)
    kc.delete(f"/realms/{realm}/authz/protection/resource_set/{diary}", bearer=pat)
    kc.get(f"{place}/ticket", bearer=pat)


def policies_of_users(kc):
    """What an owner allows by policy."""
    realm = _realm(kc)
    pat, alice = _pat(kc, realm), _owner_pat(kc, realm)
    bob, carol = _login(kc, realm, "bob"), _login(kc, realm, "carol")
    place, diary, closed = f"/realms/{realm}/authz/protection/uma-policy", _id(kc, realm, "Diary"), _id(kc, realm, "Closed")
    kc.post(f"{place}/{diary}", body={"name": "x"}, bearer=pat)
    kc.post(f"{place}/{closed}", body={"name": "x"}, bearer=alice)
    identifier = kc.post(f"{place}/{diary}", body={"name": "for carol", "description": "d", "scopes": ["read"], "users": ["carol"]}, bearer=alice).get("id")
    for body in ({"name": "for carol"}, {"id": "x", "name": "p"}, {"name": "p", "scopes": ["none"]}, {"name": "p", "resources": ["x"]}, {"unknown": 1}, {}):
        kc.post(f"{place}/{diary}", body=body, bearer=alice)
    kc.post(f"{place}/none", body={"name": "p"}, bearer=alice)
    kc.post(f"{place}/{diary}", body={"name": "conditions", "scopes": ["write"], "users": ["bob"], "clients": ["api"], "roles": ["offline_access"], "groups": []}, bearer=alice)
    kc.post(f"{place}/{diary}", body={"name": "nobody"}, bearer=alice)
    for query in ({}, {"name": "carol"}, {"resource": diary}, {"scope": "write"}, {"scope": "none"}, {"first": "0", "max": "1"}):
        kc.get(place, query=query, bearer=alice)
    kc.get(place, bearer=pat)
    kc.get(f"{place}/{identifier}", bearer=alice)
    kc.get(f"{place}/{identifier}", bearer=pat)
    kc.get(f"{place}/none", bearer=alice)
    for token in (bob, carol):
        kc.token(realm, {"grant_type": UMA, "audience": "api", "permission": diary, "response_mode": "permissions"}, bearer=token)
    kc.put(f"{place}/{identifier}", body={"name": "for bob", "scopes": ["read", "write"], "users": ["bob"]}, bearer=alice)
    kc.get(f"{place}/{identifier}", bearer=alice)
    kc.put(f"{place}/{identifier}", body={"name": "for bob", "resources": ["x"]}, bearer=alice)
    kc.put(f"{place}/{identifier}", raw="{", headers={"Content-Type": "application/json"}, bearer=alice)
    kc.put(f"{place}/none", body={"name": "x"}, bearer=alice)
    for token in (bob, carol):
        kc.token(realm, {"grant_type": UMA, "audience": "api", "permission": diary, "response_mode": "permissions"}, bearer=token)
    kc.delete(f"{place}/{identifier}", bearer=bob)
    kc.delete(f"{place}/{identifier}", bearer=alice)
    kc.delete(f"{place}/{identifier}", bearer=alice)
    client = kc.setup("GET", f"/admin/realms/{realm}/clients?clientId=api").get(0, "id")
    kc.get(f"/admin/realms/{realm}/clients/{client}/authz/resource-server/policy", admin=True)


def account(kc):
    """The user's own resources, who has them, who asks for them."""
    realm = kc.realm(clients=[{**API, "authorizationSettings": SETTINGS}], userManagedAccessAllowed=True,
                     users=[{**user, "clientRoles": {"account": ["manage-account", "view-profile"]}} for user in (ALICE, BOB, CAROL)])
    pat, alice, bob = _pat(kc, realm), _login(kc, realm, "alice"), _login(kc, realm, "bob")
    place, diary = f"/realms/{realm}/account/resources", _id(kc, realm, "Diary")

    def get(path, token=alice, **query):
        kc.get(f"{place}{path}", query=query or None, bearer=token, headers={"Accept": "application/json"})

    get("")
    get("", name="di")
    get("", first="0", max="1")
    get("", first="1", max="1")
    for path in (f"/{diary}", "/none", f"/{diary}/permissions", f"/{diary}/permissions/requests", "/shared-with-others", "/shared-with-me", "/pending-requests"):
        get(path)
    get(f"/{diary}", bob)
    for value in ("bob", "bob@example.org", "nobody"):
        get(f"/{diary}/user", value=value)
    ticket = kc.post(f"/realms/{realm}/authz/protection/permission", body=[{"resource_id": diary, "resource_scopes": ["read"]}], bearer=pat).get("ticket")
    kc.token(realm, {"grant_type": UMA, "ticket": ticket}, bearer=bob)
    get(f"/{diary}/permissions/requests")
    get("/pending-requests", bob)
    kc.put(f"{place}/{diary}/permissions", body=[{"username": "bob", "scopes": ["read", "write"]}], bearer=alice)
    get(f"/{diary}/permissions")
    get("/shared-with-me", bob)
    get("/shared-with-me", bob, name="none")
    get("/shared-with-others")
    kc.token(realm, {"grant_type": UMA, "audience": "api", "permission": diary, "response_mode": "permissions"}, bearer=bob)
    kc.put(f"{place}/{diary}/permissions", body=[{"username": "carol", "scopes": ["write"]}, {"username": "bob@example.org", "scopes": ["write"]}], bearer=alice)
    get(f"/{diary}/permissions")
    get("/shared-with-others")
    for body in ([], [{"username": "nobody", "scopes": ["read"]}], [{"unknown": 1}]):
        kc.put(f"{place}/{diary}/permissions", body=body, bearer=alice)
    kc.put(f"{place}/{diary}/permissions", body=[{"username": "carol", "scopes": ["read"]}], bearer=bob)
    kc.put(f"{place}/{diary}/permissions", body=[{"username": "bob", "scopes": [], "enabled": True, "attributes": {"a": ["b"]}, "clientRoles": {}}], bearer=alice)
    get(f"/{diary}/permissions")
    kc.post(place, body={}, bearer=alice, headers={"Accept": "application/json"})
    kc.setup("PUT", f"/admin/realms/{realm}", {"userManagedAccessAllowed": False})
    get("")
    get(f"/{diary}")
