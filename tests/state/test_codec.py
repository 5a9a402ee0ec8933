"""Every table's rows as text and back."""

from dataclasses import fields, is_dataclass

import pytest

from emulator.core.ids import Ids
from emulator.state import codec, records
from emulator.state.kinds import KINDS
from emulator.state.records import ApiToken
from emulator.state.store import Store

RECORDS = {kind.name: kind.row_class() for kind in KINDS if kind.record is not None}


@pytest.mark.parametrize("table", sorted(RECORDS))
def test_a_record_is_itself_again(table):
    ids = Ids()
    record = RECORDS[table]

    def filled(field):
        kind = str(field.type)
        if "ClientSession" in kind:
            return {"c": records.ClientSession("c", 1, 2, scope="ä ☃", notes={"a": "b"})}
        for name, value in (
            ("tuple", ("a", "b")),
            ("Mapping", {"k": "v"}),
            ("bool", True),
            ("int", 1_795_000_000),
            ("Any", {"n": [1, None]}),
        ):
            if name in kind:
                return value
        return ids.uuid() + "\u2028"

    instance = record(**{field.name: filled(field) for field in fields(record)})
    assert is_dataclass(instance)
    assert codec.decoders()(table, codec.encode(instance)) == instance


def test_what_is_not_limited_stays_so():
    token = ApiToken("i", "u", "l", "p", "h", 1)
    assert codec.decoders()("api_tokens", codec.encode(token)) == token


@pytest.mark.parametrize("table", [kind.name for kind in KINDS if kind.identifiers])
def test_identifiers_are_tuples(table):
    assert codec.decoders()(table, codec.encode(("a", "b"))) == ("a", "b")


def test_a_field_that_is_not_known_any_more_is_left_out():
    assert codec.decoders()("revoked", '{"id":"x","expires":5,"gone":1}') == records.Expiring("x", 5)


def test_places_say_realm_and_table():
    store = Store()
    tables = store.add_realm({"id": "i", "realm": "r"})
    assert tables.users.place == ("i", "users")
    assert store.realms.place == ("", "realms")
