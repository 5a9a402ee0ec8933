"""``create``, ``get``, ``update`` and ``delete``. Texts are those of the real kcadm.sh 26.7.4."""

import re

import pytest

ID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"


def test_a_realm_is_made_once(kcadm):
    done = kcadm("create", "realms", "-s", "realm=shop", "-s", "enabled=true")
    assert (done.code, done.out, done.err) == (0, "", "Created new realm with id 'shop'\n")
    done = kcadm("create", "realms", "-s", "realm=shop", "-s", "enabled=true")
    assert (done.code, done.out, done.err) == (1, "", "Realm shop already exists\n")


def test_what_containers_are_told_first(kcadm):
    done = kcadm("update", "realms/master", "-s", "sslRequired=none")
    assert (done.code, done.out, done.err) == (0, "", "")
    assert kcadm.ok("get", "realms/master", "--fields", "sslRequired").json == {"sslRequired": "none"}


def test_a_user_is_made_in_five_ways(shop):
    done = shop.ok("create", "users", "-r", "shop", "-s", "username=alice", "-s", "enabled=true", "-i")
    assert re.fullmatch(ID + "\n", done.out)
    assert done.err == ""
    assert shop.ok("get", f"users/{done.out.strip()}", "-r", "shop", "--fields", "username,enabled").json == {
        "username": "alice",
        "enabled": True,
    }
    done = shop.ok("create", "users", "-r", "shop", "-b", '{"username": "bob"}')
    assert re.fullmatch(f"Created new user with id '{ID}'\n", done.err)
    shop.ok("create", "users", "-r", "shop", "-f", "-", stdin='{"username": "carl"}')
    shop.ok("create", "users", "-r", "shop", "-f", "-", "-s", "username=dora", stdin='{"username": "x"}')
    done = shop.ok("create", "users", "-r", "shop", "-s", "username=eve", "-s", "enabled=true", "-o", "-F", "username,enabled")
    assert (done.out, done.err) == ('{\n  "username" : "eve",\n  "enabled" : true\n}', "\n")
    assert shop.ok("get", "users", "-r", "shop", "--fields", "username", "--format", "csv", "--noquotes").out.split() == [
        "alice", "bob", "carl", "dora", "eve",
    ]  # fmt: skip


def test_an_object_from_a_file(shop, tmp_path):
    file = tmp_path / "client.json"
    file.write_text('{"clientId": "app", "publicClient": true}')
    shop.ok("create", "clients", "-r", "shop", "-f", file, "-s", 'redirectUris=["http://localhost/*"]')
    found = shop.ok("get", "clients", "-r", "shop", "-q", "clientId=app", "--fields", "clientId,publicClient,redirectUris").json
    assert found == [{"clientId": "app", "redirectUris": ["http://localhost/*"], "publicClient": True}]


