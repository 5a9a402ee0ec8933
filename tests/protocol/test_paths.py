"""Methods and paths that nobody asks for. Expected values are Keycloak's."""

import pytest

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
