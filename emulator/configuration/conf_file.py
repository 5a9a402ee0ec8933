"""``conf/keycloak.conf``: Java properties with the options' names, and ``${NAME:default}`` from the environment."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

_LINE = re.compile(r"\s*((?:\\.|[^\s=:\\])*)(?:\s*[=:]\s*|\s+|$)(.*)", re.DOTALL)
_PLACEHOLDER = re.compile(r"\$\{([^:}]*)(?::([^}]*))?\}")
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "f": "\f"}
_HOME = "kc.home.dir"


def read(path: Path, environ: Mapping[str, str]) -> dict[str, str]:
    """The options of a file by name (``http-port``); one with a placeholder that means nothing is left out. Raises OSError."""
    text = path.read_bytes().decode("utf-8", "replace")
    found: dict[str, str] = {}
    for key, value in _properties(text):
        names = [match for match in _PLACEHOLDER.finditer(value) if match[2] is None and match[1] not in (environ.keys() | {_HOME})]
        if not names:
            found[key] = _PLACEHOLDER.sub(lambda match: _replaced(match, environ), value)
    return found


def _properties(text: str) -> list[tuple[str, str]]:
    pairs = []
    lines = iter(text.splitlines())
    for line in lines:
        if not line.strip() or line.lstrip()[0] in "#!":
            continue
        while _continues(line):
            line = line[:-1] + next(lines, "").lstrip()
        match = _LINE.match(line)
        if match is not None and match[1]:
            pairs.append((_plain(match[1]), _plain(match[2])))
    return pairs


def _continues(line: str) -> bool:
    return (len(line) - len(line.rstrip("\\"))) % 2 == 1


def _plain(text: str) -> str:
    def one(match: re.Match[str]) -> str:
        escaped = match[1]
        return chr(int(escaped[1:], 16)) if len(escaped) > 1 else _ESCAPED.get(escaped, escaped)

    return _ESCAPE.sub(one, text)


def _replaced(match: re.Match[str], environ: Mapping[str, str]) -> str:
    name, default = match[1], match[2]
    if name == _HOME:
        return str(Path.cwd())
    return environ.get(name, default or "")
