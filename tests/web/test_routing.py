"""Modules with endpoints are read between the requests of others, and once."""

import sys

import pytest

from emulator.core.asking import Answers, Unanswered
from emulator.web.routing import Rooms, Router

MEMBER = """
from emulator.web.routing import Route
ROUTES = [Route("GET", "/{path}/here", lambda call: None)]
"""


@pytest.fixture
def room(tmp_path, monkeypatch):
    """A room with an endpoint that its index names, another that it lacks, and a member that cannot be read."""
    folder = tmp_path / "room_of_a_test"
    folder.mkdir()
    (folder / "__init__.py").touch()
    for name in ("named", "unnamed"):
        (folder / f"{name}.py").write_text(MEMBER.replace("{path}", name))
    (folder / "broken.py").write_text("raise OSError('no room')")
    (tmp_path / "index").write_text("/named/here room_of_a_test.named\n/broken room_of_a_test.broken\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield Rooms({"named": (folder.name,), "unnamed": (f"{folder.name}.unnamed",)}, index=tmp_path / "index")
    for name in [name for name in sys.modules if name.startswith(folder.name)]:
        del sys.modules[name]


@pytest.mark.parametrize("name", ["named", "unnamed"])
def test_modules_are_asked_for(room, name):
    router, answers = Router(room), Answers()
    with pytest.raises(Unanswered) as unanswered:
        router.match(f"/{name}/here", answers)
    assert f"room_of_a_test.{name}" not in sys.modules
    answers.learn(unanswered.value.question)
    assert f"room_of_a_test.{name}" in sys.modules
    assert [router.match(f"/{name}/here", answers).methods["GET"].path for _ in "ab"] == [f"/{name}/here"] * 2
    assert Router(room).match(f"/{name}/here", Answers()).methods, "what another has read is not asked for"


def test_one_that_cannot_be_read_says_why(room):
    router, answers = Router(room), Answers()
    with pytest.raises(Unanswered) as unanswered:
        router.match("/broken", answers)
    answers.learn(unanswered.value.question)
    for _ in "ab":
        with pytest.raises(OSError, match="no room"):
            router.match("/broken", answers)
