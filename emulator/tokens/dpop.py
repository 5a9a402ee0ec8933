"""Proofs of possession (DPoP, RFC 9449): is a proof one for this request, and whose key made it? In Keycloak's order and words."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

from emulator.context import Context
from emulator.context.presented import Presented
from emulator.core.errors import UNKNOWN_ERROR, AdminError
from emulator.keys import jws, public, typed
from emulator.keys.jws import Jws
from emulator.keys.public import PublicKey
from emulator.realm.gates import uris
from emulator.state.records import Expiring
from emulator.tokens.verify import Verified

ALGORITHMS = ("PS384", "RS384", "EdDSA", "ES384", "ES256", "RS256", "ES512", "PS256", "PS512", "RS512")
"""What proofs may be signed with, as Keycloak lists it."""
JKT = "jkt"
"""The member of ``cnf`` with a key's thumbprint."""
TYPE = "DPoP"
"""The type of a token that is bound to a key."""
MISSING = "DPoP proof is missing"
OTHER = "DPoP confirmation doesn't match DPoP proof"
_HEADER = "DPoP header verification failure"
_LACKING = "DPoP mandatory claims are missing"
_TYP = "dpop+jwt"
_LIFETIME, _SKEW = 10, 15
_SYMMETRIC = ("none", "HS256", "HS384", "HS512")
_PRIVATE = {"RSA": frozenset({"d", "p", "q", "dp", "dq", "qi", "oth"})}
_KINDS = {"RS": "RSA", "PS": "RSA", "ES": "EC", "Ed": "OKP"}
_SHORTEST = {"EC": {"256": 64, "384": 96, "512": 132}}


class Refused(ValueError):
    """A proof that does not hold; the message is Keycloak's."""


def confirmation(thumbprint: str) -> dict[str, str]:
    """``cnf`` of a token that is bound to the key with this thumbprint."""
    return {JKT: thumbprint, "kc-jkt-type": TYPE}


def thumbprint(context: Context, presented: Presented, token: str | None = None) -> str:
    """The thumbprint (RFC 7638) of the key that the request proves to have, with ``token`` if that comes along; raises Refused.

    A proof that holds is used up.
    """
    text = (presented.proof or "").strip()
    if not text:
        raise Refused(MISSING)
    proof = _taken_apart(text)
    key = _key(proof)
    _check_signature(proof, key)
    claims = proof.claims
    identifier, method, url, issued = _text(claims, "jti"), _text(claims, "htm"), _text(claims, "htu"), claims.get("iat")
    if issued is None or not (identifier.strip() and url.strip() and method.strip()):
        raise Refused(_LACKING)
    _check_request(presented, method, url)
    now = context.clock.seconds()
    if issued > now + _SKEW or issued <= now - _LIFETIME - _SKEW:
        raise Refused("DPoP proof is not active")
    _use_once(context, f"{identifier}{url}", issued + _LIFETIME + _SKEW)
    if token is not None:
        _check_hash(claims, token)
    return key.thumbprint


def binding_fault(claims: Mapping[str, Any], key: str) -> str:
    """Why a token is not bound to the key with this thumbprint, in Keycloak's words; empty when it is."""
    bound = claims.get("cnf")
    if not isinstance(bound, dict):
        return "No DPoP confirmation in access token"
    if not isinstance(bound.get(JKT), str):
        return "No DPoP key thumbprint in access token"
    return "" if hmac.compare_digest(bound[JKT].encode(), key.encode()) else OTHER


def check_use(context: Context, presented: Presented, token: Verified) -> None:
    """Refuses an access token that comes without the proof that it is bound to."""
    key = thumbprint(context, presented, presented.token or "")
    why = binding_fault(token.claims, key)
    if why:
        raise Refused(why)


