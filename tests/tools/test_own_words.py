"""What the tools in tools/ take from Keycloak: names, types and defaults, never its sentences."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tools import own_words

EMULATOR = Path(__file__).parents[2] / "emulator"
WRITTEN = (
    "admin/server_info.json", "admin/identity_provider_types.json", "admin/authenticators.json", "admin/required_actions.json",
    "configuration/options.json", "realm/client_policies.json",
)  # fmt: skip


def test_our_sentences_stay_and_all_else_is_taken():
    before = [{"id": "a", "type": "old", "helpText": "Our own words.", "properties": [{"name": "x", "helpText": "Of x."}]}]
    fresh = [
        {"id": "b", "helpText": "Nobody has explained this."},
        {"id": "a", "type": "new", "helpText": "Their own words.", "properties": [{"name": "x", "helpText": "x.tooltip"}]},
    ]
    assert own_words.keep(fresh, before) == ["/b/helpText"]
    assert fresh == [
        {"id": "b", "helpText": ""},
        {"id": "a", "type": "new", "helpText": "Our own words.", "properties": [{"name": "x", "helpText": "x.tooltip"}]},
    ]


@pytest.mark.parametrize("file", WRITTEN)
def test_what_was_written_is_found_again(file):
    text = (EMULATOR / file).read_text(encoding="utf-8")
    document = json.loads(text)
    assert own_words.keep(document, json.loads(text)) == []
    assert document == json.loads(text)
