"""What a role may be, as Keycloak 26.7.4 answered; where it ends in a 500, here it is a 400."""

import pytest

NO_NAME = (400, {"error": "role has no name"})


def test_a_role_has_a_name(doors):
    assert doors.call("POST", "/test/roles", {}) == NO_NAME
    doors.make("/roles", name="r")
    identifier = doors.get("/roles/r")["id"]
    for path in ("/test/roles/r", f"/test/roles-by-id/{identifier}"):
        assert [doors.call("PUT", path, {"name": name}) for name in (None, "", " ")] == [NO_NAME] * 3


@pytest.mark.parametrize("more", [{"name": "x" * 256}, {"description": "x" * 256}, {"attributes": {"k": ["x" * 256]}}])
def test_texts_have_room_for_255_characters(doors, more):
    role = {"name": "a", **more}
    answers = [*doors.brought_in(roles={"realm": [role]}), doors.call("POST", "/test/roles", role)]
    assert [status for status, _ in answers] == [400] * 3


@pytest.mark.parametrize(
    ("composites", "told"),
    [
        ({"realm": ["nope"]}, "Realm Role with name nope does not exist"),
        ({"client": {"account": ["nope"]}}, "Client Role with name nope does not exist"),
        ({"client": {"nope": ["x"]}}, None),
    ],
)
def test_roles_inside_of_a_role_exist(doors, composites, told):
    answer = doors.call("POST", "/test/roles", {"name": "r", "composite": True, "composites": composites})
    assert answer == ((404, {"errorMessage": told}) if told else (201, None))
    assert doors.call("GET", "/test/roles/r")[0] == (404 if told else 200)
    assert [status for status, _ in doors.brought_in(roles={"realm": [{"name": "s", "composites": composites}]})] == [400, 400]


def test_roles_inside_count_for_a_composite_role_only(doors):
    doors.make("/roles", name="r", composites={"realm": ["offline_access"]})
    assert doors.get("/roles/r/composites") == []


def test_a_partial_import_knows_the_roles_that_come_later(doors):
    given = [{"name": "outer", "composites": {"realm": ["inner"]}}, {"name": "inner"}]
    assert doors.call("POST", "/test/partialImport", {"roles": {"realm": given}})[0] == 200
    assert [role["name"] for role in doors.get("/roles/outer/composites")] == ["inner"]


@pytest.mark.parametrize(
    ("method", "path", "body", "refused"),
    [
        ("PUT", "/roles/nope", {"zz": 1}, 400),
        ("PUT", "/roles/nope", {"name": "n"}, 404),
        ("POST", "/roles/nope/composites", [{"zz": 1}], 400),
        ("POST", "/roles/nope/composites", {"name": "n"}, 400),
        ("POST", "/roles/nope/composites", [{"id": "x"}], 404),
    ],
)
def test_a_body_is_read_before_the_role_is_looked_up(doors, method, path, body, refused):
    assert doors.call(method, f"/test{path}", body)[0] == refused


def test_empty_attributes_are_not_kept(doors):
    doors.make("/roles", name="r", attributes={"k": ["1"], "l": None, "m": []})
    assert doors.get("/roles/r")["attributes"] == {"k": ["1"]}
