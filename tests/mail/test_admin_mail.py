"""Mail that an administrator has sent: the link does what it says; refusals are Keycloak's."""

import base64
import re

import pytest

from tests.conftest import ALICE, SVC
from tests.login.browser import CALLBACK, Browser
from tests.mail.sink import Sink
from tests.support import admin_token, http_client

MASK = "**********"
APP = {**SVC, "clientId": "app", "redirectUris": [CALLBACK]}


class Admin:
    """The administrator over HTTP."""

    def __init__(self, server):
        token = admin_token(server.url)
        self.http = http_client(base_url=f"{server.url}/admin/realms/test", headers={"Authorization": f"Bearer {token}"}, timeout=20)

    def user(self, name):
        return f"/users/{self.http.get('/users', params={'username': name, 'exact': 'true'}).json()[0]['id']}"


@pytest.fixture
def admin(server):
    found = Admin(server)
    yield found
    found.http.close()


@pytest.fixture
def realm(server):
    nobody = {"username": "no-mail", "enabled": True}
    off = {**ALICE, "username": "off", "email": "off@example.org", "enabled": False}
    users = [{**ALICE, "emailVerified": False}, nobody, off]
    return server.realm(clients=[APP, {**APP, "clientId": "closed", "enabled": False}], users=users)


def mails(server):
    return list(server.live.emulator.store.realm("test").mailbox)


def link(server):
    return re.search(r"http://\S+", mails(server)[-1].text)[0]


def test_actions_are_done_by_the_link(server, realm, admin):
    query = {"client_id": "app", "redirect_uri": CALLBACK}
    answer = admin.http.put(f"{admin.user('alice')}/execute-actions-email", params=query, json=["UPDATE_PASSWORD"])
    assert (answer.status_code, mails(server)[-1].recipient, mails(server)[-1].subject) == (204, "alice@example.org", "Update Your Account")
    browser = Browser(realm)
    browser.get(link(server)).click("Click here to proceed").follow()
    assert browser.title == "Update password"
    browser.submit(**{"password-new": "another", "password-confirm": "another"})
    assert "Your account has been updated." in browser.text
    browser.http.close()
    form = {"grant_type": "password", "client_id": "app", "client_secret": "s3cret", "username": "alice", "password": "another"}
    assert realm.post("/token", **form).status_code == 200


def test_links_without_a_client_need_none_that_is_enabled(server, realm, admin):
    account = admin.http.get("/clients", params={"clientId": "account"}).json()[0]
    admin.http.put(f"/clients/{account['id']}", json={**account, "enabled": False})
    for query, status in (({}, 204), ({"client_id": "account"}, 400)):
        assert admin.http.put(f"{admin.user('alice')}/execute-actions-email", params=query, json=["UPDATE_PASSWORD"]).status_code == status


def test_a_link_lives_as_long_as_asked(server, realm, admin):
    admin.http.put(f"{admin.user('alice')}/execute-actions-email", params={"lifespan": "60"}, json=["UPDATE_PASSWORD"])
    server.move_clock(61)
    browser = Browser(realm)
    browser.get(link(server))
    assert (browser.page.status_code, "Action expired." in browser.text) == (400, True)
    browser.http.close()


def test_the_address_is_verified_by_the_link(server, realm, admin):
    assert admin.http.put(f"{admin.user('alice')}/send-verify-email").status_code == 204
    browser = Browser(realm)
    browser.get(link(server)).click("Click here to proceed")
    browser.http.close()
    assert admin.http.get(admin.user("alice")).json()["emailVerified"] is True


@pytest.mark.parametrize(
    ("name", "query", "body", "said"),
    [
        ("no-mail", {}, [], "User email missing"),
        ("off", {}, [], "User is disabled"),
        ("no-mail", {}, ["NOPE"], "User email missing"),
        ("alice", {"client_id": "nobody"}, ["NOPE"], "Client doesn't exist"),
        ("alice", {}, [1], "Provided invalid required actions"),
        ("alice", {}, ["NOPE"], "Provided invalid required actions"),
        ("alice", {"client_id": "none"}, [], "Client doesn't exist"),
        ("alice", {"client_id": "closed"}, [], "Client is not enabled"),
        ("alice", {"redirect_uri": CALLBACK}, [], "Client id missing"),
        ("alice", {"client_id": "app", "redirect_uri": "https://evil.example.org"}, [], "Invalid redirect uri."),
    ],
)
def test_what_is_refused(server, realm, admin, name, query, body, said):
    answer = admin.http.put(f"{admin.user(name)}/execute-actions-email", params=query, json=body)
    assert (answer.status_code, answer.json(), mails(server)) == (400, {"errorMessage": said}, [])


def test_a_server_that_is_not_there(server, realm, admin):
    tables = server.live.emulator.store.realm("test")
    smtp = {"host": "127.0.0.1", "port": "1", "from": "a@example.org"}
    server.live.call(lambda: setattr(tables, "document", {**tables.document, "smtpServer": smtp}))
    answer = admin.http.put(f"{admin.user('alice')}/send-verify-email")
    assert answer.json() == {"errorMessage": "Failed to send verify email"}
    assert any("ConnectionRefusedError" in line for line in server.live.requests())


def test_a_masked_password_is_the_saved_one_of_the_same_server(server, admin):
    master = http_client(base_url=f"{server.url}/admin/realms/master", headers=admin.http.headers, timeout=20)
    myself = master.get("/users", params={"username": "admin", "exact": "true"}).json()[0]
    master.put(f"/users/{myself['id']}", json={**myself, "email": "admin@example.org"})
    with Sink() as sink:
        saved = {"host": "127.0.0.1", "port": str(sink.port), "from": "a@example.org", "auth": "true", "user": "me", "password": "saved"}
        server.realm(smtpServer=saved)
        sent = {**saved, "password": MASK}
        for change, password in (({}, "saved"), ({"from": "b@a.org"}, "saved"), ({"user": "you"}, MASK), ({"password": "new"}, "new")):
            assert admin.http.post("/testSMTPConnection", json={**sent, **change}).status_code == 204
            assert base64.b64decode(sink.mails[-1]["auth"].split()[-1]).decode().split("\0")[-1] == password
    master.close()


def test_texts_of_the_realm(realm, admin):
    plain = {"Content-Type": "text/plain"}
    assert admin.http.put("/localization/en/loginAccountTitle", content="Welcome", headers=plain).status_code == 204
    assert admin.http.get("/localization/en/loginAccountTitle").text == "Welcome"
    assert (admin.http.get("/localization").json(), admin.http.get("/localization/en").json()) == (["en"], {"loginAccountTitle": "Welcome"})
    browser = Browser(realm)
    assert browser.ask().title == "Welcome"
    browser.http.close()
    assert [admin.http.delete("/localization/en").status_code for _ in range(2)] == [204, 404]
