"""Plays every case with every administrative role, and tells what came of it in one word: a status, and for a list whether it is empty."""

import itertools
import json
import re
import time
from pathlib import Path
from urllib.parse import quote

CASES = Path(__file__).parent / "cases.txt"
RECORDED = Path(__file__).parent / "recorded.json"
REALM, OTHER = "privileges", "privileges-other"
PASSWORD = "pw"
_OUTSIDE = "of another realm"
_OF_MASTER = ("manage-users", "manage-clients", "manage-realm", "impersonation", "view-users")
_TOGETHER = (
    "manage-realm+view-clients", "manage-realm+view-users", "manage-realm+query-groups", "manage-realm+manage-clients",
    "manage-users+view-clients", "manage-users+view-realm", "view-users+view-clients", "view-users+view-realm", "query-users+view-realm",
    "view-users+query-clients", "view-clients+view-realm", "impersonation+view-users", "impersonation+manage-users",
    "manage-clients+view-users", "manage-clients+view-realm", "query-groups+view-realm", "manage-identity-providers+view-users",
    "manage-users+manage-realm+manage-clients",
)  # fmt: skip
_PROVIDER = {"authorizationUrl": "http://127.0.0.1/a", "tokenUrl": "http://127.0.0.1/t", "clientId": "x"}


def cases():
    """The lines of the file: the line, what is done first as (name, request), the request, and what is done in the end, if anything."""
    for line in CASES.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            request, _, end = line.partition(" > ")
            *first, last = request.split(" | ")
            yield line, [_named(step) for step in first], last, end


def _named(step):
    name, _, request = step.rpartition("=") if re.match(r"^[a-z]+=", step) else ("", "", step)
    return (re.match(r"^([a-z]+)=", step)[1], step.split("=", 1)[1]) if name else ("", request)


