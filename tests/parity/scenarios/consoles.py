"""What Keycloak's own consoles ask of the server beside the APIs: who has logged in, lists with more in them, the realm in one piece."""

PASSWORD = [{"type": "password", "value": "wonder"}]
BOSS = {"username": "boss", "enabled": True, "email": "boss@example.org", "firstName": "Big", "lastName": "Boss", "credentials": PASSWORD,
        "clientRoles": {"realm-management": ["view-users", "query-clients"]}}
ALICE = {"username": "alice", "enabled": True, "email": "alice@example.org", "firstName": "Alice", "lastName": "Liddell", "credentials": PASSWORD}
CLERK = {"username": "clerk", "enabled": True, "email": "clerk@example.org", "firstName": "C", "lastName": "Lerk", "credentials": PASSWORD,
         "clientRoles": {"realm-management": ["manage-users", "view-clients", "view-realm"]}}
APP = {"clientId": "app", "secret": "s3cret", "directAccessGrantsEnabled": True, "fullScopeAllowed": False}
ROLES = {"realm": [{"name": "inner", "description": "in"}, {"name": "outer", "composite": True, "composites": {"realm": ["inner"], "client": {"app": ["cook"]}}}],
         "client": {"app": [{"name": "cook", "description": "cooks"}]}}
STORAGE = {"name": "ldap", "providerId": "ldap", "providerType": "org.keycloak.storage.UserStorageProvider",
           "config": {"vendor": ["other"], "connectionUrl": ["ldap://localhost:1"], "usersDn": ["ou=p"], "authType": ["none"], "usernameLDAPAttribute": ["uid"],
                      "rdnLDAPAttribute": ["uid"], "uuidLDAPAttribute": ["entryUUID"], "userObjectClasses": ["person"], "editMode": ["READ_ONLY"]}}
KINDS = ("users", "groups", "clients", "clientScopes", "roles")


def _token(kc, realm, name, client="app", **more):
    form = {"grant_type": "password", "client_id": client, "username": name, "password": "wonder", **more}
    return kc.token(realm, form if client != "app" else {**form, "client_secret": "s3cret"}).get("access_token")


def _direct(kc, realm, client_id):
    client = kc.setup("GET", f"/admin/realms/{realm}/clients?clientId={client_id}").get(0)
    kc.setup("PUT", f"/admin/realms/{realm}/clients/{client['id']}", {**client, "directAccessGrantsEnabled": True})


def whoami(kc):
    realm = kc.realm(users=[BOSS, ALICE, CLERK], clients=[APP])
    _direct(kc, realm, "security-admin-console")
    place = f"/admin/{realm}/console/whoami"
    for name in ("boss", "clerk", "alice"):
        token = _token(kc, realm, name, "security-admin-console")
        for query in ({}, {"currentRealm": realm}, {"currentRealm": "master"}, {"currentRealm": "nope"}):
            kc.get(place, query=query, bearer=token)
        kc.get("/admin/master/console/whoami", bearer=token)
    kc.get(place, admin=True)
    kc.get("/admin/master/console/whoami", admin=True)
    kc.get("/admin/nope/console/whoami", admin=True)
    kc.get(place)
    kc.get(place, bearer=_token(kc, realm, "boss"))
    kc.get(place, bearer=_token(kc, realm, "boss", "security-admin-console"), headers={"Origin": "https://other.example"})


def _with_roles(kc):
    realm = kc.realm(
        users=[BOSS, CLERK, {**ALICE, "groups": ["/g/h"], "realmRoles": ["inner"]}], clients=[APP], roles=ROLES,
        groups=[{"name": "g", "realmRoles": ["outer"], "subGroups": [{"name": "h", "clientRoles": {"app": ["cook"]}}]}],
        clientScopes=[{"name": "sc", "protocol": "openid-connect"}], adminEventsEnabled=True, adminEventsDetailsEnabled=True,
    )
    root = f"/admin/realms/{realm}"
    ids = {
        "users": kc.setup("GET", f"{root}/users?username=alice").get(0, "id"), "groups": kc.setup("GET", f"{root}/group-by-path/g/h").get("id"),
        "clients": kc.setup("GET", f"{root}/clients?clientId=app").get(0, "id"), "roles": kc.setup("GET", f"{root}/roles/outer").get("id"),
        "clientScopes": [one for one in kc.setup("GET", f"{root}/client-scopes").json or [] if one["name"] == "sc"][0]["id"],
    }
    return realm, root, ids


