"""Partial import with each policy, and partial export in all four combinations."""

import json
import uuid

ALICE = {"username": "alice", "enabled": True, "email": "alice@example.org", "firstName": "A", "lastName": "L", "credentials": [{"type": "password", "value": "wonder"}]}
PROVIDER = {"providerId": "oidc", "enabled": True, "config": {"clientId": "x", "authorizationUrl": "https://a", "tokenUrl": "https://b"}}
NEW = {
    "users": [{"username": "bob", "enabled": True, "email": "bob@example.org"}], "clients": [{"clientId": "app2", "secret": "s"}],
    "groups": [{"name": "g2", "path": "/g2", "subGroups": [{"name": "s2", "path": "/g2/s2"}]}],
    "roles": {"realm": [{"name": "r2"}], "client": {"app": [{"name": "c2"}]}}, "identityProviders": [{"alias": "up2", **PROVIDER}],
}


def _realm(kc, **more):
    return kc.realm(
        clients=[{"clientId": "app", "secret": "x"}], users=[ALICE], roles={"realm": [{"name": "r1"}], "client": {"app": [{"name": "c1"}]}},
        groups=[{"name": "g1", "subGroups": [{"name": "s1"}]}], identityProviders=[{"alias": "up", **PROVIDER}], **more,
    )


def import_with_each_policy(kc):
    path = f"/admin/realms/{_realm(kc)}/partialImport"
    for policy in ("FAIL", "FAIL", "SKIP", "OVERWRITE"):
        kc.post(path, body={"ifResourceExists": policy, **NEW}, admin=True)
    realm = path.rsplit("/", 1)[0]
    kc.get(f"{realm}/users?username=bob", admin=True)
    kc.get(f"{realm}/groups", admin=True)
    kc.get(f"{realm}/roles/r2", admin=True)
    kc.get(f"{realm}/identity-provider/instances/up2", admin=True)


def import_that_is_refused(kc):
    path = f"/admin/realms/{_realm(kc)}/partialImport"
    for body in (
        {}, {"ifResourceExists": "SKIP", "unknown": 1}, {"policy": "SKIP", "users": [{"username": "alice"}, {"username": "x", "enabled": True}]},
        {"ifResourceExists": "FAIL", "clients": [{"clientId": "app"}]}, {"ifResourceExists": "FAIL", "groups": [{"name": "g1", "path": "/g1"}]},
        {"ifResourceExists": "FAIL", "roles": {"realm": [{"name": "r1"}]}}, {"ifResourceExists": "FAIL", "roles": {"client": {"app": [{"name": "c1"}]}}},
        {"ifResourceExists": "FAIL", "roles": {"client": {"none": [{"name": "c1"}]}}}, {"ifResourceExists": "FAIL", "identityProviders": [{"alias": "up", **PROVIDER}]},
        {"ifResourceExists": "FAIL", "users": [{"username": "y", "email": "alice@example.org"}]}, {"ifResourceExists": "OVERWRITE", "users": [{"username": "z"}, {"username": "z"}]},
    ):
        kc.post(path, body=body, admin=True)
    kc.get(path.replace("partialImport", "users"), admin=True)


def doubles_within_one_import(kc):
    """The same thing twice, new and there already, with each policy."""
    realm = _realm(kc)
    path = f"/admin/realms/{realm}/partialImport"
    mapper = {"identityProviderAlias": "up", "identityProviderMapper": "hardcoded-user-session-attribute-idp-mapper"}
    for policy in ("SKIP", "OVERWRITE", "FAIL"):
        kc.setup("POST", f"/admin/realms/{realm}/identity-provider/instances/up/mappers", {**mapper, "name": f"old {policy}", "config": {"attribute": "0"}})
        for kind, name, known, more in (("clients", "clientId", "app", {"name": "Second"}), ("identityProviders", "alias", "up", {**PROVIDER, "displayName": "Second"}), ("users", "username", "alice", {"email": "a2@example.org"}),
                                  ("groups", "name", "g1", {"path": "/g1", "attributes": {"a": ["b"]}})):
            if policy == "OVERWRITE" and kind in ("clients", "identityProviders"):
                continue
            there = {name: known, **({"path": "/g1"} if kind == "groups" else PROVIDER if kind == "identityProviders" else {})}
            kc.post(path, body={"ifResourceExists": policy, kind: [there, {**there, **more}]}, admin=True)
        kc.post(path, body={"ifResourceExists": policy, "users": [{"username": "alice"}, {"username": "new"}, {"username": "new"}]}, admin=True)
        for each in (f"new {policy}", f"old {policy}"):
            kc.post(path, body={"ifResourceExists": policy, "identityProviderMappers": [{**mapper, "name": each, "config": {"attribute": value}} for value in ("1", "1")]}, admin=True)
    kc.get(f"/admin/realms/{realm}/identity-provider/instances/up/mappers", admin=True)
    kc.get(f"/admin/realms/{realm}/groups", admin=True)


