"""What policies come to: strategies, enforcement modes, logic, every type of policy, pushed claims, and the parameters of the UMA grant."""

import base64
import json

ALICE = {"username": "alice", "enabled": True, "email": "alice@example.org", "emailVerified": True, "firstName": "Alice", "lastName": "Liddell", "credentials": [{"type": "password", "value": "wonder"}]}
BOB = {**ALICE, "username": "bob", "email": "bob@example.org", "firstName": "Bob"}
API = {"clientId": "api", "secret": "s3cret", "serviceAccountsEnabled": True, "directAccessGrantsEnabled": True, "authorizationServicesEnabled": True}
PUBLIC = {"clientId": "web", "publicClient": True, "directAccessGrantsEnabled": True}
SECRET = {"client_id": "api", "client_secret": "s3cret"}
UMA = "urn:ietf:params:oauth:grant-type:uma-ticket"
JWT = "urn:ietf:params:oauth:token-type:jwt"
ID_TOKEN = "http://openid.net/specs/openid-connect-core-1_0.html#IDToken"


def _login(kc, realm, user="alice", client="api", scope="openid"):
    form = {"grant_type": "password", "client_id": client, **({"client_secret": "s3cret"} if client == "api" else {}), "username": user, "password": "wonder", "scope": scope}
    return kc.token(realm, form)


def _ask(kc, realm, token, **form):
    return kc.token(realm, {"grant_type": UMA, "audience": "api", **form}, bearer=token)


def _claims(**claims):
    return base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")


def _permission(name, resource, policies, **more):
    return {"name": name, "type": "resource", "config": {"resources": json.dumps([resource]), "applyPolicies": json.dumps(policies)}, **more}


def _of_scope(name, resource, scopes, policies, **more):
    config = {"scopes": json.dumps(scopes), "applyPolicies": json.dumps(policies), **({"resources": json.dumps([resource])} if resource else {})}
    return {"name": name, "type": "scope", "config": config, **more}


NAMES = ("Unprotected", "NoPolicies", "EmptyAggregate", "Negative", "Affirmative", "Consensus", "Unanimous", "NegativePermission", "Bare", "Two", "TwoReversed", "Typed", "Any")


def strategies(kc):
    """One resource for each way in which policies agree or do not, under each enforcement mode and strategy of the server."""
    settings = {
        "resources": [{"name": name, "scopes": [] if name == "Bare" else [{"name": "view"}, {"name": "edit"}], **({"type": "t"} if name == "Typed" else {})} for name in NAMES if name != "Any"] + [{"name": "Any", "scopes": [{"name": "any"}]}],
        "scopes": [{"name": "view"}, {"name": "edit"}, {"name": "any"}],
        "policies": [
            {"name": "yes", "type": "user", "config": {"users": '["alice"]'}}, {"name": "no", "type": "user", "config": {"users": '["bob"]'}}, {"name": "yes2", "type": "user", "config": {"users": '["alice"]'}},
            {"name": "not", "type": "user", "logic": "NEGATIVE", "config": {"users": '["bob"]'}}, {"name": "nothing", "type": "aggregate", "config": {}},
            _permission("p1", "NoPolicies", []), _permission("p2", "EmptyAggregate", ["nothing"]), _permission("p3", "Negative", ["not"]),
            _permission("p4", "Affirmative", ["yes", "no"], decisionStrategy="AFFIRMATIVE"), _permission("p5", "Consensus", ["yes", "no", "yes2"], decisionStrategy="CONSENSUS"),
            _permission("p6", "Unanimous", ["yes", "no"]), _permission("p7", "NegativePermission", ["no"], logic="NEGATIVE"), _permission("p8", "Bare", ["yes"]),
            _permission("p9", "Two", ["yes"]), _of_scope("p9s", "Two", ["view"], ["no"]), _permission("p10", "TwoReversed", ["no"]), _of_scope("p10s", "TwoReversed", ["view"], ["yes"]),
            {"name": "p11", "type": "resource", "config": {"defaultResourceType": "t", "applyPolicies": '["yes"]'}}, _of_scope("p12", "", ["any"], ["yes"]),
        ],
    }
    realm = kc.realm(clients=[{**API, "authorizationSettings": settings}], users=[ALICE, BOB])
    client = kc.setup("GET", f"/admin/realms/{realm}/clients?clientId=api").get(0, "id")
    token = _login(kc, realm).get("access_token")
    for strategy in ("UNANIMOUS", "AFFIRMATIVE"):
        for mode in ("ENFORCING", "PERMISSIVE", "DISABLED"):
            kc.setup("PUT", f"/admin/realms/{realm}/clients/{client}/authz/resource-server", {"policyEnforcementMode": mode, "decisionStrategy": strategy})
            _ask(kc, realm, token, response_mode="permissions")
            for permission in (*NAMES, "Two#view", "Two#edit", "TwoReversed#view", "TwoReversed#edit", "Any#any", "#view"):
                _ask(kc, realm, token, response_mode="permissions", permission=permission)


