"""The Admin API of a resource server: settings, resources, scopes, every type of policy, import, export, evaluation, rights."""

ALICE = {"username": "alice", "enabled": True, "email": "alice@example.org", "emailVerified": True, "firstName": "Alice", "lastName": "Liddell", "credentials": [{"type": "password", "value": "wonder"}]}
BOB = {**ALICE, "username": "bob", "email": "bob@example.org", "firstName": "Bob"}
API = {"clientId": "api", "secret": "s3cret", "serviceAccountsEnabled": True, "directAccessGrantsEnabled": True, "authorizationServicesEnabled": True}
PLAIN = {"clientId": "plain", "secret": "s3cret", "serviceAccountsEnabled": True}


def _client(kc, realm, name="api"):
    return kc.setup("GET", f"/admin/realms/{realm}/clients?clientId={name}").get(0, "id")


def _server(kc, realm, name="api"):
    return f"/admin/realms/{realm}/clients/{_client(kc, realm, name)}/authz/resource-server"


def switching_on_and_off(kc):
    """A client becomes a resource server and ceases to be one; a representation that does not say so ends it too."""
    realm = kc.realm(clients=[PLAIN])
    clients = f"/admin/realms/{realm}/clients"
    kc.post(clients, body=API, admin=True)
    client = _client(kc, realm)
    server = f"{clients}/{client}/authz/resource-server"
    kc.get(server, admin=True)
    kc.get(f"{server}/settings", admin=True)
    kc.get(f"{clients}/{client}", admin=True)
    kc.get(f"{clients}/{client}/roles", admin=True)
    account = kc.setup("GET", f"{clients}/{client}/service-account-user").get("id")
    kc.get(f"/admin/realms/{realm}/users/{account}/role-mappings", admin=True)
    kc.put(server, body={"policyEnforcementMode": "PERMISSIVE", "decisionStrategy": "AFFIRMATIVE", "allowRemoteResourceManagement": False}, admin=True)
    kc.get(server, admin=True)
    for body in ({"policyEnforcementMode": "NONSENSE"}, {"unknown": 1}, {"policyEnforcementMode": "DISABLED"}):
        kc.put(server, body=body, admin=True)
    kc.get(server, admin=True)
    kc.put(f"{clients}/{client}", body={"clientId": "api", "authorizationServicesEnabled": True}, admin=True)
    kc.get(server, admin=True)
    kc.put(f"{clients}/{client}", body={"clientId": "api"}, admin=True)
    kc.get(server, admin=True)
    kc.get(f"{clients}/{client}/roles", admin=True)
    kc.put(f"{clients}/{client}", body={"clientId": "api", "authorizationServicesEnabled": True}, admin=True)
    kc.get(f"{server}/settings", admin=True)
    plain = _server(kc, realm, "plain")
    kc.get(plain, admin=True)
    kc.get(f"{plain}/resource", admin=True)
    kc.get(f"{clients}/nobody/authz/resource-server", admin=True)
    kc.post(clients, body={**API, "clientId": "filled", "authorizationSettings": {"scopes": [{"name": "q"}]}}, admin=True)
    kc.get(f"{_server(kc, realm, 'filled')}/settings", admin=True)
    kc.delete(server, admin=True)
    kc.delete(f"{clients}/{client}", admin=True)
    kc.get(server, admin=True)


def scopes(kc):
    realm = kc.realm(clients=[API])
    server = _server(kc, realm)
    view = kc.post(f"{server}/scope", body={"name": "view", "displayName": "View", "iconUri": "http://i"}, admin=True).get("id")
    kc.get(f"{server}/scope/{view}", admin=True)
    kc.post(f"{server}/scope", body={"name": "view"}, admin=True)
    kc.post(f"{server}/scope", body={"name": "edit"}, admin=True)
    kc.post(f"{server}/scope", body={}, admin=True)
    kc.post(f"{server}/scope", body={"name": "x", "unknown": 1}, admin=True)
    kc.post(f"{server}/scope", raw="{", headers={"Content-Type": "application/json"}, admin=True)
    kc.get(f"{server}/scope", admin=True)
    for query in ({"name": "VI"}, {"scopeId": view}, {"first": "1", "max": "1"}, {"deep": "false"}, {"name": "none"}):
        kc.get(f"{server}/scope", query=query, admin=True)
    for query in ({"name": "view"}, {"name": "none"}, {}):
        kc.get(f"{server}/scope/search", query=query, admin=True)
    kc.put(f"{server}/scope/{view}", body={"name": "look"}, admin=True)
    kc.get(f"{server}/scope/{view}", admin=True)
    kc.put(f"{server}/scope/{view}", body={"name": "edit"}, admin=True)
    kc.put(f"{server}/scope/none", body={"name": "x"}, admin=True)
    creation = kc.setup("POST", f"{server}/resource", {"name": "Doc", "scopes": [{"name": "look"}]})
    kc.setup("POST", f"{server}/policy/scope", {"name": "looking", "scopes": ["look"]})
    kc.get(f"{server}/scope/{view}/resources", admin=True)
    kc.get(f"{server}/scope/{view}/permissions", admin=True)
    kc.get(f"{server}/scope/none", admin=True)
    kc.get(f"{server}/scope/none/resources", admin=True)
    kc.get(f"{server}/scope/none/permissions", admin=True)
    kc.delete(f"{server}/scope/{view}", admin=True)
    kc.delete(f"{server}/resource/{creation.get('_id')}", admin=True)
    kc.delete(f"{server}/scope/{view}", admin=True)
    kc.delete(f"{server}/scope/{view}", admin=True)
    kc.get(f"{server}/policy", admin=True)


