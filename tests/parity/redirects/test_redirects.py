"""Redirect URIs are taken and refused as Keycloak 26.7.4 does it, at login and at logout.

Here one shape in eight is played; tests/endurance plays all of them.
"""

import pytest

from tests.parity.redirects.shapes import CLIENTS, Player, recorded, shapes
from tests.support import http_client

STRICTER = ("%00..", "http://app.example/exact%0a")
"""Shapes that Keycloak takes at one of the two doors, and that are refused at both here."""


def differing(server, every):
    """Shapes that something else is said of than Keycloak's word."""
    expected = recorded()
    with http_client(base_url=server.url, timeout=60) as http:
        player = Player(http)
        played = player.play(every)
        player.close()
    return [
        f"{shape}: {said} for {expected[shape]}"
        for shape, said in played.items()
        if said != expected[shape] and not any(part in shape for part in STRICTER)
    ]


def test_shapes_of_redirect_uris(server):
    assert differing(server, 8) == []


def test_every_shape_is_recorded():
    assert shapes() == list(recorded())


@pytest.mark.parametrize("part", STRICTER)
def test_what_is_stricter_is_never_kinder(server, part):
    expected = recorded()
    with http_client(base_url=server.url, timeout=60) as http:
        player = Player(http)
        for shape in (shape for shape in expected if part in shape):
            said = "".join(player.one(client, shape) for client in CLIENTS)
            assert all(mine == "-" or mine == theirs for mine, theirs in zip(said, expected[shape], strict=True)), shape
        player.close()
