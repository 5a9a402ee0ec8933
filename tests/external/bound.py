"""The realm of the programs that have tokens bound to a key and ask for levels: silver is a password, gold the password once more."""

from tests.conftest import ALICE
from tests.login.test_levels import chain

LEVELS = chain([(1, 36000, "auth-username-password-form"), (2, 0, "auth-password-form")])
SPA = {
    "clientId": "spa", "publicClient": True, "redirectUris": ["https://app.example.org/cb", "http://127.0.0.1:*", "*"], "webOrigins": ["*"],
    "directAccessGrantsEnabled": True,
    "attributes": {"dpop.bound.access.tokens": "true", "acr.loa.map": '{"silver": 1, "gold": 2}', "post.logout.redirect.uris": "*"},
}  # fmt: skip
REALM = {**LEVELS, "clients": [SPA], "users": [ALICE], "sslRequired": "none"}
