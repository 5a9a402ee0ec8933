"""One user profile at every door: what the Admin API, the account and the forms take and refuse. As Keycloak 26.7.4 answered."""

import json

import pytest

from tests import wire
from tests.conftest import ALICE
from tests.login.browser import CALLBACK
from tests.login.conftest import APP
from tests.support import CLIENTS, http_client

EVERYBODY = {"view": ["admin", "user"], "edit": ["admin", "user"]}
KIND = "org.keycloak.userprofile.UserProfileProvider"
SIZE = "error-invalid-multivalued-size"
BASE = [{"name": name, "displayName": f"${{{name}}}", "permissions": EVERYBODY} for name in ("username", "email", "firstName", "lastName")]
MORE = [
    {"name": "multi", "multivalued": True, "permissions": EVERYBODY, "validations": {"multivalued": {"max": "2"}}},
    {"name": "single", "displayName": "Single!", "permissions": EVERYBODY},
    {"name": "nobody"},
    {"name": "office", "permissions": {"view": ["admin"], "edit": ["admin"]}},
    {"name": "shown", "permissions": {"view": ["admin", "user"], "edit": ["admin"]}},
]
NEW = {"username": "neo", "email": "neo@example.org", "firstName": "N", "lastName": "L", "password": "pw", "password-confirm": "pw"}


def _profile(*attributes, **more):
    config = json.dumps({"attributes": [*BASE, *attributes], **more})
    return {"components": {KIND: [{"providerId": "declarative-user-profile", "config": {"kc.user.profile.config": [config]}}]}}


class Doors:
    """A realm's user alice at the Admin API, the account and the forms."""

    def __init__(self, browser):
        self.browser, self.realm = browser, browser.realm
        login = {"grant_type": "password", "client_id": "admin-cli", "username": "admin", "password": "admin"}
        url = self.realm.server.url
        token = wire.post(f"{url}/realms/master/protocol/openid-connect/token", data=login).json()["access_token"]
        self.admin = http_client(base_url=f"{url}/admin/realms/test", headers={"Authorization": f"Bearer {token}"})

    def user(self, name="alice"):
        return self.admin.get("/users", params={"username": name, "exact": True}).json()[0]

    def put(self, **members):
        return self.admin.put(f"/users/{self.user()['id']}", json=members)

    def account(self, method="GET", **options):
        own = self.realm.token(client_id="app", grant_type="password", username="alice", password="wonder", scope="openid").json()
        headers = {"Authorization": f"Bearer {own['access_token']}", "Accept": "application/json"}
        return wire.request(method, f"{self.realm.issuer}/account", headers=headers, **options)

    def change(self, **members):
        given = {"username": "alice", "email": "alice@example.org", "firstName": "A", "lastName": "L"}
        return self.account("POST", json={**given, **members})

    def register(self, **fields):
        ask = {"client_id": "app", "response_type": "code", "redirect_uri": CALLBACK, "scope": "openid"}
        return self.browser.get("protocol/openid-connect/registrations", **ask).submit(**{**NEW, **fields})

    def update(self, **fields):
        self.put(requiredActions=["UPDATE_PROFILE"])
        self.browser.cookies.clear()
        self.browser.log_in()
        return self.browser.submit(**{"email": "alice@example.org", "firstName": "A", "lastName": "L", **fields})


@pytest.fixture
def open_doors(open_browser):
    def doors(*attributes, config=None, **realm):
        opened = Doors(open_browser(users=[], registrationAllowed=True, **_profile(*attributes, **(config or {})), **realm))
        CLIENTS.append(opened.admin)
        assert opened.admin.post("/users", json=ALICE).status_code == 201
        return opened

    return doors


