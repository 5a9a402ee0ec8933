"""Methods and paths that nobody asks for. Expected values are Keycloak's."""

import pytest

from tests.conftest import SVC

METHODS = ("GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD")


@pytest.mark.parametrize(
    ("path", "statuses"),
    [
        ("protocol/openid-connect/nope", "404 405 405 405 405 404 405"),
        ("protocol/openid-connect/token/nope", "405 404 405 405 405 404 405"),
        ("protocol/openid-connect/token/nope/x", "405 404 405 405 405 404 405"),
        ("protocol/openid-connect/auth/nope", "404 404 405 405 405 200 405"),
        ("protocol/openid-connect/auth/device/nope", "404 404 405 405 405 404 405"),
        ("protocol/openid-connect/userinfo/nope", "404 404 405 405 405 404 405"),
        ("protocol/openid-connect/ext/nope", "404 404 404 404 404 404 404"),
        ("protocol/openid-connect/ext/par/request/nope", "405 404 405 405 405 200 405"),
        (".well-known/openid-configuration", "200 404 404 404 404 200 200"),
    ],
)
def test_paths_below_endpoints(realm, path, statuses):
    answers = [realm.http.request(method, f"{realm.issuer}/{path}") for method in METHODS]
    assert " ".join(str(answer.status_code) for answer in answers) == statuses


def test_options_names_the_methods_of_the_endpoint_around(realm):
    assert realm.http.options("/auth/nope").headers["allow"] == "HEAD, POST, GET, OPTIONS"
    assert realm.http.options("/token/introspect/nope").headers["allow"] == "HEAD, POST, OPTIONS"


def test_the_usual_port_is_not_said(realm):
    def issuer(host):
        return realm.http.get(f"{realm.issuer}/.well-known/openid-configuration", headers={"Host": host}).json()["issuer"]

    for host, expected in (("x.test:80", "x.test"), ("x.test:443", "x.test:443"), ("[::1]:80", "[::1]"), ("x.test:8080", "x.test:8080")):
        assert issuer(host) == f"http://{expected}/realms/test"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("response_type=code", ("invalid_request", "invalidRequestMessage")),
        ("response_type=code&nonce=a&nonce=b", ("invalid_request", "duplicated parameter")),
        ("response_type=x&nonce=a&nonce=b", ("invalid_request", "Unsupported response type")),
        ("response_type=code&response_type=code&request=x", ("invalid_request", "duplicated parameter")),
        ("", ("invalid_request", "invalidRequestMessage")),
    ],
)
def test_the_order_of_what_is_wrong_with_a_pushed_request(server, query, expected):
    realm = server.realm(
        clients=[{**SVC, "redirectUris": ["https://app.example.org/*"], "attributes": {"request.object.required": "request only"}}]
    )
    answer = realm.http.post(
        "/ext/par/request",
        content=f"client_id=svc&client_secret=s3cret&{query}",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    assert (answer.json()["error"], answer.json()["error_description"]) == expected


def test_a_logout_with_a_bad_hint_leads_nowhere(server):
    realm = server.realm(clients=[{**SVC, "baseUrl": "https://app.example.org/home"}])
    answer = realm.http.get("/logout", params={"client_id": "svc", "id_token_hint": "x"})
    assert answer.status_code == 400
    assert "Invalid parameter: id_token_hint" in answer.text
    assert "backToApplication" not in answer.text


def test_head_is_a_get_without_its_body(server):
    realm = server.realm(clients=[{**SVC, "redirectUris": ["https://app.example.org/*"]}])
    query = {"client_id": "svc", "response_type": "code", "redirect_uri": "https://app.example.org/cb"}
    assert realm.http.head("/auth", params=query).status_code == 200
    assert realm.http.head("/auth", params={**query, "prompt": "none"}).status_code == 302
    after = {"client_id": "svc", "post_logout_redirect_uri": "https://app.example.org/cb"}
    assert realm.http.head("/logout", params=after).headers["location"] == "https://app.example.org/cb"
    assert realm.http.get("/logout", params={**after, "client_id": "nobody"}).status_code == 400


def test_a_page_may_ask_for_a_device_code_of_another_origin(realm):
    headers = {"Origin": "https://web.example.org", "Access-Control-Request-Method": "POST"}
    answer = realm.http.options("/auth/device", headers=headers)
    assert answer.headers["access-control-allow-origin"] == "https://web.example.org"
    assert answer.headers["access-control-allow-methods"] == "POST, OPTIONS"
