"""What Keycloak takes with a shrug: texts that stand for objects, settings without a value or of the wrong kind, flows without a name."""

ALICE = {"username": "alice", "enabled": True, "email": "alice@example.org", "emailVerified": True, "firstName": "Alice", "lastName": "Liddell",
         "credentials": [{"type": "password", "value": "wonder"}]}
OIDC = {"authorizationUrl": "https://a.example.org/auth", "tokenUrl": "https://a.example.org/token", "clientId": "c"}


def texts_for_objects(kc):
    realm = kc.realm(organizationsEnabled=True, organizations=[{"name": "home", "alias": "home", "domains": ["home.example.org"]}], groups=[{"name": "g"}],
                     clients=[{"clientId": "rs", "secret": "s", "serviceAccountsEnabled": True, "authorizationServicesEnabled": True}])
    base = f"/admin/realms/{realm}"
    kc.get(f"{base}/organizations", admin=True, query={"briefRepresentation": "false"})
    for domains in (["a.example.org", {"name": "b.example.org", "verified": True}], [""], [1], "c.example.org"):
        kc.post(f"{base}/organizations", admin=True, body={"name": "acme", "domains": domains})
    kc.get(f"{base}/organizations", admin=True, query={"search": "acme", "briefRepresentation": "false"})
    server = f"{base}/clients/{kc.setup('GET', f'{base}/clients?clientId=rs').get(0, 'id')}/authz/resource-server"
    kc.post(f"{server}/scope", admin=True, body="read")
    kc.post(f"{server}/resource", admin=True, body="doc")
    for addresses in ({"uris": ["/a"], "uri": "/b"}, {"uri": "/b", "uris": ["/a"]}, {"uris": ["/a"], "uri": " "}):
        kc.post(f"{server}/resource", admin=True, body={"name": f"doc {len(addresses['uri'])} {list(addresses)[0]}", "scopes": ["read", {"name": "write"}], **addresses})
    group = kc.setup("GET", f"{base}/groups").get(0, "id")
    kc.post(f"{server}/policy/group", admin=True, body={"name": "of a group", "groups": [group]})
    kc.post(f"{server}/policy/group", admin=True, body={"name": "of a path", "groups": [{"path": "/g"}]})
    for attributes in (["username"], ["username", "email", ""], ["username", {"name": "email"}, "phone"]):
        kc.put(f"{base}/users/profile", admin=True, body={"attributes": attributes, "groups": ["more"]})
    for steps in (["disable-user"], ["nope"], [""]):
        kc.post(f"{base}/workflows", admin=True, body={"name": "flow", "on": "user-created", "steps": steps})


def settings_without_a_value(kc):
    mapper = {"name": "m", "identityProviderAlias": "up", "identityProviderMapper": "oidc-user-attribute-idp-mapper"}
    realm = kc.realm(identityProviders=[{"alias": "up", "providerId": "oidc", "config": {**OIDC, "x": "", "y": " "}}],
                     identityProviderMappers=[{**mapper, "config": {"claim": "", "x": " ", "syncMode": "INHERIT"}}])
    base = f"/admin/realms/{realm}/identity-provider/instances/up"
    kc.get(base, admin=True)
    first = kc.get(f"{base}/mappers", admin=True).get(0)
    kc.put(f"{base}/mappers/{first['id']}", admin=True, body={**first, "config": {"claim": "c", "user.attribute": ""}})
    kc.post(f"{base}/mappers", admin=True, body={**mapper, "name": "n", "config": {"claim": "", "x": "", "y": None}})
    kc.get(f"{base}/mappers", admin=True)


