"""Tokens and claims in configurations that the other areas leave out."""

import time

USER = {"username": "alice", "enabled": True, "email": "alice@example.org", "emailVerified": True, "firstName": "Alice", "lastName": "Liddell",
        "credentials": [{"type": "password", "value": "wonder"}]}
PROFILE = {"org.keycloak.userprofile.UserProfileProvider": [{"providerId": "declarative-user-profile", "config": {"kc.user.profile.config": [
    '{"unmanagedAttributePolicy": "ENABLED", "attributes": [{"name": "username"}, {"name": "email"}, {"name": "firstName"}, {"name": "lastName"}]}']}}]}
EVERYWHERE = {"access.token.claim": "true", "id.token.claim": "true", "userinfo.token.claim": "true", "introspection.token.claim": "true"}
SECRET = {"client_id": "app", "client_secret": "s3cret"}
EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
TYPE = "urn:ietf:params:oauth:token-type:"


def _mapper(name, kind, flags=EVERYWHERE, **config):
    return {"name": name, "protocol": "openid-connect", "protocolMapper": kind, "config": {**flags, **{k.replace("__", "."): v for k, v in config.items()}}}


SELF = _mapper("self", "oidc-audience-mapper", {"access.token.claim": "true", "introspection.token.claim": "true"}, included__client__audience="app")


def _client(*mappers, **more):
    return {"clientId": "app", "secret": "s3cret", "directAccessGrantsEnabled": True, "serviceAccountsEnabled": True, "protocolMappers": [SELF, *mappers], **more}


def _login(kc, realm, scope="openid", **more):
    return kc.token(realm, {"grant_type": "password", **SECRET, "username": "alice", "password": "wonder", **({"scope": scope} if scope else {}), **more})


def _show(kc, realm, scope="openid"):
    token = _login(kc, realm, scope)
    kc.get(f"/realms/{realm}/protocol/openid-connect/userinfo", bearer=token.get("access_token"))
    kc.post(f"/realms/{realm}/protocol/openid-connect/token/introspect", form={**SECRET, "token": token.get("access_token")})
    return token


def mapper_flags_left_out(kc):
    """Which tokens a mapper reaches whose inclusion flags are not set."""
    hard = {"claim__value": "1", "jsonType__label": "String"}
    realm = kc.realm(users=[USER], clients=[_client(
        _mapper("none", "oidc-hardcoded-claim-mapper", {}, claim__name="none", **hard),
        _mapper("access", "oidc-hardcoded-claim-mapper", {"access.token.claim": "true"}, claim__name="only_access_flag", **hard),
        _mapper("id", "oidc-hardcoded-claim-mapper", {"id.token.claim": "true"}, claim__name="only_id_flag", **hard),
        _mapper("userinfo", "oidc-hardcoded-claim-mapper", {"userinfo.token.claim": "true"}, claim__name="only_userinfo_flag", **hard),
        _mapper("introspection", "oidc-hardcoded-claim-mapper", {"introspection.token.claim": "true"}, claim__name="only_introspection_flag", **hard),
        _mapper("response", "oidc-hardcoded-claim-mapper", {"access.tokenResponse.claim": "true"}, claim__name="in_response", **hard),
        _mapper("aud", "oidc-audience-mapper", {}, included__custom__audience="unflagged"),
        _mapper("group", "oidc-group-membership-mapper", {"access.token.claim": "true"}, claim__name="groups"))])
    _show(kc, realm)


def reserved_claim_names(kc):
    """Mappers that are told to write claims which the token has anyway."""
    names = ("iss", "sub", "exp", "iat", "jti", "typ", "azp", "scope", "nonce", "auth_time", "session_state", "allowed-origins", "realm_access", "cnf")
    realm = kc.realm(users=[USER], clients=[_client(*(
        _mapper(f"m {name}", "oidc-hardcoded-claim-mapper", claim__name=name, claim__value=f"mapped-{name}", jsonType__label="String") for name in names))])
    _show(kc, realm)


