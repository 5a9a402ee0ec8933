"""What the letters of a token's ``jti`` say: access tokens have them, other tokens have an id that may begin with any letter."""

import pytest

from emulator.tokens.verify import Verified

UUID = "f71c2f0a-0000-4000-8000-000000000000"


@pytest.mark.parametrize(
    ("jti", "expected"),
    [
        (f"onrtro:{UUID}", (True, False, False, False)),
        (f"ntlttr:{UUID}", (True, True, True, False)),
        (f"ftrtac:{UUID}", (True, True, False, True)),
        (f"ofrtac:{UUID}", (True, False, False, True)),
        (UUID, (False, False, False, False)),
        (None, (False, False, False, False)),
    ],
)
def test_an_id_says_of_what_kind_a_token_is_where_it_has_the_letters(jti, expected):
    token = Verified({"jti": jti})
    assert (token.tells_its_session, token.apart, token.light, token.offline) == expected
