"""The Admin API of organizations: themselves, their members, their identity providers."""

USERS = [
    {"username": "alice", "enabled": True, "email": "alice@acme.example", "firstName": "Alice"},
    {"username": "bob", "enabled": True, "email": "bob@example.org"},
    {"username": "carol", "enabled": True},
]
IDP = {"providerId": "oidc", "enabled": True, "config": {"authorizationUrl": "https://up.example/auth", "tokenUrl": "https://up.example/token", "clientId": "c", "clientSecret": "s"}}


def _realm(kc, **more):
    realm = kc.realm(organizationsEnabled=True, users=USERS, **more)
    return realm, f"/admin/realms/{realm}/organizations"


def _made(kc, root, name, **document):
    answer = kc.post(root, body={"name": name, **document}, admin=True)
    return answer.created_id


def switched_off(kc):
    realm = kc.realm()
    root = f"/admin/realms/{realm}/organizations"
    for path in ("", "/count", "/nope", "/nope/members"):
        kc.get(root + path, admin=True)
    kc.post(root, body={"name": "acme"}, admin=True)


def administration(kc):
    realm, root = _realm(kc)
    kc.get(root)
    kc.get(root, admin=True)
    kc.get(f"{root}/count", admin=True)
    for refused in ({}, {"name": ""}, {"name": "n", "domains": [{"name": ""}]}, {"name": "n", "domains": [{"name": "no domain"}]}, {"name": "n", "nope": 1},
                    {"name": "n", "alias": "a b"}, {"name": "a b"}, {"name": "a;b"}, {"name": "n", "alias": "a=b"}):
        kc.post(root, body=refused, admin=True)
    acme = _made(kc, root, "acme", description="the acme", redirectUrl="https://acme.example/", attributes={"k": ["v", "w"]},
                 domains=[{"name": "acme.example", "verified": True}, {"name": "acme.test"}])
    _made(kc, root, "empty", domains=[])
    beta = _made(kc, root, "beta", alias="the-beta", enabled=False, domains=[{"name": "beta.example"}, {"name": "beta.example"}])
    _made(kc, root, "<odd>", alias="odd%^|`{}\"\u00a0")
    for taken in ({"name": "acme"}, {"name": "other", "alias": "acme"}, {"name": "other", "domains": [{"name": "ACME.example"}]}):
        kc.post(root, body=taken, admin=True)
    for query in ({}, {"briefRepresentation": "false"}, {"search": "ACM"}, {"search": "beta.example", "exact": "true"}, {"search": "bet", "exact": "true"}, {"q": "k:v"},
                  {"q": "k:x"}, {"first": "1", "max": "1"}, {"max": "0"}, {"q": "alias:the-beta", "search": "acme"}, {"q": "alias:beta"}, {"q": "name:beta"},
                  {"q": " ", "search": "acme"}, {"search": " acme "}, {"search": " "}):
        kc.get(root, query=query, admin=True)
    kc.get(f"{root}/count", query={"search": "a"}, admin=True)
    for organization in (acme, beta, "nope"):
        kc.get(f"{root}/{organization}", admin=True)
    for change in ({}, {"name": "beta"}, {"name": "acme", "alias": "other"}, {"name": "acme", "domains": [{"name": "beta.example"}]}, {"name": "renamed"}, {"name": "acme"},
                   {"name": "renamed", "alias": "acme", "attributes": {"z": ["1"]}, "domains": [{"name": "acme.net"}]}, {"name": "acme", "enabled": False}):
        kc.put(f"{root}/{acme}", body=change, admin=True)
        kc.get(f"{root}/{acme}", admin=True)
    kc.put(f"{root}/nope", body={"name": "x"}, admin=True)
    kc.post(f"{root}/{acme}", body={}, admin=True)
    kc.delete(f"{root}/{acme}", admin=True)
    kc.delete(f"{root}/{acme}", admin=True)
    kc.get(root, admin=True)


