"""The walker over representations, as lenient and as strict as the real Keycloak's JSON reader."""

from __future__ import annotations

import json
from typing import Any

import pytest

from emulator.core.ids import Ids
from emulator.realm import defaults, scalars
from emulator.realm.schema import Walker, check, path_text

# What the real Keycloak stored for a client's or realm's field; None where it refused the value.
REFUSED = object()
CONVERTED = [
    ("string", 5, "5"), ("string", True, "true"), ("string", [], REFUSED), ("string", {}, REFUSED),
    ("string", scalars.Written("1.50"), "1.50"), ("boolean", "true", True), ("boolean", "TRUE", True),
    ("boolean", "True", True), ("boolean", " true ", True), ("boolean", "tRue", REFUSED), ("boolean", "yes", REFUSED),
    ("boolean", "1", REFUSED), ("boolean", 1, True), ("boolean", 2, True), ("boolean", 0, False),
    ("boolean", 1.5, REFUSED), ("boolean", "", None), ("boolean", "null", None), ("boolean", [], REFUSED),
    ("boolean", "false", False), ("integer", "5", 5), ("integer", " 5 ", 5), ("integer", "+5", 5),
    ("integer", "5.0", REFUSED), ("integer", "1e3", REFUSED), ("integer", "", None), ("integer", " ", None),
    ("integer", 1.5, 1), ("integer", -1.9, -1), ("integer", 1e3, 1000), ("integer", True, REFUSED),
    ("integer", 2147483647, 2147483647), ("integer", 2147483648, REFUSED), ("integer", "99999999999", REFUSED),
    ("integer", "abc", REFUSED), ("integer", "1_000", REFUSED), ("integer", float("inf"), REFUSED), ("integer", [5], REFUSED),
    ("long", 2147483648, 2147483648), ("enum:LINEAR|MULTIPLE", "LINEAR", "LINEAR"),
    ("enum:LINEAR|MULTIPLE", " LINEAR ", "LINEAR"), ("enum:LINEAR|MULTIPLE", "linear", REFUSED),
    ("enum:LINEAR|MULTIPLE", 0, "LINEAR"), ("enum:LINEAR|MULTIPLE", "1", "MULTIPLE"),
    ("enum:LINEAR|MULTIPLE", 5, REFUSED), ("enum:LINEAR|MULTIPLE", True, REFUSED),
    ("enum:LINEAR|MULTIPLE", "", REFUSED), ("texts", "x", ["x"]), ("texts", 5, ["5"]),
    ("texts", [1, None, "y", {"q": 1}], ["1", None, "y", ""]), ("texts", {"f": 1}, [""]),
    ("texts", scalars.Written("1.50"), ["1.5"]), ("number", "1.5", 1.5), ("number", "x", REFUSED), ("number", True, REFUSED),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "given", "stored"), CONVERTED)
def test_scalars_are_taken_as_keycloak_takes_them(kind: str, given: Any, stored: Any) -> None:
    if stored is REFUSED:
        with pytest.raises(scalars.Unfit):
            scalars.convert(given, kind)
    else:
        assert scalars.convert(given, kind) == stored


def test_all_faults_are_found_at_once_and_the_nearest_word_is_named() -> None:
    realm = {
        "realm": "shop", "enabled": "yes", "acessTokenLifespan": 3, "bruteForceStrategy": "linear",
        "clients": [{"clientId": "a"}, {"clientId": "b", "redirectUri": [], "redirectUris": "http://x", "attributes": {"a": []}}],
    }  # fmt: skip
    faults = {path_text(fault.path): (fault.kind, fault.message) for fault in check(realm)}
    assert faults == {
        "enabled": ("type", 'must be true or false, not "yes", did you mean true?'),
        "acessTokenLifespan": ("unknown", "unknown field, did you mean 'accessTokenLifespan'?"),
        "bruteForceStrategy": ("enum", "must be LINEAR or MULTIPLE, not \"linear\", did you mean 'LINEAR'?"),
        "clients[1].redirectUri": ("unknown", "unknown field, did you mean 'redirectUris'?"),
        "clients[1].redirectUris": ("type", 'must be a list, not "http://x"; write it in [brackets]'),
        "clients[1].attributes.a": ("type", "must be a text, not a list"),
    }


def test_values_are_converted_in_place() -> None:
    realm = {"accessTokenLifespan": "300", "enabled": 1, "clients": [{"clientId": 7, "attributes": {"a": True}}]}
    assert check(realm) == []
    assert realm == {"accessTokenLifespan": 300, "enabled": True, "clients": [{"clientId": "7", "attributes": {"a": "true"}}]}


def test_an_unknown_field_that_keycloak_ignores_is_a_warning() -> None:
    walker = Walker()
    walker.check({"clientScopes": [{"name": "s", "protocolMapers": []}]}, "RealmRepresentation")
    assert walker.faults == []
    assert [(path_text(w.path), w.message) for w in walker.warnings] == [
        ("clientScopes[0].protocolMapers", "unknown field, ignored, did you mean 'protocolMappers'?")
    ]


def test_user_attributes_take_one_text_or_many_but_group_attributes_a_list() -> None:
    user = {"attributes": {"a": "x", "b": ["y", 5]}}
    assert check(user, "UserRepresentation") == []
    assert user == {"attributes": {"a": ["x"], "b": ["y", "5"]}}
    assert [f.message for f in check({"attributes": {"a": "x"}}, "GroupRepresentation")] == [
        'must be a list, not "x"; write it in [brackets]'
    ]


def test_deep_nesting_is_a_fault() -> None:
    group: dict[str, Any] = {"name": "g"}
    for _ in range(60):
        group = {"name": "g", "subGroups": [group]}
    assert "nested too deeply" in [fault.message for fault in check({"groups": [group]})]


def test_keycloaks_own_realm_has_no_faults_and_stays_as_it_is() -> None:
    realm = defaults.instantiate("realm", "shop", Ids())
    before = json.dumps(realm)
    assert check(realm) == []
    assert json.dumps(realm) == before
