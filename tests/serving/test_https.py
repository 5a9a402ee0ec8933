"""Ports with TLS: what listens, what is presented, and files that cannot be used."""

import json
import re
import socket
import ssl
import time
from itertools import chain

import httpx
import pytest

from emulator.cli import main
from tests.commands.running import run
from tests.support import admin_token


def test_http_and_https_listen_beside_each_other(serve):
    with serve("--health-enabled") as server:
        assert re.search(
            r"Listening on: http://127\.0\.0\.1:\d+ and https://127\.0\.0\.1:\d+\."
            r" Management interface listening on https://127\.0\.0\.1:\d+\.\n$",
            server.ready,
        )
        for url in (server.http, server.https):
            discovery = server.client(url).get("/realms/master/.well-known/openid-configuration").json()
            assert discovery["issuer"] == f"{url}/realms/master"
            assert discovery["mtls_endpoint_aliases"]["token_endpoint"] == f"{url}/realms/master/protocol/openid-connect/token"
        assert server.client(server.management).get("/health/ready").json()["status"] == "UP"


def test_a_token_of_the_https_port_says_so(serve):
    with serve() as server:
        client = server.client(server.https)
        token = admin_token("", client)
        listed = client.get("/admin/realms", headers={"Authorization": f"Bearer {token}"})
        assert [realm["realm"] for realm in listed.json()] == ["master"]


def test_https_alone(serve):
    with serve("--http-enabled", "false", "--health-enabled", "--http-management-scheme", "http") as server:
        assert [url.split(":")[0] for url in server.urls] == ["https"]
        assert server.client(server.https).get("/realms/master").status_code == 200
        assert server.management.startswith("http://")
        assert httpx.get(f"{server.management}/health").status_code == 200


def test_a_key_store(serve, certificates):
    options = ("--https-key-store-file", str(certificates.key_store), "--https-key-store-password", "changeit")
    with serve(*options, tls=False) as server:
        assert server.client(server.https).get("/realms/master").status_code == 200


def test_options_come_from_the_environment(serve, certificates):
    environ = {"KC_HTTPS_CERTIFICATE_FILE": str(certificates.server.file), "KC_HTTPS_CERTIFICATE_KEY_FILE": str(certificates.server.key)}
    with serve(tls=False, **environ) as server:
        assert server.client(server.https).get("/realms/master").status_code == 200


def test_versions_of_tls(serve, certificates):
    with serve("--https-protocols", "TLSv1.2") as server:
        host, port = server.https.removeprefix("https://").split(":")
        context = ssl.create_default_context(cafile=certificates.authority.file)
        with socket.create_connection((host, int(port))) as plain, context.wrap_socket(plain, server_hostname=host) as secure:
            assert secure.version() == "TLSv1.2"


def test_plain_http_at_the_https_port_is_no_request(serve):
    with serve() as server:
        with pytest.raises(httpx.TransportError):
            httpx.get(server.https.replace("https", "http") + "/realms/master")
        assert server.client(server.https).get("/realms/master").status_code == 200


@pytest.fixture
def refused(capsys):
    """The exit code of a start, and what it said on standard error."""

    def start(*arguments):
        capsys.readouterr()
        code = main(["start-dev", "--http-port", "0", "--https-port", "0", *map(str, arguments)])
        return code, capsys.readouterr().err

    return start


