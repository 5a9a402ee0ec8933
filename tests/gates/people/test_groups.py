"""What a group may be and where it may stand, as Keycloak 26.7.4 answered; where it ends in a 500, here it is a 400."""

import pytest

NOBODY = "11111111-1111-4111-8111-111111111111"


@pytest.mark.parametrize("depth", [1, 2])
def test_a_group_is_not_moved_below_itself(doors, depth):
    top = doors.make("/groups", name="a")
    below = [doors.make(f"/groups/{top}/children", name="b")]
    below.append(doors.make(f"/groups/{below[0]}/children", name="c"))
    status, answer = doors.call("POST", f"/test/groups/{below[depth - 1]}/children", {"id": top, "name": "a"})
    assert (status, answer) == (400, {"errorMessage": "A group cannot be moved below itself or below one of its own groups"})
    assert doors.get(f"/groups/{below[1]}")["path"] == "/a/b/c"


def test_a_group_below_its_own_place_stays(doors):
    top = doors.make("/groups", name="a")
    assert doors.call("POST", f"/test/groups/{top}/children", {"id": top, "name": "a"})[0] == 204
    assert [group["path"] for group in doors.get("/groups")] == ["/a"]


def test_a_moved_group_keeps_its_name(doors):
    a, b = (doors.make("/groups", name=name) for name in ("a", "b"))
    moved = doors.http.post(f"/test/groups/{a}/children", json={"id": b, "name": "other"})
    assert (moved.status_code, moved.headers["content-type"], moved.headers["cache-control"]) == (204, "application/json", "no-cache")
    assert doors.get(f"/groups/{b}")["path"] == "/a/b"
    assert doors.call("POST", "/test/groups", {"id": b, "name": "b"})[0] == 204
    assert doors.get(f"/groups/{b}")["path"] == "/b"
    doors.make(f"/groups/{a}/children", name="b")
    expected = (409, {"errorMessage": "Sibling group named 'free' already exists."})
    assert doors.call("POST", f"/test/groups/{a}/children", {"id": b, "name": "free"}) == expected


def test_identifiers_that_nobody_has(doors):
    a = doors.make("/groups", name="a")
    for path in ("/groups", f"/groups/{a}/children"):
        assert doors.call("POST", f"/test{path}", {"id": NOBODY, "name": "x"}) == (404, {"error": "Could not find child by id"})
    assert doors.call("PUT", f"/test/groups/{a}", {"id": NOBODY, "name": "a"}) == (400, {"errorMessage": "Invalid group id"})


@pytest.mark.parametrize("name", [None, "", " "])
def test_a_group_has_a_name(doors, name):
    a = doors.make("/groups", name="a")
    missing = (400, {"errorMessage": "Group name is missing"})
    assert doors.call("POST", "/test/groups", {"name": name}) == missing
    assert doors.call("PUT", f"/test/groups/{a}", {"name": name}) == missing


@pytest.mark.parametrize(
    "more", [{"name": "x" * 256}, {"description": "x" * 256}, {"attributes": {"k": ["x" * 256]}}, {"attributes": {"k" * 256: ["x"]}}]
)
def test_texts_have_room_for_255_characters(doors, more):
    group = {"name": "a", "path": f"/{more.get('name', 'a')}", **more}
    answers = [*doors.brought_in(groups=[group]), doors.call("POST", "/test/groups", {"name": "a", **more})]
    assert [status for status, _ in answers] == [400] * 3


def test_a_slash_in_a_name_stands_in_the_path(doors):
    top = doors.make("/groups", name="x/y")
    inner = doors.make(f"/groups/{top}/children", name="z/w")
    assert doors.get(f"/groups/{inner}")["path"] == "/x/y/z/w"
    assert doors.get("/group-by-path/x/y/z/w")["id"] == inner
    assert doors.call("GET", "/test/group-by-path/x~/y") == (404, {"error": "Group path does not exist"})
    ann = doors.make("/users", username="ann", groups=["/x/y/z/w"])
    assert [group["path"] for group in doors.get(f"/users/{ann}/groups")] == ["/x/y/z/w"]
    doors.make("/groups", name="x")
    assert doors.call("GET", "/test/group-by-path/x/y")[0] == 404


def test_descriptions_and_empty_attributes(doors):
    a = doors.make("/groups", name="a", description="", attributes={"k": ["1"], "l": None, "m": []})
    assert (doors.get(f"/groups/{a}")["description"], doors.get(f"/groups/{a}")["attributes"]) == ("", {"k": ["1"]})
    doors.call("PUT", f"/test/groups/{a}", {"name": "a"})
    assert "description" not in doors.get(f"/groups/{a}")
    assert doors.get(f"/groups/{a}")["attributes"] == {"k": ["1"]}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("search=a", [("A", []), ("a", [("ab", [("abc", [])])]), ("b", [("xa", [])]), ("cab", [])]),
        ("search=", [("A", []), ("a", []), ("b", []), ("cab", [])]),
        ("search=%20", [("A", []), ("a", [("ab", [("abc", [])])]), ("b", [("xa", [])]), ("cab", [])]),
        ("search=a&populateHierarchy=false", [("A", []), ("a", []), ("ab", []), ("abc", []), ("cab", []), ("xa", [])]),
        ("search=a&first=1&max=1", [("a", [])]),
        ("search=ab&exact=true", [("a", [("ab", [])])]),
        ("q=k:ab&populateHierarchy=false", [("ab", [])]),
    ],
)
def test_searches_for_groups(doors, query, expected):
    ids = {"": ""}
    for parent, name in (("", "a"), ("", "b"), ("", "cab"), ("a", "ab"), ("ab", "abc"), ("b", "xa"), ("", "A")):
        if parent:
            doors.call("POST", f"/test/groups/{ids[parent]}/children", {"name": name, "attributes": {"k": [name]}})
            ids[name] = next(one["id"] for one in doors.get(f"/groups/{ids[parent]}/children") if one["name"] == name)
        else:
            ids[name] = doors.make("/groups", name=name, attributes={"k": [name]})

    def tree(groups):
        return sorted((group["name"], tree(group["subGroups"])) for group in groups)

    assert tree(doors.get(f"/groups?{query}")) == expected


def test_searches_below_a_group_look_at_the_beginning(doors):
    top = doors.make("/groups", name="top")
    for name in ("ab", "Abc", "cab"):
        doors.call("POST", f"/test/groups/{top}/children", {"name": name})
    asked = {
        query: [one["name"] for one in doors.get(f"/groups/{top}/children?search={query}")] for query in ("a", "b", "*b", "ab&exact=true")
    }
    assert asked == {"a": ["Abc", "ab"], "b": [], "*b": ["Abc", "ab", "cab"], "ab&exact=true": ["ab"]}
