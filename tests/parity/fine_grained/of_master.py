"""Who hands out management roles in ``master``, with and without permissions of administrators there."""

from pathlib import Path

from tests.parity.fine_grained.matrix import Matrix

OF_MASTER = Path(__file__).parent / "of_master.json"
_REALM = "fine-grained-other"
_OWN, _OTHER = "master-realm", f"{_REALM}-realm"
_HELD = {
    "users": [(_OWN, "manage-users")], "of another": [(_OWN, "manage-users"), (_OTHER, "manage-users"), (_OTHER, "view-events")],
    "creator": [(_OWN, "manage-users"), ("", "create-realm")], "each": None, "all": [("", "admin")],
}  # fmt: skip
_ROLES = (
    *((_OWN, name) for name in ("manage-users", "view-users", "query-users", "manage-realm")),
    *((_OTHER, name) for name in ("manage-users", "view-events", "query-users")), *(("", name) for name in ("admin", "create-realm")),
)  # fmt: skip
_NAME = "handing-out"


class OfMaster(Matrix):
    """Administrators of master, and what comes of each role that they give to somebody."""

    def __init__(self, http):
        self.http = http
        self.master = self._token("master", "admin")
        self.close()
        http.post("/admin/realms", json={"realm": _REALM, "enabled": True}, headers=self.master).raise_for_status()
        self.clients = {name: self._admin("GET", f"/clients?clientId={name}")[0]["id"] for name in (_OWN, _OTHER)}
        self.ids = {name: self._user(name, held) for name, held in {**_HELD, "somebody": []}.items()}

    def close(self):
        """Removes the realm and the users."""
        self.http.delete(f"/admin/realms/{_REALM}", headers=self.master)
        for user in self._admin("GET", f"/users?search={_NAME}-"):
            self._admin("DELETE", f"/users/{user['id']}")

    def _admin(self, method, path, body=None):
        answer = self.http.request(method, f"/admin/realms/master{path}", json=body, headers=self.master)
        assert answer.status_code < 300, (path, answer.text)
        return answer.json() if answer.content else None

    def _role(self, owner, name):
        """The role, and where roles of its owner are mapped."""
        place = f"/clients/{self.clients[owner]}/roles/{name}" if owner else f"/roles/{name}"
        return self._admin("GET", place), f"clients/{self.clients[owner]}" if owner else "realm"

    def _user(self, name, held):
        username = f"{_NAME}-{name.replace(' ', '-')}"
        person = {"firstName": "F", "lastName": "L", "email": f"{username}@x.org", "enabled": True}
        self._admin("POST", "/users", {"username": username, **person, "credentials": [{"type": "password", "value": "pw"}]})
        identifier = self._admin("GET", f"/users?username={username}&exact=true")[0]["id"]
        every = [(_OWN, role["name"]) for role in self._admin("GET", f"/clients/{self.clients[_OWN]}/roles")] if held is None else held
        for role, where in (self._role(*one) for one in every):
            self._admin("POST", f"/users/{identifier}/role-mappings/{where}", [role])
        return identifier

    def play(self):
        """Without and with permissions, and by administrator: the status for each role, and how many of each client are to be had."""
        told = {"without": {name: self._all(name) for name in _HELD}}
        self._admin("PUT", "", {"adminPermissionsEnabled": True})
        try:
            told["with"] = {name: self._all(name) for name in _HELD}
        finally:
            self._admin("PUT", "", {"adminPermissionsEnabled": False})
        return told

    def _all(self, caller):
        headers, somebody = self._token("master", f"{_NAME}-{caller.replace(' ', '-')}"), f"/users/{self.ids['somebody']}/role-mappings"
        answers = {}
        for owner, name in _ROLES:
            role, where = self._role(owner, name)
            answer = self.http.post(f"/admin/realms/master{somebody}/{where}", json=[role], headers=headers)
            answers[f"{owner} {name}".strip()] = str(answer.status_code)
            self._admin("DELETE", f"{somebody}/{where}", [role])
        for owner, client in self.clients.items():
            listed = self.http.get(f"/admin/realms/master{somebody}/clients/{client}/available", headers=headers)
            answers[f"available of {owner}"] = len(listed.json())
        return answers
