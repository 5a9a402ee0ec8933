"""realm.schema.json, which editors read, says the same as the walker."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

from emulator.realm import schema, shorthand

ROOT = Path(__file__).parents[2]
GENERATOR = ROOT / "tools" / "make_schema" / "make_schema.py"
COMMITTED = ROOT / "emulator" / "realm" / "realm.schema.json"


def test_it_is_what_the_generator_makes() -> None:
    spec = importlib.util.spec_from_file_location("make_schema", GENERATOR)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert json.loads(COMMITTED.read_text("utf-8")) == module.editor_schema()
    assert {f"{name}.{field}" for name, fields in shorthand.FIELDS.items() for field in fields} <= set(module.WORDS)


def test_every_reference_leads_somewhere() -> None:
    document = json.loads(COMMITTED.read_text("utf-8"))
    named = set(document["$defs"])
    used = {part.split('"')[0] for part in json.dumps(document).split('"#/$defs/')[1:]}
    assert used == named
    assert named <= set(schema.representations()) | set(shorthand.FIELDS)


def test_shipped_realms_name_it_in_their_first_line() -> None:
    for path in sorted((ROOT / "realms").glob("*.yaml")):
        first = path.read_text("utf-8").splitlines()[0]
        assert first.startswith("# yaml-language-server: $schema=")
        assert (path.parent / first.split("=", 1)[1]).resolve() == COMMITTED
