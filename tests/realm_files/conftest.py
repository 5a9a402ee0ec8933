"""A small realm file goes in by the Admin API; what the Admin API then shows is asked for."""

import base64
import json

import pytest

from tests import wire


class Imported:
    """An imported realm at the Admin API."""

    def __init__(self, url, headers, name):
        self.url, self.headers, self.name = url, headers, name

    def get(self, path=""):
        """What is at a path below the realm."""
        answer = wire.get(f"{self.url}/admin/realms/{self.name}{path}", headers=self.headers, timeout=30)
        return answer.raise_for_status().json()

    def client(self, client_id):
        """The client of this id."""
        return self.get(f"/clients?clientId={client_id}")[0]

    def flow(self, alias):
        """Requirement, priority and authenticator, or flow, of each execution of a flow."""
        return [(one["requirement"], one["priority"], one.get("authenticator") or one["flowAlias"]) for one in self.export()[alias]]

    def export(self):
        """All flows with their executions, by alias."""
        answer = wire.post(f"{self.url}/admin/realms/{self.name}/partial-export", headers=self.headers, timeout=30)
        flows = answer.raise_for_status().json()["authenticationFlows"]
        return {flow["alias"]: flow["authenticationExecutions"] for flow in flows}

    def priorities(self):
        """Required actions and their priorities."""
        return {action["alias"]: action["priority"] for action in self.get("/authentication/required-actions")}

    def components(self, kind):
        """Components of a kind by their provider."""
        return {one["providerId"]: one for one in self.get("/components") if one["providerType"].endswith(f".{kind}")}

    def roles(self, client_id):
        """Names of a client's roles."""
        return {role["name"] for role in self.get(f"/clients/{self.client(client_id)['id']}/roles")}

    def token(self, **form):
        """The claims of an access token that a client gets."""
        answer = wire.post(f"{self.url}/realms/{self.name}/protocol/openid-connect/token", data=form, timeout=30)
        return _claims(answer.raise_for_status().json()["access_token"])


def _claims(token):
    return json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))


@pytest.fixture
def post(server):
    """Posts a realm file; returns the answer, and the realm that it may have made."""
    form = {"grant_type": "password", "client_id": "admin-cli", "username": "admin", "password": "admin"}
    token = wire.post(f"{server.url}/realms/master/protocol/openid-connect/token", data=form).raise_for_status().json()
    headers = {"Authorization": f"Bearer {token['access_token']}"}

    def send(**document):
        answer = wire.post(f"{server.url}/admin/realms", json={"realm": "old", "enabled": True, **document}, headers=headers, timeout=30)
        return answer, Imported(server.url, headers, "old")

    yield send
    wire.delete(f"{server.url}/admin/realms/old", headers=headers, timeout=30)


@pytest.fixture
def imported(post):
    """Imports a realm file that is taken; returns the realm."""

    def take(version=None, **document):
        answer, realm = post(**({"keycloakVersion": version} if version is not None else {}), **document)
        assert answer.status_code == 201, answer.text
        return realm

    return take
