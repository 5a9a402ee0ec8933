"""Request bodies of the Admin API: every answer that a real Keycloak gave to a bad one (record_bodies.py recorded them)."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from emulator.core.errors import AdminError
from emulator.web.json_reader import Reader
from emulator.web.request_body import parse
from tests.examples import given, st

CASES: list[Any] = json.loads(Path(__file__).with_name("test_schema_bodies.json").read_text("utf-8"))


@pytest.mark.parametrize("resource", sorted({case[0] for case in CASES}))
def test_a_body_is_answered_as_keycloak_answers_it(resource: str) -> None:
    for representation, body, status, answer in (case[1:] for case in CASES if case[0] == resource):
        raw = body.encode("latin-1")
        if answer is None:
            assert isinstance(parse(raw, representation, stream=resource == "realms"), dict)
            continue
        with pytest.raises(AdminError) as caught:
            parse(raw, representation, stream=resource == "realms")
        assert (body, caught.value.status, caught.value.body) == (body, status, answer)


@pytest.mark.parametrize(
    "body", [b'{"policy":"skip"}', b'{"users":[{"nope":1}]}', b'{"users":{}}', b'{"users":[', b"", b"[]", b'{"users":[{},]}']
)
def test_partial_import_has_one_text_for_what_cannot_be_read(body: bytes) -> None:
    with pytest.raises(AdminError) as caught:
        parse(body, "PartialImportRepresentation", terse=True)
    assert caught.value.body == {"error": "unknown_error", "error_description": "Cannot parse the JSON"}
    assert parse(b'{"nope":1}', "PartialImportRepresentation") == {}


def test_scalars_are_converted_and_fractions_keep_their_digits_as_texts() -> None:
    body = b'{"username":1.50,"enabled":"true","notBefore":"7","attributes":{"a":"x"},"totp":null} trailing'
    expected = {"username": "1.50", "enabled": True, "notBefore": 7, "attributes": {"a": ["x"]}, "totp": None}
    assert parse(body, "UserRepresentation") == expected
    assert parse(body.removesuffix(b" trailing"), "UserRepresentation") == expected


def test_hostile_nesting_is_refused_without_a_crash() -> None:
    for body in (b'{"clientPolicies":' + b"[" * 100_000, b'{"groups":' + b'[{"subGroups":' * 5_000, b"[" * 100_000):
        with pytest.raises(AdminError):
            parse(body, "RealmRepresentation")


@given(st.binary(max_size=60) | st.text(alphabet='{}[]:,"\\tru1.e-ab ', max_size=60).map(str.encode))
def test_no_body_makes_another_error(body: bytes) -> None:
    with suppress(AdminError):
        parse(body, "UserRepresentation")


@given(st.dictionaries(st.text(max_size=5), st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=8)))
def test_the_careful_reader_reads_what_the_fast_one_reads(value: dict[str, Any]) -> None:
    body = json.dumps({"attributes": {}, "clientPolicies": value}).encode()
    assert Reader.of(body).document("RealmRepresentation") == json.loads(body)
