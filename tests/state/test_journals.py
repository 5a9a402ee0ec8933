"""One suite for every journal: what is written is there for whoever opens it next, all of it or nothing."""

import sqlite3

import pytest

from emulator.state.journals import Change, Conflict, JournalError, dev_file, postgres


class File:
    module = dev_file

    def __init__(self, path):
        self.place = str(path)

    def lie_about_the_version(self, version):
        with sqlite3.connect(self.place) as connection:
            connection.execute(f"PRAGMA user_version = {version}")
        connection.close()


class Database:
    module = postgres

    def __init__(self, url):
        self.place = url

    def lie_about_the_version(self, version):
        import psycopg

        with psycopg.connect(self.place) as connection:
            connection.execute("UPDATE emulator_meta SET format = %s", [version])


@pytest.fixture(params=["dev-file", "postgres"])
def where(request, tmp_path):
    if request.param == "dev-file":
        return File(tmp_path / "folder" / "state.sqlite")
    return Database(request.getfixturevalue("database"))


@pytest.fixture
def opened(where):
    made = []

    def open_one():
        made.append(where.module.open_journal(where.place))
        return made[-1]

    yield open_one
    for journal in made:
        journal.close()


def rows(journal):
    return [(one.realm, one.table, one.key, one.body) for one in journal.news(0).changes]


def changes(*triples, version=0):
    return [Change("r", table, key, body, version) for table, key, body in triples]


REALM = ("realm", "", "{}")


def test_it_begins_empty(opened):
    assert rows(opened()) == []


def test_what_was_written_is_there_when_it_is_opened_again_in_the_order_in_which_it_came(opened):
    journal = opened()
    version = journal.write(changes(REALM, ("users", "b", '"ä☃"'), ("users", "a", "[1]")))
    journal.write([Change("r", "users", "b", '"new"', version), Change("r", "users", "c", "{}")])
    journal.close()
    assert rows(opened()) == [
        ("r", "realm", "", "{}"),
        ("r", "users", "b", '"new"'),
        ("r", "users", "a", "[1]"),
        ("r", "users", "c", "{}"),
    ]


def test_a_row_that_is_gone_is_gone_and_may_come_again_at_the_end(opened):
    journal = opened()
    version = journal.write(changes(REALM, ("users", "a", "1"), ("users", "b", "2")))
    journal.write([Change("r", "users", "a", None, version)])
    assert [row[2:] for row in rows(journal)] == [("", "{}"), ("b", "2")]
    journal.write(changes(("users", "a", "3")))
    assert [row[2:] for row in rows(journal)] == [("", "{}"), ("b", "2"), ("a", "3")]


def test_a_realm_goes_with_all_of_its_rows(opened):
    journal = opened()
    version = journal.write([*changes(REALM, ("users", "a", "1")), Change("", "realms", "shop", '{"id":"r"}')])
    journal.write([Change("other", "realm", "", "{}")])
    journal.write([Change("", "realms", "shop", None, version)], ["r"])
    assert rows(journal) == [("other", "realm", "", "{}")]


def test_a_newer_format_is_refused_with_what_to_do(where, opened):
    opened().close()
    where.lie_about_the_version(99)
    with pytest.raises(JournalError, match=r"newer emulator \(version 99 of its format; this one knows \d+\)"):
        opened()


def test_an_emulators_file_is_nobody_elses(tmp_path):
    journal = dev_file.open_journal(str(tmp_path / "state.sqlite"))
    with pytest.raises(JournalError, match="another emulator has it open"):
        dev_file.open_journal(str(tmp_path / "state.sqlite"))
    journal.close()
    dev_file.open_journal(str(tmp_path / "state.sqlite")).close()


@pytest.mark.parametrize("content", [b"", b"not a database, but a text that is long enough to be looked at " * 40])
def test_a_file_that_is_none_of_ours(tmp_path, content):
    path = tmp_path / "state.sqlite"
    path.write_bytes(content)
    if content:
        with pytest.raises(JournalError, match="not a database"):
            dev_file.open_journal(str(path))
        assert path.read_bytes() == content
    else:
        dev_file.open_journal(str(path)).close()


def test_another_programs_database_is_left_alone(tmp_path):
    path = tmp_path / "state.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE theirs (x)")
    connection.close()
    with pytest.raises(JournalError, match="no file of the emulator's"):
        dev_file.open_journal(str(path))
    with sqlite3.connect(path) as connection:
        assert [row[0] for row in connection.execute("SELECT name FROM sqlite_master")] == ["theirs"]
    connection.close()


def test_a_database_that_is_not_there_is_named(postgres_server):
    with pytest.raises(JournalError, match="nowhere"):
        postgres.open_journal(f"{postgres_server}/nowhere")


