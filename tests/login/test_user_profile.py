"""The forms of the user profile: who may set what, and what a field left out means."""

import json

import pytest

from tests.conftest import ALICE
from tests.login.browser import CALLBACK

READ_ONLY = {"view": ["admin", "user"], "edit": ["admin"]}
EDITABLE = {"view": ["admin", "user"], "edit": ["admin", "user"]}


def _with_profile(**permissions):
    names = ("username", "email", "firstName", "lastName", "dept")
    attributes = [{"name": name, "permissions": permissions.get(name, EDITABLE)} for name in names]
    required = {"roles": ["user"]}
    attributes = [{**one, "required": required} if one["name"] == "email" else one for one in attributes]
    kind = "org.keycloak.userprofile.UserProfileProvider"
    config = {"kc.user.profile.config": [json.dumps({"attributes": attributes})]}
    return {"components": {kind: [{"providerId": "declarative-user-profile", "config": config}]}}


@pytest.mark.parametrize(
    ("posted", "refused"),
    [
        ({"email": "evil@example.org"}, True),
        ({"dept": "boss"}, True),
        ({"username": "somebody"}, True),
        ({"email": "Alice@Example.org", "dept": "d0", "username": "alice"}, False),
        ({}, False),
        ({"locale": "de", "unknown": "x"}, False),
    ],
)
def test_a_user_does_not_change_what_only_an_administrator_edits(open_browser, posted, refused):
    alice = {**ALICE, "email": "alice@example.org", "attributes": {"dept": ["d0"]}, "requiredActions": ["UPDATE_PROFILE"]}
    hidden = {"view": ["admin"], "edit": ["admin"]}
    browser = open_browser(users=[alice], **_with_profile(email=READ_ONLY, dept=hidden))
    browser.log_in()
    assert 'name="dept"' not in browser.page.text
    browser.submit(**{"firstName": "New", "lastName": "L", **posted})
    if refused:
        assert browser.title == "Update Account Information"
        assert ("This field is read only." in browser.text) is ("email" in posted)
        browser.submit(firstName="New", lastName="L", email="alice@example.org")
    claims = browser.realm.userinfo(browser.tokens()["access_token"]).json()
    assert (claims["email"], claims["preferred_username"], claims["given_name"]) == ("alice@example.org", "alice", "New")


def test_a_field_that_the_form_leaves_out_is_empty(open_browser):
    alice = {**ALICE, "email": "alice@example.org", "attributes": {"dept": ["d0"]}, "requiredActions": ["UPDATE_PROFILE"]}
    browser = open_browser(users=[alice], **_with_profile())
    browser.log_in()
    assert "Please specify this field." in browser.submit(firstName="A").text
    assert "Please specify email. Please specify this field." in browser.submit(firstName="A", email="").text
    browser.submit(email="alice@example.org", firstName="A")
    claims = browser.realm.userinfo(browser.tokens()["access_token"]).json()
    assert claims["given_name"] == "A"
    assert "family_name" not in claims


def test_emptied_fields_are_gone(open_browser):
    alice = {**ALICE, "email": "alice@example.org", "attributes": {"dept": ["d0"]}, "requiredActions": ["UPDATE_PROFILE"]}
    browser = open_browser(users=[alice], **_with_profile())
    browser.log_in()
    browser.submit(email="alice@example.org", firstName="", lastName="", dept="")
    claims = browser.realm.userinfo(browser.tokens()["access_token"]).json()
    assert not {"given_name", "family_name", "name"} & set(claims)
    browser.ask(kc_action="UPDATE_PROFILE", prompt="login").submit(username="alice", password="wonder")
    assert 'name="dept" value="d0"' not in browser.page.text


def test_registration_asks_only_for_what_a_user_may_set(open_browser):
    browser = open_browser(registrationAllowed=True, **_with_profile(email=READ_ONLY))
    browser.get("protocol/openid-connect/registrations", client_id="app", response_type="code", redirect_uri=CALLBACK, scope="openid")
    assert 'name="email"' not in browser.page.text
    browser.submit(username="new", email="evil@example.org", firstName="N", lastName="L", **{"password": "pw", "password-confirm": "pw"})
    assert "email" not in browser.realm.userinfo(browser.tokens()["access_token"]).json()


def test_an_account_is_not_deleted_without_the_role(open_browser):
    actions = [{"alias": "delete_account", "name": "Delete Account", "providerId": "delete_account", "enabled": True, "priority": 60}]
    browser = open_browser(requiredActions=actions)
    browser.ask(kc_action="delete_account")
    browser.submit(username="alice", password="wonder")
    assert "You do not have enough permissions to delete your own account" in browser.text
    assert (browser.page.status_code, browser.page.headers["cache-control"]) == (200, "no-store, must-revalidate, max-age=0")
