"""The fixture in the ways that test suites are run: async with each runner, threads, any order, several workers, interrupted."""

import os
import signal
import subprocess
import sys

import pytest

FORM = '{"grant_type": "password", "client_id": "gcore", "username": "user@example.org", "password": "password", "scope": "openid"}'


@pytest.fixture
def project(pytester):
    pytester.makeini("[pytest]\nkeycloak_realms = gcore\nfilterwarnings = error")
    return pytester


ANYIO = f"""
    import httpx
    import pytest

    pytestmark = pytest.mark.anyio

    @pytest.fixture(params=["asyncio", "trio"])
    def anyio_backend(request):
        return request.param

    @pytest.fixture
    async def token(keycloak):
        async with httpx.AsyncClient() as client:
            return (await client.post(keycloak.realm("gcore").token_url, data={FORM})).json()["access_token"]

    async def test_over_the_socket(keycloak, token):
        async with httpx.AsyncClient(headers={{"Authorization": "Bearer " + token}}) as client:
            assert (await client.get(keycloak.realm("gcore").userinfo_url)).json()["email"] == "user@example.org"

    async def test_in_process(keycloak):
        with keycloak.at("https://auth.example.org/auth"):
            async with httpx.AsyncClient() as client:
                found = await client.post("https://auth.example.org/auth/realms/gcore/protocol/openid-connect/token", data={FORM})
        assert found.status_code == 200
        assert len(keycloak.requests) == 1
"""


def test_async_with_anyio_on_asyncio_and_trio(project, run_pytest):
    project.makepyfile(ANYIO)
    run_pytest().assert_outcomes(passed=4)


def test_many_at_once_on_asyncio(project, run_pytest):
    project.makepyfile(f"""
    import asyncio
    import httpx

    def test_it(keycloak):
        async def ask():
            async with httpx.AsyncClient() as client:
                asked = [client.post(keycloak.realm("gcore").token_url, data={FORM}) for _ in range(20)]
                return {{answer.status_code for answer in await asyncio.gather(*asked)}}

        assert asyncio.run(ask()) == {{200}}
        assert len(keycloak.requests) == 20
    """)
    run_pytest().assert_outcomes(passed=1)


def test_threads_of_a_test(project, run_pytest):
    project.makepyfile("""
    from concurrent.futures import ThreadPoolExecutor

    def test_it(keycloak):
        def work(number):
            realm = keycloak.add_realm(f"realm: r{number}\\nclients: {{api: {{secret: s}}}}\\n")
            keycloak.fault(realm=f"r{number}", endpoint="jwks", status=503)
            return realm.mint(client_id="api").claims["iss"]

        with ThreadPoolExecutor(8) as pool:
            found = list(pool.map(work, range(24)))
        assert len(set(found)) == 24
    """)
    run_pytest().assert_outcomes(passed=1)


MANY = """
    import pytest

    @pytest.mark.parametrize("number", range(15))
    def test_it(keycloak, number):
        assert keycloak.realm("gcore").token(client_id="gcore", username="user@example.org", password="password")
        keycloak.add_realm("realm: mine")
        keycloak.clock.move(3600 * number)
        assert len(keycloak.requests) == 1
"""


@pytest.fixture
def alone(monkeypatch):
    """Options of a run in processes of their own, which import no other plugin that is installed here."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    return ["-p", "pytest_plugin.plugin"]


def test_any_order(project, run_pytest):
    project.makepyfile(test_one=MANY, test_two=MANY)
    run_pytest("-p", "randomly", "-p", "no:xdist").assert_outcomes(passed=30)


def test_several_workers(project, alone, run_pytest):
    project.makepyfile(test_one=MANY, test_two=MANY)
    run_pytest("-n", "2", "-p", "xdist.plugin", *alone).assert_outcomes(passed=30)


def test_an_interrupted_run_ends_at_once(project, alone):
    project.makeini("[pytest]\nkeycloak_realms = gcore")
    project.makepyfile("""
    import threading
    def test_it(keycloak):
        fault = keycloak.fault(endpoint="token", latency=3600)
        threading.Thread(target=lambda: keycloak.realm("gcore").token(client_id="gcore"), daemon=True).start()
        while not fault.met:
            threading.Event().wait(0.01)
        print("WAITING", flush=True)
        threading.Event().wait(3600)
    """)
    command = [sys.executable, "-m", "pytest", "-s", *alone]
    # Whoever runs this suite in the background may have SIGINT ignored, and a child inherits that.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        process = subprocess.Popen(
            command, cwd=project.path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=dict(os.environ)
        )
    finally:
        signal.signal(signal.SIGINT, before)
    for line in process.stdout:
        if "WAITING" in line:
            break
    process.send_signal(signal.SIGINT)
    # It would last an hour, as the test and its request do, if the interrupt did not end it; how long pytest itself takes is no matter.
    output, _ = process.communicate(timeout=600)
    assert process.returncode == 2, output
