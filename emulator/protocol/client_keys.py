"""Encrypting for a client: its own public key, and the algorithms that its attributes ask for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from emulator.core.errors import UNKNOWN_ERROR, AdminError
from emulator.core.json_text import read_json
from emulator.realm.views import Client
from emulator.web.call import Call

if TYPE_CHECKING:
    from emulator.keys.public import PublicKey
    from emulator.keys.remote import Wanted

ID_TOKEN = "id.token.encrypted.response"
USERINFO = "user.info.encrypted.response"
AUTHORIZATION = "authorization.encrypted.response"
_ENC = "A128CBC-HS256"


class CannotEncrypt(AdminError):
    """Keycloak did not foresee it, as observed; userinfo and pages say it in their own ways."""

    def __init__(self, reason: str) -> None:
        super().__init__(500, UNKNOWN_ERROR, reason)


def wanted(client: Client, prefix: str) -> bool:
    """Whether the client asks for encryption; as observed, of an authorization response only when it says by which ``enc`` too."""
    attributes = client.attributes
    return bool(attributes.get(f"{prefix}.alg")) and (prefix != AUTHORIZATION or bool(attributes.get(f"{prefix}.enc")))


def encrypted(call: Call, client: Client, text: str, prefix: str, content: str = "JWT") -> str:
    """``text`` encrypted for the client (a nested JWT, RFC 7519 section 5.2) where ``prefix.alg`` asks for it, else as it is.

    ``content`` is the header's ``cty``, empty for none. Raises CannotEncrypt when the client has no key for the algorithm.
    """
    if not wanted(client, prefix):
        return text
    algorithm = client.attributes[f"{prefix}.alg"]
    key = _key(call, client, algorithm)
    if key is None:
        raise CannotEncrypt(f"client '{client.client_id}' has no key for {algorithm}")
    # Only who encrypts needs it, and it takes a while to import.
    from emulator.keys import encrypt

    enc = client.attributes.get(f"{prefix}.enc") or _ENC
    headers = {"cty": content} if content else {}
    try:
        return encrypt.encrypt(text.encode(), key, algorithm, enc, {**headers, "kid": key.kid} if key.kid is not None else headers)
    except encrypt.InvalidEncryption as error:
        raise CannotEncrypt(str(error)) from error


def _key(call: Call, client: Client, algorithm: str) -> PublicKey | None:
    from emulator.keys import public

    def may_do(key: PublicKey) -> bool:
        return key.use == "enc" and (key.kid is None or key.algorithm == algorithm)

    return public.choose([key for key in _keys(call, client, may_do) if key.use == "enc"], algorithm)


def _keys(call: Call, client: Client, wanted: Wanted) -> Sequence[PublicKey]:
    from emulator.keys import public
    from emulator.protocol.client_auth import client_jwt

    if client_jwt.key_set_url(client):
        return client_jwt.published(call, client, wanted)
    try:
        document = read_json(client.attributes.get("jwks.string") or "{}") if client.flag("use.jwks.string") else {}
    except ValueError:
        return ()
    return public.from_jwks(document, "enc")
