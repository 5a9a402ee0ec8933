"""Who hands out management roles where a realm has permissions, and what they may do with users who have some."""

from pathlib import Path

from tests.parity.fine_grained.matrix import _MINE, ALICE, APP, G1, REALM, ROLE, Matrix, _told

HANDED_OUT = Path(__file__).parent / "handed_out.json"
_EACH = "each"
"""Who has all management roles but the one that stands for all of them."""
_HELD = {
    "nothing": [], "users": ["manage-users"], "realm": ["manage-realm"], "impersonation": ["impersonation", "view-users"], _EACH: None,
    "all": ["realm-admin"],
}  # fmt: skip
_MANAGEMENT = "realm-management"
_ROLES = (
    (_MANAGEMENT, "create-client"), (_MANAGEMENT, "query-users"), (_MANAGEMENT, "view-authorization"), (APP, "manage-users"),
    ("", "manage-users"), ("", ROLE),
)  # fmt: skip


class HandingOut(Matrix):
    """Administrators with roles and with permissions for everything; what is kept of each role is the status of each door."""

    def _make(self):
        super()._make()
        management = f"/clients/{self.ids[_MANAGEMENT]}/roles"
        every = self._admin("GET", management)
        for path in ("/roles", f"/clients/{self.ids[APP]}/roles"):
            self._admin("POST", path, {"name": "manage-users"})
        for name, held in _HELD.items():
            person = {"firstName": "F", "lastName": "L", "email": f"h-{name}@x.org", "enabled": True}
            self._admin("POST", "/users", {"username": f"h-{name}", **person, "credentials": [{"type": "password", "value": "pw"}]})
            self.ids[name] = self._admin("GET", f"/users?username=h-{name}&exact=true")[0]["id"]
            roles = [role for role in every if role["name"] in (held or ()) or (held is None and role["name"] != "realm-admin")]
            self._admin("POST", f"/users/{self.ids[name]}/role-mappings/clients/{self.ids[_MANAGEMENT]}", roles)

    def _made(self):
        super()._made()
        policy = self._admin("GET", f"{self.place}/policy?name={_MINE}")[0]["id"]
        body = {"id": policy, "name": _MINE, "users": [self.ids[name] for name in _HELD]}
        self._admin("PUT", f"{self.place}/policy/user/{policy}", body)

    def play(self):
        """By set of permissions and caller: what each door says to each role, which roles are on the lists, and what users allow."""
        self.callers = {name: self._token(REALM, f"h-{name}") for name in _HELD}
        everything = [
            ("Users", ["view", "map-roles", "impersonate"], "", _MINE), ("Groups", ["view", "manage"], "", _MINE),
            ("Roles", ["map-role", "map-role-composite", "map-role-client-scope"], "", _MINE),
            ("Clients", ["view", "manage", "map-roles", "map-roles-composite", "map-roles-client-scope"], "", _MINE),
        ]  # fmt: skip
        return {"none": self._one([]), "everything": self._one(everything)}

    def _all(self, caller):
        answers = {f"{owner or 'realm'} {name}": self._doors(caller, owner, name) for owner, name in _ROLES}
        alice, g1, management, app = (self.ids[name] for name in (ALICE, G1, _MANAGEMENT, APP))
        lists = {
            f"available to {kind}": f"{path}/role-mappings/clients/{management}/available"
            for kind, path in (("a user", f"/users/{alice}"), ("a group", f"/groups/{g1}"))
        }
        lists |= {f"user with {name}": f"/users/{self.ids[name]}" for name in ("nothing", "users", "all")}
        offered = self._as(caller, "GET", f"/ui-ext/available-roles/clients/{app}?search=query-")
        offered = " ".join(row["role"] for row in offered.json()) if offered.status_code == 200 else "403"
        answers |= {"clients' roles for a client": offered, "workflows": str(self._as(caller, "GET", "/workflows").status_code)}
        return {**answers, **{name: _told(self._as(caller, "GET", path)) for name, path in lists.items()}}

    def _doors(self, caller, owner, name):
        """The status of each way to hand the role out."""
        place = f"/clients/{self.ids[owner]}/roles/{name}" if owner else f"/roles/{name}"
        role = self._admin("GET", place)
        where = f"clients/{self.ids[owner]}" if owner else "realm"
        made = f"n{next(self.numbers)}"
        inside = {"client": {owner: [name]}} if owner else {"realm": [name]}
        doors = (
            ("POST", f"/users/{self.ids[ALICE]}/role-mappings/{where}", [role]),
            ("DELETE", f"/users/{self.ids[ALICE]}/role-mappings/{where}", [role]),
            ("POST", f"/groups/{self.ids[G1]}/role-mappings/{where}", [role]),
            ("DELETE", f"/groups/{self.ids[G1]}/role-mappings/{where}", [role]),
            ("POST", f"/roles/{ROLE}/composites", [role]),
            ("DELETE", f"/roles/{ROLE}/composites", [role]),
            ("POST", f"/clients/{self.ids[APP]}/scope-mappings/{where}", [role]),
            ("DELETE", f"/clients/{self.ids[APP]}/scope-mappings/{where}", [role]),
            ("POST", "/roles", {"name": made, "composite": True, "composites": inside}),
        )
        statuses = [str(self._as(caller, *door).status_code) for door in doors]
        self.http.delete(f"/admin/realms/{REALM}/roles/{made}", headers=self.master)
        return " ".join(statuses)

    def _as(self, caller, method, path, body=None):
        return self.http.request(method, f"/admin/realms/{REALM}{path}", json=body, headers=self.callers[caller])