def resources(kc):
    realm = kc.realm(clients=[API], users=[ALICE, BOB])
    server = _server(kc, realm)
    whole = {"name": "Doc", "type": "urn:doc", "uris": ["/docs/*"], "scopes": [{"name": "view"}, "edit"], "displayName": "Document", "icon_uri": "http://i", "attributes": {"a": ["1"]}, "ownerManagedAccess": True}
    doc = kc.post(f"{server}/resource", body=whole, admin=True).get("_id")
    kc.post(f"{server}/resource", body={"name": "Doc"}, admin=True)
    kc.post(f"{server}/resource", body={}, admin=True)
    kc.post(f"{server}/resource", body={"name": "B", "unknown": 1}, admin=True)
    kc.post(f"{server}/resource", body={"name": "Diary", "type": "urn:doc", "owner": {"id": "alice"}, "scopes": [{"name": "view"}], "uri": "/diary"}, admin=True)
    kc.post(f"{server}/resource", body={"name": "Diary", "owner": "bob"}, admin=True)
    kc.post(f"{server}/resource", body={"name": "C", "owner": {"name": "bob"}}, admin=True)
    kc.post(f"{server}/resource", body={"name": "D", "resource_scopes": ["share"]}, admin=True)
    kc.get(f"{server}/resource/{doc}", admin=True)
    kc.get(f"{server}/resource", query={"deep": "false"}, admin=True)
    for query in ({"name": "do"}, {"uri": "/docs/*"}, {"uri": "/docs/x"}, {"uri": "/docs/x", "matchingUri": "true"}, {"owner": "alice"}, {"owner": "api"}, {"owner": "nobody"},
                  {"type": "urn"}, {"scope": "vie"}, {"scope": "none"}, {"_id": doc}, {"name": "do", "exactName": "true"}, {"first": "1", "max": "2"}, {"name": "none"}):
        kc.get(f"{server}/resource", query=query, admin=True)
    for query in ({"name": "Doc"}, {"name": "none"}, {}):
        kc.get(f"{server}/resource/search", query=query, admin=True)
    diary = kc.setup("GET", f"{server}/resource?name=Diary&owner=alice").get(0, "_id")
    kc.setup("POST", f"{server}/policy/resource", {"name": "of type", "resourceType": "urn:doc"})
    kc.setup("POST", f"{server}/policy/resource", {"name": "of doc", "resources": ["Doc"]})
    kc.setup("POST", f"{server}/policy/scope", {"name": "of view", "scopes": ["view"]})
    for owner in (doc, diary, "none"):
        for part in ("", "/scopes", "/attributes", "/permissions"):
            kc.get(f"{server}/resource/{owner}{part}", admin=True)
    kc.put(f"{server}/resource/{doc}", body={"name": "Doc2"}, admin=True)
    kc.get(f"{server}/resource/{doc}", admin=True)
    kc.put(f"{server}/resource/{doc}", body={"name": "Doc", "attributes": {"b": ["2"]}, "uris": ["/d"]}, admin=True)
    kc.get(f"{server}/resource/{doc}", admin=True)
    kc.put(f"{server}/resource/{doc}", body={"name": "D"}, admin=True)
    kc.put(f"{server}/resource/none", body={"name": "D"}, admin=True)
    kc.delete(f"{server}/resource/none", admin=True)
    kc.delete(f"{server}/resource/{doc}", admin=True)
    kc.get(f"{server}/policy", admin=True)
    alice = kc.setup("GET", f"/admin/realms/{realm}/users?username=alice").get(0, "id")
    kc.setup("DELETE", f"/admin/realms/{realm}/users/{alice}")
    kc.get(f"{server}/resource", query={"deep": "false"}, admin=True)


def _policies(kc, realm):
    role = kc.setup("GET", f"/admin/realms/{realm}/roles/editor").get("id")
    group = kc.setup("GET", f"/admin/realms/{realm}/groups?search=staff").get(0, "id")
    return {
        "role": [{"name": "role", "description": "d", "logic": "NEGATIVE", "roles": [{"id": role, "required": True}], "fetchRoles": True}, {"name": "role by name", "roles": [{"id": "api/own"}]},
                 {"name": "role of nobody", "roles": [{"id": "nobody"}]}],
        "user": [{"name": "user", "users": ["alice"]}, {"name": "user of nobody"}],
        "client": [{"name": "client", "clients": ["plain"]}],
        "group": [{"name": "group", "groups": [{"id": group, "extendChildren": True}], "groupsClaim": "groups"}, {"name": "group by path", "groups": [{"path": "/staff/inner"}]},
                  {"name": "group of nobody", "groups": [{"path": "/none"}]}],
        "client-scope": [{"name": "client scope", "clientScopes": [{"id": "email", "required": True}]}, {"name": "no client scope"}],
        "time": [{"name": "time", "notBefore": "2020-01-01 00:00:00", "notOnOrAfter": "2120-01-01 00:00:00", "dayMonth": "1", "dayMonthEnd": "31", "month": "1", "monthEnd": "12",
                  "year": "2020", "yearEnd": "2120", "hour": "0", "hourEnd": "23", "minute": "0", "minuteEnd": "59"}, {"name": "any time"}],
        "regex": [{"name": "regex", "targetClaim": "email", "pattern": ".*@example.org", "targetContextAttributes": True}, {"name": "regex of nothing"}],
        "aggregate": [{"name": "aggregate", "policies": ["user"], "decisionStrategy": "CONSENSUS"}, {"name": "aggregate of nothing"}],
        "resource": [{"name": "resource", "resources": ["Doc"], "policies": ["user"], "description": "x"}, {"name": "by type", "resourceType": "urn:doc", "policies": ["user"]}],
        "scope": [{"name": "scope", "scopes": ["view"], "policies": ["user"], "resources": ["Doc"]}, {"name": "scope alone", "scopes": ["view"], "decisionStrategy": "AFFIRMATIVE"}],
    }


