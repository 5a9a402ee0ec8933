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
    registered = kc.post(path, body=REGISTRATION, bearer=initial)
    _enforce(kc, realm, "reject-request")
    for body in ({"clientId": "x"}, REGISTRATION):
        kc.post(path, body=body, bearer=initial)
        kc.post(path, body=body)
    kc.post(f"/realms/{realm}/clients-registrations/openid-connect", body={"redirect_uris": [CALLBACK]}, bearer=initial)
    token = registered.get("registrationAccessToken")
    client = f"{path}/dyn"
    kc.get(client, bearer=token)
    kc.get(client)
    kc.get(f"/realms/{realm}/clients-registrations/openid-connect/dyn", bearer=token)
    kc.put(client, body={**REGISTRATION, "name": "n"}, bearer=token)
    kc.put(client, body={"clientId": "other"}, bearer=token)
    kc.put(client, body=REGISTRATION, bearer="x")
    kc.delete(client, bearer=token)
    kc.get(f"/realms/{realm}/clients-registrations/install/dyn", bearer=token)
    _relax(kc, realm)
    kc.get(client, bearer=token)
    kc.delete(client, bearer=token)


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
        registered = kc.post(path, body={"clientId": f"c{number}"}, bearer=initial)
        _enforce(kc, realm, "reject-request", {}, condition)
        for index, bearer in enumerate((initial, user)):
            kc.post(path, body={"clientId": f"new{number}-{index}", "attributes": {"a": "b"}}, bearer=bearer, note=str(condition))
        kc.get(f"{path}/c{number}", bearer=registered.get("registrationAccessToken"))
        kc.put(f"{path}/c{number}", body={"clientId": f"c{number}", "name": "n", "attributes": {"a": "b"}}, bearer=registered.get("registrationAccessToken"))


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
            registered = kc.post(path, body={"clientId": name, **body}, bearer=initial, note=executor)
            if registered.status == 201:
                kc.put(f"{path}/{name}", body={"clientId": name, "name": "n", "implicitFlowEnabled": False}, bearer=registered.get("registrationAccessToken"))


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
        registered = kc.post(path, body=body, bearer=initial)
        name = registered.get("clientId") if provider == "default" else registered.get("client_id")
        token = registered.get("registrationAccessToken") if provider == "default" else registered.get("registration_access_token")
        mine = {"clientId": name} if provider == "default" else {"client_id": name}
        for _ in range(2):
            kc.put(f"{path}/{name}", body={**body, **mine}, bearer=token)
            kc.get(f"{path}/{name}", bearer=token)


def authorities_of_clients(kc):
    """``tls-client-auth-ca-subject-dn``: the authority that clients with certificates have to name."""
    realm = kc.realm(clients=[PLAIN])
    path = f"/admin/realms/{realm}/clients"
    client = f"{path}/" + str(kc.setup("GET", f"{path}?clientId=plain").get(0, "id"))
    for configuration in ({"ca-subject-dn": "CN=Root,O=Us"}, {"ca-subject-dn": "CN=Root,O=Us", "enforced": True}, {"ca-subject-dn": "nonsense", "enforced": True}, {}):
        _enforce(kc, realm, "tls-client-auth-ca-subject-dn", configuration)
        for number, attributes in enumerate(({}, {"x509.casubjectdn": "CN=Other"}, {"x509.casubjectdn": "cn=root, o=us"}, {"x509.casubjectdn": "nonsense"})):
            for kind in ("client-x509", "client-secret"):
                creation = kc.post(path, body={"clientId": f"n{number}", "clientAuthenticatorType": kind, "attributes": {"x509.subjectdn": "CN=x", **attributes}}, admin=True)
                for known in kc.get(path, query={"clientId": f"n{number}"}, admin=True).json or ():
                    kc.setup("DELETE", f"{path}/{known['id']}")
                if creation.status == 201 or kind == "client-x509":
                    kc.put(client, body={"clientId": "plain", "clientAuthenticatorType": kind, "attributes": {"x509.subjectdn": "CN=x", "x509.casubjectdn": "", **attributes}}, admin=True)
                    kc.get(client, admin=True)


def _ask(kc, realm, **query):
    """An authorization request by a browser that nobody has logged in with."""
    kc.jar.clear()
    usual = {"client_id": "app", "response_type": "code", "redirect_uri": CALLBACK, "scope": "openid", "state": "s", "nonce": "n"}
    return kc.get(f"/realms/{realm}/protocol/openid-connect/auth", query={k: v for k, v in {**usual, **query}.items() if v is not None})


