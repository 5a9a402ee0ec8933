"""The plugin in projects of other people."""

import subprocess
import sys

import pytest

TOKEN = """
    def token(keycloak):
        return keycloak.realm("gcore").token(client_id="gcore", username="user@example.org", password="password")
"""


@pytest.fixture
def project(pytester):
    pytester.makeini("[pytest]\nkeycloak_realms = gcore\nfilterwarnings = error")
    return pytester


def test_a_token_from_the_ini_options_realm(project, run_pytest):
    project.makepyfile(TOKEN + """
    def test_it(keycloak):
        found = token(keycloak)
        assert found.claims["iss"] == keycloak.realm("gcore").issuer == keycloak.url + "/realms/gcore"
        assert found.response["expires_in"] == 3600 and found.response["refresh_expires_in"] == 86400
    """)  # fmt: skip
    run_pytest("-p", "no:randomly").assert_outcomes(passed=1)


def test_a_markers_realm_is_there_for_its_test_only(project, run_pytest):
    project.makefile(".yaml", shop="realm: shop\nclients:\n  api: {secret: s}\n")
    project.makepyfile("""
    import pytest
    @pytest.mark.keycloak(realm=["shop.yaml", "bvnk"])
    def test_one(keycloak):
        assert keycloak.realm("shop").token(client_id="api", client_secret="s").claims["azp"] == "api"
        keycloak.realm("bvnk")
    def test_two(keycloak):
        with pytest.raises(LookupError, match="no realm 'shop', only master, gcore"):
            keycloak.realm("shop")
    @pytest.mark.keycloak(realm="shop.yaml")
    def test_three(keycloak):
        assert keycloak.realm("shop").token(client_id="api", client_secret="s")
    """)
    run_pytest("-p", "no:randomly").assert_outcomes(passed=3)


def test_what_a_test_changes_is_undone(project, run_pytest):
    project.makepyfile(TOKEN + """
    import urllib.error, urllib.request, urllib.parse, pytest
    def revoke(keycloak, found):
        form = urllib.parse.urlencode({"client_id": "gcore", "token": found.refresh_token}).encode()
        urllib.request.urlopen(keycloak.realm("gcore").revocation_url, form).close()
    def sessions(keycloak, server):
        return server.call(lambda: len(server.emulator.store.realm("gcore").user_sessions))
    @pytest.mark.parametrize("turn", range(5))
    def test_it(keycloak, keycloak_server, turn):
        assert sessions(keycloak, keycloak_server) == 0
        first, second = token(keycloak), token(keycloak)
        assert sessions(keycloak, keycloak_server) == 2
        revoke(keycloak, first)
        assert sessions(keycloak, keycloak_server) == 1
    def test_keys_stay(keycloak, request):
        import json
        keys = json.load(urllib.request.urlopen(keycloak.realm("gcore").jwks_url))
        assert request.config.cache.get("keys", keys) == keys
        request.config.cache.set("keys", keys)
    test_keys_still_stay = test_keys_stay
    """)  # fmt: skip
    project.makeini("[pytest]\nkeycloak_realms = gcore")
    run_pytest("-p", "no:randomly").assert_outcomes(passed=7)


def test_a_failure_shows_the_requests_and_the_reason(project, run_pytest):
    project.makepyfile("""
    def test_it(keycloak):
        keycloak.realm("gcore").token(client_id="gcore", username="user@example.org", password="wrong")
    """)
    result = run_pytest()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines([
        "*TokenError: 400 invalid_grant: Invalid user credentials (invalid_grant: the password is wrong for user 'user@example.org')",
        "*keycloak requests*",
        "POST /auth/realms/gcore/protocol/openid-connect/token 400 * ms  invalid_grant: the password is wrong*",
    ])  # fmt: skip


def test_a_broken_realm_stops_the_run_with_its_line(pytester, run_pytest):
    pytester.makefile(".yaml", bad="realm: bad\nclientz: {}\n")
    pytester.makeini("[pytest]\nkeycloak_realms = bad.yaml")
    pytester.makepyfile("def test_it(keycloak): pass")
    result = run_pytest()
    result.stdout.fnmatch_lines(["*bad.yaml:2:1: clientz: unknown field, did you mean 'clients'?"])
    assert result.ret != 0


def test_a_marker_with_nonsense_is_refused(project, run_pytest):
    project.makepyfile("""
    import pytest
    @pytest.mark.keycloak(realms="gcore")
    def test_it(keycloak): pass
    """)
    result = run_pytest()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*@pytest.mark.keycloak takes realm=*, not realms*"])


def test_a_shadowing_package_is_named(pytester):
    pytester.mkpydir("emulator")
    pytester.makepyfile("def test_it(keycloak): pass")
    result = pytester.runpytest_subprocess()
    result.stdout.fnmatch_lines(["*the package 'emulator' is shadowed by*"])


def test_the_plugin_does_not_import_the_emulator():
    heavy = ("emulator", "uvicorn", "joserfc", "yaml")
    code = f"import sys, pytest_plugin.plugin; print(sorted(m for m in sys.modules if m.split('.')[0] in {heavy}))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