def policy_types(kc):
    """Every type: made, read in both forms, refused twice and with unknown fields."""
    realm = kc.realm(clients=[API, PLAIN], users=[ALICE], groups=[{"name": "staff", "subGroups": [{"name": "inner"}]}], roles={"realm": [{"name": "editor"}], "client": {"api": [{"name": "own"}]}})
    server = _server(kc, realm)
    kc.setup("POST", f"{server}/resource", {"name": "Doc", "type": "urn:doc", "scopes": [{"name": "view"}]})
    kc.get(f"{server}/policy/providers", admin=True)
    kc.get(f"{server}/permission/providers", admin=True)
    for kind, bodies in _policies(kc, realm).items():
        place = "permission" if kind in ("resource", "scope") else "policy"
        for body in bodies:
            identifier = kc.post(f"{server}/{place}/{kind}", body=body, admin=True).get("id")
            kc.get(f"{server}/{place}/{kind}/{identifier}", admin=True)
            kc.get(f"{server}/policy/{identifier}", admin=True)
            kc.get(f"{server}/permission/{identifier}", admin=True)
        kc.post(f"{server}/{place}/{kind}", body=bodies[0], admin=True)
        kc.get(f"{server}/{place}/{kind}", admin=True)
    kc.post(f"{server}/policy/js", body={"name": "js"}, admin=True)
    kc.post(f"{server}/policy/nonsense", body={"name": "x"}, admin=True)
    kc.post(f"{server}/policy/user", body={"users": []}, admin=True)
    kc.post(f"{server}/policy", body={"name": "no type"}, admin=True)
    kc.post(f"{server}/permission/scope", body={"name": "bad", "scopes": ["none"]}, admin=True)
    kc.get(f"{server}/settings", admin=True)


def dates_of_time_policies(kc):
    """Where the type's own path is given both dates they are read and compared; a date alone, and one that comes another way, is not."""
    realm = kc.realm(clients=[API])
    server = _server(kc, realm)
    late, early = "2090-01-01 00:00:00", "2020-01-01 00:00:00"
    for number, (start, end) in enumerate((
        ("x", late), (early, "2020"), ("x", "y"), ("2020-01-01", " 2020-1-1 0:0:0abc"), ("2020-13-45 99:99:99", late), (early, "2020-01--1 00:00:00"), (early, "20-01-01 00:00:00"),
        ("2020-01-01  00:00:00", "99999-01-01 00:00:00"), ("2020-01-01T00:00:00", late), ("+2020-01-01 00:00:00", late), ("", late), (late, late), (late, early), ("x", None), (None, "x"),
    )):
        kc.post(f"{server}/policy/time", body={"name": f"p{number}", "notBefore": start, "notOnOrAfter": end}, admin=True)
    policy = kc.post(f"{server}/policy/time", body={"name": "p", "notBefore": early}, admin=True).get("id")
    for dates in ({"notBefore": "x", "notOnOrAfter": late}, {"notBefore": late, "notOnOrAfter": early}, {"notOnOrAfter": "2010-01-01 00:00:00"}):
        kc.put(f"{server}/policy/time/{policy}", body={"id": policy, "name": "p", "type": "time", **dates}, admin=True)
    for name, config in (("q", {"nbf": "x", "noa": late}), ("r", {"nbf": late, "noa": early})):
        kc.post(f"{server}/policy", body={"name": name, "type": "time", "config": config}, admin=True)


