"""LDAP as a component: what may be in it, the mappers that it comes with, and what can be done with it. No directory answers."""

STORAGE, MAPPER = "org.keycloak.storage.UserStorageProvider", "org.keycloak.storage.ldap.mappers.LDAPStorageMapper"
CONFIG = {
    "enabled": ["true"], "vendor": ["other"], "editMode": ["READ_ONLY"], "connectionUrl": ["ldap://127.0.0.1:1"], "usersDn": ["ou=u"], "usernameLDAPAttribute": ["uid"],
    "rdnLDAPAttribute": ["uid"], "uuidLDAPAttribute": ["entryUUID"], "userObjectClasses": ["inetOrgPerson"], "authType": ["none"], "searchScope": ["1"],
}
CLERKS = [{"username": rank, "enabled": True, "email": f"{rank}@x.org", "firstName": "A", "lastName": "B", "credentials": [{"type": "password", "value": "wonder"}],
           "clientRoles": {"realm-management": [rank]}} for rank in ("view-users", "manage-users", "manage-realm")]


def _ldap(kc, realm, identifier, **config):
    return kc.post(f"/admin/realms/{realm}/components", body={"id": identifier, "name": "ldap", "providerId": "ldap", "providerType": STORAGE, "config": {**CONFIG, **config}}, admin=True)


def settings_of_ldap(kc):
    realm = kc.realm()
    place = f"/admin/realms/{realm}/components"
    for changes in (
        {"editMode": []}, {"editMode": ["nope"]}, {"connectionUrl": ["nope"]}, {"connectionUrl": ["ldap://a http://b"]}, {"connectionUrl": [" ldap://a"]}, {"customUserSearchFilter": ["x"]},
        {"customUserSearchFilter": ["("]}, {"fullSyncPeriod": ["x"]}, {"changedSyncPeriod": ["x"]}, {"connectionTimeout": ["x"]}, {"readTimeout": ["x"]}, {"readTimeout": ["-5"]},
        {"startTls": ["true"], "connectionPooling": ["true"]}, {"validatePasswordPolicy": ["true"]}, {"importEnabled": ["false"], "editMode": ["UNSYNCED"]}, {"searchScope": ["9"]},
        {"vendor": ["nope"]}, {"connectionTimeout": ["x"], "customUserSearchFilter": ["x"], "connectionUrl": ["x"]},
    ):
        kc.setup("DELETE", f"{place}/ldap-wrong")
        _ldap(kc, realm, "ldap-wrong", **changes)
    component = _ldap(kc, realm, "ldap-right", customUserSearchFilter=[], connectionTimeout=[""], readTimeout=[None]).created_id
    kc.get(f"{place}/{component}", admin=True)
    kc.get(place, query={"parent": component}, admin=True)
    for changes in ({"connectionUrl": ["nope"]}, {"editMode": []}, {"editMode": ["nope"]}, {"editMode": ["WRITABLE"]}):
        kc.put(f"{place}/{component}", body={"name": "ldap", "providerId": "ldap", "providerType": STORAGE, "config": {**CONFIG, **changes}}, admin=True)
    kc.get(place, query={"parent": component}, admin=True)
    for provider, config in (("nope", {}), ("user-attribute-ldap-mapper", {}), ("user-attribute-ldap-mapper", {"user.model.attribute": ["x"]}), ("kerberos-principal-attribute-mapper", {})):
        kc.post(place, body={"name": "m", "providerId": provider, "providerType": MAPPER, "parentId": component, "config": config}, admin=True)
    kc.delete(f"{place}/{component}", admin=True)
    kc.get(place, query={"parent": component}, admin=True)


ATTRIBUTES = {"user.model.attribute": "x", "ldap.attribute": "x"}

GROUPS = {"groups.dn": "x", "mode": "READ_ONLY"}

ROLES = {"roles.dn": "x", "mode": "READ_ONLY", "use.realm.roles.mapping": "true"}

