"""What is said of a request before its subject: methods, media types and bodies; expected values are Keycloak's."""

import pytest

from tests import wire
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
        is_json = answer.content and "json" in answer.headers.get("content-type", "")
        return answer.status_code, answer.json() if is_json else answer.text


@pytest.fixture
def ask(server):
    server.realm(users=[ALICE, HELPER])
    asked = Asked(server)
    yield asked
    asked.admin.close()


def token_of(server, username):
    login = {"grant_type": "password", "client_id": "admin-cli", "username": username, "password": ALICE["credentials"][0]["value"]}
    return wire.post(f"{server.url}/realms/test/protocol/openid-connect/token", data=login).json()["access_token"]


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
        ("PUT", "/workflows", NOT_ALLOWED), ("POST", "/ui-ext/sessions", NOT_ALLOWED), ("DELETE", "/ui-ext", NOT_ALLOWED),
        ("PUT", "/ui-ext/x", NOT_FOUND),
    ):  # fmt: skip
        assert ask(method, path) == said, (method, path)


def test_head(ask):
    """It is there where GET is, but for paths that Keycloak would take for somebody's id."""
    client = ask("GET", "/clients?clientId=account")[1][0]["id"]
    user = ask("GET", "/users?username=alice")[1][0]["id"]
    for path in (
        "", "/users", "/users/profile", "/users/profile/metadata", f"/users/{user}", f"/users/{user}/groups/count", "/groups", "/clients",
        "/localization/en", "/client-policies/profiles", "/ui-ext/sessions", "/ui-ext/realms/names", "/workflows", "/keys",
        f"/clients/{client}/session-count", "/authentication/flows/browser/executions", "/identity-provider/instances",
    ):  # fmt: skip
        assert ask("HEAD", path)[0] == 200, path
    for path in (
        "/users/count", "/groups/count", "/events", "/events/config", "/admin-events", "/default-groups", "/client-session-stats",
        "/credential-registrators", "/default-default-client-scopes", "/users-management-permissions", "/group-by-path/x", "/sessions",
    ):  # fmt: skip
        assert ask("HEAD", path)[0] == 404, path
    assert ask("HEAD", "/client-types")[0] == 501


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
    for path in ("/realms/nope", "/nope", "/realms", "/favicon.ico"):
        answer = wire.get(f"{server.url}{path}", headers={"Accept": "text/html"})
        assert (answer.status_code, "Page not found" in answer.text) == (404, True), path
    assert wire.get(f"{server.url}/realms/nope").json() == {"error": "Realm does not exist"}


def test_a_body_is_read_before_anything_is_looked_for(server, ask):
    management = ask("GET", "/clients?clientId=realm-management")[1][0]["id"]
    helper = token_of(server, "helper")
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


UNKNOWN = (400, {"error": "unknown_error", "error_description": "For more on this error consult the server log."})


def test_what_of_events_is_kept(ask):
    """A change that leaves these out turns them off; other settings stay."""
    assert ask("PUT", "/events/config", b'{"eventsEnabled": true, "adminEventsEnabled": true, "eventsExpiration": 600}')[0] == 204
    assert ask("PUT", "/events/config", b'{"eventsListeners": ["nope"]}') == (400, {"error": "Unknown event listener"})
    assert ask("PUT", "/events/config", b'{"eventsListeners": ["jboss-logging", "email"]}')[0] == 204
    shown = ask("GET", "/events/config")[1]
    assert (shown["eventsEnabled"], shown["adminEventsEnabled"]) == (False, True)
    assert "eventsExpiration" not in shown
    for query in ("events?type=NOPE", "events?type=LOGIN&type=NOPE", "admin-events?operationTypes=NOPE"):
        assert ask("GET", f"/{query}") == UNKNOWN
    assert ask("GET", "/events?type=") == (200, [])


def test_words_for_what_is_not_there(ask):
    for method, path, content, said in (
        ("DELETE", "/authentication/flows/nope", None, "Flow not found"),
        ("GET", "/authentication/flows/nope", None, "Could not find flow with id"),
        ("PUT", "/authentication/flows/nope/executions", b"{}", "flow not found"),
        ("DELETE", "/authentication/required-actions/nope", None, "Failed to find required action."),
        ("GET", "/authentication/required-actions/nope", None, "Failed to find required action"),
        ("GET", "/authentication/required-actions/delete_account/config-description", None,
         "Could not find configurable RequiredAction provider"),
    ):  # fmt: skip
        assert ask(method, path, content) == (404, {"error": said}), path
    assert ask("PUT", "/client-policies/policies", b"null") == (400, {"errorMessage": "Passing null clientPolicies not allowed"})
    bare = (400, {"error": "RequiredAction is not configurable"})
    assert ask("PUT", "/authentication/required-actions/delete_account/config", b'{"config": {}}') == bare