@pytest.mark.parametrize(
    ("arguments", "stdin", "message"),
    [
        (["-f", "-"], "{nope", "Not a valid JSON document - Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
        (["-f", "-"], "", "Document provided by --file option is empty"),
        (["-f", "-", "-s", "username=x"], "[1]", "Not a JSON object: [1]"),
        (["-f", "/none.json"], "", "File not found: /none.json"),
        (["-b", "{}", "-s", "username=x"], "", "Can't set attributes on content of type other than application/json"),
        (["-f", "-"], "[1]", "Cannot parse the JSON [unknown_error]"),
        (["-s", "username=alice", "-s", "nosuch=1"], "",
         'Invalid json representation for UserRepresentation. Unrecognized field "nosuch" at line 1 column 31.'),
    ],
)  # fmt: skip
def test_an_object_that_is_none(shop, arguments, stdin, message):
    done = shop("create", "users", "-r", "shop", *arguments, stdin=stdin)
    assert (done.code, done.out, done.err) == (1, "", message + "\n")


def test_names_that_are_taken(shop):
    for kind, attribute, message in (
        ("users", "username=abc", "User exists with same username"),
        ("roles", "name=a", "Role with name a already exists"),
        ("groups", "name=a", "Top level group named 'a' already exists."),
        ("clients", "clientId=a", "Client a already exists"),
    ):
        shop.ok("create", kind, "-r", "shop", "-s", attribute)
        assert shop("create", kind, "-r", "shop", "-s", attribute).err == message + "\n"


def test_a_new_secret_is_as_long_as_the_first(shop):
    client = shop.ok("create", "clients", "-r", "shop", "-s", "clientId=app", "-i").out.strip()
    first = shop.ok("get", f"clients/{client}/client-secret", "-r", "shop", "--fields", "value").json["value"]
    shop.ok("create", f"clients/{client}/client-secret", "-r", "shop")
    second = shop.ok("get", f"clients/{client}/client-secret", "-r", "shop", "--fields", "value").json["value"]
    assert first != second
    assert len(first) == len(second) == 86


def test_the_path_names_what_was_made(shop):
    assert shop("create", "roles", "-r", "shop", "-s", "name=r1").err == "Created new role with id 'r1'\n"
    assert shop("create", "realms/shop/roles/", "-s", "name=r2").err == "Created new role with id 'r2'\n"
    made = shop("create", "identity-provider/instances", "-r", "shop", "-s", "alias=up", "-s", "providerId=oidc")
    assert made.err == "Created new instance with id 'up'\n"


def test_output_as_json_and_csv(shop):
    shop.ok("update", "realms/shop", "-s", 'displayName="A \\"B\\""', "-s", "browserSecurityHeaders.xFrameOptions=DENY")
    shown = shop.ok("get", "realms/shop", "--fields", "realm,displayName,smtpServer,browserSecurityHeaders(xFrameOptions)")
    assert shown.json == {
        "realm": "shop", "displayName": 'A "B"', "smtpServer": {}, "browserSecurityHeaders": {"xFrameOptions": "DENY"},
    }  # fmt: skip
    assert '"smtpServer" : { }' in shown.out
    assert '{\n    "xFrameOptions" : "DENY"\n  }' in shown.out
    csv = ["get", "realms/shop", "--fields", "realm,missing,enabled,displayName,browserSecurityHeaders(xFrameOptions)", "--format", "csv"]
    assert shop.ok(*csv).out == '"shop",,true,"A \\"B\\"","DENY"\n'
    assert shop.ok(*csv, "--noquotes").out == 'shop,,true,A "B",DENY\n'
    assert shop.ok("get", "realms", "--fields", "realm", "--format", "csv", "--noquotes").out.split() == ["master", "shop"]


def test_a_list(shop):
    shop.ok("create", "roles", "-r", "shop", "-s", "name=r1")
    done = shop.ok("get", "roles", "-r", "shop", "-q", "search=r1", "--fields", "name,composite")
    assert (done.out, done.err) == ('[ {\n  "name" : "r1",\n  "composite" : false\n} ]', "\n")
    done = shop.ok("get", "roles", "-r", "shop", "-q", "search=none")
    assert (done.out, done.err) == ("[ ]", "\n")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("realm", {"realm": "shop"}),
        ("smtpServer(host)", {"smtpServer": {"host": "h"}}),
        ("smtpServer(*,-host)", {"smtpServer": {"port": "25", "from": "a@b.c"}}),
        ("smtpServer(*(*))x", {"smtpServer": {"host": "h", "port": "25", "from": "a@b.c"}}),
        ("realm,smtpServer", {"realm": "shop", "smtpServer": {}}),
        ("none", {}),
        (" realm", {}),
    ],
)
def test_fields(shop, text, shown):
    shop.ok("update", "realms/shop", "-s", "smtpServer.host=h", "-s", 'smtpServer.port="25"', "-s", "smtpServer.from=a@b.c")
    assert shop.ok("get", "realms/shop", "--fields", text).json == shown


def test_all_fields_but_some(shop):
    found = shop.ok("get", "realms/shop", "--fields", "*,-id").json
    assert found["realm"] == "shop"
    assert found["browserSecurityHeaders"] == {}
    assert "id" not in found


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("realm,", 6),
        ("realm(", 6),
        ("realm,,id", 6),
        ("a)b", 1),
        (")", 0),
        ("a()", 2),
        ("a(b", 3),
        ("(", 0),
        (",", 0),
        ("a(b))", 4),
        ("a(b)(c)", 4),
    ],
)
def test_fields_that_are_none(shop, text, position):
    done = shop("get", "realms/shop", "--fields", text)
    assert (done.code, done.out) == (1, "")
    assert done.err == f"Invalid fields specification at position {position}: {text}\n"


