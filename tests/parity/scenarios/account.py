"""The Account REST API: what users see and change of their own accounts."""

ALICE = {"username": "alice", "enabled": True, "email": "alice@example.org", "emailVerified": True, "firstName": "Alice", "lastName": "Liddell", "credentials": [{"type": "password", "value": "wonder"}]}
ROLES = ["manage-account", "view-profile", "view-applications", "view-consent", "manage-consent", "manage-account-links", "view-groups"]
APP = {"clientId": "app", "secret": "s3cret", "directAccessGrantsEnabled": True, "redirectUris": ["https://app.example.org/cb"], "webOrigins": ["https://app.example.org"], "name": "The App", "baseUrl": "https://app.example.org/home"}
JSON = {"Accept": "application/json"}


def _token(kc, realm, username="alice"):
    form = {"grant_type": "password", "client_id": "app", "client_secret": "s3cret", "username": username, "password": "wonder", "scope": "openid"}
    return kc.token(realm, form).get("access_token")


def _get(kc, realm, token, *paths):
    for path in paths:
        kc.get(f"/realms/{realm}/account{path}", bearer=token, headers=JSON)


def reading(kc):
    """Every resource, with all roles, with one role and with none."""
    realm = kc.realm(
        clients=[APP], groups=[{"name": "staff", "attributes": {"a": ["b"]}}],
        users=[
            {**ALICE, "groups": ["/staff"], "clientRoles": {"account": ROLES}},
            {**ALICE, "username": "viewer", "email": "v@example.org", "clientRoles": {"account": ["view-profile"]}},
            {**ALICE, "username": "nobody", "email": "n@example.org"},
        ],
        identityProviders=[{"alias": "up", "displayName": "Upstream", "providerId": "oidc", "enabled": True, "config": {"authorizationUrl": "https://u/a", "tokenUrl": "https://u/t", "clientId": "c"}}],
    )
    paths = ("", "/", "?userProfileMetadata=false", "/sessions", "/sessions/devices", "/credentials", "/credentials?type=otp", "/credentials?user-credentials=false",
             "/applications", "/linked-accounts", "/linked-accounts?linked=true", "/groups", "/groups?briefRepresentation=false", "/nope", "/resources")
    _get(kc, realm, _token(kc, realm), *paths)
    _get(kc, realm, _token(kc, realm, "viewer"), "", "/sessions", "/credentials", "/applications", "/linked-accounts", "/groups")
    _get(kc, realm, _token(kc, realm, "nobody"), "", "/sessions", "/groups")
    _get(kc, realm, "nonsense", "", "/sessions")
    kc.get(f"/realms/{realm}/account", bearer=_token(kc, realm), headers={"Accept": "application/json", "Origin": "https://app.example.org"})
    kc.get(f"/realms/{realm}/account", bearer=_token(kc, realm), headers={"Accept": "application/json", "Origin": "https://evil.example.org"})
    kc.get(f"/realms/{realm}/account/sessions", headers=JSON)


def profile_changes(kc):
    """What may be changed of the profile, and what is refused."""
    realm = kc.realm(clients=[APP], users=[{**ALICE, "clientRoles": {"account": ROLES}}, {**ALICE, "username": "bob", "email": "bob@example.org"}, {**ALICE, "username": "viewer", "email": "v@example.org", "clientRoles": {"account": ["view-profile"]}}])
    token = _token(kc, realm)
    path, usual = f"/realms/{realm}/account", {"username": "alice", "email": "alice@example.org", "firstName": "Alice", "lastName": "Liddell"}
    for change in ({"firstName": "Al"}, {"email": "new@example.org"}, {"email": "bob@example.org"}, {"email": "bad"}, {"firstName": ""}, {"username": "other"}, {"attributes": {"unknown": ["x"]}}):
        kc.post(path, bearer=token, body={**usual, **change}, headers=JSON)
        _get(kc, realm, token, "?userProfileMetadata=false")
    kc.post(path, bearer=_token(kc, realm, "viewer"), body=usual, headers=JSON)