def contradictions(kc):
    """Permissions of a resource, of its type, of its scopes and of scopes alone that say different things about it."""
    named = [("All", "t"), ("Plain", ""), ("Both", "t"), ("Both plain", ""), ("Type", "t"), ("Scope", "t")]
    settings = {
        "resources": [{"name": name, "scopes": [{"name": "view"}, {"name": "edit"}], **({"type": kind} if kind else {})} for name, kind in named],
        "scopes": [{"name": "view"}, {"name": "edit"}],
        "policies": [
            {"name": "yes", "type": "user", "config": {"users": '["alice"]'}}, {"name": "no", "type": "user", "config": {"users": '["bob"]'}},
            _of_scope("views", "", ["view"], ["yes", "no"], decisionStrategy="AFFIRMATIVE"),
            _permission("all", "All", ["no"]), _of_scope("all edits", "All", ["edit"], ["no"]), _permission("plain", "Plain", ["no"]), _of_scope("plain edits", "Plain", ["edit"], ["no"]),
            _permission("both yes", "Both", ["yes"]), _permission("both no", "Both", ["no"]), _permission("both plain yes", "Both plain", ["yes"]), _permission("both plain no", "Both plain", ["no"]),
            _permission("one yes", "Type", ["yes"]), _of_scope("scope edits", "Scope", ["edit"], ["yes"]),
        ],
    }
    realm = kc.realm(clients=[{**API, "authorizationSettings": settings}], users=[ALICE, BOB])
    client = kc.setup("GET", f"/admin/realms/{realm}/clients?clientId=api").get(0, "id")
    server, token = f"/admin/realms/{realm}/clients/{client}/authz/resource-server", _login(kc, realm).get("access_token")
    for typed in (None, [], ["no"], ["yes"]):
        if typed is not None:
            kc.setup("POST", f"{server}/permission/resource", {"name": f"typed {typed}", "resourceType": "t", "policies": typed})
        for strategy in ("UNANIMOUS", "AFFIRMATIVE"):
            kc.setup("PUT", server, {"policyEnforcementMode": "ENFORCING", "decisionStrategy": strategy})
            _ask(kc, realm, token, response_mode="permissions")
            for name, _ in named:
                _ask(kc, realm, token, response_mode="permissions", permission=name)
                _ask(kc, realm, token, response_mode="permissions", permission=f"{name}#view")
        kc.post(f"{server}/policy/evaluate", body={"clientId": client, "userId": kc.setup("GET", f"/admin/realms/{realm}/users?username=alice").get(0, "id"), "resources": [{"name": "All", "scopes": [{"name": "view"}]}], "context": {"attributes": {}}}, admin=True)