def export_in_all_combinations(kc):
    realm = _realm(kc, displayName="Shop", attributes={"a": "b"})
    for clients in ("false", "true"):
        for groups in ("false", "true"):
            kc.post(f"/admin/realms/{realm}/partial-export", query={"exportClients": clients, "exportGroupsAndRoles": groups}, admin=True)
    kc.post(f"/admin/realms/{realm}/partial-export", admin=True)


def clients_called_as_keycloaks_own(kc):
    """Names of clients that a partial import passes over, and roles of such a client."""
    path = f"/admin/realms/{_realm(kc)}/partialImport"
    for name in ("foo-realm", "-realm", "master-realm", "account", "admin-cli", "realm-management", "Foo-Realm", "realm"):
        kc.post(path, body={"ifResourceExists": "FAIL", "clients": [{"clientId": name}]}, admin=True)
    roles = {"client": {"foo-realm": [{"name": "r"}]}}
    kc.setup("POST", path.replace("partialImport", "clients"), {"clientId": "foo-realm"})
    for policy in ("OVERWRITE", "FAIL"):
        kc.post(path, body={"ifResourceExists": policy, "clients": [{"clientId": "foo-realm"}]}, admin=True)
    kc.post(path, body={"ifResourceExists": "FAIL", "clients": [{"clientId": "foo-realm"}], "roles": roles}, admin=True)


def roles_of_clients_that_are_nothing(kc):
    """Partial imports with roles of clients that are missing, or none."""
    realm = kc.realm(clients=[{"clientId": "c"}])
    for roles in ({"client": {"no": []}}, {"client": {"no": None}}, {"client": {"c": []}}, {"client": {"no": [None]}}, {"client": {}}, {"realm": None},
                  {"client": {"c": [{"name": "x"}], "no": []}}, {}):
        kc.post(f"/admin/realms/{realm}/partialImport", body={"ifResourceExists": "SKIP", "roles": roles}, admin=True)
    kc.get(f"/admin/realms/{realm}/roles", admin=True)


def service_accounts_in_exports(kc):
    """Of clients that may not use theirs no service account is exported; one that was deleted is made again when it is looked at."""
    kinds = {"usual": {}, "public": {"publicClient": True}, "bearer": {"bearerOnly": True}, "disabled": {"enabled": False}, "off": {"serviceAccountsEnabled": False}}
    clients = [{"clientId": name, "secret": "s3cret", "serviceAccountsEnabled": True, **more} for name, more in kinds.items()]
    realm = kc.realm(clients=clients, users=[{"username": "service-account-off", "serviceAccountClientId": "off"}])
    base = f"/admin/realms/{realm}"
    for query in ({"exportClients": "true"}, {"exportGroupsAndRoles": "true"}):
        kc.post(f"{base}/partial-export", query=query, admin=True)
    for name in kinds:
        client = kc.setup("GET", f"{base}/clients?clientId={name}").json[0]["id"]
        user = kc.get(f"{base}/clients/{client}/service-account-user", admin=True).get("id")
        kc.setup("DELETE", f"{base}/users/{user}")
        again = kc.get(f"{base}/clients/{client}/service-account-user", admin=True).get("id")
        kc.get(f"{base}/users/{again}/role-mappings", admin=True)


