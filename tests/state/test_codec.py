"""Every table's rows as text and back."""

from dataclasses import fields, is_dataclass

import pytest

from emulator.core.ids import Ids
from emulator.state import codec, records
from emulator.state.records import ApiToken
from emulator.state.store import RealmTables, Store
from emulator.state.table import Log

DOCUMENTS = {
    "realm", "clients", "client_scopes", "roles", "groups", "users", "components", "brokered_tokens", "registration_tokens",
    "resource_servers", "resources", "resource_scopes", "policies",
}  # fmt: skip


def test_every_table_has_a_way_back():
    tables = set(RealmTables(Log(), {"id": "x"}).named())
    assert tables - DOCUMENTS == {*codec._RECORDS, *codec._IDENTIFIERS}


@pytest.mark.parametrize("table", sorted(codec._RECORDS))
def test_a_record_is_itself_again(table):
    ids = Ids()
    record = codec._RECORDS[table]

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

    made = record(**{field.name: filled(field) for field in fields(record)})
    assert is_dataclass(made)
    assert codec.decoders()(table, codec.encode(made)) == made


def test_what_is_not_limited_stays_so():
    token = ApiToken("i", "u", "l", "p", "h", 1)
    assert codec.decoders()("api_tokens", codec.encode(token)) == token


@pytest.mark.parametrize("table", codec._IDENTIFIERS)
def test_identifiers_are_tuples(table):
    assert codec.decoders()(table, codec.encode(("a", "b"))) == ("a", "b")


def test_a_field_that_is_not_known_any_more_is_left_out():
    assert codec.decoders()("revoked", '{"id":"x","expires":5,"gone":1}') == records.Expiring("x", 5)


def test_places_say_realm_and_table():
    store = Store()
    tables = store.add_realm({"id": "i", "realm": "r"})
    assert tables.users.place == ("i", "users")
    assert store.realms.place == ("", "realms")