def policy_types(kc):
    """Each type of policy, for somebody it permits and for somebody it does not."""
    policies = [
        {"name": "role", "type": "role", "config": {"roles": '[{"id":"editor"}]'}}, {"name": "role required", "type": "role", "config": {"roles": '[{"id":"editor","required":true},{"id":"reader","required":true}]'}},
        {"name": "role now", "type": "role", "config": {"roles": '[{"id":"editor"}]', "fetchRoles": "true"}}, {"name": "client role", "type": "role", "config": {"roles": '[{"id":"api/own"}]'}},
        {"name": "user", "type": "user", "config": {"users": '["alice"]'}}, {"name": "client", "type": "client", "config": {"clients": '["web"]'}},
        {"name": "group", "type": "group", "config": {"groups": '[{"path":"/staff"}]'}}, {"name": "group below", "type": "group", "config": {"groups": '[{"path":"/staff","extendChildren":true}]'}},
        {"name": "group claimed", "type": "group", "config": {"groups": '[{"path":"/staff/inner"}]', "groupsClaim": "groups"}},
        {"name": "client scope", "type": "client-scope", "config": {"clientScopes": '[{"id":"email"}]'}}, {"name": "client scope required", "type": "client-scope", "config": {"clientScopes": '[{"id":"email"},{"id":"phone","required":true}]'}},
        {"name": "time", "type": "time", "config": {"nbf": "2020-01-01 00:00:00", "noa": "2120-01-01 00:00:00"}}, {"name": "time past", "type": "time", "config": {"noa": "2020-01-01 00:00:00"}},
        {"name": "year", "type": "time", "config": {"year": "2020", "yearEnd": "2120"}}, {"name": "year past", "type": "time", "config": {"year": "2020"}},
        {"name": "regex", "type": "regex", "config": {"targetClaim": "email", "pattern": "alice@.*"}}, {"name": "regex part", "type": "regex", "config": {"targetClaim": "email", "pattern": "alice"}},
        {"name": "regex nested", "type": "regex", "config": {"targetClaim": "realm_access.roles", "pattern": ".*editor.*"}}, {"name": "regex none", "type": "regex", "config": {"targetClaim": "nothing", "pattern": ".*"}},
        {"name": "aggregate", "type": "aggregate", "config": {"applyPolicies": '["user","role"]'}}, {"name": "aggregate any", "type": "aggregate", "decisionStrategy": "AFFIRMATIVE", "config": {"applyPolicies": '["user","role"]'}},
    ]
    settings = {
        "resources": [{"name": policy["name"]} for policy in policies],
        "policies": [*policies, *(_permission(f"for {policy['name']}", policy["name"], [policy["name"]]) for policy in policies)],
    }
    realm = kc.realm(
        clients=[{**API, "authorizationSettings": settings}, PUBLIC], roles={"realm": [{"name": "editor"}, {"name": "reader"}], "client": {"api": [{"name": "own"}]}},
        groups=[{"name": "staff", "subGroups": [{"name": "inner"}]}],
        users=[{**ALICE, "realmRoles": ["editor"], "groups": ["/staff/inner"], "clientRoles": {"api": ["own"]}}, {**BOB, "groups": ["/staff"], "realmRoles": ["reader"]}],
    )
    for user, client in (("alice", "api"), ("bob", "api"), ("alice", "web")):
        token = _login(kc, realm, user, client).get("access_token")
        _ask(kc, realm, token, response_mode="permissions")
        for policy in policies:
            _ask(kc, realm, token, response_mode="decision", permission=policy["name"])


ALBUM = {
    "resources": [{"name": "Doc", "type": "t", "uris": ["/docs/*", "/d"], "scopes": [{"name": "view"}, {"name": "edit"}]}, {"name": "Bare", "uris": ["/bare"]}, {"name": "Denied", "scopes": [{"name": "view"}]},
                  {"name": "Pushed", "uris": ["/pushed/{id}"], "scopes": [{"name": "view"}]}],
    "scopes": [{"name": "view"}, {"name": "edit"}, {"name": "lone"}, {"name": "unused"}],
    "policies": [
        {"name": "alice", "type": "user", "config": {"users": '["alice"]'}}, {"name": "bob", "type": "user", "config": {"users": '["bob"]'}},
        {"name": "pushed", "type": "regex", "config": {"targetClaim": "department", "pattern": "sal.*", "targetContextAttributes": "true"}},
        _permission("p1", "Doc", ["alice"]), _permission("p2", "Bare", ["alice"]), _permission("p3", "Denied", ["bob"]), _permission("p4", "Pushed", ["pushed"]), _of_scope("p5", "", ["lone"], ["alice"]),
    ],
}


