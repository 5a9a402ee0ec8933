"""Writes ``docs/endpoints.md``: every endpoint of Keycloak, whether it is here, and who calls it; and the index of our own paths.

    python tools/endpoints.py
    python tools/endpoints.py --called SUITE LOG    after a suite ran against an emulator that wrote this log

``endpoints.tsv`` has Keycloak 26.7.4's own: method, path, area, whether its feature is off by default, and which client libraries' own
test suites call it. What is here is asked of the rooms, what is recorded of the recordings in ``tests/parity``.
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import dataclasses
import importlib
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Any, cast

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from emulator.configuration.settings import Settings  # noqa: E402 - the path to it is known only now
from emulator.serving.management import Management  # noqa: E402
from emulator.serving.rooms import ROOMS  # noqa: E402
from emulator.web.routing import Router, modules_of, routes_of  # noqa: E402

LEDGER = ROOT / "docs" / "endpoints.md"
INDEX = ROOT / "emulator" / "serving" / "paths.txt"
TABLE = ROOT / "tools" / "endpoints.tsv"
_GOLDENS = ROOT / "tests" / "parity" / "goldens"
_PARAMETER = re.compile(r"\{[^}]*\}")
_REQUEST = re.compile(r"(GET|POST|PUT|DELETE|HEAD|OPTIONS|PATCH) (/[^ ?]*)[^ ]* [0-9]{3} ")
_SAMPLE = "x"
_SAMPLES = {
    "/.well-known/{provider}/realms/{realm}": "/.well-known/oauth-authorization-server/realms/x",
    "/realms/{realm}/.well-known/{alias}": "/realms/x/.well-known/openid-configuration",
    "/realms/{realm}/.well-known/{provider}": "/realms/x/.well-known/openid-configuration",
    "/admin/{any:.*}": "/admin/realms",
    "/realms/{realm}/account/{any:.*}": "/realms/x/account/sessions",
    "/admin/index.{html:html}": "/admin/index.html",
    "/": "/",
}
"""Paths that stand for a path with parameters where not any value will do."""
_MANAGEMENT = "management"
_HEAD = """# Keycloak's endpoints

Every endpoint of Keycloak 26.7.4. This page is made by `tools/endpoints.py`; a test holds it true.

- **here**: the emulator has the endpoint. What it lacks answers as an unknown path does.
- **recorded**: a recording of `tests/parity` calls it, so its answers are compared field by field.
- **called by**: client libraries and tools whose own test suites call it, as the log of an emulator
  says that they were run against. `admin-client` is Keycloak's own for Java, `kc-admin-client` the
  one for Node.

Features that Keycloak has turned off are marked *off*. The management port's endpoints are served
on that port.
"""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An endpoint of Keycloak; ``clients`` are names of suites."""

    method: str
    path: str
    area: str
    is_off: bool
    clients: tuple[str, ...]

    @property
    def segments(self) -> list[str]:
        """The parts of the path; a parameter is an empty text, one that takes all that follows is ``*``."""
        return _segments(self.path)


@cache
def _segments(path: str) -> list[str]:
    """Segments of a path, in whose parameters a slash may stand."""
    parts = _PARAMETER.sub(lambda match: match[0].replace("/", "\0").replace(" ", ""), path).strip("/").split("/")
    return [_segment(part) for part in parts]


def _segment(part: str) -> str:
    if not part.startswith("{"):
        return part
    pattern = part[1:-1].partition(":")[2].strip()
    return "*" if pattern == ".*" else pattern


def endpoints() -> list[Endpoint]:
    """All endpoints, in Keycloak's areas."""
    return [
        Endpoint(row["method"], row["path"], row["area"], row["feature"] == "off", tuple(filter(None, row["clients"].split(","))))
        for row in _rows()
    ]


def _rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def called(log: str) -> set[tuple[str, str]]:
    """Method and path of the endpoints that the request lines of a log say were called and answered."""
    served = [endpoint for endpoint in endpoints() if endpoint.area != _MANAGEMENT]
    calls = {(line[1], line[2]) for line in map(_REQUEST.match, log.splitlines()) if line is not None}
    matches = (matching(served, method, path) for method, path in calls)
    return {(endpoint.method, endpoint.path) for endpoint in matches if endpoint is not None}


def note(suite: str, log: str) -> None:
    """Adds to the table which endpoints a suite calls, as the log says."""
    rows, known = _rows(), called(log)
    for row in rows:
        if (row["method"], row["path"]) in known:
            row["clients"] = ",".join(sorted({*filter(None, row["clients"].split(",")), suite}))
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE)
        writer.writeheader()
        writer.writerows(rows)


