"""Where in a file the keys and values of its document stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from emulator.realm import placeholders
from emulator.realm.schema import Path_

Position = tuple[int, int]


def of(text: str, paths: Iterable[tuple[int | None, Path_, bool]], environ: Mapping[str, str]) -> list[Position]:
    """Line and column (from 1) of each path: (which document of a list, path, whether its key is meant); (0, 0) where unknown.

    A path that the file does not have stands where its nearest parent does. JSON is read as YAML.
    """
    root = _compose(text)
    found = []
    for number, path, key in paths:
        found.append(_find(root, path if number is None else (number, *path), key, environ))
    return found


def repeated(text: str) -> list[tuple[str, Position]]:
    """The keys that stand a second time in one mapping, and where."""
    import yaml

    repetitions: list[tuple[str, Position]] = []
    pending = [_compose(text)]
    while pending:
        node = pending.pop()
        if isinstance(node, yaml.SequenceNode):
            pending += reversed(node.value)
        elif isinstance(node, yaml.MappingNode):
            seen: set[str] = set()
            for key, _ in node.value:
                if key.value in seen:
                    repetitions.append((key.value, (key.start_mark.line + 1, key.start_mark.column + 1)))
                seen.add(key.value)
            pending += [value for _, value in reversed(node.value)]
    return repetitions


def _compose(text: str) -> Any:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return yaml.compose(text.replace("\t", " "), Loader=loader)
    except (yaml.YAMLError, RecursionError):
        return None


def _find(node: Any, path: Path_, key: bool, environ: Mapping[str, str]) -> Position:
    import yaml

    mark = node.start_mark if node is not None else None
    for index, part in enumerate(path):
        if isinstance(node, yaml.MappingNode):
            pair = next((p for p in node.value if placeholders.replace(p[0].value, environ) == str(part)), None)
            if pair is None:
                break
            node = pair[1]
            mark = pair[0].start_mark if key and index == len(path) - 1 else node.start_mark
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            mark = node.start_mark
        else:
            break
    return (mark.line + 1, mark.column + 1) if mark is not None else (0, 0)
