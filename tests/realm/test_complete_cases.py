"""What importing a representation makes of it, compared with what the real Keycloak made of the same."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from emulator.admin import authentication_config
from emulator.core.errors import AdminError
from emulator.core.ids import Ids
from emulator.realm import complete
from emulator.realm.export import mask
from emulator.realm.refusal import unreadable
from emulator.realm.schema import Walker

from .complete_cases import CASES, changes, flat

FRESH: dict[str, Any] = json.loads((CASES / "fresh.json").read_text())
TABLES = {file.stem: json.loads(file.read_text()) for file in sorted(CASES.glob("*.json")) if file.stem != "fresh"}


def imported(given: dict[str, Any]) -> dict[str, Any]:
    walker = Walker()
    read = walker.check(copy.deepcopy(given), "RealmRepresentation")
    if walker.faults:
        raise unreadable(str(walker.faults))
    return complete.complete(read, Ids())


def test_fresh_realm() -> None:
    assert changes(FRESH, flat(complete.fresh("case", Ids()), {"realm": "case"})) == {}


@pytest.mark.parametrize("table", TABLES)
def test_import(table: str) -> None:
    answers = {name: outcome(case) for name, case in TABLES[table].items()}
    assert answers == {name: told(case) for name, case in TABLES[table].items()}


def told(case: dict[str, Any]) -> Any:
    """What was recorded of a case: what the import changed, or status and body of its refusal."""
    return case["changes"] if case["status"] == 201 else (case["status"], case["body"])


def outcome(case: dict[str, Any]) -> Any:
    """The same of the emulator."""
    try:
        tables = imported({"realm": "case", **case["given"]})
    except AdminError as error:
        return error.status, error.body
    secrets = {client["clientId"]: client["secret"] for client in tables["clients"] if "secret" in client}
    shown = mask(tables)
    shown["authenticatorConfig"] = [authentication_config.shown(config) for config in shown["authenticatorConfig"]]
    for client in shown["clients"]:
        if client["clientId"] in secrets:
            client["secret"] = secrets[client["clientId"]]
    if shown.get("registrationEmailAsUsername"):
        # The recording is of the Admin API, which shows the address in the place of the name that is kept.
        for user in shown["users"]:
            user["username"] = user["username"] if user.get("serviceAccountClientId") else user.get("email", user["username"])
    return changes(FRESH, flat(shown, case["given"]))
