"""What each door of the server asks client policies, and in which place among its other checks."""

ALICE = {"username": "alice", "enabled": True, "email": "alice@example.org", "emailVerified": True, "firstName": "Alice", "lastName": "Liddell",
         "credentials": [{"type": "password", "value": "wonder"}]}
DEVICE = {"oauth2.device.authorization.grant.enabled": "true", "oauth2.device.polling.interval": "1"}
CALLBACK = "https://app.example.org/cb"
APP = {"clientId": "app", "secret": "s3cret", "serviceAccountsEnabled": True, "directAccessGrantsEnabled": True, "implicitFlowEnabled": True, "redirectUris": [CALLBACK],
       "attributes": {**DEVICE, "oidc.ciba.grant.enabled": "true", "standard.token.exchange.enabled": "true"}}
PLAIN = {"clientId": "plain", "secret": "s3cret", "redirectUris": [CALLBACK]}
PUBLIC = {"clientId": "pub", "publicClient": True, "directAccessGrantsEnabled": True, "redirectUris": [CALLBACK], "attributes": DEVICE}
SECRET = {"client_id": "app", "client_secret": "s3cret"}
PASSWORD = {"grant_type": "password", "username": "alice", "password": "wonder", "scope": "openid"}
DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
EXCHANGE_GRANT = "urn:ietf:params:oauth:grant-type:token-exchange"
CIBA_GRANT = "urn:openid:params:grant-type:ciba"
ANY = ("any-client", {})


def _enforce(kc, realm, executor, configuration=None, *conditions):
    path = f"/admin/realms/{realm}/client-policies"
    kc.setup("PUT", f"{path}/policies", {"policies": []})
    kc.setup("PUT", f"{path}/profiles", {"profiles": [{"name": "p", "executors": [{"executor": executor, "configuration": configuration or {}}]}]})
    asked = [{"condition": name, "configuration": config} for name, config in conditions or (ANY,)]
    kc.setup("PUT", f"{path}/policies", {"policies": [{"name": "q", "enabled": True, "conditions": asked, "profiles": ["p"]}]})


def _relax(kc, realm):
    kc.setup("PUT", f"/admin/realms/{realm}/client-policies/policies", {"policies": []})


def _only_after(kind):
    """Conditions that hold for the response to a grant and not for its request."""
    return ANY, ("grant-type", {"grant_types": [kind], "is-negative-logic": True})


def _next(kc, page):
    return kc.get(page.location, cookies_on=True) if page.status in (302, 303) else page


def _approved(kc, realm, **more):
    """A device code whose user has said yes."""
    kc.jar.clear()
    started = kc.post(f"/realms/{realm}/protocol/openid-connect/auth/device", form={**SECRET, "scope": "openid", **more})
    page = _next(kc, _next(kc, kc.get(started.get("verification_uri_complete"), cookies_on=True)))
    page = _next(kc, kc.submit(page, "kc-form-login", username="alice", password="wonder"))
    kc.submit(page, accept="Yes")
    return {"grant_type": DEVICE_GRANT, "device_code": started.get("device_code")}


def device_requests(kc):
    realm = kc.realm(clients=[APP, PLAIN, PUBLIC], users=[ALICE])
    path = f"/realms/{realm}/protocol/openid-connect/auth/device"
    _enforce(kc, realm, "reject-request")
    for form in ({**SECRET, "scope": "openid"}, {"client_id": "pub"}, {"client_id": "plain", "client_secret": "s3cret"}, {**SECRET, "code_challenge_method": "S256"}, {**SECRET, "client_secret": "no"}):
        kc.post(path, form=form)
    for condition in (("client-access-type", {"type": ["confidential"]}), ("client-scopes", {"scopes": ["email", "phone"], "type": "Any"}),
                      ("client-type", {"protocol": "openid-connect"}), ("grant-type", {"grant_types": [DEVICE_GRANT]}), ("client-roles", {"roles": ["x"], "is-negative-logic": True})):
        _enforce(kc, realm, "reject-request", {}, condition)
        kc.post(path, form={**SECRET, "scope": "openid phone"}, note=condition[0])
    for executor, configuration in (("confidential-client", {}), ("secure-client-authenticator", {"allowed-client-authenticators": ["client-jwt"]}), ("pkce-enforcer", {}),
                                    ("holder-of-key-enforcer", {}), ("secure-session", {}), ("dpop-bind-enforcer", {})):
        _enforce(kc, realm, executor, configuration)
        kc.post(path, form={"client_id": "pub", "scope": "openid"}, note=executor)


