"""Each set of permissions, and what two administrators without management roles may do by it: one with nothing, one with query roles."""

import itertools
import json
from pathlib import Path

RECORDED = Path(__file__).parent / "recorded.json"
REALM = "fine-grained"
ALICE, BOB, G1, G2, APP, ROLE = "alice", "bob", "g1", "g2", "app", "r1"
_MINE, _OTHERS = "administrators", "everybody else"
_ALL = {
    "Users": ("view", "manage", "map-roles", "manage-group-membership", "impersonate", "reset-password"),
    "Groups": (
        "view", "manage", "view-members", "manage-members", "manage-membership", "manage-membership-of-members", "impersonate-members",
    ),
    "Clients": ("view", "manage", "map-roles", "map-roles-client-scope", "map-roles-composite"),
    "Roles": ("map-role", "map-role-client-scope", "map-role-composite"),
    "Organizations": ("view", "manage"),
}  # fmt: skip
_ONE = {"Users": ALICE, "Groups": G1, "Clients": APP, "Roles": ROLE}
REQUESTS = (
    "GET /users", "GET /users/count", "GET /users/{alice}", "GET /users/{bob}", 'PUT /users/{alice} {"firstName":"Z"}',
    'PUT /users/{bob} {"firstName":"Z"}', 'POST /users {"username":"$n"}',
    'PUT /users/{alice}/reset-password {"type":"password","value":"pw"}', "POST /users/{alice}/role-mappings/realm [{r1}]",
    "GET /users/{alice}/role-mappings", "GET /users/{alice}/role-mappings/realm/available",
    "PUT /users/{alice}/groups/{g2}", "DELETE /users/{alice}/groups/{g2}", "GET /users/{alice}/groups", "POST /users/{alice}/impersonation",
    "GET /groups", "GET /groups/count", "GET /groups/{g1}", 'PUT /groups/{g1} {"name":"g1"}', 'POST /groups {"name":"$n"}',
    "GET /groups/{g1}/members", "GET /groups/{g1}/children", "POST /groups/{g1}/role-mappings/realm [{r1}]",
    "GET /clients", "GET /clients/{app}", 'PUT /clients/{app} {"clientId":"app"}', 'POST /clients {"clientId":"$n"}',
    "GET /clients/{app}/client-secret", "GET /clients/{app}/roles", "POST /clients/{app}/scope-mappings/realm [{r1}]",
    "GET /clients/{app}/session-count", "GET /roles", "GET /roles/r1", "POST /roles/r1/composites [{r1}]", "GET /organizations", "GET ",
)  # fmt: skip


def sets():
    """Names of sets of permissions, and each permission: type, scopes, object or none, and whose policy it has."""
    yield "none", []
    for kind, scopes in _ALL.items():
        for scope in scopes:
            yield f"{kind} {scope}", [(kind, [scope], "", _MINE)]
            if kind in _ONE:
                yield f"{_ONE[kind]} {scope}", [(kind, [scope], _ONE[kind], _MINE)]
    users, alice = ("Users", ["view"], "", _MINE), ("Users", ["view"], ALICE, _MINE)
    not_alice, not_members = ("Users", ["view"], ALICE, _OTHERS), ("Groups", ["view-members"], G1, _OTHERS)
    yield "users but not alice", [users, not_alice]
    yield "alice but no other user", [("Users", ["view"], "", _OTHERS), alice]
    yield "users but not the members of g1", [users, not_members]
    yield "alice but not the members of g1", [alice, not_members]
    yield "the members of g1 but not alice", [not_alice, ("Groups", ["view-members"], G1, _MINE)]
    yield "roles for users", [("Users", ["map-roles", "view"], "", _MINE), ("Roles", ["map-role"], "", _MINE)]
    yield "users in groups", [("Users", ["manage-group-membership", "view"], "", _MINE), ("Groups", ["manage-membership"], "", _MINE)]
    yield "roles of clients for users", [("Users", ["map-roles", "view"], "", _MINE), ("Clients", ["map-roles"], "", _MINE)]


