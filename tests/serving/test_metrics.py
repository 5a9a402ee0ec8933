"""``/metrics``, read by the parser of Prometheus and compared with what Keycloak 26.7.4 wrote after the same kinds of requests."""

from urllib.parse import quote

import httpx
import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families as open_families
from prometheus_client.parser import text_string_to_metric_families as plain_families

from tests import wire

PLAIN, OPEN = "text/plain; version=0.0.4; charset=utf-8", "application/openmetrics-text; version=1.0.0; charset=utf-8"
PROCESS = {
    "process_uptime_seconds": "gauge", "process_start_time_seconds": "gauge", "process_cpu_time_ns": "counter",
    "process_cpu_usage": "gauge", "process_files_open_files": "gauge", "process_files_max_files": "gauge", "system_cpu_count": "gauge",
    "system_cpu_usage": "gauge", "system_load_average_1m": "gauge",
}  # fmt: skip
REQUESTS = {
    "http_server_active_requests": "gauge", "http_server_active_connections": "gauge", "http_server_bytes_read": "summary",
    "http_server_bytes_read_max": "gauge", "http_server_bytes_written": "summary", "http_server_bytes_written_max": "gauge",
    "http_server_requests_seconds_max": "gauge", "keycloak_credentials_password_hashing_validations": "counter",
    "keycloak_user_events": "counter",
}  # fmt: skip
TOKEN = "/realms/master/protocol/openid-connect/token"
ADMIN = {"grant_type": "password", "client_id": "admin-cli", "username": "admin", "password": "admin"}
EVENTS = ("--event-metrics-user-enabled", "true", "--event-metrics-user-tags", "realm,idp,clientId")


def families(server, media_type=OPEN):
    answer = wire.get(f"{server.management}/metrics", headers={"Accept": media_type})
    assert (answer.status_code, answer.headers["content-type"]) == (200, media_type)
    parse = open_families if media_type == OPEN else plain_families
    return {family.name: family for family in parse(answer.text)}


def values(family, suffix=""):
    """Samples by labels, those of one suffix."""
    return {tuple(sorted(sample.labels.items())): sample.value for sample in family.samples if sample.name == f"{family.name}{suffix}"}


def visit(server):
    """Requests of several kinds, as they were made to Keycloak."""
    with httpx.Client(base_url=server.http) as client:
        token = client.post(TOKEN, data=ADMIN).json()["access_token"]
        client.post(TOKEN, data={**ADMIN, "password": "wrong"})
        client.post(TOKEN, data={"grant_type": "client_credentials", "client_id": "nobody"})
        headers = {"Authorization": f"Bearer {token}"}
        client.get("/admin/realms/master/clients", headers=headers)
        client.get("/admin/realms/master/clients/none", headers=headers)
        client.get("/admin/realms/master/users/none/role-mappings/clients/none", headers=headers)
        client.get("/realms/master/.well-known/openid-configuration")
        client.get("/realms/master/broker/none/endpoint")
        client.get("/realms/nope")
        client.get("/nothing/here")
        client.get("/")
        client.put("/realms/master")
        client.options(TOKEN)
        client.head("/realms/master")
        client.get("/_emulator/openapi.json")


@pytest.fixture(scope="module")
def server(start):
    with start("--metrics-enabled", "--health-enabled", *EVENTS, tls=False) as found:
        visit(found)
        # What the tests themselves ask is counted too.
        found.first = families(found)
        yield found


@pytest.mark.parametrize("media_type", [PLAIN, OPEN])
def test_names_and_kinds(server, media_type):
    found = {name: family.type for name, family in families(server, media_type).items()}
    assert found == {**PROCESS, **REQUESTS, "http_server_requests_seconds": "summary"}


def test_requests_have_keycloaks_labels(server):
    counted = values(server.first["http_server_requests_seconds"], "_count")
    labels = {key: dict(key) for key in counted}
    seen = {tuple(labels[key][name] for name in ("method", "status", "uri", "outcome")): count for key, count in counted.items()}
    realm = "/realms/{realm}"
    token = f"{realm}/protocol/{{protocol}}/token"
    expected = {
        ("POST", "200", token, "SUCCESS"): 1, ("POST", "400", token, "CLIENT_ERROR"): 1, ("POST", "401", token, "CLIENT_ERROR"): 1,
        ("OPTIONS", "200", token, "SUCCESS"): 1,
        ("GET", "200", "/admin/realms/{realm}/clients", "SUCCESS"): 1,
        ("GET", "404", "/admin/realms/{realm}/clients/{client-uuid}", "CLIENT_ERROR"): 1,
        ("GET", "404", "/admin/realms/{realm}/users/{user-id}/role-mappings/clients/{client-id}", "CLIENT_ERROR"): 1,
        ("GET", "200", f"{realm}/.well-known/{{alias}}", "SUCCESS"): 1,
        ("GET", "404", f"{realm}/broker/{{provider_alias}}/endpoint", "CLIENT_ERROR"): 1,
        ("GET", "404", realm, "CLIENT_ERROR"): 1, ("GET", "404", "NOT_FOUND", "CLIENT_ERROR"): 1,
        ("GET", "302", "root", "REDIRECTION"): 1, ("PUT", "405", realm, "CLIENT_ERROR"): 1, ("HEAD", "200", realm, "SUCCESS"): 1,
    }  # fmt: skip
    assert {key: n for key, n in seen.items() if not key[2].startswith(("/metrics", "/health"))} == expected