def membership(kc):
    realm, root = _realm(kc)
    ids = {one["username"]: one["id"] for one in kc.setup("GET", f"/admin/realms/{realm}/users").get()}
    acme, beta = _made(kc, root, "acme"), _made(kc, root, "beta", attributes={"k": ["v"]})
    members = f"{root}/{acme}/members"
    for body in ("nope", ids["alice"], ids["alice"], ids["bob"]):
        kc.post(members, body=body, admin=True)
    kc.post(f"{root}/{beta}/members", body=ids["alice"], admin=True)
    for query in ({}, {"search": "ALI"}, {"search": "bob@example.org", "exact": "true"}, {"search": "bo", "exact": "true"}, {"first": "1", "max": "1"}, {"membershipType": "managed"}, {"membershipType": "UNMANAGED"}):
        kc.get(members, query=query, admin=True)
    kc.get(f"{members}/count", admin=True)
    for user in (ids["alice"], ids["carol"], "nope"):
        kc.get(f"{members}/{user}", admin=True)
    for user in (ids["bob"], ids["carol"], "nope"):
        kc.get(f"{members}/{user}/organizations", admin=True)
        kc.get(f"{root}/members/{user}/organizations", query={"briefRepresentation": "false"}, admin=True)
    kc.delete(f"{members}/{ids['carol']}", admin=True)
    kc.delete(f"{members}/{ids['bob']}", admin=True)
    kc.delete(f"{members}/{ids['bob']}", admin=True)
    kc.setup("DELETE", f"/admin/realms/{realm}/users/{ids['alice']}")
    kc.get(members, admin=True)
    kc.get(f"{root}/nope/members", admin=True)


def identity_providers(kc):
    realm, root = _realm(kc, identityProviders=[{**IDP, "alias": "up"}, {**IDP, "alias": "other"}])
    acme, beta = _made(kc, root, "acme"), _made(kc, root, "beta", enabled=False)
    mine = f"{root}/{acme}/identity-providers"
    kc.get(mine, admin=True)
    for body in ("nope", "up", "up"):
        kc.post(mine, body=body, admin=True)
    kc.post(f"{root}/{beta}/identity-providers", body="up", admin=True)
    kc.post(f"{root}/{beta}/identity-providers", body="other", admin=True)
    kc.get(mine, admin=True)
    for alias in ("up", "other", "nope"):
        kc.get(f"{mine}/{alias}", admin=True)
        kc.get(f"/admin/realms/{realm}/identity-provider/instances/{alias}", admin=True)
    for alias in ("other", "nope", "up", "up"):
        kc.delete(f"{mine}/{alias}", admin=True)
    kc.get(f"/admin/realms/{realm}/identity-provider/instances/up", admin=True)
    kc.setup("DELETE", f"/admin/realms/{realm}/identity-provider/instances/other")
    kc.get(f"{root}/{beta}/identity-providers", admin=True)


def groups(kc):
    """Groups inside of an organization: a tree of their own, members, roles."""
    realm, root = _realm(kc, groups=[{"name": "outside"}], roles={"realm": [{"name": "r1"}], "client": {"app": [{"name": "c1"}]}}, clients=[{"clientId": "app", "secret": "s"}])
    acme, beta = _made(kc, root, "acme"), _made(kc, root, "beta")
    place = f"{root}/{acme}/groups"
    kc.get(place, admin=True)
    identifiers = {}
    for body in ({}, {"name": ""}, {"name": "staff", "description": "d", "attributes": {"k": ["v"]}}, {"name": "staff"}, {"name": "guests"}, {"name": "x", "nope": 1}, {"name": "x", "id": "nope"}):
        answer = kc.post(place, body=body, admin=True)
        identifiers.setdefault(body.get("name"), answer.get("id"))
    staff = identifiers["staff"]
    for body in ({"name": "it"}, {"name": "it"}, {"name": "hr", "attributes": {"a": ["b"]}}, {"name": ""}):
        answer = kc.post(f"{place}/{staff}/children", body=body, admin=True)
        identifiers.setdefault(body["name"], answer.get("id"))
    for query in ({}, {"search": "it"}, {"search": "IT", "exact": "true"}, {"briefRepresentation": "false"}, {"subGroupsCount": "false"}, {"first": "1", "max": "1"}, {"q": "k:v"}, {"q": "a:b"},
                  {"search": "h", "populateHierarchy": "false"}):
        kc.get(place, query=query, admin=True)
    for group in (staff, identifiers["it"], "nope"):
        kc.get(f"{place}/{group}", admin=True)
        kc.get(f"{place}/{group}/children", admin=True)
        kc.get(f"{root}/{beta}/groups/{group}", admin=True)
        kc.get(f"/admin/realms/{realm}/groups/{group}", admin=True)
    outside = kc.setup("GET", f"/admin/realms/{realm}/groups").get(0, "id")
    kc.get(f"{place}/{outside}", admin=True)
    for path in ("staff", "staff/it", "/staff/it", "nope", "staff/nope"):
        kc.get(f"{place}/group-by-path/{path}", admin=True)
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        kc.request(method, f"{place}/group-by-path/staff", body={"name": "x"}, admin=True)
    for body in ({"name": "guests"}, {"name": "crew"}, {"name": "crew", "description": "e", "attributes": {"z": ["1"]}}, {}, {"name": ""}):
        kc.put(f"{place}/{staff}", body=body, admin=True)
        kc.get(f"{place}/{staff}", admin=True)
    kc.put(f"{place}/nope", body={"name": "y"}, admin=True)
    kc.get(f"/admin/realms/{realm}/groups", admin=True)
    kc.get(f"{place}/{staff}/children", query={"search": "h", "max": "1"}, admin=True)
    kc.delete(f"{place}/{identifiers['it']}", admin=True)
    kc.delete(f"{place}/{identifiers['it']}", admin=True)
    kc.delete(f"{place}/{staff}", admin=True)
    kc.get(place, admin=True)


