"""What users' rows leave out and share; what is shown of them stays whole."""

from emulator.realm.people import whole
from emulator.state.compact import Same, compact
from emulator.state.table import Log, Table
from emulator.world.emulator import Emulator

USUAL = {"totp": False, "notBefore": 0, "requiredActions": [], "disableableCredentialTypes": []}


def person(number, **more):
    return {"id": f"u{number}", "username": f"user{number}", "firstName": "Ann", "attributes": {"team": ["a", "b"]}, **USUAL, **more}


def test_a_row_leaves_out_what_is_usual_and_shares_what_is_equal():
    same = Same()
    first, second = (compact(person(number, realmRoles=["r"], groups=["/g"]), same) for number in (1, 2))
    assert first == {"id": "u1", "username": "user1", "firstName": "Ann", "attributes": {"team": ["a", "b"]}}
    assert first["attributes"]["team"] is second["attributes"]["team"]
    assert whole(first) == person(1)
    unusual = person(3, notBefore=7, requiredActions=["VERIFY_EMAIL"])
    assert compact(unusual, same)["notBefore"] == 7
    assert whole(compact(unusual, same)) == unusual


def test_a_document_that_is_used_for_the_last_time_makes_the_same_realm():
    people = [{"username": f"user{number}", "email": f"u{number}@example.org", "groups": ["/g"]} for number in range(3)]
    document = {"realm": "last", "groups": [{"name": "g"}], "users": people}
    realms = [
        Emulator().add_realm({**document, "users": list(people)}),
        Emulator().add_realm(handed := {**document, "users": list(people)}, last_use=True),
    ]
    assert [[(row["username"], row["email"]) for row in tables.users] for tables in realms] == [
        [(one["username"], one["email"]) for one in people]
    ] * 2
    assert handed["users"] == []


def test_an_index_counts_one_many_and_none():
    log = Log()
    table: Table[tuple[str, ...]] = Table(log, multi={"letter": tuple})
    states = []
    for key, letters in (("k1", ("a",)), ("k2", ("a", "b")), ("k3", ("a", "a")), ("k2", ("b",)), ("k1", ())):
        mark = log.mark()
        table.put(key, letters)
        states.append({letter: (table.keys_of("letter", letter), sorted(table.having("letter", letter))) for letter in "ab"})
    assert [state["a"][0] for state in states] == [["k1"], ["k1", "k2"], ["k1", "k2", "k3"], ["k1", "k3"], ["k3"]]
    assert all(keys == listed for state in states for keys, listed in state.values())
    log.roll_back(mark)
    copied: Table[tuple[str, ...]] = Table(Log(), multi={"letter": tuple})
    copied.take(table)
    table.delete("k3")
    assert (table.keys_of("letter", "a"), copied.keys_of("letter", "a")) == (["k1"], ["k1", "k3"])
    log.roll_back(0)
    assert table.having("letter", "a") == ()
