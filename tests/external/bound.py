"""A realm for bound tokens and levels, where silver is a password and gold the password once more; and a key of a client's."""

import base64
import hashlib
import secrets
import time

from joserfc import jwt
from joserfc.jwk import ECKey

from tests.conftest import ALICE
from tests.login.test_levels import chain

LEVELS = chain([(1, 36000, "auth-username-password-form"), (2, 0, "auth-password-form")])
SPA = {
    "clientId": "spa", "publicClient": True, "redirectUris": ["https://app.example.org/cb", "http://127.0.0.1:*", "*"], "webOrigins": ["*"],
    "directAccessGrantsEnabled": True,
    "attributes": {"dpop.bound.access.tokens": "true", "acr.loa.map": '{"silver": 1, "gold": 2}', "post.logout.redirect.uris": "*"},
}  # fmt: skip
REALM = {**LEVELS, "clients": [SPA], "users": [ALICE], "sslRequired": "none"}


class Prover:
    """A key and the proofs that it makes, with nothing of the emulator's."""

    def __init__(self):
        self.key = ECKey.generate_key("P-256")
        self.thumbprint = self.key.thumbprint()

    def proof(self, method, url, token=""):
        header = {"typ": "dpop+jwt", "alg": "ES256", "jwk": self.key.as_dict(private=False)}
        said = {"jti": secrets.token_hex(8), "htm": method, "htu": url, "iat": int(time.time())}
        if token:
            said["ath"] = base64.urlsafe_b64encode(hashlib.sha256(token.encode()).digest()).rstrip(b"=").decode()
        return jwt.encode(header, said, self.key)
