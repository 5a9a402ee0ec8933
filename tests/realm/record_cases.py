"""Asks a real Keycloak what it makes of every case: ``python -m tests.realm.record_cases http://HOST:PORT [group …]``.

Each file of ``cases`` maps a case's name to ``given``, the representation that is imported as a realm called "case", and to
Keycloak's answer: ``status`` and ``body`` of a refusal, or the ``changes`` from a fresh realm.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any
from urllib.parse import quote

import httpx

from .complete_cases import CASES, changes, flat

REALM = "case"


class Keycloak:
    """The Admin API of a running server, as admin/admin."""

    def __init__(self, base: str) -> None:
        self.http = httpx.Client(base_url=base, timeout=60)
        self.until = 0.0
        self.realm = REALM

    def call(self, method: str, path: str, **more: Any) -> httpx.Response:
        """One request with a token that is still good."""
        if time.time() > self.until:
            form = {"grant_type": "password", "client_id": "admin-cli", "username": "admin", "password": "admin"}
            answer = self.http.post("/realms/master/protocol/openid-connect/token", data=form)
            self.http.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
            self.until = time.time() + 30
        return self.http.request(method, f"/admin/realms{path}", **more)

    def get(self, path: str) -> Any:
        """A document of the case's realm."""
        return self.call("GET", f"/{self.realm}{path}").json()

    def imported(self, given: dict[str, Any]) -> tuple[int, Any]:
        """Status and body of a refusal, or 201 and the realm's document."""
        answer = self.call("POST", "", json=given)
        if answer.status_code != 201:
            return answer.status_code, answer.json() if answer.text else None
        self.realm = quote(given["realm"], safe="")
        try:
            return 201, self.document()
        finally:
            self.call("DELETE", f"/{self.realm}")

    def document(self) -> dict[str, Any]:
        """Everything that can be read of the realm."""
        export = f"/{self.realm}/partial-export?exportClients=true&exportGroupsAndRoles=true"
        document: dict[str, Any] = self.call("POST", export).json()
        document["defaultGroups"] = [group["path"] for group in self.get("/default-groups")]
        shown = {"view": ["admin"], "edit": ["admin"]}
        names = ("username", "email", "firstName", "lastName", "locale")
        attributes = [{"name": name, "permissions": shown} for name in names]
        profile = {"attributes": attributes, "unmanagedAttributePolicy": "ENABLED"}
        self.call("PUT", f"/{self.realm}/users/profile", json=profile)
        users = [(user["id"], "") for user in self.get("/users?max=1000")]
        for client in self.get("/clients"):
            own = next(c for c in document["clients"] if c.get("clientId") == client.get("clientId"))
            if "secret" in client:
                own["secret"] = client["secret"]
            if client["serviceAccountsEnabled"]:
                user = self.get(f"/clients/{client['id']}/service-account-user")
                users.append((user["id"], client["clientId"]))
        document["users"] = [self.user(*user) for user in users]
        return document

    def user(self, identifier: str, client_id: str) -> dict[str, Any]:
        """A user as a full export has it, as far as the Admin API tells."""
        path = f"/users/{identifier}"
        document: dict[str, Any] = self.get(path)
        mapped = self.get(f"{path}/role-mappings")
        document["realmRoles"] = [role["name"] for role in mapped.get("realmMappings", ())]
        document["clientRoles"] = {
            name: [role["name"] for role in client["mappings"]] for name, client in mapped.get("clientMappings", {}).items()
        }
        document["groups"] = [group["path"] for group in self.get(f"{path}/groups")]
        document["credentials"] = self.get(f"{path}/credentials")
        document["federatedIdentities"] = self.get(f"{path}/federated-identity")
        if client_id:
            document["serviceAccountClientId"] = client_id
        return document


def main(base: str, groups: list[str]) -> None:
    """Records the named groups of cases, all without a name."""
    keycloak = Keycloak(base)
    minimal = {"realm": REALM, "enabled": True}
    fresh = flat(keycloak.imported(minimal)[1], minimal)
    (CASES / "fresh.json").write_text(json.dumps(fresh, indent=1, sort_keys=True) + "\n")
    for file in sorted(CASES.glob("*.json")):
        if file.stem == "fresh" or (groups and file.stem not in groups):
            continue
        cases = json.loads(file.read_text())
        for name, case in cases.items():
            document = case["given"]
            status, answer = keycloak.imported({"realm": REALM, **document})
            answered = {"changes": changes(fresh, flat(answer, document))} if status == 201 else {"body": answer}
            cases[name] = {"given": document, "status": status, **answered}
        file.write_text(json.dumps(cases, indent=1, sort_keys=True) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
