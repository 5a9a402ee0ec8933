"""The doors that people come in by: realm import, partial import, the Admin API."""

from tests import wire
from tests.support import http_client


class Doors:
    """An administrator's client for all realms of a server."""

    def __init__(self, url):
        login = {"grant_type": "password", "client_id": "admin-cli", "username": "admin", "password": "admin"}
        token = wire.post(f"{url}/realms/master/protocol/openid-connect/token", data=login).json()["access_token"]
        self.http = http_client(base_url=f"{url}/admin/realms", headers={"Authorization": f"Bearer {token}"}, timeout=20)

    def call(self, method, path, body=None):
        """The status and the JSON of an answer; None for none."""
        answer = self.http.request(method, path, json=body)
        return answer.status_code, answer.json() if answer.content else None

    def get(self, path):
        return self.http.get(f"/test{path}").json()

    def make(self, path, **members):
        """Makes an object in the realm ``test``; its id."""
        answer = self.http.post(f"/test{path}", json=members)
        assert answer.status_code == 201, answer.text
        return answer.headers["location"].rsplit("/", 1)[1]

    def brought_in(self, **members):
        """Statuses of a realm import and of a partial import with these members, and of the Admin API with the only user of them."""
        imported = self.call("POST", "", {"realm": "other", "enabled": True, **members})
        self.call("DELETE", "/other")
        partial = self.call("POST", "/test/partialImport", {"ifResourceExists": "OVERWRITE", **members})
        return imported, partial
