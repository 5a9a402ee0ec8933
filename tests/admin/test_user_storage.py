"""User storage: the users that a realm file lists for a component stand for a directory. The rest is recorded."""

import re

STORAGE = "org.keycloak.storage.UserStorageProvider"
LDAP = {"editMode": ["READ_ONLY"], "connectionUrl": ["ldap://directory.example"], "usernameLDAPAttribute": ["uid"]}


def realm_with_directory(server):
    people = [{"username": name, "enabled": True, "federationLink": "directory"} for name in ("alice", "bob")]
    component = {"id": "directory", "name": "ldap", "providerId": "ldap", "config": LDAP}
    server.realm(users=[*people, {"username": "carol", "enabled": True}], components={STORAGE: [component]})


def names(admin):
    return [user["username"] for user in admin.get("/users").json()]


def counts(answer):
    return answer.json()["added"], answer.json()["updated"]


def test_users_of_the_file_are_removed_and_come_back_with_a_synchronisation(server, admin):
    realm_with_directory(server)
    place = "/user-storage/directory"
    assert counts(admin.post(f"{place}/sync?action=triggerFullSync")) == (0, 2)
    assert admin.post(f"{place}/remove-imported-users").status_code == 204
    assert names(admin) == ["carol"]
    assert counts(admin.post(f"{place}/sync?action=triggerChangedUsersSync")) == (2, 0)
    assert names(admin) == ["alice", "bob", "carol"]


def test_unlinked_users_are_ordinary_ones(server, admin):
    realm_with_directory(server)
    assert admin.post("/user-storage/directory/unlink-users").status_code == 204
    assert not any("federationLink" in user for user in admin.get("/users").json())
    admin.post("/user-storage/directory/remove-imported-users")
    assert names(admin) == ["alice", "bob", "carol"]


def test_a_new_component_of_ldap_has_an_id_of_its_own_form(server, admin):
    server.realm()
    made = admin.post("/components", json={"name": "ldap", "providerId": "ldap", "providerType": STORAGE, "config": LDAP})
    assert re.fullmatch(r"[\w-]{22}", made.headers["location"].rsplit("/", 1)[-1])


def test_starttls_goes_with_a_pool_that_is_off(server, admin):
    server.realm()

    def status(pool):
        config = {**LDAP, "startTls": ["true"], "connectionPooling": [pool]}
        return admin.post("/components", json={"name": "ldap", "providerId": "ldap", "providerType": STORAGE, "config": config}).status_code

    assert {pool: status(pool) for pool in ("true", "false", "")} == {"true": 400, "false": 201, "": 201}