def test_files_that_cannot_be_used_are_named_in_one_line(certificates, tmp_path, refused):
    rubbish = tmp_path / "rubbish.pem"
    rubbish.write_text("rubbish")
    store = tmp_path / "store.jks"
    store.write_bytes(b"\xfe\xed\xfe\xed")
    c = certificates
    pair = ("--https-certificate-file", c.server.file, "--https-certificate-key-file", c.server.key)
    cases = [
        (("--https-certificate-file", tmp_path / "none.pem", "--https-certificate-key-file", c.server.key), tmp_path / "none.pem"),
        (("--https-certificate-file", rubbish, "--https-certificate-key-file", c.server.key), rubbish),
        (("--https-certificate-file", c.server.file, "--https-certificate-key-file", rubbish), rubbish),
        (("--https-certificate-file", c.server.file, "--https-certificate-key-file", c.client.key), c.client.key),
        (("--https-certificate-file", c.server.file), "--https-certificate-key-file"),
        (("--https-key-store-file", c.key_store, "--https-key-store-password", "wrong"), c.key_store),
        (("--https-key-store-file", store), f"{store} has to be PKCS12"),
        ((*pair, "--https-trust-store-file", store), f"{store} has to be PEM or PKCS12"),
        ((*pair, "--truststore-paths", tmp_path / "none.pem"), tmp_path / "none.pem"),
        ((*pair, "--https-client-auth", "request", "--https-trust-store-file", rubbish), rubbish),
        (("--https-trust-store-file", rubbish), rubbish),
        ((*pair, "--https-protocols", "TLSv1"), "TLSv1.2"),
    ]
    for arguments, said in cases:
        code, told = refused(*arguments)
        assert code == 1, (arguments, told)
        assert str(said) in told
        assert len(told.strip().splitlines()) == 1


def test_nonsense_is_told_as_such(refused):
    for arguments in (("--https-client-auth", "maybe"), ("--http-enabled", "false"), ("--shutdown-delay", "soon")):
        assert refused(*arguments)[0] == 2


def test_a_port_that_is_taken_is_named(serve, certificates):
    pair = ("--https-certificate-file", str(certificates.server.file), "--https-certificate-key-file", str(certificates.server.key))
    with serve("--health-enabled") as server:
        for option, url in (("--https-port", server.https), ("--http-management-port", server.management)):
            ports = {"--http-port": "0", "--https-port": "0", "--http-management-port": "0", option: url.rpartition(":")[2]}
            again = run("start-dev", "--health-enabled", *pair, *chain.from_iterable(ports.items()))
            assert again.returncode == 1
            assert f":{ports[option]}: Address already in use" in again.stdout + again.stderr


def test_the_management_port_has_a_path_of_its_own(serve):
    options = ("--health-enabled", "--http-management-relative-path", "/mgmt")
    with serve(*options, tls=False) as server, httpx.Client(base_url=server.management) as client:
        assert client.get("/mgmt/health").json()["status"] == "UP"
        assert client.get("/health").status_code == 404
        moved = client.get("/")
        assert (moved.status_code, moved.headers["location"]) == (302, "/mgmt")
        assert "<h2>Keycloak Management Interface</h2>" in client.get("/mgmt").text


def test_health_on_the_main_port(serve):
    with serve("--health-enabled", "--http-management-health-enabled", "false", tls=False) as server:
        assert server.management == ""
        assert httpx.get(f"{server.http}/health/ready").json()["status"] == "UP"
        assert httpx.get(f"{server.http}/realms/master").status_code == 200


def test_readiness_ends_before_the_server_does(start):
    with start("--health-enabled", "--shutdown-delay", "60s", tls=False) as server:
        server.process.terminate()
        with httpx.Client(base_url=server.management) as client:
            deadline = time.monotonic() + 50
            while (ready := client.get("/health/ready")).status_code == 200 and time.monotonic() < deadline:
                time.sleep(0.01)
            assert client.get("/health/live").status_code == 200
        assert ready.status_code == 503
        assert json.loads(ready.text)["status"] == "DOWN"
        assert ready.json()["checks"][0] == {"name": "Graceful Shutdown", "status": "DOWN"}
        assert httpx.get(f"{server.http}/realms/master").status_code == 200
        server.process.terminate()
        assert server.process.wait(60) == 143


def test_the_management_port_has_a_certificate_and_clients_of_its_own(serve, certificates):
    c = certificates
    options = (
        "--health-enabled", "--https-management-key-store-file", str(c.key_store), "--https-management-key-store-password", "changeit",
        "--https-management-client-auth", "required", "--https-management-trust-store-file", str(c.authority.file),
    )  # fmt: skip
    with serve(*options, tls=False) as server:
        assert [url.split(":")[0] for url in server.urls] == ["http"]
        assert server.client(server.management, c.client).get("/health").json()["status"] == "UP"
        with pytest.raises(httpx.TransportError):
            server.client(server.management).get("/health")