def _push(kc, realm, note="", **form):
    usual = {**SECRET, "response_type": "code", "redirect_uri": CALLBACK, "scope": "openid", "state": "s"}
    return kc.post(f"/realms/{realm}/protocol/openid-connect/ext/par/request", form={k: v for k, v in {**usual, **form}.items() if v is not None}, note=note)


def pushed_requests_in_order(kc):
    realm = kc.realm(clients=[APP, PLAIN], users=[ALICE])
    _enforce(kc, realm, "reject-request")
    for change in ({}, {"response_type": None}, {"response_type": "zz"}, {"response_type": "code id_token"}, {"redirect_uri": "https://other/"}, {"redirect_uri": None}, {"scope": "nope"}, {"max_age": "x"}, {"request": "x"},
                   {"request_uri": "x"}, {"client_secret": "no"}, {"client_id": "plain", "response_type": "id_token"}, {"code_challenge_method": "S256"}, {"response_mode": "zz"}):
        _push(kc, realm, **change)
    for condition in (("client-access-type", {"type": ["confidential"]}), ("client-type", {"protocol": "openid-connect"}), ("client-scopes", {"scopes": ["phone"], "type": "Optional"}), ("client-scopes", {"scopes": ["email"], "type": "Default"}), ("grant-type", {"grant_types": ["authorization_code"]}), ("client-roles", {"roles": ["x"], "is-negative-logic": True})):
        _enforce(kc, realm, "reject-request", {}, condition)
        _push(kc, realm, str(condition), scope="openid phone")


def pushed_requests_by_executor(kc):
    realm = kc.realm(clients=[APP, PLAIN], users=[ALICE])
    for executor in ("reject-implicit-grant", "secure-par-content", "secure-request-object", "pkce-enforcer", "secure-session", "secure-response-type", "confidential-client", "secure-redirect-uris-enforcer", "holder-of-key-enforcer", "dpop-bind-enforcer"):
        _enforce(kc, realm, executor)
        for change in ({}, {"response_type": "code id_token"}, {"response_type": "token", "client_id": "plain"}, {"response_type": "none"}, {"redirect_uri": None}, {"redirect_uri": "http://x/"}):
            _push(kc, realm, executor, **change)


def contents_of_pushed_requests(kc):
    realm = kc.realm(clients=[APP], users=[ALICE])
    _enforce(kc, realm, "secure-par-content")
    for pushed, query in (({}, {}), ({}, {"scope": "openid", "state": "s"}), ({}, {"nonce": "n"}), ({}, {"foo": "bar"}), ({"foo": "bar"}, {"foo": "other"}), ({}, {"response_type": "code", "redirect_uri": CALLBACK}), ({}, {"scope": "other"})):
        uri = _push(kc, realm, **pushed).get("request_uri")
        kc.jar.clear()
        for _ in range(2):
            kc.get(f"/realms/{realm}/protocol/openid-connect/auth", query={"client_id": "app", "request_uri": uri, **query})
    for uri in ("urn:ietf:params:oauth:request_uri:nope", "https://x/", "urn:x"):
        kc.jar.clear()
        kc.get(f"/realms/{realm}/protocol/openid-connect/auth", query={"client_id": "app", "request_uri": uri})


def authorization_requests_by_condition(kc):
    realm = kc.realm(clients=[{**APP, "attributes": {**APP["attributes"], "default.acr.values": "gold"}}, PLAIN], users=[ALICE], attributes={"acr.loa.map": '{"silver":1,"gold":2}'})
    for condition in (("grant-type", {"grant_types": ["authorization_code"]}), ("grant-type", {"grant_types": ["implicit"]}), ("grant-type", {"grant_types": ["password"]})):
        _enforce(kc, realm, "reject-request", {}, condition)
        for kind in ("code", "code id_token", "id_token", "token id_token", "none", "zz"):
            _ask(kc, realm, response_type=kind)
    for name in ("silver", "gold", "1", "2", "nope", ""):
        _enforce(kc, realm, "reject-request", {}, ("acr-condition", {"acr-property": name}))
        for change in ({}, {"acr_values": "silver"}, {"acr_values": "gold silver"}, {"acr_values": "1"}, {"acr_values": "nope"}, {"client_id": "plain"}, {"client_id": "plain", "acr_values": "silver"},
                       {"claims": '{"id_token":{"acr":{"values":["silver"]}}}'}, {"claims": '{"id_token":{"acr":{"essential":true,"value":"gold"}}}', "acr_values": "silver"}):
            _ask(kc, realm, **change)
    _enforce(kc, realm, "reject-request", {}, ("acr-condition", {"acr-property": "gold", "is-negative-logic": True}))
    _ask(kc, realm, client_id="plain")
    _push(kc, realm, acr_values="gold")
    kc.token(realm, {**SECRET, "grant_type": "client_credentials"})


