"""The same tests against a Keycloak that runs somewhere: here another emulator plays it."""

import pytest

SHOP = "realm: shop\nclients:\n  api: {secret: s}\n"
TESTS = """
    import pytest
    pytestmark = pytest.mark.keycloak(realm="shop.yaml")

    def test_a_token(keycloak):
        token = keycloak.realm("shop").token(client_id="api", client_secret="s")
        assert token.claims["iss"] == keycloak.url + "/realms/shop"
        assert not keycloak.url.endswith("/auth")

    def test_a_realm_of_its_own(keycloak, keycloak_realm):
        assert keycloak_realm.token(client_id="app", client_secret="secret", username="user", password="password").refresh_token

    @pytest.mark.parametrize("control", [
        lambda keycloak: keycloak.clock.move(5), lambda keycloak: keycloak.fault(status=500), lambda keycloak: keycloak.requests,
        lambda keycloak: keycloak.snapshot(), lambda keycloak: keycloak.realm("shop").mint(client_id="api"),
    ])
    def test_what_only_the_emulator_can_do(keycloak, control):
        control(keycloak)
"""


@pytest.fixture
def project(pytester):
    pytester.makeini("[pytest]\nfilterwarnings = error")
    pytester.makefile(".yaml", shop=SHOP)
    pytester.makepyfile(TESTS)
    return pytester


def names(live):
    return live.call(live.emulator.store.realms.keys)


def test_realms_come_and_go(project, server, live, run_pytest):
    result = run_pytest("--keycloak-url", live.origin, "-rs", "-p", "no:randomly")
    result.assert_outcomes(passed=2, skipped=5)
    result.stdout.fnmatch_lines(["*only the emulator has testing controls*"])
    assert names(live) == ["master"]


def test_by_the_environment(project, server, live, monkeypatch, run_pytest):
    monkeypatch.setenv("KEYCLOAK_URL", live.origin)
    run_pytest("-k", "test_a_token").assert_outcomes(passed=1)
    assert any("POST /admin/realms 201" in line for line in live.requests())


def test_a_realm_that_no_test_has_made_is_left_alone(project, server, live, run_pytest):
    server.realm("shop")
    result = run_pytest("--keycloak-url", live.origin, "-k", "test_a_token")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*has a realm 'shop' that no test run made; it is not replaced*"])
    assert "shop" in names(live)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--keycloak-url", "http://127.0.0.1:9"], "*no answer from http://127.0.0.1:9/*"),
        (["--keycloak-admin", "admin:wrong", "--keycloak-url"], "*400 *invalid_grant*"),
    ],
)
def test_a_server_that_does_not_let_us_in(project, server, live, options, said, run_pytest):
    options = options if options[-1].startswith("http") else [*options, live.origin]
    result = run_pytest(*options, "-k", "test_a_token")
    assert result.ret != 0
    result.stdout.fnmatch_lines([said])
