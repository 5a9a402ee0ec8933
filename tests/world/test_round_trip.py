"""A realm goes in and comes out again without loss."""

import json
from pathlib import Path
from typing import Any

import pytest

from emulator.world.emulator import Emulator

DATA = Path(__file__).parent / "data"


def _name(item: Any) -> str:
    names = ("clientId", "username", "alias", "name", "id")
    named = [item[name] for name in names if name in item] if isinstance(item, dict) else []
    return str(named[0]) if named else json.dumps(item, sort_keys=True)


def ordered(value: Any, key: str = "") -> Any:
    """Lists whose order means nothing are sorted, by name where they have one; a flow's executions keep theirs."""
    if isinstance(value, dict):
        return {name: ordered(inner, name) for name, inner in sorted(value.items())}
    if isinstance(value, list):
        items = [ordered(item) for item in value]
        return items if key == "authenticationExecutions" else sorted(items, key=_name)
    return value


def differences(first: Any, second: Any, path: str = "") -> list[str]:
    if isinstance(first, dict) and isinstance(second, dict):
        return [line for name in {**first, **second} for line in differences(first.get(name), second.get(name), f"{path}.{name}")]
    if isinstance(first, list) and isinstance(second, list) and len(first) == len(second):
        return [line for index, pair in enumerate(zip(first, second, strict=True)) for line in differences(*pair, f"{path}[{index}]")]
    return [] if first == second else [f"{path}: {json.dumps(first)[:120]} became {json.dumps(second)[:120]}"]


def through(document: dict[str, Any]) -> dict[str, Any]:
    emulator = Emulator()
    return emulator.export(emulator.add_realm(json.loads(json.dumps(document))))


@pytest.fixture(scope="module")
def exported() -> dict[str, Any]:
    """What ``kc.sh export --users realm_file`` of the real Keycloak wrote."""
    document: dict[str, Any] = json.loads((DATA / "export.json").read_text())
    return document


def without_drawn(document: dict[str, Any]) -> dict[str, Any]:
    """Without the secrets that each import draws anew for the bearer-only clients, whose exports hold none."""
    for client in document["clients"]:
        if client["bearerOnly"]:
            client.pop("secret", None)
            client["attributes"].pop("client.secret.creation.time", None)
    return document


def test_an_import_keeps_of_an_export_what_the_real_keycloak_keeps(exported: dict[str, Any]) -> None:
    expected = json.loads((DATA / "export-again.json").read_text())
    assert differences(ordered(without_drawn(expected)), ordered(without_drawn(through(exported)))) == []


def test_an_export_of_an_import_is_stable(exported: dict[str, Any]) -> None:
    second = through(exported)
    assert differences(ordered(second), ordered(through(second))) == []


def test_plain_passwords_are_hashed_in_an_export() -> None:
    exported = through({"realm": "x", "users": [{"username": "a", "credentials": [{"type": "password", "value": "wonder"}]}]})
    (credential,) = exported["users"][0]["credentials"]
    assert "value" not in credential
    assert json.loads(credential["credentialData"])["algorithm"] == "argon2"
    assert "wonder" not in json.dumps(exported)


def test_hashed_passwords_of_the_real_keycloak_log_in(exported: dict[str, Any]) -> None:

    emulator = Emulator()
    context = emulator.context(emulator.add_realm(exported), "http://127.0.0.1")
    for name in ("argon", "pbkdf"):
        assert _log_in(context, emulator.passwords, name) == name


def _log_in(context, passwords, name):
    from emulator.login import direct_grant

    user = direct_grant.named(context, passwords, name, "wonder")
    direct_grant.check_password(context, passwords, user, "wonder")
    return user.username
