"""Each permission of version 1, and what two administrators without management roles may do by it."""

import json
from pathlib import Path

from tests.parity.fine_grained.matrix import Matrix as Second

RECORDED = Path(__file__).parent / "recorded.json"
_MINE = "administrators"
_SCOPES = {
    "users": ("view", "manage", "map-roles", "manage-group-membership", "impersonate", "user-impersonated"),
    "g1": ("view", "manage", "view-members", "manage-members", "manage-membership"),
    "app": ("view", "manage", "configure", "map-roles", "map-roles-client-scope", "map-roles-composite", "token-exchange"),
    "r1": ("map-role", "map-role-client-scope", "map-role-composite"),
}
REQUESTS = (
    "GET /users", "GET /users/count", "GET /users/{alice}", "GET /users/{bob}", 'PUT /users/{alice} {"firstName":"Z"}',
    'PUT /users/{bob} {"firstName":"Z"}', 'POST /users {"username":"$n"}', 'POST /users {"username":"$n","groups":["/g1"]}',
    'PUT /users/{alice}/reset-password {"type":"password","value":"pw"}', "POST /users/{alice}/role-mappings/realm [{r1}]",
    "DELETE /users/{alice}/role-mappings/realm [{r1}]", "GET /users/{alice}/role-mappings",
    "GET /users/{alice}/role-mappings/realm/available", "POST /users/{alice}/role-mappings/clients/{app} [{c1}]",
    "PUT /users/{alice}/groups/{g1}", "PUT /users/{alice}/groups/{g2}", "DELETE /users/{alice}/groups/{g2}", "GET /users/{alice}/groups",
    "POST /users/{alice}/logout", "POST /users/{alice}/impersonation",
    "GET /groups", "GET /groups/count", "GET /groups/{g1}", "GET /groups/{g2}",
    'PUT /groups/{g1} {"name":"g1"}', 'POST /groups {"name":"$n"}',
    "GET /groups/{g1}/members", "GET /groups/{g1}/children", "POST /groups/{g1}/role-mappings/realm [{r1}]",
    "GET /groups/{g1}/role-mappings",
    "GET /clients", "GET /clients/{app}", 'PUT /clients/{app} {"clientId":"app"}', 'POST /clients {"clientId":"$n"}',
    "GET /clients/{app}/client-secret", "POST /clients/{app}/client-secret", "GET /clients/{app}/roles", "GET /clients/{app}/roles/c1",
    'PUT /clients/{app}/roles/c1 {"name":"c1"}', "POST /clients/{app}/scope-mappings/realm [{r1}]",
    "POST /clients/{app}/scope-mappings/clients/{app} [{c1}]", "GET /clients/{app}/scope-mappings", "GET /clients/{app}/session-count",
    "GET /clients/{app}/protocol-mappers/models", "GET /clients/{app}/default-client-scopes", "GET /clients/{app}/management/permissions",
    'PUT /clients/{app}/management/permissions {"enabled":true}', "GET /groups/{g1}/management/permissions",
    "GET /clients/{app}/roles/c1/management/permissions", "POST /clients/{app}/roles/c1/composites [{c1}]",
    "POST /clients/{app}/roles/c1/composites [{r1}]", "GET /roles", "GET /roles/r1", "POST /roles/r1/composites [{r1}]",
    "GET /users-management-permissions", "GET /roles/r1/management/permissions", "GET ",
)  # fmt: skip


def sets():
    """Names of sets of permissions, and each permission: the object and the scope."""
    yield "none", []
    for name, scopes in _SCOPES.items():
        yield from ((f"{name} {scope}", [(name, scope)]) for scope in scopes)
    yield "roles for users", [("users", "map-roles"), ("users", "view"), ("r1", "map-role")]
    yield "roles of clients for users", [("users", "map-roles"), ("users", "view"), ("app", "map-roles")]
    yield "users in groups", [("users", "manage-group-membership"), ("users", "view"), ("g1", "manage-membership")]
    yield "members of groups", [("g1", "view"), ("g1", "manage-members")]
    yield "scopes of clients", [("app", "manage"), ("r1", "map-role-client-scope")]
    yield "roles in roles of clients", [("app", "configure"), ("r1", "map-role-composite"), ("app", "map-roles-composite")]
    yield "users who stand for others", [("users", "impersonate"), ("users", "user-impersonated")]


class Matrix(Second):
    """The realm at a server, with all permissions turned on and none of them with policies."""

    requests = REQUESTS
    enabled = False

    def _made(self):
        role = self._admin("POST", f"/clients/{self.ids['app']}/roles", {"name": "c1"})
        assert role is None
        self.ids["c1"] = self._admin("GET", f"/clients/{self.ids['app']}/roles/c1")["id"]
        self.shown = {}
        for kind, path in (
            ("users", "/users-management-permissions"), ("g1", f"/groups/{self.ids['g1']}/management/permissions"),
            ("app", f"/clients/{self.ids['app']}/management/permissions"), ("r1", "/roles/r1/management/permissions"),
        ):  # fmt: skip
            self.shown[kind] = self._admin("PUT", path, {"enabled": True})
        self.place = f"/clients/{self.ids['realm-management']}/authz/resource-server"
        mine = [self.ids["nothing"], self.ids["queries"], self.ids["alice"]]
        self.policy = self._admin("POST", f"{self.place}/policy/user", {"name": _MINE, "users": mine})["id"]

    def _one(self, permissions):
        self.master = self._token("master", "admin")
        for one, scope in permissions:
            self._change(one, scope, [self.policy])
        told = {caller: self._all(caller) for caller in self.callers}
        self.master = self._token("master", "admin")
        for one, scope in permissions:
            self._change(one, scope, [])
        return told

    def _change(self, one, scope, policies):
        path = f"{self.place}/permission/scope/{self.shown[one]['scopePermissions'][scope]}"
        scopes = [row["id"] for row in self._admin("GET", f"{path.replace('/permission/scope', '/policy')}/scopes")]
        document = {**self._admin("GET", path), "policies": policies, "resources": [self.shown[one]["resource"]], "scopes": scopes}
        self._admin("PUT", path, document)

    def play(self, every=1):
        """By set, of one in ``every``, and by caller: what each request that is not refused comes to."""
        return {name: self._one(permissions) for number, (name, permissions) in enumerate(sets()) if number % every == 0}

    def _filled(self, text):
        """A request's body with the roles that it names."""
        for name in ("r1", "c1"):
            text = text.replace(f"{{{name}}}", json.dumps({"id": self.ids[name], "name": name}))
        return text