NEEDS = (
    ("full-name-ldap-mapper", {}), ("full-name-ldap-mapper", {"ldap.full.name.attribute": "cn", "write.only": "true", "read.only": "true"}),
    ("full-name-ldap-mapper", {"ldap.full.name.attribute": "cn", "write.only": "true"}),
    ("group-ldap-mapper", {}), ("group-ldap-mapper", {"groups.dn": "x"}), ("group-ldap-mapper", {**GROUPS, "preserve.group.inheritance": "true", "membership.attribute.type": "UID"}),
    ("group-ldap-mapper", {**GROUPS, "membership.attribute.type": "x"}), ("group-ldap-mapper", {**GROUPS, "groups.ldap.filter": "x"}), ("group-ldap-mapper", {**GROUPS, "groups.path": "/no"}),
    ("group-ldap-mapper", {**GROUPS, "groups.path": "/g"}), ("group-ldap-mapper", {**GROUPS, "groups.path": "/", "mode": "x"}),
    ("role-ldap-mapper", {}), ("role-ldap-mapper", {"roles.dn": "x"}), ("role-ldap-mapper", {**ROLES, "use.realm.roles.mapping": "false"}), ("role-ldap-mapper", {**ROLES, "roles.ldap.filter": "x"}),
    ("role-ldap-mapper", {**ROLES, "use.realm.roles.mapping": "false", "client.id": "no"}),
    ("hardcoded-attribute-mapper", {}), ("hardcoded-attribute-mapper", {"user.model.attribute": "a"}), ("hardcoded-attribute-mapper", {"user.model.attribute": "Email", "attribute.value": "b"}),
    ("hardcoded-ldap-role-mapper", {}), ("hardcoded-ldap-role-mapper", {"role": "no"}), ("hardcoded-ldap-role-mapper", {"role": "r"}), ("hardcoded-ldap-role-mapper", {"role": "account.view-profile"}),
    ("hardcoded-ldap-group-mapper", {}), ("hardcoded-ldap-group-mapper", {"group": "/no"}), ("hardcoded-ldap-group-mapper", {"group": "g"}),
    ("hardcoded-ldap-attribute-mapper", {}), ("hardcoded-ldap-attribute-mapper", {"ldap.attribute.name": "x"}),
    ("certificate-ldap-mapper", {}), ("certificate-ldap-mapper", {**ATTRIBUTES, "is.binary.attribute": "true"}), ("user-attribute-ldap-mapper", {**ATTRIBUTES, "ldap.attribute": " "}),
)


def needs_of_mappers(kc):
    realm = kc.realm(roles={"realm": [{"name": "r"}]}, groups=[{"name": "g"}])
    place = f"/admin/realms/{realm}/components"
    for mode in ("READ_ONLY", "WRITABLE"):
        component = _ldap(kc, realm, f"ldap-{mode}", editMode=[mode]).created_id
        for provider, config in NEEDS:
            texts = {name: [value] for name, value in config.items()}
            kc.post(place, body={"name": "m", "providerId": provider, "providerType": MAPPER, "parentId": component, "config": texts}, admin=True)
    mapper = {"name": "n", "providerId": "full-name-ldap-mapper", "providerType": MAPPER, "parentId": component, "config": {"ldap.full.name.attribute": ["cn"]}}
    changed = kc.post(place, body=mapper, admin=True).created_id
    kc.put(f"{place}/{changed}", body={**mapper, "config": {"ldap.full.name.attribute": []}}, admin=True)


KERBEROS = {"enabled": ["false"], "kerberosRealm": ["X"], "serverPrincipal": ["HTTP/x@X"], "keyTab": ["x"]}

TICKETS = {"allowKerberosAuthentication": ["true"], **KERBEROS}


