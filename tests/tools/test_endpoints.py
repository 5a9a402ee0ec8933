"""The page of endpoints says what is true."""

from tools import endpoints


def test_the_page_is_what_its_tool_makes():
    assert endpoints.LEDGER.read_text(encoding="utf-8") == endpoints.text(), "run: python tools/endpoints.py"


def test_a_request_is_that_of_the_most_exact_path():
    known = endpoints.endpoints()
    for method, path, expected in (
        ("GET", "/admin/realms/r/users/count", "/admin/realms/{realm}/users/count"),
        ("GET", "/admin/realms/r/users/17", "/admin/realms/{realm}/users/{user-id}"),
        ("GET", "/admin/realms/r/group-by-path/a/b", "/admin/realms/{realm}/group-by-path/{path: .*}"),
    ):
        found = endpoints.matching(known, method, path)
        assert found is not None
        assert found.path == expected
    assert endpoints.matching(known, "GET", "/nowhere/at/all") is None
