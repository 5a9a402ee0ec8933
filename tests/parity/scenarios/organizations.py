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
                    {"name": "n", "alias": "a b"}, {"name": "a b"}):
        kc.post(root, body=refused, admin=True)
    acme = _made(kc, root, "acme", description="the acme", redirectUrl="https://acme.example/", attributes={"k": ["v", "w"]},
                 domains=[{"name": "acme.example", "verified": True}, {"name": "acme.test"}])
    _made(kc, root, "empty", domains=[])
    beta = _made(kc, root, "beta", alias="the-beta", enabled=False, domains=[{"name": "beta.example"}, {"name": "beta.example"}])
    for taken in ({"name": "acme"}, {"name": "other", "alias": "acme"}, {"name": "other", "domains": [{"name": "ACME.example"}]}):
        kc.post(root, body=taken, admin=True)
    for query in ({}, {"briefRepresentation": "false"}, {"search": "ACM"}, {"search": "beta.example", "exact": "true"}, {"search": "bet", "exact": "true"}, {"q": "k:v"},
                  {"q": "k:x"}, {"first": "1", "max": "1"}, {"max": "0"}):
        kc.get(root, query=query, admin=True)
    kc.get(f"{root}/count", query={"search": "a"}, admin=True)
    for one in (acme, beta, "nope"):
        kc.get(f"{root}/{one}", admin=True)
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