def test_no_fields_at_all(shop):
    done = shop("get", "realms/shop", "--fields", "")
    assert done.code == 2
    assert done.err.startswith("Fields spec is null or empty!\nTry 'kcadm.sh get --help'")


def test_as_it_came(shop):
    done = shop.ok("get", "users/count", "-r", "shop", "-c")
    assert (done.out, done.err) == ("0", "\n")
    refused = "Cannot create CSV nor filter returned fields because the response is compressed\n"
    assert shop("get", "realms/shop", "-c", "--fields", "realm").err == refused


def test_pages_and_queries(shop):
    for name in ("ann", "ben", "cat", "dan"):
        shop.ok("create", "users", "-r", "shop", "-s", f"username={name}")
    listing = ["get", "users", "-r", "shop", "--fields", "username", "--format", "csv", "--noquotes"]
    assert shop.ok(*listing, "-l", "2").out.split() == ["ann", "ben"]
    assert shop.ok(*listing, "-o", "1", "--limit", "2").out.split() == ["ben", "cat"]
    assert shop.ok(*listing, "-q", "username=cat", "--query", "exact=true").out.split() == ["cat"]


def test_headers(shop):
    done = shop.ok("get", "users/count", "-r", "shop", "-H")
    head, _, body = done.out.partition("\n\n")
    assert head.splitlines()[0] == "HTTP/1.1 200 OK"
    assert "content-type: application/json" in head.lower()
    assert body == "0"
    done = shop("get", "realms/none", "-H")
    assert done.out.splitlines()[0] == "HTTP/1.1 404 Not Found"
    assert done.err == f"Resource not found for url: {shop.url}/admin/realms/none\n"
    assert shop("get", "realms/shop", "-h", "Authorization=Bearer bad").err == "HTTP 401 Unauthorized\n"
    assert shop("create", "roles", "-r", "shop", "-h", "Content-Type=text/plain", "-b", "x").code == 1
    done = shop("get", "realms/shop", "-h", "X=a\r\nInjected: b")
    assert done.code == 1
    assert done.err.startswith("HTTP request error: Invalid header value")


def test_where_the_api_is(shop):
    assert shop.ok("get", "realms/shop", "-a", f"{shop.url}/admin", "--fields", "realm").json == {"realm": "shop"}
    assert shop.ok("get", f"{shop.url}/admin/realms/shop", "--fields", "realm").json == {"realm": "shop"}
    assert shop("get", "realms/shop", "-a", f"{shop.url}/nope").err == f"Resource not found for url: {shop.url}/nope/realms/shop\n"
    assert shop("get", "http://127.0.0.1:9/x").err == "HTTP request error: Connect to 127.0.0.1:9 failed: Connection refused\n"


def test_what_is_not_there(shop):
    for path in ("users/none", "nothing", "roles/none", "users/ü"):
        done = shop("get", path, "-r", "shop")
        assert (done.code, done.out, done.err) == (1, "", f"Resource not found for url: {shop.url}/admin/realms/shop/{path}\n")
    assert shop("get", "users", "-r", "none").err == f"Resource not found for url: {shop.url}/admin/realms/none/users\n"
    done = shop("get", "users?search=a b", "-r", "shop")
    assert done.code == 2
    assert done.err.startswith("Illegal character in query at index")


def test_what_is_not_allowed(shop):
    user = {"username": "ulf", "firstName": "U", "lastName": "U", "email": "u@x.org", "enabled": "true"}
    shop.ok("create", "users", "-r", "shop", *[part for item in user.items() for part in ("-s", "=".join(item))])
    shop.ok("set-password", "-r", "shop", "--username", "ulf", "-p", "p")
    inline = ["--no-config", "--server", shop.url, "--realm", "shop", "--user", "ulf", "--password", "p"]
    for arguments in (
        ["get", "users"],
        ["create", "users", "-s", "username=x"],
        ["delete", "realms/shop"],
        ["update", "realms/shop", "-s", "a=b"],
    ):
        done = shop(*arguments, *inline)
        assert (done.code, done.out) == (1, "")
        assert done.err.endswith("of realm shop\nHTTP 403 Forbidden\n")


