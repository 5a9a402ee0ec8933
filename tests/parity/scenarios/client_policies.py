"""Client profiles and policies: what is refused when they are set, and what they refuse."""

PUBLIC = {"clientId": "pub", "publicClient": True, "directAccessGrantsEnabled": True, "implicitFlowEnabled": True, "redirectUris": ["https://app.example.org/cb"]}
CONFIDENTIAL = {"clientId": "conf", "secret": "s3cret", "serviceAccountsEnabled": True, "directAccessGrantsEnabled": True, "redirectUris": ["https://app.example.org/cb"], "attributes": {"my": "1"}}
ALICE = {"username": "alice", "enabled": True, "email": "alice@example.org", "firstName": "Alice", "lastName": "Liddell", "credentials": [{"type": "password", "value": "wonder"}]}
ANY = {"condition": "any-client", "configuration": {}}


def _profile(*executors, name="p"):
    return {"profiles": [{"name": name, "executors": [{"executor": one, "configuration": config} for one, config in executors]}]}


def _policy(**change):
    return {"policies": [{"name": "pol", "enabled": True, "conditions": [ANY], "profiles": ["p"], **change}]}


def setting_them(kc):
    realm = kc.realm()
    path = f"/admin/realms/{realm}/client-policies"
    kc.get(f"{path}/profiles", admin=True)
    kc.get(f"{path}/policies", admin=True)
    kc.get(f"{path}/profiles", query={"include-global-profiles": "true"}, admin=True)
    for body in (
        _profile(("pkce-enforcer", {"auto-configure": "true"})),
        _profile(("nope", {})),
        _profile(("pkce-enforcer", {}), name=""),
        _profile(name="fapi-1-baseline"),
        {"profiles": [{"name": "a"}, {"name": "a"}]},
        {"globalProfiles": [{"name": "x"}]},
        {"zz": 1},
    ):
        kc.put(f"{path}/profiles", body=body, admin=True)
    for body in (_policy(), _policy(profiles=["nope"]), _policy(conditions=[{"condition": "nope"}]), _policy(profiles=["p", "p"]), {"policies": [{"name": "x"}]}):
        kc.put(f"{path}/policies", body=body, admin=True)
    kc.get(f"{path}/profiles", admin=True)
    kc.get(f"{path}/policies", admin=True)
    kc.put(f"{path}/policies", body=_policy())


def _enforced(kc, executors, conditions=None):
    change = {"conditions": conditions} if conditions else {}
    realm = kc.realm(clients=[PUBLIC, CONFIDENTIAL], users=[ALICE], clientProfiles=_profile(*executors), clientPolicies=_policy(**change))
    for client in ({"client_id": "pub"}, {"client_id": "conf", "client_secret": "s3cret"}):
        asked = {"client_id": client["client_id"], "response_type": "code", "redirect_uri": "https://app.example.org/cb", "scope": "openid", "prompt": "none", "state": "st"}
        for more in ({}, {"nonce": "n"}, {"response_type": "token", "nonce": "n"}):
            kc.get(f"/realms/{realm}/protocol/openid-connect/auth", query={**asked, **more})
        kc.token(realm, {**client, "grant_type": "password", "username": "alice", "password": "wonder"})
    kc.token(realm, {"client_id": "conf", "client_secret": "s3cret", "grant_type": "client_credentials"})
    for body in ({"clientId": "one"}, {"clientId": "two", "publicClient": True, "redirectUris": ["http://app.example.org/*"], "implicitFlowEnabled": True}):
        creation = kc.post(f"/admin/realms/{realm}/clients", body=body, admin=True)
        if creation is not None:
            kc.get(f"/admin/realms/{realm}/clients", query={"clientId": body["clientId"]}, admin=True)


def pkce_and_consent_by_themselves(kc):
    _enforced(kc, [("pkce-enforcer", {"auto-configure": "true"}), ("consent-required", {"auto-configure": "true"}), ("full-scope-disabled", {"auto-configure": "true"})])


def grants_that_are_rejected(kc):
    _enforced(kc, [("reject-ropc-grant", {"auto-configure": "true"}), ("reject-implicit-grant", {"auto-configure": "true"})])


def confidential_clients_with_sessions(kc):
    _enforced(kc, [("confidential-client", {}), ("secure-session", {}), ("secure-redirect-uris-enforcer", {})])


def authenticators_of_clients_with_an_attribute(kc):
    condition = {"condition": "client-attributes", "configuration": {"attributes": '[{"key":"my","value":"1"}]'}}
    _enforced(kc, [("secure-client-authenticator", {"allowed-client-authenticators": ["client-jwt"]})], [condition])