@pytest.mark.parametrize(
    ("values", "name", "high"), [({"multi": ["1", "2", "3"]}, "multi", 2), ({"single": ["1", "2"]}, "single", 1)], ids=["multi", "single"]
)
def test_an_attribute_has_as_many_values_as_its_profile_allows_at_every_door(open_doors, values, name, high):
    doors = open_doors(*MORE)
    fault = {"field": name, "errorMessage": SIZE, "params": [name, 0, high]}
    posted = doors.admin.post("/users", json={"username": "neo", "attributes": values})
    put = doors.put(email="alice@example.org", attributes=values)
    assert [(one.status_code, one.json()) for one in (posted, put)] == [(400, fault)] * 2
    changed = doors.change(attributes=values)
    label = "Single!" if name == "single" else name
    fault = {"field": name, "errorMessage": SIZE, "params": [label, "0", str(high)]}
    assert (changed.status_code, changed.json()) == (400, {**fault, "errors": [fault]})
    text = f"Attribute {name} must have at least 0 and at most {high} value{'' if high == 1 else 's'}."
    assert text in doors.register(**values).text
    assert text in doors.update(**values).text
    assert "attributes" not in doors.user()


def test_blank_values_do_not_count(open_doors):
    doors = open_doors(*MORE)
    assert doors.put(email="alice@example.org", attributes={"multi": ["1", "", " ", None, "2"]}).status_code == 204
    assert doors.user()["attributes"] == {"multi": ["1", "2"]}
    assert doors.change(attributes={"single": ["1", ""]}).status_code == 204
    assert doors.user()["attributes"] == {"single": ["1"]}


def test_nobody_sees_or_writes_an_attribute_without_permissions(open_doors):
    doors = open_doors(*MORE)
    assert doors.admin.post("/users", json={"username": "neo", "attributes": {"nobody": ["x"]}}).status_code == 201
    assert "attributes" not in doors.user("neo")
    refused = doors.put(email="alice@example.org", attributes={"nobody": ["x"]})
    fault = {"field": "nobody", "errorMessage": "error-user-attribute-read-only", "params": ["nobody"]}
    assert (refused.status_code, refused.json()) == (400, fault)
    assert doors.change(attributes={"nobody": ["x"]}).json() == {**fault, "errors": [fault]}
    assert doors.put(email="alice@example.org", attributes={"nobody": [""]}).status_code == 204
    for metadata in (doors.admin.get("/users/profile/metadata").json(), doors.account().json()["userProfileMetadata"]):
        assert "nobody" not in [one["name"] for one in metadata["attributes"]]


def test_the_account_empties_what_it_does_not_send_and_keeps_what_it_may_not_write(open_doors):
    doors = open_doors(*MORE)
    doors.put(email="alice@example.org", attributes={"multi": ["1"], "office": ["o"], "shown": ["s"]})
    assert doors.change(attributes={"office": ["x"]}).json()["errorMessage"] == "error-user-attribute-read-only"
    assert doors.change(attributes={"shown": []}).json()["errorMessage"] == "error-user-attribute-read-only"
    assert doors.change(attributes={"shown": ["s"]}).status_code == 204
    assert doors.user()["attributes"] == {"office": ["o"], "shown": ["s"]}


def test_what_a_user_may_not_write_is_not_required_of_it(open_doors):
    doors = open_doors({"name": "office", "required": {"roles": ["user"]}, "permissions": {"view": ["user", "admin"], "edit": ["admin"]}})
    assert doors.account().status_code == 200
    assert doors.change().status_code == 204
    assert "code=" in doors.browser.log_in().location


@pytest.mark.parametrize(("scope", "required"), [("email", True), ("phone", False)])
def test_what_a_scope_requires_is_required_of_users_who_ask_for_it(open_doors, scope, required):
    doors = open_doors({"name": "x", "required": {"roles": ["admin"], "scopes": [scope]}, "permissions": EVERYBODY})
    assert doors.admin.get("/users/profile/metadata").json()["attributes"][-1]["required"] is False
    grant = doors.realm.token(client_id="app", grant_type="password", username="alice", password="wonder")
    assert grant.status_code == (400 if required else 200)


@pytest.mark.parametrize(
    ("policy", "by_account", "by_form"),
    [
        ("ENABLED", {"other": ["3"]}, {"un": ["1"], "other": ["3"]}),
        ("ADMIN_EDIT", {"un": ["1"]}, {"un": ["1"]}),
        ("ADMIN_VIEW", None, None),
        (None, None, None),
    ],
)
def test_who_writes_attributes_that_the_profile_does_not_know(open_doors, policy, by_account, by_form):
    doors = open_doors(config={"unmanagedAttributePolicy": policy} if policy else {})

    def written():
        return doors.user().get("attributes")

    start = {"un": ["1"]} if policy in ("ENABLED", "ADMIN_EDIT") else None
    doors.put(email="alice@example.org", attributes={"un": ["1"]})
    assert written() == start
    doors.change(attributes={"other": ["3"]})
    assert written() == by_account
    doors.put(email="alice@example.org", attributes={"un": ["1"]})
    doors.update(other="3")
    assert written() == by_form