def sessions_end(kc):
    """A user ends sessions."""
    realm = kc.realm(clients=[APP], users=[{**ALICE, "clientRoles": {"account": ROLES}}])
    first, second = _token(kc, realm), _token(kc, realm)
    kc.delete(f"/realms/{realm}/account/sessions/nope", bearer=second, headers=JSON)
    kc.delete(f"/realms/{realm}/account/sessions", bearer=second, headers=JSON)
    _get(kc, realm, first, "/sessions")
    _get(kc, realm, second, "/sessions")
    kc.delete(f"/realms/{realm}/account/sessions?current=true", bearer=second, headers=JSON)
    _get(kc, realm, second, "/sessions")


def devices_by_their_system(kc):
    programs = ["Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/121.0.6167.143 Mobile Safari/537.36",
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1",
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/121.0.0.0 Safari/537.36 Edg/121.0.0.0",
                "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:122.0) Gecko/20100101 Firefox/122.0", "python-requests/2.31.0", f"{'x' * 512} Firefox/122.0", ""]
    users = [{**ALICE, "username": f"u{number}", "email": f"u{number}@example.org", "clientRoles": {"account": ROLES}} for number in range(len(programs))]
    realm = kc.realm(clients=[APP], users=users)
    for number, program in enumerate(programs):
        form = {"grant_type": "password", "client_id": "app", "client_secret": "s3cret", "username": f"u{number}", "password": "wonder", "scope": "openid"}
        token = kc.post(f"/realms/{realm}/protocol/openid-connect/token", form=form, headers={"User-Agent": program}).get("access_token")
        _get(kc, realm, token, "/sessions", "/sessions/devices")


def consents(kc):
    """A user gives and takes back consent."""
    other = {**APP, "clientId": "con", "consentRequired": True, "name": "Con", "description": "d", "rootUrl": "https://con.example.org", "baseUrl": "/x", "attributes": {"logoUri": "https://l", "policyUri": "https://p", "tosUri": "https://t"}}
    realm = kc.realm(clients=[APP, other], users=[{**ALICE, "clientRoles": {"account": ROLES}}])
    token, path = _token(kc, realm), f"/realms/{realm}/account/applications/con/consent"
    scope = next((one.get("id") for one in kc.setup("GET", f"/admin/realms/{realm}/client-scopes").json or [] if one.get("name") == "profile"), "none")
    kc.get(path, bearer=token, headers=JSON)
    kc.post(path, bearer=token, body={"grantedScopes": [{"id": scope}]})
    kc.get(path, bearer=token, headers=JSON)
    _get(kc, realm, token, "/applications", "/applications?name=con")
    kc.put(path, bearer=token, body={"grantedScopes": []})
    kc.delete(path, bearer=token)
    kc.delete(path, bearer=token, headers=JSON)
    kc.get(path, bearer=token, headers=JSON)
    kc.get(f"/realms/{realm}/account/applications/none/consent", bearer=token, headers=JSON)


