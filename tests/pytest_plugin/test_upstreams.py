"""Logging in with somebody else's provider, offline."""

import pytest

REALM = """
realm: shop
upstreams:
  google: {personas: {gina: {email: gina@gmail.test, name: Gina Gmail}}}
  corp: {personas: {carl: {department: sales}}}
clients:
  web: {secret: w, redirectUris: ["http://app.test/*"]}
users:
  alice: {email: alice@example.org}
"""


@pytest.mark.parametrize("at", ["", "https://auth.example.org/auth"])
def test_a_login_by_a_persona(keycloak, at):
    shop = keycloak.add_realm(REALM)
    if at:
        with keycloak.at(at) as there:
            login = there.realm("shop").upstream("google").login("web", "gina")
            assert login.tokens.claims["iss"] == f"{at}/realms/shop"
        return
    google = shop.upstream("google")
    assert google.personas["gina"]["given_name"] == "Gina"
    login = google.login("web", "gina", family_name="Changed")
    assert login.location.startswith("http://app.test/?")
    assert (login.tokens.claims["email"], login.tokens.claims["family_name"]) == ("gina@gmail.test", "Changed")
    assert "KEYCLOAK_IDENTITY" in login.cookies
    assert [user["username"] for user in shop.users() if user.get("federatedIdentities")] == ["gina@gmail.test"]
    assert shop.upstream("corp").login("web", "carl").tokens.claims["preferred_username"] == "carl"


def test_what_wants_a_page_is_said(keycloak):
    shop = keycloak.add_realm(REALM)
    with pytest.raises(ValueError, match="the browser stays at a page: Account already exists"):
        shop.upstream("google").login("web", "gina", email="alice@example.org")
    with pytest.raises(LookupError, match="there is no persona 'gino', did you mean 'gina'"):
        shop.upstream("google").login("web", "gino")
    with pytest.raises(ValueError, match="there is no upstream 'github', only corp, google"):
        shop.upstream("github").next("gina")
