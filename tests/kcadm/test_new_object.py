"""``new-object``: what ``-s`` makes of names and values. Results are those of the real kcadm.sh 26.7.4."""

import json

import pytest


@pytest.mark.parametrize(
    ("settings", "made"),
    [
        (["a=", "b=null"], {"a": None, "b": None}),
        (["c= 1", "d=1 2", "e=01", "f=true"], {"c": 1, "d": "1 2", "e": "01", "f": True}),
        (['g={"a":[]}', "h=NaN", "k=a=b", "l=[1"], {"g": {"a": []}, "h": "NaN", "k": "a=b", "l": "[1"}),
        (["i='x'", 'j="x"', "k=x'"], {"i": "x", "j": "x", "k": "x'"}),
        (["a[2]=1", "a+=5", "b+=x", "d=1", "d+=2"], {"a": [None, None, 1, 5], "b": ["x"], "d": [2]}),
        (['a."b.c".d=1', '"x y"=2', "e.f.g=3", "e.h=4"], {"a": {"b.c": {"d": 1}}, "x y": 2, "e": {"f": {"g": 3}, "h": 4}}),
        (["+=1", "a=1"], {"a": 1}),
        (["a=1", "a=2"], {"a": 2}),
    ],
)
def test_settings(local, settings, made):
    done = local.ok("new-object", *[part for setting in settings for part in ("-s", setting)])
    assert done.json == made
    assert list(done.json) == list(made)


@pytest.mark.parametrize(
    ("setting", "code", "message"),
    [
        ("username", 2, "Invalid key=value parameter: [username]"),
        ("=x", 2, "Invalid key=value parameter: [=x]"),
        ("a[x]=1", 1, "Invalid attribute key: a[x] (Invalid array index: '[x]')"),
        ("a]=1", 1, "Invalid attribute key: a] (']' not allowed here)"),
        ("a[999999999]=1", 1, "Invalid attribute key: a[999999999] (Invalid array index: '[999999999]')"),
        ("a..b=1", 1, "Invalid attribute key: a..b (at position 3)"),
        ('"a=1', 1, 'Invalid attribute key: "a (at position 2)'),
        (".a=1", 1, "Invalid attribute key: .a (at position 1)"),
        ("a.=1", 1, "Invalid attribute key: a. (at position 2)"),
        ('"a"b=1', 1, 'Invalid attribute key: "a"b (at position 4)'),
        ('a"b=1', 1, 'Invalid attribute key: a"b (at position 2)'),
        ("a='x", 1, "Invalid string value: 'x"),
        ("a[0].b=1", 1, "Attribute is of incompatible type - a: {} is no JSON object"),
        ("a=" + "[" * 100_000, 0, ""),
    ],
)
def test_settings_that_are_none(local, setting, code, message):
    done = local("new-object", "-s", setting)
    assert done.code == code
    assert done.err.splitlines()[:1] == [message]


def test_the_shape(local):
    done = local.ok("new-object", "-s", "a.b=1", "-s", 'c=["x", {"d": true}]', "-s", "e={}", "-s", "f=[]")
    assert done.out == '{\n  "a" : {\n    "b" : 1\n  },\n  "c" : [ "x", {\n    "d" : true\n  } ],\n  "e" : { },\n  "f" : [ ]\n}'
    assert done.err == "\n"
    done = local.ok("new-object", "-s", "a.b=1", "-c")
    assert (done.out, done.err) == ('{"a":{"b":1}}', "")


def test_from_a_file(local, tmp_path):
    assert local.ok("new-object", "-f", "-", "-s", "b=2", stdin='{"a": 1}').json == {"a": 1, "b": 2}
    assert local.ok("new-object", "-f", "-", "-c", stdin=' {"a": [1, 2]} ').out == '{"a": [1, 2]}'
    assert local.ok("new-object", "-f", "-", stdin="[]").out == "[ ]"
    file = tmp_path / "x.json"
    file.write_text("[1]")
    assert local("new-object", "-f", file, "-s", "a=1").err == "Not a JSON object: [1]\n"
    assert local("new-object", "-f", tmp_path, "-s", "a=1").err == f"Failed to read file: {tmp_path} (Is a directory)\n"
    assert local("new-object", "-f", "-", stdin="[" * 100_000).err == "Not a valid JSON document - nested too deep\n"


@pytest.mark.parametrize(
    ("number", "shown"),
    [("1.50", "1.5"), ("1.0", "1.0"), ("1e8", "1.0E8"), ("1E5", "100000.0"), ("0.0001", "1.0E-4"), ("1.5e-10", "1.5E-10"), ("-0.0", "-0.0"),
     ("-2.5e-7", "-2.5E-7"), ("12345678901234567890", "12345678901234567890"), ("0.001", "0.001"), ("9999999.5", "9999999.5")],
)  # fmt: skip
def test_numbers(local, number, shown):
    done = local.ok("new-object", "-s", f"n={number}", "-c")
    assert done.out == f'{{"n":{shown}}}'
    assert json.loads(shown) == json.loads(number)