def members_of_groups(kc):
    realm, root = _realm(kc)
    ids = {one["username"]: one["id"] for one in kc.setup("GET", f"/admin/realms/{realm}/users").json or []}
    acme = _made(kc, root, "acme")
    place = f"{root}/{acme}/groups"
    staff = kc.post(place, body={"name": "staff"}, admin=True).get("id")
    it = kc.post(f"{place}/{staff}/children", body={"name": "it"}, admin=True).get("id")
    for name in ("alice", "bob"):
        kc.setup("POST", f"{root}/{acme}/members", ids[name])
    for group in (staff, it, "nope"):
        for name in ("alice", "carol", "nope"):
            kc.put(f"{place}/{group}/members/{ids.get(name, name)}", admin=True)
    kc.put(f"{place}/{staff}/members/{ids['bob']}", admin=True)
    for query in ({}, {"briefRepresentation": "true"}, {"first": "1", "max": "1"}):
        kc.get(f"{place}/{staff}/members", query=query, admin=True)
    kc.get(f"{place}/nope/members", admin=True)
    for name in ("alice", "bob", "carol", "nope"):
        kc.get(f"{root}/{acme}/members/{ids.get(name, name)}/groups", admin=True)
    for query in ({"search": "sta"}, {"briefRepresentation": "false"}, {"max": "1"}):
        kc.get(f"{root}/{acme}/members/{ids['alice']}/groups", query=query, admin=True)
    kc.get(f"/admin/realms/{realm}/users/{ids['alice']}/groups", admin=True)
    for name in ("alice", "alice", "carol", "nope"):
        kc.delete(f"{place}/{staff}/members/{ids.get(name, name)}", admin=True)
    kc.get(f"{root}/{acme}/members/{ids['alice']}/groups", admin=True)
    kc.setup("DELETE", f"{root}/{acme}/members/{ids['alice']}")
    kc.get(f"{place}/{it}/members", admin=True)
    kc.delete(f"{place}/{staff}", admin=True)


def roles_of_groups(kc):
    realm, root = _realm(kc, roles={"realm": [{"name": "r1"}, {"name": "r2"}], "client": {"app": [{"name": "c1"}]}}, clients=[{"clientId": "app", "secret": "s"}])
    acme = _made(kc, root, "acme")
    place = f"{root}/{acme}/groups"
    staff = kc.post(place, body={"name": "staff"}, admin=True).get("id")
    r1 = kc.setup("GET", f"/admin/realms/{realm}/roles/r1").json
    app = kc.setup("GET", f"/admin/realms/{realm}/clients?clientId=app").get(0, "id")
    c1 = kc.setup("GET", f"/admin/realms/{realm}/clients/{app}/roles/c1").json
    for group in (staff, "nope"):
        mappings = f"{place}/{group}/role-mappings"
        kc.get(mappings, admin=True)
        kc.post(f"{mappings}/realm", body=[r1], admin=True)
        kc.post(f"{mappings}/clients/{app}", body=[c1], admin=True)
        for path in ("", "/realm", "/realm/available", "/realm/composite", f"/clients/{app}", f"/clients/{app}/available", f"/clients/{app}/composite", "/clients/nope"):
            kc.get(f"{mappings}{path}", admin=True)
        kc.get(f"{place}/{group}", admin=True)
        kc.delete(f"{mappings}/realm", body=[r1], admin=True)
        kc.delete(f"{mappings}/clients/{app}", body=[c1], admin=True)
        kc.get(mappings, admin=True)