class Matrix:
    """The realm at a server, ``http`` being an httpx.Client whose base URL is the server's."""

    requests = REQUESTS
    enabled = True

    def __init__(self, http):
        self.http, self.numbers = http, itertools.count()
        self.master = self._token("master", "admin")
        self.close()
        self._make()
        self._made()
        self.callers = {name: self._token(REALM, name) for name in ("nothing", "queries")}

    def close(self):
        """Removes the realm."""
        self.http.delete(f"/admin/realms/{REALM}", headers=self.master)

    def _token(self, realm, name):
        password = "admin" if name == "admin" else "pw"
        form = {"grant_type": "password", "client_id": "admin-cli", "username": name, "password": password}
        answer = self.http.post(f"/realms/{realm}/protocol/openid-connect/token", data=form).json()
        return {"Authorization": f"Bearer {answer['access_token']}"}

    def _admin(self, method, path, body=None):
        answer = self.http.request(method, f"/admin/realms/{REALM}{path}", json=body, headers=self.master)
        assert answer.status_code < 300, (path, answer.text)
        return answer.json() if answer.content else None

    def _make(self):
        def user(name, **more):
            person = {"firstName": "F", "lastName": "L", "email": f"{name}@x.org", "enabled": True}
            return {"username": name, **person, "credentials": [{"type": "password", "value": "pw"}], **more}

        queries = {"realm-management": ["query-users", "query-groups", "query-clients"]}
        people = [user("nothing"), user("queries", clientRoles=queries), user(ALICE, groups=[f"/{G1}"]), user(BOB)]
        document = {"realm": REALM, "enabled": True, "adminPermissionsEnabled": self.enabled, "accessTokenLifespan": 3600, "users": people}
        document |= {"groups": [{"name": G1}, {"name": G2}], "roles": {"realm": [{"name": ROLE}]}, "clients": [{"clientId": APP}]}
        self.http.post("/admin/realms", json=document, headers=self.master).raise_for_status()
        self.ids = {user["username"]: user["id"] for user in self._admin("GET", "/users")}
        self.ids |= {group["name"]: group["id"] for group in self._admin("GET", "/groups")}
        self.ids |= {client["clientId"]: client["id"] for client in self._admin("GET", "/clients")}
        self.ids |= {role["name"]: role["id"] for role in self._admin("GET", "/roles")}

    def _made(self):
        """The policies of the permissions."""
        self.place = f"/clients/{self.ids['admin-permissions']}/authz/resource-server"
        mine = [self.ids["nothing"], self.ids["queries"]]
        self._admin("POST", f"{self.place}/policy/user", {"name": _MINE, "users": mine})
        self._admin("POST", f"{self.place}/policy/user", {"name": _OTHERS, "users": mine, "logic": "NEGATIVE"})

    def play(self, every=1):
        """By set, of one in ``every``, and by caller: what each request that is not refused comes to."""
        return {name: self._one(permissions) for number, (name, permissions) in enumerate(sets()) if number % every == 0}

    def _one(self, permissions):
        self.master = self._token("master", "admin")
        permission_ids = []
        for number, (kind, scopes, resource, policy) in enumerate(permissions):
            body = {"name": f"p{number}", "resourceType": kind, "scopes": scopes, "policies": [policy]}
            body |= {"resources": [self.ids[resource]]} if resource else {}
            permission_ids.append(self._admin("POST", f"{self.place}/permission/scope", body)["id"])
        told = {caller: self._all(caller) for caller in self.callers}
        for identifier in permission_ids:
            self._admin("DELETE", f"{self.place}/permission/scope/{identifier}")
        return told

    def _all(self, caller):
        answers = {request: self._send(caller, request) for request in self.requests}
        return {request: told for request, told in answers.items() if told != "403"}

    def _filled(self, text):
        """A request's body with the roles that it names."""
        return text.replace("{r1}", json.dumps({"id": self.ids[ROLE], "name": ROLE}))

    def _send(self, caller, request):
        name = f"n{next(self.numbers)}"
        method, path, *body = request.replace("$n", name).split(" ", 2)
        for key, identifier in self.ids.items():
            path = path.replace(f"{{{key}}}", identifier)
        content = self._filled(body[0]) if body else None
        headers = {**self.callers[caller], **({"Content-Type": "application/json"} if body else {})}
        answer = self.http.request(method, f"/admin/realms/{REALM}{path}", content=content, headers=headers)
        if path.endswith("/impersonation") and answer.status_code == 200:
            # An impersonation within the realm logs the administrator out.
            self.callers[caller] = self._token(REALM, caller)
        if method == "POST" and answer.status_code == 201:
            self._admin("DELETE", f"{path}/{answer.headers['location'].rsplit('/', 1)[1]}")
        return _told(answer)


def _told(answer):
    """A status; of a list the names in it, of an object what the caller may do with it, of a number the number."""
    if answer.status_code != 200 or answer.request.method != "GET":
        return str(answer.status_code)
    body = answer.json()
    if isinstance(body, list):
        return " ".join(sorted(str(one.get("username") or one.get("clientId") or one.get("name")) for one in body)) or "none"
    if isinstance(body, dict) and "access" in body:
        return "200 " + " ".join(sorted(name for name, may in body["access"].items() if may))
    return str(body) if isinstance(body, int) else "200"
