"""A realm that clients register themselves in, and what they need for it."""

import pytest

from tests.conftest import ALICE, SVC
from tests.support import admin_token, http_client

POLICY = "org.keycloak.services.clientregistration.policy.ClientRegistrationPolicy"


class Registry:
    """Client registration of one realm over HTTP."""

    def __init__(self, server, name="test"):
        self.server = server
        self.issuer = f"{server.url}/realms/{name}"
        self.base = f"{self.issuer}/clients-registrations"
        self.http = http_client(timeout=20)
        self.admin = http_client(base_url=f"{server.url}/admin/realms/{name}", timeout=20)
        self.log_in()

    def log_in(self):
        """An administrator's token of now."""
        token = admin_token(self.server.url, self.http)
        self.admin.headers["Authorization"] = f"Bearer {token}"

    def initial(self, **given):
        """An initial access token."""
        return self.admin.post("/clients-initial-access", json={"count": 100, **given}).json()["token"]

    def call(self, method, place, token=None, json=None, provider="openid-connect", **more):
        headers = {**more.pop("headers", {}), **({"Authorization": f"Bearer {token}"} if token else {})}
        return self.http.request(method, f"{self.base}/{provider}{place}", json=json, headers=headers, **more)

    def register(self, token=None, provider="openid-connect", **metadata):
        return self.call("POST", "", token or self.initial(), metadata, provider)

    def token(self, **form):
        return self.http.post(f"{self.issuer}/protocol/openid-connect/token", data=form)

    def policy(self, provider, auth="anonymous", **config):
        """Sets values of a policy's component; returns the answer."""
        for component in self.admin.get("/components", params={"type": POLICY}).json():
            if component["providerId"] == provider and component.get("subType") == auth:
                merged = {**component["config"], **{name.replace("_", "-"): values for name, values in config.items()}}
                return self.admin.put(f"/components/{component['id']}", json={**component, "config": merged})
        return self.add_policy(provider, auth, **config)

    def add_policy(self, provider, auth, **config):
        body = {"name": provider, "providerId": provider, "providerType": POLICY, "subType": auth}
        return self.admin.post("/components", json={**body, "config": {name.replace("_", "-"): values for name, values in config.items()}})

    def close(self):
        self.http.close()
        self.admin.close()


@pytest.fixture
def registry(server):
    server.realm(clients=[SVC], users=[ALICE], eventsEnabled=True)
    found = Registry(server)
    yield found
    found.close()