def tickets_follow_storage(kc):
    """The step of flows that takes Kerberos tickets is on as long as some user storage takes them."""
    realm = kc.realm()
    root = f"/admin/realms/{realm}"

    def look():
        return next(step for step in kc.get(f"{root}/authentication/flows/browser/executions", admin=True).json if step.get("providerId") == "auth-spnego")

    def required():
        kc.put(f"{root}/authentication/flows/browser/executions", body={**look(), "requirement": "REQUIRED"}, admin=True)

    def put(identifier, provider, config):
        kc.put(f"{root}/components/{identifier}", body={"name": "n", "providerId": provider, "providerType": STORAGE, "config": config}, admin=True)
        look()

    plain = _ldap(kc, realm, "ldap-plain").created_id
    put(plain, "ldap", {**CONFIG, **TICKETS})
    put(plain, "ldap", {**CONFIG, "allowKerberosAuthentication": ["false"]})
    own = kc.post(f"{root}/components", body={"name": "k", "providerId": "kerberos", "providerType": STORAGE, "config": KERBEROS}, admin=True).created_id
    look()
    kc.delete(f"{root}/components/{plain}", admin=True)
    required()
    put(own, "kerberos", {**KERBEROS, "debug": ["true"]})
    kc.delete(f"{root}/components/{own}", admin=True)
    look()
    required()
    both = _ldap(kc, realm, "ldap-both", **TICKETS).created_id
    put(both, "ldap", {**CONFIG, "allowKerberosAuthentication": ["false"]})


def mappers_of_ldap(kc):
    realm = kc.realm()
    place = f"/admin/realms/{realm}/components"
    for number, (rdn, username, mode, vendor) in enumerate((
        ("", "cn", "WRITABLE", "ad"), ("", "sAMAccountName", "WRITABLE", "ad"), ("cn", "cn", "WRITABLE", "ad"), ("cn", "sAMAccountName", "WRITABLE", "ad"), ("CN", "sAMAccountName", "READ_ONLY", "ad"), ("cn", "uid", "WRITABLE", "other"), ("uid", "uid", "UNSYNCED", "rhds"),
    )):
        made = _ldap(kc, realm, f"ldap-{number}", rdnLDAPAttribute=[rdn], usernameLDAPAttribute=[username], editMode=[mode], vendor=[vendor]).created_id
        kc.get(f"{place}/{made}", admin=True)
        kc.get(place, query={"parent": made}, admin=True)


def synchronisation(kc):
    realm = kc.realm(users=CLERKS, clients=[{"clientId": "app", "secret": "s3cret", "directAccessGrantsEnabled": True}], adminEventsEnabled=True, adminEventsDetailsEnabled=True)
    root = f"/admin/realms/{realm}"
    tokens = [None]
    for clerk in CLERKS:
        form = {"grant_type": "password", "client_id": "app", "client_secret": "s3cret", "username": clerk["username"], "password": "wonder"}
        tokens.append(kc.token(realm, form).get("access_token"))
    ldap = _ldap(kc, realm, "ldap-sync").created_id
    mappers = {clerk["name"]: clerk["id"] for clerk in kc.setup("GET", f"{root}/components?parent={ldap}").json or []}
    config = {"groups.dn": ["ou=g"], "group.name.ldap.attribute": ["cn"], "group.object.classes": ["groupOfNames"], "membership.ldap.attribute": ["member"], "membership.attribute.type": ["DN"],
              "membership.user.ldap.attribute": ["uid"], "mode": ["READ_ONLY"]}
    groups = kc.setup("POST", f"{root}/components", {"name": "groups", "providerId": "group-ldap-mapper", "providerType": MAPPER, "parentId": ldap, "config": config}).created_id
    for token in tokens:
        who = {"admin": True} if token is None else {"bearer": token}
        place = f"{root}/user-storage"
        for component in (ldap, "nope"):
            kc.get(f"{place}/{component}/name", **who)
            for query in ({}, {"action": "triggerFullSync"}, {"action": "triggerChangedUsersSync"}, {"action": "nope"}):
                kc.post(f"{place}/{component}/sync", query=query, **who)
            kc.post(f"{place}/{component}/remove-imported-users", **who)
            kc.post(f"{place}/{component}/unlink-users", **who)
        for query in ({}, {"direction": "fedToKeycloak"}, {"direction": "nope"}):
            kc.post(f"{place}/{ldap}/mappers/{mappers.get('email')}/sync", query=query, **who)
        kc.post(f"{place}/{ldap}/mappers/nope/sync", query={"direction": "fedToKeycloak"}, **who)
    kc.post(f"{root}/user-storage/{ldap}/mappers/{groups}/sync", query={"direction": "keycloakToFed"}, admin=True)
    kc.get(f"{root}/admin-events", query={"resourceTypes": "REALM"}, admin=True)