def device_tokens(kc):
    realm = kc.realm(clients=[APP, PLAIN, PUBLIC], users=[ALICE])
    form = _approved(kc, realm)
    _enforce(kc, realm, "reject-request")
    kc.token(realm, {"client_id": "pub", **form})
    kc.token(realm, {"client_id": "plain", "client_secret": "s3cret", **form})
    kc.token(realm, {**SECRET, "grant_type": DEVICE_GRANT})
    kc.token(realm, {**SECRET, "grant_type": DEVICE_GRANT, "device_code": "none"})
    kc.token(realm, {**SECRET, **form})


def device_tokens_by_condition(kc):
    realm = kc.realm(clients=[APP], users=[ALICE])
    for condition in (("client-access-type", {"type": ["confidential"]}), ("grant-type", {"grant_types": [DEVICE_GRANT]}), ("grant-type", {"grant_types": ["authorization_code"]})):
        _relax(kc, realm)
        form = _approved(kc, realm)
        _enforce(kc, realm, "reject-request", {}, condition)
        kc.token(realm, {**SECRET, **form}, note=str(condition))
    _relax(kc, realm)
    form = _approved(kc, realm)
    _enforce(kc, realm, "reject-request", {}, *_only_after(DEVICE_GRANT))
    kc.token(realm, {**SECRET, **form}, note="response")


def device_tokens_by_executor(kc):
    realm = kc.realm(clients=[APP], users=[ALICE])
    for executor, configuration in (("use-lightweight-access-token", {}), ("secure-client-authenticator", {"allowed-client-authenticators": ["client-jwt"]}), ("pkce-enforcer", {}),
                                    ("holder-of-key-enforcer", {}), ("dpop-bind-enforcer", {}), ("secure-signature-algorithm-signed-jwt", {"require-client-assertion": True})):
        _relax(kc, realm)
        form = _approved(kc, realm)
        _enforce(kc, realm, executor, configuration)
        kc.token(realm, {**SECRET, **form}, note=executor)


def responses_to_grants(kc):
    """Policies that hold for what is answered alone."""
    realm = kc.realm(clients=[APP, PUBLIC], users=[ALICE])
    tokens = kc.token(realm, {**SECRET, **PASSWORD})
    for kind, form in (("password", PASSWORD), ("client_credentials", {}), ("refresh_token", {"refresh_token": tokens.get("refresh_token")}), ("authorization_code", {"code": "x"}), (EXCHANGE_GRANT, {"subject_token": tokens.get("access_token"), "subject_token_type": "urn:ietf:params:oauth:token-type:access_token"})):
        _enforce(kc, realm, "reject-request", {}, *_only_after(kind))
        kc.token(realm, {**SECRET, **form, "grant_type": kind})
    kc.get(f"/admin/realms/{realm}/users/{kc.setup('GET', f'/admin/realms/{realm}/users').get(0, 'id')}/sessions", admin=True)


