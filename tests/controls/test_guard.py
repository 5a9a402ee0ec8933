"""Pages in a browser steer nothing, whatever name they made the browser resolve."""

import httpx
import pytest

from emulator.configuration.settings import Settings
from emulator.serving.live import LiveServer
from tests import wire

PATHS = ["/_emulator/realms", "/_emulator", "/auth/_emulator/realms"]


def status(port, host, path="/_emulator/realms", **headers):
    return wire.get(f"http://127.0.0.1:{port}{path}", headers={"Host": host, **headers}).status_code


def port_of(server):
    return httpx.URL(server.url).port


@pytest.mark.parametrize("path", PATHS)
def test_a_server_of_this_machine_is_steered_by_names_of_this_machine_alone(server, path):
    port = port_of(server)
    for host in ("localhost", "LOCALHOST", f"localhost:{port}", "shop.localhost", "127.0.0.1", "127.8.8.8:1", "[::1]", f"[::1]:{port}"):
        assert status(port, host, path) == 200, host
    for host in ("evil.example.org", "localhost.example.org", "127.0.0.1.example.org", "evil", "10.0.0.1", "[2001:db8::1]", "localhost."):
        assert status(port, host, path, Origin=f"http://{host}") == 403, host
        assert status(port, host, path) == 403, host


def test_a_page_of_another_origin_or_site_steers_nothing(server):
    port = port_of(server)
    for headers, expected in [
        ({"Origin": "https://evil.example.org"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": f"http://127.0.0.1:{port}.example.org"}, 403),
        ({"Origin": server.url}, 200),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
    ]:
        assert status(port, f"127.0.0.1:{port}", **headers) == expected, headers


def test_a_name_that_a_proxy_would_pass_on_does_not_count(server, monkeypatch):
    headers = {"Host": "evil.example.org", "X-Forwarded-Host": "localhost", "Forwarded": "host=localhost"}
    assert wire.get(f"{server.url}/_emulator/realms", headers=headers).status_code == 403


def test_a_refusal_says_why(server, live):
    answer = wire.get(f"{server.url}/_emulator/realms", headers={"Host": "shop.example.org"})
    assert "--testing-hosts=shop.example.org" in answer.json()["error_description"]
    assert "the host 'shop.example.org' may be" in live.requests()[-1]


@pytest.fixture(scope="module")
def open_server():
    settings = Settings(http_host="0.0.0.0", http_port=0, hostname_admin="https://admin.example.org/x", testing_hosts=("ci.example.org",))
    started = LiveServer(settings=settings)
    started.start()
    yield started
    started.stop()


def test_a_server_that_others_reach_is_steered_by_names_that_nobody_owns(open_server):
    port = port_of(open_server)
    for host in ("localhost", "10.0.0.1", "[2001:db8::1]", "keycloak:8080", "host.docker.internal", "admin.example.org", "CI.example.org"):
        assert status(port, host) == 200, host
    for host in ("evil.example.org", "docker.internal", "x.ci.example.org", "10.0.0.1.example.org", "keycloak."):
        assert status(port, host) == 403, host


def test_requests_that_come_in_at_no_port_have_no_host_to_judge(live):
    import asyncio

    async def asked(host):
        async with httpx.AsyncClient(transport=httpx.ASGITransport(live.app), base_url=f"https://{host}") as http:
            return (await http.get("/_emulator/realms")).status_code

    assert asyncio.run_coroutine_threadsafe(asked("auth.example.org"), live.loop).result(10) == 200
