"""Records what a real Keycloak answers to bad request bodies: what ``emulator.web.request_body`` must say too.

    python record_bodies.py http://127.0.0.1:18080 > tests/web/test_schema_bodies.json

Needs a server with the administrator admin/admin; makes one realm there and deletes it. Only answers to faults of the body itself are
recorded, as [resource, representation, body in latin-1, status, answer]; for a good body status and answer are null.
"""

from __future__ import annotations

import json
import sys
import urllib.error
import urllib.parse
import urllib.request

REALM = "schema-bodies"
RESOURCES = {
    "users": "UserRepresentation",
    "clients": "ClientRepresentation",
    "roles": "RoleRepresentation",
    "groups": "GroupRepresentation",
    "client-scopes": "ClientScopeRepresentation",
    "components": "ComponentRepresentation",
    "identity-provider/instances": "IdentityProviderRepresentation",
    "organizations": "OrganizationRepresentation",
    "": "RealmRepresentation",
}
EVERYWHERE = [
    b'{"nope":1}', b'{"id":"x","nope":{"a":1}}', b'{"a"', b'{"a":}', b"", b"  ", b"null", b"[]", b'"x"', b"5", b"{} x", b'{"nope":"x', b"}",
    b'{"id":"\xff"}', b'{"enabled":true,"enabled":false,"nope":2}', b"/* c */{}", b"[1", b"nul", b'"x', b"true", b"{,}", b'{"a":1,}',
]  # fmt: skip
USERS = [
    b'{\n  "username": "a",\n  "nope": "xyz"\n}', '{"username":"éü","nope":12345}'.encode(), b'{"nope": -12.5e3 }', b'{"nope" : true}',
    b'{"nope" :\n null}', b'{"nope":[1,2]}', b'{"credentials":[{"type":"password","nope":1}]}', b'{"x":1,"credentials"', b'{"nope":tru}',
    b'{"nope"}', b'{"enabled":"x","nope":1}', b'{"no"pe":1}', b'{"createdTimestamp":99999999999999999999}', b"{'a':1}", b'{"nope":12',
    b'{"attributes":{"a":{}},"nope":1}', b'{"a\\u0062c":1}', b'{"n\xc3\xa9":1}', b'{"username":NaN}', b'{"username":"a\tb"}',
    b'\xef\xbb\xbf{"nope":1}', b'{"username":"\\q"}', b'{"username":01}', b'{"username":"a" "b":1}', b'{"credentials":["x"]}',
    b'{"credentials":5}', b'{"userProfileMetadata":{"attributes":[{"nope":1}]}}', '{\n"username":"é", "nope":1}'.encode("utf-16"),
    b'{"enabled":[]', b'{"credentials":[{"type":tru}]}', b'{"credentials":[{"type" 1}]}', b'{"credentials":[', b'{"credentials":[5',
    b'{"attributes":{"a":tru}}', b'{"access":{"a":"x"}}', b'{"access":{"a" 1}}', b'{"access":tru', b'{"realmRoles":["a" "b"]}',
    b'{"realmRoles":["a', b'{"notBefore":"99999999999"}', b'{"notBefore":99999999999.5}', b'{"notBefore":1e400}', b'{"\xff":true}',
    b'{"access":{"\xff":true}}', b'{"username":"abc', b'{"username":"abc"', b'{"username":1.5.5}', b'{"username":-}', b'{"username":.5}',
    b'{"username":5.}', b'{"self":"x","nope":5}', b'{"requiredActions":null,"nope" : { } }', b'{"username":"\\ud800","nope":1}',
    b'{"credentials":[,]}', b'{"credentials":[{},]}', b'{"attributes":[1', b'{"attributes":5,"nope":1}', b'{"enabled":"yes"}',
    b'{"enabled":"TRUE","nope":1}', b'{"enabled":2,"nope":1}', b'{"enabled":1.5}', b'{"enabled":"","nope":1}', b'{"notBefore":"5.0"}',
    b'{"notBefore":true}', b'{"notBefore":" 5 ","nope":1}', b'{"notBefore":2147483648}', b'{"realmRoles":"a"}', b'{"realmRoles":[5,true]',
    b'{"username":[]}', b'{"username":{}}', b'{"username":5,"nope":1}', b'{"realmRoles":[null,["x"]]}', b'{"clientRoles":{"a":"b"}}',
]  # fmt: skip
SCOPES = [b'{"name":"s","nope":{"a":tru}}', b'{"nope":[{"a":1}],"protocolMappers":[{"nope":1}]}', b'{"nope":"\\q"}']
REALMS = [b'{"bruteForceStrategy":"linear"}', b'{"clients":{}}', b'{"accessTokenLifespan":"x"}', b'{"bruteForceStrategy":7,"nope":1}',
          b'{"bruteForceStrategy":" LINEAR ","nope":1}', b'{"clients":[{"protocolMappers":[{"nope":1}]}]}']  # fmt: skip


class Server:
    """The real one."""

    def __init__(self, url: str) -> None:
        self.url = url

    def call(self, method: str, path: str, body: bytes | None = None) -> tuple[int, str]:
        """Status and text of an answer to an administrator."""
        form = {"grant_type": "password", "client_id": "admin-cli", "username": "admin", "password": "admin"}
        token = self._send("POST", "/realms/master/protocol/openid-connect/token", urllib.parse.urlencode(form).encode(), {})
        headers = {"Authorization": f"Bearer {json.loads(token[1])['access_token']}", "Content-Type": "application/json"}
        return self._send(method, path, body, headers)

    def _send(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> tuple[int, str]:
        request = urllib.request.Request(self.url + path, body, headers, method=method)
        try:
            with urllib.request.urlopen(request) as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()


def is_of_body(answer: str) -> bool:
    """Whether the answer is about the body as such, not about what it says."""
    marks = ("Cannot parse the JSON", "Invalid json representation", "unable to read contents")
    return any(mark in answer for mark in marks)


def main() -> None:
    """Records everything to standard output."""
    server = Server(sys.argv[1])
    recorded = []
    server.call("DELETE", f"/admin/realms/{REALM}")
    server.call("POST", "/admin/realms", json.dumps({"realm": REALM, "enabled": True, "organizationsEnabled": True}).encode())
    more = {"users": USERS, "client-scopes": SCOPES, "": REALMS}
    for resource, representation in RESOURCES.items():
        for body in [*EVERYWHERE, *more.get(resource, ())]:
            path = f"/admin/realms/{REALM}/{resource}".rstrip("/")
            status, answer = server.call("POST" if resource else "PUT", path, body)
            empty = body.strip() in (b"", b"null")
            if empty and status != 500:
                continue
            told = empty or is_of_body(answer)
            recorded.append([resource, representation, body.decode("latin-1"), *((status, json.loads(answer)) if told else (None, None))])
    for body in [*EVERYWHERE, *REALMS]:
        status, answer = server.call("POST", "/admin/realms", body)
        told = is_of_body(answer) or body == b"null"
        recorded.append(
            ["realms", "RealmRepresentation", body.decode("latin-1"), *((status, json.loads(answer)) if told else (None, None))]
        )
    server.call("DELETE", f"/admin/realms/{REALM}")
    sys.stdout.write("[\n" + ",\n".join(json.dumps(case) for case in recorded) + "\n]\n")


if __name__ == "__main__":
    main()
