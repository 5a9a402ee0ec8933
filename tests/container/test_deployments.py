"""The shapes that Keycloak's image is deployed in: manifests of Kubernetes, a Helm chart's, images built on it."""

import json
import os
import subprocess
import urllib.request
from urllib.parse import urlencode, urlsplit

from tests.container.conftest import answers, docker

ADMIN = {"KC_BOOTSTRAP_ADMIN_USERNAME": "admin", "KC_BOOTSTRAP_ADMIN_PASSWORD": "admin"}
TOKEN = {"grant_type": "password", "client_id": "admin-cli", "username": "admin", "password": "admin"}


def environment(**variables):
    return [part for name, value in {**ADMIN, **variables}.items() for part in ("-e", f"{name}={value}")]


def issuer(url, **headers):
    request = urllib.request.Request(f"{url}/realms/master/.well-known/openid-configuration", headers=headers)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return answer.read().decode().partition('"issuer":"')[2].partition('"')[0]


def ask(url, headers, **form):
    data = urlencode(form).encode()
    with urllib.request.urlopen(
        urllib.request.Request(f"{url}/realms/master/protocol/openid-connect/token", data, headers), timeout=60
    ) as answer:
        return json.load(answer)


def test_a_stateful_set_on_kubernetes(run, database):
    """As in Keycloak's guides: start behind a proxy, a database, a cache of DNS entries that has no meaning here, probes on port 9000."""
    parts = urlsplit(database)
    variables = {
        "KC_PROXY_HEADERS": "xforwarded", "KC_HTTP_ENABLED": "true", "KC_HOSTNAME_STRICT": "false", "KC_HEALTH_ENABLED": "true",
        "KC_CACHE": "ispn", "KC_CACHE_STACK": "kubernetes", "POD_IP": "10.0.0.1",
        "JAVA_OPTS_APPEND": '-Djgroups.dns.query="keycloak-discovery" -Djgroups.bind.address=10.0.0.1',
        "KC_DB": "postgres", "KC_DB_URL_HOST": parts.hostname, "KC_DB_URL_PORT": parts.port, "KC_DB_URL_DATABASE": parts.path[1:],
        "KC_DB_USERNAME": parts.username, "KC_DB_PASSWORD": "trusted",
    }  # fmt: skip
    pods = []
    for number in (18084, 18085):
        more = {"KC_HTTP_PORT": number, "KC_HTTP_MANAGEMENT_PORT": number + 1000}
        options = ["--network", "host", "--cap-drop", "ALL", "-u", "1000:1000", *environment(**variables, **more)]
        pods.append(run("start", options=options))
    for number, pod in zip((18084, 18085), pods, strict=True):
        pod.wait_for(f"http://127.0.0.1:{number + 1000}/health/started")
        for probe in ("live", "ready"):
            assert answers(f"http://127.0.0.1:{number + 1000}/health/{probe}") == 200
        assert "WARNING: Options without effect in the emulator: KC_CACHE, KC_CACHE_STACK" in pod.logs()
    forwarded = {"X-Forwarded-Host": "id.example.org", "X-Forwarded-Proto": "https"}
    assert issuer("http://127.0.0.1:18084", **forwarded) == "https://id.example.org/realms/master"
    token = ask("http://127.0.0.1:18084", forwarded, **TOKEN)
    form = {"grant_type": "refresh_token", "client_id": "admin-cli", "refresh_token": token["refresh_token"]}
    refreshed = ask("http://127.0.0.1:18085", forwarded, **form)
    assert refreshed["session_state"] == token["session_state"]


def test_the_values_of_a_helm_chart(run):
    """The command and variables that the chart keycloakx makes: a path below, an old way to speak of the proxy, metrics."""
    variables = {
        "KC_HTTP_RELATIVE_PATH": "/auth", "KC_CACHE": "ispn", "KC_CACHE_STACK": "kubernetes", "KC_PROXY": "edge",
        "KC_METRICS_ENABLED": "true", "KC_HEALTH_ENABLED": "true",
        "JAVA_OPTS_APPEND": "-Djgroups.dns.query=keycloak-headless",
    }  # fmt: skip
    arguments = ("start", "--http-enabled=true", "--http-port=8080", "--hostname-strict=false")
    pod = run(*arguments, options=["--entrypoint", "/opt/keycloak/bin/kc.sh", *environment(**variables)])
    management = f"http://127.0.0.1:{pod.port(9000)}/auth"
    pod.wait_for(f"{management}/health/ready")
    assert answers(f"{management}/health/live") == 200
    assert answers(f"{management}/metrics") == 200
    assert issuer(f"{pod.url}/auth") == f"{pod.url}/auth/realms/master"
    assert answers(f"{pod.url}/realms/master") == 404


DERIVED = """
FROM {image} AS builder
ENV KC_HEALTH_ENABLED=true KC_METRICS_ENABLED=true KC_DB=dev-file
WORKDIR /opt/keycloak
COPY --chown=1000:0 shop.json data/import/
RUN /opt/keycloak/bin/kc.sh build --features=token-exchange

FROM {image}
COPY --from=builder /opt/keycloak/ /opt/keycloak/
ENTRYPOINT ["/opt/keycloak/bin/kc.sh"]
CMD ["start", "--optimized", "--import-realm"]
"""


def test_an_image_built_on_it(run, image, realms):
    """Keycloak's guide to containers: build in one stage, what is built copied into the next, start --optimized."""
    (realms / "Dockerfile").write_text(DERIVED.format(image=image))
    name = "keycloak-emulator:derived"
    done = subprocess.run(
        ["docker", "build", "-t", name, str(realms)],
        env={**os.environ, "DOCKER_BUILDKIT": "0"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    try:
        started = run(image=name, options=environment(KC_HOSTNAME="https://id.example.org", KC_HTTP_ENABLED="true")).wait_until_ready()
        svc = {"grant_type": "client_credentials", "client_id": "svc", "client_secret": "s3cret"}
        assert started.post("/realms/shop/protocol/openid-connect/token", **svc)["access_token"]
        assert issuer(started.url) == "https://id.example.org/realms/master"
        assert answers(f"http://127.0.0.1:{started.port(9000)}/metrics") == 200
        started.remove()
    finally:
        docker("rmi", "-f", name)


SERVICE = (
    "exec 3<>/dev/tcp/127.0.0.1/9000; printf 'GET /health/ready HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' >&3; "
    "timeout 1 cat <&3 | grep -m 1 -q 'HTTP/1.1 200 OK'"
)


def test_a_service_of_github_actions(run):
    """Services have variables, ports and a health check, but no command."""
    service = run(options=["--health-cmd", f'bash -c "{SERVICE}"', "--health-interval", "1s", *environment(KC_HEALTH_ENABLED="true")])
    service.wait_until_ready()
    service.wait_for_state("Health.Status", "healthy")
    assert service.post("/realms/master/protocol/openid-connect/token", **TOKEN)["access_token"]
