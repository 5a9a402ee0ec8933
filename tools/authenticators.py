"""Writes ``docs/authenticators.md``: every step of a login flow that Keycloak has, whether it is here, and what drives it.

    python tools/authenticators.py

``authenticators.tsv`` has Keycloak 26.7.4's own, as its Admin API lists them. What is here is asked of the folders. Scenarios and tests
drive a step where their source names it, and those that go through a flow which every realm begins with drive its steps.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from emulator.core.registry import Folder  # noqa: E402 - the path to it is known only now
from emulator.login.authenticators import AUTHENTICATORS  # noqa: E402
from emulator.login.form_actions import FORM_ACTIONS  # noqa: E402
from emulator.login.required_actions import REQUIRED_ACTIONS  # noqa: E402
from emulator.protocol.client_auth import CLIENT_AUTHENTICATORS  # noqa: E402

_TEMPLATE = ROOT / "emulator" / "realm" / "defaults" / "realm.json"
LEDGER = ROOT / "docs" / "authenticators.md"
_KINDS: dict[str, Folder[object]] = {
    "authenticator": AUTHENTICATORS,
    "form action": FORM_ACTIONS,
    "required action": REQUIRED_ACTIONS,
    "client authenticator": CLIENT_AUTHENTICATORS,
}  # type: ignore[dict-item]
_BUILT_IN = {"registration-page-form": "the flow of registrations runs it"}
_FLOWS = {
    "browser": "logins in a browser",
    "direct grant": "password grants",
    "first broker login": "first logins by a provider",
    "reset credentials": "forgotten passwords",
    "registration": "registrations",
}
"""Flows that every realm begins with, and which recordings and tests go through them."""
_FOLDERS = (
    "tests/parity/scenarios",
    "tests/login",
    "tests/broker",
    "tests/browser",
    "tests/protocol",
    "tests/account",
    "tests/mail",
    "tests/chromium",
)
_CONDITION = "conditional-"
_HEAD = """# Steps of flows

Every step of a login flow of Keycloak 26.7.4. This page is made by
`tools/authenticators.py`; a test holds it true.

- **here**: the emulator has the step. A flow with one that it lacks is taken, and only a login that
  comes to it fails.
- **driven by**: recordings (`tests/parity/scenarios`) and tests whose source names the step, three
  at most; of steps in the flows that every realm begins with also what goes through these.
"""


def text() -> str:
    """The page."""
    return _HEAD + "".join(_sections())


def undriven() -> list[str]:
    """Steps that are here and that nothing drives."""
    return [name for kind, name in _known() if _is_here(kind, name) and not _drivers(name)]


def _known() -> list[tuple[str, str]]:
    with (ROOT / "tools" / "authenticators.tsv").open(encoding="utf-8") as file:
        return [(row["kind"], row["id"]) for row in csv.DictReader(file, delimiter="\t")]


def _sections() -> Iterator[str]:
    known = _known()
    groups = {
        "Authenticators": [step for step in known if step[0] == "authenticator" and not step[1].startswith(_CONDITION)],
        "Conditions": [step for step in known if step[0] == "authenticator" and step[1].startswith(_CONDITION)],
        "Forms and their actions": [step for step in known if step[0] in ("form", "form action")],
        "Required actions": [step for step in known if step[0] == "required action"],
        "Client authenticators": [step for step in known if step[0] == "client authenticator"],
    }
    for title, steps in groups.items():
        yield f"\n## {title}\n\n| id | here | driven by |\n|---|---|---|\n"
        for kind, name in steps:
            here = _is_here(kind, name)
            yield f"| `{name}` | {'yes' if here else 'no'} | {_drivers(name) if here else ''} |\n"


def _is_here(kind: str, name: str) -> bool:
    folder = _KINDS.get(kind)
    return name in _BUILT_IN if folder is None else folder.module(name.lower()) is not None


@cache
def _usual() -> dict[str, str]:
    """Required steps of the flows that every realm begins with, and others that a login comes to in them, by the flow."""
    flows = {flow["alias"]: flow for flow in json.loads(_TEMPLATE.read_text(encoding="utf-8"))["authenticationFlows"]}

    def steps(alias: str) -> Iterator[str]:
        for execution in flows[alias]["authenticationExecutions"]:
            if execution["requirement"] == "DISABLED":
                continue
            if execution.get("authenticator") and not execution.get("authenticatorFlow"):
                yield execution["authenticator"]
            if execution.get("flowAlias"):
                yield from steps(execution["flowAlias"])

    return {step: alias for alias in _FLOWS for step in steps(alias)}


@cache
def _sources() -> list[tuple[str, str]]:
    """Scenarios and tests that may drive a step: their paths below ``tests``, and their texts."""
    files = [file for folder in _FOLDERS for file in sorted((ROOT / folder).glob("*.py"))]
    return [(str(file.relative_to(ROOT / "tests")), file.read_text(encoding="utf-8")) for file in files]


@cache
def _drivers(name: str) -> str:
    named = re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])")
    found = [_BUILT_IN[name]] if name in _BUILT_IN else [_FLOWS[_usual()[name]]] if name in _usual() else []
    found += [f"`{path}`" for path, source in _sources() if name in source and named.search(source)]
    return ", ".join(found[:3])


if __name__ == "__main__":
    LEDGER.write_text(text(), encoding="utf-8")
