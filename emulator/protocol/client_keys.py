"""Encrypting for a client: its own public key, and the algorithms that its attributes ask for."""

from __future__ import annotations

import json
from collections.abc import Sequence

from emulator.core.errors import OAuthError
from emulator.keys import public
from emulator.keys.public import PublicKey
from emulator.protocol.client_auth import client_jwt
from emulator.realm.views import Client
from emulator.web.call import Call

ID_TOKEN = "id.token.encrypted.response"
USERINFO = "user.info.encrypted.response"
AUTHORIZATION = "authorization.encrypted.response"
_ENC = "A128CBC-HS256"


def wanted(client: Client, prefix: str) -> bool:
    """Whether the client asks for encryption."""
    return bool(client.attributes.get(f"{prefix}.alg"))


def encrypted(call: Call, client: Client, text: str, prefix: str, content: str = "JWT") -> str:
    """``text`` encrypted for the client (a nested JWT, RFC 7519 section 5.2) where ``prefix.alg`` asks for it, else as it is.

    ``content`` is the header's ``cty``, empty for none. Raises OAuthError when the client has no key for the algorithm.
    """
    algorithm = client.attributes.get(f"{prefix}.alg")
    if not algorithm:
        return text
    key = _key(call, client, algorithm)
    if key is None:
        raise OAuthError("invalid_request", "can not get encryption KEK", reason=f"client '{client.client_id}' has no key for {algorithm}")
    # Only who encrypts needs it, and it takes a while to import.
    from emulator.keys import encrypt

    enc = client.attributes.get(f"{prefix}.enc") or _ENC
    headers = {"cty": content} if content else {}
    try:
        return encrypt.encrypt(text.encode(), key, algorithm, enc, {**headers, "kid": key.kid} if key.kid else headers)
    except encrypt.InvalidEncryption as error:
        raise OAuthError("invalid_request", "can not encrypt", reason=str(error)) from error


def _key(call: Call, client: Client, algorithm: str) -> PublicKey | None:
    kind = "RSA" if algorithm.startswith("RSA") else "EC"
    keys = [key for key in _keys(call, client) if key.algorithm in (None, algorithm)]
    return next((key for key in keys if key.jose.key_type in (kind, "OKP" if kind == "EC" else kind)), None)


def _keys(call: Call, client: Client) -> Sequence[PublicKey]:
    url = client_jwt.key_set_url(client)
    if url:
        return [key for key in call.emulator.remote_keys.keys(url) if key.use == "enc"]
    try:
        document = json.loads(client.attributes.get("jwks.string") or "{}") if client.flag("use.jwks.string") else {}
    except ValueError:
        return ()
    return [key for key in public.from_jwks(document, "enc") if key.use == "enc"] if isinstance(document, dict) else ()
