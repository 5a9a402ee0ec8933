"""Regular expressions of strangers, matched in a time that they cannot choose.

``re`` goes back and tries again, and holds the interpreter meanwhile: ``(a+)+$`` takes twice as long with each further character, and no
thread and no time limit helps, for nothing else runs. So an expression that could do that is matched by following all positions at which
it may stand at once, which takes at most the square of the text's length. Harmless ones, nearly all, are left to ``re``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from re import _parser  # type: ignore[attr-defined]  # the only reader of its syntax
from typing import Any

_REPEATS = ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")
_FEW = 2
_SHORT, _LONG = 1_000, 10_000
_PLAIN = 512
_STEPS = 200_000_000
_CATEGORIES: dict[str, Callable[[str], bool]] = {
    "DIGIT": str.isdecimal,
    "SPACE": str.isspace,
    "WORD": lambda letter: letter.isalnum() or letter == "_",
}


class Unsafe(re.error):
    """An expression that can be matched neither way: back-references, or flags, where it repeats what repeats."""


def check(pattern: str) -> None:
    """Raises ``re.error`` for what is no expression, numbers and depths that ``re`` cannot bear among it."""
    try:
        re.compile(pattern)
    except (OverflowError, RecursionError) as error:
        raise re.error(str(error)) from error


def is_plain(pattern: str) -> bool:
    """Whether a text is an expression without groups and of a few hundred characters at most."""
    if len(pattern) > _PLAIN or re.search(r"(?<!\\)(?:\\\\)*\(", pattern):
        return False
    try:
        check(pattern)
    except re.error:
        return False
    return True


def fullmatch(pattern: str, text: str) -> bool:
    """Whether all of the text fits; raises ``re.error`` for what is no expression, and Unsafe."""
    tree = _parsed(pattern)
    repeats = _repeats(tree)
    if not _nests(tree) and (repeats <= 1 or (repeats <= _FEW and len(text) <= _SHORT)):
        return re.fullmatch(pattern, text) is not None
    if len(text) > _LONG:
        raise Unsafe("the text is too long")
    if tree.state.flags & ~re.UNICODE:
        raise Unsafe("flags beside repetitions inside of repetitions")
    return len(text) in _ends(tree, text, {0})


def search(pattern: str, text: str) -> re.Match[str] | None:
    """Where a part of the text fits, whatever its case, with its groups; raises ``re.error``, and Unsafe for what could take too long."""
    tree = _parsed(pattern)
    if _nests(tree) or max(len(text), 2) ** (_repeats(tree) + 1) > _STEPS:
        raise Unsafe("the expression could take too long for this text")
    return re.search(pattern, text, re.IGNORECASE)


def _parsed(pattern: str) -> Any:
    """The expression as a tree; raises ``re.error`` too for numbers and depths that the reader of the syntax cannot bear."""
    try:
        return _parser.parse(pattern)
    except (OverflowError, RecursionError) as error:
        raise re.error(str(error)) from error


def _parts(argument: Any) -> list[Any]:
    """The expressions inside of a node's argument."""
    if isinstance(argument, _parser.SubPattern):
        return [argument]
    return [part for inner in argument for part in _parts(inner)] if isinstance(argument, list | tuple) else []


def _repeats(tree: Any) -> int:
    return sum((str(code) in _REPEATS) + sum(_repeats(part) for part in _parts(argument)) for code, argument in tree)


def _nests(tree: Any) -> bool:
    """Whether anything repeats that may be matched in several ways."""
    for code, argument in tree:
        inside = _parts(argument)
        if str(code) in _REPEATS and any(_repeats(part) or _branches(part) for part in inside):
            return True
        if any(_nests(part) for part in inside):
            return True
    return False


def _branches(tree: Any) -> bool:
    return any(str(code) == "BRANCH" or any(_branches(part) for part in _parts(argument)) for code, argument in tree)


def _ends(tree: Any, text: str, starts: Collection[int]) -> set[int]:
    """Where the expression may end that begins at any of these positions."""
    at = set(starts)
    for code, argument in tree:
        if not at:
            break
        at = _step(str(code), argument, text, at)
    return at


def _step(code: str, argument: Any, text: str, at: set[int]) -> set[int]:
    if code in _REPEATS:
        return _repeated(argument, text, at)
    if code == "SUBPATTERN":
        return _ends(argument[3], text, at)
    if code == "ATOMIC_GROUP":
        return _ends(argument, text, at)
    if code == "BRANCH":
        return set().union(*(_ends(branch, text, at) for branch in argument[1]))
    if code == "AT":
        return {position for position in at if _stands(str(argument), text, position)}
    if code in ("ASSERT", "ASSERT_NOT") and argument[0] > 0:
        return {position for position in at if bool(_ends(argument[1], text, {position})) is (code == "ASSERT")}
    return {position + 1 for position in at if position < len(text) and _is(code, argument, text[position])}


def _repeated(argument: Any, text: str, at: set[int]) -> set[int]:
    least, most, inner = argument
    count, reached = 0, at
    while count < least and reached:
        following = _ends(inner, text, reached)
        count += 1
        if following == reached:
            break
        reached = following
    every, limit = set(reached), float("inf") if most is _parser.MAXREPEAT else int(most)
    count = max(count, least)
    while reached and count < limit:
        reached = _ends(inner, text, reached) - every
        every |= reached
        count += 1
    return every


def _stands(place: str, text: str, position: int) -> bool:
    if place in ("AT_BEGINNING", "AT_BEGINNING_STRING"):
        return position == 0
    if place in ("AT_END", "AT_END_STRING"):
        return position == len(text) or (place == "AT_END" and position == len(text) - 1 and text[-1] == "\n")
    if place in ("AT_BOUNDARY", "AT_NON_BOUNDARY"):
        word = _CATEGORIES["WORD"]
        before, after = position > 0 and word(text[position - 1]), position < len(text) and word(text[position])
        return (before is not after) is (place == "AT_BOUNDARY")
    raise Unsafe(place)


def _is(code: str, argument: Any, letter: str) -> bool:
    """Whether one character fits."""
    if code == "LITERAL":
        return bool(ord(letter) == argument)
    if code == "NOT_LITERAL":
        return bool(ord(letter) != argument)
    if code == "ANY":
        return letter != "\n"
    if code == "RANGE":
        return bool(argument[0] <= ord(letter) <= argument[1])
    if code == "CATEGORY":
        name = str(argument).removeprefix("CATEGORY_")
        return _CATEGORIES[name.removeprefix("NOT_")](letter) is not name.startswith("NOT_")
    if code == "IN":
        return _among(argument, letter)
    raise Unsafe(f"{code} beside repetitions inside of repetitions")


def _among(members: Sequence[Any], letter: str) -> bool:
    negated = bool(members) and str(members[0][0]) == "NEGATE"
    return any(_is(str(code), argument, letter) for code, argument in members[negated:]) is not negated