def groups_by_rank(kc):
    password = [{"type": "password", "value": "wonder"}]
    ranks = ("view-organizations", "manage-organizations", "manage-users", "view-users", "query-organizations")
    people = [{"username": one, "enabled": True, "email": f"{one}@x.org", "firstName": "A", "lastName": "B", "credentials": password, "clientRoles": {"realm-management": [one]}} for one in ranks]
    realm = kc.realm(organizationsEnabled=True, users=people, clients=[{"clientId": "app", "secret": "s3cret", "directAccessGrantsEnabled": True}])
    root = f"/admin/realms/{realm}/organizations"
    acme = _made(kc, root, "acme")
    place = f"{root}/{acme}/groups"
    group = kc.post(place, body={"name": "staff"}, admin=True).get("id")
    user = kc.setup("GET", f"/admin/realms/{realm}/users?username=view-users").get(0, "id")
    kc.setup("POST", f"{root}/{acme}/members", user)
    for rank in ranks:
        form = {"grant_type": "password", "client_id": "app", "client_secret": "s3cret", "username": rank, "password": "wonder"}
        token = kc.token(realm, form).get("access_token")
        for path in ("", f"/{group}", f"/{group}/children", f"/{group}/members", f"/{group}/role-mappings", "/group-by-path/staff"):
            kc.get(f"{place}{path}", bearer=token)
        kc.get(f"{root}/{acme}/members/{user}/groups", bearer=token)
        kc.post(place, body={"name": rank}, bearer=token)
        kc.put(f"{place}/{group}", body={"name": "staff"}, bearer=token)
        kc.put(f"{place}/{group}/members/{user}", bearer=token)
        kc.delete(f"{place}/{group}/members/{user}", bearer=token)
        kc.post(f"{place}/{group}/role-mappings/realm", body=[], bearer=token)


def events_of_what_is_inside(kc):
    """What an administrator's event says of members and groups; one change at a time, so that the order is certain."""
    realm, root = _realm(kc, adminEventsEnabled=True, adminEventsDetailsEnabled=True)
    user = kc.setup("GET", f"/admin/realms/{realm}/users?username=alice").get(0, "id")
    acme = _made(kc, root, "acme", domains=[{"name": "acme.example"}])
    place = f"{root}/{acme}"

    def told():
        kc.get(f"/admin/realms/{realm}/admin-events", query={"max": "1"}, admin=True)
        kc.setup("DELETE", f"/admin/realms/{realm}/admin-events")

    kc.post(f"{place}/members", body=user, admin=True)
    told()
    group = kc.post(f"{place}/groups", body={"name": "staff", "description": "d"}, admin=True).get("id")
    told()
    kc.post(f"{place}/groups/{group}/children", body={"name": "it"}, admin=True)
    told()
    kc.put(f"{place}/groups/{group}", body={"name": "crew"}, admin=True)
    told()
    kc.put(f"{place}/groups/{group}/members/{user}", admin=True)
    told()
    kc.delete(f"{place}/groups/{group}/members/{user}", admin=True)
    told()
    kc.delete(f"{place}/groups/{group}", admin=True)
    told()
    kc.delete(f"{place}/members/{user}", admin=True)
    told()


