"""Arguments, files and servers that mean no good: a message and an exit code, never a traceback."""

import json
import os
import subprocess
import sys

import pytest
from werkzeug import Response


def inline(url):
    return ["--no-config", "--server", url, "--realm", "master", "--token", "x"]


def test_arguments_that_are_no_text(server, tmp_path):
    command = [sys.executable, "-P", "-m", "kcadm", "new-object", "-c", "-s", b"a=\xff"]
    done = subprocess.run(command, capture_output=True, timeout=30, check=True, env={**os.environ, "HOME": str(tmp_path)})
    assert done.stdout == '{"a":"\ufffd"}'.encode()


def test_half_a_character(shop):
    assert shop("new-object", "-s", 'a="\\ud800"', "-c").out == '{"a":"?"}'
    assert shop("create", "roles", "-r", "shop", "-s", "name=r", "-s", 'description="\\ud800"').code == 0


@pytest.mark.parametrize("levels", [300, 5_000])
def test_names_of_many_levels(local, levels):
    done = local("new-object", "-c", "-s", ".".join(["a"] * levels) + "=1")
    assert (done.code, done.err) in {(0, ""), (1, "A JSON document is nested too deep\n")}


SESSION = {"token": 5, "refreshToken": [], "expiresAt": "x"}


@pytest.mark.parametrize(
    "config",
    [
        {"serverUrl": [], "realm": "master"},
        {"serverUrl": "http://127.0.0.1:9", "realm": 5},
        {"serverUrl": "http://127.0.0.1:9", "realm": "r", "endpoints": {"http://127.0.0.1:9": {"r": SESSION}}},
        {"serverUrl": "https://127.0.0.1:9", "realm": "r", "truststore": 0},
        {"serverUrl": "file:///etc/passwd", "realm": "r"},
    ],
)  # fmt: skip
def test_members_of_the_config_that_are_something_else(local, config):
    local.config.parent.mkdir()
    local.config.write_text(json.dumps(config))
    assert local("config", "credentials", "--status").out == "You are not logged in\n"
    done = local("get", "realms")
    assert (done.code, done.out) == (1, "")
    assert len(done.err.splitlines()) == 1


@pytest.mark.parametrize(
    ("status", "content", "kind", "message"),
    [
        (200, "", "application/json", "Error processing results: Expecting value: line 1 column 1 (char 0)"),
        (200, "\xff", "application/json", "Error processing results: "),
        (302, "", "text/html", "302 FOUND"),
        (500, "<html>", "text/html", "500 INTERNAL SERVER ERROR"),
        (403, "[1]", "application/json", "403 FORBIDDEN"),
        (400, '{"error": 5, "errorMessage": []}', "application/json", "400 BAD REQUEST"),
        (400, '{"error": "e", "error_description": "d"}', "application/json", "d [e]"),
    ],
)
def test_answers_that_make_no_sense(local, httpserver, status, content, kind, message):
    answer = Response(content.encode("latin-1"), status=status, content_type=kind)
    httpserver.expect_request("/admin/realms").respond_with_response(answer)
    done = local("get", "realms", *inline(httpserver.url_for("").rstrip("/")))
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith(message)


@pytest.mark.parametrize("answer", [[], {}, {"access_token": 5}, "x"])
def test_tokens_that_are_none(local, httpserver, answer):
    httpserver.expect_request("/realms/master/protocol/openid-connect/token").respond_with_json(answer)
    url = httpserver.url_for("").rstrip("/")
    done = local("config", "credentials", "--server", url, "--realm", "master", "--user", "a", "--password", "b")
    assert done.code == 1
    assert done.err.splitlines()[1:] == [f"There is no access token in the answer of {url}/realms/master/protocol/openid-connect/token"]


def test_lifetimes_that_are_none(local, httpserver):
    answer = {"access_token": "t", "refresh_token": "r", "expires_in": "soon", "refresh_expires_in": 0}
    httpserver.expect_request("/realms/master/protocol/openid-connect/token").respond_with_json(answer)
    local.url = httpserver.url_for("").rstrip("/")
    local.login()
    assert local.session()["refreshExpiresAt"] == 2**63 - 1


def test_lists_that_are_none(local, httpserver):
    httpserver.expect_request("/admin/realms/master/users").respond_with_json({"error": "x"})
    done = local("set-password", "--username", "a", "-p", "b", *inline(httpserver.url_for("").rstrip("/")))
    assert (done.code, done.err) == (1, "Failed to read JSON response\n")


def test_several_of_one_name(local, httpserver):
    httpserver.expect_request("/admin/realms/master/users").respond_with_json([{"id": "1", "username": "a"}, {"id": "2", "username": "a"}])
    done = local("set-password", "--username", "a", "-p", "b", *inline(httpserver.url_for("").rstrip("/")))
    assert (done.code, done.err) == (1, "Multiple users found for username: a\n")