def roles_of_the_dialogs(kc):
    realm, root, ids = _with_roles(kc)
    for kind in KINDS:
        for what in ("available-roles", "effective-roles", "effective-roles-all", "role-mappings"):
            kc.get(f"{root}/ui-ext/{what}/{kind}/{ids[kind]}", admin=True)
            kc.get(f"{root}/ui-ext/{what}/{kind}/nope", admin=True)
        for query in ({"first": "1", "max": "2"}, {"search": "CO"}, {"search": "broker"}, {"search": "none"}, {"max": "0"}):
            kc.get(f"{root}/ui-ext/available-roles/{kind}/{ids[kind]}", query=query, admin=True)


def roles_of_the_dialogs_by_rank(kc):
    realm, root, ids = _with_roles(kc)
    for name in ("boss", "alice", "clerk"):
        token = _token(kc, realm, name)
        for kind in KINDS:
            kc.get(f"{root}/ui-ext/available-roles/{kind}/{ids[kind]}", query={"search": "realm-management", "max": "50"}, bearer=token)
            for what in ("available-roles", "effective-roles", "effective-roles-all"):
                kc.get(f"{root}/ui-ext/{what}/{kind}/{ids[kind]}", bearer=token)
                kc.get(f"{root}/ui-ext/{what}/{kind}/nope", bearer=token)
            kc.post(f"{root}/ui-ext/role-mapping-delete/{kind}/{ids[kind]}", body=[], bearer=token)
            kc.post(f"{root}/ui-ext/role-mapping-delete/{kind}/nope", body=[], bearer=token)
        kc.get(f"{root}/ui-ext/role-mappings/roles/{ids['roles']}", bearer=token)


def roles_are_taken_away(kc):
    realm, root, ids = _with_roles(kc)
    cook = kc.setup("GET", f"{root}/clients/{ids['clients']}/roles/cook").get("id")
    inner = kc.setup("GET", f"{root}/roles/inner").get("id")
    both = [{"roleId": cook, "roleName": "cook", "clientId": ids["clients"]}, {"roleId": inner, "roleName": "inner"}]
    for kind, place in (("clients", f"clients/{ids['clients']}"), ("clientScopes", f"client-scopes/{ids['clientScopes']}")):
        kc.setup("POST", f"{root}/{place}/scope-mappings/realm", [{"id": inner, "name": "inner"}])
        kc.setup("POST", f"{root}/{place}/scope-mappings/clients/{ids['clients']}", [{"id": cook, "name": "cook"}])
        kc.get(f"{root}/ui-ext/effective-roles-all/{kind}/{ids[kind]}", admin=True)
    kc.setup("DELETE", f"{root}/admin-events")
    for kind in KINDS:
        place = f"{root}/ui-ext/role-mapping-delete/{kind}/{ids[kind]}"
        for body in ([], [{"roleId": "nope", "roleName": "nope"}], [{"nope": 1}], ["x"], {}, both, both):
            kc.post(place, body=body, admin=True)
        kc.get(f"{root}/ui-ext/effective-roles-all/{kind}/{ids[kind]}", admin=True)
    kc.get(f"{root}/admin-events", query={"max": "100"}, admin=True)