def roles_of_groups_in_tokens(kc):
    """What a mapper says of the groups that a member is in, without and with the roles mapped to them."""
    mapper = {"protocol": "openid-connect", "protocolMapper": "oidc-organization-group-membership-mapper"}
    claims = {"access.token.claim": "true", "id.token.claim": "true", "userinfo.token.claim": "true"}
    alice = {**USERS[0], "lastName": "L", "credentials": [{"type": "password", "value": "wonder"}]}
    clients = [{"clientId": f"app{number}", "secret": "s", "directAccessGrantsEnabled": True, "protocolMappers": [{**mapper, "name": "groups", "config": {**claims, **more}}]}
               for number, more in enumerate(({}, {"addGroupRoleMappings": "true"}, {"addGroupRoleMappings": "false"}))]
    realm = kc.realm(organizationsEnabled=True, users=[alice], clients=clients, roles={
        "realm": [{"name": "inner"}, {"name": "lead", "composite": True, "composites": {"realm": ["inner"], "client": {"app0": ["deep"]}}}, {"name": "below"}],
        "client": {"app0": [{"name": "deep"}], "app1": [{"name": "write"}]}})
    root = f"/admin/realms/{realm}/organizations"
    user = kc.setup("GET", f"/admin/realms/{realm}/users?username=alice").get(0, "id")
    role = {name: kc.setup("GET", f"/admin/realms/{realm}/roles/{name}").json for name in ("lead", "below")}
    app = kc.setup("GET", f"/admin/realms/{realm}/clients?clientId=app1").get(0, "id")
    write = kc.setup("GET", f"/admin/realms/{realm}/clients/{app}/roles/write").json
    for name in ("acme", "beta", "empty"):
        organization = kc.setup("POST", root, {"name": name, "domains": [{"name": f"{name}.example"}]}).created_id
        kc.setup("POST", f"{root}/{organization}/members", user)
        if name == "empty":
            continue
        group = kc.setup("POST", f"{root}/{organization}/groups", {"name": "staff"}).get("id")
        inside = kc.setup("POST", f"{root}/{organization}/groups/{group}/children", {"name": "it"}).get("id")
        kc.setup("POST", f"{root}/{organization}/groups/{group}/role-mappings/realm", [role["lead"]])
        kc.setup("POST", f"{root}/{organization}/groups/{inside}/role-mappings/realm", [role["below"]])
        kc.setup("POST", f"{root}/{organization}/groups/{inside}/role-mappings/clients/{app}", [write])
        for joined in (group, inside) if name == "acme" else (inside,):
            kc.setup("PUT", f"{root}/{organization}/groups/{joined}/members/{user}")
    for client in ("app0", "app1", "app2"):
        kc.token(realm, {"grant_type": "password", "client_id": client, "client_secret": "s", "username": "alice", "password": "wonder", "scope": "openid organization:*"})


def groups_at_other_doors(kc):
    """A member who is one already, groups at the doors of users and of identity providers, and methods that their paths have not."""
    realm, root = _realm(kc, identityProviders=[{**IDP, "alias": "mine"}, {**IDP, "alias": "free"}])
    alice = kc.setup("GET", f"/admin/realms/{realm}/users?username=alice").get(0, "id")
    acme = _made(kc, root, "acme")
    staff = kc.post(f"{root}/{acme}/groups", body={"name": "staff"}, admin=True).get("id")
    kc.post(f"{root}/{acme}/groups/{staff}/children", body={"name": "it"}, admin=True)
    kc.setup("POST", f"{root}/{acme}/members", alice)
    kc.setup("POST", f"{root}/{acme}/identity-providers", "mine")
    for _ in range(2):
        kc.put(f"{root}/{acme}/groups/{staff}/members/{alice}", admin=True)
    for method in ("PUT", "DELETE"):
        kc.request(method, f"/admin/realms/{realm}/users/{alice}/groups/{staff}", admin=True)
    for alias in ("mine", "free", "nope"):
        kc.get(f"{root}/{acme}/identity-providers/{alias}/groups", admin=True)
    for query in ({"search": "it"}, {"briefRepresentation": "false", "subGroupsCount": "true"}, {"max": "0"}):
        kc.get(f"{root}/{acme}/identity-providers/mine/groups", query=query, admin=True)
    for method, path in (
        ("POST", f"groups/{staff}/members/{alice}"), ("POST", f"groups/{staff}/members"), ("POST", f"groups/{staff}"), ("POST", f"groups/{staff}/x"), ("PUT", f"groups/{staff}/role-mappings/realm"),
        ("PUT", "groups"), ("DELETE", "groups"), ("PATCH", f"groups/{staff}"), ("POST", "identity-providers/mine/groups"), ("PUT", f"members/{alice}/groups"),
    ):
        kc.request(method, f"{root}/{acme}/{path}", body={} if method != "DELETE" else None, admin=True)


