"""A table's values in order, kept so through every kind of change."""

from emulator.state.table import Log, Table


def _table():
    log = Log()
    return log, Table(log, unique={"name": lambda row: row["name"]}, multi={"tag": lambda row: row.get("tags", ())})


def test_values_stay_in_order():
    log, table = _table()
    for key in "cab":
        table.put(key, {"name": key * 2})
    assert table.ascending("name") == ["aa", "bb", "cc"]
    table.put("d", {"name": "ab"})
    table.put("a", {"name": "zz"})
    assert table.ascending("name") == ["ab", "bb", "cc", "zz"]
    mark = log.mark()
    table.delete("b")
    table.put("e", {"name": "00"})
    assert table.ascending("name") == ["00", "ab", "cc", "zz"]
    log.roll_back(mark)
    assert table.ascending("name") == ["ab", "bb", "cc", "zz"]


def test_a_name_that_two_rows_have_stands_once():
    _, table = _table()
    table.put("a", {"name": "x"})
    assert table.ascending("name") == ["x"]
    table.put("b", {"name": "x"})
    assert table.ascending("name") == ["x"]
    table.delete("a")
    assert (table.ascending("name"), table.one("name", "x")) == (["x"], {"name": "x"})


def test_who_has_a_value():
    _, table = _table()
    table.put("a", {"name": "x", "tags": ["t"]})
    table.put("b", {"name": "y", "tags": ["t", "u"]})
    assert set(table.having("tag", "t")) == {"a", "b"}
    assert len(table.having("tag", "none")) == 0


def test_a_copy_has_an_order_of_its_own():
    _, table = _table()
    table.put("a", {"name": "x"})
    table.ascending("name")
    _, other = _table()
    other.take(table)
    other.put("b", {"name": "a"})
    assert (table.ascending("name"), other.ascending("name")) == (["x"], ["a", "x"])
