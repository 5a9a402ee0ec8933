"""Scripts of policies: where they lie, what bounds their run, and what becomes of those that fail."""

import json
import threading
import zipfile
from itertools import count

import pytest

from emulator.authz.javascript import deployed, engine, turns
from emulator.authz.scripts import Script
from emulator.configuration.features import SCRIPTS
from emulator.configuration.settings import Settings, SettingsError
from emulator.core.asking import AtOnce
from emulator.world.emulator import Emulator
from tests import wire

FACTS = {
    "negative": False, "identity": {"id": "u", "attributes": {"email": ["a@x"]}}, "context": {}, "server": {"id": "s"},
    "permission": {"resource": None, "scopes": [], "resourceType": None, "claims": {}}, "policy": {"name": "p", "config": {}},
}  # fmt: skip


def jar(place, descriptor, **scripts):
    with zipfile.ZipFile(place, "w") as written:
        written.writestr("META-INF/keycloak-scripts.json", descriptor)
        for name, code in scripts.items():
            written.writestr(f"{name}.js", code)
    return place


def run(code, answer=lambda name, arguments: None):
    return engine.run(code, FACTS, answer, turns.Turns(AtOnce()).result)


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("throw new Error('no')", "Error: no"), ("$evaluation.nothing()", "TypeError"), ("$evaluation.grant(", "SyntaxError"),
        ("$evaluation.getPolicy().setName('x')", "read-only"), ("$evaluation.policy.name = 'x'", "read-only"), ("Java.type('x')", "Java"),
        ("$evaluation.getContext().getIdentity().getAttributes().getValue('email').asString(1)", "Invalid index [1]"),
        ("$evaluation.getContext().getIdentity().getAttributes().getValue('email').asInt(0)", "For input string"),
        ("$evaluation.getRealm().getUserGroups('x')", "there is no user"), ("while (true) {}", "interrupted"),
        ("(function f() { f(); })()", ""),
        ("var all = []; while (true) all.push(new Array(100000).fill(0))", ""),
        ("for (var i = 0; ; i++) $evaluation.getRealm().isUserInGroup('' + i, '/g')", ""),
    ],
)  # fmt: skip
def test_a_script_that_fails_says_why(code, told, monkeypatch):
    monkeypatch.setattr(turns, "_SECONDS", 0.1)
    with pytest.raises(engine.ScriptError) as refused:
        run(code)
    assert told in str(refused.value)


def test_a_script_asks_each_question_once():
    asked = []

    def answer(name, arguments):
        asked.append((name, *arguments))
        return {"inRealmRoles": ["r"], "attributes": {"color": ["red"]}}

    code = """
        var realm = $evaluation.getRealm();
        if (realm.isUserInRealmRole('alice', 'r') && realm.getUserAttributes('alice').color[0] == 'red') { $evaluation.grant(); }
        print('done', 1);
    """
    outcome = run(code, answer)
    assert (outcome.effect, outcome.claims, outcome.printed, asked) == (True, {}, ["done 1"], [("user", "alice")])


def test_what_a_script_leaves_is_gone_at_the_next_run():
    run("globalThis.left = 1; String.prototype.equals = function () { return true; };")
    assert run("if (typeof left === 'undefined' && !'a'.equals('b')) { $evaluation.grant(); }").effect


def test_scripts_are_read_from_jars(tmp_path):
    jar(
        tmp_path / "a.jar", '{"policies": [{"fileName": "x.js", "name": "X"}], "mappers": [{"fileName": "y.js"}]}', x="$evaluation.grant();"
    )
    (tmp_path / "b.jar").write_bytes(b"no jar")
    zipfile.ZipFile(tmp_path / "c.jar", "w").close()
    (script,) = deployed.scripts(tmp_path).values()
    assert (script.type, script.title, script.description, script.code) == ("script-x.js", "X", "", "$evaluation.grant();")
    assert Emulator(settings=Settings(features=frozenset({SCRIPTS}), scripts=str(tmp_path / "a.jar"))).scripts.deployed == {
        "script-x.js": script
    }
    assert not Emulator(settings=Settings(scripts=str(tmp_path / "a.jar"))).scripts.deployed