def test_settings_that_a_provider_does_not_know_go(ask):
    place = "/authentication/required-actions/UPDATE_PASSWORD/config"
    assert ask("PUT", place, b'{"config": {"nope": "1", "max_auth_age": "10"}}')[0] == 204
    assert ask("GET", place) == (200, {"config": {"max_auth_age": "10"}})
    kind = "org.keycloak.services.clientregistration.policy.ClientRegistrationPolicy"
    component = {"name": "k", "providerId": "max-clients", "providerType": kind, "config": {"max-clients": ["10"], "active": ["true"]}}
    made = ask.admin.post("/components", json=component).headers["location"].rpartition("/")[2]
    assert ask("GET", f"/components/{made}")[1]["config"] == {"max-clients": ["10"]}


def test_a_clients_own_roles_are_in_its_scope(ask):
    assert ask.admin.post("/clients", json={"clientId": "c", "fullScopeAllowed": False}).status_code == 201
    client = ask("GET", "/clients?clientId=c")[1][0]["id"]
    assert ask.admin.post(f"/clients/{client}/roles", json={"name": "own"}).status_code == 201
    place = f"/clients/{client}/scope-mappings/clients/{client}"
    assert [[role["name"] for role in ask("GET", f"{place}{part}")[1]] for part in ("", "/available", "/composite")] == [[], [], ["own"]]


def test_an_example_token_says_what_is_asked_for(ask):
    account = ask("GET", "/clients?clientId=account")[1][0]["id"]
    user = ask("GET", "/users?username=alice")[1][0]["id"]
    place = f"/clients/{account}/evaluate-scopes/generate-example-access-token?userId={user}"
    assert sorted(ask("GET", place)[1]["scope"].split()) == ["email", "profile"]
    assert sorted(ask("GET", f"{place}&scope=openid")[1]["scope"].split()) == ["email", "openid", "profile"]
    assert ask("GET", f"{place}&audience=broker") == (404, {"error": "Requested audience not available: broker"})
    assert ask("GET", f"{place}&audience=nobody")[0] == 200


def test_texts_of_a_language_are_texts(ask):
    assert ask("POST", "/localization/xx", b'{"a": 1, "b": true, "c": "d"}')[0] == 204
    assert ask("POST", "/localization/xx", b'{"c": null}')[0] == 204
    assert ask("GET", "/localization/xx") == (200, {"a": "1", "b": "true"})
    assert ask("POST", "/localization/xx", b'{"a": []}')[0] == 400


def test_an_organizations_faults_come_in_order(ask):
    assert ask("PUT", "", b'{"organizationsEnabled": true}')[0] == 204
    invalid = {"errorMessage": "Organization redirect URL is not valid."}
    for body, said in (
        (b'{"name": "", "alias": "a b", "redirectUrl": "x"}', {"error": "Empty Space not allowed."}),
        (b'{"alias": "aa", "redirectUrl": "x"}', invalid), (b'{"name": "n", "redirectUrl": "x"}', invalid),
        (b'{"redirectUrl": "https://x.org"}', {"errorMessage": "Name can not be null"}),
    ):  # fmt: skip
        assert ask("POST", "/organizations", body) == (400, said), body
    assert ask("POST", "/organizations", b'{"name": "Acme", "domains": [{"name": "acme.org"}]}')[0] == 201
    counts = [len(ask("GET", f"/organizations?exact=true&search={text}")[1]) for text in ("acme", "Acme", "acme.org", "ACME.ORG")]
    assert counts == [0, 1, 1, 0]
    assert ask("PUT", "/organizations/nope", b'{"nonsense": 1}')[0] == 404


def test_what_is_there_already_is_refused(ask):
    """Scopes that a realm gives to new clients, in either way; a client's name before what else is wrong with it."""
    scopes = {scope["name"]: scope["id"] for scope in ask("GET", "/client-scopes")[1]}
    taken = (409, {"error": "conflict", "error_description": "Duplicate resource error"})
    for kind in ("default", "optional"):
        for name in ("profile", "phone"):
            assert ask("PUT", f"/default-{kind}-client-scopes/{scopes[name]}") == taken
    assert ask("DELETE", f"/default-default-client-scopes/{scopes['phone']}")[0] == 204
    assert "phone" not in [scope["name"] for scope in ask("GET", "/default-optional-client-scopes")[1]]
    known = b'{"clientId": "account", "authorizationServicesEnabled": true}'
    assert ask("POST", "/clients", known) == (409, {"errorMessage": "Client account already exists"})
    assert ask("POST", "/groups", b'{"name": "staff"}')[0] == 201
    assert ask("POST", "/users", b'{"username": "twice", "groups": ["/staff", "staff"]}')[0] == 201


