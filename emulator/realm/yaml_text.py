"""YAML as realm files have it: plain data, nothing that surprises, every refusal with its place and what to do about it.

Beside YAML 1.1 only ``true`` and ``false`` are truth values (``no`` is a text), numbers are decimal (``0123`` is a text), dates are
texts, keys are texts and stand once. Placeholders are replaced in keys and values; an unquoted value gets its type afterwards, as
if the replacement had been written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from emulator.realm import placeholders
from emulator.realm.scalars import Written

_TAG = "tag:yaml.org,2002:"
_PLAIN = {
    "null": (r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    "bool": (r"^(?:true|True|TRUE|false|False|FALSE)$", list("tTfF")),
    "int": (r"^[-+]?(?:0|[1-9][0-9]{0,300})$", list("-+0123456789")),
    "float": (r"^[-+]?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?$", list("-+0123456789")),
    "merge": (r"^<<$", ["<"]),
}
_MAX_DEPTH = 100
_MAX_NODES = 1_000_000
_DEEP_LINE = re.compile(r"(?:[-?:][ \t]+){100}")
_BRACKET = re.compile(r"[\[\]{}]")
_HINTS = (
    ("'\\t'", "YAML is indented with spaces, not tabs"),
    ("expected alphabetic", "put a text that begins with * or & in quotes"),
    ("undefined alias", "put a text that begins with * in quotes"),
    ("cannot start any token", "put a text that begins with this character in quotes"),
    ("mapping values are not allowed", "check the indentation, or put a text that contains ': ' in quotes"),
    ("another document", "write several realms as a list, each after '- '"),
    ("expected", "check the indentation and the brackets and quotes before this place"),
)


class YamlFault(ValueError):
    """What is wrong, at a line and column that count from 1 (0 where unknown)."""

    def __init__(self, message: str, line: int = 0, column: int = 0) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


def load(text: str, environ: Mapping[str, str]) -> Any:
    """The document with its placeholders replaced; raises YamlFault."""
    import yaml

    _bound(text)
    loader = _loader()(text)
    loader.environ = environ
    try:
        document = loader.get_single_data()
    except yaml.MarkedYAMLError as error:
        raise _fault(error, text) from error
    except yaml.YAMLError as error:
        raise YamlFault(f"broken YAML: {error}") from error
    finally:
        loader.dispose()
    return _Copy().of(document) if "*" in text else document


def _bound(text: str) -> None:
    """Stops what would nest too deeply for the parser."""
    depth = 0
    for match in _BRACKET.finditer(text):
        depth += 1 if match[0] in "[{" else -1
        if depth > _MAX_DEPTH:
            raise YamlFault("nested too deeply", text.count("\n", 0, match.start()) + 1)
    deep = _DEEP_LINE.search(text)
    if deep:
        raise YamlFault("nested too deeply", text.count("\n", 0, deep.start()) + 1)


class _Copy:
    """Gives every alias a copy of its own; a document that would grow without measure is refused."""

    def __init__(self) -> None:
        self._nodes = 0
        self._open: set[int] = set()

    def of(self, value: Any) -> Any:
        """The value without shared parts."""
        if not isinstance(value, dict | list):
            return value
        self._nodes += 1 + len(value)
        if id(value) in self._open:
            raise YamlFault("an alias refers to what it is part of")
        if self._nodes > _MAX_NODES:
            raise YamlFault("its aliases make it larger than a realm can be")
        self._open.add(id(value))
        copied = {k: self.of(v) for k, v in value.items()} if isinstance(value, dict) else [self.of(v) for v in value]
        self._open.discard(id(value))
        return copied


def _fault(error: Any, text: str) -> YamlFault:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark is not None else (0, 0)
    problem = str(error.problem or error.context)
    written = text.splitlines()[line - 1 : line]
    tab = bool(written) and re.match(r"\s*\t", written[0]) is not None
    hint = next((hint for words, hint in _HINTS if words in problem or (tab and words == "'\\t'")), "")
    if written and "${" in written[0] and "[" in written[0] + text[: text.find(written[0])][-200:]:
        hint = "put a placeholder between [ ] or { } in quotes"
    return YamlFault(f"broken YAML: {problem}{'; ' + hint if hint else ''}", line, column)


@cache
def _loader() -> Any:
    import yaml

    base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

    class Loader(base):  # type: ignore[misc]
        """A safe loader with fewer types and stricter keys."""

        yaml_implicit_resolvers: Mapping[str, Any] = {}
        environ: Mapping[str, str] = {}

        def construct_object(self, node: Any, deep: bool = False) -> Any:
            if isinstance(node, yaml.ScalarNode) and "${" in node.value:
                try:
                    node.value = placeholders.replace(node.value, self.environ)
                except placeholders.EndlessPlaceholderError as error:
                    raise YamlFault(str(error), node.start_mark.line + 1, node.start_mark.column + 1) from error
                if not node.style and node.tag == f"{_TAG}str":
                    node.tag = self.resolve(yaml.ScalarNode, node.value, (True, False))
            return super().construct_object(node, deep=deep)

        def construct_mapping(self, node: Any, deep: bool = False) -> Any:
            seen: set[str] = set()
            for key, _ in node.value:
                line, column = key.start_mark.line + 1, key.start_mark.column + 1
                if not isinstance(key, yaml.ScalarNode):
                    raise YamlFault("a key is a text; a placeholder or template that begins with { needs quotes", line, column)
                if key.tag == f"{_TAG}merge":
                    continue
                key.tag, key.style = f"{_TAG}str", '"'
                if self.construct_object(key) in seen:
                    raise YamlFault(f"the key '{key.value}' stands here a second time", line, column)
                seen.add(key.value)
            return super().construct_mapping(node, deep=deep)

    for name, (pattern, first) in _PLAIN.items():
        Loader.add_implicit_resolver(_TAG + name, re.compile(pattern), first)
    Loader.add_constructor(f"{_TAG}map", lambda loader, node: loader.construct_mapping(node, deep=True))
    Loader.add_constructor(f"{_TAG}int", lambda loader, node: int(node.value))
    Loader.add_constructor(f"{_TAG}float", lambda loader, node: Written(node.value))
    return Loader
