"""A client's own keys: the JSON Web Key Set (RFC 7517) in its metadata, and the text that Keycloak makes of it."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from typing import Any

from emulator.core.documents import Document
from emulator.keys import public
from emulator.keys.key import b64url

_FIRST = ("kid", "kty", "alg", "use", "x5c", "x5t", "x5t#S256")
_KINDS = ("RSA", "EC", "OKP", "AKP")


def arranged(jwks: Document) -> Document:
    """The key set with the members that Keycloak knows and in its order; raises ValueError for one without keys."""
    keys = jwks.get("keys")
    if not isinstance(keys, list):
        raise ValueError("the key set has no keys")
    return {"keys": [_key(one) for one in keys if isinstance(one, dict)]}


def _key(given: Document) -> Document:
    found = {name: given[name] for name in _FIRST if given.get(name) is not None}
    chain = found.get("x5c")
    if chain:
        certificate = _decoded(chain[0])
        found["x5t"] = b64url(hashlib.sha1(certificate, usedforsecurity=False).digest())
        found["x5t#S256"] = b64url(hashlib.sha256(certificate).digest())
    found = {name: found[name] for name in _FIRST if name in found}
    return {**found, **{name: given[name] for name in sorted(given) if name not in _FIRST and given[name] is not None}}


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error:
        return b""


def signing_key(jwks: Document) -> Document | None:
    """The first key that says that it signs and is of a kind that Keycloak knows."""
    return next((key for key in jwks["keys"] if key.get("use") == "sig" and key.get("kty") in _KINDS), None)


def attributes(key: Document) -> dict[str, str]:
    """The attributes in which a client keeps its signing key; raises ValueError for a key that cannot be read."""
    found = {"jwt.credential.public.key": public.subject_public_key_info(key)}
    return {**found, "jwt.credential.kid": key["kid"]} if key.get("kid") is not None else found


def text(value: Any, indent: str = "") -> str:
    """JSON as Jackson prints it for people."""
    inner = f"{indent}  "
    if isinstance(value, dict):
        if not value:
            return "{ }"
        members = ",\n".join(f"{inner}{json.dumps(name, ensure_ascii=False)} : {text(member, inner)}" for name, member in value.items())
        return f"{{\n{members}\n{indent}}}"
    if isinstance(value, list):
        return f"[ {', '.join(text(member, indent) for member in value)} ]" if value else "[ ]"
    return json.dumps(value, ensure_ascii=False)
