"""Proof key for code exchange (RFC 7636), in Keycloak's words."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping

from emulator.context import Context, events
from emulator.core.errors import OAuthError
from emulator.realm.views import Client

_METHODS = ("plain", "S256")
_FAILED = "PKCE verification failed: "
ENFORCED = "pkce.code.challenge.method"
"""Attribute of a client that has to prove possession in this way."""
_TEXT = re.compile(r"^[A-Za-z0-9\-._~]{43,128}$")


def check_request(client: Client, parameters: Mapping[str, str]) -> None:
    """Checks the challenge of an authorization request; raises OAuthError."""
    challenge, method = parameters.get("code_challenge"), parameters.get("code_challenge_method")
    enforced = client.attributes.get(ENFORCED)
    if enforced:
        if method is None:
            raise OAuthError("invalid_request", "Missing parameter: code_challenge_method")
        if method != enforced:
            raise OAuthError("invalid_request", "Invalid parameter: code challenge method is not matching the configured one")
        if challenge is None:
            raise OAuthError("invalid_request", "Missing parameter: code_challenge")
    if challenge is None and method is not None:
        raise OAuthError("invalid_request", "Missing parameter: code_challenge")
    if method is not None and method not in _METHODS:
        raise OAuthError("invalid_request", "Invalid parameter: code_challenge_method")
    if challenge is not None and not _TEXT.match(challenge):
        raise OAuthError("invalid_request", "Invalid parameter: code_challenge")


def check_exchange(context: Context, parameters: Mapping[str, str], verifier: str | None) -> None:
    """Checks the verifier of a code exchange against the challenge of its request; raises OAuthError."""
    try:
        _check_verifier(parameters, verifier)
    except OAuthError as error:
        events.note(context, reason=(error.description or "").removeprefix(_FAILED))
        raise


def _check_verifier(parameters: Mapping[str, str], verifier: str | None) -> None:
    challenge = parameters.get("code_challenge")
    if challenge is None:
        if verifier is not None:
            raise _invalid("PKCE code verifier specified but challenge not present in authorization", "invalid_code_verifier")
        return
    if verifier is None:
        raise _invalid("PKCE code verifier not specified", "code_verifier_missing")
    if not _TEXT.match(verifier):
        raise _invalid(f"{_FAILED}Invalid code verifier", "invalid_code_verifier")
    if not hmac.compare_digest(challenge_of(verifier, parameters.get("code_challenge_method")), challenge):
        raise _invalid(f"{_FAILED}Code mismatch", "pkce_verification_failed")


def challenge_of(verifier: str, method: str | None) -> str:
    """The code challenge of a verifier (section 4.2)."""
    if method != "S256":
        return verifier
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def _invalid(description: str, event: str) -> OAuthError:
    return OAuthError("invalid_grant", description, event=event)