def flows_and_who_uses_them(kc):
    realm = kc.realm(clients=[APP], users=[BOSS, ALICE])
    root = f"/admin/realms/{realm}"
    place = f"{root}/ui-ext/authentication-management"
    for name in ("mine", "other", "unused"):
        kc.setup("POST", f"{root}/authentication/flows/browser/copy", {"newName": name})
    flows = {one["alias"]: one["id"] for one in kc.get(f"{place}/flows", admin=True).json or []}
    client = kc.setup("GET", f"{root}/clients?clientId=app").get(0, "id")
    kc.setup("PUT", f"{root}/clients/{client}", {"clientId": "app", "authenticationFlowBindingOverrides": {"browser": flows.get("mine")}})
    config = {"authorizationUrl": "https://up.example/auth", "tokenUrl": "https://up.example/token", "clientId": "c", "clientSecret": "s"}
    kc.setup("POST", f"{root}/identity-provider/instances", {"alias": "up", "providerId": "oidc", "postBrokerLoginFlowAlias": "other", "config": config})
    kc.setup("POST", f"{root}/identity-provider/instances", {"alias": "up2", "providerId": "oidc", "firstBrokerLoginFlowAlias": "mine", "config": config})
    kc.get(f"{place}/flows", admin=True)
    for kind in ("clients", "idp"):
        for flow in ("mine", "other", "unused"):
            kc.get(f"{place}/{kind}/{flows.get(flow)}", admin=True)
        for query in ({"first": "0", "max": "10", "search": ""}, {"search": "p"}, {"search": "z"}, {"first": "1"}):
            kc.get(f"{place}/{kind}/{flows.get('mine')}", query=query, admin=True)
    kc.setup("PUT", root, {"browserFlow": "mine"})
    kc.get(f"{place}/flows", admin=True)
    kc.get(f"{place}/required-actions", admin=True)
    for name in ("boss", "alice"):
        token = _token(kc, realm, name)
        for path in ("flows", "required-actions", f"clients/{flows.get('mine')}"):
            kc.get(f"{place}/{path}", bearer=token)


def sessions_in_one_list(kc):
    realm = kc.realm(clients=[APP, {**APP, "clientId": "other"}], users=[CLERK, BOSS])
    root = f"/admin/realms/{realm}"
    kc.setup("POST", f"{root}/users", {**ALICE, "username": "zoe", "email": "zoe@example.org"})
    _token(kc, realm, "clerk")
    _token(kc, realm, "zoe", scope="openid offline_access")
    client = kc.setup("GET", f"{root}/clients?clientId=app").get(0, "id")
    for query in ({}, {"type": "ALL"}, {"type": "REGULAR"}, {"type": "OFFLINE"}, {"type": "nope"}, {"search": "cler"}, {"search": "CLER"}, {"search": "127."}, {"search": "app"},
                  {"search": "none"}, {"max": "1"}, {"first": "1", "max": "1"}, {"type": "ALL", "first": "5"}):
        kc.get(f"{root}/ui-ext/sessions", query=query, admin=True)
    for query in ({"clientId": client}, {"clientId": client, "type": "OFFLINE"}, {"clientId": client, "search": "zo"}):
        kc.get(f"{root}/ui-ext/sessions/client", query=query, admin=True)
    token = _token(kc, realm, "boss")
    kc.get(f"{root}/ui-ext/sessions", bearer=token)
    kc.get(f"{root}/ui-ext/sessions/client", query={"clientId": client}, bearer=token)