def kinds_of_credentials(kc):
    """Which kinds are listed goes by flows, passkeys at login forms, required actions and by what the user has."""
    otp = {"type": "otp", "secretData": '{"value":"mysecret0123456789AB"}', "credentialData": '{"subType":"hotp","digits":6,"counter":0,"period":30,"algorithm":"HmacSHA1"}'}
    realm = kc.realm(clients=[APP], users=[{**ALICE, "clientRoles": {"account": ROLES}}])
    root = f"/admin/realms/{realm}"
    token = _token(kc, realm)
    user = kc.setup("GET", f"{root}/users?username=alice").get(0, "id")

    def action(alias, enabled):
        path = f"{root}/authentication/required-actions/{alias}"
        kc.setup("PUT", path, {**kc.setup("GET", path).json, "enabled": enabled})
        _get(kc, realm, token, "/credentials")

    kc.setup("PUT", root, {**kc.setup("GET", root).json, "webAuthnPolicyPasswordlessPasskeysEnabled": True})
    action("webauthn-register-passwordless", True)
    action("webauthn-register-passwordless", False)
    kc.setup("POST", f"{root}/authentication/flows", {"alias": "keys", "providerId": "basic-flow", "topLevel": True, "builtIn": False})
    kc.setup("POST", f"{root}/authentication/flows/keys/executions/execution", {"provider": "webauthn-authenticator"})
    step = kc.setup("GET", f"{root}/authentication/flows/keys/executions").json[0]
    kc.setup("PUT", f"{root}/authentication/flows/keys/executions", {**step, "requirement": "ALTERNATIVE"})
    action("webauthn-register", True)
    action("webauthn-register", False)
    action("CONFIGURE_TOTP", False)
    action("UPDATE_PASSWORD", False)
    kc.setup("PUT", f"{root}/users/{user}", {"credentials": [otp]})
    _get(kc, realm, token, "/credentials", "/credentials?user-credentials=false")
    action("CONFIGURE_TOTP", True)
    password = next(each["id"] for each in kc.setup("GET", f"{root}/users/{user}/credentials").json if each["type"] == "password")
    kc.setup("DELETE", f"{root}/users/{user}/credentials/{password}")
    _get(kc, realm, token, "/credentials")
    action("UPDATE_PASSWORD", True)


def credentials_of_a_user(kc):
    """A user renames and removes credentials."""
    otp = {"type": "otp", "userLabel": "phone", "createdDate": 1700000000000, "secretData": '{"value":"mysecret0123456789AB"}', "credentialData": '{"subType":"hotp","digits":6,"counter":0,"period":30,"algorithm":"HmacSHA1"}'}
    realm = kc.realm(clients=[APP], users=[{**ALICE, "clientRoles": {"account": ROLES}}])
    token = _token(kc, realm)
    user = kc.setup("GET", f"/admin/realms/{realm}/users?username=alice").get(0, "id")
    kc.setup("PUT", f"/admin/realms/{realm}/users/{user}", {"credentials": [otp]})
    listed = kc.get(f"/realms/{realm}/account/credentials?type=otp", bearer=token, headers=JSON)
    identifier = listed.get(0, "userCredentialMetadatas", 0, "credential", "id")
    kc.put(f"/realms/{realm}/account/credentials/{identifier}/label", bearer=token, body="tablet")
    _get(kc, realm, token, "/credentials?type=otp")
    kc.delete(f"/realms/{realm}/account/credentials/{identifier}", bearer=token, headers=JSON)
    kc.delete(f"/realms/{realm}/account/credentials/{identifier}", bearer=token, headers=JSON)
    _get(kc, realm, token, "/credentials?type=otp")
    password = kc.get(f"/realms/{realm}/account/credentials?type=password", bearer=token, headers=JSON).get(0, "userCredentialMetadatas", 0, "credential", "id")
    kc.delete(f"/realms/{realm}/account/credentials/{password}", bearer=token, headers=JSON)


def data_or_console(kc):
    """Who is content with what, by path and method: data by its exact name or behind a version, else the console, which is only read."""
    realm = kc.realm(clients=[APP], users=[{**ALICE, "clientRoles": {"account": ROLES}}])
    token = _token(kc, realm)
    for path in ("", "/credentials/x", "/nothing", "/v1alpha1", "/v1alpha1/credentials/x", "/v2", "/vx", "/keycloak.json", "/verifiable-credentials"):
        for accept in ("application/json", "application/json;charset=utf-8", "text/plain, application/json", "text/html, application/json;q=0.9", "*/*", "application/xml"):
            for method, caller in (("GET", token), ("GET", None), ("PATCH", token), ("DELETE", token)):
                if not (method == "DELETE" and path == "/credentials/x"):
                    kc.request(method, f"/realms/{realm}/account{path}", bearer=caller, headers={"Accept": accept}, skip_body=True)
    for kind in ("application/json", "application/json; charset=utf-8", "text/plain"):
        for path in ("", "/v1alpha1", "/nothing", "/keycloak.json"):
            kc.post(f"/realms/{realm}/account{path}", raw="{}", bearer=token, headers={"Accept": "*/*", "Content-Type": kind})