def flows_without_a_name(kc):
    realm = kc.realm()
    base = f"/admin/realms/{realm}/authentication/flows"
    kc.post(base, admin=True, body={"alias": "f", "providerId": "basic-flow", "topLevel": True})
    for inner in ({"type": "basic-flow"}, {"type": "basic-flow"}, {"type": "basic-flow", "alias": ""}, {"type": "form-flow", "alias": "a"},
                  {"type": "form-flow", "alias": "b", "provider": ""}, {"type": "client-flow", "alias": "c"}, {"type": "nope", "alias": "d"}):
        kc.post(f"{base}/f/executions/flow", admin=True, body=inner)
    for row in kc.get(f"{base}/f/executions", admin=True).json or ():
        kc.get(f"/admin/realms/{realm}/authentication/executions/{row['id']}", admin=True)
    kc.post(f"{base}/f/copy", admin=True, body={"newName": "g"})
    kc.get(f"{base}/g/executions", admin=True)


def numbers_of_clients(kc):
    realm = kc.realm(users=[ALICE])
    path = f"/realms/{realm}/protocol/openid-connect"
    common = {"secret": "s", "directAccessGrantsEnabled": True}
    for number, attributes in enumerate(({"client.session.idle.timeout": " 60"}, {"client.session.idle.timeout": "1.5"},
                                         {"client.session.max.lifespan": "99999999999"}, {"client.session.max.lifespan": "+60"})):
        kc.post(f"/admin/realms/{realm}/clients", admin=True, body={**common, "clientId": f"c{number}", "attributes": attributes})
        form = {"client_id": f"c{number}", "client_secret": "s"}
        kc.post(f"{path}/token", form={**form, "grant_type": "password", "username": "alice", "password": "wonder", "scope": "openid"})


def offline_without_refresh_tokens(kc):
    attributes = {"use.refresh.tokens": "false", "standard.token.exchange.enabled": "true"}
    may = {**ALICE, "username": "bob", "email": "bob@example.org", "realmRoles": ["offline_access"]}
    realm = kc.realm(users=[ALICE, may], clients=[{"clientId": "app", "secret": "s", "directAccessGrantsEnabled": True, "attributes": attributes}])
    path = f"/realms/{realm}/protocol/openid-connect"
    form = {"client_id": "app", "client_secret": "s"}
    exchange = {**form, "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange", "subject_token_type": "urn:ietf:params:oauth:token-type:access_token"}
    for name in ("alice", "bob"):
        login = {**form, "grant_type": "password", "username": name, "password": "wonder"}
        token = kc.post(f"{path}/token", form={**login, "scope": "openid offline_access"})
        kc.get(f"{path}/userinfo", bearer=token.get("access_token"))
        online = kc.post(f"{path}/token", form={**login, "scope": "openid"})
        kc.get(f"{path}/userinfo", bearer=online.get("access_token"))
        kc.post(f"{path}/token", form={**exchange, "subject_token": online.get("access_token"), "scope": "openid offline_access"})
    client = kc.setup("GET", f"/admin/realms/{realm}/clients?clientId=app").get(0, "id")
    kc.get(f"/admin/realms/{realm}/clients/{client}/offline-session-count", admin=True)
    kc.get(f"/admin/realms/{realm}/clients/{client}/session-count", admin=True)


def paths_beside_the_admin_api(kc):
    realm = kc.realm()
    for path in ("/admin/nope", "/admin/nope/x/y", "/admin/nope/console", f"/admin/{realm}/console/x"):
        for method in ("GET", "POST", "PUT", *(["OPTIONS"] if "console" in path else [])):
            kc.request(method, path)
    kc.post("/")
    kc.request("OPTIONS", "/")


def pages_of_other_origins(kc):
    attributes = {"oauth2.device.authorization.grant.enabled": "true", "oidc.ciba.grant.enabled": "true"}
    web = {"clientId": "web", "secret": "s", "webOrigins": ["https://web.example.org"]}
    realm = kc.realm(clients=[{**web, "attributes": attributes}, {**web, "clientId": "off"}], users=[ALICE])
    path = f"/realms/{realm}/protocol/openid-connect"
    for door in ("auth/device", "ext/ciba/auth", "logout", "ext/par/request"):
        for origin in ("https://web.example.org", "https://other.example.org"):
            headers = {"Origin": origin}
            for form in ({"client_id": "web", "client_secret": "s"}, {"client_id": "off", "client_secret": "s", "scope": "openid"}, {"client_id": "web", "client_secret": "x"}):
                kc.post(f"{path}/{door}", form=form, headers=headers)