def code_requests(kc):
    """The code grant asks before the client has said who it is, and once more when the code is in order."""
    realm = kc.realm(clients=[APP, PUBLIC, PLAIN], users=[ALICE])
    _enforce(kc, realm, "reject-request")
    for form in ({}, {"client_id": "nobody"}, {"client_id": "app"}, SECRET, {**SECRET, "client_secret": "no"}, {**SECRET, "code": "x"}, {"client_id": "pub", "code": "x"}):
        kc.token(realm, {"grant_type": "authorization_code", **form})
    kc.token(realm, {"grant_type": "authorization_code", "code": "x"}, headers={"Authorization": "Basic YXBwOnMzY3JldA=="})
    kc.token(realm, {"grant_type": "refresh_token", "client_id": "nobody"})
    for condition in (("client-access-type", {"type": ["confidential"]}), ("client-scopes", {"scopes": ["email"], "type": "Any"}), ("grant-type", {"grant_types": ["authorization_code"]}), ("client-roles", {"roles": ["x"]})):
        _enforce(kc, realm, "reject-request", {}, condition)
        for form in ({"client_id": "nobody"}, {"client_id": "app"}, {"client_id": "pub"}):
            kc.token(realm, {"grant_type": "authorization_code", "code": "x", **form}, note=condition[0])
    for condition in (("grant-type", {"grant_types": ["authorization_code"]}), ("client-scopes", {"scopes": ["email"], "type": "Any"})):
        _relax(kc, realm)
        kc.jar.clear()
        code = kc.login(realm, "alice", "wonder", client_id="app", redirect_uri=CALLBACK, scope="openid", response_type="code").param("code")
        _enforce(kc, realm, "reject-request", {}, condition)
        kc.token(realm, {**SECRET, "grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK}, note=condition[0])


def token_exchange(kc):
    realm = kc.realm(clients=[APP, PLAIN], users=[ALICE])
    token = kc.token(realm, {**SECRET, **PASSWORD}).get("access_token")
    form = {"grant_type": EXCHANGE_GRANT, "subject_token": token, "subject_token_type": "urn:ietf:params:oauth:token-type:access_token"}
    _enforce(kc, realm, "reject-request")
    for change in ({}, {"subject_issuer": "x"}, {"requested_subject": "x"}, {"requested_issuer": "x"}, {"subject_token_type": "urn:ietf:params:oauth:token-type:jwt"}, {"subject_token": "x"}, {"client_id": "plain"}, {"audience": "nobody"}):
        kc.token(realm, {**SECRET, **form, **change})
    kc.token(realm, {**SECRET, "grant_type": EXCHANGE_GRANT})
    for condition in (("client-access-type", {"type": ["confidential"]}), ("grant-type", {"grant_types": [EXCHANGE_GRANT]}), ("client-scopes", {"scopes": ["phone"], "type": "Optional"}), ("client-scopes", {"scopes": ["email"], "type": "Default"})):
        _enforce(kc, realm, "reject-request", {}, condition)
        kc.token(realm, {**SECRET, **form, "scope": "phone"}, note=str(condition))
    for executor, configuration in (("secure-client-authenticator", {"allowed-client-authenticators": ["client-jwt"]}), ("holder-of-key-enforcer", {}), ("use-lightweight-access-token", {}), ("dpop-bind-enforcer", {})):
        _enforce(kc, realm, executor, configuration)
        kc.token(realm, {**SECRET, **form}, note=executor)


def backchannel_authentication(kc):
    realm = kc.realm(clients=[APP, PLAIN, {**PUBLIC, "attributes": {"oidc.ciba.grant.enabled": "true"}}], users=[ALICE])
    path = f"/realms/{realm}/protocol/openid-connect/ext/ciba/auth"
    asked = {**SECRET, "login_hint": "alice", "scope": "openid"}
    changes = ({}, {"scope": None}, {"login_hint": None}, {"login_hint": "nobody"}, {"scope": "openid nope"}, {"binding_message": "x y"}, {"user_code": "1"}, {"client_notification_token": "x"},
               {"client_id": "plain"}, {"client_secret": "no"}, {"requested_expiry": "x"}, {"scope": "email"}, {"request": "x"}, {"request": "x", "request_uri": "y"})
    _enforce(kc, realm, "reject-request")
    for change in changes:
        kc.post(path, form={k: v for k, v in {**asked, **change}.items() if v is not None}, note=str(change))
    for condition in (("client-access-type", {"type": ["confidential"]}), ("client-scopes", {"scopes": ["phone"], "type": "Optional"}), ("grant-type", {"grant_types": [CIBA_GRANT]})):
        _enforce(kc, realm, "reject-request", {}, ANY, condition)
        kc.post(path, form={**asked, "scope": "openid phone"}, note=condition[0])
    for executor, configuration in (("secure-ciba-session", {}), ("secure-ciba-signed-authn-req", {})):
        _enforce(kc, realm, executor, configuration)
        kc.post(path, form=asked, note=executor)
    for form in ({**SECRET, "auth_req_id": "x"}, SECRET):
        kc.token(realm, {"grant_type": CIBA_GRANT, **form})


REGISTRATION = {"clientId": "dyn", "redirectUris": [CALLBACK]}
UPDATERS = ("ByAnonymous", "ByInitialAccessToken", "ByRegistrationAccessToken", "ByAuthenticatedUser")


def _initial(kc, realm):
    return kc.setup("POST", f"/admin/realms/{realm}/clients-initial-access", {"count": 500, "expiration": 600}).get("token")


def registration_steps(kc):
    """Each step of a client's life, refused by a policy."""
    realm = kc.realm(users=[ALICE])
    path, initial = f"/realms/{realm}/clients-registrations/default", _initial(kc, realm)
    made = kc.post(path, body=REGISTRATION, bearer=initial)
    _enforce(kc, realm, "reject-request")
    for body in ({"clientId": "x"}, REGISTRATION):
        kc.post(path, body=body, bearer=initial)
        kc.post(path, body=body)
    kc.post(f"/realms/{realm}/clients-registrations/openid-connect", body={"redirect_uris": [CALLBACK]}, bearer=initial)
    token = made.get("registrationAccessToken")
    one = f"{path}/dyn"
    kc.get(one, bearer=token)
    kc.get(one)
    kc.get(f"/realms/{realm}/clients-registrations/openid-connect/dyn", bearer=token)
    kc.put(one, body={**REGISTRATION, "name": "n"}, bearer=token)
    kc.put(one, body={"clientId": "other"}, bearer=token)
    kc.put(one, body=REGISTRATION, bearer="x")
    kc.delete(one, bearer=token)
    kc.get(f"/realms/{realm}/clients-registrations/install/dyn", bearer=token)
    _relax(kc, realm)
    kc.get(one, bearer=token)
    kc.delete(one, bearer=token)


def registration_by_who_registers(kc):
    realm = kc.realm(users=[{**ALICE, "groups": ["/staff/boss"], "clientRoles": {"realm-management": ["manage-clients"]}}], groups=[{"name": "staff", "subGroups": [{"name": "boss"}]}],
                     clients=[{**PUBLIC, "fullScopeAllowed": True}])
    path, initial = f"/realms/{realm}/clients-registrations/default", _initial(kc, realm)
    user = kc.token(realm, {**PASSWORD, "client_id": "pub"}).get("access_token")
    conditions = [("client-updater-context", {"update-client-source": [source]}) for source in UPDATERS]
    conditions += [("client-updater-source-groups", {"groups": [name]}) for name in ("boss", "/staff/boss", "staff")]
    conditions += [("client-updater-source-roles", {"roles": [name]}) for name in ("realm-management.manage-clients", "manage-clients")]
    conditions += [("client-updater-source-host", {"trusted-hosts": [name]}) for name in ("127.0.0.1", "localhost", "10.0.0.1", "*.example.org", "nowhere.invalid")]
    conditions += [("client-access-type", {"type": ["confidential"]}), ("client-type", {"protocol": "openid-connect"}), ("client-roles", {"roles": ["x"]}), ("client-attributes", {"attributes": '[{"key":"a","value":"b"}]'})]
    for number, condition in enumerate(conditions):
        _relax(kc, realm)
        made = kc.post(path, body={"clientId": f"c{number}"}, bearer=initial)
        _enforce(kc, realm, "reject-request", {}, condition)
        for index, bearer in enumerate((initial, user)):
            kc.post(path, body={"clientId": f"new{number}-{index}", "attributes": {"a": "b"}}, bearer=bearer, note=str(condition))
        kc.get(f"{path}/c{number}", bearer=made.get("registrationAccessToken"))
        kc.put(f"{path}/c{number}", body={"clientId": f"c{number}", "name": "n", "attributes": {"a": "b"}}, bearer=made.get("registrationAccessToken"))


def registration_by_executor(kc):
    """What executors make of clients that register themselves."""
    realm = kc.realm()
    path, initial = f"/realms/{realm}/clients-registrations/default", _initial(kc, realm)
    executors = [(name, {"auto-configure": value}) for name in ("consent-required", "full-scope-disabled", "pkce-enforcer", "reject-implicit-grant", "reject-ropc-grant", "holder-of-key-enforcer", "secure-response-type", "dpop-bind-enforcer") for value in (True, False)]
    executors += [("secure-client-uris", {}), ("secure-signature-algorithm", {}), ("secure-ciba-req-sig-algorithm", {}), ("secure-client-authenticator", {"allowed-client-authenticators": ["client-jwt"], "default-client-authenticator": "client-jwt"}),
                  ("secure-redirect-uris-enforcer", {}), ("secure-logout", {}), ("secure-client-uris-pattern", {"allowed-patterns": ["https://.*"]})]
    for number, (executor, configuration) in enumerate(executors):
        _enforce(kc, realm, executor, configuration)
        for index, body in enumerate(({"implicitFlowEnabled": False}, {"redirectUris": ["http://app.example.org/*"], "implicitFlowEnabled": True, "frontchannelLogout": True, "attributes": {"id.token.signed.response.alg": "RS256"}})):
            name = f"c{number}-{index}"
            made = kc.post(path, body={"clientId": name, **body}, bearer=initial, note=executor)
            if made.status == 201:
                kc.put(f"{path}/{name}", body={"clientId": name, "name": "n", "implicitFlowEnabled": False}, bearer=made.get("registrationAccessToken"))


def registration_in_oidc_words_by_executor(kc):
    realm = kc.realm()
    path, initial = f"/realms/{realm}/clients-registrations/openid-connect", _initial(kc, realm)
    for executor, configuration in (("pkce-enforcer", {"auto-configure": True}), ("consent-required", {"auto-configure": True}), ("full-scope-disabled", {"auto-configure": True}), ("secure-signature-algorithm", {}), ("secure-client-uris", {}), ("secure-ciba-req-sig-algorithm", {"default-algorithm": "ES256"})):
        _enforce(kc, realm, executor, configuration)
        for body in ({}, {"redirect_uris": ["http://app.example.org/*"]}, {"id_token_signed_response_alg": "RS256"}, {"backchannel_authentication_request_signing_alg": "RS256"}):
            kc.post(path, body={"redirect_uris": [CALLBACK], **body}, bearer=initial, note=executor)


def registration_tokens_that_stay(kc):
    realm = kc.realm()
    initial = _initial(kc, realm)
    _enforce(kc, realm, "registration-access-token-rotation-disabled")
    for provider, body in (("default", REGISTRATION), ("openid-connect", {"redirect_uris": [CALLBACK]})):
        path = f"/realms/{realm}/clients-registrations/{provider}"
        made = kc.post(path, body=body, bearer=initial)
        name = made.get("clientId") if provider == "default" else made.get("client_id")
        token = made.get("registrationAccessToken") if provider == "default" else made.get("registration_access_token")
        mine = {"clientId": name} if provider == "default" else {"client_id": name}
        for _ in range(2):
            kc.put(f"{path}/{name}", body={**body, **mine}, bearer=token)
            kc.get(f"{path}/{name}", bearer=token)


def authorities_of_clients(kc):
    """``tls-client-auth-ca-subject-dn``: the authority that clients with certificates have to name."""
    realm = kc.realm(clients=[PLAIN])
    path = f"/admin/realms/{realm}/clients"
    one = f"{path}/" + str(kc.setup("GET", f"{path}?clientId=plain").get(0, "id"))
    for configuration in ({"ca-subject-dn": "CN=Root,O=Us"}, {"ca-subject-dn": "CN=Root,O=Us", "enforced": True}, {"ca-subject-dn": "nonsense", "enforced": True}, {}):
        _enforce(kc, realm, "tls-client-auth-ca-subject-dn", configuration)
        for number, attributes in enumerate(({}, {"x509.casubjectdn": "CN=Other"}, {"x509.casubjectdn": "cn=root, o=us"}, {"x509.casubjectdn": "nonsense"})):
            for kind in ("client-x509", "client-secret"):
                made = kc.post(path, body={"clientId": f"n{number}", "clientAuthenticatorType": kind, "attributes": {"x509.subjectdn": "CN=x", **attributes}}, admin=True)
                for known in kc.get(path, query={"clientId": f"n{number}"}, admin=True).json or ():
                    kc.setup("DELETE", f"{path}/{known['id']}")
                if made.status == 201 or kind == "client-x509":
                    kc.put(one, body={"clientId": "plain", "clientAuthenticatorType": kind, "attributes": {"x509.subjectdn": "CN=x", "x509.casubjectdn": "", **attributes}}, admin=True)
                    kc.get(one, admin=True)