def realm_in_one_piece(kc):
    realm = kc.realm(users=[BOSS, ALICE], clients=[APP], displayName="One")
    root = f"/admin/realms/{realm}"
    place = f"{root}/ui-ext"
    profile = {"attributes": [{"name": "username"}, {"name": "email"}, {"name": "nick"}]}
    for body in ({"displayName": "Two"}, {"displayName": "Three", "upConfig": profile}, {"nope": 1}, {"displayName": "Four", "upConfig": {"attributes": []}}, {"upConfig": {"nope": 1}},
                 {"upConfig": None}, {"realm": ""}, []):
        kc.put(place, body=body, admin=True)
        kc.get("/admin/realms", query={"briefRepresentation": "true"}, admin=True, skip_body=True)
    kc.get(f"{root}/users/profile", admin=True)
    kc.get(f"{place}/info", admin=True)
    kc.get(f"{place}/nope", admin=True)
    for enabled in ({}, {"enabled": ["TRUE"]}, {"enabled": ["false"]}):
        storage = kc.setup("POST", f"{root}/components", {**STORAGE, "config": {**STORAGE["config"], **enabled}}).created_id
        kc.get(f"{place}/info", admin=True)
        kc.setup("DELETE", f"{root}/components/{storage}")
    kc.get(f"{place}/available-event-listeners", admin=True)
    for query in ({"search": realm}, {"search": "hree"}, {"search": "THREE"}, {"search": "no such realm"}):
        kc.get(f"{place}/realms/names", query=query, admin=True)
    for query in ({}, {"briefRepresentation": "true"}, {"search": "ali"}, {"max": "1"}, {"username": "boss", "exact": "true"}):
        kc.get(f"{place}/brute-force-user", query=query, admin=True)
    for name in ("boss", "alice"):
        token = _token(kc, realm, name)
        for path in ("info", "realms/names", "available-event-listeners", "brute-force-user"):
            kc.get(f"{place}/{path}", bearer=token)
        kc.put(place, body={"displayName": "Five"}, bearer=token)


def doors(kc):
    """Pages that the consoles once had, and still answer."""
    realm = kc.realm()
    for path in ("logout", "logout?x=1", "nope"):
        kc.get(f"/admin/{realm}/console/{path}")
    for path in ("logout", "nope"):
        kc.get(f"/admin/nope/console/{path}")
    for path in ("index.html", "index.html/", "index.html?x=1&y=a%20b"):
        kc.get(f"/realms/{realm}/account/{path}")
    kc.get("/realms/nope/account/index.html")


def account_console(kc):
    """Groups and organizations by a token of the account console, whose scope has fewer roles."""
    realm = kc.realm(organizationsEnabled=True, groups=[{"name": "g", "attributes": {"a": ["b"]}}])
    root = f"/admin/realms/{realm}"
    user = kc.setup("POST", f"{root}/users", {**ALICE, "groups": ["/g"]}).created_id
    _direct(kc, realm, "account-console")
    full = {"name": "acme", "alias": "ac", "description": "d", "redirectUrl": "https://acme.example/", "domains": [{"name": "acme.example"}, {"name": "acme.test"}], "attributes": {"k": ["v"]}}
    for document in (full, {"name": "beta"}, {"name": "off", "enabled": False}, {"name": "others"}):
        organization = kc.setup("POST", f"{root}/organizations", document).created_id
        if document["name"] != "others":
            kc.setup("POST", f"{root}/organizations/{organization}/members", user)
    token = _token(kc, realm, "alice", "account-console")
    account = f"/realms/{realm}/account"
    wanted = {"Accept": "application/json"}
    for path in ("groups", "groups?briefRepresentation=false", "organizations"):
        kc.get(f"{account}/{path}", headers=wanted, bearer=token)
    kc.get(f"{account}/organizations", headers=wanted)
    kc.setup("PUT", root, {"organizationsEnabled": False})
    kc.get(f"{account}/organizations", headers=wanted, bearer=token)


def names_of_languages(kc):
    """What the console asks for before anybody has logged in: English and German alone have names of their own here."""
    realm = kc.realm(internationalizationEnabled=True, supportedLocales=["en", "de"], defaultLocale="de", localizationTexts={"de": {"locale_de": "mine"}})
    for query in (None, {"lang": "en"}, {"lang": "de"}, {"lang": "xx"}, {"lang": "DE"}):
        kc.get(f"/admin/{realm}/console/messages.json", query=query)
    kc.get("/admin/none/console/messages.json")
    for method in ("POST", "OPTIONS"):
        kc.request(method, f"/admin/{realm}/console/messages.json")
