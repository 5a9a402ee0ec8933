"""Tokens bound to a certificate (RFC 8705): where they are bound and where that is checked, as recorded on Keycloak 26.7.4."""

import base64
import hashlib
import json
import re
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.support import admin_token, claims

BOUND = {"tls.client.certificate.bound.access.tokens": "true"}
PATH = "/realms/bound/protocol/openid-connect"
MISSING = (400, {"error": "invalid_request", "error_description": "Client Certification missing for MTLS HoK Token Binding"})
OTHER = "Client certificate missing, or its thumbprint and one in the token did NOT match"
EXCHANGE = {"standard.token.exchange.enabled": "true"}
AUDIENCE = {
    "name": "audience", "protocol": "openid-connect", "protocolMapper": "oidc-audience-mapper",
    "config": {"included.client.audience": "bound", "access.token.claim": "true"},
}  # fmt: skip
ABLE = {"secret": "s", "serviceAccountsEnabled": True, "directAccessGrantsEnabled": True, "protocolMappers": [AUDIENCE]}
URI = "http://localhost/callback"


@pytest.fixture(scope="module")
def server(start, certificates, tmp_path_factory):
    clients = [
        {"clientId": "bound", **ABLE, "implicitFlowEnabled": True, "redirectUris": [URI], "attributes": {**BOUND, **EXCHANGE}},
        {"clientId": "public", "publicClient": True, "directAccessGrantsEnabled": True, "attributes": BOUND},
        {"clientId": "opaque", **ABLE, "attributes": {**BOUND, "access.token.opaque": "true"}},
        {"clientId": "free", **ABLE, "attributes": EXCHANGE},
    ]
    user = {"username": "alice", "enabled": True, "email": "alice@example.org", "firstName": "Alice", "lastName": "Liddell"}
    users = [{**user, "emailVerified": True, "credentials": [{"type": "password", "value": "wonder"}]}]
    document = {"realm": "bound", "enabled": True, "sslRequired": "none", "eventsEnabled": True, "clients": clients, "users": users}
    file = tmp_path_factory.mktemp("realm") / "bound.json"
    file.write_text(json.dumps(document))
    options = ("--https-client-auth", "request", "--https-trust-store-file", str(certificates.authority.file))
    with start(str(file), *options) as started:
        yield started


@pytest.fixture(scope="module")
def http(server, certificates):
    """Clients of the https port by certificate: none, the owner's, another's."""
    presented = {"none": None, "owner": certificates.client, "other": certificates.other}
    return {name: server.client(server.https, owned) for name, owned in presented.items()}


def token(client, who="bound", **form):
    secret = {} if who == "public" else {"client_secret": "s"}
    found = client.post(f"{PATH}/token", data={"client_id": who, **secret, **form})
    return found.status_code, found.json()


def login(client, who="bound", **form):
    return token(client, who, grant_type="password", username="alice", password="wonder", scope="openid", **form)


def confirmation(owned):
    digest = hashlib.sha256(owned.der).digest()
    return {"x5t#S256": base64.urlsafe_b64encode(digest).rstrip(b"=").decode()}


def test_all_grants_need_a_certificate(http):
    assert token(http["none"], grant_type="client_credentials") == MISSING
    assert login(http["none"]) == MISSING
    assert login(http["none"], "public") == MISSING
    wrong = token(http["none"], grant_type="password", username="alice", password="wrong")[1]
    assert wrong == {"error": "invalid_grant", "error_description": "Invalid user credentials"}


def test_access_and_refresh_tokens_say_what_they_are_bound_to(http, certificates):
    expected = confirmation(certificates.client)
    status, found = login(http["owner"])
    assert status == 200
    assert claims(found["access_token"])["cnf"] == claims(found["refresh_token"])["cnf"] == expected
    assert "cnf" not in claims(found["id_token"])
    order = [name for name in claims(found["access_token"]) if name in ("acr", "cnf", "scope")]
    assert order == ["acr", "cnf", "scope"]
    assert claims(token(http["owner"], grant_type="client_credentials")[1]["access_token"])["cnf"] == expected
    assert "cnf" not in claims(login(http["owner"], "free")[1]["access_token"])


@pytest.mark.parametrize("who", ["bound", "public"])
def test_refresh_needs_the_same_certificate(http, certificates, who):
    refresh = login(http["owner"], who)[1]["refresh_token"]
    for name in ("none", "other"):
        refused = token(http[name], who, grant_type="refresh_token", refresh_token=refresh)
        assert refused == (401, {"error": "unauthorized_client", "error_description": OTHER})
    status, renewed = token(http["owner"], who, grant_type="refresh_token", refresh_token=refresh)
    assert status == 200
    assert claims(renewed["access_token"])["cnf"] == claims(renewed["refresh_token"])["cnf"] == confirmation(certificates.client)


@pytest.mark.parametrize("who", ["bound", "opaque"])
def test_userinfo_needs_the_same_certificate(http, who):
    access = {"Authorization": f"Bearer {login(http['owner'], who)[1]['access_token']}"}
    for name in ("none", "other"):
        refused = http[name].get(f"{PATH}/userinfo", headers=access)
        expected = f'Bearer realm="bound", error="invalid_token", error_description="{OTHER}"'
        assert (refused.status_code, refused.headers["www-authenticate"]) == (401, expected)
    assert http["owner"].get(f"{PATH}/userinfo", headers=access).json()["preferred_username"] == "alice"


