"""The page of endpoints, and the index of paths, say what is true."""

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
        endpoint = endpoints.matching(known, method, path)
        assert endpoint is not None
        assert endpoint.path == expected
    assert endpoints.matching(known, "GET", "/nowhere/at/all") is None


def test_a_log_says_which_endpoints_a_suite_calls():
    users = "/admin/realms/r/users"
    log = f"started\nGET {users}?first=0 200 1.0 ms\nPOST {users} 409 2.5 ms  taken\nGET /nowhere/at/all 404 0.1 ms\n"
    assert endpoints.called(log) == {("GET", "/admin/realms/{realm}/users"), ("POST", "/admin/realms/{realm}/users")}


def test_the_index_of_paths_is_what_its_tool_makes():
    assert endpoints.INDEX.read_text(encoding="utf-8") == endpoints.index(), "run: python tools/endpoints.py"
