"""What others have built around Keycloak's image works with this one by its name alone."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.container.conftest import ROOT

COMPOSE = ROOT / "docs" / "examples" / "compose"


def compose_command():
    if subprocess.run(["docker", "compose", "version"], capture_output=True, check=False).returncode == 0:
        return ["docker", "compose"]
    if shutil.which("docker-compose"):
        return ["docker-compose"]
    pytest.skip("docker compose is not installed")
    return []


def test_compose_with_a_service_that_waits_until_it_is_healthy(image, tmp_path):
    folder = tmp_path / "shop"
    shutil.copytree(COMPOSE, folder)
    for path in (tmp_path, *tmp_path.parents[:2], folder, *folder.rglob("*")):
        path.chmod(0o755)
    environ = {**os.environ, "KEYCLOAK_IMAGE": image, "KEYCLOAK_PORT": "0", "COMPOSE_PROJECT_NAME": "emulator-test"}
    command = compose_command()

    def compose(*arguments):
        return subprocess.run([*command, *arguments], cwd=folder, env=environ, capture_output=True, text=True, timeout=300, check=False)

    try:
        done = compose("up", "--abort-on-container-exit", "--exit-code-from", "orders")
        assert done.returncode == 0, done.stdout + done.stderr
        assert "orders: a token of alice by http://localhost:8080/realms/shop" in done.stdout
    finally:
        compose("down", "-v", "--remove-orphans")


TESTCONTAINERS_ENVIRONMENT = {
    "TESTCONTAINERS_RYUK_DISABLED": "true",  # its image would have to be fetched
    "TESTCONTAINERS_HOST_OVERRIDE": os.environ.get(
        "TESTCONTAINERS_HOST_OVERRIDE", "127.0.0.1"
    ),  # found by another image within a container
}
TESTCONTAINERS = """
import sys, warnings
warnings.simplefilter("ignore")
from testcontainers.keycloak import KeycloakContainer

with KeycloakContainer(sys.argv[1]) as container:
    admin = container.get_client()
    admin.create_realm({"realm": "made", "enabled": True})
    print(sorted(one["realm"] for one in admin.get_realms()), admin.get_realm("master")["sslRequired"])

with KeycloakContainer(sys.argv[1]).with_realm_import_folder(sys.argv[2]) as container:
    print(sorted(one["realm"] for one in container.get_client().get_realms()))
"""


def test_testcontainers_for_python(image, realms):
    pytest.importorskip("testcontainers")
    environ = {**os.environ, **TESTCONTAINERS_ENVIRONMENT}
    done = subprocess.run(
        [sys.executable, "-c", TESTCONTAINERS, image, str(realms)], capture_output=True, text=True, timeout=300, env=environ, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["['made', 'master'] none", "['master', 'shop']"]


def test_testcontainers_for_java(image, tmp_path):
    if shutil.which("mvn") is None:
        pytest.skip("Maven is not installed")
    project = tmp_path / "java"
    shutil.copytree(Path(__file__).parent / "java", project)
    environ = {**os.environ, **TESTCONTAINERS_ENVIRONMENT, "EMULATOR_IMAGE": image}
    done = subprocess.run(["mvn", "-q", "-B", "test"], cwd=project, capture_output=True, text=True, timeout=900, env=environ, check=False)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
