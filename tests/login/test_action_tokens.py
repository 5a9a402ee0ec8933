"""Links of messages that cannot be followed, or not any more: pages and events as recorded on Keycloak 26.7.4."""

import base64
import html
import json
import re

from tests.conftest import ALICE
from tests.login.test_flows import link_in, mails
from tests.login.test_mail_events import UPDATE, VERIFY

INVALID = "An error occurred, please login again through your application."


def forged(link, **claims):
    """The link with other claims in its token, whose signature does not fit any more."""
    key = re.search(r"key=([^&]*)", link)[1]
    head, payload, signature = key.split(".")
    read = json.loads(base64.urlsafe_b64decode(payload + "=="))
    body = base64.urlsafe_b64encode(json.dumps({**read, **claims}).encode()).decode().rstrip("=")
    return link.replace(key, f"{head}.{body}.{signature}")


def told(server):
    """Type, error, reason and action, and whether there is a user, of the events since the last call."""
    return [(*event[:2], event[3].get("reason"), event[3].get("action"), event[2]) for event in taken(server)]


def taken(server):
    """Type, error, whether there is a user, and details of the events since the last call, which are forgotten."""

    def take():
        table = server.live.emulator.store.realm("test").events
        events = list(table)
        for event in events:
            table.delete(event.id)
        return events

    return [(event.type, event.error or None, bool(event.user_id), event.details) for event in server.live.call(take)]


def asked_for(server, admin, user="alice", actions=("UPDATE_PASSWORD",), **query):
    """The link of a message that an administrator has sent."""
    (found,) = [one for one in admin.get("/users").json() if one["username"] == user]
    sent = admin.put(f"/users/{found['id']}/execute-actions-email", params=query, json=list(actions))
    assert sent.status_code == 204, sent.text
    return link_in(mails(server)[-1])


def test_links_that_are_refused(open_browser, server, admin):
    browser = open_browser(eventsEnabled=True, requiredActions=[UPDATE])
    here = f"{browser.realm.issuer}/login-actions/action-token"
    link = asked_for(server, admin)
    spoilt = "org.keycloak.exceptions.TokenSignatureInvalidException: Invalid token signature"
    unknown = "Invalid action token operation"
    for url, text, events in (
        (here, "Invalid Request", ("not_allowed", "invalidRequestMessage", None, False)),
        (f"{here}?key=", "Invalid Request", ("not_allowed", "invalidRequestMessage", None, False)),
        (f"{here}?key=abc&client_id=app", INVALID, ("invalid_code", "Failed to parse JWT", None, False)),
        (forged(link, exp=1), INVALID, ("not_allowed", spoilt, "execute-actions", True)),
        (forged(link, typ="zzz"), INVALID, ("invalid_code", unknown, "zzz", True)),
    ):
        browser.send("GET", url)
        assert (browser.page.status_code, text in browser.text) == (400, True)
        assert told(server) == [("EXECUTE_ACTION_TOKEN_ERROR", *events)]
    browser.send("GET", link)
    assert "UPDATE_PASSWORD" not in browser.text
    going_on = html.unescape(re.search(r'href="([^"]*action-token[^"]*)"', browser.page.text)[1])
    browser.send("GET", going_on).follow()
    browser.submit(**{"password-new": "neu", "password-confirm": "neu"})
    assert browser.title == "Account updated"
    told(server)
    for used in (link, going_on):
        browser.send("GET", used)
        assert (browser.page.status_code, "Action expired. Please continue with login now." in browser.text) == (400, True)
        assert told(server) == [("EXECUTE_ACTIONS_ERROR", "expired_code", "expiredActionMessage", "execute-actions", True)]
    late = asked_for(server, admin, lifespan=60)
    server.move_clock(120)
    browser.send("GET", late)
    assert (browser.page.status_code, "Action expired." in browser.text) == (400, True)
    assert told(server) == [("EXECUTE_ACTION_TOKEN_ERROR", "expired_code", "Token is not active", "execute-actions", True)]


def test_links_of_who_may_not_log_in(open_browser, server, admin):
    browser = open_browser(eventsEnabled=True, requiredActions=[UPDATE])
    link = asked_for(server, admin, client_id="app")
    (client,) = admin.get("/clients", params={"clientId": "app"}).json()
    admin.put(f"/clients/{client['id']}", json={**client, "enabled": False})
    assert "Login requester not enabled" in browser.send("GET", link).text
    reason = "loginRequesterNotEnabledMessage"
    assert told(server) == [("EXECUTE_ACTIONS_ERROR", "client_not_found", reason, "execute-actions", True)]
    admin.put(f"/clients/{client['id']}", json={**client, "enabled": True})
    (alice,) = [one for one in admin.get("/users").json() if one["username"] == "alice"]
    admin.put(f"/users/{alice['id']}", json={"enabled": False})
    assert "Account is disabled, contact your administrator." in browser.send("GET", link).text
    assert told(server) == [("EXECUTE_ACTIONS_ERROR", "user_disabled", "accountDisabledMessage", "execute-actions", True)]


