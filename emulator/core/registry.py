"""Folders as registries: the modules of a package are the members of an open set.

A member is imported when it is first asked for, so that a folder may grow without costing start-up time.
"""

from __future__ import annotations

import importlib
import keyword
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, Generic, TypeVar

M = TypeVar("M")


def _key(name: str) -> str:
    """The file of a name: a dash is an underscore there, and a word of Python's has one behind it."""
    key = name.replace("-", "_")
    return f"{key}_" if keyword.iskeyword(key) else key


class Modules:
    """The modules of one package, by name (a dash in an asked name stands for an underscore)."""

    def __init__(self, package: str) -> None:
        self.package = package
        self._names: frozenset[str] | None = None

    def names(self) -> frozenset[str]:
        """Names of all members, without importing them; a leading underscore hides a module."""
        if self._names is None:
            folders = map(Path, importlib.import_module(self.package).__path__)
            self._names = frozenset(_members(path for folder in folders for path in folder.iterdir()))
        return self._names

    def module(self, name: str) -> ModuleType | None:
        """The module called ``name``, or None if there is no such file."""
        key = _key(name)
        return importlib.import_module(f"{self.package}.{key}") if key in self.names() else None

    def modules(self) -> Iterator[ModuleType]:
        """Every module, in alphabetical order, each imported."""
        for name in sorted(self.names()):
            yield importlib.import_module(f"{self.package}.{name}")


def _members(paths: Iterable[Path]) -> Iterator[str]:
    for path in paths:
        # Not pkgutil: it takes a fiftieth of a start to find what the names tell.
        if not path.name.startswith(("_", ".")) and (path.suffix == ".py" or (not path.suffix and (path / "__init__.py").exists())):
            yield path.stem


class Folder(Modules, Generic[M]):
    """The members of one package: each module of it exports one value of the set's type, under the type's name in capitals.

    So ``Folder("emulator.protocol.grants", Grant)`` finds ``GRANT`` in each file.
    """

    def __init__(self, package: str, kind: type[M]) -> None:
        super().__init__(package)
        self.kind = kind
        self.constant = re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).upper()
        self._members: dict[str, M] = {}

    def get(self, name: str) -> M | None:
        """The member called ``name``, or None if there is no such file."""
        key = _key(name)
        member = self._members.get(key)
        if member is None:
            module = self.module(key)
            if module is None:
                return None
            value: Any = getattr(module, self.constant, None)
            if not isinstance(value, self.kind):
                raise TypeError(f"{module.__name__} has no {self.constant} of the type {self.kind.__name__}")
            member = self._members[key] = value
        return member

    def all(self) -> Iterator[M]:
        """Every member, in alphabetical order of their files, each imported."""
        for name in sorted(self.names()):
            member = self.get(name)
            if member is not None:
                yield member
