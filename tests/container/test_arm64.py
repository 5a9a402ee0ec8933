"""The image for another architecture, which QEMU runs. ``EMULATOR_BASE_ARM64`` names a base for it, as ``engine.sh base arm64`` makes."""

import os

import pytest

from tests.container.conftest import Container, build

ADMIN = ("-e", "KC_BOOTSTRAP_ADMIN_USERNAME=admin", "-e", "KC_BOOTSTRAP_ADMIN_PASSWORD=admin")


@pytest.fixture
def container(engine):
    base = os.environ.get("EMULATOR_BASE_ARM64")
    if not base:
        pytest.skip("EMULATOR_BASE_ARM64 names no base image")
    image = build("keycloak-emulator:arm64", base, "--platform", "linux/arm64")
    made = Container(image, "start-dev", options=("--platform", "linux/arm64", *ADMIN))
    yield made
    made.remove()


def test_it_runs_on_arm64(container):
    container.wait_until_ready(120)
    assert container.exec("python", "-c", "import platform; print(platform.machine())").stdout.strip() == "aarch64"
    form = {"grant_type": "password", "client_id": "admin-cli", "username": "admin", "password": "admin"}
    assert container.post("/realms/master/protocol/openid-connect/token", **form)["access_token"]
    said = container.exec(
        "/opt/keycloak/bin/kcadm.sh",
        "get",
        "realms/master",
        "--no-config",
        "--server",
        "http://localhost:8080",
        "--realm",
        "master",
        "--user",
        "admin",
        "--password",
        "admin",
        "--fields",
        "realm",
    ).stdout
    assert '"realm" : "master"' in said