def policy_lists(kc):
    """Searching, what is beside a policy, changing and deleting."""
    realm = kc.realm(clients=[API, PLAIN], users=[ALICE, BOB], roles={"realm": [{"name": "editor"}]})
    server = _server(kc, realm)
    doc = kc.setup("POST", f"{server}/resource", {"name": "Doc", "type": "t", "scopes": [{"name": "view"}, {"name": "edit"}], "attributes": {"a": ["b"]}}).get("_id")
    ids = {}
    for kind, body in (
        ("user", {"name": "user", "users": ["alice"], "description": "of alice"}), ("role", {"name": "role", "roles": [{"id": "editor"}]}), ("client", {"name": "client", "clients": ["plain"]}),
        ("client-scope", {"name": "cs", "clientScopes": [{"id": "email"}]}), ("aggregate", {"name": "agg", "policies": ["user", "role"], "description": "both"}),
        ("resource", {"name": "perm", "resources": ["Doc"], "policies": ["user", "agg"]}), ("scope", {"name": "sperm", "scopes": ["view"], "resources": ["Doc"], "policies": ["role"]}),
        ("resource", {"name": "typed", "resourceType": "t", "policies": ["client"]}),
    ):
        ids[body["name"]] = kc.setup("POST", f"{server}/policy/{kind}", body).get("id")
    for place in ("policy", "permission"):
        for query in ({}, {"name": "PERM"}, {"type": "rol"}, {"permission": "true"}, {"permission": "false"}, {"resource": "Do"}, {"resource": doc}, {"resource": "none"}, {"scope": "view"},
                      {"scope": "none"}, {"policyId": ids["user"]}, {"resourceType": "t"}, {"owner": "alice"}, {"first": "1", "max": "2"}):
            kc.get(f"{server}/{place}", query=query, admin=True)
        for query in ({"name": "user"}, {"name": "perm"}, {"name": "none"}, {}, {"name": "perm", "fields": "*"}):
            kc.get(f"{server}/{place}/search", query=query, admin=True)
    kc.get(f"{server}/policy/client", admin=True)
    kc.get(f"{server}/policy/role/search", query={"name": "user"}, admin=True)
    for name in ("user", "agg", "perm", "sperm"):
        for part in ("dependentPolicies", "associatedPolicies", "resources", "scopes"):
            kc.get(f"{server}/policy/{ids[name]}/{part}", admin=True)
    kc.get(f"{server}/permission/resource/{ids['perm']}/associatedPolicies", admin=True)
    kc.get(f"{server}/policy/resource/{ids['perm']}", query={"fields": "*"}, admin=True)
    for path in ("policy/none", "policy/user/none", "permission/scope/none/resources", "policy/none/resources"):
        kc.get(f"{server}/{path}", admin=True)
    kc.put(f"{server}/policy/user/{ids['user']}", body={"name": "user9", "users": ["bob"], "logic": "NEGATIVE"}, admin=True)
    kc.get(f"{server}/policy/user/{ids['user']}", admin=True)
    kc.put(f"{server}/policy/user/{ids['user']}", body={"name": "role"}, admin=True)
    kc.put(f"{server}/policy/{ids['user']}", body={"name": "user", "type": "user", "config": {"users": '["alice"]'}}, admin=True)
    kc.get(f"{server}/policy/{ids['user']}", admin=True)
    kc.put(f"{server}/permission/scope/{ids['sperm']}", body={"name": "sperm", "scopes": ["edit"], "policies": ["user"]}, admin=True)
    for part in ("associatedPolicies", "resources", "scopes"):
        kc.get(f"{server}/policy/{ids['sperm']}/{part}", admin=True)
    kc.put(f"{server}/policy/aggregate/{ids['agg']}", body={"name": "agg", "policies": []}, admin=True)
    kc.get(f"{server}/policy/{ids['agg']}/associatedPolicies", admin=True)
    kc.put(f"{server}/policy/none", body={"name": "x"}, admin=True)
    kc.post(f"{server}/policy", body={"name": "generic", "type": "user", "config": {"users": '["alice"]'}}, admin=True)
    kc.post(f"{server}/policy", body={"name": "generic permission", "type": "scope", "resources": ["Doc"], "scopes": ["view"], "policies": ["user"]}, admin=True)
    kc.post(f"{server}/policy/{ids['agg']}", body={"name": "x"}, admin=True)
    kc.delete(f"{server}/policy/{ids['user']}", admin=True)
    kc.get(f"{server}/policy", admin=True)
    kc.delete(f"{server}/policy/none", admin=True)
    kc.delete(f"{server}/permission/resource/{ids['typed']}", admin=True)
    kc.get(f"{server}/permission", admin=True)


SETTINGS = {
    "allowRemoteResourceManagement": False, "policyEnforcementMode": "PERMISSIVE", "decisionStrategy": "AFFIRMATIVE",
    "resources": [{"name": "A", "uris": ["/a/*"], "scopes": [{"name": "view"}, {"name": "fresh"}], "attributes": {"k": ["v"]}, "type": "t"},
                  {"name": "B", "owner": {"name": "alice"}, "ownerManagedAccess": True}, {"name": "C", "uri": "/c", "owner": "alice"}],
    "scopes": [{"name": "view", "displayName": "View", "iconUri": "http://i"}, {"name": "edit"}],
    "policies": [
        {"name": "u", "type": "user", "logic": "NEGATIVE", "config": {"users": '["alice"]'}, "description": "dd"},
        {"name": "r", "type": "role", "config": {"roles": '[{"id":"editor","required":true}]', "fetchRoles": "true"}},
        {"name": "g", "type": "group", "config": {"groups": '[{"path":"/staff/inner","extendChildren":true}]', "groupsClaim": "x"}},
        {"name": "c", "type": "client", "config": {"clients": '["plain"]'}},
        {"name": "cs", "type": "client-scope", "config": {"clientScopes": '[{"id":"email","required":true}]'}},
        {"name": "t", "type": "time", "config": {"nbf": "2020-01-01 00:00:00"}},
        {"name": "x", "type": "regex", "config": {"targetClaim": "a", "pattern": "b", "targetContextAttributes": "true"}},
        {"name": "agg", "type": "aggregate", "config": {"applyPolicies": '["u"]'}},
        {"name": "p", "type": "resource", "config": {"resources": '["A"]', "applyPolicies": '["agg"]'}},
        {"name": "pt", "type": "resource", "config": {"defaultResourceType": "t", "applyPolicies": '["u"]'}},
        {"name": "s", "type": "scope", "config": {"resources": '["A"]', "scopes": '["view"]', "applyPolicies": '["u"]'}, "decisionStrategy": "CONSENSUS"},
    ],
}