def a_refusal_ends_the_logins_of_a_browser(kc):
    realm = kc.realm(clients=[APP, PUBLIC], users=[ALICE], eventsEnabled=True)
    path = f"/realms/{realm}/protocol/openid-connect/auth"
    usual = {"client_id": "app", "response_type": "code", "redirect_uri": CALLBACK, "scope": "openid", "state": "s"}
    _enforce(kc, realm, "secure-session")
    for query in (usual, {**usual, "client_id": "pub"}):
        kc.jar.clear()
        page = kc.authorize(realm, **usual, nonce="n")
        kc.get(path, query=query, cookies_on=True)
        _next(kc, kc.submit(page, "kc-form-login", username="alice", password="wonder"))
        kc.get(path, query={**usual, "nonce": "n"}, cookies_on=True)
    _enforce(kc, realm, "reject-request")
    kc.get(path, query=usual, cookies_on=True)
    _relax(kc, realm)
    kc.get(path, query=usual, cookies_on=True)
    kc.get(f"/admin/realms/{realm}/events", query={"direction": "asc"}, admin=True)


def responses_in_front(kc):
    """Policies that hold for the tokens of an authorization response alone."""
    realm = kc.realm(clients=[APP], users=[ALICE])
    for kind in ("id_token", "token id_token", "code id_token", "code"):
        for mode in (None, "form_post", "jwt"):
            kc.jar.clear()
            _enforce(kc, realm, "reject-request", {}, ANY, ("grant-type", {"grant_types": ["implicit", "authorization_code"], "is-negative-logic": True}), ("client-access-type", {"type": ["public"], "is-negative-logic": False}))
            query = {"client_id": "app", "redirect_uri": CALLBACK, "scope": "openid", "response_type": kind, "state": "s", "nonce": "n", **({"response_mode": mode} if mode else {})}
            _relax(kc, realm)
            page = kc.authorize(realm, **query)
            _enforce(kc, realm, "reject-request", {}, *_only_after("implicit"), ("grant-type", {"grant_types": ["authorization_code"], "is-negative-logic": True}))
            kc.submit(page, "kc-form-login", username="alice", password="wonder")


def intents_of_requests(kc):
    """What ``intent-client-bind-checker`` refuses before it asks anybody, and when nobody answers."""
    realm = kc.realm(clients=[APP], users=[ALICE])
    closed = "http://127.0.0.1:9/"
    said = ('{"id_token":{"intent":{"essential":true,"value":"i1"}}}', '{"id_token":{"intent":{"value":"i1"}}}', '{"id_token":{"intent":null}}', '{"id_token":{"intent":{"essential":true}}}', '{"userinfo":{"intent":{"essential":true,"value":"i1"}}}', "{", "[]", "")
    for configuration in ({}, {"intent-client-bind-check-endpoint": "ftp://x"}, {"intent-client-bind-check-endpoint": closed}, {"intent-client-bind-check-endpoint": closed, "intent-name": ""}, {"intent-client-bind-check-endpoint": closed, "intent-name": "intent"}):
        _enforce(kc, realm, "intent-client-bind-checker", configuration)
        _ask(kc, realm)
        for claims in said:
            _ask(kc, realm, claims=claims)


FLOWS = [
    {"alias": "one", "providerId": "basic-flow", "topLevel": True, "builtIn": False, "authenticationExecutions": [{"authenticator": "auth-username-form", "requirement": "REQUIRED", "priority": 10}, {"authenticator": "auth-password-form", "requirement": "REQUIRED", "priority": 20}]},
    {"alias": "own", "providerId": "basic-flow", "topLevel": True, "builtIn": False, "authenticationExecutions": [{"authenticator": "auth-username-password-form", "requirement": "REQUIRED", "priority": 10}]},
]


