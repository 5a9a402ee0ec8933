"""All of what each administrative role may do at each route, which takes half a minute."""

from tests.parity.privileges.test_privileges import differing


def test_every_role_at_every_route(server):
    assert differing(server, 1) == []
