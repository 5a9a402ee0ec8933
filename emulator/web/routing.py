"""From a path to an endpoint: a tree of segments, filled from the rooms' folders when a room is first asked for."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any
from urllib.parse import unquote

from emulator.core.registry import Folder
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


WHOLE = frozenset({"emulator.protocol"})
"""Rooms in which all methods of a path are in one member."""
BELOW = {"emulator.account": "account"}
"""Rooms all of whose paths have one segment in common."""
OWNERS: dict[tuple[str, ...], str] = {("admin", "realms"): "realms", ("admin", "serverinfo"): "serverinfo", ("admin",): "console"}
"""Paths all of whose methods are in one member of a room that is opened as a whole otherwise."""


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
    """Routes of all rooms; ``rooms`` maps the first segment of a path to packages whose members, or modules which, export ``ROUTES``."""

    def __init__(self, rooms: dict[str, tuple[str, ...]]) -> None:
        self._rooms = dict(rooms)
        self._names = rooms
        self._folders: dict[str, Folder] = {}
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
        found = self._seen.get(path)
        if found is None:
            segments = path.strip("/").split("/") if path != "/" else [""]
            found = self._named_after(segments)
            if found is None:
                self._open(segments[0])
                parameters: dict[str, str] = {}
                found = Match(_walk(self._root, segments, 0, parameters), parameters)
            if len(self._seen) >= _REMEMBERED:
                self._seen.clear()
            self._seen[path] = found
        return found

    def beyond(self, call: Call) -> Route | None:
        """What a room (its package's ``beyond``) has to say of a call that leads to no endpoint of it; may raise as an endpoint may."""
        for name in self._names.get(call.path.strip("/").split("/")[0], ()):
            say = getattr(importlib.import_module(name), "beyond", None)
            found: Route | None = say(call) if say is not None else None
            if found is not None:
                return found
        return None

    def _named_after(self, segments: list[str]) -> Match | None:
        """The endpoints in members that are named after a part of the path: a first token need not import all of the room.

        Only for rooms in which a path belongs to one member alone (``WHOLE``), or to the room when it has a certain segment (``BELOW``).
        """
        names = self._rooms.get(segments[0], ())
        owner = OWNERS.get(tuple(segments))
        if owner is not None and len(names) == 1:
            self._add_member(names[0], owner)
            return Match(_walk(self._root, segments, 0, {}), {})
        if not names or any(name not in WHOLE and name not in BELOW for name in names):
            return None
        for name in names:
            folder = self._folders.setdefault(name, Folder(name))
            if name in WHOLE:
                wanted = {segment.replace("-", "_") for segment in segments[1:]} & folder.names()
            else:
                wanted = set(folder.names()) if BELOW[name] in segments[2:3] else set()
            for member in sorted(wanted):
                self._add_member(name, member)
        parameters: dict[str, str] = {}
        methods = _walk(self._root, segments, 0, parameters)
        return Match(methods, parameters) if methods else None

    def _add_member(self, room: str, member: str) -> None:
        """Adds the endpoints of one member, once."""
        if f"{room}.{member}" in self._opened:
            return
        self._opened.add(f"{room}.{member}")
        module = self._folders.setdefault(room, Folder(room)).get(member)
        for route in routes_of(module) if module is not None else ():
            self.add(route)

    def _open(self, first: str) -> None:
        for name in self._rooms.pop(first, ()):
            room = importlib.import_module(name)
            folder = self._folders.get(name) or Folder(name)
            for module in folder.all() if hasattr(room, "__path__") else (room,):
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
        found = _walk(inner, segments, index + 1, parameters)
        if found:
            return found
    if node.parameter is not None and segment:
        names, below = node.parameter
        found = _walk(below, segments, index + 1, parameters)
        if found:
            value = unquote(segment, errors="replace")
            parameters.update(dict.fromkeys(names, value))
            return found
    if node.rest is not None:
        name, methods = node.rest
        parameters[name] = "/".join(unquote(part, errors="replace") for part in segments[index:])
        return methods
    return {}
