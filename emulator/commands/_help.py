"""The help of commands that take the server's options, laid out as ``kc.sh`` lays it out."""

from __future__ import annotations

import textwrap

from emulator.commands._invocation import PROGRAM, Shape
from emulator.configuration.arguments import COMMAND_SECTIONS
from emulator.configuration.known import Known, Table
from emulator.configuration.options import OPTIONS
from emulator.configuration.sources import variable

_COLUMN, _WIDTH = 21, 100
_FLAGS = {
    "import-realm": "import the files of data/import (or /opt/keycloak/data/import) too",
    "watch": "import a realm file again when it changes; a bad edit changes nothing",
    "optimized": "take the build options from the last build, as Keycloak's image does; the start is no faster",
}
_EXAMPLES = """\
Examples:

  {program} start-dev bvnk
  {program} start-dev realms/shop.yaml --http-port 0
  {program} check realms/
  {program} token --client-id bvnk-sandbox --client-secret bvnk-sandbox-secret --realm bvnk

Every option can be given as an environment variable (--http-port is KC_HTTP_PORT) or in conf/keycloak.conf (http-port=8080).
Realm files are Keycloak's RealmRepresentation in JSON or YAML, or the shorter YAML that docs/realm-files.md describes.
"""


def text(command: str, shape: Shape, everything: bool) -> str:
    """The help; ``everything`` adds the options of Keycloak that are taken and have no effect."""
    table = Table()
    realms = " [REALM …]" if shape.realms else ""
    parts = [f"{shape.summary}\n", f"Usage:\n\n{PROGRAM} {command} [OPTIONS]{realms}\n", _general(shape)]
    if shape.own:
        lines = [_entry(f"--{name} <{_label(table.find(name))}>", told) for name, told in shape.own.items()]
        parts.append(f"{command.capitalize()}:\n\n" + "".join(lines))
    honoured = {option.name for option in OPTIONS}
    for section in dict.fromkeys(known.section for known in table.options.values()):
        members = [known for known in table.options.values() if known.section == section and not known.hidden]
        shown = [known for known in members if known.name in honoured or everything] if section not in COMMAND_SECTIONS else []
        if shown:
            parts.append(f"{section}:\n\n" + "".join(_described(known, known.name in honoured) for known in shown))
    if not everything:
        parts.append("Keycloak's other options are taken and have no effect: --help-all lists them.\n")
    parts.append(_EXAMPLES.format(program=PROGRAM))
    return "\n".join(parts)


def _general(shape: Shape) -> str:
    lines = [_entry("-h, --help", "this help"), _entry("--help-all", "this help with all of Keycloak's options")]
    if shape.realms:
        lines.append(_entry("REALM", "a file, a folder of files, or the name of a shipped realm"))
    lines += [_entry(f"--{flag}", told) for flag, told in _FLAGS.items() if flag in shape.flags]
    lines.append(_entry("-cf, --config-file <file>", "take the options from this file (default: conf/keycloak.conf)"))
    lines.append(_entry("-v, --verbose", "say where in the emulator an error comes from"))
    return "Options:\n\n" + "".join(lines)


def _described(known: Known, honoured: bool) -> str:
    own = next((option for option in OPTIONS if option.name == known.name), None)
    if own is not None:
        default = f" Default: {own.default}." if own.default else ""
        values = f" Values: {', '.join(known.values)}." if known.values and not known.boolean else ""
        return _entry(f"--{known.name} <{_label(known)}>", f"{own.help}.{values}{default} [{own.variable}]")
    values = f" Possible values are: {', '.join(known.values)}." if known.values and not known.boolean else ""
    return _entry(f"--{known.name} <{_label(known)}>", f"(no effect) {known.help}{values} [{variable(known.name)}]")


def _label(known: Known | None) -> str:
    return known.label.strip("<>") if known is not None else "value"


def _entry(name: str, told: str) -> str:
    lines = textwrap.wrap(told, _WIDTH - _COLUMN - 2, break_long_words=False, break_on_hyphens=False)
    first = f"{name:<{_COLUMN}}" if len(name) < _COLUMN else f"{name}\n{'':{_COLUMN}}"
    return first + f"\n{'':{_COLUMN + 2}}".join(lines) + "\n"