def grant_parameters(kc):
    """Permissions by name, scope, type and URI; response modes; errors."""
    realm = kc.realm(clients=[{**API, "authorizationSettings": ALBUM}, PUBLIC, {"clientId": "plain", "secret": "s3cret"}], users=[ALICE, BOB])
    alice, bob = _login(kc, realm).get("access_token"), _login(kc, realm, "bob").get("access_token")
    _ask(kc, realm, alice)
    for permission in ("Doc", "Doc#view", "Doc#view,edit", ["Doc#view", "Bare"], "#lone", "#view", "Bare", ["Doc", "Denied"], "Nothing", "Doc#nothing", "Doc#view,nothing", "Doc#unused", "", "Doc#", "Bare#view", "#unused",
                       ["Doc", "Nothing"], ["Nothing", "Doc"], ["Doc#view", "Doc#edit"], "resource-type:t", "resource-type-any:t", "resource-type-owner:t", "resource-type-instance:t", "resource-type:none"):
        _ask(kc, realm, alice, response_mode="permissions", permission=permission)
    _ask(kc, realm, bob, permission="Doc#view")
    _ask(kc, realm, alice, permission="Doc", scope="view")
    for mode in ("decision", "permissions", "nonsense"):
        _ask(kc, realm, alice, response_mode=mode)
        _ask(kc, realm, bob, response_mode=mode, permission="Doc")
    _ask(kc, realm, alice, response_mode="permissions", response_include_resource_name="false")
    _ask(kc, realm, alice, response_mode="permissions", permission=["Doc", "Bare"], response_permissions_limit="1")
    for uri, more in (("/docs/x#view", {}), ("/docs/x#view", {"permission_resource_matching_uri": "true"}), ("/d", {}), ("/pushed/5", {"permission_resource_matching_uri": "true"}), ("/none", {}), ("#lone", {})):
        _ask(kc, realm, alice, response_mode="permissions", permission=uri, permission_resource_format="uri", **more)
    _ask(kc, realm, alice, response_mode="permissions", permission="Doc", permission_resource_format="nonsense")
    for audience in ("ghost", "plain"):
        _ask(kc, realm, alice, audience=audience)
    kc.token(realm, {"grant_type": UMA}, bearer=alice)
    kc.token(realm, {"grant_type": UMA, "audience": "api"})
    kc.token(realm, {"grant_type": UMA, "audience": "api"}, bearer="nonsense")
    kc.token(realm, {"grant_type": UMA, "audience": ["api", "plain"]}, bearer=alice)
    kc.token(realm, {"grant_type": UMA, "audience": "api", **SECRET})
    kc.token(realm, {"grant_type": UMA, "audience": "api", "client_id": "web"})
    kc.token(realm, {"grant_type": UMA, "audience": "api", "client_id": "plain", "client_secret": "s3cret"})
    kc.token(realm, {"grant_type": UMA, "audience": "api", "client_id": "api", "client_secret": "wrong"})
    kc.token(realm, {"grant_type": UMA, "audience": "api", **SECRET, "subject_token": alice, "response_mode": "permissions"})
    kc.token(realm, {"grant_type": UMA, "audience": "api", **SECRET, "subject_token": "nonsense"})
    web = _login(kc, realm, "alice", "web").get("access_token")
    _ask(kc, realm, web, permission="Doc")
    _ask(kc, realm, web, permission="Doc", note="again")
    _ask(kc, realm, alice, ticket="nonsense")
    _ask(kc, realm, alice, rpt="nonsense")