def test_media_types_count_where_an_owner_is_there(ask):
    user = ask("GET", "/users?username=alice")[1][0]["id"]
    said = {"error": "The content-type header value did not match the value in @Consumes"}
    for method, path in (("DELETE", f"/users/{user}/role-mappings/realm"), ("PUT", f"/users/{user}"), ("POST", "/clients")):
        for content in (b"", b"[]"):
            answer = ask.admin.request(method, path, content=content, headers={"Content-Type": "text/plain"})
            assert (answer.status_code, answer.json()) == (415, said), (method, path)
    answer = ask.admin.put("/users/nobody", content=b"{}", headers={"Content-Type": "text/plain"})
    assert (answer.status_code, answer.json()) == (404, {"error": "User not found"})
    for content in (b"", b"null"):
        refused = ask.admin.put(f"/users/{user}/reset-password", content=content, headers={"Content-Type": "application/json"})
        assert (refused.status_code, refused.json()) == (400, {"error": "No password provided"})


def test_an_owner_that_is_not_there_is_named_whatever_follows(ask):
    for path, said in (
        ("/clients/nope", {"error": "Could not find client"}), ("/users/nope", {"error": "User not found"}),
        ("/groups/nope", {"error": "Could not find group by id"}), ("/client-scopes/nope", {"error": "Could not find client scope"}),
        ("/organizations/nope", {"errorMessage": "Organizations not enabled for this realm."}),
    ):  # fmt: skip
        for method, rest in (("PATCH", ""), ("GET", "/nothing"), ("DELETE", "/service-account-user")):
            assert ask(method, path + rest) == (404, said), (method, path + rest)
    assert ask("GET", "/users/profile/nothing") == NOT_FOUND
    client = ask("GET", "/clients?clientId=account")[1][0]["id"]
    assert ask("GET", f"/clients/{client}/scope-mappings/clients/nope") == (404, {"error": "Could not find client"})


def test_the_method_of_pkce_is_needed(ask):
    config = {
        "clientId": "c",
        "clientSecret": "s",
        "authorizationUrl": "https://x/a",
        "tokenUrl": "https://x/t",
        "userInfoUrl": "https://x/u",
    }
    missing = (400, {"errorMessage": "PKCE Method not supported: null"})
    for kind in ("oidc", "keycloak-oidc", "oauth2"):
        for more, said in (
            ({"pkceEnabled": "true"}, missing), ({"pkceEnabled": "true", "jwksUrl": "x"}, missing),
            ({"pkceEnabled": "true", "authorizationUrl": "x"}, (400, {"errorMessage": "The url [authorization_url] is malformed"})),
            ({"pkceEnabled": "false"}, None),
        ):  # fmt: skip
            provider = {"alias": kind, "providerId": kind, "config": {**config, **more}}
            answer = ask.admin.post("/identity-provider/instances", json=provider)
            assert (answer.status_code == 201) if said is None else (answer.status_code, answer.json()) == said, (kind, more)


def test_what_a_new_user_cannot_be(ask):
    profile = b'{"attributes": [{"name": "username"}, {"name": "email"}, {"name": "firstName"}, {"name": "lastName"}]}'
    assert ask("PUT", "/users/profile", profile)[0] == 200
    said = (400, {"errorMessage": "Could not create user"})
    assert ask("POST", "/users", b'{"username": "' + b"x" * 256 + b'"}') == said
    for number, (kind, actions) in enumerate((("password", ["UPDATE_PASSWORD"]), ("x", []), (None, []))):
        credential = {"type": kind, "value": "w", "temporary": True}
        assert ask.admin.post("/users", json={"username": f"tmp{number}", "credentials": [credential]}).status_code == 201
        assert ask("GET", f"/users?username=tmp{number}")[1][0]["requiredActions"] == actions
    assert len(ask("GET", "/clients?clientId=acc&search=true&q=x")[1]) == len(ask("GET", "/clients")[1])


