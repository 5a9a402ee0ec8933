"""``kcadm.sh`` in this process, against the session's server; its home folder is the test's own."""

import io
import json
import sys

import pytest

from kcadm.__main__ import main


class Done:
    """What a command printed and how it ended."""

    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out, err

    @property
    def json(self):
        return json.loads(self.out)

    def __repr__(self):
        return f"{self.code}\n{self.out}\n{self.err}"


class Kcadm:
    """The command; calling it with its arguments runs it."""

    def __init__(self, monkeypatch, capsys, home):
        self.monkeypatch, self.capsys, self.home = monkeypatch, capsys, home
        self.url = None
        monkeypatch.setenv("HOME", str(home))
        for name in ("KC_CLI_PASSWORD", "KC_CLI_CLIENT_SECRET"):
            monkeypatch.delenv(name, raising=False)

    @property
    def config(self):
        return self.home / ".keycloak" / "kcadm.config"

    def __call__(self, *arguments, stdin="", **environ):
        for name, value in environ.items():
            self.monkeypatch.setenv(name, value)
        self.monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        self.capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        out, err = self.capsys.readouterr()
        for name in environ:
            self.monkeypatch.delenv(name)
        return Done(code, out, err)

    def ok(self, *arguments, **more):
        """The same, for one that has to succeed."""
        done = self(*arguments, **more)
        assert done.code == 0, done
        return done

    def login(self):
        """Logs the administrator of master in."""
        self.ok("config", "credentials", "--server", self.url, "--realm", "master", "--user", "admin", "--password", "admin")
        return self

    def session(self):
        """What the config file says of the session with master."""
        return json.loads(self.config.read_text())["endpoints"][self.url]["master"]

    def edit_session(self, **news):
        """Changes what the config file says of the session with master."""
        config = json.loads(self.config.read_text())
        config["endpoints"][self.url]["master"].update(news)
        self.config.write_text(json.dumps(config))


@pytest.fixture
def local(monkeypatch, capsys, tmp_path):
    """The command without a server."""
    return Kcadm(monkeypatch, capsys, tmp_path)


@pytest.fixture
def fresh(local, server):
    """The command, nobody logged in."""
    local.url = server.url
    return local


@pytest.fixture
def kcadm(fresh):
    """The command, the administrator of master logged in."""
    return fresh.login()


@pytest.fixture
def shop(kcadm):
    """A realm ``shop`` that the command made."""
    kcadm.ok("create", "realms", "-s", "realm=shop", "-s", "enabled=true")
    return kcadm
