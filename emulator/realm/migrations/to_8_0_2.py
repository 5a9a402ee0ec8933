"""8.0.2: alternatives beside required executions count no longer."""

from emulator.core.documents import Document
from emulator.realm.migrations import Material, Migration, _flows

_DECISIVE = ("REQUIRED", "CONDITIONAL")


def migrate(realm: Document, material: Material) -> None:
    """Puts alternatives that stand beside required or conditional executions into required sub-flows."""
    for flow in list(realm["authenticationFlows"]):
        executions = flow["authenticationExecutions"]
        if any(execution["requirement"] in _DECISIVE for execution in executions):
            for number, alternatives in enumerate(_runs(executions)):
                _move(realm, flow, alternatives, number, material)


def _runs(executions: list[Document]) -> list[list[Document]]:
    """Alternatives that no required or conditional execution stands between; disabled ones do not part them."""
    runs: list[list[Document]] = [[]]
    for execution in executions:
        if execution["requirement"] == "ALTERNATIVE":
            runs[-1].append(execution)
        elif execution["requirement"] in _DECISIVE and runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _move(realm: Document, flow: Document, alternatives: list[Document], number: int, material: Material) -> None:
    alias = f"{flow['alias']} - Alternatives - {number}"
    below = _flows.add_flow(realm, alias, f"Subflow of {flow['alias']} with alternative executions", flow["builtIn"], material)
    flow["authenticationExecutions"] = [one for one in flow["authenticationExecutions"] if one not in alternatives]
    _flows.add_execution(flow, "REQUIRED", alternatives[0]["priority"], below=alias)
    for place, execution in enumerate(alternatives, 1):
        _flows.insert(below, {**execution, "priority": 10 * place})


MIGRATION = Migration("8.0.2", migrate)