def pieces_that_are_there_and_pieces_that_lead_nowhere(kc):
    """What is said first, the ids of mappers, and service accounts, which a partial import makes only of users."""
    client = {"clientId": "app", "secret": "s3cret", "serviceAccountsEnabled": True}
    account = {"username": "service-account-app", "enabled": True, "serviceAccountClientId": "app", "realmRoles": ["offline_access"]}
    realm = _realm(kc)
    path = f"/admin/realms/{realm}/partialImport"
    for users in ([], [account], [account]):
        kc.post(path, body={"ifResourceExists": "OVERWRITE", "clients": [client], "users": users}, admin=True)
        kc.token(realm, {"grant_type": "client_credentials", "client_id": "app", "client_secret": "s3cret"})
        kc.get(f"/admin/realms/{realm}/clients", query={"clientId": "app"}, admin=True)
    nowhere = {"nobody": [{"name": "x"}]}
    for roles in ({"realm": [{"name": "offline_access"}], "client": nowhere}, {"client": {"account": [{"name": "view-profile"}], **nowhere}}, {"client": nowhere}):
        kc.post(path, body={"ifResourceExists": "FAIL", "roles": roles}, admin=True)
    kc.post(path, body={"ifResourceExists": "FAIL", "clients": [client], "roles": {"client": nowhere}}, admin=True)
    provider = {"alias": "idp", "providerId": "oidc", "config": {"clientId": "a", "clientSecret": "b", "authorizationUrl": "http://localhost/", "tokenUrl": "http://localhost/"}}
    mapper = {"id": str(uuid.uuid4()), "name": "m", "identityProviderAlias": "idp", "identityProviderMapper": "hardcoded-attribute-idp-mapper", "config": {"attribute": "a", "attribute.value": "b", "syncMode": "INHERIT"}}
    for policy in ("SKIP", "SKIP", "OVERWRITE"):
        kc.post(path, body={"ifResourceExists": policy, "identityProviders": [provider], "identityProviderMappers": [mapper]}, admin=True)
    kc.get(f"/admin/realms/{realm}/identity-provider/instances/idp/mappers", admin=True)


def data_of_credentials(kc):
    """Data of other shapes: what is refused when a user is changed, what an import takes, and what a login with it comes to."""
    realm, hashed, key = _realm(kc), '{"hashIterations":5,"algorithm":"pbkdf2-sha256"}', '{"value":"abc"}'
    path, login = f"/admin/realms/{realm}", {"grant_type": "password", "client_id": "admin-cli", "username": "nina", "password": "pw"}
    olga = f"{path}/users/" + kc.setup("POST", f"{path}/users", {"username": "olga", "enabled": True}).created_id
    for kind, data, secret in (
        ("password", "{oops", "{}"), ("password", hashed, "{oops"), ("password", "[]", "{}"), ("password", '{"hashIterations":"x"}', "{}"), ("password", '{"rounds":5}', "{}"),
        ("password", '{"additionalParameters":{"type":"id"}}', "{}"), ("password", hashed, '{"salt":5}'), ("password", None, "{}"), ("otp", "", key), ("totp", '{"digits":true}', key),
        ("otp", '{"subType":"totp","device":"x"}', key), ("webauthn", '{"transports":"usb"}', "{}"), ("webauthn", "{}", ""), ("recovery-authn-codes", "{}", '{"codes":[{"codeNumber":1}]}'),
    ):
        kc.put(olga, body={"credentials": [{"type": kind, "credentialData": data, "secretData": secret}]}, admin=True)
    kc.put(olga, body={"credentials": [None]}, admin=True)
    kc.put(olga, body={"credentials": [{"type": "otp", "value": ""}]}, admin=True)
    codes = {"subType": "totp", "digits": 4, "counter": 0, "period": 30, "algorithm": "HmacSHA1"}
    for kind, data, secret in (
        ("password", hashed, " "), ("password", "", "{}"), ("password", "null", "{}"), ("password", hashed + "{}", key), ("former", "{oops", "{oops"), ("former", None, None),
        ("otp", "null", key), ("totp", "{}", "{}"), ("otp", json.dumps(codes), key), ("webauthn", '{"counter":"5"}', "{}"), ("recovery-authn-codes", "{}", '{"codes":[{"number":1}]}'),
    ):
        nina = {"username": "nina", "enabled": True, "credentials": [{"type": kind, "credentialData": data, "secretData": secret}]}
        kc.post(f"{path}/partialImport", body={"ifResourceExists": "OVERWRITE", "users": [nina]}, admin=True)
        kc.get(f"{path}/users/{kc.get(f'{path}/users', query={'username': 'nina'}, admin=True).get(0, 'id')}/credentials", admin=True)
        if kind != "password" or secret != "{}":
            kc.post(f"/realms/{realm}/protocol/openid-connect/token", form={**login, "totp": "1234"})
    for change in ({}, {"subType": "x"}, {"subType": "hotp", "counter": -1}):
        otp = {"type": "otp", "credentialData": json.dumps({**codes, **change}), "secretData": key}
        nina = {"username": "nina", "enabled": True, "credentials": [{"type": "password", "value": "pw"}, otp]}
        kc.post(f"{path}/partialImport", body={"ifResourceExists": "OVERWRITE", "users": [nina]}, admin=True)
        kc.post(f"/realms/{realm}/protocol/openid-connect/token", form={**login, "totp": "abcd"})
