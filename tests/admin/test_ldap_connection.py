"""Trying an LDAP server's settings: as Keycloak 26.7.4 answers for a server that is not there."""

import pytest

from tests.support import admin_client


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"action": "x"}, "NamingError"),
        ({}, "NamingError"),
        ({"action": "testConnection"}, "UnknownError"),
        ({"action": "testConnection", "connectionUrl": "x"}, "MalformedURL"),
        ({"action": "testConnection", "connectionUrl": "http://127.0.0.1:1"}, "MalformedURL"),
        ({"action": "testConnection", "connectionUrl": "ldap://["}, "UnknownError"),
        ({"action": "testConnection", "connectionUrl": ""}, "NamingError"),
        ({"action": "testConnection", "connectionUrl": "ldap://127.0.0.1:1"}, "SocketReset"),
        ({"action": "testAuthentication", "connectionUrl": "ldaps://127.0.0.1:1", "bindDn": "a", "bindCredential": "b"}, "SocketReset"),
        (None, "UnknownError"),
    ],
)
def test_settings_lead_nowhere(server, body, message):
    server.realm(users=[], clients=[])
    with admin_client(server.url) as http:
        answer = http.post("/testLDAPConnection", json=body)
        assert (answer.status_code, answer.json()) == (400, {"errorMessage": message})
        known = http.post("/ldap-server-capabilities", json=body)
        expected = (400, {"errorMessage": "ldapServerCapabilities error"}) if body is None else (200, [])
        assert (known.status_code, known.json()) == expected
        assert http.post("/testLDAPConnection", json={"a": 1}).json()["error"].startswith("Invalid json representation")
