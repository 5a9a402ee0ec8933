"""What 1,000 trivial tests cost with the fixture, beside those of peers: ``python benchmarks/fixture.py``.

Each figure is the best of three whole pytest runs; a peer that is not installed (pytest-httpserver, oidc-provider-mock) is left out.
"""

import importlib.util
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TESTS = 1000
BODY = """\
import pytest
{setup}
@pytest.mark.parametrize("number", range({tests}))
def test_it(number{fixture}): pass
"""
OIDC = """\
@pytest.fixture(scope="session")
def oidc():
    import oidc_provider_mock
    with oidc_provider_mock.run_server_in_thread() as server:
        yield server
"""
CASES = {
    "without a fixture": ("", "", "", None),
    "keycloak-emulator": ("", ", keycloak", "keycloak_realms = gcore", "pytest_plugin"),
    "pytest-httpserver": ("", ", httpserver", "", "pytest_httpserver"),
    "oidc-provider-mock": (OIDC, ", oidc", "", "oidc_provider_mock"),
}


def seconds(setup, fixture, ini):
    """How long pytest takes, best of three."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "pytest.ini").write_text(f"[pytest]\n{ini}\n")
        Path(folder, "test_it.py").write_text(BODY.format(setup=setup, tests=TESTS, fixture=fixture))
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", "-p", "no:cacheprovider", folder]
        times = []
        for _ in range(3):
            began = time.perf_counter()
            subprocess.run(command, check=True, capture_output=True)
            times.append(time.perf_counter() - began)
    return min(times)


def main():
    """Prints a table; a ratio is against the run without a fixture."""
    base = 0.0
    for name, (setup, fixture, ini, module) in CASES.items():
        if module is not None and importlib.util.find_spec(module) is None:
            print(f"{name:20} not installed")
            continue
        took = seconds(setup, fixture, ini)
        base = base or took
        print(f"{name:20} {took:6.2f} s  {took / base:5.2f}x  {took - base:+.2f} s for {TESTS:,} tests")


if __name__ == "__main__":
    main()
