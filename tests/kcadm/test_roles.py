"""Roles and passwords. Texts are those of the real kcadm.sh 26.7.4."""

import pytest

from tests import wire

HINT = "\nTry 'kcadm.sh {} --help' for more information on the available options.\n"


@pytest.fixture
def staff(shop):
    """The realm with alice, roles r1 to r3, and groups /g1 and /g1/inner."""
    shop.ok("create", "users", "-r", "shop", "-s", "username=alice", "-s", "enabled=true", "-s", "firstName=A", "-s", "lastName=L",
            "-s", "email=a@x.org")  # fmt: skip
    for name in ("r1", "r2", "r3"):
        shop.ok("create", "roles", "-r", "shop", "-s", f"name={name}")
    group = shop.ok("create", "groups", "-r", "shop", "-s", "name=g1", "-i").out.strip()
    shop.ok("create", f"groups/{group}/children", "-r", "shop", "-s", "name=inner")
    return shop


def names(kcadm, *arguments):
    done = kcadm.ok("get-roles", "-r", "shop", *arguments, "--fields", "name", "--format", "csv", "--noquotes")
    return set(done.out.split())


def silent(done):
    return (done.code, done.out, done.err) == (0, "", "")


def test_of_a_user(staff):
    alice = ["--uusername", "alice"]
    assert silent(staff("add-roles", "-r", "shop", *alice, "--rolename", "r1", "--rolename", "r2"))
    assert names(staff, *alice) == {"r1", "r2", "default-roles-shop"}
    assert names(staff, *alice, "--available") == {"r3", "offline_access", "uma_authorization"}
    assert names(staff, *alice, "--effective") == {"r1", "r2", "default-roles-shop", "offline_access", "uma_authorization"}
    assert silent(staff("remove-roles", "-r", "shop", *alice, "--rolename", "r2"))
    assert names(staff, *alice) == {"r1", "default-roles-shop"}
    management = [*alice, "--cclientid", "realm-management"]
    assert silent(staff("add-roles", "-r", "shop", *management, "--rolename", "view-users", "--rolename", "view-clients"))
    assert names(staff, *management) == {"view-users", "view-clients"}
    assert names(staff, *management, "--effective") == {"view-users", "view-clients", "query-users", "query-groups", "query-clients"}
    everything = staff.ok("get-roles", "-r", "shop", *alice, "--all", "-F", "realmMappings(name),clientMappings(*)").json
    assert everything["clientMappings"] == {"realm-management": {}}
    assert silent(staff("remove-roles", "-r", "shop", *management, "--rolename", "view-users"))
    assert names(staff, *management) == {"view-clients"}


def test_by_ids(staff):
    user = staff.ok("get", "users", "-r", "shop", "-q", "username=alice").json[0]["id"]
    role = staff.ok("get", "roles/r3", "-r", "shop").json["id"]
    client = staff.ok("get", "clients", "-r", "shop", "-q", "clientId=account").json[0]["id"]
    assert silent(staff("add-roles", "-r", "shop", "--uid", user, "--roleid", role, "--rolename", "r3"))
    assert names(staff, "--uid", user) == {"r3", "default-roles-shop"}
    assert names(staff, "--cid", client, "--rolename", "view-profile") == {"view-profile"}
    assert names(staff, "--roleid", role) == {"r3"}
    assert staff("get-roles", "-r", "shop", "--roleid", "none").err == "Role not found for id: none\n"


@pytest.mark.parametrize("group", [["--gname", "g1"], ["--gpath", "/g1"], ["--gpath", "/g1/inner"]])
def test_of_a_group(staff, group):
    assert silent(staff("add-roles", "-r", "shop", *group, "--rolename", "r1"))
    assert silent(staff("add-roles", "-r", "shop", *group, "--cclientid", "account", "--rolename", "view-profile"))
    assert names(staff, *group) == {"r1"}
    assert names(staff, *group, "--cclientid", "account") == {"view-profile"}
    assert silent(staff("remove-roles", "-r", "shop", *group, "--rolename", "r1"))
    assert names(staff, *group) == set()


def test_of_a_composite_role(staff):
    r1 = ["--rname", "r1"]
    assert silent(staff("add-roles", "-r", "shop", *r1, "--rolename", "r3"))
    assert silent(staff("add-roles", "-r", "shop", *r1, "--cclientid", "account", "--rolename", "view-profile"))
    assert names(staff, *r1) == {"r3"}
    assert names(staff, *r1, "--all") == {"r3", "view-profile"}
    assert names(staff, *r1, "--cclientid", "account") == {"view-profile"}
    available = "Option --available not supported with composite roles. Try 'kcadm.sh get-roles' for full list of realm roles"
    assert staff("get-roles", "-r", "shop", *r1, "--available").err == available + HINT.format("get-roles")
    effective = "Option --effective not supported with composite roles."
    assert staff("get-roles", "-r", "shop", *r1, "--effective").err == effective + HINT.format("get-roles")
    assert silent(staff("remove-roles", "-r", "shop", *r1, "--rolename", "r3"))
    assert names(staff, *r1) == set()


