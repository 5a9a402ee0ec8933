"""Somebody who logs in with a browser, and an administrator with Keycloak's own kcadm.sh."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.container.conftest import ROOT

ADMIN = ("-e", "KC_BOOTSTRAP_ADMIN_USERNAME=admin", "-e", "KC_BOOTSTRAP_ADMIN_PASSWORD=admin")
SHOP = {
    "realm": "shop",
    "enabled": True,
    "clients": [{"clientId": "web", "publicClient": True, "redirectUris": ["*"], "standardFlowEnabled": True}],
    "users": [
        {
            "username": "alice",
            "enabled": True,
            "firstName": "Alice",
            "lastName": "Liddell",
            "email": "alice@example.org",
            "credentials": [{"type": "password", "value": "wonder"}],
            "requiredActions": ["UPDATE_PASSWORD"],
        }
    ],
}


@pytest.fixture
def container(run, realms):
    (realms / "shop.json").write_text(json.dumps(SHOP))
    return run("start-dev", "--import-realm", options=(*ADMIN, "-v", f"{realms}:/opt/keycloak/data/import:ro")).wait_until_ready()


def test_a_login_in_a_browser(container, chromium):
    context = chromium.new_context()
    try:
        page = context.new_page()
        callback = f"{container.url}/realms/master"
        query = f"client_id=web&response_type=code&scope=openid&redirect_uri={callback}"
        page.goto(f"{container.url}/realms/shop/protocol/openid-connect/auth?{query}")
        page.fill("#username", "alice")
        page.fill("#password", "wrong")
        page.click("#kc-login")
        assert page.inner_text("#input-error-username").strip() == "Invalid username or password."
        page.fill("#password", "wonder")
        page.click("#kc-login")
        page.fill("#password-new", "other")
        page.fill("#password-confirm", "other")
        page.click("#kc-passwd-update-form [type=submit]")
        page.wait_for_url(re.compile(re.escape(callback) + r"\?.*code="))
        page.goto(f"{container.url}/realms/shop/account/")
        assert "Signed in as alice" in page.inner_text("body")
        page.goto(f"{container.url}/realms/shop/protocol/openid-connect/logout")
        page.click("#kc-logout")
        assert page.inner_text("#kc-page-title").strip() == "You are logged out"
    finally:
        context.close()


def test_the_real_kcadm(container, tmp_path):
    home, java = os.environ.get("KEYCLOAK_HOME"), os.environ.get("JAVA_HOME")
    if not (home and java and Path(home, "bin", "kcadm.sh").exists()):
        pytest.skip("KEYCLOAK_HOME and JAVA_HOME do not name a distribution of Keycloak and a Java for it")

    def kcadm(*arguments):
        command = [f"{home}/bin/kcadm.sh", *arguments, "--config", str(tmp_path / "config")]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    kcadm("config", "credentials", "--server", container.url, "--realm", "master", "--user", "admin", "--password", "admin")
    kcadm("create", "users", "-r", "shop", "-s", "username=carol", "-s", "enabled=true")
    kcadm("set-password", "-r", "shop", "--username", "carol", "--new-password", "pw")
    kcadm("create", "roles", "-r", "shop", "-s", "name=clerk")
    kcadm("add-roles", "-r", "shop", "--uusername", "carol", "--rolename", "clerk")
    kcadm("update", "realms/shop", "-s", "accessTokenLifespan=77")
    assert (
        kcadm("get", "users", "-r", "shop", "-q", "username=carol", "--fields", "username", "--format", "csv", "--noquotes").strip()
        == "carol"
    )
    assert json.loads(kcadm("get", "realms/shop", "--fields", "accessTokenLifespan")) == {"accessTokenLifespan": 77}
    kcadm("delete", "roles/clerk", "-r", "shop")


def test_the_browser_suite(run, chromium):
    container = run("start-dev", options=ADMIN).wait_until_ready()
    environ = {**os.environ, "EMULATOR_URL": container.url}
    # The image brings no consoles, and the page of the controls is tried on a server that begins anew with each test.
    without = ("--ignore=tests/chromium/test_consoles.py", "--ignore-glob=tests/chromium/test_controls_page*.py")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/chromium", *without]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, env=environ, check=False)
    assert done.returncode == 0, done.stdout[-4000:]
    assert "skipped" not in done.stdout
