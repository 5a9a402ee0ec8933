"""What a thing is called in a function that one has to read twice."""

import ast
import re
from pathlib import Path

EMPTY = {"found", "given", "made", "one"}
"""They say how a value came about, not what it is."""
SHORT = 10
BOUND = re.compile(rf"\b(?:{'|'.join(sorted(EMPTY))})\b(?: [:+|-]?=[^=]| in |: [A-Za-z]|, \w+ in )")
"""Where a line may bind one; parsing everything would take seconds."""
ROOT = Path(__file__).parents[2]


def _names(function: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    stored = {node.id for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    return stored | {argument.arg for argument in (*function.args.args, *function.args.kwonlyargs)}


def test_things_have_their_names():
    nameless = [
        f"{file.relative_to(ROOT)}:{node.lineno} {node.name}: {', '.join(sorted(EMPTY & _names(node)))}"
        for room in ("emulator", "pytest_plugin", "kcadm", "tools", "benchmarks")
        for file in sorted((ROOT / room).rglob("*.py"))
        for text in [file.read_text(encoding="utf-8")]
        if BOUND.search(text)
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if (node.end_lineno or 0) - node.lineno >= SHORT and EMPTY & _names(node)
    ]
    assert nameless == []
