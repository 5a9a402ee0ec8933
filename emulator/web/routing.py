"""From a path to an endpoint: a tree of segments, filled from the rooms' folders when a room is first asked for."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import field
from types import ModuleType
from typing import Any
from urllib.parse import unquote

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


class _Node:
    __slots__ = ("inner", "methods", "parameter", "rest")

    def __init__(self) -> None:
        self.inner: dict[str, _Node] = {}
        self.parameter: tuple[set[str], _Node] | None = None
        self.rest: tuple[str, dict[str, Route]] | None = None
        self.methods: dict[str, Route] = {}


@dataclass(frozen=True, slots=True)
class Room:
    """A package whose members export ``ROUTES``, or a module which does.

    A first token need not import all of a room: ``named`` says that a member which has a path is named after a segment of it and has all
    methods of it, ``below`` is a segment that all paths of the room have behind the realm, ``owners`` are single paths by the member that
    has all methods of them.
    """

    package: str
    named: bool = False
    below: str = ""
    owners: Mapping[tuple[str, ...], str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rooms:
    """The rooms by the first segment of their paths, and the module whose ``render`` shows errors as a page."""

    by_segment: Mapping[str, tuple[Room, ...]]
    error_page: str


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

    def __init__(self, rooms: Mapping[str, tuple[Room, ...]]) -> None:
        self._rooms = rooms
        self._whole: set[str] = set()
        self._folders: dict[str, Modules] = {}
        self._opened: set[str] = set()
        self._root = _Node()
        self._seen: dict[str, Match] = {}

    def add(self, route: Route) -> None:
        """Adds one endpoint."""
        node = self._root
        for segment in route.path.strip("/").split("/"):
            if segment.startswith("{"):
                name = segment[1:-1]
                if name.endswith(":path"):
                    if node.rest is None:
                        node.rest = (name.removesuffix(":path"), {})
                    node.rest[1][route.method] = route
                    return
                # Members name the same place as it suits them: "id" here, "client" there.
                if node.parameter is None:
                    node.parameter = (set(), _Node())
                node.parameter[0].add(name)
                node = node.parameter[1]
            else:
                node = node.inner.setdefault(segment, _Node())
        node.methods[route.method] = route

    def match(self, path: str) -> Match:
        """The endpoints at ``path``, which starts with a slash; one trailing slash does not count."""
        match = self._seen.get(path)
        if match is None:
            segments = path.strip("/").split("/") if path != "/" else [""]
            match = self._named_after(segments)
            if match is None:
                self._open(segments[0])
                parameters: dict[str, str] = {}
                match = Match(_walk(self._root, segments, 0, parameters), parameters)
            if len(self._seen) >= _REMEMBERED:
                self._seen.clear()
            self._seen[path] = match
        return match

    def route_path(self, call: Call) -> str:
        """The path of the route that a call leads to, with parameters in braces; empty when it leads to none."""
        methods = self.match(call.path).methods if call.path else {}
        route = methods.get(call.method) or next(iter(methods.values()), None)
        return route.path if route is not None else ""

    def beyond(self, call: Call) -> Route | None:
        """What a room (its package's ``beyond``) has to say of a call that leads to no endpoint of it; may raise as an endpoint may."""
        for room in self._rooms.get(call.path.strip("/").split("/")[0], ()):
            say = getattr(importlib.import_module(room.package), "beyond", None)
            route: Route | None = say(call) if say is not None else None
            if route is not None:
                return route
        return None

    def _named_after(self, segments: list[str]) -> Match | None:
        """The endpoints in members that are named after a part of the path, in rooms that say so; None where all must be imported."""
        rooms = self._rooms.get(segments[0], ())
        for room in rooms:
            owner = room.owners.get(tuple(segments))
            if owner is not None:
                self._add_member(room.package, owner)
                return Match(_walk(self._root, segments, 0, {}), {})
        if not rooms or segments[0] in self._whole or not all(room.named or room.below for room in rooms):
            return None
        for room in rooms:
            names = self._folder(room.package).names()
            if room.named:
                names &= {segment.replace("-", "_") for segment in segments[1:]}
            elif room.below not in segments[2:3]:
                continue
            for member in sorted(names):
                self._add_member(room.package, member)
        parameters: dict[str, str] = {}
        methods = _walk(self._root, segments, 0, parameters)
        return Match(methods, parameters) if methods else None

    def _folder(self, package: str) -> Modules:
        return self._folders.setdefault(package, Modules(package))

    def _add_member(self, package: str, member: str) -> None:
        """Adds the endpoints of one member, once."""
        if f"{package}.{member}" in self._opened:
            return
        self._opened.add(f"{package}.{member}")
        module = self._folder(package).module(member)
        for route in routes_of(module) if module is not None else ():
            self.add(route)

    def _open(self, first: str) -> None:
        if first in self._whole:
            return
        self._whole.add(first)
        for room in self._rooms.get(first, ()):
            package = importlib.import_module(room.package)
            for module in self._folder(room.package).modules() if hasattr(package, "__path__") else (package,):
                for route in routes_of(module):
                    self.add(route)


def routes_of(module: ModuleType) -> list[Route]:
    """The endpoints that a module exports."""
    found: Any = getattr(module, "ROUTES", ())
    return list(found)


def _walk(node: _Node, segments: list[str], index: int, parameters: dict[str, str]) -> dict[str, Route]:
    if index == len(segments):
        return node.methods
    segment = segments[index]
    inner = node.inner.get(segment)
    if inner is not None:
        routes = _walk(inner, segments, index + 1, parameters)
        if routes:
            return routes
    if node.parameter is not None and segment:
        names, below = node.parameter
        routes = _walk(below, segments, index + 1, parameters)
        if routes:
            value = unquote(segment, errors="replace")
            parameters.update(dict.fromkeys(names, value))
            return routes
    if node.rest is not None:
        name, methods = node.rest
        parameters[name] = "/".join(unquote(part, errors="replace") for part in segments[index:])
        return methods
    return {}
