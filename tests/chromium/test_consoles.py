"""Keycloak's own consoles, unchanged, in a real browser: the same walk that was recorded at a real Keycloak.

The jars come from where KC_CONSOLES or KEYCLOAK_HOME says.
"""

import json
import os
from pathlib import Path

import pytest

from emulator.consoles.consoles import opened


@pytest.fixture
def consoles(server):
    place = os.environ.get("KC_CONSOLES") or os.environ.get("KEYCLOAK_HOME")
    if not place:
        pytest.skip("neither KC_CONSOLES nor KEYCLOAK_HOME says where Keycloak's consoles are")
    emulator = server.live.emulator
    emulator.consoles = opened(Path(place))
    yield
    emulator.consoles = None


def test_a_walk_through_both_consoles_is_answered_as_keycloak_answers_it(consoles, chromium, server):
    from tests.chromium.record_consoles import RECORDED, walk

    recorded = json.loads(RECORDED.read_text("utf-8"))
    expected = {request: answered["rest"] for request, answered in recorded["asked"].items()}
    asked, _, errors = walk(chromium, server.url, expected)
    # What was not recorded is what the browser had no time for then; it must be answered all the same.
    unlike = {one: said for one, said in asked.items() if recorded["asked"].get(one, {"statuses": [200]})["statuses"] != said}
    assert unlike == {}
    assert expected.keys() - asked.keys() == set()
    assert [error for error in errors if error not in recorded["errors"]] == []