def test_introspection_tells_the_binding_and_asks_for_none(http, certificates):
    access = login(http["owner"])[1]["access_token"]
    for client in http.values():
        found = client.post(f"{PATH}/token/introspect", data={"client_id": "bound", "client_secret": "s", "token": access}).json()
        assert found["active"] is True
        assert found["cnf"] == confirmation(certificates.client)


def test_exchange_needs_the_same_certificate_and_the_same_client(http, certificates):
    kind = "urn:ietf:params:oauth:token-type:access_token"
    form = {"grant_type": "urn:ietf:params:oauth:grant-type:token-exchange", "subject_token_type": kind}
    form["subject_token"] = login(http["owner"])[1]["access_token"]
    for name in ("none", "other"):
        assert token(http[name], **form) == (400, {"error": "invalid_request", "error_description": OTHER})
    status, answer = token(http["owner"], **form)
    assert (status, claims(answer["access_token"])["cnf"]) == (200, confirmation(certificates.client))
    foreign = "Sender-constrained token exchange rejected as the token was not issued for the requesting client"
    assert token(http["owner"], "free", **form) == (400, {"error": "invalid_request", "error_description": foreign})
    free = login(http["none"], "free")[1]["access_token"]
    status, answer = token(http["none"], **{**form, "subject_token": free})
    assert (status, "cnf" in claims(answer["access_token"])) == (200, False)


def test_logout_needs_the_same_certificate_and_revocation_none(http):
    for name, status in (("none", 401), ("other", 401), ("owner", 204)):
        refresh = login(http["owner"])[1]["refresh_token"]
        form = {"client_id": "bound", "client_secret": "s"}
        ended = http[name].post(f"{PATH}/logout", data={**form, "refresh_token": refresh})
        assert ended.status_code == status
        if status == 401:
            assert ended.json() == {"error": "unauthorized_client", "error_description": OTHER}
            assert token(http["owner"], grant_type="refresh_token", refresh_token=refresh)[0] == 200
            assert http[name].post(f"{PATH}/revoke", data={**form, "token": refresh}).status_code == 200


def administrator(client):
    token = admin_token("", client)
    return {"Authorization": f"Bearer {token}"}


def test_a_refused_logout_is_an_event(http):
    refresh = login(http["owner"])[1]["refresh_token"]
    http["none"].post(f"{PATH}/logout", data={"client_id": "bound", "client_secret": "s", "refresh_token": refresh})
    events = http["none"].get("/admin/realms/bound/events?type=LOGOUT_ERROR", headers=administrator(http["none"])).json()
    assert (events[0]["error"], events[0]["clientId"]) == ("not_allowed", "bound")
    assert events[0]["details"] == {"reason": OTHER, "client_auth_method": "client-secret"}


def in_browser(client, kind):
    """What a login brings to the callback."""
    client.cookies.clear()
    query = {"client_id": "bound", "redirect_uri": URI, "response_type": kind, "scope": "openid", "nonce": "n", "state": "s"}
    page = client.get(f"{PATH}/auth", params=query)
    action = re.search(r'action="([^"]+)"', page.text)[1].replace("&amp;", "&")
    location = client.post(action, data={"username": "alice", "password": "wonder"}).headers["location"]
    parts = urlsplit(location)
    return {name: values[0] for name, values in parse_qs(parts.fragment or parts.query).items()}


def test_the_code_flow_binds_where_the_code_is_redeemed(http, certificates):
    form = {"grant_type": "authorization_code", "redirect_uri": URI}
    code = in_browser(http["none"], "code")["code"]
    assert token(http["none"], code=code, **form) == MISSING
    again = token(http["owner"], code=code, **form)
    assert again == (400, {"error": "invalid_grant", "error_description": "Code not valid"})
    status, found = token(http["other"], code=in_browser(http["owner"], "code")["code"], **form)
    assert (status, claims(found["access_token"])["cnf"]) == (200, confirmation(certificates.other))


def test_the_implicit_flow_binds_where_the_browser_has_a_certificate(http, certificates):
    assert claims(in_browser(http["owner"], "token")["access_token"])["cnf"] == confirmation(certificates.client)
    assert "cnf" not in claims(in_browser(http["none"], "token")["access_token"])


def test_a_token_from_before_the_binding_holds_no_more(server, http):
    tokens = login(http["owner"], "free")[1]
    headers = administrator(http["none"])
    client = http["none"].get("/admin/realms/bound/clients?clientId=free", headers=headers).json()[0]
    path = f"/admin/realms/bound/clients/{client['id']}"
    changed = {**client, "attributes": {**client["attributes"], **BOUND}}
    assert http["none"].put(path, headers=headers, json=changed).status_code == 204
    try:
        assert token(http["owner"], "free", grant_type="refresh_token", refresh_token=tokens["refresh_token"])[0] == 401
        access = {"Authorization": f"Bearer {tokens['access_token']}"}
        assert http["owner"].get(f"{PATH}/userinfo", headers=access).status_code == 401
    finally:
        freed = {**client, "attributes": {**client["attributes"], next(iter(BOUND)): "false"}}
        assert http["none"].put(path, headers=headers, json=freed).status_code == 204
