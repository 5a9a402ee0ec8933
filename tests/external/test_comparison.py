"""The five tests of docs/comparison.md, written in the ways that it compares. The real Keycloak is not here: there is no image of it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).with_name("comparison")
EXAMPLE = Path(__file__).resolve().parents[2] / "docs" / "examples" / "comparison"
MAIN = "no.nav.security.mock.oauth2.StandaloneMockOAuth2ServerKt"


def run(way, folder, **environ):
    """Runs one way's tests in a copy of the example; all pass, the browser's only where there is one."""
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("__pycache__", ".pytest_cache"))
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", way],
        cwd=folder, capture_output=True, text=True, timeout=300, check=False, env={**os.environ, **environ},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
    assert "5 passed" in done.stdout or "4 passed, 1 skipped" in done.stdout


@pytest.mark.parametrize("way", ["emulator", "httpserver"])
def test_in_python(way, tmp_path):
    run(way, tmp_path / "comparison")


def test_mock_oauth2_server(tmp_path):
    if shutil.which("mvn") is None or shutil.which("java") is None:
        pytest.skip("there is no Maven")
    jars = tmp_path / "jars"
    command = ["mvn", "-q", "-B", "dependency:copy-dependencies", f"-DoutputDirectory={jars}", "-DincludeScope=runtime"]
    fetched = subprocess.run(command, cwd=HERE, capture_output=True, text=True, timeout=300, check=False)
    if fetched.returncode != 0:
        pytest.skip(f"Maven cannot bring the server: {fetched.stdout.strip().splitlines()[:1]}")
    run("mock_oauth2_server", tmp_path / "comparison", STAND_IN=f"java -cp {jars}/* {MAIN}", PYTHONPATH=str(HERE))
