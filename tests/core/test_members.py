"""Every folder that is a set: each file of it is a member, of the set's type, and named as its file is."""

import importlib
import pkgutil
from dataclasses import fields
from pathlib import Path

import pytest

import emulator
from emulator.core.registry import Folder, Modules
from kcadm._help import SUBCOMMANDS
from kcadm._subcommand import Subcommand


def _folders() -> list[Folder]:
    packages = [one.name for one in pkgutil.walk_packages(emulator.__path__, "emulator.") if one.ispkg]
    values = [value for name in packages for value in vars(importlib.import_module(name)).values()]
    return [*(value for value in values if isinstance(value, Folder)), SUBCOMMANDS, Folder("kcadm.config", Subcommand)]


FOLDERS = {folder.package: folder for folder in _folders()}


def test_the_sets_are_found():
    assert {"emulator.tokens.mappers", "emulator.keys.providers", "emulator.authz.policies", "emulator.commands"} <= set(FOLDERS)


def test_members_of_every_set_are_kept_apart():
    contract = (Path(__file__).parents[2] / ".importlinter").read_text()
    assert [package for package in FOLDERS if f"\n    {package}\n" not in contract] == []


@pytest.mark.parametrize("folder", FOLDERS.values(), ids=FOLDERS)
def test_a_file_is_a_member_of_its_name(folder):
    for name in sorted(folder.names()):
        member = folder.get(name)
        assert isinstance(member, folder.kind), name
        assert member.name.rsplit(":", 1)[-1].lower().replace("-", "_") == name.rstrip("_")
        assert folder.get(member.name) is member or folder.get(name.replace("_", "-")) is member, name


@pytest.mark.parametrize("folder", FOLDERS.values(), ids=FOLDERS)
def test_what_a_member_does_is_defined_and_documented(folder):
    for name in sorted(folder.names()):
        member = folder.get(name)
        parts = [getattr(member, field.name) for field in fields(member)]
        assert all(part.__doc__ for part in parts if callable(part) and not isinstance(part, type)), name


def test_a_file_without_its_value_is_named(tmp_path, monkeypatch):
    package = tmp_path / "made_up_set"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "empty.py").write_text("")
    monkeypatch.syspath_prepend(str(tmp_path))
    folder = Folder("made_up_set", Modules)
    with pytest.raises(TypeError, match=r"made_up_set\.empty has no MODULES of the type Modules"):
        folder.get("empty")
    assert folder.get("absent") is None
