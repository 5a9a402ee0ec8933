"""The doors that representations come in by. What each says is what Keycloak 26.7.4 says."""

import json

import pytest

from emulator.core.errors import RealmFileError
from emulator.realm import files
from tests import wire
from tests.support import http_client

UNKNOWN = {"error": "unknown_error", "error_description": "For more on this error consult the server log."}
REALM = "test"


class Doors:
    """A realm with a client ``c``, and every way in."""

    def __init__(self, server, folder):
        self.url = server.url
        self.folder = folder
        self.http = http_client(timeout=20)
        form = {"grant_type": "password", "client_id": "admin-cli", "username": "admin", "password": "admin"}
        token = self.http.post(f"{self.url}/realms/master/protocol/openid-connect/token", data=form).json()["access_token"]
        self.http.headers["Authorization"] = f"Bearer {token}"

    def ask(self, method, path, body=None, realm=REALM):
        """The status and JSON of a request to the realm's Admin API."""
        return said(self.http.request(method, f"{self.url}/admin/realms/{realm}{path}", json=body))

    def get(self, path, realm=REALM):
        """What stands at a path of the realm's Admin API."""
        return self.http.get(f"{self.url}/admin/realms/{realm}{path}").json()

    def make(self, path, body):
        """Makes a thing and returns its id."""
        answer = self.http.post(f"{self.url}/admin/realms/{REALM}{path}", json=body)
        assert answer.status_code == 201, answer.text
        return answer.headers["location"].rsplit("/", 1)[1]

    def client(self, name="c"):
        """The path of a client."""
        return f"/clients/{self.get(f'/clients?clientId={name}')[0]['id']}"

    def import_realm(self, **members):
        """The answer to a realm with these members."""
        return said(self.http.post(f"{self.url}/admin/realms", json={"realm": "imported", "enabled": True, **members}))

    def register(self, client):
        """The answer of client registration."""
        token = self.http.post(f"{self.url}/admin/realms/{REALM}/clients-initial-access", json={"count": 9}).json()["token"]
        place = f"{self.url}/realms/{REALM}/clients-registrations/default"
        return said(wire.post(place, json=client, headers={"Authorization": f"Bearer {token}"}, timeout=20))

    def check(self, **members):
        """What ``check`` finds in a realm file: paths and sentences."""
        path = self.folder / "imported.json"
        path.write_text(json.dumps({"realm": "imported", **members}, indent=1))
        findings = ()
        try:
            files.read(path, {})
        except RealmFileError as error:
            findings = error.findings
        assert all(finding.line for finding in findings)
        return [(finding.path, finding.message) for finding in findings]


def said(answer):
    """Status and JSON of an answer."""
    return answer.status_code, answer.json() if answer.content else None


@pytest.fixture
def doors(server, tmp_path):
    server.realm(clients=[{"clientId": "c"}], users=[])
    doors = Doors(server, tmp_path)
    yield doors
    doors.http.close()
