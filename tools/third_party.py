"""Writes THIRD_PARTY.md: what the package carries of others, and what it stands on, from the metadata of what is installed.

pip install -e '.[postgres,scripts,seed]' && python tools/third_party.py
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from email.message import Message
from importlib.metadata import metadata, requires
from pathlib import Path
from typing import cast

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "THIRD_PARTY.md"
# The oldest Python that is supported, on Linux: it needs the most.
_MACHINE = {
    "python_version": "3.11",
    "python_full_version": "3.11.0",
    "sys_platform": "linux",
    "platform_system": "Linux",
    "os_name": "posix",
}
_SPDX = {
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
# What the classifiers do not say: Yubico's own code is under the two-clause licence, some files are under the two others.
_SAID_ELSEWHERE = {"fido2": "BSD-2-Clause AND Apache-2.0 AND MPL-2.0", "quickjs-ng": "MIT"}
_HEAD = """\
# What is of others

Made by `tools/third_party.py`. The emulator itself is under the [MIT licence](LICENSE).

## Keycloak

The emulator answers as [Keycloak](https://www.keycloak.org) does, and for that the package carries
some of its material, under the [Apache License 2.0](LICENSES/Apache-2.0.txt), copyright Red Hat,
Inc. and/or its affiliates and other contributors:

| what | where |
|---|---|
| error messages and descriptions of errors, as they were observed | in the code, beside each condition |
| labels, titles and short messages of pages, in English and German | `emulator/realm/messages` |
| subjects of mails | `emulator/mail/messages` |
| names, types, defaults and choices of providers | JSON files in `emulator/admin` |
| the same of options and representations | JSON files in `emulator/configuration` and `emulator/realm` |
| the realm that a new Keycloak has: roles, scopes, mappers, flows | `emulator/realm/defaults` |
| ids and names of elements of pages | `emulator/pages/templates` |

They were written into files of other forms; that is the change. Program code, templates, style
sheets, scripts, help texts, explanations and bodies of mails are not Keycloak's. The name belongs
to the Keycloak project, with which the emulator is not affiliated.

## What it stands on

The package carries none of these: `pip` installs them beside it, each with its licence. The image
has them inside of it, with those of the extras `postgres` and `scripts`, Python, and what is left of
the base image.
"""


def requirements() -> dict[str, list[str]]:
    """What the package asks for: that of every installation under an empty name, the rest under the names of extras for users."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    return {"": project["dependencies"], **{name: extras[name] for name in ("postgres", "scripts", "seed")}}


def closure(names: list[str]) -> set[str]:
    """The names of distributions that these requirements lead to, themselves among them."""
    waiting = [Requirement(name) for name in names]
    seen: set[tuple[str, str]] = set()
    while waiting:
        wanted = waiting.pop()
        for asked_for in {(canonicalize_name(wanted.name), extra) for extra in ("", *wanted.extras)} - seen:
            seen.add(asked_for)
            of_it = [Requirement(text) for text in requires(asked_for[0]) or []]
            waiting += [needed for needed in of_it if not needed.marker or needed.marker.evaluate({**_MACHINE, "extra": asked_for[1]})]
    return {name for name, _ in seen}


def licence(of: Message) -> str:
    """The licence as an SPDX expression, as near as the metadata comes to one."""
    name = canonicalize_name(of["Name"])
    short = of.get("License") or ""
    if stated := of.get("License-Expression") or _SAID_ELSEWHERE.get(name):
        return str(stated)
    if re.fullmatch(r"[A-Za-z0-9.+-]+( (AND|OR|WITH) [A-Za-z0-9.+-]+)*", short):
        return str(short)
    classes = [line.rpartition(" :: ")[2] for line in of.get_all("Classifier") or [] if line.startswith("License :: ")]
    if not classes:
        raise ValueError(f"the metadata of {name} does not say its licence")
    return " AND ".join(_SPDX[each] for each in classes)


def rows() -> Iterator[tuple[str, str, str]]:
    """Name, licence, and the extra that asks for it, of all that may be installed with the package."""
    seen: set[str] = set()
    for extra, names in requirements().items():
        for name in sorted(closure(names) - seen):
            seen.add(name)
            yield name, licence(cast("Message", metadata(name))), extra


def text() -> str:
    """The page."""
    lines = [_HEAD, "| package | licence | only with |", "|---|---|---|"]
    lines += [f"| {name} | {terms} | {f'`[{extra}]`' if extra else ''} |" for name, terms, extra in rows()]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(text(), encoding="utf-8")