def surroundings(kc):
    """Claims that are pushed under the names of Keycloak's own, with the request, with a ticket, and by an administrator who tries policies out."""
    policies = [{"name": "alice", "type": "user", "config": {"users": '["alice"]'}}, {"name": "old", "type": "time", "config": {"year": "2001"}}]
    settings = {"resources": [{"name": policy["name"]} for policy in policies], "policies": [*policies, *(_permission(f"for {policy['name']}", policy["name"], [policy["name"]]) for policy in policies)]}
    realm = kc.realm(clients=[{**API, "authorizationSettings": settings}], users=[ALICE])
    token = _login(kc, realm).get("access_token")
    old = ["2001-01-01 00:00:00"]
    for claims in ({"x": ["1"]}, {"x": ["1"], "kc.time.date_time": old, "kc.x": ["2"], "kc.": ["3"], "kcx": ["4"], "KC.x": ["5"]}, {"kc.time.date_time": old}):
        for name in ("alice", "old"):
            _ask(kc, realm, token, response_mode="permissions", permission=name, claim_token=_claims(**claims), claim_token_format=JWT)
    service = kc.token(realm, {"grant_type": "client_credentials", **SECRET}).get("access_token")
    for name in ("alice", "old"):
        ticket = kc.post(f"/realms/{realm}/authz/protection/permission", body=[{"resource_id": name, "claims": {"x": ["1"], "kc.x": ["2"], "kc.time.date_time": old}}], bearer=service).get("ticket")
        kc.token(realm, {"grant_type": UMA, "ticket": ticket, "response_mode": "permissions"}, bearer=token)
    client = kc.setup("GET", f"/admin/realms/{realm}/clients?clientId=api").get(0, "id")
    user = kc.setup("GET", f"/admin/realms/{realm}/users?username=alice").get(0, "id")
    for attributes in ({}, {"kc.time.date_time": old[0], "kc.x": "2", "x": "1"}):
        kc.post(f"/admin/realms/{realm}/clients/{client}/authz/resource-server/policy/evaluate", body={"userId": user, "roleIds": [], "resources": [], "context": {"attributes": attributes}, "entitlements": False}, admin=True)


def pushed_claims(kc):
    realm = kc.realm(clients=[{**API, "authorizationSettings": ALBUM}, PUBLIC], users=[ALICE, BOB])
    answer = _login(kc, realm)
    alice, identity = answer.get("access_token"), answer.get("id_token")
    sales = _claims(department=["sales"])
    for form in ({}, {"claim_token": sales, "claim_token_format": JWT}, {"claim_token": _claims(department=["it"]), "claim_token_format": JWT}, {"claim_token": sales}, {"claim_token": "nonsense", "claim_token_format": JWT},
                 {"claim_token": sales, "claim_token_format": "nonsense"}, {"claim_token_format": JWT}, {"claim_token": identity, "claim_token_format": ID_TOKEN}):
        _ask(kc, realm, alice, permission="Pushed", response_mode="permissions", **form)
        kc.token(realm, {"grant_type": UMA, "audience": "api", **SECRET, "permission": "Pushed", "response_mode": "permissions", **form})
    _ask(kc, realm, alice, permission="Pushed", claim_token=sales, claim_token_format=JWT)
    web = _login(kc, realm, "alice", "web").get("access_token")
    _ask(kc, realm, web, permission="Pushed", claim_token=sales, claim_token_format=JWT)
    kc.token(realm, {"grant_type": UMA, "audience": "api", **SECRET, "permission": "Doc", "response_mode": "permissions", "claim_token": identity})


def requesting_party_tokens(kc):
    """A token with permissions is widened, introspected and refreshed."""
    realm = kc.realm(clients=[{**API, "authorizationSettings": ALBUM}, {"clientId": "plain", "secret": "s3cret"}], users=[ALICE, BOB])
    alice = _login(kc, realm).get("access_token")
    first = _ask(kc, realm, alice, permission="Doc#view")
    rpt = first.get("access_token")
    for permission in ("Bare", "Denied", "Doc#edit", "Doc", "#view", "Nothing"):
        _ask(kc, realm, alice, permission=permission, rpt=rpt)
    _ask(kc, realm, alice, rpt=rpt)
    _ask(kc, realm, alice, permission="Bare", rpt=alice)
    introspect = f"/realms/{realm}/protocol/openid-connect/token/introspect"
    for token, hint in ((rpt, ""), (rpt, "requesting_party_token"), (alice, "requesting_party_token"), ("nonsense", "requesting_party_token"), (rpt, "access_token")):
        kc.post(introspect, form={**SECRET, "token": token, **({"token_type_hint": hint} if hint else {})})
    kc.post(introspect, form={"client_id": "plain", "client_secret": "s3cret", "token": rpt, "token_type_hint": "requesting_party_token"})
    kc.token(realm, {"grant_type": "refresh_token", **SECRET, "refresh_token": first.get("refresh_token")})
    kc.get(f"/realms/{realm}/protocol/openid-connect/userinfo", bearer=rpt)