def test_a_login_begins_anew_with_a_link_that_came_too_late(open_browser, server):
    alice = {**ALICE, "emailVerified": False, "requiredActions": ["VERIFY_EMAIL"]}
    browser = open_browser(eventsEnabled=True, resetPasswordAllowed=True, users=[alice], requiredActions=[VERIFY])
    for action in ("reset-credentials", "verify-email"):
        if action == "verify-email":
            browser.log_in()
        else:
            browser.ask().click("Forgot Password?").submit(username="alice")
        link = link_in(mails(server)[-1])
        told(server)
        server.move_clock(600)
        other = open_browser.beside(browser).send("GET", link)
        assert "Action expired." in other.text
        assert told(server) == [("EXECUTE_ACTION_TOKEN_ERROR", "expired_code", "Token is not active", action, True)]
        browser.send("GET", link)
        assert "Sign in to your account Action expired. Please start again." in browser.text
        assert told(server) == [("EXECUTE_ACTION_TOKEN_ERROR", "expired_code", None, action, True)]


def test_a_link_for_a_new_password_may_be_followed_until_it_is_set(open_browser, server):
    browser = open_browser(resetPasswordAllowed=True, requiredActions=[UPDATE])
    browser.ask().click("Forgot Password?").submit(username="alice")
    link = link_in(mails(server)[-1])
    for _ in range(2):
        assert open_browser.beside(browser).send("GET", link).follow().title == "Update password"


def test_links_that_the_user_or_the_client_has_changed_since(open_browser, server, admin):
    browser = open_browser(eventsEnabled=True, requiredActions=[UPDATE], resetPasswordAllowed=True)
    (alice,) = [user for user in admin.get("/users").json() if user["username"] == "alice"]
    (client,) = admin.get("/clients", params={"clientId": "app"}).json()
    asked = asked_for(server, admin, client_id="app", redirect_uri=client["redirectUris"][0].rstrip("*"))
    browser.ask().click("Forgot Password?").submit(username="alice")
    forgotten = link_in(mails(server)[-1])
    told(server)

    def refused(link, text, *event):
        browser.send("GET", link)
        assert (browser.page.status_code, text in browser.text, told(server)) == (400, True, [event]), browser.text

    admin.put(f"/clients/{client['id']}", json={**client, "redirectUris": ["https://elsewhere.example.org/"]})
    refused(
        asked, "Invalid redirect uri", "EXECUTE_ACTIONS_ERROR", "invalid_redirect_uri", "invalidRedirectUriMessage", "execute-actions", True
    )
    admin.put(f"/clients/{client['id']}", json=client)
    admin.put(f"/users/{alice['id']}", json={"email": "new@example.org"})
    refused(asked, "Invalid email address.", "EXECUTE_ACTIONS_ERROR", "invalid_email", "invalidEmailMessage", "execute-actions", True)
    refused(forgotten, "Invalid email address.", "RESET_PASSWORD_ERROR", "invalid_email", "invalidEmailMessage", "reset-credentials", True)
    admin.put("", json={"resetPasswordAllowed": False})
    said = ("not_allowed", "resetCredentialNotAllowedMessage", "reset-credentials", True)
    refused(forgotten, "Reset Credential not allowed", "RESET_PASSWORD_ERROR", *said)
    admin.delete(f"/users/{alice['id']}")
    gone = ("user_not_found", "invalidUserMessage", "execute-actions", True)
    refused(asked, "Invalid username or password.", "EXECUTE_ACTIONS_ERROR", *gone)


def test_a_link_that_says_to_be_unsigned(open_browser, server, admin):
    browser = open_browser(eventsEnabled=True, requiredActions=[UPDATE])
    link = asked_for(server, admin)
    key = re.search(r"key=([^&]*)", link)[1]
    head = base64.urlsafe_b64encode(b'{"alg":"none"}').decode().rstrip("=")
    for token in (f"{head}.{key.split('.')[1]}.", f"{head}.{key.split('.')[1]}.{key.split('.')[2]}"):
        browser.send("GET", link.replace(key, token))
        assert (browser.page.status_code, "Invalid Request" in browser.text) == (400, True)
        assert told(server) == [("EXECUTE_ACTION_TOKEN_ERROR", "invalid_signature", "invalidRequestMessage", "execute-actions", True)]