def test_jars_that_are_named_have_to_be_right(tmp_path, monkeypatch):
    (tmp_path / "b.jar").write_bytes(b"no jar")
    jar(tmp_path / "d.jar", '{"policies": [{"fileName": "missing.js"}]}')
    good = jar(tmp_path / "e.jar", '{"policies": [{"fileName": "x.js"}]}', x="")
    for name in ("b.jar", "d.jar"):
        with pytest.raises(SettingsError, match=name):
            deployed.scripts(tmp_path / name)
    with pytest.raises(SettingsError, match="neither a file nor a folder"):
        Emulator(settings=Settings(features=frozenset({SCRIPTS}), scripts=str(tmp_path / "nowhere")))
    monkeypatch.setattr(deployed, "find_spec", lambda name: None)
    with pytest.raises(SettingsError, match=r"keycloak-emulator\[scripts\]"):
        deployed.scripts(good)


@pytest.fixture
def ask(server, monkeypatch):
    """Asks for permissions at a client that has a resource for each script: one that loops, and some that do not."""
    codes = {"loop": "while (true) {}", **{f"quick {number}": f"print({number}); $evaluation.grant();" for number in range(4)}}
    scripts = {f"script-{name}": Script(f"script-{name}", name, "", code) for name, code in codes.items()}
    monkeypatch.setattr(server.live.emulator, "_deployed_scripts", scripts)
    permissions = [{"type": "resource", "config": {"resources": json.dumps([name]), "applyPolicies": json.dumps([name])}} for name in codes]
    settings = {
        "resources": [{"name": name} for name in codes],
        "policies": [
            *({"name": name, "type": f"script-{name}"} for name in codes),
            *({"name": f"for {name}", **permission} for name, permission in zip(codes, permissions, strict=True)),
        ],
    }
    client = {"clientId": "api", "secret": "s", "serviceAccountsEnabled": True, "authorizationServicesEnabled": True}
    server.realm(clients=[{**client, "authorizationSettings": settings}])
    form = {"grant_type": "urn:ietf:params:oauth:grant-type:uma-ticket", "audience": "api", "client_id": "api", "client_secret": "s"}

    def send(*names):
        more = {"response_mode": "permissions", "permission": list(names)}
        return wire.post(f"{server.url}/realms/test/protocol/openid-connect/token", data={**form, **more}, timeout=60)

    return send


def test_a_script_that_loops_leaves_others_alone(server, ask, monkeypatch):
    monkeypatch.setattr(turns, "_SECONDS", 0.05)
    gate, original, answers = threading.Event(), engine.Run.result, []

    def result(run, seconds):
        assert seconds != turns._SECONDS or gate.wait(20), "the event loop does the work itself"
        return original(run, seconds)

    monkeypatch.setattr(engine.Run, "result", result)
    thread = threading.Thread(target=lambda: answers.append(ask("loop")))
    thread.start()
    assert ask("quick 1").status_code == 200
    gate.set()
    thread.join()
    assert (answers[0].status_code, answers[0].json()["error"]) == (400, "server_error")


def test_others_have_their_turn_between_scripts(ask, server, monkeypatch):
    """The decision is made again after each, and what was known stays known."""
    runs, clock = [], count()

    def step():
        # A second later, which is in what a new token says of itself.
        server.live.emulator.clock.move(1)
        return next(clock)

    original = engine.Run.result
    monkeypatch.setattr(engine.Run, "result", lambda run, seconds: runs.append(run) or original(run, seconds))
    monkeypatch.setattr(turns, "monotonic", step)
    # Less than the clock's step, and more than a run takes on a machine that is busy.
    monkeypatch.setattr(turns, "_ON_THE_SPOT", 0.9)
    names = [f"quick {number}" for number in range(4)]
    answer = ask(*names)
    assert sorted(permission["rsname"] for permission in answer.json()) == names
    assert len(runs) == len(names)
