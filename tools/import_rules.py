"""Contracts of import-linter that the project needs beside its own: floors that see strings, members, private modules, circles.

They are named in ``.importlinter``. A string that is the dotted name of a module counts as an import of it, since that is what the code
does with it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from grimp import ImportGraph, build_graph
from importlinter import Contract, ContractCheck, fields, output
from importlinter.contracts.layers import LayersContract

_NAME = re.compile(r"(emulator|kcadm|pytest_plugin)(\.\w+)+")


def named_modules(source: str, modules: set[str]) -> Iterator[tuple[str, int]]:
    """The modules that strings of a source name, with the line: the module itself, or the nearest one around a longer name."""
    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.Constant) and isinstance(node.value, str) and _NAME.fullmatch(node.value)):
            continue
        name = node.value
        while name not in modules and "." in name:
            name = name.rpartition(".")[0]
        yield name, node.lineno


class Floors(LayersContract):
    """Layers, in which a string that names a module is an import of it."""

    type_name = "floors"

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Adds what strings name to the graph, then checks as layers do."""
        modules = set(graph.modules)
        for module in sorted(modules):
            spec = find_spec(module)
            if spec is None or not spec.origin or not spec.origin.endswith(".py"):
                continue
            for named, line in named_modules(Path(spec.origin).read_text(encoding="utf-8"), modules):
                if named in modules and named != module and not graph.direct_import_exists(importer=module, imported=named):
                    graph.add_import(importer=module, imported=named, line_number=line, line_contents=f"a string names {named}")
        return super().check(graph, verbose)


class _Listed(Contract):
    """A contract whose faults are lines."""

    def faults(self, graph: ImportGraph) -> list[str]:
        """What is wrong, a line each."""
        raise NotImplementedError

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Kept where there is no fault."""
        faults = self.faults(graph)
        return ContractCheck(kept=not faults, metadata={"faults": faults})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Prints the faults."""
        for fault in check.metadata["faults"]:
            output.print_error(fault)


class Members(_Listed):
    """The public modules of a package that is a set do not import each other; what they share is in modules with an underscore."""

    type_name = "members"
    packages: Any = fields.ListField(subfield=fields.StringField())

    def faults(self, graph: ImportGraph) -> list[str]:
        """The imports between members."""
        said = []
        for package in self.packages:
            members = {module for module in graph.find_children(package) if not module.rpartition(".")[2].startswith("_")}
            for member in sorted(members):
                others = {module for module in members if module != member}
                reached = {
                    module
                    for inner in (member, *graph.find_descendants(member))
                    for module in graph.find_modules_directly_imported_by(inner)
                }
                said += [f"{member} imports {module}" for module in sorted(others & reached)]
        return said


class Private(_Listed):
    """A module with an underscore is used in its own package, and below it; what others use has a public name."""

    type_name = "private"

    def faults(self, graph: ImportGraph) -> list[str]:
        """The imports from elsewhere; the command line is of the commands' floor."""
        hidden = {module: module[: module.index("._")] for module in graph.modules if re.search(r"\._[^_]", module)}
        return [
            f"{importer} imports {module}"
            for module, owner in sorted(hidden.items())
            for importer in sorted(graph.find_modules_that_directly_import(module))
            if not f"{importer}.".startswith(f"{owner}.") and (importer, owner) != ("emulator.cli", "emulator.commands")
        ]


class Circles(_Listed):
    """No module imports itself by way of others, not even inside a function; for types alone it may, since nothing of that runs."""

    type_name = "circles"
    package: Any = fields.StringField()

    def faults(self, graph: ImportGraph) -> list[str]:
        """Each circle, once."""
        graph = build_graph(self.package, exclude_type_checking_imports=True)
        inside = sorted(one for one in graph.modules if one == self.package or one.startswith(f"{self.package}."))
        return [
            " -> ".join([*circle, circle[0]]) for circle in circles({one: graph.find_modules_directly_imported_by(one) for one in inside})
        ]


def circles(imports: dict[str, set[str]]) -> list[list[str]]:
    """Strongly connected parts of more than one module (Tarjan, without recursion)."""
    order: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    circles_seen: list[list[str]] = []
    for root in imports:
        if root in order:
            continue
        work: list[tuple[str, Iterator[str]]] = [(root, iter(sorted(imports[root])))]
        order[root] = low[root] = len(order)
        stack.append(root)
        while work:
            module, rest = work[-1]
            following = next((name for name in rest if name in imports and (name not in order or name in stack)), None)
            if following is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[module])
                if low[module] == order[module]:
                    part = stack[stack.index(module) :]
                    del stack[stack.index(module) :]
                    if len(part) > 1:
                        circles_seen.append(part)
            elif following in order:
                low[module] = min(low[module], order[following])
            else:
                order[following] = low[following] = len(order)
                stack.append(following)
                work.append((following, iter(sorted(imports[following]))))
    return circles_seen