def test_an_update_changes_what_it_says_only(shop):
    shop.ok("update", "realms/shop", "-s", "displayName=Shop", "-s", "accessTokenLifespan=77", "-s", "smtpServer.from=a@b.c")
    done = shop.ok(
        "update", "realms/shop", "-s", 'enabledEventTypes=["LOGIN"]', "-d", "smtpServer.from", "-o", "--fields", "displayName,smtpServer(*)"
    )
    assert done.json == {"displayName": "Shop", "smtpServer": {}}
    shop.ok("update", "realms/shop", "-s", "enabledEventTypes+=LOGOUT", "-s", "displayNameHtml='<b>'")
    shown = shop.ok("get", "realms/shop", "--fields", "enabledEventTypes,accessTokenLifespan,displayNameHtml").json
    assert shown == {"accessTokenLifespan": 77, "enabledEventTypes": ["LOGIN", "LOGOUT"], "displayNameHtml": "<b>"}


def test_an_update_of_attributes(shop):
    made = shop.ok("create", "groups", "-r", "shop", "-s", "name=g", "-s", 'attributes."a.b"=["1"]', "-i").out.strip()
    shop.ok("update", f"groups/{made}", "-r", "shop", "-s", 'attributes."a.b"+=2', "-s", 'attributes.c=["x"]')
    assert shop.ok("get", f"groups/{made}", "-r", "shop", "--fields", "attributes(*)").json == {
        "attributes": {"a.b": ["1", "2"], "c": ["x"]}
    }
    shop.ok("update", f"groups/{made}", "-r", "shop", "-d", 'attributes."a.b[0]"', "-d", "attributes.c")
    assert shop.ok("get", f"groups/{made}", "-r", "shop", "--fields", "attributes(*)").json == {"attributes": {"a.b": ["2"]}}


def test_an_update_with_an_object(shop):
    shop.ok("update", "realms/shop", "-s", "accessTokenLifespan=77")
    shop.ok("update", "realms/shop", "-f", "-", stdin='{"displayName": "file"}')
    shop.ok("update", "realms/shop", "-b", '{"loginTheme": "body"}')
    merged = shop.ok(
        "update", "realms/shop", "-f", "-", "-m", "-o", "-F", "displayName,accessTokenLifespan", stdin='{"displayName": "merged"}'
    )
    assert merged.json == {"displayName": "merged", "accessTokenLifespan": 77}
    shop.ok("update", "realms/shop", "-n", "-s", "displayName=alone")
    assert shop.ok("get", "realms/shop", "--fields", "displayName,loginTheme").json == {"displayName": "alone", "loginTheme": "body"}


@pytest.mark.parametrize(
    ("arguments", "stdin", "message"),
    [
        (["-f", "-", "-m"], '{"smtpServer": "x"}', 'Attribute is of incompatible type - smtpServer: "x"'),
        (["-f", "-", "-m"], "[1]", "Not a JSON object: [1]"),
        (["-s", 'displayName="abc'], "", 'Invalid string value: "abc'),
        (["-s", "realm.x=1"], "", 'Attribute is of incompatible type - realm: "shop" is no JSON object'),
    ],
)
def test_an_update_that_does_not_fit(shop, arguments, stdin, message):
    done = shop("update", "realms/shop", *arguments, stdin=stdin)
    assert (done.code, done.out, done.err) == (1, "", message + "\n")


def test_an_update_of_what_is_not_there(shop):
    done = shop("update", "realms/none", "-s", "enabled=true")
    assert (done.code, done.err) == (1, f"Resource not found for url: {shop.url}/admin/realms/none\n")


def test_a_get_sends_nothing(shop):
    done = shop("get", "realms/shop", "-s", "a=b")
    assert (done.code, done.err) == (1, "Request type does not support body: get\n")


def test_a_delete(shop):
    shop.ok("create", "roles", "-r", "shop", "-s", "name=r1")
    done = shop("delete", "roles/r1", "-r", "shop")
    assert (done.code, done.out, done.err) == (0, "", "")
    done = shop("delete", "roles/r1", "-r", "shop")
    assert (done.code, done.err) == (1, f"Resource not found for url: {shop.url}/admin/realms/shop/roles/r1\n")
    shop.ok("delete", "realms/shop")
    assert shop("get", "realms/shop").code == 1
