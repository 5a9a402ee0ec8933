"""Where in a file the keys and values of its document stand."""

from __future__ import annotations

from typing import Any

from emulator.realm.schema import Path_

Position = tuple[int, int]


def of(text: str, paths: list[tuple[int, Path_, bool]]) -> list[Position]:
    """Line and column (from 1) of each path: (document number, path, whether the key is meant); (0, 0) where it is not found.

    JSON is read as YAML; a tab in its indentation counts as one column.
    """
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        nodes = list(yaml.compose_all(text.replace("\t", " "), Loader=loader))
    except (yaml.YAMLError, RecursionError):
        return [(0, 0) for _ in paths]
    found = []
    for number, path, key in paths:
        node = nodes[0] if nodes else None
        if isinstance(node, yaml.SequenceNode) and path and len(nodes) == 1 and _is_list_of_realms(node):
            node = node.value[number] if number < len(node.value) else None
        found.append(_find(node, path, key))
    return found


def _is_list_of_realms(node: Any) -> bool:
    import yaml

    return all(isinstance(child, yaml.MappingNode) for child in node.value)


def _find(node: Any, path: Path_, key: bool) -> Position:
    import yaml

    mark = node.start_mark if node is not None else None
    for index, part in enumerate(path):
        last = index == len(path) - 1
        if isinstance(node, yaml.MappingNode):
            pair = next((p for p in node.value if p[0].value == str(part)), None)
            if pair is None:
                break
            node = pair[1]
            mark = pair[0].start_mark if last and key else node.start_mark
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            mark = node.start_mark
        else:
            break
    return (mark.line + 1, mark.column + 1) if mark is not None else (0, 0)
