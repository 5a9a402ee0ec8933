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


def settings_of_another_kind(kc):
    """What executors take as numbers, and the one condition that is read when it is written."""
    realm = kc.realm()
    path = f"/admin/realms/{realm}/client-policies"
    for value in ("", 5, "5", -1, None):
        for executor, name in (("secure-request-object", "available-period"), ("auth-flow-enforcer", "auth-flow-loa")):
            kc.put(f"{path}/profiles", body=_profile((executor, {name: value})), admin=True)
    unknown = {"condition": "nope", "configuration": {}}
    for configuration in ({}, {"scopes": ["email"], "type": "Default"}, {"scopes": ["email", "a", "b"]}, {"scopes": ["openid"]}, {"scopes": [None]}):
        kc.put(f"{path}/policies", body=_policy(profiles=[], conditions=[{"condition": "client-scopes", "configuration": configuration}]), admin=True)
    scopes = _policy(profiles=["nope"], conditions=[{"condition": "client-scopes", "configuration": {"scopes": ["zz"]}}, unknown])["policies"]
    for policies in (scopes, [*scopes, {"conditions": []}], [{"conditions": []}, *scopes], [{"name": "pol"}, *scopes], [{"name": "a", "conditions": [unknown], "profiles": []}, *scopes]):
        kc.put(f"{path}/policies", body={"policies": policies}, admin=True)


def addresses_and_front_channel_logouts(kc):
    realm = kc.realm(clients=[PUBLIC])
    path = f"/admin/realms/{realm}"
    client = kc.get(f"{path}/clients", query={"clientId": "pub"}, admin=True).get(0, "id")

    def under(executor, configuration, *clients):
        kc.setup("PUT", f"{path}/client-policies/profiles", _profile((executor, configuration)))
        kc.setup("PUT", f"{path}/client-policies/policies", _policy())
        for body in clients:
            kc.post(f"{path}/clients", body={"clientId": "new", **body}, admin=True)
            kc.put(f"{path}/clients/{client}", body=body, admin=True)
            for new in kc.setup("GET", f"{path}/clients?clientId=new").json or ():
                kc.setup("DELETE", f"{path}/clients/{new['id']}")
        kc.setup("PUT", f"{path}/client-policies/policies", {"policies": []})

    for fields in ({}, {"client-uri-fields": ["logoUri", "rootUrl"]}, {"client-uri-fields": ["sectorIdentifierUri", "saml.metadataDescriptorUrl"]}):
        under("secure-client-uris-pattern", {"allowed-patterns": ["https://app.*"], **fields}, *({"attributes": {name: "http://x"}} for name in ("logoUri", "tosUri", "sectorIdentifierUri", "saml.metadataDescriptorUrl", "x")))
    under("secure-logout", {}, {"protocol": "saml"}, {"protocol": "saml", "frontchannelLogout": True}, {"frontchannelLogout": True})


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