@pytest.mark.parametrize(
    ("name", "of_admins"), [("LDAP_ID", True), ("createTimestamp", True), ("userCertificate", False), ("enabled", False)]
)
def test_attributes_that_keycloak_keeps_for_itself(open_doors, name, of_admins):
    doors = open_doors(config={"unmanagedAttributePolicy": "ENABLED"})
    fault = {"field": name, "errorMessage": "updateReadOnlyAttributesRejectedMessage", "params": [name]}
    changed = doors.change(attributes={name: ["x"]})
    assert (changed.status_code, changed.json()) == (400, {**fault, "errors": [fault]})
    posted = doors.admin.post("/users", json={"username": "neo", "attributes": {name: ["x"]}})
    assert posted.status_code == (400 if of_admins else 201)
    if of_admins:
        assert posted.json() == fault


def test_the_language_is_an_attribute_where_the_realm_has_several(open_doors):
    doors = open_doors(internationalizationEnabled=True, supportedLocales=["en", "de"])
    doors.put(email="alice@example.org", attributes={"locale": ["de"], "un": ["1"]})
    assert doors.user()["attributes"] == {"locale": ["de"]}
    assert doors.admin.get("/users/profile/metadata").json()["attributes"][0]["name"] == "locale"
    assert doors.account().json()["attributes"] == {"locale": ["de"]}
    doors.change(attributes={"locale": ["en"]})
    assert doors.user()["attributes"] == {"locale": ["en"]}
    doors.register(locale="de")
    assert doors.user("neo")["attributes"] == {"locale": ["de"]}


def test_the_language_is_no_attribute_where_the_realm_has_one(open_doors):
    doors = open_doors(config={"unmanagedAttributePolicy": "ENABLED"})
    doors.put(email="alice@example.org", attributes={"locale": ["de"], "un": ["1"]})
    assert doors.user()["attributes"] == {"un": ["1"]}


def test_a_default_value_steps_in_at_every_door(open_doors):
    doors = open_doors({"name": "d", "defaultValue": "dd", "permissions": EVERYBODY})
    doors.register()
    doors.update(d="")
    assert [doors.user(name)["attributes"] for name in ("neo", "alice")] == [{"d": ["dd"]}] * 2
    doors.put(email="alice@example.org", attributes={"d": ["x"]})
    doors.change(attributes={})
    assert doors.user()["attributes"] == {"d": ["dd"]}


@pytest.mark.parametrize(
    ("settings", "taken"),
    [({}, True), ({"loginWithEmailAllowed": False}, False), ({"duplicateEmailsAllowed": True, "loginWithEmailAllowed": False}, False)],
    ids=["usual", "names only", "shared addresses"],
)
def test_a_name_is_nobodys_address_where_one_logs_in_with_either(open_doors, settings, taken):
    doors = open_doors(editUsernameAllowed=True, **settings)
    doors.admin.post("/users", json={"username": "at@example.org", "email": "at@example.com"})
    name, address = {"username": "at@example.com"}, {"username": "alice", "email": "at@example.org"}
    posted = [doors.admin.post("/users", json={**one, "username": one["username"].replace("alice", "neo")}) for one in (name, address)]
    expected = ["User exists with same username", "User exists with same email"]
    assert [one.json().get("errorMessage") if one.content else None for one in posted] == (expected if taken else [None, None])
    assert [one.status_code for one in posted] == [409 if taken else 201] * 2