def _taken_apart(text: str) -> Jws:
    try:
        proof = typed.decode(text)
    except jws.InvalidToken as error:
        raise Refused(_HEADER) from error
    header, jwk = proof.header, proof.header.get("jwk")
    if not (jwk is None or isinstance(jwk, dict)):
        raise Refused(_HEADER)
    algorithm = header.get("alg")
    if not (algorithm is None or algorithm in ALGORITHMS or algorithm in _SYMMETRIC):
        raise Refused(_HEADER)
    if header.get("typ") != _TYP:
        kind = header.get("typ")
        raise Refused(f"Invalid or missing type in DPoP header: {kind if kind is not None else 'null'}")
    if algorithm is None:
        raise Refused("No alg in DPoP header")
    if algorithm not in ALGORITHMS:
        raise Refused(f"Unsupported DPoP algorithm: {algorithm}")
    if jwk is None:
        raise Refused("No JWK in DPoP header")
    return proof


def _key(proof: Jws) -> PublicKey:
    jwk, kind = proof.header["jwk"], _KINDS[proof.algorithm[:2]]
    if jwk.get("kty") not in _KINDS.values():
        raise Refused("Unsupported key type in DPoP header")
    key = public.from_jwk(jwk)
    if key is None:
        raise AdminError(500, UNKNOWN_ERROR, "the key of the proof cannot be read")
    if not _PRIVATE.get(kind, frozenset({"d"})).isdisjoint(jwk):
        raise Refused("Private key material must not be present in DPoP JWK")
    if not key.fits(proof.algorithm):
        raise Refused(f"Key with algorithm {proof.algorithm} and type {jwk['kty']} is incorrect for provider algorithm {proof.algorithm}")
    return key


def _check_signature(proof: Jws, key: PublicKey) -> None:
    if key.verify(proof):
        return
    kind, size = _KINDS[proof.algorithm[:2]], proof.algorithm[2:]
    short = len(proof.signature) < _SHORTEST.get(kind, {}).get(size, 1) and not proof.algorithm.startswith("PS")
    failed, invalid = "common.VerificationException: Signing failed", "exceptions.TokenSignatureInvalidException: Invalid token signature"
    raise Refused(f"DPoP verification failure: org.keycloak.{failed if short or kind == 'OKP' else invalid}")


def _check_request(presented: Presented, method: str, url: str) -> None:
    try:
        uris.parse(url)
    except uris.MalformedUri as error:
        raise Refused("Malformed HTTP URL in DPoP proof") from error
    if _comparable(url) != _comparable(presented.url):
        raise Refused("DPoP HTTP URL mismatch")
    if method != presented.method:
        raise Refused("DPoP HTTP method mismatch")


def _comparable(url: str) -> tuple[str, str, str, str]:
    """What makes two URLs the same: the case of scheme and host does not count, nor do query and fragment."""
    bare = url.partition("#")[0].partition("?")[0]
    scheme, _, rest = bare.partition("://")
    authority, slash, path = rest.partition("/")
    user, at, server = authority.rpartition("@")
    return scheme.lower(), user + at, server.lower(), slash + path


def _use_once(context: Context, identifier: str, expires: int) -> None:
    name = f"dpop:{hashlib.sha256(identifier.encode('utf-8', 'replace')).hexdigest()}"
    table = context.tables.single_use
    seen = table.get(name)
    if seen is not None and seen.expires > context.clock.seconds():
        raise Refused("DPoP proof has already been used")
    table.put(name, Expiring(name, expires))


def _check_hash(claims: Mapping[str, Any], token: str) -> None:
    said = _text(claims, "ath")
    if not said:
        raise Refused("No access token hash in DPoP proof")
    digest = base64.urlsafe_b64encode(hashlib.sha256(token.encode("utf-8", "replace")).digest()).rstrip(b"=")
    if not hmac.compare_digest(said.encode("utf-8", "replace"), digest):
        raise Refused("DPoP proof access token hash mismatch")


def _text(claims: Mapping[str, Any], name: str) -> str:
    """A claim as a text, which numbers and truths become too; empty when it is absent."""
    value = claims.get(name)
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return str(value)
    raise Refused(_HEADER)
