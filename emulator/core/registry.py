"""Folders as registries: the modules of a package are the members of an open set.

A member is imported when it is first asked for, so that a folder may grow without costing start-up time.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType


class Folder:
    """The members of one package, by module name (a dash in an asked name stands for an underscore)."""

    def __init__(self, package: str) -> None:
        self.package = package
        self._names: frozenset[str] | None = None
        self._loaded: dict[str, ModuleType] = {}

    def names(self) -> frozenset[str]:
        """Names of all members, without importing them; a leading underscore hides a module."""
        if self._names is None:
            path = importlib.import_module(self.package).__path__
            self._names = frozenset(m.name for m in pkgutil.iter_modules(path) if not m.name.startswith("_"))
        return self._names

    def get(self, name: str) -> ModuleType | None:
        """The member called ``name``, or None if there is no such file."""
        key = name.replace("-", "_")
        module = self._loaded.get(key)
        if module is None:
            if key not in self.names():
                return None
            module = self._loaded[key] = importlib.import_module(f"{self.package}.{key}")
        return module

    def all(self) -> Iterator[ModuleType]:
        """Every member, in alphabetical order, each imported."""
        for name in sorted(self.names()):
            module = self.get(name)
            if module is not None:
                yield module