def flows_of_requests(kc):
    """``auth-flow-enforcer``: another flow for requests, and its level."""
    realm = kc.realm(clients=[APP, {**PLAIN, "authenticationFlowBindingOverrides": {}}], users=[ALICE])
    for flow in ("one",):
        kc.setup("POST", f"/admin/realms/{realm}/authentication/flows", {"alias": flow, "providerId": "basic-flow", "topLevel": True, "builtIn": False})
        for provider in ("auth-username-form", "auth-password-form"):
            kc.setup("POST", f"/admin/realms/{realm}/authentication/flows/{flow}/executions/execution", {"provider": provider})
        for execution in kc.setup("GET", f"/admin/realms/{realm}/authentication/flows/{flow}/executions").json:
            kc.setup("PUT", f"/admin/realms/{realm}/authentication/flows/{flow}/executions", {**execution, "requirement": "REQUIRED"})
    for configuration in ({"auth-flow-alias": "one", "auth-flow-loa": 2}, {"auth-flow-alias": "one"}, {"auth-flow-loa": 3}, {"auth-flow-alias": "browser", "auth-flow-loa": 0}, {}):
        _enforce(kc, realm, "auth-flow-enforcer", configuration)
        kc.jar.clear()
        page = kc.authorize(realm, client_id="app", redirect_uri=CALLBACK, scope="openid", response_type="code")
        if page.status != 200:
            continue
        if configuration.get("auth-flow-alias") == "one":
            page = kc.submit(page, "kc-form-login", username="alice")
            done = kc.submit(page, "kc-form-login", password="wonder")
        else:
            done = kc.submit(page, "kc-form-login", username="alice", password="wonder")
        if done.param("code"):
            kc.token(realm, {**SECRET, "grant_type": "authorization_code", "code": done.param("code"), "redirect_uri": CALLBACK})
        again = kc.authorize(realm, client_id="app", redirect_uri=CALLBACK, scope="openid", response_type="code")
        if again.status == 302 and again.param("code"):
            kc.token(realm, {**SECRET, "grant_type": "authorization_code", "code": again.param("code"), "redirect_uri": CALLBACK})


def policies_of_a_mode(kc):
    """A strict policy does not hold where one of its conditions has nothing to say."""
    realm = kc.realm(clients=[APP])
    path = f"/admin/realms/{realm}/client-policies"
    kc.setup("PUT", f"{path}/profiles", {"profiles": [{"name": "p", "executors": [{"executor": "reject-request", "configuration": {}}]}]})
    for mode in ("STRICT", "strict", "LENIENT", "", "nope", None):
        conditions = [{"condition": "any-client", "configuration": {}}, {"condition": "client-updater-context", "configuration": {"update-client-source": ["ByAuthenticatedUser"]}}]
        policy = {"name": "q", "enabled": True, "conditions": conditions, "profiles": ["p"], **({"mode": mode} if mode is not None else {})}
        kc.put(f"{path}/policies", body={"policies": [policy]}, admin=True)
        kc.get(f"{path}/policies", admin=True)
        kc.token(realm, {**SECRET, "grant_type": "client_credentials"})


def logouts(kc):
    realm = kc.realm(clients=[APP, {**PLAIN, "attributes": {"frontchannel.logout.url": "https://app.example.org/out"}, "frontchannelLogout": True}], users=[ALICE])
    for executor in ("reject-request", "secure-logout", "holder-of-key-enforcer", "secure-client-authenticator"):
        for client in ("app", "plain"):
            for method in ("GET", "POST"):
                _relax(kc, realm)
                kc.jar.clear()
                code = kc.login(realm, "alice", "wonder", client_id=client, redirect_uri=CALLBACK, scope="openid", response_type="code").param("code")
                tokens = kc.token(realm, {"client_id": client, "client_secret": "s3cret", "grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK})
                _enforce(kc, realm, executor)
                path = f"/realms/{realm}/protocol/openid-connect/logout"
                kc.post(path, form={"client_id": client, "client_secret": "s3cret", "refresh_token": "x"}, note=executor)
                if executor != "secure-logout":
                    kc.post(path, form={"client_id": client, "client_secret": "s3cret", "refresh_token": tokens.get("refresh_token")}, note=executor)
                    if executor != "holder-of-key-enforcer":
                        kc.get(f"/realms/{realm}/protocol/openid-connect/userinfo", bearer=tokens.get("access_token"), note=executor)
                    kc.post(f"/realms/{realm}/protocol/openid-connect/revoke", form={"client_id": client, "client_secret": "s3cret", "token": tokens.get("refresh_token")}, note=executor)
                said = {"id_token_hint": tokens.get("id_token"), "client_id": client}
                if (executor, client) == ("holder-of-key-enforcer", "plain"):
                    continue
                kc.request(method, path, cookies_on=True, note=executor, **({"query": said} if method == "GET" else {"form": said}))