def test_that_there_are(staff):
    assert names(staff) == {"r1", "r2", "r3", "default-roles-shop", "offline_access", "uma_authorization"}
    assert "view-profile" in names(staff, "--cclientid", "account")
    assert names(staff, "--cclientid", "account", "--rolename", "view-profile") == {"view-profile"}
    assert staff.ok("get-roles", "-r", "shop", "--rolename", "r1", "--fields", "name,composite").json == {"name": "r1", "composite": False}
    assert staff("get-roles", "-r", "shop", "--rolename", "none").code == 1


def test_names_with_spaces_and_slashes(staff):
    for name in ("a b/c", "ü?&#%"):
        staff.ok("create", "roles", "-r", "shop", "-s", f"name={name}")
        assert staff.ok("get-roles", "-r", "shop", "--rolename", name, "--fields", "name").json == {"name": name}
        assert silent(staff("add-roles", "-r", "shop", "--rname", name, "--rolename", "r1"))
        assert names(staff, "--rname", name) == {"r1"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--uusername", "none", "--rolename", "r1"], "User not found for username: none"),
        (["--uusername", "alice", "--rolename", "none"], "Role not found for name: none"),
        (["--uusername", "alice", "--roleid", "none"], "Role not found for id: none"),
        (["--uusername", "alice", "--cclientid", "none", "--rolename", "r1"], "Client not found for clientId: none"),
        (["--gname", "none", "--rolename", "r1"], "Group not found for name: none"),
        (["--gpath", "/none", "--rolename", "r1"], "Group not found for path: /none"),
        (["--rname", "none", "--rolename", "r1"], "Role not found for name: none"),
        (["--uid", "none", "--rolename", "r1"], "Resource not found for url: URL/admin/realms/shop/users/none/role-mappings/realm"),
    ],
)
def test_what_is_not_there(staff, arguments, message):
    for command in ("add-roles", "remove-roles"):
        done = staff(command, "-r", "shop", *arguments)
        assert (done.code, done.out, done.err) == (1, "", message.replace("URL", staff.url) + "\n")


NOBODY = (
    "No user nor group nor composite role specified. Use --uusername / --uid to specify user or --gname / --gid / --gpath to specify "
    "group or --rname / --rid to specify a composite role"
)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("--uusername a --uid x --rolename r1", "Incompatible options: --uid and --uusername are mutually exclusive"),
        ("--uusername a --gname x --rolename r1",
         "Incompatible options: --uusername / --uid can't be used at the same time as --gname / --gid / --gpath"),
        ("--uusername a --rname x --rolename r1",
         "Incompatible options: --uusername / --uid can't be used at the same time as --rname / --rid"),
        ("--gname a --rname x --rolename r1",
         "Incompatible options: --rname / --rid can't be used at the same time as --gname / --gid / --gpath"),
        ("--gname a --gid x --rolename r1", "Incompatible options: --gid, --gname and --gpath are mutually exclusive"),
        ("--rname a --rid x --rolename r1", "Incompatible options: --rid and --rname are mutually exclusive"),
        ("--cclientid a --cid x --rolename r1", "Incompatible options: --cid and --cclientid are mutually exclusive"),
        ("--rolename r1", NOBODY),
    ],
)  # fmt: skip
def test_nonsense(local, line, message):
    for command in ("add-roles", "remove-roles"):
        done = local(command, *line.split())
        assert (done.code, done.out, done.err) == (2, "", message + HINT.format(command))


def test_no_role(local):
    for verb in ("add", "remove"):
        message = f"No role to {verb} specified. Use --rolename or --roleid to specify roles to {verb}"
        assert local(f"{verb}-roles", "--uusername", "alice").err == message + HINT.format(f"{verb}-roles")


def test_lists_that_exclude_each_other(local):
    for other in ("effective", "available"):
        message = f"Incompatible options: --all can't be used at the same time as --{other}"
        assert local("get-roles", "--uusername", "a", "--all", f"--{other}").err == message + HINT.format("get-roles")
    assert local("get-roles", "--rolename", "a", "--roleid", "b").code == 2


def login(kcadm, password):
    form = {"grant_type": "password", "client_id": "admin-cli", "username": "alice", "password": password}
    return wire.post(f"{kcadm.url}/realms/shop/protocol/openid-connect/token", data=form).json()


def test_a_password(staff):
    assert silent(staff("set-password", "-r", "shop", "--username", "alice", "--new-password", 'wonder="ü'))
    assert "access_token" in login(staff, 'wonder="ü')
    user = staff.ok("get", "users", "-r", "shop", "-q", "username=alice").json[0]["id"]
    assert silent(staff("set-password", "-r", "shop", "--userid", user, KC_CLI_PASSWORD="fromenv"))
    assert "access_token" in login(staff, "fromenv")
    assert silent(staff("set-password", "-r", "shop", "--username", "alice", "-p", "once", "-t"))
    assert login(staff, "once")["error_description"] == "Account is not fully set up"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--username", "none", "-p", "x"], "User not found for username: none"),
        (["--userid", "none", "-p", "x"], "User not found"),
        (["--username", "alice"], "Console is not active, but password is required"),
    ],
)
def test_no_password(staff, arguments, message):
    done = staff("set-password", "-r", "shop", *arguments)
    assert (done.code, done.out, done.err) == (1, "", message + "\n")
