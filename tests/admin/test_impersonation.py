"""An administrator's browser that is logged in as somebody else. Answers, cookies and events are those of Keycloak 26.7.4."""

from urllib.parse import parse_qs, urlsplit

import jwt
import pytest

from tests import wire
from tests.conftest import ALICE
from tests.support import admin_token

WEB = {"clientId": "web", "publicClient": True, "directAccessGrantsEnabled": True, "redirectUris": ["https://app.example.org/*"]}
NOTE = {
    "name": "impersonator",
    "protocol": "openid-connect",
    "protocolMapper": "oidc-usersessionmodel-note-mapper",
    "config": {"user.session.note": "IMPERSONATOR_USERNAME", "claim.name": "impersonator.username", "access.token.claim": "true"},
}


@pytest.fixture
def shop(server):
    def person(name, *roles, **more):
        return {**ALICE, "username": name, "email": f"{name}@example.org", "clientRoles": {"realm-management": list(roles)}, **more}

    people = [
        person("boss", "realm-admin"),
        person("clerk", "manage-users"),
        person("imp", "impersonation"),
        ALICE,
        person("off", enabled=False),
    ]
    service = {"clientId": "robot", "secret": "s", "serviceAccountsEnabled": True}
    return server.realm(clients=[{**WEB, "protocolMappers": [NOTE]}, service], users=people, eventsEnabled=True, adminEventsEnabled=True)


def token(realm, username):
    form = {"grant_type": "password", "client_id": "web", "username": username, "password": "wonder"}
    return realm.http.post("/token", data=form).json()["access_token"]


def of_master(server):
    return admin_token(server.url)


def users(server, path="", **query):
    headers = {"Authorization": f"Bearer {of_master(server)}"}
    return wire.get(f"{server.url}/admin/realms/test{path}", params=query, headers=headers).json()


def impersonate(server, bearer, username, cookies=""):
    if username == "service-account-robot":
        robot = users(server, "/clients", clientId="robot")[0]["id"]
        identifier = users(server, f"/clients/{robot}/service-account-user")["id"]
    else:
        known = users(server, "/users", username=username)
        identifier = known[0]["id"] if known else "nobody"
    headers = {"Authorization": f"Bearer {bearer}", **({"Cookie": cookies} if cookies else {})}
    return wire.post(f"{server.url}/admin/realms/test/users/{identifier}/impersonation", headers=headers)


def test_the_browser_is_then_the_user(server, shop):
    answer = impersonate(server, of_master(server), "alice")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-cache")
    assert answer.json() == {"sameRealm": False, "redirect": f"{shop.issuer}/account"}
    pairs = [one.partition(";")[0] for one in answer.headers.get_list("set-cookie")]
    assert [pair.partition("=")[0] for pair in pairs] == ["KEYCLOAK_IDENTITY", "KEYCLOAK_SESSION"]
    query = {"client_id": "web", "response_type": "code", "prompt": "none", "redirect_uri": "https://app.example.org/cb", "scope": "openid"}
    asked = shop.http.get("/auth", params=query, headers={"Cookie": "; ".join(pairs)})
    code = parse_qs(urlsplit(asked.headers["location"]).query)["code"][0]
    code_answer = shop.post(
        "/token", grant_type="authorization_code", code=code, client_id="web", redirect_uri="https://app.example.org/cb"
    ).json()
    claims = jwt.decode(code_answer["access_token"], options={"verify_signature": False})
    assert (claims["preferred_username"], claims["acr"]) == ("alice", "0")
    assert claims["impersonator"] == {"username": "admin"}
    assert "auth_time" not in claims


def test_an_event_tells_who_it_was(server, shop):
    impersonate(server, of_master(server), "alice")
    (event,) = users(server, "/events", type="IMPERSONATE")
    assert event["details"] == {"impersonator_realm": "master", "impersonator": "admin"}
    assert event["userId"] == users(server, "/users", username="alice")[0]["id"]
    assert "clientId" not in event
    assert users(server, "/admin-events") == []


def test_an_administrator_of_the_realm_itself_is_logged_out(server, shop):
    mine = token(shop, "boss")
    sent = "KEYCLOAK_IDENTITY=x; KEYCLOAK_REMEMBER_ME=username:boss; AUTH_SESSION_ID=y"
    answer = impersonate(server, mine, "alice", sent)
    assert answer.json()["sameRealm"] is True
    deleted = sorted(one.partition("=")[0] for one in answer.headers.get_list("set-cookie") if one.endswith("Max-Age=0"))
    assert deleted == ["AUTH_SESSION_ID", "KEYCLOAK_IDENTITY", "KEYCLOAK_REMEMBER_ME"]
    assert impersonate(server, mine, "alice").status_code == 401


@pytest.mark.parametrize(
    ("username", "status", "said"),
    [
        ("off", 400, {"errorMessage": "User is disabled"}),
        ("service-account-robot", 400, {"errorMessage": "Service accounts cannot be impersonated"}),
        ("nobody", 404, {"error": "User not found"}),
    ],
)
def test_who_cannot_be_impersonated(server, shop, username, status, said):
    answer = impersonate(server, of_master(server), username)
    assert (answer.status_code, answer.json()) == (status, said)
    assert "set-cookie" not in answer.headers


def test_only_the_role_impersonation_may(server, shop):
    assert impersonate(server, token(shop, "clerk"), "alice").json() == {"error": "HTTP 403 Forbidden"}
    assert impersonate(server, token(shop, "imp"), "alice").status_code == 200
    assert impersonate(server, "x.y.z", "alice").status_code == 401
