"""The table of docs/comparison.md counts the lines of docs/examples/comparison: none empty, none with a comment alone."""

import ast
from pathlib import Path

DOCS = Path(__file__).resolve().parents[2] / "docs"
EXAMPLE = DOCS / "examples" / "comparison"
WAYS = {
    "emulator": "the emulator",
    "httpserver": "pytest-httpserver",
    "mock_oauth2_server": "mock-oauth2-server",
    "real_keycloak": "real Keycloak",
}
ROWS = {
    "test_api": "a protected API",
    "test_login": "a login client",
    "test_browser": "a login in a browser",
    "test_expired": "an expired token",
    "test_unreachable": "keys that cannot be fetched",
}


def lines(text):
    return [line for line in text.splitlines() if line.strip() and not line.strip().startswith("#")]


def counts(way):
    """The number of lines of each test, and of all else in the folder as ``setup``."""
    source = (EXAMPLE / way / "test_site.py").read_text()
    tests = {
        node.name: len(lines(ast.get_source_segment(source, node))) for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)
    }
    others = [len(lines(file.read_text())) for file in (EXAMPLE / way).iterdir() if file.is_file() and file.name != "test_site.py"]
    setup = sum(others) + len(lines(source)) - sum(tests.values())
    if way == "emulator":
        setup += sum("keycloak" in line for line in (EXAMPLE / "pytest.ini").read_text().splitlines())
    return {"setup": setup, **tests}


def table():
    counted = [counts(way) for way in WAYS]
    rows = {"set-up, once": "setup", **{words: test for test, words in ROWS.items()}}
    body = [f"| {words} | " + " | ".join(str(each[name]) for each in counted) + " |" for words, name in rows.items()]
    total = "| all of it | " + " | ".join(str(sum(each.values())) for each in counted) + " |"
    return "\n".join([f"| lines | {' | '.join(WAYS.values())} |", "|---|" + "---:|" * len(WAYS), *body, total])


def test_each_way_has_the_same_tests():
    assert all(counts(way).keys() == {"setup", *ROWS} for way in WAYS)


def test_the_table_is_true():
    assert table() in (DOCS / "comparison.md").read_text(), table()
