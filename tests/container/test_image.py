"""The line that runs Keycloak's own image runs this one."""

import json
import re
import time

import pytest

from tests.container.conftest import answers, docker

ADMIN = ("-e", "KC_BOOTSTRAP_ADMIN_USERNAME=admin", "-e", "KC_BOOTSTRAP_ADMIN_PASSWORD=admin")
SVC = {"grant_type": "client_credentials", "client_id": "svc", "client_secret": "s3cret"}


@pytest.mark.parametrize("more", [(), ("--read-only", "--network", "bridge", "--cap-drop", "ALL"), ("-u", "12345:0"), ("-u", "1000:1000")])
def test_it_runs_as_keycloaks_does(run, realms, more):
    volume = ("-v", f"{realms}:/opt/keycloak/data/import:ro")
    container = run("start-dev", "--import-realm", options=(*ADMIN, *volume, *more)).wait_until_ready()
    token = container.post("/realms/shop/protocol/openid-connect/token", **SVC)
    assert token["expires_in"] == 300
    logs = container.logs()
    assert re.search(r"started in \d+\.\d+s", logs)
    assert "Created temporary admin user" in logs
    assert "Realm 'shop' imported" in logs
    assert "Listening on: http://0.0.0.0:8080. Management interface listening on http://0.0.0.0:9000." in logs


def test_it_is_healthy_by_its_own_check_and_by_those_that_are_written_for_keycloaks(run):
    container = run("start-dev").wait_until_ready()
    container.wait_for_state("Health.Status", "healthy", 20)
    request = r"GET /health/ready HTTP/1.1\r\nhost: localhost\r\nConnection: close\r\n\r\n"
    for shell in ("sh", "bash"):
        said = container.exec(shell, "-c", f"exec 3<>/dev/tcp/127.0.0.1/9000; echo -e '{request}' >&3; cat <&3").stdout
        assert '"status": "UP"' in said


def test_it_stops_at_once_and_says_nothing_of_it(run):
    container = run("start-dev").wait_until_ready()
    began = time.monotonic()
    docker("stop", "-t", "10", container.id)
    assert time.monotonic() - began < 5
    assert container.state("ExitCode") in ("0", "143")
    assert "Traceback" not in container.logs()


def test_a_broken_realm_file_stops_the_start_with_its_line(run, realms):
    (realms / "broken.yaml").write_text("realm: broken\nclients:\n  web:\n    redirectUri: [http://localhost/*]\n")
    container = run("start-dev", "--import-realm", options=("-v", f"{realms}:/opt/keycloak/data/import:ro"))
    assert docker("wait", container.id).stdout.strip() != "0"
    assert re.search(r"broken\.yaml:4:\d+: .*redirectUris", container.logs())


def test_state_survives_in_a_volume(run):
    volume = docker("volume", "create").stdout.strip()
    options = ("-v", f"{volume}:/opt/keycloak/data", "-e", "KC_DB=dev-file", *ADMIN)
    first = run("start-dev", options=options).wait_until_ready()
    kcadm = ("--no-config", "--server", "http://localhost:8080", "--realm", "master", "--user", "admin", "--password", "admin")
    first.exec("/opt/keycloak/bin/kcadm.sh", "create", "realms", "-s", "realm=kept", "-s", "enabled=true", *kcadm)
    docker("kill", first.id)
    first.remove()
    second = run("start-dev", options=options).wait_until_ready()
    kept = json.loads(second.exec("/opt/keycloak/bin/kcadm.sh", "get", "realms/kept", *kcadm).stdout)
    assert kept["realm"] == "kept"
    second.remove()
    docker("volume", "rm", volume)


def test_it_is_small(image):
    size = int(docker("image", "inspect", "-f", "{{.Size}}", image).stdout)
    assert size < 200_000_000


def test_unknown_options_are_refused_as_keycloak_refuses_them(run):
    container = run("start-dev", "--nope")
    assert docker("wait", container.id).stdout.strip() == "2"
    assert "Unknown option: '--nope'" in container.logs()


def test_providers_and_themes_are_named(run, realms):
    (realms / "mine.jar").write_bytes(b"")
    (realms / "ours").mkdir()
    volumes = ("-v", f"{realms}:/opt/keycloak/providers:ro", "-v", f"{realms}:/opt/keycloak/themes:ro")
    logs = run("start-dev", options=volumes).wait_until_ready().logs()
    assert "Providers without effect in the emulator: mine.jar" in logs
    assert "Themes without effect in the emulator: ours" in logs


def test_legacy_names_and_a_path_below(run):
    legacy = ("-e", "KEYCLOAK_ADMIN=boss", "-e", "KEYCLOAK_ADMIN_PASSWORD=pw", "-e", "KC_HTTP_RELATIVE_PATH=/auth")
    container = run("start-dev", options=legacy)
    container.wait_for(f"{container.url}/auth/realms/master")
    form = {"grant_type": "password", "client_id": "admin-cli", "username": "boss", "password": "pw"}
    assert container.post("/auth/realms/master/protocol/openid-connect/token", **form)["access_token"]
    assert answers(f"http://127.0.0.1:{container.port(9000)}/auth/health/ready") == 200
    assert answers(f"{container.url}/realms/master") == 404
