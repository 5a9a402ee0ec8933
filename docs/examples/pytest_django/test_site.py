import requests


def test_alice_logs_in(keycloak, live_server, settings):
    """The browser of the test has no pages: ``login`` gives what the site would be called with."""
    realm = keycloak.realm("shop")
    settings.ISSUER = realm.issuer
    login = realm.login("site", "alice", redirect_uri=f"{live_server.url}/callback")
    assert requests.get(login.location).json() == {"hello": "alice"}
