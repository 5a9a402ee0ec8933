"""Paths that lead to what has another path now."""

ALICE = {"username": "alice", "enabled": True, "email": "alice@example.org", "firstName": "Alice", "lastName": "Liddell", "credentials": [{"type": "password", "value": "wonder"}]}


def client_templates(kc):
    realm = kc.realm(adminEventsEnabled=True, roles={"realm": [{"name": "r"}]})
    root = f"/admin/realms/{realm}"
    place = f"{root}/client-templates"
    identifier = kc.post(place, body={"name": "old", "protocol": "openid-connect"}, admin=True).created_id
    for path in ("", f"/{identifier}", "/nope"):
        kc.get(f"{place}{path}", admin=True)
    kc.put(f"{place}/{identifier}", body={"name": "older"}, admin=True)
    mapper = {"name": "m", "protocol": "openid-connect", "protocolMapper": "oidc-usermodel-property-mapper", "config": {"user.attribute": "username", "claim.name": "x"}}
    kc.post(f"{place}/{identifier}/protocol-mappers/models", body=mapper, admin=True)
    role = kc.setup("GET", f"{root}/roles/r").json
    kc.post(f"{place}/{identifier}/scope-mappings/realm", body=[role], admin=True)
    for path in ("protocol-mappers/models", "scope-mappings", "scope-mappings/realm", "scope-mappings/realm/available", "protocol-mappers/protocol/openid-connect"):
        kc.get(f"{place}/{identifier}/{path}", admin=True)
    kc.delete(f"{place}/{identifier}", admin=True)
    kc.get(f"{root}/admin-events", query={"max": "20"}, admin=True)


def version_of_the_account(kc):
    realm = kc.realm(groups=[{"name": "g"}])
    root = f"/admin/realms/{realm}"
    kc.setup("POST", f"{root}/users", {**ALICE, "groups": ["/g"]})
    console = kc.setup("GET", f"{root}/clients?clientId=account-console").get(0)
    kc.setup("PUT", f"{root}/clients/{console['id']}", {**console, "directAccessGrantsEnabled": True})
    form = {"grant_type": "password", "client_id": "account-console", "username": "alice", "password": "wonder", "scope": "openid"}
    token = kc.token(realm, form).get("access_token")
    account = f"/realms/{realm}/account/v1alpha1"
    wanted = {"Accept": "application/json"}
    for path in ("", "/groups", "/applications", "/credentials", "/linked-accounts", "/resources", "/supportedLocales", "/organizations", "/nope"):
        kc.get(f"{account}{path}", headers=wanted, bearer=token)
    kc.post(account, body={"firstName": "A", "lastName": "L", "email": "alice@example.org", "username": "alice"}, headers=wanted, bearer=token)
    kc.get(f"{account}/groups", headers=wanted)
