"""What an administrator's event shows of a change: type, path and representation, a change at a time."""


class _Told:
    """A realm that keeps everything; each change is followed by its events."""

    def __init__(self, kc, **more):
        self.kc = kc
        self.root = f"/admin/realms/{kc.realm(adminEventsEnabled=True, adminEventsDetailsEnabled=True, **more)}"

    def __call__(self, method, path, body=None):
        self.kc.setup("DELETE", f"{self.root}/admin-events")
        answer = self.kc.request(method, f"{self.root}{path}", admin=True, **({"body": body} if body is not None else {}))
        self.kc.get(f"{self.root}/admin-events", admin=True)
        return answer.created_id if answer.status == 201 else ""

    def read(self, path):
        return self.kc.setup("GET", f"{self.root}{path}").json


def of_people(kc):
    """Users, roles, groups and memberships."""
    told = _Told(kc)
    user = told("POST", "/users", {"username": "alice", "enabled": True, "email": "a@example.org", "credentials": [{"type": "password", "value": "x"}]})
    told("PUT", f"/users/{user}", {"firstName": "A"})
    told("PUT", f"/users/{user}", {"firstName": "A", "lastName": None, "attributes": {"a": ["x"], "b": None}, "requiredActions": [None]})
    told("POST", "/roles", {"name": "r1", "description": "d"})
    told("PUT", "/roles/r1", {"name": "r1", "description": "e"})
    role = told.read("/roles/r1")
    for method in ("POST", "DELETE"):
        told(method, f"/users/{user}/role-mappings/realm", [{"id": role["id"], "name": "r1"}])
    group = told("POST", "/groups", {"name": "g", "attributes": {"a": ["b"]}})
    told("PUT", f"/groups/{group}", {"name": "g2"})
    told("POST", f"/groups/{group}/children", {"name": "kid"})
    told("PUT", f"/users/{user}/groups/{group}")
    told("DELETE", f"/users/{user}/groups/{group}")
    told("DELETE", "/roles/r1")
    told("DELETE", f"/users/{user}")
    told("DELETE", f"/groups/{group}")


def of_clients(kc):
    """Clients, what they have, and client scopes."""
    told = _Told(kc)
    client = told("POST", "/clients", {"clientId": "app", "secret": "s", "redirectUris": ["https://a/b"]})
    told("PUT", f"/clients/{client}", {"clientId": "app", "name": "The app"})
    told("POST", f"/clients/{client}/client-secret")
    told("POST", f"/clients/{client}/roles", {"name": "cr"})
    told("DELETE", f"/clients/{client}/roles/cr")
    told("POST", f"/clients/{client}/nodes", {"node": "127.0.0.1"})
    told("DELETE", f"/clients/{client}/nodes/127.0.0.1")
    told("GET", f"/clients/{client}/test-nodes-available")
    scope = told("POST", "/client-scopes", {"name": "sc", "protocol": "openid-connect"})
    told("PUT", f"/client-scopes/{scope}", {"name": "sc", "protocol": "openid-connect", "description": "x"})
    mapper = {"name": "m", "protocol": "openid-connect", "protocolMapper": "oidc-usermodel-attribute-mapper", "config": {"user.attribute": "a"}}
    creation = told("POST", f"/client-scopes/{scope}/protocol-mappers/models", mapper)
    told("PUT", f"/client-scopes/{scope}/protocol-mappers/models/{creation}", {**mapper, "id": creation})
    for place in (f"/clients/{client}/default-client-scopes", f"/clients/{client}/optional-client-scopes", "/default-default-client-scopes"):
        told("PUT", f"{place}/{scope}")
        told("DELETE", f"{place}/{scope}")
    told("DELETE", f"/clients/{client}")