def scopes_by_their_mapper(kc):
    """Any scope with a mapper of the membership asks for organizations, whatever its name."""
    mapper = {"name": "m", "protocol": "openid-connect", "protocolMapper": "oidc-organization-membership-mapper",
              "config": {"claim.name": "mine", "multivalued": "true", "jsonType.label": "String", "access.token.claim": "true"}}
    names = ("tv", "a:b", "given")
    people = [{**user, "firstName": "F", "lastName": "L", "credentials": [{"type": "password", "value": "wonder"}]} for user in USERS[:2]]
    realm = kc.realm(organizationsEnabled=True, users=people, clients=[{"clientId": name, "secret": "s", "directAccessGrantsEnabled": True} for name in ("app", "other")])
    root = f"/admin/realms/{realm}/organizations"
    users = {user["username"]: user["id"] for user in kc.setup("GET", f"/admin/realms/{realm}/users").json or []}
    for name, members in (("acme", ("alice", "bob")), ("beta", ("bob",))):
        place = kc.setup("POST", root, {"name": name, "domains": [{"name": f"{name}.example"}]}).created_id
        for member in members:
            kc.setup("POST", f"{root}/{place}/members", users[member])
    clients = {client["clientId"]: client["id"] for client in kc.setup("GET", f"/admin/realms/{realm}/clients").json or []}
    for name in names:
        kc.setup("POST", f"/admin/realms/{realm}/client-scopes", {"name": name, "protocol": "openid-connect", "protocolMappers": [mapper]})
    for scope in kc.setup("GET", f"/admin/realms/{realm}/client-scopes").json or []:
        if scope["name"] in names:
            place = f"{clients['other']}/default" if scope["name"] == "given" else f"{clients['app']}/optional"
            kc.setup("PUT", f"/admin/realms/{realm}/clients/{place}-client-scopes/{scope['id']}")

    def ask(user, scope, client="app"):
        kc.token(realm, {"grant_type": "password", "client_id": client, "client_secret": "s", "username": user, "password": "wonder", "scope": scope})

    for user in ("alice", "bob"):
        for scope in ("tv", "tv:*", "tv:beta", "tv:", "tv:acme tv:beta", "organization:acme tv:beta", "a:b", "a:b:acme"):
            ask(user, scope)
        for scope in ("email", "given:beta", "organization:acme given:acme"):
            ask(user, scope, "other")
    for scope in ("tv:nope", "tv tv:acme", "nope:acme"):
        ask("alice", scope)
    kc.setup("PUT", f"/admin/realms/{realm}", {"organizationsEnabled": False})
    for scope in ("tv", "tv:acme", "tv:nope", "a:b", "a:b:acme"):
        ask("alice", scope)
    for scope in ("email", "given:acme"):
        ask("alice", scope, "other")


def refreshing_for_others(kc):
    """What a refresh asks for of organizations, by what was granted; and tokens of one that the user has left."""
    realm, root = _realm(kc, clients=[{"clientId": "app", "secret": "s3cret", "directAccessGrantsEnabled": True}])
    user = kc.setup("GET", f"/admin/realms/{realm}/users?username=alice").get(0, "id")
    kc.setup("PUT", f"/admin/realms/{realm}/users/{user}/reset-password", {"type": "password", "value": "wonder"})
    kc.setup("PUT", f"/admin/realms/{realm}/users/{user}", {"lastName": "Liddell"})
    role = kc.setup("GET", f"/admin/realms/{realm}/roles/offline_access").json
    kc.setup("POST", f"/admin/realms/{realm}/users/{user}/role-mappings/realm", [role])
    acme, beta = (_made(kc, root, name, domains=[{"name": f"{name}.example"}]) for name in ("acme", "beta"))
    for organization in (acme, beta):
        kc.setup("POST", f"{root}/{organization}/members", user)
    app = {"client_id": "app", "client_secret": "s3cret"}

    def renew(token, **more):
        return kc.token(realm, {"grant_type": "refresh_token", **app, "refresh_token": token.get("refresh_token"), **more})

    for granted in ("openid organization:*", "openid organization:acme", "organization:* offline_access"):
        token = kc.token(realm, {"grant_type": "password", **app, "username": "alice", "password": "wonder", "scope": granted})
        for scope in ("organization", "organization:*", "organization:acme", "organization:beta", "openid"):
            renew(token, scope=scope)
        narrowed = renew(token, scope="openid organization:acme")
        renew(narrowed)
        renew(narrowed, scope="openid organization:beta")
        kc.setup("DELETE", f"{root}/{acme}/members/{user}")
        renew(narrowed)
        kc.get(f"/realms/{realm}/protocol/openid-connect/userinfo", bearer=narrowed.get("access_token"))
        kc.post(f"/realms/{realm}/protocol/openid-connect/token/introspect", form={**app, "token": narrowed.get("access_token")})
        kc.setup("POST", f"{root}/{acme}/members", user)


