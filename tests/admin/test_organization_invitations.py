"""Invitations to organizations: over the Admin API, in the mailbox, and followed in a browser. Expected values are a real 26.7.4's."""

import html
import re

import pytest

from tests import wire
from tests.conftest import Realm
from tests.login.browser import Browser
from tests.support import admin_client

ALICE = {"username": "alice", "enabled": True, "email": "alice@x.org", "firstName": "A", "lastName": "L"}
BOB = {"username": "bob", "enabled": True}
STALE = "The link you clicked is no longer valid. It may have expired or already been used."
USED = "Action expired. Please continue with login now."


@pytest.fixture
def acme(server, admin):
    """The path of an organization in a realm with mail."""
    server.realm(organizationsEnabled=True, users=[ALICE, BOB], adminEventsEnabled=True, adminEventsDetailsEnabled=True)
    made = admin.post("/organizations", json={"name": "acme", "domains": [{"name": "acme.org"}], "redirectUrl": "https://acme.org/cb"})
    return f"/organizations/{made.headers['location'].rsplit('/', 1)[-1]}"


@pytest.fixture
def browser(server, acme):
    """A browser without scripts."""
    made = Browser(Realm(server, "test"))
    with made.http:
        yield made


def user_id(admin, name):
    return admin.get("/users", params={"username": name}).json()[0]["id"]


def invite(admin, acme, server, email="new@x.org", **more):
    """Invites, and gives back the link of the mail."""
    assert admin.post(f"{acme}/members/invite-user", data={"email": email, **more}).status_code == 204
    return link_of(server)


def link_of(server):
    mail = server.controls("GET", "/realms/test/mail").json()[-1]
    assert mail["subject"] == "Invitation to join the acme organization"
    return re.search(r"http://\S+", html.unescape(mail["text"]))[0]


def shown(answer):
    """Status and heading of a page."""
    heading = re.search(r'id="kc-page-title"[^>]*>(.*?)</h1>', answer.text, re.DOTALL)
    return answer.status_code, html.unescape(re.sub(r"\s+", " ", heading[1])).strip() if heading else ""


def members(admin, acme):
    return {one["username"]: one["membershipType"] for one in admin.get(f"{acme}/members").json()}


@pytest.mark.parametrize(
    ("path", "form", "status", "body"),
    [
        ("invite-user", {}, 400, {"errorMessage": "Email is required to invite a member"}),
        ("invite-user", {"email": " "}, 400, {"errorMessage": "Email is required to invite a member"}),
        ("invite-user", {"email": "a b@c.d"}, 400, {"errorMessage": "Invalid email format"}),
        ("invite-user", {"email": "a@b.c."}, 400, {"errorMessage": "Invalid email format"}),
        ("invite-existing-user", {}, 400, {"error": "To invite a member you need to provide the user id"}),
        ("invite-existing-user", {"id": "nope"}, 400, {"errorMessage": "User does not exist"}),
        ("invite-existing-user", {"id": "bob"}, 400, {"errorMessage": "User does not have an email address"}),
    ],
)
def test_refused_invitations(admin, acme, path, form, status, body):
    if form.get("id") == "bob":
        form = {"id": user_id(admin, "bob")}
    answer = admin.post(f"{acme}/members/{path}", data=form)
    assert (answer.status_code, answer.json()) == (status, body)


def test_an_address_is_invited_once(admin, acme):
    alice = user_id(admin, "alice")
    assert admin.post(f"{acme}/members/invite-user", data={"email": "  ALICE@x.org "}).status_code == 204
    again = admin.post(f"{acme}/members/invite-user", data={"email": "alice@x.org"})
    assert (again.status_code, again.json()) == (409, {"errorMessage": "User already has a pending invitation"})
    by_id = admin.post(f"{acme}/members/invite-existing-user", data={"id": alice})
    assert (by_id.status_code, by_id.json()) == (409, {"error": "conflict", "error_description": "Duplicate resource error"})
    admin.post(f"{acme}/members", content=user_id(admin, "bob"), headers={"Content-Type": "application/json"})


def test_members_are_not_invited_by_address_but_by_id(admin, acme):
    alice = user_id(admin, "alice")
    admin.post(f"{acme}/members", content=alice, headers={"Content-Type": "application/json"})
    answer = admin.post(f"{acme}/members/invite-user", data={"email": "alice@x.org"})
    assert (answer.status_code, answer.json()) == (409, {"errorMessage": "User already a member of the organization"})
    assert admin.post(f"{acme}/members/invite-existing-user", data={"id": alice}).status_code == 204


def test_a_disabled_organization_invites_nobody(admin, acme):
    admin.put(acme, json={"name": "acme", "enabled": False})
    answer = admin.post(f"{acme}/members/invite-user", data={"email": "new@x.org"})
    assert (answer.status_code, answer.json()) == (400, {"errorMessage": "Organization is disabled"})


