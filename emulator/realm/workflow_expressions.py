"""Expressions of workflows: names with arguments, joined by ``and`` and ``or``, with ``not`` before them and brackets around them."""

from __future__ import annotations

import re
from collections.abc import Callable

from emulator.core.dataclass import dataclass

_TOKEN = re.compile(r"\s*(?:(?P<name>[A-Za-z_][\w.-]*)(?P<argument>\([^()]*\))?|(?P<sign>[!()]))")
_WORDS = ("and", "or", "not")


@dataclass(frozen=True, slots=True)
class Token:
    """A ``name`` with its ``argument`` (None for none), a ``word`` or a ``sign``."""

    kind: str
    text: str
    argument: str | None = None

    @property
    def provider(self) -> str:
        """The name as providers are called."""
        return self.text.lower().replace("_", "-")


Ask = Callable[[Token], bool]


def tokens(text: str) -> list[Token] | None:
    """The tokens of an expression; None for what is none."""
    listed, rest = [], text.strip()
    while rest:
        match = _TOKEN.match(rest)
        if match is None:
            return None
        name, argument = match["name"], match["argument"]
        word = name is not None and name.lower() in _WORDS
        if word:
            listed.append(Token("word", name.lower()))
        elif name is not None:
            listed.append(Token("name", name, argument[1:-1].strip() if argument is not None else None))
        else:
            listed.append(Token("sign", match["sign"]))
        rest = rest[match.end() :].strip()
        if word and argument:
            rest = f"{argument}{rest}"
    return listed


def is_expression(listed: list[Token]) -> bool:
    """Whether tokens are names joined by ``and`` and ``or``, with ``not`` before them and brackets around them; or none at all."""
    depth, operand = 0, True
    for token in listed:
        if operand:
            if token.text == "(" and token.kind == "sign":
                depth += 1
            elif token.kind == "name":
                operand = False
            elif token.text not in ("not", "!"):
                return False
        elif token.text == ")" and depth:
            depth -= 1
        elif token.kind == "word" and token.text in ("and", "or"):
            operand = True
        else:
            return False
    return not listed or (not operand and depth == 0)


def holds(text: str, ask: Ask) -> bool:
    """Whether an expression holds, ``ask`` being what its names say; one that cannot be read does not.

    ``and`` binds more than ``or``. As observed, ``not`` negates, and ``!`` is taken and does not.
    """
    listed = tokens(text)
    if not listed or not is_expression(listed):
        return False
    return _either(listed, ask)


def _either(rest: list[Token], ask: Ask) -> bool:
    result = _both(rest, ask)
    while rest and rest[0].kind == "word" and rest[0].text == "or":
        rest.pop(0)
        result = _both(rest, ask) or result
    return result


def _both(rest: list[Token], ask: Ask) -> bool:
    result = _term(rest, ask)
    while rest and rest[0].kind == "word" and rest[0].text == "and":
        rest.pop(0)
        result = _term(rest, ask) and result
    return result


def _term(rest: list[Token], ask: Ask) -> bool:
    token = rest.pop(0)
    if token.kind == "name":
        return ask(token)
    if token.text in ("not", "!"):
        return _term(rest, ask) != (token.text == "not")
    result = _either(rest, ask)
    rest.pop(0)
    return result
