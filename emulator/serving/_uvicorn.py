"""Uvicorn's server without uvicorn's command line, which its package brings along: a seventh of what a start imports."""

from __future__ import annotations

import sys
from importlib.util import find_spec, module_from_spec
from typing import Any


def _package() -> None:
    """Lets the package be there whose own members are imported when somebody asks for one, an application under test for example."""
    spec = find_spec("uvicorn") if "uvicorn" not in sys.modules else None
    if spec is None or spec.loader is None:
        return
    package, loader = module_from_spec(spec), spec.loader

    def member(name: str) -> Any:
        vars(package).pop("__getattr__", None)
        loader.exec_module(package)
        return getattr(package, name)

    vars(package)["__getattr__"] = member
    sys.modules["uvicorn"] = package


_package()

from uvicorn.config import Config  # noqa: E402 - the package comes first
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol  # noqa: E402
from uvicorn.server import Server  # noqa: E402

# Its own modules ask the package for these.
vars(sys.modules["uvicorn"]).update(Config=Config, Server=Server)

__all__ = ["Config", "HttpToolsProtocol", "Server"]