def forms_in_other_charsets(kc):
    """What escapes of a form stand for is said by its content type; one that nobody can read is refused where it would count."""
    realm = kc.realm(clients=[{"clientId": "app", "secret": "s3cret", "redirectUris": ["https://app.example.org/x"], "directAccessGrantsEnabled": True}],
                     users=[{"username": "alice", "enabled": True, "email": "a@example.org", "emailVerified": True, "firstName": "A", "lastName": "L", "credentials": [{"type": "password", "value": "w\u00f6nder"}]}])
    base, form = f"/realms/{realm}/protocol/openid-connect", "application/x-www-form-urlencoded"
    for charset in ("utf-8", "iso-8859-1", '"ISO-8859-1"', "windows-1252", "us-ascii"):
        for escaped in ("w%C3%B6nder", "w%F6nder"):
            kc.post(f"{base}/token", raw=f"grant_type=password&client_id=app&client_secret=s3cret&username=alice&password={escaped}".encode(), headers={"Content-Type": f"{form}; charset={charset}"})
        asked = "client_id=app&response_type=code&redirect_uri=https://app.example.org/x&scope=openid&prompt=none&state=%C3%B6"
        kc.post(f"{base}/auth", raw=asked.encode(), headers={"Content-Type": f"{form}; charset={charset}"})
    kc.post(f"{base}/revoke", raw=b"client_id=app&client_secret=s3cret&token=x", headers={"Content-Type": f"{form}; charset=nope"})


def request_objects_elsewhere_and_twice(kc):
    """A device may send a request object as a browser does; of several objects the first counts. Another origin is told as a page where one is asked for."""
    device = {"oauth2.device.authorization.grant.enabled": "true"}
    realm = kc.realm(clients=[{"clientId": "app", "secret": "s", "redirectUris": ["https://app.example.org/x"], "attributes": device},
                              {"clientId": "must", "secret": "s", "redirectUris": ["https://app.example.org/x"], "attributes": {**device, "request.object.required": "request or request_uri"}}])
    base = f"/realms/{realm}/protocol/openid-connect"
    head = "eyJhbGciOiJub25lIn0"
    whole, other, aged = (f"{head}.{body}." for body in (
        "eyJjbGllbnRfaWQiOiJhcHAiLCJyZWRpcmVjdF91cmkiOiJodHRwczovL2FwcC5leGFtcGxlLm9yZy94IiwicmVzcG9uc2VfdHlwZSI6ImNvZGUiLCJzY29wZSI6Im9wZW5pZCIsInN0YXRlIjoiaiJ9",
        "eyJjbGllbnRfaWQiOiJvdGhlciIsInNjb3BlIjoiZW1haWwifQ", "eyJjbGllbnRfaWQiOiJhcHAiLCJtYXhfYWdlIjoieCJ9"))
    for more in ({}, {"request": "x"}, {"request": whole}, {"request": other}, {"request": aged}, {"request_uri": "x"}, {"max_age": "x"}, {"request": "x", "scope": "openid"}):
        kc.post(f"{base}/auth/device", form={"client_id": "app", "client_secret": "s", **more}, headers={"Accept": "*/*"})
    kc.post(f"{base}/auth/device", form={"client_id": "must", "client_secret": "s"}, headers={"Accept": "*/*"})
    asked = "client_id=app&redirect_uri=https://app.example.org/x&response_type=code&scope=openid&prompt=none"
    for twice in (f"request={whole}&request=", f"request=&request={whole}", "request_uri=x&request_uri=", "request=x&state=a&state=b"):
        kc.get(f"{base}/auth?{asked}&{twice}")
        kc.post(f"{base}/ext/par/request", raw=f"{asked}&client_secret=s&{twice}".replace("&prompt=none", "").encode(), headers={"Content-Type": "application/x-www-form-urlencoded"})
    for accept in ("text/html", "application/json;q=0.1,text/html", "*/*"):
        for door in ("revoke", "ext/par/request"):
            kc.post(f"{base}/{door}", form={"client_id": "app", "client_secret": "s", "token": "x"}, headers={"Accept": accept, "Origin": "https://evil.example.org"})


