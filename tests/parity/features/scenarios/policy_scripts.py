"""Policies that are scripts, of the jar that ``scripts/`` becomes: what they see, and what they decide."""

import base64
import json

PERSON = {"enabled": True, "emailVerified": True, "lastName": "L", "credentials": [{"type": "password", "value": "wonder"}]}
FIELDS = ("username", "email", "firstName", "lastName", "color")
SECRET = {"client_id": "api", "client_secret": "s3cret"}
UMA = "urn:ietf:params:oauth:grant-type:uma-ticket"
JWT = "urn:ietf:params:oauth:token-type:jwt"


def _resource(name, **more):
    return {"name": name, "scopes": [{"name": "view"}, {"name": "edit"}], **more}


def _script(script, **more):
    return {"name": script, "type": f"script-{script}", "logic": "POSITIVE", "config": {}, **more}


def _permission(name, resource, policies, **more):
    return {
        "name": name,
        "type": "resource",
        "config": {"resources": json.dumps([resource]), "applyPolicies": json.dumps(policies)},
        **more,
    }


def _realm(kc, resources, policies):
    settings = {
        "resources": resources,
        "scopes": [{"name": "view", "displayName": "View"}, {"name": "edit", "iconUri": "/edit.png"}, {"name": "lone"}],
        "policies": policies,
    }
    client = {
        "clientId": "api",
        "secret": "s3cret",
        "serviceAccountsEnabled": True,
        "directAccessGrantsEnabled": True,
        "authorizationServicesEnabled": True,
        "authorizationSettings": settings,
    }
    known = [{"name": name, "permissions": {"view": ["admin"], "edit": ["admin"]}} for name in FIELDS]
    profile = {"kc.user.profile.config": [json.dumps({"attributes": known})]}
    return kc.realm(
        clients=[client],
        roles={
            "realm": [
                {"name": "editor", "composite": True, "composites": {"realm": ["inside"]}},
                {"name": "inside"},
                {"name": "of group"},
                {"name": "reader"},
            ],
            "client": {
                "api": [{"name": "own", "composite": True, "composites": {"client": {"api": ["own inside"]}}}, {"name": "own inside"}]
            },
        },
        groups=[{"name": "staff", "realmRoles": ["of group"], "subGroups": [{"name": "inner"}]}, {"name": "other"}],
        components={"org.keycloak.userprofile.UserProfileProvider": [{"providerId": "declarative-user-profile", "config": profile}]},
        users=[
            {
                **PERSON,
                "username": "alice",
                "firstName": "A",
                "email": "alice@example.org",
                "realmRoles": ["editor", "uma_authorization"],
                "clientRoles": {"api": ["own"]},
                "groups": ["/staff/inner"],
                "attributes": {"color": ["red", "blue"]},
            },
            {**PERSON, "username": "bob", "firstName": "B", "email": "bob@example.org"},
            {"username": "plain", "enabled": True},
        ],
    )


def _token(kc, realm, user="alice"):
    return kc.token(realm, {"grant_type": "password", **SECRET, "username": user, "password": "wonder", "scope": "openid"}).get(
        "access_token"
    )


def _ask(kc, realm, token, **form):
    return kc.token(realm, {"grant_type": UMA, "audience": "api", "response_mode": "permissions", **form}, bearer=token)


def _place(kc, realm):
    client = kc.setup("GET", f"/admin/realms/{realm}/clients?clientId=api").get(0, "id")
    return f"/admin/realms/{realm}/clients/{client}/authz/resource-server"


def _claims(**claims):
    return base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")


def what_they_see(kc):
    """A resource with everything, one with nothing, and a scope alone; with pushed claims, some of them Keycloak's own names."""
    full = _resource(
        "Full",
        type="t",
        displayName="The full one",
        icon_uri="/icon.png",
        uris=["/a", "/b"],
        attributes={"color": ["red", "blue"]},
        ownerManagedAccess=True,
    )
    policies = [
        _script("probe.js", description="d"),
        _script("folder/realm.js"),
        _permission("p1", "Full", ["probe.js"]),
        _permission("p2", "Realm", ["folder/realm.js"]),
        {"name": "p3", "type": "scope", "config": {"scopes": '["lone"]', "applyPolicies": '["probe.js"]'}},
    ]
    realm = _realm(kc, [full, _resource("Realm")], policies)
    token = _token(kc, realm)
    for permission in ("Full", "Full#view", "#lone", "Realm"):
        _ask(kc, realm, token, permission=permission)
    for claims in ({"amount": ["42"]}, {"amount": ["42", "7"], "kc.client.id": ["other"], "twice": ["z"]}, {"amount": ["4.2"]}):
        _ask(kc, realm, token, permission="Full#view", claim_token=_claims(**claims), claim_token_format=JWT)
    kc.token(realm, {"grant_type": UMA, "audience": "api", "permission": "Full#view"}, bearer=token)
    service = kc.token(realm, {"grant_type": "client_credentials", **SECRET}).get("access_token")
    _ask(kc, realm, service, permission="Realm")


def what_they_decide(kc):
    """Each script by itself, with its logic turned around, beside others, and in an aggregated policy; then all permissions at once."""
    quiet = ["owner.js", "undecided.js", "changed-mind.js", "denies.js", "effect.js"]
    policies = [
        *(_script(name) for name in quiet),
        *(_script(name, name=f"not {name}", logic="NEGATIVE") for name in quiet),
        {"name": "both", "type": "aggregate", "config": {"applyPolicies": '["denies.js","effect.js"]'}, "decisionStrategy": "AFFIRMATIVE"},
    ]
    resources = [{"name": policy["name"], "scopes": [{"name": "view"}]} for policy in policies]
    permissions = [_permission(f"for {policy['name']}", policy["name"], [policy["name"]]) for policy in policies]
    permissions.append(_permission("any", "Any", ["denies.js", "effect.js"], decisionStrategy="AFFIRMATIVE"))
    realm = _realm(kc, [*resources, {"name": "Any", "scopes": [{"name": "view"}]}], [*policies, *permissions])
    token = _token(kc, realm)
    for resource in (*resources, {"name": "Any"}):
        _ask(kc, realm, token, permission=resource["name"])
    _ask(kc, realm, token)
    place = _place(kc, realm)
    user = kc.setup("GET", f"/admin/realms/{realm}/users?username=alice").get(0, "id")
    for name in ("effect.js", "denies.js", "not effect.js", "Any"):
        identifier = kc.setup("GET", f"{place}/resource/search?name={name}").get("_id")
        question = {"userId": user, "roleIds": [], "resources": [{"_id": identifier, "name": name}], "context": {"attributes": {}}}
        kc.post(f"{place}/policy/evaluate", body={**question, "entitlements": False}, admin=True)


def which_there_are(kc):
    """The list of types, and policies of a script made, read and changed; a type that no script has."""
    realm = _realm(kc, [], [])
    place = _place(kc, realm)
    kc.get(f"{place}/policy/providers", admin=True)
    for path, body in (
        ("policy", {"name": "one", "type": "script-owner.js"}),
        ("policy/script-owner.js", {"name": "two", "description": "d"}),
        ("policy/script-folder/realm.js", {"name": "three"}),
        ("policy/js", {"name": "four", "type": "script-owner.js"}),
    ):
        policy = kc.post(f"{place}/{path}", body=body, admin=True)
        kc.get(f"{place}/policy/{policy.get('id')}", admin=True)
    kc.get(f"{place}/policy?permission=false&first=0&max=20", admin=True)
