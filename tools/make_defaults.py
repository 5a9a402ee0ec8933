"""Takes the default realms from a real Keycloak and writes them as templates.

    python tools/make_defaults.py http://127.0.0.1:18080

needs a fresh Keycloak with the administrator admin/admin. Writes ``emulator/realm/defaults/{realm,master,realm_client}.json``:
compact JSON in which ids are ``<id-N>``, component ids ``<component-N>`` and the realm's name is ``{realm}``.
"""

import json
import re
import sys
from pathlib import Path

import httpx

HERE = Path(__file__).resolve().parents[1] / "emulator" / "realm" / "defaults"
NAME = "zztemplatezz"
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
DROPPED = ("keycloakVersion",)


def main(base: str) -> None:
    form = {"grant_type": "password", "client_id": "admin-cli", "username": "admin", "password": "admin"}
    token = httpx.post(f"{base}/realms/master/protocol/openid-connect/token", data=form).json()["access_token"]
    http = httpx.Client(base_url=base, headers={"Authorization": f"Bearer {token}"}, timeout=60)
    http.delete(f"/admin/realms/{NAME}")
    http.post("/admin/realms", json={"realm": NAME, "enabled": True}).raise_for_status()
    query = "partial-export?exportClients=true&exportGroupsAndRoles=true"
    realm = http.post(f"/admin/realms/{NAME}/{query}").json()
    master = http.post(f"/admin/realms/master/{query}").json()
    for document in (realm, master):
        in_the_order_of_creation(document, http)
    http.delete(f"/admin/realms/{NAME}")
    client_id = f"{NAME}-realm"
    client = next(c for c in master["clients"] if c["clientId"] == client_id)
    roles = master["roles"]["client"][client_id]
    for other in [c["clientId"] for c in master["clients"]]:
        if other.endswith("-realm") and other != "master-realm":
            master["clients"] = [c for c in master["clients"] if c["clientId"] != other]
            del master["roles"]["client"][other]
            for role in master["roles"]["realm"]:
                role.get("composites", {}).get("client", {}).pop(other, None)
    write("realm", realm, NAME)
    write("master", master, "master-is-no-placeholder")
    write("realm_client", {"client": client, "roles": roles}, NAME)


def in_the_order_of_creation(document: dict, http: httpx.Client) -> None:
    """Puts the flows into the order in which the realm lists them: an export has them by alias."""
    listed = [flow["alias"] for flow in http.get(f"/admin/realms/{document['realm']}/authentication/flows").json()]
    place = {alias: index for index, alias in enumerate(listed)}
    document["authenticationFlows"].sort(key=lambda flow: place.get(flow["alias"], len(place)))


def write(file: str, document: dict, name: str) -> None:
    for key in DROPPED:
        document.pop(key, None)
    if "users" not in document and "realm" in document:
        document["users"] = []
    for kinds in (document.get("components") or {}).values():
        for component in kinds:
            if component["providerId"].endswith("-generated"):
                component["config"] = {k: v for k, v in component["config"].items() if k in ("priority", "algorithm")}
    text = json.dumps(document, separators=(",", ":"), ensure_ascii=False).replace(name, "{realm}")
    seen: dict[str, str] = {}
    text = UUID.sub(lambda m: seen.setdefault(m[0], f"<id-{len(seen)}>"), text)
    (HERE / f"{file}.json").write_text(text + "\n", encoding="utf-8")
    print(file, len(text), "bytes,", len(seen), "ids")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:18080")