def test_invitations_are_listed_read_sent_again_and_withdrawn(server, admin, acme):
    for email, more in (("new@x.org", {}), ("N2@x.org", {"firstName": "N", "lastName": "Two"})):
        admin.post(f"{acme}/members/invite-user", data={"email": email, **more})
    rows = admin.get(f"{acme}/invitations").json()
    assert [row["email"] for row in rows] == ["n2@x.org", "new@x.org"]
    first = rows[0]
    assert {name: first[name] for name in ("firstName", "lastName", "status")} == {"firstName": "N", "lastName": "Two", "status": "PENDING"}
    assert first["expiresAt"] - first["sentDate"] == 43200
    assert admin.get(f"{acme}/invitations/{first['id']}").json() == first

    def found(**query):
        return [row["email"] for row in admin.get(f"{acme}/invitations", params=query).json()]

    for query, expected in (
        ({"email": "new"}, []),
        ({"email": "new@x.org"}, ["new@x.org"]),
        ({"search": "TWO"}, ["n2@x.org"]),
        ({"firstName": "N"}, ["n2@x.org"]),
        ({"lastName": "Tw"}, []),
        ({"status": "EXPIRED"}, []),
        ({"first": "1", "max": "1"}, ["new@x.org"]),
        ({"max": "0"}, []),
    ):
        assert found(**query) == expected, query
    assert admin.get(f"{acme}/invitations", params={"status": "pending"}).status_code == 400
    assert admin.post(f"{acme}/invitations/{first['id']}/resend").status_code == 204
    missing = admin.get(f"{acme}/invitations/{first['id']}")
    assert (missing.status_code, missing.json()) == (404, {"errorMessage": "Invitation not found"})
    kept = [row for row in admin.get(f"{acme}/invitations").json() if row["email"] == "n2@x.org"]
    assert admin.delete(f"{acme}/invitations/{kept[0]['id']}").status_code == 204
    assert found() == ["new@x.org"]
    event = admin.get("/admin-events", params={"max": "1"}).json()[0]
    assert (event["operationType"], event["resourceType"]) == ("DELETE", "ORGANIZATION_MEMBERSHIP")
    assert event["resourcePath"] == f"{acme[1:]}/invitations/{kept[0]['id']}"
    server.move_clock(50_000)
    with admin_client(server.url) as later:
        for status, expected in (("PENDING", []), ("EXPIRED", ["new@x.org"])):
            assert [row["email"] for row in later.get(f"{acme}/invitations", params={"status": status}).json()] == expected


def test_somebody_new_registers_and_is_a_member(server, admin, acme, browser):
    link = invite(admin, acme, server)
    assert shown(browser.get(link).page) == (200, "Create an account to join the acme organization")
    assert re.search(r'name="email"[^>]*value="new@x.org"', browser.page.text)
    form = {"username": "newcomer", "firstName": "N", "lastName": "C", "password": "pw", "password-confirm": "pw"}
    assert "Email does not match the invitation" in browser.post(**form, email="other@x.org").page.text
    browser.post(**form, email="new@x.org")
    assert (browser.page.status_code, browser.location.partition("?")[0]) == (302, "https://acme.org/cb")
    assert members(admin, acme) == {"newcomer": "MANAGED"}
    assert admin.get(f"{acme}/invitations").json() == []
    again = wire.get(link)
    assert shown(again) == (400, USED)
    assert STALE in again.text


def test_a_user_is_asked_and_is_a_member(server, admin, acme, browser):
    link = invite(admin, acme, server, "alice@x.org")
    assert shown(browser.get(link).page) == (200, "You are about to join organization acme")
    browser.click("»")
    assert (browser.page.status_code, browser.location) == (302, "https://acme.org/cb")
    assert members(admin, acme) == {"alice": "UNMANAGED"}
    again = wire.get(link)
    assert shown(again) == (400, USED)
    assert "You are already a member of the acme organization." in again.text


@pytest.mark.parametrize("email", ["new@x.org", "alice@x.org"])
def test_links_that_lead_nowhere_any_more(server, admin, acme, email):
    link = invite(admin, acme, server, email)
    admin.put(acme, json={"name": "acme", "enabled": False})
    assert shown(wire.get(link)) == (400, STALE)
    admin.put(acme, json={"name": "acme", "enabled": True})
    admin.delete(f"{acme}/invitations/{admin.get(f'{acme}/invitations').json()[0]['id']}")
    assert shown(wire.get(link)) == (400, USED)
    assert shown(wire.get(f"{link}x")) == (400, "We are sorry...")


def test_only_who_manages_organizations_invites(server, admin, acme):
    credentials = [{"type": "password", "value": "pw"}]
    for rank, status in (("view-organizations", 403), ("manage-users", 403), ("manage-organizations", 204)):
        person = {**ALICE, "username": rank, "email": f"{rank}@x.org", "credentials": credentials}
        identifier = admin.post("/users", json=person).headers["location"].rsplit("/", 1)[-1]
        client = admin.get("/clients", params={"clientId": "realm-management"}).json()[0]["id"]
        role = admin.get(f"/clients/{client}/roles/{rank}").json()
        admin.post(f"/users/{identifier}/role-mappings/clients/{client}", json=[role])
        form = {"grant_type": "password", "client_id": "admin-cli", "username": rank, "password": "pw"}
        token = wire.post(f"{server.url}/realms/test/protocol/openid-connect/token", data=form).json()["access_token"]
        headers = {"Authorization": f"Bearer {token}"}
        place = f"{server.url}/admin/realms/test{acme}"
        assert wire.post(f"{place}/members/invite-user", data={"email": "q@x.org"}, headers=headers).status_code == status
        assert wire.get(f"{place}/invitations", headers=headers).status_code == (200 if status == 204 else 403)