def transfer(kc):
    """Settings of a realm file, their export, and the import into another client."""
    realm = kc.realm(clients=[{**API, "authorizationSettings": SETTINGS}, PLAIN], users=[ALICE], groups=[{"name": "staff", "subGroups": [{"name": "inner"}]}], roles={"realm": [{"name": "editor"}]})
    server = _server(kc, realm)
    kc.get(server, admin=True)
    exported = kc.get(f"{server}/settings", admin=True)
    kc.get(f"{server}/policy", admin=True)
    kc.setup("POST", f"/admin/realms/{realm}/clients", {**API, "clientId": "other"})
    other = _server(kc, realm, "other")
    kc.post(f"{other}/import", body=exported.json, admin=True)
    kc.get(f"{other}/settings", admin=True)
    kc.post(f"{other}/import", body={"policies": [{"name": "u", "type": "user", "config": {"users": "[]"}}], "scopes": [{"name": "edit", "displayName": "Edit"}], "resources": [{"name": "A"}]}, admin=True)
    kc.get(f"{other}/settings", admin=True)
    kc.post(f"{other}/import", body={}, admin=True)
    kc.get(other, admin=True)
    plain = _client(kc, realm, "plain")
    kc.setup("DELETE", f"/admin/realms/{realm}/clients/{plain}")
    scope = next((one["id"] for one in kc.setup("GET", f"/admin/realms/{realm}/client-scopes").json or [] if one["name"] == "email"), "none")
    kc.setup("DELETE", f"/admin/realms/{realm}/client-scopes/{scope}")
    kc.setup("DELETE", f"/admin/realms/{realm}/roles/editor")
    kc.get(f"{server}/settings", admin=True)


def evaluation(kc):
    """What a user would get, and which policies say so."""
    settings = {
        "resources": [{"name": "Doc", "scopes": [{"name": "view"}], "type": "t"}, {"name": "Bare"}], "scopes": [{"name": "lone"}],
        "policies": [
            {"name": "alice", "type": "user", "description": "ad", "config": {"users": '["alice"]'}}, {"name": "editors", "type": "role", "config": {"roles": '[{"id":"editor","required":true}]'}},
            {"name": "both", "type": "aggregate", "config": {"applyPolicies": '["alice","editors"]'}}, {"name": "of doc", "type": "resource", "config": {"resources": '["Doc"]', "applyPolicies": '["alice"]'}},
            {"name": "of view", "type": "scope", "config": {"resources": '["Doc"]', "scopes": '["view"]', "applyPolicies": '["both"]'}},
            {"name": "of bare", "type": "resource", "config": {"resources": '["Bare"]', "applyPolicies": '["editors"]'}}, {"name": "of lone", "type": "scope", "config": {"scopes": '["lone"]', "applyPolicies": '["alice"]'}},
        ],
    }
    realm = kc.realm(clients=[{**API, "authorizationSettings": settings}, PLAIN], users=[ALICE, BOB], roles={"realm": [{"name": "editor"}]})
    server = _server(kc, realm)
    ids = {name: kc.setup("GET", f"{server}/resource/search?name={name}").get("_id") for name in ("Doc", "Bare")}
    users = {name: kc.setup("GET", f"/admin/realms/{realm}/users?username={name}").get(0, "id") for name in ("alice", "bob")}
    plain = _client(kc, realm, "plain")
    for body in (
        {"userId": users["alice"], "resources": [], "context": {"attributes": {}}},
        {"userId": users["alice"], "roleIds": ["editor"], "resources": [{"_id": ids["Doc"]}]},
        {"userId": users["alice"], "roleIds": ["editor"], "resources": [{"_id": ids["Doc"], "scopes": [{"name": "view"}]}]},
        {"userId": "alice", "clientId": plain, "resources": [{"scopes": [{"name": "lone"}]}], "context": {"attributes": {"a": "b,c"}}},
        {"userId": users["bob"], "resources": [{"type": "t"}], "entitlements": True},
        {"unknown": 1},
    ):
        kc.post(f"{server}/policy/evaluate", body=body, admin=True)
    kc.post(f"{server}/permission/evaluate", body={"userId": users["alice"], "resources": [{"_id": ids["Bare"]}]}, admin=True)
    kc.post(f"{server}/policy/user/evaluate", body={"userId": users["alice"], "resources": [{"_id": ids["Bare"]}]}, admin=True)
    kc.get(f"{server}/policy/evaluate", admin=True)


def administrators(kc):
    """Who may look, and who may change."""
    realm = kc.realm(clients=[{**API, "authorizationSettings": {"scopes": [{"name": "lone"}]}}, PLAIN], users=[ALICE])
    server, plain = _server(kc, realm), _server(kc, realm, "plain")
    management = _client(kc, realm, "realm-management")
    alice = kc.setup("GET", f"/admin/realms/{realm}/users?username=alice").get(0, "id")
    for name in ("view-users", "view-clients", "view-authorization", "manage-authorization", "manage-clients"):
        role = kc.setup("GET", f"/admin/realms/{realm}/clients/{management}/roles/{name}").json
        kc.setup("POST", f"/admin/realms/{realm}/users/{alice}/role-mappings/clients/{management}", [role])
        token = kc.token(realm, {"grant_type": "password", "client_id": "admin-cli", "username": "alice", "password": "wonder"}).get("access_token")
        kc.setup("DELETE", f"/admin/realms/{realm}/users/{alice}/role-mappings/clients/{management}", [role])
        for path in ("", "/settings", "/scope", "/scope/search?name=lone", "/resource", "/policy", "/policy/providers", "/policy/none"):
            kc.get(f"{server}{path}", bearer=token)
        kc.put(server, body={"decisionStrategy": "UNANIMOUS"}, bearer=token)
        kc.post(f"{server}/scope", body={"name": "other"}, bearer=token)
        kc.get(plain, bearer=token)
        kc.get(f"/admin/realms/{realm}/clients/nobody/authz/resource-server", bearer=token)
    kc.get(server)


