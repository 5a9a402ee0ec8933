"""Each administrative role may do at each route of the Admin API what it may do at Keycloak 26.7.4.

Here one pair of route and role in nine is played; tests/endurance plays all of them.
"""

import json

from tests.parity.privileges.matrix import RECORDED, Matrix, cases, differs
from tests.support import http_client

EVERY = 9
MISSING = ("LDAPStorageMapper",)
"""Types of LDAP mappers are not listed."""


def differing(server, every):
    """What differs from the recording, of one pair in ``every``: lines that can be read."""
    recorded = json.loads(RECORDED.read_text("utf-8"))
    with http_client(base_url=server.url, timeout=60) as http:
        matrix = Matrix(http)
        assert list(matrix.callers) == recorded["roles"]
        played = matrix.play(every=every)
        matrix.close()
    expected = {line: dict(zip(recorded["roles"], answers, strict=True)) for line, answers in recorded["cases"].items()}
    return [
        f"{line}: {role} gets {found} for {expected[line][role]}"
        for line, answers in played.items()
        for role, found in answers.items()
        if differs(expected[line][role], found) and not any(part in line for part in MISSING)
    ]


def test_roles_at_routes(server):
    assert differing(server, EVERY) == []


def test_every_case_is_recorded():
    assert [line for line, *_ in cases()] == list(json.loads(RECORDED.read_text("utf-8"))["cases"])
