"""From a path to an endpoint: a tree of segments, filled from the rooms' folders when a room is first asked for."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from urllib.parse import unquote

from emulator.core.asking import Answers, AtOnce
from emulator.core.dataclass import dataclass
from emulator.core.registry import Modules
from emulator.state.store import RealmTables
from emulator.web.call import Call
from emulator.web.response import Deferred, Response

_REMEMBERED = 1000
Handler = Callable[[Call], Response | Deferred]


@dataclass(frozen=True, slots=True)
class Route:
    """An endpoint. ``path`` has parameters in braces; a last one like ``{rest:path}`` takes all that follows.

    ``preflight`` lists the methods that a CORS preflight request is told; empty when the endpoint answers none. ``exists`` says whether
    a realm has the path at all; all endpoints of a path say the same.
    """

    method: str
    path: str
    handle: Handler
    preflight: str = ""
    exists: Callable[[RealmTables], bool] | None = None


Beyond = Callable[[Call], Route | None]


class _End:
    """Where paths end: the endpoints by method, and the modules that have more of them once they are imported."""

    __slots__ = ("methods", "modules")

    def __init__(self) -> None:
        self.methods: dict[str, Route] = {}
        self.modules: list[str] = []

    def __bool__(self) -> bool:
        return bool(self.methods or self.modules)


class _Node:
    __slots__ = ("end", "inner", "parameter", "rest")

    def __init__(self) -> None:
        self.inner: dict[str, _Node] = {}
        self.parameter: tuple[set[str], _Node] | None = None
        self.rest: tuple[str, _End] | None = None
        self.end = _End()

    def below(self, path: str) -> _End:
        """The end of a path with parameters in braces, which is made where there is none."""
        node = self
        for segment in path.strip("/").split("/"):
            if segment.startswith("{"):
                name = segment[1:-1]
                if name.endswith(":path"):
                    if node.rest is None:
                        node.rest = (name.removesuffix(":path"), _End())
                    return node.rest[1]
                # Members name the same place as it suits them: "id" here, "client" there.
                if node.parameter is None:
                    node.parameter = (set(), _Node())
                node.parameter[0].add(name)
                node = node.parameter[1]
            else:
                node = node.inner.setdefault(segment, _Node())
        return node.end


@dataclass(frozen=True, slots=True)
class Rooms:
    """The rooms by the first segment of their paths, and the module whose ``render`` shows errors as a page.

    A room is a package whose members export ``ROUTES``, or a module which does. ``index`` is a file with a line a path and module that has
    endpoints there, so that a first token need not import a whole room; it may lack paths, which then cost that import. ``beyond``, again
    by first segment, has a say of calls that lead to no endpoint: a route that answers, or None; each may raise as an endpoint may.
    """

    by_segment: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    error_page: str = ""
    index: Path | None = None
    beyond: Mapping[str, tuple[Beyond, ...]] = field(default_factory=dict)


@dataclass(slots=True)
class Match:
    """What a path leads to: the endpoints by method (empty when there is none) and the path parameters."""

    methods: dict[str, Route]
    parameters: dict[str, str]

    @property
    def exists(self) -> Callable[[RealmTables], bool] | None:
        """Whether a realm has the path at all; None for a path that every one has."""
        return next(iter(self.methods.values())).exists if self.methods else None


class Router:
    """Routes of all rooms, imported when they are first asked for."""

    def __init__(self, rooms: Rooms) -> None:
        self._rooms = rooms.by_segment
        self._index = rooms.index
        self._beyond = rooms.beyond
        self._lines: dict[str, list[str]] | None = None
        self._whole: set[str] = set()
        self._added: set[str] = set()
        self._root = _Node()
        self._seen: dict[str, Match] = {}

    def add(self, route: Route) -> None:
        """Adds one endpoint."""
        self._root.below(route.path).methods[route.method] = route

    def match(self, path: str, answers: Answers | None = None) -> Match:
        """The endpoints at ``path``, which starts with a slash; one trailing slash does not count.

        Modules that are not imported yet are asked for in ``answers``, or imported on the spot.
        """
        match = self._seen.get(path)
        if match is None:
            segments = path.strip("/").split("/") if path != "/" else [""]
            answers = answers or AtOnce()
            self._plant(segments[0])
            match = self._search(segments, answers)
            if not match.methods and self._open(segments[0], answers):
                match = self._search(segments, answers)
            if len(self._seen) >= _REMEMBERED:
                self._seen.clear()
            self._seen[path] = match
        return match

    def has_room(self, path: str) -> bool:
        """Whether there is a room for the first segment of a path."""
        return path.split("/", 2)[1] in self._rooms

    def route_path(self, call: Call) -> str:
        """The path of the route that a call leads to, with parameters in braces; empty when it leads to none."""
        methods = self.match(call.path).methods if call.path else {}
        route = methods.get(call.method) or next(iter(methods.values()), None)
        return route.path if route is not None else ""

    def beyond(self, call: Call) -> Route | None:
        """What a room has to say of a call that leads to no endpoint of it; may raise as an endpoint may."""
        for say in self._beyond.get(call.path.strip("/").split("/")[0], ()):
            route = say(call)
            if route is not None:
                return route
        return None

    def _search(self, segments: list[str], answers: Answers) -> Match:
        parameters: dict[str, str] = {}
        end = _walk(self._root, segments, 0, parameters)
        self._import(end.modules, answers)
        return Match(end.methods, parameters)

    def _plant(self, first: str) -> None:
        """Notes which modules have endpoints at which paths with this first segment."""
        if self._lines is None:
            self._lines = {}
            for line in self._index.read_text(encoding="utf-8").splitlines() if self._index is not None else ():
                self._lines.setdefault(line.split("/", 2)[1].partition(" ")[0], []).append(line)
        for line in self._lines.pop(first, ()):
            path, _, module = line.partition(" ")
            self._root.below(path).modules.append(module)

    def _import(self, modules: Iterable[str], answers: Answers) -> None:
        """Adds the endpoints of these modules, once."""
        new = [module for module in modules if module not in self._added]
        unread = tuple(module for module in new if module not in sys.modules)
        if unread:
            # Reading a room takes longer than others should wait.
            answers.ask(("modules", unread), partial(_read, unread))
        for module in new:
            self._added.add(module)
            for route in routes_of(importlib.import_module(module)):
                self.add(route)

    def _open(self, first: str, answers: Answers) -> bool:
        """Adds all endpoints of the rooms of this first segment; whether that had not been done."""
        if first in self._whole:
            return False
        self._import(list(modules_of(self._rooms.get(first, ()))), answers)
        self._whole.add(first)
        return True


def _read(modules: Iterable[str]) -> None:
    for module in modules:
        importlib.import_module(module)


def modules_of(rooms: Iterable[str]) -> Iterator[str]:
    """The names of all modules of these rooms that may have endpoints."""
    for room in rooms:
        spec = find_spec(room)
        if spec is not None and spec.submodule_search_locations is not None:
            yield from (f"{room}.{name}" for name in sorted(Modules(room).names()))
        else:
            yield room


def routes_of(module: ModuleType) -> list[Route]:
    """The endpoints that a module exports as ``ROUTES``; not all of a room have any. Raises TypeError for anything else of that name."""
    routes = vars(module).get("ROUTES", ())
    if not all(isinstance(route, Route) for route in routes):
        raise TypeError(f"{module.__name__}.ROUTES has to be a list of Route")
    return list(routes)


def _walk(node: _Node, segments: list[str], index: int, parameters: dict[str, str]) -> _End:
    if index == len(segments):
        return node.end
    segment = segments[index]
    inner = node.inner.get(segment)
    if inner is not None:
        end = _walk(inner, segments, index + 1, parameters)
        if end:
            return end
    if node.parameter is not None and segment:
        names, below = node.parameter
        end = _walk(below, segments, index + 1, parameters)
        if end:
            value = unquote(segment, errors="replace")
            parameters.update(dict.fromkeys(names, value))
            return end
    if node.rest is not None:
        name, end = node.rest
        parameters[name] = "/".join(unquote(part, errors="replace") for part in segments[index:])
        return end
    return _End()