def bodies_and_queries(kc):
    """Consents, names of credentials and profiles in odd bodies; lists of providers and applications as they are narrowed."""
    kinds = {name: {"min": 3} for name in ("zeta", "badge", "city", "nick", "department", "phone", "alpha", "x1")}
    providers = [{"alias": alias, "displayName": name, "providerId": "oidc", "enabled": True, "config": {"authorizationUrl": "https://u/a", "tokenUrl": "https://u/t", "clientId": "c"}}
                 for alias, name in (("goo", "Zed"), ("alpha", "Mid"), ("beta", ""), ("gamma", "Abc"))]
    links = [{"identityProvider": alias, "userId": alias, "userName": alias} for alias in ("alpha", "goo")]
    realm = kc.realm(clients=[APP], identityProviders=providers, users=[{**ALICE, "federatedIdentities": links, "clientRoles": {"account": ROLES}}])
    root, token = f"/realms/{realm}/account", _token(kc, realm)
    for raw in ("[]", "{", "5", '{"grantedScopes":[]}', '{"grantedScopes":["x"]}', '{"grantedScopes":[{"id":"x","y":1}]}', '{"x":1}'):
        for client in ("app", "nope"):
            kc.post(f"{root}/applications/{client}/consent", raw=raw, bearer=token, headers={**JSON, "Content-Type": "application/json"})
    kc.post(f"{root}/applications/app/consent", raw="{}", bearer=token, headers={**JSON, "Content-Type": "text/plain"})
    identifier = kc.get(f"{root}/credentials?type=password", bearer=token, headers=JSON).get(0, "userCredentialMetadatas", 0, "credential", "id")
    for raw, kind in (('"x"', "application/json"), ("x", "application/json"), ("", "application/json"), ("{}", "application/json"), ("5", "application/json"), ("x", "text/plain")):
        kc.put(f"{root}/credentials/{identifier}/label", raw=raw, bearer=token, headers={**JSON, "Content-Type": kind})
    for query in ("", "?linked=true", "?linked=no", "?search=alpha", "?linked=true&max=1", "?linked=true&first=1", "?linked=false&first=-1&max=0", "?max=x", "?linked=true&first=99999999999",
                  *(f"?linked={linked}&search={text}" for linked in ("true", "false") for text in ("al", "ga", "GA", "*lph*", "*MM*", "Mid", "mid", "Abc", "%22Abc%22", "%22al%22", "%22%22", "%20"))):
        kc.get(f"{root}/linked-accounts{query}", bearer=token, headers=JSON)
        if "search" in query:
            kc.get(f"/admin/realms/{realm}/identity-provider/instances{query.replace('linked', 'x')}&briefRepresentation=true", admin=True)
    _get(kc, realm, token, "/applications?name=the", "/applications?name=app2", "/applications?name=")
    profile = kc.setup("GET", f"/admin/realms/{realm}/users/profile").json
    usual = {"required": {"roles": ["admin", "user"]}, "permissions": {"view": ["admin", "user"], "edit": ["admin", "user"]}}
    kc.setup("PUT", f"/admin/realms/{realm}/users/profile", {**profile, "attributes": [*profile["attributes"], *({"name": name, **usual, "validations": {"length": length}} for name, length in kinds.items())]})
    for body in ({}, {"attributes": {"nick": ["a"], "city": ["b"]}}, {"username": "", "firstName": "x" * 300, "lastName": "<b>"}):
        kc.post(root, body=body, bearer=token, headers=JSON)
        kc.post(f"/admin/realms/{realm}/users", body={"username": "bob", **body}, admin=True)
