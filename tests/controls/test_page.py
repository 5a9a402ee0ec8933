"""The page's files over HTTP; tests/chromium drives it in a browser."""

import re
from pathlib import Path

import httpx
import pytest

from tests import wire

FOLDER = Path(__file__).parents[2] / "emulator/controls/page"
FILES = sorted(path.name for path in FOLDER.iterdir() if path.suffix in (".js", ".css", ".svg"))


def test_every_file_of_the_page_is_served_for_browsers_to_keep(server):
    for name in FILES:
        answer = wire.get(f"{server.url}/_emulator/page/{name}")
        kind = {"js": "text/javascript", "css": "text/css", "svg": "image/svg+xml"}[name.rpartition(".")[2]]
        assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (200, kind), name
        assert answer.content == (FOLDER / name).read_bytes()
        again = wire.get(f"{server.url}/_emulator/page/{name}", headers={"If-None-Match": answer.headers["etag"]})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", answer.headers["etag"])


@pytest.mark.parametrize(
    ("path", "files"),
    [("/_emulator", "_emulator/page/"), ("/_emulator/", "page/"), ("/auth/_emulator", "_emulator/page/"), ("/auth/_emulator/", "page/")],
)
def test_the_page_names_its_files_as_they_are_reached(server, path, files):
    answer = wire.get(f"{server.url}{path}")
    named = re.findall(r'(?:src|href)="([^#"][^"]*)"', answer.text)
    assert named
    assert all(name.startswith(files) and name.removeprefix(files) in FILES for name in named)
    for name in named:
        assert wire.get(httpx.URL(f"{server.url}{path}").join(name)).status_code == 200


def test_nothing_is_loaded_from_elsewhere_and_nothing_runs_that_is_no_file(server):
    answer = wire.get(f"{server.url}/_emulator")
    policy = dict(part.strip().partition(" ")[::2] for part in answer.headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == policy["form-action"] == "'none'"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert not re.search(r"<script(?![^>]*src=)|<style|\son\w+=|\sstyle=", answer.text)
    for name in FILES:
        text = (FOLDER / name).read_text()
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", text), name
        assert not re.findall(r"https?://(?!www\.w3\.org/2000/svg)[\w.]+", text), name
        assert len(text.splitlines()) < 300, name


@pytest.mark.parametrize("name", ["index.html", "__init__.py", "nothing.js", "..%2fclock.py", "..%2f..%2fcore%2fclock.py", ""])
def test_no_other_file_is_served(server, name):
    assert wire.get(f"{server.url}/_emulator/page/{name}").status_code == 404


@pytest.mark.parametrize("path", ["/_emulator", "/_emulator/page/main.js", "/_emulator/flows"])
def test_the_guard_holds_for_the_page(server, path):
    assert wire.get(f"{server.url}{path}", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert wire.get(f"{server.url}{path}", headers={"Host": "attacker.example"}).status_code == 403


def test_a_mail_is_shown_without_scripts_and_without_what_it_would_load(server):
    from emulator.mail import mailbox
    from emulator.state.records import Mail

    server.realm("post")
    tables = server.live.emulator.store.realm("post")
    html = "<script>alert(1)</script><img src=http://attacker.example/x><a href=http://app.example/>go</a>"
    server.live.call(lambda: mailbox.keep(tables, Mail("m1", "a@x", "b@x", "Hello", "text", html, 1)))
    server.live.call(lambda: mailbox.keep(tables, Mail("m2", "a@x", "b@x", "Plain", "<b>text</b>", "", 2)))
    answer = wire.get(f"{server.url}/_emulator/realms/post/mail/m1/html")
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'")
    assert "script" not in policy
    assert html in answer.text
    assert wire.get(f"{server.url}/_emulator/realms/post/mail/m2/html").text == "<pre>&lt;b&gt;text&lt;/b&gt;</pre>"
    assert wire.get(f"{server.url}/_emulator/realms/post/mail/m3/html").status_code == 404
    assert [mail["sent"] for mail in server.controls("GET", "/realms/post/mail").json()] == [1, 2]


def test_people_page_by_page(server):
    users = [{"username": f"user{number:03}", "email": f"u{number}@example.org", "enabled": True} for number in range(30)]
    server.realm("crowd", users=users)

    def names(**query):
        return [user["username"] for user in server.controls("GET", "/realms/crowd/users", params=query).json()]

    assert len(names()) == 30
    assert names(first=2, max=3) == ["user002", "user003", "user004"]
    assert names(search="U7@EXAMPLE") == ["user007"]
    assert names(max=0) == []
    assert wire.get(f"{server.url}/_emulator/realms/crowd/users?max=x").status_code == 400
    assert [client["clientId"] for client in server.controls("GET", "/realms/crowd/clients", params={"search": "admin-cli"}).json()] == [
        "admin-cli"
    ]
    assert server.controls("GET", "/realms/crowd/sessions", params={"search": "x"}).json() == []


def test_the_newest_events(server):
    realm = server.realm("happy", clients=[{"clientId": "svc", "secret": "s3cret", "serviceAccountsEnabled": True}])
    for _ in range(3):
        realm.token(grant_type="client_credentials")
    everything = server.controls("GET", "/realms/happy/events").json()
    assert len(everything) == 3
    assert server.controls("GET", "/realms/happy/events", params={"limit": 2}).json() == everything[-2:]
    assert wire.get(f"{server.url}/_emulator/realms/happy/events?limit=x").status_code == 400