class Matrix:
    """A realm with one of everything, a user for each administrative role, and the requests of the cases.

    ``http`` is an httpx.Client whose base URL is the server's.
    """

    def __init__(self, http):
        self.http = http
        self.numbers = itertools.count()
        self._master, self._since, self._renewed = {}, 0.0, time.monotonic()
        for realm in (REALM, OTHER):
            http.delete(f"/admin/realms/{realm}", headers=self.master)
        self._forget_masters()
        self._make()

    @property
    def master(self):
        """The header of master's administrator, whose tokens live for a minute."""
        if not self._master or time.monotonic() - self._since > 40:
            self._master, self._since = self._token("master", "admin-cli", "admin", "admin"), time.monotonic()
        return self._master

    def _token(self, realm, client, username, password):
        form = {"grant_type": "password", "client_id": client, "username": username, "password": password}
        answer = self.http.post(f"/realms/{realm}/protocol/openid-connect/token", data=form)
        assert answer.status_code == 200, answer.text
        return {"Authorization": f"Bearer {answer.json()['access_token']}"}

    def _admin(self, method, path, body=None, realm=REALM):
        answer = self.http.request(method, f"/admin/realms/{realm}{path}", json=body, headers=self.master)
        assert answer.status_code < 300, (method, path, answer.text)
        return answer

    def _make(self):
        person = {"enabled": True, "credentials": [{"type": "password", "value": PASSWORD}], "firstName": "F", "lastName": "L"}
        self.http.post("/admin/realms", json={"realm": OTHER, "enabled": True}, headers=self.master).raise_for_status()
        for realm in (REALM, OTHER):
            document = {"realm": realm, "enabled": True, "accessTokenLifespan": 3600} if realm == REALM else {}
            if document:
                document |= {"organizationsEnabled": True, "loginWithEmailAllowed": False, "internationalizationEnabled": True}
                document |= {"supportedLocales": ["en"], "sslRequired": "none"}
                self.http.post("/admin/realms", json=document, headers=self.master).raise_for_status()
        management = self._id("/clients?clientId=realm-management")
        self.roles = sorted(role["name"] for role in self._admin("GET", f"/clients/{management}/roles").json())
        self.callers = {}
        for role in ["none", *self.roles, *_TOGETHER]:
            self._user(f"u-{role}", person, REALM, role.split("+") if role != "none" else [])
            self.callers[role] = self._caller(role)
        for role in _OF_MASTER:
            self._user(f"{REALM}-{role}", person, "master", [role], f"{REALM}-realm")
            self.callers[f"master's {role}"] = self._caller(f"master's {role}")
        self._user("u-other", person, OTHER, ["realm-admin"])
        self.callers[_OUTSIDE] = self._caller(_OUTSIDE)
        self.ids = {"realm": REALM, "other": OTHER, "management": management, **self._things(person)}

    def _id(self, path, realm=REALM, key="id"):
        return self._admin("GET", path, realm=realm).json()[0][key]

    def _user(self, name, person, realm, roles, of="realm-management"):
        self._admin("POST", "/users", {"username": name, "email": f"{name}@example.org", **person}, realm=realm)
        user = self._id(f"/users?username={quote(name)}&exact=true", realm)
        if roles:
            management = self._id(f"/clients?clientId={of}", realm)
            found = [self._admin("GET", f"/clients/{management}/roles/{role}", realm=realm).json() for role in roles]
            self._admin("POST", f"/users/{user}/role-mappings/clients/{management}", found, realm=realm)
        return user

    def _things(self, person):
        new = self._new
        client = {"clientId": "app", "secret": "s", "serviceAccountsEnabled": True, "authorizationServicesEnabled": True}
        ids = {"client": new("/clients", {**client, "redirectUris": ["http://app/*"]}), "scope": new("/client-scopes", _named_scope("own"))}
        mapper = {"name": "mapper", "protocol": "openid-connect", "protocolMapper": "oidc-audience-mapper", "config": {}}
        ids["mapper"] = new(f"/clients/{ids['client']}/protocol-mappers/models", mapper)
        management = self._id("/clients?clientId=realm-management")
        ids["account"] = self._id("/clients?clientId=account")
        for name in ("role", "other-role", "admin-composite"):
            self._admin("POST", "/roles", {"name": name})
            self._role(ids, name, f"/roles/{name}")
        self._admin("POST", f"/clients/{ids['client']}/roles", {"name": "client-role"})
        self._role(ids, "client-role", f"/clients/{ids['client']}/roles/client-role")
        self._role(ids, "manage-account", f"/clients/{ids['account']}/roles/manage-account")
        for name in self.roles:
            self._role(ids, name, f"/clients/{management}/roles/{name}")
        self._admin("POST", "/roles/admin-composite/composites", [json.loads(ids["realm-admin"])])
        ids |= {"group": new("/groups", {"name": "g"}), "admin-group": new("/groups", {"name": "ag"})}
        self._admin("POST", f"/groups/{ids['admin-group']}/role-mappings/clients/{management}", [json.loads(ids["realm-admin"])])
        for name, roles in (("alice", []), ("strong", ["realm-admin"]), ("weak", ["view-users"])):
            ids[{"alice": "user", "strong": "admin"}.get(name, name)] = self._user(name, person, REALM, roles)
        flow = {"alias": "own", "providerId": "basic-flow", "topLevel": True, "builtIn": False}
        ids["flow"] = new("/authentication/flows", flow)
        ids["execution"] = new("/authentication/flows/own/executions/execution", {"provider": "identity-provider-redirector"})
        settings = {"alias": "settings", "config": {"defaultProvider": "x"}}
        ids["config"] = new(f"/authentication/executions/{ids['execution']}/config", settings)
        self._admin("POST", "/identity-provider/instances", {"alias": "up", "providerId": "oidc", "config": _PROVIDER})
        kind = "org.keycloak.services.clientregistration.policy.ClientRegistrationPolicy"
        components = self._admin("GET", f"/components?type={kind}").json()
        ids["component"] = next(one["id"] for one in components if one["providerId"] == "trusted-hosts")
        ids["organization"] = new("/organizations", {"name": "o", "alias": "o", "domains": [{"name": "o.org"}]})
        self._admin("POST", f"/organizations/{ids['organization']}/members", ids["user"])
        self._admin("PUT", f"/users/{ids['user']}/groups/{ids['group']}")
        self._admin("POST", "/localization/en", {"k": "v"})
        return ids

    def _role(self, ids, name, path):
        role = self._admin("GET", path).json()
        ids[name], ids[f"{name}:id"] = json.dumps({"id": role["id"], "name": role["name"]}), role["id"]

    def _new(self, path, body):
        return self._admin("POST", path, body).headers["location"].rsplit("/", 1)[1]

    def play(self, only="", every=1):
        """What came of each case whose line contains ``only``, by its line and by caller; of all pairs of both one in ``every``."""
        return {
            line: {name: self._one(name, *steps) for place, name in enumerate(self.callers) if (number + place) % every == 0}
            for number, (line, *steps) in enumerate(cases())
            if only in line
        }

    def _one(self, caller, first, last, end):
        ids = {**self.ids, "n": f"n{next(self.numbers)}"}
        for name, request in first:
            answer = self._send(request, ids, self.master)
            if name:
                ids[name] = _identifier(answer)
        if caller.startswith("master") and time.monotonic() - self._renewed > 40:
            self.callers |= {name: self._caller(name) for name in self.callers if name.startswith("master")}
            self._renewed = time.monotonic()
        answer = self._send(last, ids, self.callers[caller])
        if "impersonation" in last and not caller.startswith("master"):
            # An impersonation within the realm logs the administrator out.
            self.callers[caller] = self._caller(caller)
        if end:
            self._send(end, ids, self.master)
        return _told(answer)

    def _caller(self, name):
        if name.startswith("master's "):
            return self._token("master", "admin-cli", f"{REALM}-{name.partition(' ')[2]}", PASSWORD)
        realm, user = (OTHER, "u-other") if name == _OUTSIDE else (REALM, f"u-{name}")
        return self._token(realm, "admin-cli", user, PASSWORD)

    def _send(self, request, ids, caller):
        request = request.replace("$n", ids["n"])
        method, path, *body = re.sub(r"\{([a-z:-]+)\}", lambda match: ids.get(match[1], match[0]), request).split(" ", 2)
        path = f"/admin{path[1:]}" if path.startswith("//") else f"/admin/realms/{REALM}{path.rstrip('/') if path == '/' else path}"
        headers, content = dict(caller), None
        if body and body[0].startswith("text/plain:"):
            content, headers["Content-Type"] = body[0].removeprefix("text/plain:"), "text/plain"
        elif body:
            content, headers["Content-Type"] = body[0], "application/json"
        return self.http.request(method, path, content=content, headers=headers)

    def close(self):
        """Removes what was made."""
        names = [realm["realm"] for realm in self.http.get("/admin/realms", headers=self.master).json()]
        for name in names:
            if name.startswith(REALM):
                self.http.delete(f"/admin/realms/{name}", headers=self.master)
        self._forget_masters()

    def _forget_masters(self):
        for user in self._admin("GET", f"/users?search={REALM}-", realm="master").json():
            self._admin("DELETE", f"/users/{user['id']}", realm="master")


def _named_scope(name):
    return {"name": name, "protocol": "openid-connect"}


def _identifier(answer):
    location = answer.headers.get("location")
    if location:
        return location.rsplit("/", 1)[1]
    body = answer.json()
    return body.get("id") or body.get("_id") or body.get("name") or "none"


def _told(answer):
    assert answer.status_code != 401, f"the caller has been logged out before {answer.request.method} {answer.request.url}"
    if answer.status_code != 200:
        return str(answer.status_code)
    try:
        body = answer.json()
    except ValueError:
        return "200"
    return "200 empty" if body in ([], 0) else "200"


def differs(expected, found):
    """Whether an answer is another one than Keycloak's; for its 5xx any 4xx is right."""
    return found != expected and not (expected.startswith("5") and found.startswith("4"))