def hardcoded_values_of_each_type(kc):
    values = [("String", "5"), ("int", "x"), ("int", "2147483648"), ("long", "9007199254740993"), ("boolean", "yes"), ("boolean", "TRUE"), ("JSON", "[1,2]"), ("JSON", "{bad"), ("JSON", '"text"'), ("", "plain"), ("String", "")]
    realm = kc.realm(users=[USER], clients=[_client(*(
        _mapper(f"m{i}", "oidc-hardcoded-claim-mapper", claim__name=f"c{i}", claim__value=value, jsonType__label=kind) for i, (kind, value) in enumerate(values)))])
    _show(kc, realm)


def attribute_values_of_each_type(kc):
    attributes = {"one": ["1"], "many": ["1", "x", "2"], "bool": ["true", "no"], "json": ['{"a":1}', "[2]"], "empty": [""], "bad": ["{"]}
    mappers = [_mapper(f"{name}-{kind}-{multi}", "oidc-usermodel-attribute-mapper", user__attribute=name, claim__name=f"{name}_{kind}_{multi}", jsonType__label=kind, multivalued=multi)
               for name in attributes for kind in ("String", "int", "boolean", "JSON") for multi in ("true", "false")]
    realm = kc.realm(components=PROFILE, users=[{**USER, "attributes": attributes}], clients=[_client(*mappers)])
    _show(kc, realm)


def properties_of_the_user(kc):
    names = ("id", "username", "email", "firstName", "lastName", "emailVerified", "enabled", "createdTimestamp", "nope")
    mappers = [_mapper(f"p {name}", "oidc-usermodel-property-mapper", user__attribute=name, claim__name=f"p_{name}", jsonType__label="String") for name in names]
    mappers += [_mapper(f"a {name}", "oidc-usermodel-attribute-mapper", user__attribute=name, claim__name=f"a_{name}", jsonType__label="String") for name in names]
    realm = kc.realm(users=[{**USER, "id": "6d3a1f0e-0000-4000-8000-000000000001"}], clients=[_client(*mappers)])
    _login(kc, realm)


def role_claims_in_other_shapes(kc):
    roles = {"realm": [{"name": "auditor"}, {"name": "boss"}], "client": {"api": [{"name": "read"}], "app": [{"name": "own"}], "dotted.client": [{"name": "d"}]}}
    realm = kc.realm(roles=roles, users=[{**USER, "realmRoles": ["auditor", "boss"], "clientRoles": {"api": ["read"], "app": ["own"], "dotted.client": ["d"]}}],
                     clients=[_client(
                         _mapper("single", "oidc-usermodel-realm-role-mapper", claim__name="single", multivalued="false"),
                         _mapper("typed", "oidc-usermodel-realm-role-mapper", claim__name="typed", multivalued="true", jsonType__label="String"),
                         _mapper("all clients", "oidc-usermodel-client-role-mapper", claim__name="all_clients", multivalued="true"),
                         _mapper("prefixed", "oidc-usermodel-client-role-mapper", claim__name="prefixed", multivalued="true", usermodel__clientRoleMapping__rolePrefix="p-"),
                         _mapper("by client", "oidc-usermodel-client-role-mapper", claim__name="by.${client_id}.roles", multivalued="true"),
                         _mapper("unknown client", "oidc-usermodel-client-role-mapper", claim__name="unknown", multivalued="true", usermodel__clientRoleMapping__clientId="nobody"),
                         _mapper("rename to client", "oidc-role-name-mapper", {}, role="boss", new__role__name="api.chief"),
                         _mapper("rename to realm", "oidc-role-name-mapper", {}, role="app.own", new__role__name="owned"),
                         _mapper("hard", "oidc-hardcoded-role-mapper", {}, role="hard"),
                     ), {"clientId": "api", "bearerOnly": True}, {"clientId": "dotted.client", "bearerOnly": True}])
    _show(kc, realm)


