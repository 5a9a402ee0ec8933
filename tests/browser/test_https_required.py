"""A realm that requires https, asked over http. Doors, answers and events are those of Keycloak 26.7.4."""

import html
import re

from tests.conftest import ALICE, SVC
from tests.support import http_client

PROVIDER = {"alias": "up", "providerId": "oidc", "config": {
    "authorizationUrl": "https://up.example/a", "tokenUrl": "https://up.example/t", "clientId": "c", "clientSecret": "s"}}  # fmt: skip
ASK = {"client_id": "svc", "redirect_uri": "https://x.example/cb", "response_type": "code", "scope": "openid"}
REFUSED = (
    ("login-actions/authenticate", "LOGIN"), ("login-actions/registration", "REGISTER"),
    ("login-actions/reset-credentials", "RESET_PASSWORD"), ("login-actions/required-action", "CUSTOM_REQUIRED_ACTION"),
    ("login-actions/restart", "RESTART_AUTHENTICATION"), ("login-actions/first-broker-login", "IDENTITY_PROVIDER_FIRST_LOGIN"),
    ("broker/up/login", "IDENTITY_PROVIDER_LOGIN"), ("device", "OAUTH2_DEVICE_VERIFY_USER_CODE"),
)  # fmt: skip
TAKEN = ("protocol/openid-connect/logout", "protocol/openid-connect/userinfo", "protocol/openid-connect/login-status-iframe.html", "")


def test_doors_of_a_browser_over_http(server):
    realm = server.realm(
        clients=[{**SVC, "redirectUris": ["*"]}], users=[ALICE], identityProviders=[PROVIDER], sslRequired="none", eventsEnabled=True,
        registrationAllowed=True, resetPasswordAllowed=True,
    )  # fmt: skip
    base = f"{server.url}/realms/test"
    token = realm.login(scope="openid")["access_token"]
    with http_client() as http:
        page = http.get(f"{base}/protocol/openid-connect/auth", params=ASK).text
        query = html.unescape(re.search(r'action="([^"]*)"', page)[1]).partition("?")[2]
        server.update_realm("test", sslRequired="all")
        for path, kind in REFUSED:
            answer = http.get(f"{base}/{path}?{query}")
            assert (answer.status_code, "HTTPS required" in answer.text) == (400, True), path
            event = server.controls("GET", "/realms/test/events").json()[-1]
            assert (event["type"], event["error"]) == (f"{kind}_ERROR", "ssl_required"), path
        started = http.post(f"{base}/protocol/openid-connect/auth/device", data={"client_id": "svc", "client_secret": "s3cret"})
        assert (started.status_code, "HTTPS required" in started.text) == (400, True)
        for path, kind in (("auth", "LOGIN"), ("registrations", "REGISTER"), ("forgot-credentials", "RESET_PASSWORD")):
            assert http.get(f"{base}/protocol/openid-connect/{path}", params=ASK).status_code == 400
            event = server.controls("GET", "/realms/test/events").json()[-1]
            assert (event["type"], event["error"]) == (f"{kind}_ERROR", "ssl_required"), path
        for path in TAKEN:
            assert http.get(f"{base}/{path}", headers={"Authorization": f"Bearer {token}"}).status_code == 200, path