def is_here(router: Router, endpoint: Endpoint) -> bool:
    """Whether a route answers the endpoint. One that takes whatever follows is none, unless Keycloak's is such a one too."""
    if endpoint.area == _MANAGEMENT:
        return asyncio.run(_managed(endpoint)) == HTTPStatus.OK
    wanted = endpoint.segments
    usual = "/" + "/".join(_SAMPLE if part in ("", "*") else part for part in wanted)
    match = router.match(_SAMPLES.get(endpoint.path, usual))
    if endpoint.method == "OPTIONS":
        return any(not route.path.endswith(":path}") for route in match.methods.values())
    route = match.methods.get(endpoint.method)
    if route is None:
        return False
    takes_all = route.path.endswith(":path}")
    return not takes_all or "*" in wanted


async def _managed(endpoint: Endpoint) -> int:
    """The status with which the management port, with health and metrics, answers an endpoint."""
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {}

    port = Management(dataclasses.replace(Settings(), health=True, metrics=True), exposition=cast("Any", _Exposition()))
    await port({"type": "http", "method": endpoint.method, "path": endpoint.path, "headers": []}, receive, send)
    status: int = sent[0]["status"]
    return status


class _Exposition:
    """In the place of the meters, of which only the door is wanted."""

    def measured(self, scope: Any, answer: Any) -> Any:
        return answer()

    def answer(self, accept: str) -> Any:
        return HTTPStatus.OK, [], b""


def matching(known: Iterable[Endpoint], method: str, path: str) -> Endpoint | None:
    """The endpoint that a request calls: of those that its path fits, the one with the most words of its own."""
    parts = path.strip("/").split("/")
    fitting = [one for one in known if one.method == method and (one.path == path or (one.path != "/" and _fits(one.segments, parts)))]
    return max(fitting, key=lambda one: sum(part not in ("", "*") for part in one.segments), default=None)


def _fits(wanted: list[str], parts: list[str]) -> bool:
    if wanted[-1:] == ["*"]:
        wanted, parts = wanted[:-1], parts[: len(wanted) - 1]
    return len(wanted) == len(parts) and all(part in ("", each) for part, each in zip(wanted, parts, strict=True))


def recorded(known: list[Endpoint]) -> set[Endpoint]:
    """The endpoints that recordings call."""
    calls = set()
    for file in sorted(_GOLDENS.rglob("*.json")):
        for exchange in json.loads(file.read_text(encoding="utf-8"))["exchanges"]:
            calls.add((exchange["request"]["method"], exchange["request"]["path"].partition("?")[0]))
    served = [endpoint for endpoint in known if endpoint.area != _MANAGEMENT]
    found = (matching(served, method, path) for method, path in calls)
    return {endpoint for endpoint in found if endpoint is not None}


def text() -> str:
    """The page."""
    known, router = endpoints(), Router(ROOMS)
    called = recorded(known)
    here = {endpoint for endpoint in known if is_here(router, endpoint)}
    on = [endpoint for endpoint in known if not endpoint.is_off]
    used = [endpoint for endpoint in known if endpoint.clients]
    lines = [
        _HEAD,
        "| | endpoints | here | recorded |",
        "|---|---|---|---|",
        *(
            f"| {name} | {len(some)} | {sum(each in here for each in some)} | {sum(each in called for each in some)} |"
            for name, some in (("all", known), ("on by default", on), ("called by a suite", used))
        ),
    ]
    by_area: dict[str, list[Endpoint]] = defaultdict(list)
    for endpoint in known:
        by_area[endpoint.area].append(endpoint)
    for area, some in by_area.items():
        lines += ["", f"## {area}: {sum(each in here for each in some)} of {len(some)}", ""]
        lines += ["| method | path | here | recorded | called by |", "|---|---|---|---|---|"]
        lines += [_line(each, is_present=each in here, is_recorded=each in called) for each in some]
    return "\n".join(lines) + "\n"


def _line(endpoint: Endpoint, *, is_present: bool, is_recorded: bool) -> str:
    marks = ["yes" if is_present else "*off*" if endpoint.is_off else "**no**", "yes" if is_recorded else ""]
    path = endpoint.path.replace("|", "\\|")
    return f"| {endpoint.method} | `{path}` | {marks[0]} | {marks[1]} | {', '.join(endpoint.clients)} |"


def index() -> str:
    """A line a path and module that has endpoints there: what ``Rooms.index`` reads."""
    rooms = {room: None for each in ROOMS.by_segment.values() for room in each}
    lines = {f"{route.path} {module}" for module in modules_of(rooms) for route in routes_of(importlib.import_module(module))}
    return "\n".join(sorted(lines)) + "\n"


def main() -> None:
    """Writes the page and the index, perhaps after a suite was noted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--called", nargs=2, metavar=("SUITE", "LOG"), help="the log of an emulator that a suite was run against")
    arguments = parser.parse_args()
    if arguments.called:
        note(arguments.called[0], Path(arguments.called[1]).read_text(encoding="utf-8", errors="replace"))
    INDEX.write_text(index(), encoding="utf-8")
    LEDGER.write_text(text(), encoding="utf-8")


if __name__ == "__main__":
    main()