def of_logins(kc):
    """Identity providers, flows, required actions."""
    told = _Told(kc)
    provider = {"alias": "up", "providerId": "oidc", "config": {"clientId": "x", "clientSecret": "y", "authorizationUrl": "https://u/a", "tokenUrl": "https://u/t"}}
    told("POST", "/identity-provider/instances", provider)
    told("PUT", "/identity-provider/instances/up", {**provider, "displayName": "Up"})
    user = told("POST", "/users", {"username": "alice"})
    told("POST", f"/users/{user}/federated-identity/up", {"userId": "1", "userName": "n"})
    told("DELETE", f"/users/{user}/federated-identity/up")
    told("DELETE", "/identity-provider/instances/up")
    told("POST", "/authentication/flows", {"alias": "f", "providerId": "basic-flow", "topLevel": True, "builtIn": False})
    told("POST", "/authentication/flows/f/executions/execution", {"provider": "auth-cookie"})
    execution = told.read("/authentication/flows/f/executions")[0]
    told("POST", f"/authentication/executions/{execution['id']}/config", {"alias": "c", "config": {"a": "b"}})
    told("POST", "/authentication/flows/f/executions/execution", {"provider": "identity-provider-redirector"})
    execution = told.read("/authentication/flows/f/executions")[1]
    told("POST", f"/authentication/executions/{execution['id']}/config", {"alias": "d", "config": {"a": "b", "defaultProvider": "up"}})
    for place in (f"/authentication/executions/{execution['id']}", "/authentication/required-actions/CONFIGURE_TOTP"):
        for way in ("raise", "lower"):
            told("POST", f"{place}/{way}-priority")
    copy = told("POST", "/authentication/flows/f/copy", {"newName": "f2"})
    told("PUT", f"/authentication/flows/{copy}", {"alias": "f3", "providerId": "basic-flow", "topLevel": True, "builtIn": False})
    told("DELETE", f"/authentication/flows/{copy}")
    action = {"alias": "CONFIGURE_TOTP", "name": "Configure OTP", "providerId": "CONFIGURE_TOTP", "enabled": True, "priority": 54, "config": {}}
    told("PUT", "/authentication/required-actions/CONFIGURE_TOTP", action)


def of_the_realm(kc):
    """Organizations, the realm itself, and what is done to all."""
    told = _Told(kc, organizationsEnabled=True)
    organization = told("POST", "/organizations", {"name": "o", "domains": [{"name": "o.org"}]})
    told("PUT", f"/organizations/{organization}", {"name": "o", "domains": [{"name": "o.org"}], "description": "x"})
    told("DELETE", f"/organizations/{organization}")
    told("PUT", "", {"displayName": "X"})
    told("PUT", "/events/config", {"adminEventsEnabled": True, "adminEventsDetailsEnabled": True, "eventsEnabled": True})
    for kept in (False, True):
        told("PUT", "/events/config", {"adminEventsEnabled": kept, "adminEventsDetailsEnabled": True, "eventsEnabled": True})
    for change in ({"adminEventsDetailsEnabled": False}, {"adminEventsDetailsEnabled": True}):
        told("PUT", "/events/config", {"adminEventsEnabled": True, **change, "eventsListeners": [], "enabledEventTypes": None})
        told("PUT", "", {"adminEventsDetailsEnabled": not change["adminEventsDetailsEnabled"]})
    told("PUT", "", {"adminEventsDetailsEnabled": True})
    told("POST", "/logout-all")
    told("POST", "/push-revocation")


def of_realms_themselves(kc):
    """A new realm, and one that goes, are events of the realm that the administrator is of."""
    master = "/admin/realms/master"
    before = kc.setup("GET", f"{master}/events/config").json
    kc.setup("PUT", f"{master}/events/config", {**before, "adminEventsEnabled": True, "adminEventsDetailsEnabled": True})
    kc.setup("DELETE", f"{master}/admin-events")
    name = "parity-of-realms-themselves"
    kc.post("/admin/realms", body={"realm": name, "enabled": True, "adminEventsEnabled": True, "clients": [{"clientId": "app", "secret": "s"}]}, admin=True)
    kc.get(f"/admin/realms/{name}/admin-events", admin=True)
    kc.delete(f"/admin/realms/{name}", admin=True)
    kc.get(f"{master}/admin-events", admin=True)
    kc.setup("PUT", f"{master}/events/config", before)
    kc.setup("DELETE", f"{master}/admin-events")