def test_events_and_passwords(server):
    meters = families(server)
    events = values(meters["keycloak_user_events"], "_total")
    login = {"client_id": "admin-cli", "event": "login", "idp": "", "realm": "master"}
    assert events[tuple(sorted({**login, "error": ""}.items()))] == 1
    assert events[tuple(sorted({**login, "error": "invalid_user_credentials"}.items()))] == 1
    unknown = {"client_id": "unknown", "error": "client_not_found", "event": "client_login", "idp": "", "realm": "master"}
    assert events[tuple(sorted(unknown.items()))] == 1
    validations = values(meters["keycloak_credentials_password_hashing_validations"], "_total")
    hashed = {"algorithm": "argon2", "hashing_strength": "Argon2id-1.3[m=7168,t=5,p=1]", "realm": "master"}
    assert {dict(key)["outcome"]: n for key, n in validations.items() if hashed.items() <= dict(key).items()} == {"valid": 1, "invalid": 1}


def test_traffic_is_told_by_port(server):
    found = families(server)
    port = server.http.rpartition(":")[2]
    read = values(found["http_server_bytes_read"], "_count")
    assert read[(("server_port", port),)] == 3
    assert values(found["http_server_active_requests"])[(("server_port", port), ("url_scheme", "http"))] == 0
    assert 0 <= values(found["process_cpu_usage"])[()] <= 1
    assert values(found["process_uptime_seconds"])[()] > 0


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (None, OPEN), ("", OPEN), ("*/*", OPEN), ("text/*", OPEN), (OPEN, OPEN), ("text/plain", PLAIN),
        ("text/plain; version=0.0.4", PLAIN), ("text/html,*/*", PLAIN), ("application/openmetrics-text;version=1.0.0,*/*;q=0.1", OPEN),
        ("application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.2", PLAIN),
        ("application/openmetrics-text", None), ("application/openmetrics-text; version=1.0.0", None), ("application/json", None),
        ("application/*", None), ("text/html,application/xhtml+xml", None),
    ],
)  # fmt: skip
def test_the_format_follows_accept_as_recorded(server, accept, media_type):
    with httpx.Client(base_url=server.management) as client:
        del client.headers["accept"]
        found = client.get("/metrics", headers={} if accept is None else {"Accept": accept})
    if media_type is None:
        assert (found.status_code, found.content) == (406, b"")
    else:
        assert (found.status_code, found.headers["content-type"]) == (200, media_type)
        assert found.text.endswith("# EOF\n") == (media_type == OPEN)


def test_the_older_format_has_keycloaks_commas(server):
    lines = wire.get(f"{server.management}/metrics", headers={"Accept": "text/plain"}).text.splitlines()
    assert "# TYPE keycloak_user_events_total counter" in lines
    assert all(line.rpartition("}")[0].endswith(",") for line in lines if "{" in line and not line.startswith("#"))


def test_the_management_port_with_metrics(server):
    with httpx.Client(base_url=server.management) as client:
        checks = [check["name"] for check in client.get("/health").json()["checks"]]
        assert checks == ["Graceful Shutdown", "Keycloak Initialized", "Keycloak database connections async health check"]
        assert '<li><a href="/metrics">/metrics</a> - Metrics endpoint</li>' in client.get("/").text
        assert client.get("/metrics/more").status_code == client.post("/metrics").status_code == 200
        assert client.get("/metricsandmore").status_code == 404
        assert client.head("/metrics").content == b""


def test_buckets(serve):
    options = ("--metrics-enabled", "--http-metrics-histograms-enabled", "--http-metrics-slos", "5,10,250")
    with serve(*options, tls=False) as server:
        visit(server)
        requests = families(server)["http_server_requests_seconds"]
        assert requests.type == "histogram"
        limits = {sample.labels["le"] for sample in requests.samples if sample.name.endswith("_bucket")}
        assert len(limits) == 68 + 3 + 1
        assert {"0.001", "0.001048576", "0.005", "0.01", "0.25", "0.268435456", "28.633115306", "30.0", "+Inf"} <= limits
        assert "keycloak_user_events" not in families(server)


def test_only_some_events_with_fewer_tags(serve):
    options = ("--metrics-enabled", "--event-metrics-user-enabled", "--event-metrics-user-events", "login")
    with serve(*options, tls=False) as server:
        visit(server)
        events = values(families(server)["keycloak_user_events"], "_total")
        assert events == {
            (("error", ""), ("event", "login"), ("realm", "master")): 1,
            (("error", "invalid_user_credentials"), ("event", "login"), ("realm", "master")): 1,
        }


def test_there_are_no_metrics_unless_they_are_enabled(serve):
    with serve("--health-enabled", tls=False) as server:
        assert wire.get(f"{server.management}/metrics").status_code == 404
        assert "metrics" not in wire.get(f"{server.management}/").text
        assert len(wire.get(f"{server.management}/health").json()["checks"]) == 2


def test_hostile_names_do_not_break_the_text(serve):
    with serve("--metrics-enabled", *EVENTS, tls=False) as server:
        with httpx.Client(base_url=server.http) as client:
            for name in ('a"b', "a\\b", "a\nb", "a}b", "ä\u2028", "x" * 3000):
                client.post(TOKEN, data={**ADMIN, "client_id": name})
                client.get("/realms/" + quote(name, safe=""))
            client.request("PROPFIND", "/realms/master")
        for media_type in (PLAIN, OPEN):
            meters = families(server, media_type)
            methods = {dict(key)["method"] for key in values(meters["http_server_requests_seconds"], "_count")}
            assert methods == {"GET", "POST", "UNKNOWN"}
            assert {dict(key)["client_id"] for key in values(meters["keycloak_user_events"], "_total")} == {"unknown"}
