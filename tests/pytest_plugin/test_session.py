"""The handle of the session: for fixtures of a wider scope, with changes that stay."""

TESTS = """
    import pytest


    @pytest.fixture(scope="session")
    def shop(keycloak_session):
        return keycloak_session.add_realm("realm: shop\\nclients: {api: {secret: s}}")


    @pytest.fixture(scope="module")
    def token(shop):
        return shop.token(client_id="api", client_secret="s")


    @pytest.mark.parametrize("turn", [1, 2])
    def test_what_it_changes_stays(keycloak, shop, token, turn):
        assert keycloak.realm("shop").token_url == shop.token_url
        keycloak.add_realm("realm: of-the-test")
        assert len(shop.sessions()) == 0
        assert token.claims["azp"] == "api"


    def test_without_the_fixture_of_a_test(keycloak_session):
        with pytest.raises(LookupError):
            keycloak_session.realm("of-the-test")


    def test_urls(keycloak, keycloak_session, keycloak_server):
        assert keycloak.url == keycloak_session.url == keycloak_server.url
        assert keycloak.url.endswith("/auth")
"""


def test_the_handle_of_a_session(pytester, run_pytest):
    pytester.makepyfile(TESTS)
    run_pytest("-p", "no:randomly").assert_outcomes(passed=4)


def test_a_real_keycloak_has_no_realms_between_tests(server, pytester, run_pytest):
    pytester.makepyfile("def test_it(keycloak_session): pass")
    run_pytest("-p", "no:randomly", "--keycloak-url", server.url).assert_outcomes(skipped=1)