def test_things_that_are_not_there(ask, server):
    """Who may know which clients there are learns that one is not, and everybody that of roles by their id and groups by their path."""
    roles = ("view-clients", "query-clients", "create-client", "view-users")
    for role in roles:
        credentials = [{"type": "password", "value": ALICE["credentials"][0]["value"]}]
        names = {"firstName": "A", "lastName": "B", "email": f"{role}@x.org", "enabled": True}
        place = ask.admin.post("/users", json={"username": role, "credentials": credentials, **names}).headers["location"]
        management = ask("GET", "/clients?clientId=realm-management")[1][0]["id"]
        granted = ask("GET", f"/clients/{management}/roles/{role}")[1]
        ask.admin.post(f"{place}/role-mappings/clients/{management}", json=[granted])
    tokens = {role: token_of(server, role) for role in roles}
    client, scope = (404, {"error": "Could not find client"}), (404, {"error": "Could not find client scope"})
    management = ask("GET", "/clients?clientId=realm-management")[1][0]["id"]
    assert ask("POST", f"/clients/{management}/scope-mappings/clients/x", b"[]") == client
    role, group = (404, {"error": "Could not find role with id"}), (404, {"error": "Group path does not exist"})
    for method, path, body, expected in (
        ("GET", "/clients/x", None, client), ("PUT", "/clients/x", b"{}", client), ("DELETE", "/clients/x", None, client),
        ("POST", "/clients/x/protocol-mappers/add-models", b"[]", client), ("GET", "/clients/x/roles/r", None, client),
        ("GET", "/client-scopes/x", None, scope), ("DELETE", "/client-scopes/x", None, scope),
    ):  # fmt: skip
        said = [ask(method, path, body, token=tokens[name]) for name in roles]
        assert said == [expected, expected, FORBIDDEN, FORBIDDEN], (method, path)
    for name in roles:
        assert ask("DELETE", "/roles-by-id/x", token=tokens[name]) == role
        assert ask("GET", "/group-by-path/x", token=tokens[name]) == group
    user = ask("GET", "/users?username=alice")[1][0]["id"]
    assert ask("GET", f"/users/{user}/offline-sessions/x") == (404, {"error": "Client not found"})


def test_ends_of_pages_are_read_before_anything_is_looked_for(ask, server):
    helper = token_of(server, "helper")
    for path in ("/users", "/roles", "/roles/nope/groups", "/roles/nope/users", "/clients", "/organizations", "/roles-by-id/x/composites"):
        for token in ("", helper):
            assert ask("GET", f"{path}?first=A&max=1", token=token) == NOT_FOUND, path
    assert ask("GET", "/identity-provider/instances?first=A") == NOT_FOUND
    assert ask("GET", "/components?first=A")[0] == 200


def test_a_feature_that_is_off_is_told_as_a_page_to_people(ask):
    status, page = ask("GET", "/users-management-permissions", accept="text/html")
    assert (status, "An internal server error has occurred" in page) == (501, True)


def test_what_endpoints_read_counts_for_empty_bodies_too(ask):
    client, user = ask("GET", "/clients?clientId=account")[1][0]["id"], ask("GET", "/users?username=alice")[1][0]["id"]
    unread = (415, {"error": "The content-type header value did not match the value in @Consumes"})
    of_realm, ask.admin.headers["Content-Type"] = "/authentication", "text/plain"
    for method, path in (
        ("POST", f"{of_realm}/flows"), ("PUT", f"{of_realm}/config/x"), ("POST", "/client-scopes"), ("POST", "/partialImport"),
        ("POST", f"/clients/{client}/certificates/jwt.credential/download"), ("POST", f"/ui-ext/role-mapping-delete/users/{user}"),
        ("PUT", f"/users/{user}/disable-credential-types"), ("PUT", f"/users/{user}/execute-actions-email"), ("PUT", "/ui-ext"),
    ):  # fmt: skip
        assert ask(method, path) == unread, path
    for body in ("", "{}"):
        answer = ask.admin.post(f"{of_realm}/required-actions/UPDATE_PASSWORD/lower-priority", content=body)
        assert answer.status_code == 204, body
    ask.admin.headers["Content-Type"] = "application/json"
    assert ask("PUT", "/localization/en/greeting") == unread
    assert ask("POST", "/localization/en")[0] == 204
    assert ask("GET", "/localization") == (200, ["en"])


def test_a_page_of_an_unworded_error_is_found_again_where_it_was_asked_for(ask, server):
    """In another language too: nothing is kept of it in a cookie."""
    ask.admin.put("", json={"internationalizationEnabled": True, "supportedLocales": ["en", "de"]})
    for path in ("/admin/realms/test/users/nope", "/realms/test/nope"):
        answer = ask.admin.get(f"{server.url}{path}", headers={"Accept": "text/html"})
        assert answer.status_code == 404
        assert f"{path}?kc_locale=de" in answer.text
        assert "set-cookie" not in answer.headers