class TestShared:
    @pytest.fixture
    def two(self, database):
        made = [postgres.open_journal(database), postgres.open_journal(database)]
        yield made
        for journal in made:
            journal.close()

    def test_each_sees_what_the_other_wrote_and_nothing_twice(self, two):
        one, other = two
        version = one.write(changes(REALM, ("users", "a", "1"), ("users", "b", "1")))
        news = other.news(0)
        assert [(change.key, change.body) for change in news.changes] == [("", "{}"), ("a", "1"), ("b", "1")]
        assert news.version == version
        assert not other.news(version).changes
        newer = one.write([Change("r", "users", "a", None, version)])
        assert [(change.key, change.body, change.version) for change in other.news(version).changes] == [("a", None, newer)]

    @pytest.mark.parametrize("body", ["2", None])
    def test_who_comes_second_to_a_row_writes_nothing(self, two, body):
        one, other = two
        version = one.write(changes(REALM, ("codes", "x", "1")))
        one.write([Change("r", "codes", "x", body, version)])
        with pytest.raises(Conflict):
            other.write([Change("r", "codes", "x", "3", version), Change("r", "users", "u", "1")])
        assert ("r", "users", "u", "1") not in rows(one)
        assert [row[3] for row in rows(one) if row[2] == "x"] == ([body] if body else [])

    def test_a_name_is_given_once(self, two):
        one, other = two
        one.write(changes(REALM, ("single_use", "jti", "1")))
        with pytest.raises(Conflict):
            other.write(changes(("single_use", "jti", "1")))

    def test_nothing_is_written_into_a_realm_that_is_gone(self, two):
        one, other = two
        one.write(changes(REALM))
        one.write([], ["r"])
        with pytest.raises(Conflict):
            other.write(changes(("user_sessions", "s", "1")))
        assert rows(one) == []

    def test_who_has_not_looked_for_long_is_given_everything(self, two):
        one, other = two
        version = one.write(changes(REALM, ("users", "a", "1")))
        one.write([Change("r", "users", "a", None, version)])
        one._connect().execute("UPDATE emulator_meta SET version = 12287")
        one.write(changes(("users", "b", "1")))
        news = other.news(version)
        assert news.whole
        assert [change.key for change in news.changes if change.body is not None] == ["", "b"]

    def test_a_lost_connection_is_made_again(self, two, database):
        import psycopg

        first, other = two
        version = first.write(changes(REALM))
        with psycopg.connect(database, autocommit=True) as killer:
            killer.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
        assert rows(other) == [("r", "realm", "", "{}")]
        with pytest.raises(JournalError, match="terminat"):
            first.write([Change("r", "realm", "", "{}", version)])
        assert first.write([Change("r", "realm", "", "[]", version)]) > version


def test_an_older_file_is_brought_up_to_date(tmp_path, monkeypatch):
    place = str(tmp_path / "state.sqlite")
    journal = dev_file.open_journal(place)
    journal.write(changes(REALM))
    journal.close()
    steps = {
        dev_file.VERSION: lambda connection: connection.execute("UPDATE rows SET body = '{\"step\":1}'"),
        dev_file.VERSION + 1: lambda connection: connection.execute("UPDATE rows SET name = 'step 2'"),
    }
    monkeypatch.setattr(dev_file, "MIGRATIONS", steps)
    monkeypatch.setattr(dev_file, "VERSION", dev_file.VERSION + 2)
    for _ in range(2):
        journal = dev_file.open_journal(place)
        assert rows(journal) == [("r", "realm", "step 2", '{"step":1}')]
        journal.close()


def test_a_step_that_fails_leaves_the_file_as_it_was(tmp_path, monkeypatch):
    place = str(tmp_path / "state.sqlite")
    journal = dev_file.open_journal(place)
    journal.write(changes(REALM))
    journal.close()

    def fail(connection):
        connection.execute("DELETE FROM rows")
        connection.execute("SELECT 1 FROM nowhere")

    with monkeypatch.context() as patch:
        patch.setattr(dev_file, "MIGRATIONS", {dev_file.VERSION: fail})
        patch.setattr(dev_file, "VERSION", dev_file.VERSION + 1)
        with pytest.raises(JournalError, match="nowhere"):
            dev_file.open_journal(place)
    journal = dev_file.open_journal(place)
    assert rows(journal) == [("r", "realm", "", "{}")]
    journal.close()


def test_an_older_database_is_brought_up_to_date(database, monkeypatch):
    journal = postgres.open_journal(database)
    journal.write(changes(REALM))
    journal.close()
    monkeypatch.setattr(postgres, "MIGRATIONS", {postgres.FORMAT: lambda c: c.execute("UPDATE emulator_rows SET name = 'moved'")})
    monkeypatch.setattr(postgres, "FORMAT", postgres.FORMAT + 1)
    for _ in range(2):
        journal = postgres.open_journal(database)
        assert rows(journal) == [("r", "realm", "moved", "{}")]
        journal.close()
