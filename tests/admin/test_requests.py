"""What is said of a request before its subject: methods, media types and bodies; expected values are Keycloak's."""

import httpx
import pytest

from tests.conftest import ALICE
from tests.support import admin_client

NOT_FOUND = (404, {"error": "HTTP 404 Not Found"})
NOT_ALLOWED = (405, {"error": "HTTP 405 Method Not Allowed"})
NOT_ACCEPTABLE = (406, {"error": "HTTP 406 Not Acceptable"})
FORBIDDEN = (403, {"error": "HTTP 403 Forbidden"})
HELPER = {**ALICE, "username": "helper", "email": "h@x.org", "clientRoles": {"realm-management": ["view-users"]}}


class Asked:
    def __init__(self, server):
        self.url = f"{server.url}/admin/realms/test"
        self.admin = admin_client(server.url)

    def __call__(self, method, path, content=None, accept="*/*", token=""):
        headers = {"Accept": accept, "Content-Type": "application/json"} if content else {"Accept": accept}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        answer = self.admin.request(method, path, content=content, headers=headers)
        return answer.status_code, answer.json() if "json" in answer.headers.get("content-type", "") else answer.text


@pytest.fixture
def ask(server):
    server.realm(users=[ALICE, HELPER])
    asked = Asked(server)
    yield asked
    asked.admin.close()


def test_a_method_that_a_path_has_not(ask):
    """404 where the path's class has the method elsewhere."""
    client = ask("GET", "/clients?clientId=account")[1][0]["id"]
    user = ask("GET", "/users?username=alice")[1][0]["id"]
    for method, path, said in (
        ("DELETE", "/authentication/required-actions", NOT_FOUND), ("DELETE", "/events/config", NOT_FOUND),
        ("PUT", "/localization/de", NOT_FOUND), ("POST", f"/users/{user}", NOT_FOUND), ("PATCH", f"/users/{user}", NOT_ALLOWED),
        ("PUT", "/users", NOT_ALLOWED), ("PATCH", "/partial-export", NOT_FOUND), ("PATCH", "", NOT_ALLOWED),
        ("PUT", "/attack-detection/brute-force/users", NOT_ALLOWED), ("DELETE", "/keys", NOT_ALLOWED),
        ("PUT", f"/clients/{client}/scope-mappings", NOT_ALLOWED), ("POST", f"/clients/{client}/scope-mappings", NOT_FOUND),
        ("PUT", "/identity-provider/instances", NOT_ALLOWED), ("DELETE", "/clients-initial-access", NOT_FOUND),
    ):  # fmt: skip
        assert ask(method, path) == said, (method, path)


def test_what_a_request_is_content_with(ask):
    """Errors that nobody worded are pages for whoever names HTML."""
    for accept in ("application/xml", "text/plain"):
        assert ask("GET", "/users", accept=accept) == NOT_ACCEPTABLE
    for accept in ("", "application/*", "text/plain, */*;q=0.1", "text/html, application/json"):
        assert ask("GET", "/users", accept=accept)[0] == 200
    status, page = ask("GET", "/users", accept="text/html")
    assert status == 406
    assert "An internal server error has occurred" in page
    status, page = ask("GET", "/users/nobody", accept="application/json, text/html")
    assert status == 404
    assert "Page not found" in page
    assert ask("POST", "/partial-export", accept="application/xml")[0] == 200
    secret = "/clients/{}/client-secret".format(ask("GET", "/clients?clientId=broker")[1][0]["id"])
    before = ask("GET", secret)[1]
    assert ask("POST", secret, accept="application/xml") == NOT_ACCEPTABLE
    assert ask("GET", secret)[1] == before


def test_a_page_that_is_not_there(server):
    answer = httpx.get(f"{server.url}/realms/nope", headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert "Page not found" in answer.text
    assert httpx.get(f"{server.url}/realms/nope").json() == {"error": "Realm does not exist"}


def test_a_body_is_read_before_anything_is_looked_for(server, ask):
    management = ask("GET", "/clients?clientId=realm-management")[1][0]["id"]
    login = {"grant_type": "password", "client_id": "admin-cli", "username": "helper", "password": ALICE["credentials"][0]["value"]}
    helper = httpx.post(f"{server.url}/realms/test/protocol/openid-connect/token", data=login).json()["access_token"]
    unread = {"error": "unknown_error", "error_description": "Cannot parse the JSON"}
    for method, path in (
        ("PUT", "/authentication/required-actions/nope"), ("PUT", f"/clients/{management}"), ("PUT", "/roles/nope"),
        ("POST", f"/clients/{management}/scope-mappings/realm"), ("POST", f"/clients/{management}/nodes"), ("POST", "/users"),
        ("PUT", "/users/profile"), ("POST", "/authentication/flows/nope/copy"),
    ):  # fmt: skip
        for token in ("", helper):
            assert ask(method, path, b"[1", token=token) == (400, unread), path
    assert ask("PUT", "/identity-provider/instances/nope", b"[1") == (400, unread)
    assert ask("PUT", "/identity-provider/instances/nope", b"[1", token=helper) == FORBIDDEN
    for token in ("", helper):
        assert ask("PUT", "/groups/nope", b"[1", token=token) == (404, {"error": "Could not find group by id"})
        assert ask("PUT", "/clients/nope", b"[1", token=token)[0] in (403, 404)


def test_pages_of_lists(server, ask):
    """Roles come in pages only where both ends are given; an empty ``clientId`` asks for nothing."""
    for name in ("b", "a", "c"):
        assert ask.admin.post("/roles", json={"name": name}).status_code == 201
    for query, few in (("max=2", False), ("first=1", False), ("max=0", False), ("first=0&max=2", True), ("search=a&max=1", True)):
        assert (len(ask("GET", f"/roles?{query}")[1]) <= 2) is few, query
    assert ask("GET", "/roles?first=3&max=0")[1] == []
    everyone = len(ask("GET", "/clients")[1])
    assert [len(ask("GET", f"/clients?clientId={name}")[1]) for name in ("", "%20", "account", "acc")] == [everyone, everyone, 1, 0]
