"""Calls to others trust the authorities of ``--truststore-paths`` beside the system's, whatever they are for."""

import json
import ssl
from contextlib import contextmanager
from http.server import ThreadingHTTPServer

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from emulator.configuration.settings import Settings
from emulator.serving.live import LiveServer
from tests.support import Request, admin_client, serve

KEY = RSAKey.generate_key(2048, {"kid": "k1", "use": "sig"})
TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
USER = {"username": "u", "enabled": True, "email": "u@example.org", "firstName": "F", "lastName": "L", "credentials": [{"value": "pw"}]}


@pytest.fixture(scope="module")
def other(certificates):
    """Somebody else's server, with a certificate of a private authority; its URL, and the paths that it was asked for."""
    asked = []
    service = ThreadingHTTPServer(("127.0.0.1", 0), Request)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates.server.file, certificates.server.key)
    service.socket = context.wrap_socket(service.socket, server_side=True, do_handshake_on_connect=False)
    url = f"https://127.0.0.1:{service.server_port}"

    def answer(request):
        asked.append(request.path)
        keys = {"keys": [KEY.as_dict(private=False)]}
        return 200, json.dumps(keys if request.path == "/keys" else {"issuer": url, "jwks_uri": f"{url}/keys"})

    service.daemon_threads, service.answer = True, answer
    service.handle_error = lambda *about: None
    serve(service)
    yield url, asked
    service.shutdown()
    service.server_close()


@contextmanager
def served(url, *paths):
    """A server that trusts these, with clients whose keys are at ``url``."""
    live = LiveServer(settings=Settings(http_port=0, truststore_paths=tuple(map(str, paths))))
    live.start()
    own = {"serviceAccountsEnabled": True, "clientAuthenticatorType": "client-jwt"}
    keyed = {**own, "clientId": "keyed", "attributes": {"use.jwks.url": "true", "jwks.url": f"{url}/keys"}}
    pod = {**own, "clientId": "pod", "clientAuthenticatorType": "federated-jwt"}
    pod["attributes"] = {"jwt.credential.issuer": "k8s", "jwt.credential.sub": "sa"}
    told = {"backchannel.logout.url": f"{url}/logout"}
    app = {"clientId": "app", "publicClient": True, "directAccessGrantsEnabled": True, "attributes": told}
    cluster = {"alias": "k8s", "providerId": "kubernetes", "enabled": True, "config": {"issuer": url}}
    realm = {"realm": "test", "enabled": True, "clients": [keyed, pod, app], "users": [USER], "identityProviders": [cluster]}
    live.call(lambda: live.emulator.add_realm(realm))
    try:
        yield live
    finally:
        live.stop()


def asserted(live, issuer, subject):
    """The status of a token request by an assertion."""
    now, own = int(live.emulator.clock.seconds()), f"{live.origin}/realms/test"
    claims = {"iss": issuer, "sub": subject, "aud": own, "iat": now, "exp": now + 50, "jti": f"{subject}{now}"}
    form = {"grant_type": "client_credentials", "client_assertion_type": TYPE}
    form["client_assertion"] = jwt.encode({"alg": "RS256", "kid": "k1"}, claims, KEY)
    return httpx.post(f"{own}/protocol/openid-connect/token", data=form).status_code


def metadata(live, url):
    """The status of reading a provider's metadata."""
    with admin_client(live.origin) as admin:
        return admin.post("/identity-provider/import-config", json={"providerId": "oidc", "fromUrl": f"{url}/metadata"}).status_code


def logout(live):
    """Ends a session of the client that is told of it."""
    place = f"{live.origin}/realms/test/protocol/openid-connect"
    form = {"grant_type": "password", "client_id": "app", "username": "u", "password": "pw"}
    tokens = httpx.post(f"{place}/token", data=form).raise_for_status().json()
    httpx.post(f"{place}/logout", data={"client_id": "app", "refresh_token": tokens["refresh_token"]}).raise_for_status()


def test_authorities_of_a_file_and_of_a_folder(other, certificates, tmp_path):
    url, asked = other
    (tmp_path / "authority.crt").write_bytes(certificates.authority.file.read_bytes())
    for path in (certificates.authority.file, tmp_path, certificates.server.file):
        asked.clear()
        with served(url, path) as live:
            assert (asserted(live, "keyed", "keyed"), asserted(live, url, "sa"), metadata(live, url)) == (200, 200, 200)
            logout(live)
        assert {"/keys", "/.well-known/openid-configuration", "/metadata", "/logout"} <= set(asked)


def test_others_are_not_trusted(other, certificates):
    url, asked = other
    asked.clear()
    for paths in ((), (certificates.authority.folder / "Another-authority.pem",)):
        with served(url, *paths) as live:
            assert (asserted(live, "keyed", "keyed"), asserted(live, url, "sa"), metadata(live, url)) == (400, 401, 400)
            logout(live)
    assert asked == []