def role_claims_without_roles(kc):
    realm = kc.realm(users=[USER], clients=[_client(
        _mapper("roles", "oidc-usermodel-realm-role-mapper", claim__name="roles", multivalued="true"),
        _mapper("client roles", "oidc-usermodel-client-role-mapper", claim__name="croles", multivalued="true"),
        _mapper("groups", "oidc-group-membership-mapper", claim__name="groups", full__path="true"),
        _mapper("amr", "oidc-amr-mapper"), _mapper("state", "oidc-session-state-mapper"), _mapper("note", "oidc-usersessionmodel-note-mapper", user__session__note="clientHost", claim__name="host"))])
    _show(kc, realm)


def attributes_of_groups(kc):
    groups = [{"name": "staff", "attributes": {"dep": ["staff-dep"], "floor": ["two", "one", "two"]}, "subGroups": [{"name": "maths", "attributes": {"dep": ["maths-dep"]}}]}, {"name": "a/b", "attributes": {"dep": ["slash"]}}, {"name": "guests", "attributes": {"floor": ["4", "3"]}}]
    kinds = [(multi, aggregate) for multi in ("true", "false") for aggregate in ("true", "false")]
    realm = kc.realm(components=PROFILE, groups=groups, users=[{**USER, "groups": ["/staff/maths"], "attributes": {"dep": ["own"]}}, {**USER, "username": "bob", "email": "bob@example.org", "groups": ["/staff", "/guests"]}],
                     clients=[_client(*(_mapper(f"{name} {m} {a}", "oidc-usermodel-attribute-mapper", user__attribute=name, claim__name=f"{name}_{m}_{a}", multivalued=m, aggregate__attrs=a, jsonType__label="String")
                                        for name in ("dep", "floor") for m, a in kinds),
                                      _mapper("paths", "oidc-group-membership-mapper", claim__name="paths", full__path="true"))])
    _login(kc, realm)
    _login(kc, realm, username="bob")


def pairwise_and_full_name_and_origins(kc):
    realm = kc.realm(components=PROFILE, users=[{**USER, "id": "6d3a1f0e-0000-4000-8000-000000000002", "lastName": ""}], clients=[_client(
        _mapper("pairwise", "oidc-sha256-pairwise-sub-mapper", {}, pairwiseSubAlgorithmSalt="salt", sectorIdentifierUri=""), _mapper("full", "oidc-full-name-mapper"),
        webOrigins=["*"], redirectUris=["https://root.example.org/*", "/relative"], rootUrl="https://root.example.org")])
    _show(kc, realm)


def signature_algorithms_by_client(kc):
    realm = kc.realm(users=[USER], clients=[_client(attributes={"access.token.signed.response.alg": "ES256", "id.token.signed.response.alg": "PS384", "user.info.response.signature.alg": "HS256",
                                                                "access.token.header.type.rfc9068": "true"})])
    token = _login(kc, realm)
    kc.get(f"/realms/{realm}/protocol/openid-connect/userinfo", bearer=token.get("access_token"))
    kc.post(f"/realms/{realm}/protocol/openid-connect/token/introspect", form={**SECRET, "token": token.get("access_token")})


def lifespans_at_their_edges(kc):
    cases = {"minus-one": {"access.token.lifespan": "-1"}, "zero": {"access.token.lifespan": "0"}, "client-max": {"client.session.max.lifespan": "100"},
             "idle": {"client.session.idle.timeout": "50"}, "offline-idle": {"client.offline.session.idle.timeout": "70"}, "long": {"access.token.lifespan": "999999"}, "blank": {"access.token.lifespan": ""}}
    clients = [{**_client(), "clientId": name, "attributes": attributes} for name, attributes in cases.items()]
    realm = kc.realm(users=[{**USER, "realmRoles": ["offline_access"]}], clients=clients, offlineSessionMaxLifespanEnabled=True, offlineSessionMaxLifespan=5000, clientSessionMaxLifespan=9000)
    for name in cases:
        form = {"client_id": name, "client_secret": "s3cret"}
        kc.token(realm, {"grant_type": "password", **form, "username": "alice", "password": "wonder"})
        kc.token(realm, {"grant_type": "password", **form, "username": "alice", "password": "wonder", "scope": "offline_access"})
        kc.token(realm, {"grant_type": "client_credentials", **form})


