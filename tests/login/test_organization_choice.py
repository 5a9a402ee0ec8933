"""Who is a member of several organizations says which one a login is about. Keycloak shows them in any order."""

import pytest

ORGANIZATIONS = [
    {
        "name": name.title(),
        "alias": name,
        "domains": [{"name": f"{name}.org"}],
        "members": [{"username": "alice", "membershipType": "UNMANAGED"}],
    }
    for name in ("acme", "beta")
]
REALM = {"organizationsEnabled": True, "organizations": ORGANIZATIONS}


@pytest.mark.parametrize("alias", ["acme", "beta"])
def test_one_of_several(open_browser, alias):
    browser = open_browser(**REALM).ask(scope="openid organization").submit(username="alice")
    assert "Select an organization to proceed:" in browser.text
    assert all(f'id="organization-{one}"' in browser.page.text for one in ("acme", "beta"))
    browser.submit(**{"kc.org": alias})
    assert 'id="kc-attempted-username" value="alice"' in browser.page.text
    assert 'name="username"' not in browser.page.text
    browser.submit(password="wonder")
    assert "code" in browser.sent


def test_an_organization_that_is_none_of_them(open_browser):
    browser = open_browser(**REALM).ask(scope="openid organization").submit(username="alice")
    browser.submit(**{"kc.org": "nope"})
    assert "Select an organization to proceed:" in browser.text


@pytest.mark.parametrize("scope", ["openid", "openid organization:*", "openid organization:beta"])
def test_scopes_that_leave_nothing_to_choose(open_browser, scope):
    browser = open_browser(**REALM).ask(scope=scope).submit(username="alice")
    assert 'name="password"' in browser.page.text