def permissions_and_what_is_not_there(kc):
    """What a caller is told who has nothing but permissions: of organizations, of their groups and members, and of users that there are not."""
    person = {"enabled": True, "firstName": "A", "lastName": "B", "credentials": [{"type": "password", "value": "wonder"}]}
    users = [{"username": name, "email": f"{name}@x.org", **person} for name in ("clerk", "alice")]
    realm = kc.realm(adminPermissionsEnabled=True, organizationsEnabled=True, users=users)
    base = f"/admin/realms/{realm}"
    ids = {row["username"]: row["id"] for row in kc.setup("GET", f"{base}/users").json or []}
    server = f"{base}/clients/{kc.setup('GET', f'{base}/clients?clientId=admin-permissions').get(0, 'id')}/authz/resource-server"
    policy = kc.setup("POST", f"{server}/policy/user", {"name": "clerk", "users": [ids.get("clerk")]}).get("id")
    org = f"{base}/organizations/" + kc.setup("POST", f"{base}/organizations", {"name": "o", "domains": [{"name": "o.org"}]}).created_id
    kc.setup("POST", f"{org}/members", ids.get("alice"))
    group = f"{org}/groups/" + str(kc.setup("POST", f"{org}/groups", {"name": "g"}).get("id"))
    token = kc.token(realm, {"grant_type": "password", "client_id": "admin-cli", "username": "clerk", "password": "wonder"}).get("access_token")
    for grants in ({"Organizations": ["view"]}, {"Organizations": ["manage"]}, {"Organizations": ["view"], "Users": ["view"]}, {"Organizations": ["view", "manage"], "Users": ["view", "manage"]}, {"Users": ["manage"]}, {"Clients": ["view"]}, {"Clients": ["manage"]}):
        made = [kc.setup("POST", f"{server}/permission/scope", {"name": kind, "resourceType": kind, "scopes": scopes, "policies": [policy]}).get("id") for kind, scopes in grants.items()]
        for path in (
            f"{base}/organizations", f"{base}/organizations/count", f"{base}/organizations/nope", org, f"{org}/members", f"{org}/members/count", f"{org}/members/nope", f"{base}/organizations/members/{ids.get('alice')}/organizations",
            f"{org}/invitations", f"{group}/role-mappings/clients/nope", f"{base}/users/profile", f"{base}/ui-ext/available-roles/users/nope", f"{base}/users/nope", f"{server}/policy",
            f"{base}/clients/nope/roles/x/users",
        ):
            kc.get(path, bearer=token)
        for method, path in (
            ("DELETE", f"{base}/organizations/nope"), ("DELETE", f"{org}/groups/nope"), ("DELETE", f"{org}/members/nope"), ("DELETE", f"{group}/members/nope"), ("DELETE", f"{group}/role-mappings/clients/nope"),
            ("DELETE", f"{base}/users/nope"), ("DELETE", f"{base}/users/{ids.get('alice')}/credentials/nope"), ("DELETE", f"{base}/clients/nope"), ("POST", f"{base}/clients/nope/client-secret"),
        ):
            kc.request(method, path, bearer=token)
        for permission in made:
            kc.setup("DELETE", f"{server}/policy/{permission}")