def scopes_asked_for(kc):
    realm = kc.realm(users=[USER], clients=[_client()])
    for scope in ("openid phone address", "phone", "openid openid", "email profile", " openid", "openid ", "openid,email", "OPENID", "service_account", "roles"):
        _login(kc, realm, scope)
    kc.token(realm, {"grant_type": "client_credentials", **SECRET, "scope": ""})


def refreshing_with_scopes(kc):
    realm = kc.realm(users=[USER], clients=[_client()])
    token = _login(kc, realm, "openid phone address")
    form = {"grant_type": "refresh_token", **SECRET, "refresh_token": token.get("refresh_token")}
    for scope in ("phone", "openid", "microprofile-jwt", "nonsense", ""):
        kc.token(realm, {**form, "scope": scope})
    kc.token(realm, form)


def refresh_reuse_allowed_once(kc):
    realm = kc.realm(revokeRefreshToken=True, refreshTokenMaxReuse=1, users=[USER], clients=[_client()])
    first = _login(kc, realm)
    form = {"grant_type": "refresh_token", **SECRET}
    second = kc.token(realm, {**form, "refresh_token": first.get("refresh_token")})
    kc.token(realm, {**form, "refresh_token": first.get("refresh_token")})
    third = kc.token(realm, {**form, "refresh_token": second.get("refresh_token")})
    kc.token(realm, {**form, "refresh_token": first.get("refresh_token")})
    kc.token(realm, {**form, "refresh_token": third.get("refresh_token")})


def switched_off_after_the_token(kc):
    """A user, a client and direct grants that are disabled while tokens are out."""
    realm = kc.realm(users=[USER], clients=[_client()])
    token = _login(kc, realm)
    client = kc.setup("GET", f"/admin/realms/{realm}/clients?clientId=app").get(0, "id")
    user = kc.setup("GET", f"/admin/realms/{realm}/users?username=alice").get(0, "id")
    userinfo, introspect = f"/realms/{realm}/protocol/openid-connect/userinfo", f"/realms/{realm}/protocol/openid-connect/token/introspect"
    kc.setup("PUT", f"/admin/realms/{realm}/users/{user}", {"enabled": False})
    kc.get(userinfo, bearer=token.get("access_token"))
    kc.post(introspect, form={**SECRET, "token": token.get("access_token")})
    kc.token(realm, {"grant_type": "refresh_token", **SECRET, "refresh_token": token.get("refresh_token")})
    kc.setup("PUT", f"/admin/realms/{realm}/users/{user}", {"enabled": True})
    kc.setup("PUT", f"/admin/realms/{realm}/clients/{client}", {"notBefore": int(time.time()) + 5})
    kc.get(userinfo, bearer=token.get("access_token"))
    kc.post(introspect, form={**SECRET, "token": token.get("access_token")})
    kc.token(realm, {"grant_type": "refresh_token", **SECRET, "refresh_token": token.get("refresh_token")})
    kc.setup("PUT", f"/admin/realms/{realm}/clients/{client}", {"notBefore": 0, "enabled": False})
    kc.get(userinfo, bearer=token.get("access_token"))