def permissions_of_administrators_evaluated(kc):
    realm = kc.realm(adminPermissionsEnabled=True, users=[{"username": name, "enabled": True} for name in ("alice", "bob", "carol")], groups=[{"name": "g1"}, {"name": "g2"}],
                     clients=[{"clientId": "app"}], roles={"realm": [{"name": "r1"}]})
    base = f"/admin/realms/{realm}"
    rows = {name: kc.setup("GET", f"{base}/{name}").json or [] for name in ("users", "groups", "clients", "roles")}
    ids = {row.get("username") or row.get("clientId") or row.get("name"): row["id"] for kind in rows.values() for row in kind}
    kc.setup("PUT", f"{base}/users/{ids.get('bob')}/groups/{ids.get('g1')}")
    server = f"{base}/clients/{ids.get('admin-permissions')}/authz/resource-server"
    policies = {}
    for name, who, logic in (("alice alone", "alice", "POSITIVE"), ("not alice", "alice", "NEGATIVE"), ("bob alone", "bob", "POSITIVE")):
        kc.setup("POST", f"{server}/policy/user", {"name": name, "users": [ids.get(who)], "logic": logic})
    policies = {policy["name"]: policy["id"] for policy in kc.setup("GET", f"{server}/policy").json or []}
    for name, kind, scopes, behind, objects in (
        ("everybody", "Users", ["view"], ["alice alone"], []), ("bob", "Users", ["manage", "view"], ["alice alone"], ["bob"]), ("carol", "Users", ["view"], ["not alice"], ["carol"]),
        ("members", "Groups", ["view-members", "view"], ["alice alone"], ["g1"]), ("every group", "Groups", ["manage"], ["bob alone"], []),
        ("client", "Clients", ["view", "manage"], ["alice alone", "bob alone"], ["app"]), ("role", "Roles", ["map-role"], ["alice alone"], ["r1"]),
    ):
        more = {"resources": [ids.get(each) for each in objects]} if objects else {}
        kc.setup("POST", f"{server}/permission/scope", {"name": name, "resourceType": kind, "scopes": scopes, "policies": [policies.get(each) for each in behind], **more})
    for kind, who, name, scopes in (
        ("Users", "alice", ids.get("bob"), []), ("Users", "alice", ids.get("bob"), ["view"]), ("Users", "bob", ids.get("bob"), ["manage", "view"]), ("Users", "alice", ids.get("carol"), []),
        ("Users", "bob", ids.get("carol"), ["manage", "view"]), ("Users", "alice", ids.get("alice"), []), ("Users", "alice", "bob", ["view", "manage"]), ("Users", "alice", "nope", ["view"]), ("Users", "alice", "Users", []),
        ("Users", "alice", ids.get("g1"), ["view"]), ("Users", "alice", ids.get("bob"), ["nope"]), ("Groups", "alice", ids.get("g1"), []), ("Groups", "bob", ids.get("g2"), ["manage"]), ("Groups", "alice", "g1", ["view"]),
        ("Clients", "alice", ids.get("app"), ["view"]), ("Roles", "alice", ids.get("r1"), []), ("Roles", "bob", ids.get("r1"), ["manage"]), ("Roles", "alice", "r1", []), ("Organizations", "alice", "o", []),
    ):
        resource = {"name": name, **({"scopes": [{"name": scope} for scope in scopes]} if scopes else {})}
        kc.post(f"{server}/policy/evaluate", body={"resourceType": kind, "userId": ids.get(who), "resources": [resource]}, admin=True)
    two = [{"name": ids.get("bob")}, {"name": ids.get("carol")}]
    kc.post(f"{server}/policy/evaluate", body={"resourceType": "Users", "userId": ids.get("alice"), "resources": two}, admin=True)
    kc.post(f"{server}/policy/evaluate", body={"resourceType": "Users", "userId": ids.get("alice"), "resources": [{"_id": ids.get("bob")}]}, admin=True)


