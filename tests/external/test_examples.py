"""The example projects of the docs, each with its own tool, against the command as users start it."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "examples"


def run(command, folder, **environ):
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=420, check=False, env={**os.environ, **environ})
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def keycloak_url():
    """A server with the examples' realm."""
    command = [sys.executable, "-m", "emulator", "start-dev", str(EXAMPLES / "shop.yaml"), "--http-port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        yield next(re.search(r"http://\S+", line)[0] for line in process.stdout if "Listening on: " in line)
        process.terminate()
        process.communicate(timeout=60)


@pytest.fixture
def copy(tmp_path):
    """A function that copies an example to where its tool may write."""

    def made(name):
        return shutil.copytree(EXAMPLES / name, tmp_path / name)

    return made


@pytest.mark.parametrize(
    ("name", "needed", "passed"),
    [
        ("fastapi", "fastapi", 15), ("flask", "flask", 15), ("django", "django", 15), ("asyncio", "pytest_asyncio", 2),
        ("fastapi_overrides", "fastapi", 2), ("pytest_django", "pytest_django", 1),
    ],
)  # fmt: skip
def test_with_the_fixture(name, needed, passed, copy):
    pytest.importorskip(needed)
    folder = copy(name)
    shutil.copy(EXAMPLES / "shop.yaml", folder.parent)
    code, output = run([sys.executable, "-m", "pytest", "-q"], folder)
    assert code == 0, output[-3000:]
    assert f"{passed} passed" in output


def test_node(keycloak_url, copy):
    if shutil.which("npm") is None:
        pytest.skip("there is no npm")
    folder = copy("node")
    code, output = run(["npm", "install", "--no-audit", "--no-fund"], folder)
    if code:
        pytest.skip(f"npm could not install the packages: {output[-300:]}")
    code, output = run(["npm", "test"], folder, KEYCLOAK_URL=keycloak_url)
    assert code == 0, output[-3000:]
    assert re.search(r"pass 16$", output, re.MULTILINE), output[-500:]


def test_go(keycloak_url, copy):
    if shutil.which("go") is None:
        pytest.skip("there is no Go")
    folder = copy("go")
    code, output = run(["go", "mod", "download"], folder)
    if code:
        pytest.skip(f"Go could not load the modules: {output[-300:]}")
    code, output = run(["go", "test", "-v", "./..."], folder, KEYCLOAK_URL=keycloak_url)
    assert code == 0, output[-3000:]
    assert output.count("--- PASS") == 16


def test_spring(keycloak_url, copy):
    if not (shutil.which("mvn") and shutil.which("java")):
        pytest.skip("there is no Maven or no Java")
    folder = copy("spring")
    code, output = run(["mvn", "-q", "-B", "test-compile"], folder)
    if code:
        pytest.skip(f"Maven could not build the example: {output[-500:]}")
    code, output = run(["mvn", "-B", "test"], folder, KEYCLOAK_URL=keycloak_url)
    assert code == 0, output[-3000:]
    assert "Tests run: 15, Failures: 0, Errors: 0, Skipped: 0" in output, output[-1500:]
