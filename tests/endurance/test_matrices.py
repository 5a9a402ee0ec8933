"""All of the recorded matrices, of which the default suite plays a part."""

from tests.parity.fine_grained import test_fine_grained
from tests.parity.privileges import test_privileges
from tests.parity.redirects import test_redirects


def test_every_role_at_every_route(server):
    assert test_privileges.differing(server, 1) == []


def test_every_shape_of_a_redirect_uri(server):
    assert test_redirects.differing(server, 1) == []


def test_every_set_of_permissions(server):
    assert test_fine_grained.differing(server, 1) == []