def administrators_by_permissions(kc):
    """Whose password is set and who joins what, which groups are seen below others, and objects that go by their names."""
    adam = {"username": "adam", "enabled": True, "email": "a@example.org", "firstName": "A", "lastName": "D", "credentials": [{"type": "password", "value": "pw"}],
            "clientRoles": {"realm-management": ["query-users", "query-groups", "query-clients"]}}
    groups = [{"name": "top", "subGroups": [{"name": "one", "subGroups": [{"name": "leaf"}]}, {"name": "two"}]}, {"name": "side"}]
    realm = kc.realm(adminPermissionsEnabled=True, users=[adam, {"username": "carol", "enabled": True}], groups=groups, clients=[{"clientId": "app"}])
    base = f"/admin/realms/{realm}"
    ids = {row.get("username") or row["clientId"]: row["id"] for kind in ("users", "clients") for row in kc.setup("GET", f"{base}/{kind}").json or []}
    ids |= {group["name"]: group["id"] for group in kc.setup("GET", f"{base}/groups").json or []}
    ids |= {group["name"]: group["id"] for group in kc.setup("GET", f"{base}/groups/{ids.get('top')}/children").json or []}
    server = f"{base}/clients/{ids.get('admin-permissions')}/authz/resource-server"
    for name, logic in (("yes", "POSITIVE"), ("no", "NEGATIVE")):
        kc.setup("POST", f"{server}/policy/user", {"name": name, "users": [ids.get("adam")], "logic": logic})
    token = kc.token(realm, {"grant_type": "password", "client_id": "admin-cli", "username": "adam", "password": "pw"}).get("access_token")
    carol = f"{base}/users/{ids.get('carol')}"

    def permitted(*permissions):
        there = [kc.setup("POST", f"{server}/permission/scope", {"name": f"p{index}", "resourceType": kind, "resources": objects, "scopes": scopes, "policies": [policy]}).get("id")
                 for index, (kind, objects, scopes, policy) in enumerate(permissions)]
        return lambda: [kc.setup("DELETE", f"{server}/permission/scope/{each}") for each in there]

    view = ("Users", [ids.get("carol")], ["view", "manage"], "yes")
    for permissions in (
        [view], [view, ("Users", [ids.get("carol")], ["reset-password"], "no")], [view, ("Users", [], ["reset-password"], "no")], [view, ("Users", [ids.get("adam")], ["reset-password"], "no")],
        [("Users", [ids.get("carol")], ["view", "reset-password"], "yes"), ("Users", [ids.get("carol")], ["manage"], "no")],
    ):
        end = permitted(*permissions)
        kc.put(f"{carol}/reset-password", body={"type": "password", "value": "x"}, bearer=token)
        kc.get(carol, bearer=token)
        end()
    for permissions in ([], [("Users", [], ["manage-group-membership"], "yes")]):
        end = permitted(*permissions)
        for method in ("PUT", "DELETE"):
            for group in ("none", ids.get("side")):
                kc.request(method, f"{carol}/groups/{group}", bearer=token)
        end()
    for permissions in ([("Groups", [], ["view"], "yes"), ("Groups", [ids.get("one")], ["view"], "no")], [("Groups", [ids.get("top")], ["view"], "yes")], [("Groups", [ids.get("one")], ["view"], "yes")]):
        end = permitted(*permissions)
        for path in ("groups", "groups?search=two", f"groups/{ids.get('top')}", f"groups/{ids.get('top')}/children", f"groups/{ids.get('one')}/children", "groups/count"):
            kc.get(f"{base}/{path}", bearer=token)
        end()
    kc.setup("PUT", f"{carol}/groups/{ids.get('one')}")
    for permissions in ([("Groups", [ids.get("top")], ["view-members"], "yes")], [("Groups", [ids.get("top")], ["view-members"], "no"), ("Groups", [ids.get("one")], ["view-members"], "yes")]):
        end = permitted(*permissions)
        for path in (carol, f"{base}/users?username=carol", f"{base}/groups/{ids.get('one')}/members"):
            kc.get(path, bearer=token)
        end()
    end = permitted(("Groups", [ids.get("side")], ["view", "manage-members", "manage-membership"], "yes"))
    for index, paths in enumerate(([], ["/side"], ["/none"])):
        kc.post(f"{base}/users", body={"username": f"new{index}", "groups": paths}, bearer=token)
    end()
    for kind, name, scope in (("Users", "carol", "view"), ("Users", "none", "view"), ("Clients", "app", "view"), ("Groups", "side", "view"), ("Roles", "offline_access", "map-role")):
        kc.post(f"{server}/permission/scope", body={"name": f"{kind} {name}", "resourceType": kind, "resources": [name], "scopes": [scope], "policies": ["yes"]}, admin=True)
    kc.get(server, admin=True)
    for kind in ("carol", "app"):
        kc.get(f"{server}/resource", query={"name": ids.get(kind)}, admin=True)
    kc.get(f"{server}/resource", query={"name": ids.get("top")}, admin=True)
    resources = {row["name"]: row["_id"] for row in kc.setup("GET", f"{server}/resource").json or []}
    everybody = kc.post(f"{server}/permission/scope", body={"name": "everybody", "resourceType": "Users", "scopes": ["view"], "policies": ["yes"]}, admin=True).get("id")
    for objects in (None, ["carol"], [], ["adam", "Users"], ["Users"], ["adam", resources.get("Users")], [resources.get("Users")], ["Clients"]):
        if objects is not None:
            kc.put(f"{server}/permission/scope/{everybody}", body={"name": "everybody", "resourceType": "Users", "resources": objects, "scopes": ["view"], "policies": ["yes"]}, admin=True)
        kc.get(f"{server}/permission/scope/{everybody}/resources", admin=True)
    for kind in ("Users", "Clients"):
        kc.get(f"{server}/permission/scope", query={"resource": kind, "fields": "*"}, admin=True)
        kc.get(f"{server}/resource/{resources.get(kind)}/permissions", admin=True)
    kc.get(f"{server}/resource", query={"name": ids.get("adam")}, admin=True)


