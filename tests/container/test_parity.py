"""The recordings of the real Keycloak, played against the container."""

import os
import subprocess
import sys

from tests.container.conftest import ROOT

AREAS = (
    "discovery,tokens,claims,mappers,token_services,signed_requests,browser,login_steps,full_flows,admin_realm,admin_transfer,events,"
    "organizations,client_policies,uma,authz_admin,authz_decisions,authz_sharing"
)
"""Not those in which the server asks itself at an address that it has only outside of its container, or that depend on a second."""


def test_every_field_is_keycloaks(run):
    container = run("start-dev", options=("-e", "KC_BOOTSTRAP_ADMIN_USERNAME=admin", "-e", "KC_BOOTSTRAP_ADMIN_PASSWORD=admin"))
    container.wait_until_ready()
    command = [sys.executable, "-m", "tests.parity.harness", "compare", container.url, "--only", AREAS]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600, env=dict(os.environ), check=False)
    lines = [line.split() for line in done.stdout.splitlines()]
    rates = {words[0]: words[2] for words in lines if len(words) > 3 and words[0] in AREAS.split(",")}
    assert rates == dict.fromkeys(AREAS.split(","), "100.0%"), done.stdout + done.stderr
