"""The realms that a start brings: of the command line, of the folder for imports, and of the variable of the environment."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from emulator.commands._server import Prepared
from emulator.configuration.settings import environment, import_folder
from emulator.configuration.sources import IMPORTED

_ANSWERS = {"true": True, "false": False}


def documents(prepared: Prepared) -> tuple[list[dict[str, Any]], list[Path]]:
    """The realms, and the files and folders that they lie in; raises RealmFileError.

    The variable is for where there is no command line, such as services of GitHub Actions: ``true`` is the flag ``--import-realm``, any
    other value names realms and files, separated by spaces or commas, and one that has a colon and a space is a realm file itself.
    """
    names = list(prepared.given.rest)
    wanted = environment().get(IMPORTED, "").strip()
    by_flag = _ANSWERS.get(wanted.lower(), False)
    text = wanted if wanted.startswith(("{", "[")) or ": " in wanted else ""
    if wanted.lower() not in _ANSWERS and not text:
        names += wanted.replace(",", " ").split()
    folder = import_folder() if "import-realm" in prepared.given.flags or by_flag else None
    if not names and folder is None and not text:
        return [], []
    from emulator.realm import file_names

    # A fresh image has the folder and nothing in it: unlike a folder that was named, that is no fault.
    if folder is not None and file_names.inside_of(folder):
        names.append(str(folder))
    from emulator.commands import _realms

    realms, paths = _realms.read(names, environment()) if names else ([], [])
    return [*realms, *(_realms.read_text(text, IMPORTED, environment()) if text else ())], paths