def found_by_parts_of_names(kc):
    realm = kc.realm(clients=[{"clientId": "server", "secret": "s", "serviceAccountsEnabled": True, "authorizationServicesEnabled": True}], users=[{"username": "bob"}])
    client = kc.setup("GET", f"/admin/realms/{realm}/clients?clientId=server").get(0, "id")
    server = f"/admin/realms/{realm}/clients/{client}/authz/resource-server"
    for name in ("alpha", "Alpha2", "x*y", "b%c"):
        kc.setup("POST", f"{server}/scope", {"name": name})
        kc.setup("POST", f"{server}/resource", {"name": name, "type": f"t:{name}", "scopes": [name]})
        kc.setup("POST", f"{server}/policy/client", {"name": f"p {name}", "clients": [client]})
        kc.setup("POST", f"{server}/permission/scope", {"name": f"s {name}", "scopes": [name], "policies": [f"p {name}"]})
        kc.setup("POST", f"{server}/permission/resource", {"name": f"r {name}", "resources": [name], "policies": [f"p {name}"]})
    kc.setup("POST", f"{server}/permission/resource", {"name": "typed", "resourceType": "t:alpha", "policies": ["p alpha"]})
    for text in ("alpha", "a*a", "*", "%", " alpha ", " "):
        for place, names in (("resource", ("name", "type", "scope")), ("scope", ("name",)), ("policy", ("name", "type", "resource", "scope", "resourceType")), ("permission", ("resource",))):
            for name in names:
                kc.get(f"{server}/{place}", query={name: text}, admin=True)
    kc.get(f"{server}/resource", query={"name": "ALPHA", "exactName": "true"}, admin=True)
    for place in ("resource", "scope", "policy"):
        kc.get(f"{server}/{place}/search", query={"name": ""}, admin=True)
    kc.post(f"{server}/scope", body="of a text", admin=True)


def bodies_that_cannot_be_read_by_strangers(kc):
    realm = kc.realm(clients=[{"clientId": "server", "secret": "s", "serviceAccountsEnabled": True, "authorizationServicesEnabled": True}],
                     users=[{"username": "bob", "enabled": True, "email": "b@example.org", "firstName": "B", "lastName": "B", "credentials": [{"type": "password", "value": "pw"}]}])
    root = f"/admin/realms/{realm}"
    server = f"{root}/clients/{kc.setup('GET', f'{root}/clients?clientId=server').get(0, 'id')}/authz/resource-server"
    token = kc.token(realm, {"grant_type": "password", "client_id": "admin-cli", "username": "bob", "password": "pw"}).get("access_token")
    for method, place in (("PUT", server), ("POST", f"{server}/import"), ("POST", f"{server}/resource"), ("POST", f"{server}/scope"), ("PUT", f"{server}/scope/x"),
                          ("POST", f"{root}/authentication/flows"), ("PUT", f"{root}/authentication/config/x"), ("POST", f"{root}/client-scopes"), ("POST", f"{root}/testSMTPConnection"),
                          ("POST", f"{root}/testLDAPConnection"), ("POST", f"{root}/ldap-server-capabilities"), ("POST", f"{root}/localization/de"), ("PUT", f"{root}/ui-ext"),
                          ("POST", f"{root}/identity-provider/import-config")):
        for raw in ("{broken", "[1]", '{"zzz":{"a":[]}}'):
            kc.request(method, place, raw=raw, headers={"Content-Type": "application/json"}, bearer=token)


def names_that_are_empty_and_strategies_that_are_null(kc):
    """A name may be empty, not missing; a null says nothing where no member says the usual."""
    realm = kc.realm(clients=[{"clientId": "server", "secret": "s", "serviceAccountsEnabled": True, "authorizationServicesEnabled": True}])
    client = kc.setup("GET", f"/admin/realms/{realm}/clients?clientId=server").get(0, "id")
    server = f"/admin/realms/{realm}/clients/{client}/authz/resource-server"
    for place, name in (("scope", "id"), ("resource", "_id"), ("policy/client", "id")):
        more = {"clients": [client]} if place == "policy/client" else {}
        there = kc.post(f"{server}/{place}", body={"name": "", **more}, admin=True).get(name)
        kc.post(f"{server}/{place}", body={"name": "", **more}, admin=True)
        kc.post(f"{server}/{place}", body=more, admin=True)
        for change in ("other", ""):
            kc.put(f"{server}/{place}/{there}", body={"name": change, **more}, admin=True)
        kc.get(f"{server}/{place}/{there}", admin=True)
    for place, more in (("policy/client", {"clients": [client]}), ("policy", {"type": "client", "config": {"clients": f'["{client}"]'}}), ("permission/resource", {}), ("policy/aggregate", {})):
        for member in ("logic", "decisionStrategy"):
            body = {"name": f"{place} {member}", **more}
            there = kc.post(f"{server}/{place}", body={**body, member: None}, admin=True).get("id")
            kc.get(f"{server}/{place}/{there}", admin=True)
            kc.put(f"{server}/{place}/{there}", body=body, admin=True)
            kc.get(f"{server}/{place}/{there}", admin=True)
            kc.put(f"{server}/{place}/{there}", body={**body, member: None}, admin=True)
    kc.get(f"{server}/policy", query={"max": "50"}, admin=True)
    pat = kc.token(realm, {"grant_type": "client_credentials", "client_id": "server", "client_secret": "s"}).get("access_token")
    for body in ({"name": "", "owner": "server"}, {"name": "", "type": "t"}, {"name": "x", "resource_scopes": [""]}):
        kc.post(f"/realms/{realm}/authz/protection/resource_set", body=body, bearer=pat)
    kc.get(f"{server}/scope", admin=True)
