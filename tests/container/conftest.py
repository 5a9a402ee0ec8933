"""The image, where this machine has a Docker engine.

``EMULATOR_IMAGE`` names one that is built already, ``EMULATOR_BASE`` another base image to build it on (``engine.sh`` makes one).
"""

import json
import os
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def docker(*arguments, check=True, **options):
    done = subprocess.run(["docker", *arguments], capture_output=True, text=True, timeout=1500, check=False, **options)
    if check:
        assert done.returncode == 0, done.stdout + done.stderr
    return done


def answers(url):
    """The status of a GET request; 0 while nobody listens."""
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        error.close()
        return error.code
    except OSError:
        return 0


@pytest.fixture(scope="session")
def engine():
    try:
        if docker("info", check=False).returncode:
            pytest.skip("no Docker engine answers")
    except FileNotFoundError:
        pytest.skip("docker is not installed")


def build(name, base, *options):
    """Builds the image on a base image, or on the one that the Dockerfile names."""
    on = ("--build-arg", f"PYTHON={base}") if base else ()
    environ = {**os.environ, "DOCKER_BUILDKIT": "0"}
    docker("build", "--network", "host", *options, *on, "-t", name, "-f", "docker/Dockerfile", ".", cwd=ROOT, env=environ)
    return name


@pytest.fixture(scope="session")
def image(engine):
    return os.environ.get("EMULATOR_IMAGE") or build("keycloak-emulator:test", os.environ.get("EMULATOR_BASE"))


class Container:
    def __init__(self, image, *arguments, options=()):
        self.id = docker("run", "-d", "-P", *options, image, *arguments).stdout.strip()

    def port(self, number):
        return docker("port", self.id, str(number)).stdout.splitlines()[0].rpartition(":")[2]

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port(8080)}"

    def wait_until_ready(self, seconds=30):
        return self.wait_for(f"http://127.0.0.1:{self.port(9000)}/health/ready", seconds)

    def wait_for(self, url, seconds=30):
        """Until a URL answers with 200."""
        deadline = time.monotonic() + seconds
        while answers(url) != 200:
            assert time.monotonic() < deadline, self.logs()
            assert self.state("Running") == "true", self.logs()
            time.sleep(0.05)
        return self

    def wait_for_state(self, name, value, seconds=30):
        """Until the engine says so of the container."""
        deadline = time.monotonic() + seconds
        while self.state(name) != value:
            assert time.monotonic() < deadline, self.logs()
            time.sleep(0.2)

    def state(self, name):
        return docker("inspect", "-f", "{{.State." + name + "}}", self.id).stdout.strip()

    def logs(self):
        done = docker("logs", self.id)
        return done.stdout + done.stderr

    def exec(self, *arguments, check=True):
        return docker("exec", self.id, *arguments, check=check)

    def post(self, path, **form):
        data = urllib.parse.urlencode(form).encode()
        with urllib.request.urlopen(self.url + path, data, timeout=60) as answer:
            return json.load(answer)

    def remove(self):
        docker("rm", "-f", self.id, check=False)


@pytest.fixture
def run(image):
    made = []

    def start(*arguments, options=(), image=image):
        made.append(Container(image, *arguments, options=options))
        return made[-1]

    yield start
    for one in made:
        one.remove()


@pytest.fixture
def realms(tmp_path):
    """A folder of realm files that any user can read."""
    folder = tmp_path / "realms"
    folder.mkdir()
    for parent in (tmp_path, *tmp_path.parents[:2]):
        parent.chmod(0o755)
    (folder / "shop.json").write_text(
        json.dumps(
            {
                "realm": "shop",
                "enabled": True,
                "clients": [{"clientId": "svc", "secret": "s3cret", "serviceAccountsEnabled": True}],
            }
        )
    )
    return folder