def exchanges(kc):
    audience = _mapper("aud", "oidc-audience-mapper", {"access.token.claim": "true"}, included__client__audience="app")
    target = _mapper("target", "oidc-audience-mapper", {"access.token.claim": "true"}, included__client__audience="target")
    other = _mapper("second", "oidc-audience-mapper", {"access.token.claim": "true"}, included__client__audience="second")
    realm = kc.realm(users=[USER], clients=[
        {**_client(target, other), "attributes": {"standard.token.exchange.enabled": "true"}}, {"clientId": "target", "secret": "s3cret"}, {"clientId": "second", "secret": "s3cret"},
        {"clientId": "front", "publicClient": True, "directAccessGrantsEnabled": True, "protocolMappers": [audience]}])
    subject = kc.token(realm, {"grant_type": "password", "client_id": "front", "username": "alice", "password": "wonder", "scope": "openid"})
    form = {"grant_type": EXCHANGE, **SECRET, "subject_token": subject.get("access_token"), "subject_token_type": f"{TYPE}access_token"}
    kc.token(realm, form)
    kc.token(realm, {**form, "audience": "target"})
    kc.token(realm, [*form.items(), ("audience", "target"), ("audience", "second")])
    kc.token(realm, {**form, "requested_token_type": f"{TYPE}id_token"})
    kc.token(realm, {**form, "requested_token_type": f"{TYPE}jwt"})
    kc.token(realm, {**form, "scope": "openid phone"})
    kc.token(realm, {**form, "scope": "offline_access"})
    kc.token(realm, {**form, "subject_token_type": f"{TYPE}id_token"})
    kc.token(realm, {**form, "subject_token": subject.get("id_token")})
    kc.token(realm, {**form, "subject_token": subject.get("refresh_token")})
    kc.token(realm, {**form, "actor_token": "x"})
    kc.token(realm, {**form, "requested_subject": "bob"})
    own = _login(kc, realm)
    kc.token(realm, {**form, "subject_token": own.get("access_token")})
    service = kc.token(realm, {"grant_type": "client_credentials", **SECRET})
    kc.token(realm, {**form, "subject_token": service.get("access_token")})


def introspection_as_jwt(kc):
    realm = kc.realm(users=[USER], clients=[_client(attributes={"client.introspection.response.allow.jwt.claim.enabled": "true"})])
    token = _login(kc, realm)
    path = f"/realms/{realm}/protocol/openid-connect/token/introspect"
    kc.post(path, form={**SECRET, "token": token.get("access_token")}, headers={"Accept": "application/jwt"})
    kc.post(path, form={**SECRET, "token": token.get("access_token")}, headers={"Accept": "application/json"})
    kc.post(path, form={**SECRET, "token": "garbage"}, headers={"Accept": "application/jwt"})
    kc.post(path, form={**SECRET, "token": token.get("access_token"), "token_type_hint": "access_token"})
    kc.post(path, form={**SECRET, "token": token.get("access_token"), "token_type_hint": "refresh_token"})


def client_credentials_variants(kc):
    realm = kc.realm(clients=[_client(), {**_client(), "clientId": "light", "attributes": {"client.use.lightweight.access.token.enabled": "true"}},
                              {**_client(), "clientId": "renews", "attributes": {"client_credentials.use_refresh_token": "true"}}, {"clientId": "saml", "protocol": "saml"}])
    for name, scope in (("app", "openid phone"), ("app", "offline_access"), ("light", "openid"), ("renews", "openid"), ("renews", "offline_access")):
        kc.token(realm, {"grant_type": "client_credentials", "client_id": name, "client_secret": "s3cret", "scope": scope})
    kc.token(realm, {"grant_type": "client_credentials", "client_id": "saml", "client_secret": "s3cret"})
    kc.token(realm, {"grant_type": "client_credentials", "client_id": "app", "client_secret": "s3cret", "extra": "ignored"})


def clients_that_authenticate_otherwise(kc):
    realm = kc.realm(users=[USER], clients=[
        {**_client(), "clientId": "jwt", "clientAuthenticatorType": "client-jwt"}, {**_client(), "clientId": "x509", "clientAuthenticatorType": "client-x509"},
        {**_client(), "clientId": "odd", "clientAuthenticatorType": "nonsense"}, {**_client(), "clientId": "public", "publicClient": True}])
    for name in ("jwt", "x509", "odd"):
        kc.token(realm, {"grant_type": "client_credentials", "client_id": name, "client_secret": "s3cret"})
    kc.token(realm, {"grant_type": "password", "client_id": "public", "username": "alice", "password": "wonder"}, auth=("public", "whatever"))
    kc.token(realm, {"grant_type": "password", "client_id": "public", "client_secret": "x", "username": "alice", "password": "wonder"})
    assertion = {"grant_type": "client_credentials", "client_id": "jwt", "client_assertion_type": "nonsense", "client_assertion": "a.b.c"}
    kc.token(realm, assertion)
    kc.token(realm, {**assertion, "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"})
    kc.token(realm, {k: v for k, v in {**assertion, "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"}.items() if k != "client_assertion"})


