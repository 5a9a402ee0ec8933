"""Every snippet of the README and the docs, executed."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import textwrap
from pathlib import Path
from urllib.request import urlopen

import pytest

from emulator.cli import main
from emulator.serving.live import LiveServer

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
FENCE = re.compile(r"^([ ]*)```(\w+)\n(.*?)^\1```", re.MULTILINE | re.DOTALL)
EXPORT = ROOT / "tests" / "world" / "data" / "export.json"
LANGUAGES = {"python", "yaml", "ini", "bash", "text", "javascript"}


def snippets(language):
    """(page, number, text) of every snippet in a language."""
    for page in PAGES:
        for number, match in enumerate(FENCE.finditer(page.read_text())):
            if match[2] == language:
                yield pytest.param(textwrap.dedent(match[3]), id=f"{page.stem}-{number}")


def every(language):
    """All of them, as pytest wants them."""
    return list(snippets(language))


def snippets_of(page, language):
    return [textwrap.dedent(match[3]) for match in FENCE.finditer((ROOT / page).read_text()) if match[2] == language]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def shipped():
    """A server with the shipped realms."""
    live = LiveServer(("bvnk", "gcore", "layer5"))
    live.start()
    # Their keys are there from the beginning: they outlive the tests.
    for name in live.realm_names():
        urlopen(f"{live.url}/realms/{name}/protocol/openid-connect/certs").close()
    yield live
    live.stop()


@pytest.fixture
def port(shipped):
    """That server's port, which stands for 8080 in the snippets."""
    shipped.begin()
    yield int(shipped.origin.rsplit(":", 1)[1])
    print(*shipped.requests(), sep="\n")
    shipped.restore()


def test_every_snippet_has_a_language_that_is_executed():
    for page in PAGES:
        text = page.read_text()
        assert text.count("```") % 2 == 0, page
        assert {match[2] for match in FENCE.finditer(text)} <= LANGUAGES, page


def test_each_how_to_begins_with_a_snippet_that_is_executed():
    how_tos = (ROOT / "docs" / "how-to.md").read_text().split("\n## ")[1:]
    assert len(how_tos) >= 10
    for how_to in how_tos:
        beginning = how_to.splitlines()[2]
        assert beginning.startswith("```"), how_to
        assert beginning[3:] in LANGUAGES - {"text"}, how_to


def has_tests(text):
    return "def test_" in text


@pytest.mark.parametrize("text", [snippet for snippet in every("python") if not has_tests(snippet.values[0])])
def test_python(text, port):
    exec(compile(text.replace(":8080", f":{port}"), "snippet", "exec"), {"__name__": "__main__"})


@pytest.mark.parametrize("page", [page for page in PAGES if any(map(has_tests, snippets_of(page, "python")))], ids=lambda page: page.stem)
def test_tests(page, port, pytester, run_pytest):
    """Those of one page, in one run of pytest."""
    texts = list(filter(has_tests, snippets_of(page, "python")))
    pytester.makefile(".yaml", shop=next(iter(snippets_of("docs/tutorial.md", "yaml"))))
    pytester.makeini("[pytest]\nkeycloak_realms = shop.yaml gcore")
    pytester.makepyfile(**{f"test_{number}": text.replace(":8080", f":{port}") for number, text in enumerate(texts)})
    result = run_pytest("-p", "no:randomly")
    outcomes = result.parseoutcomes()
    assert set(outcomes) == {"passed"}
    assert outcomes["passed"] >= sum(len(re.findall(r"^ *(?:async )?def test_", text, re.MULTILINE)) for text in texts)


@pytest.mark.parametrize("text", every("yaml"))
def test_yaml(text, tmp_path):
    file = tmp_path / "shop.yaml"
    file.write_text(text)
    assert main(["check", str(file)]) == 0


@pytest.mark.parametrize("text", every("ini"))
def test_ini(text, pytester, run_pytest):
    pytester.makefile(".yaml", shop="realm: shop\n")
    pytester.makeini(text)
    pytester.makepyfile("def test_it(keycloak): assert len(keycloak._server.emulator.store.realms) == 2")
    assert run_pytest().ret == 0


@pytest.mark.parametrize("text", every("bash"))
def test_bash(text, port, tmp_path):
    """Commands that install packages are run by .ci/run; the others run here, against the port of this module's server."""
    text = "\n".join(line for line in text.splitlines() if "pip install" not in line)
    emulator = f"{sys.executable} -m emulator"
    until_listening = f"{sys.executable} {Path(__file__).with_name('until_listening.py')}"
    text = text.replace("keycloak-emulator start-dev", f"{until_listening} {emulator} start-dev --http-port {free_port()}")
    text = text.replace("keycloak-emulator ", f"{emulator} ")
    (tmp_path / "shop.yaml").write_text(snippets_of("docs/tutorial.md", "yaml")[0])
    (tmp_path / "out").mkdir()
    exported = json.loads(EXPORT.read_text())
    (tmp_path / "out" / f"{exported['realm']}-realm.json").write_text(json.dumps(exported))
    text = text.replace(":8080", f":{port}")
    if not text.strip():
        return
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(["bash", "-euc", text], capture_output=True, text=True, timeout=30, cwd=tmp_path, check=False, env=environ)
    if "curl" in text:
        assert re.search(r'"expires_in":(300|3600)\b', done.stdout), done.stdout + done.stderr
    elif "start-dev" in text:
        assert "Listening on:" in done.stdout
    else:
        assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("text", every("javascript"))
def test_javascript(text, port, node_modules):
    done = subprocess.run(
        ["node", "-e", text.replace(":8080", f":{port}")], capture_output=True, text=True, timeout=30, cwd=node_modules, check=True
    )
    assert done.stdout.count(".") == 2


@pytest.fixture(scope="session")
def node_modules(tmp_path_factory):
    if shutil.which("npm") is None:
        pytest.skip("node and npm are not installed")
    folder = tmp_path_factory.mktemp("node")
    install = subprocess.run(
        ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder), "axios"],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert install.returncode == 0, install.stderr
    return folder