def policies_before_sessions(kc):
    """A not-before policy of the realm or of the client is looked at before the session and its user; the user's own behind it."""
    user = {"username": "alice", "enabled": True, "email": "a@example.org", "emailVerified": True, "firstName": "A", "lastName": "L", "credentials": [{"type": "password", "value": "wonder"}], "attributes": {"locale": ["de"]}}
    realm = kc.realm(clients=[{"clientId": "app", "secret": "s", "directAccessGrantsEnabled": True}], users=[user, {**user, "username": "bob", "email": "b@example.org", "requiredActions": ["UPDATE_PASSWORD"]}])
    admin, later = f"/admin/realms/{realm}", 2147483000
    client = kc.setup("GET", f"{admin}/clients?clientId=app").get(0, "id")
    alice = kc.setup("GET", f"{admin}/users?username=alice").get(0, "id")
    ask = {"client_id": "app", "client_secret": "s"}
    for path, revoked, restored in ((admin, {"notBefore": later}, {"notBefore": 0}), (f"{admin}/clients/{client}", {"notBefore": later}, {"notBefore": 0})):
        for ended in (("POST", f"{admin}/users/{alice}/logout", None), ("PUT", f"{admin}/users/{alice}", {"enabled": False}), None):
            tokens = kc.token(realm, {"grant_type": "password", **ask, "username": "alice", "password": "wonder"})
            kc.setup("PUT", path, revoked)
            if ended:
                kc.setup(*ended)
            kc.token(realm, {"grant_type": "refresh_token", **ask, "refresh_token": tokens.get("refresh_token")})
            kc.setup("PUT", path, restored)
            kc.token(realm, {"grant_type": "refresh_token", **ask, "refresh_token": tokens.get("refresh_token")})
            kc.setup("PUT", f"{admin}/users/{alice}", {"enabled": True})
    kc.token(realm, {"grant_type": "password", **ask, "username": "bob", "password": "wonder"})


def pages_that_others_embed(kc):
    """They have the realm's content security policy but for frames of its own origin alone."""
    realm = kc.realm()
    for policy in ("frame-src 'self'", "default-src 'none'; frame-ancestors x;;  script-src  y", "", "frame-ancestors 'self'", "frame-ancestors 'self'; img-src *"):
        kc.setup("PUT", f"/admin/realms/{realm}", {"browserSecurityHeaders": {"contentSecurityPolicy": policy}})
        for page in ("3p-cookies/step1.html", "login-status-iframe.html"):
            kc.get(f"/realms/{realm}/protocol/openid-connect/{page}", skip_body=True)


def bodies_with_something_behind(kc):
    """What follows the JSON of a body does not matter: behind representations, lists of them, and objects of any members."""
    realm = kc.realm(users=[{"username": "alice"}], roles={"realm": [{"name": "r1"}]})
    admin, sent = f"/admin/realms/{realm}", {"admin": True, "headers": {"Content-Type": "application/json"}}
    user = kc.setup("GET", f"{admin}/users").json[0]["id"]
    role = f'[{{"id": "{kc.setup("GET", f"{admin}/roles/r1").get("id")}", "name": "r1"}}]'
    for behind in (" x", "]", " {}", ',"', "\u0000"):
        kc.post(f"{admin}/users/{user}/role-mappings/realm", raw=role + behind, **sent)
        kc.delete(f"{admin}/users/{user}/role-mappings/realm", raw=role + behind, **sent)
        kc.post(f"{admin}/localization/en", raw='{"a": "b"}' + behind, **sent)
        kc.put(f"{admin}/users/{user}", raw='{"firstName": "A"}' + behind, **sent)