def passwords_with_brute_force_protection(kc):
    realm = kc.realm(bruteForceProtected=True, failureFactor=2, quickLoginCheckMilliSeconds=0, permanentLockout=True, users=[USER], clients=[_client()])
    for password in ("wrong", "wrong", "wonder"):
        kc.token(realm, {"grant_type": "password", **SECRET, "username": "alice", "password": password})
        kc.wait(0.4)


def usernames_and_emails(kc):
    realm = kc.realm(duplicateEmailsAllowed=False, loginWithEmailAllowed=False, users=[USER, {**USER, "username": "bob@example.org", "email": "bob2@example.org"}], clients=[_client()])
    for name in ("alice@example.org", " alice ", "bob@example.org", "BOB@EXAMPLE.ORG", "service-account-app", "", "al\u00efce"):
        kc.token(realm, {"grant_type": "password", **SECRET, "username": name, "password": "wonder"})
    kc.token(realm, {"grant_type": "password", **SECRET, "username": "alice", "password": ""})


def realm_that_wants_https(kc):
    realm = kc.realm(sslRequired="all", users=[USER], clients=[_client()])
    base = f"/realms/{realm}/protocol/openid-connect"
    kc.token(realm, {"grant_type": "client_credentials", **SECRET})
    kc.get(f"{base}/userinfo")
    kc.get(f"{base}/certs")
    kc.post(f"{base}/revoke", form={**SECRET, "token": "x"})
    kc.post(f"{base}/logout", form={**SECRET, "refresh_token": "x"})
    kc.post(f"{base}/token/introspect", form={**SECRET, "token": "x"})
    kc.get(f"/realms/{realm}/.well-known/openid-configuration")
    kc.get(f"/realms/{realm}")


def origins(kc):
    realm = kc.realm(users=[USER], clients=[_client(webOrigins=["+", "https://x.example.org"], redirectUris=["https://a.example.org/*", "http://127.0.0.1:*", "app://cb"])])
    base = f"/realms/{realm}/protocol/openid-connect"
    token = _login(kc, realm)
    for origin in ("https://a.example.org", "https://x.example.org", "http://127.0.0.1:4000", "app://cb", "null"):
        kc.token(realm, {"grant_type": "client_credentials", **SECRET}, headers={"Origin": origin})
        kc.get(f"{base}/userinfo", bearer=token.get("access_token"), headers={"Origin": origin})
    for path in ("token/introspect",):
        kc.request("OPTIONS", f"{base}/{path}", headers={"Origin": "https://a.example.org", "Access-Control-Request-Method": "POST"})
    kc.post(f"{base}/revoke", form={**SECRET, "token": "x"}, headers={"Origin": "https://evil.example.org"})
    kc.post(f"{base}/revoke", form={**SECRET, "token": token.get("refresh_token")}, headers={"Origin": "https://a.example.org"})
    kc.post(f"{base}/logout", form={**SECRET, "refresh_token": token.get("refresh_token")}, headers={"Origin": "https://a.example.org"})
    kc.get(f"/realms/{realm}", headers={"Origin": "https://evil.example.org"})
    kc.post(f"{base}/token/introspect", form={**SECRET, "token": "x"}, headers={"Origin": "https://a.example.org"})


def wrong_methods_and_types(kc):
    realm = kc.realm(users=[USER], clients=[_client()])
    base = f"/realms/{realm}/protocol/openid-connect"
    for method, path in (("GET", "revoke"), ("PUT", "userinfo"), ("DELETE", "certs"), ("GET", "token/introspect"), ("PATCH", "token"), ("PUT", "logout"), ("POST", "login-status-iframe.html")):
        kc.request(method, f"{base}/{path}")
    kc.post(f"{base}/token/introspect", body={"token": "x"})
    kc.post(f"{base}/revoke", body={"token": "x"})
    kc.post(f"{base}/userinfo", body={"access_token": "x"})
    kc.request("HEAD", f"{base}/certs")
    kc.get(f"{base}/certs/")
    kc.get(f"/realms/{realm}/.well-known/openid-configuration/")
    kc.get(f"/realms/{realm}/.well-known")