def test_an_address_of_several_users_is_nobodys(open_doors):
    doors = open_doors(duplicateEmailsAllowed=True, loginWithEmailAllowed=False)
    for name in ("one", "two"):
        doors.admin.post("/users", json={"username": name, "email": "two@example.org"})
    doors.realm.server.update_realm("test", duplicateEmailsAllowed=False)
    refused = doors.admin.post("/users", json={"username": "three", "email": "two@example.org"})
    assert (refused.status_code, refused.json()) == (409, {"errorMessage": "User exists with same username or email"})
    identifier = doors.user("one")["id"]
    assert doors.admin.put(f"/users/{identifier}", json={"firstName": "One"}).status_code == 204


def test_names_that_are_addresses(open_doors):
    doors = open_doors(registrationEmailAsUsername=True)
    refused = doors.admin.post("/users", json={"username": "neo"})
    assert refused.json() == {"field": "email", "errorMessage": "error-user-attribute-required", "params": ["email"]}
    alice = f"/users/{doors.user('alice@example.org')['id']}"
    assert doors.admin.put(alice, json={"username": "zork", "email": "b@example.org"}).status_code == 204
    assert doors.user("b@example.org")["email"] == "b@example.org"
    assert doors.admin.put(alice, json={"email": ""}).json() == {"errorMessage": "User name is missing"}


def test_users_keep_an_address_that_is_their_name(open_browser):
    alice = {**ALICE, "username": "alice@example.org", "requiredActions": ["UPDATE_PROFILE"]}
    browser = open_browser(users=[alice], clients=[APP], registrationEmailAsUsername=True)
    browser.log_in(username="alice@example.org")
    assert 'name="email"' not in browser.page.text
    browser.submit(firstName="A", lastName="L", email="other@example.org", username="zork")
    claims = browser.realm.userinfo(browser.tokens()["access_token"]).json()
    assert (claims["email"], claims["preferred_username"], claims["given_name"]) == ("alice@example.org", "alice@example.org", "A")


def test_all_faults_of_a_field_are_told_but_at_registration(open_doors):
    doors = open_doors({"name": "x", "permissions": EVERYBODY, "validations": {"length": {"max": 3}, "integer": {}}})
    assert "Maximal length is 3. Invalid number." in doors.update(x="abcdef").text
    registered = doors.register(x="abcdef").text
    assert "Maximal length is 3." in registered
    assert "Invalid number." not in registered


@pytest.mark.parametrize(
    ("validations", "value", "key"),
    [
        ({"integer": {}}, "5_0", "error-invalid-number"),
        ({"integer": {}}, "99999999999999999999", "error-invalid-number"),
        ({"integer": {}}, "+5", None),
        ({"integer": {}}, " ", None),
        ({"double": {}}, "5d", None),
        ({"double": {}}, "0x1p3", None),
        ({"double": {}}, " 5 ", None),
        ({"double": {}}, "inf", "error-invalid-number"),
        ({"length": {"min": 3}}, " ", "error-invalid-length-too-short"),
        ({"options": {"options": ["a"]}}, " ", "error-invalid-value"),
        ({"email": {}}, " ", "error-invalid-email"),
        ({"uri": {}}, "http:", "error-invalid-uri"),
        ({"uri": {}}, "HTTP://H", "error-invalid-uri-scheme"),
        ({"uri": {}}, "http://a b", "error-invalid-uri"),
        ({"uri": {}}, "//h", "error-invalid-uri"),
        ({"uri": {"requireValidUrl": False}}, "//h", None),
        ({"uri": {"allowedSchemes": ["myapp", "mailto"]}}, "myapp://x", "error-invalid-uri"),
        ({"uri": {"allowedSchemes": ["myapp", "mailto"]}}, "mailto:a@b", None),
        ({"uri": {"allowedSchemes": ["myapp"], "requireValidUrl": "false"}}, "myapp:x", None),
        ({"uri": {"allowedSchemes": []}}, "http://h", "error-invalid-uri-scheme"),
        ({"uri": {"allowFragment": False}}, "http://h#f", "error-invalid-uri-fragment"),
    ],
)
def test_numbers_blanks_and_addresses_as_java_reads_them(open_doors, validations, value, key):
    doors = open_doors({"name": "x", "permissions": EVERYBODY, "validations": validations})
    answer = doors.put(email="alice@example.org", attributes={"x": [value]})
    assert (answer.json()["errorMessage"] if answer.content else None) == key
