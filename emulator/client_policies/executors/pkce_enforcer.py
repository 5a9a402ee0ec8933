"""Clients that prove their codes with PKCE and S256 (RFC 7636).

Configuration: ``auto-configure`` sets it in clients that are changed.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from typing import Any

from emulator.client_policies.event import CHANGES, Event, refused
from emulator.client_policies.executors import Executor, _client_settings

_ATTRIBUTE = "pkce.code.challenge.method"
_METHOD = "S256"
_TEXT = re.compile(r"[A-Za-z0-9\-._~]{43,128}")


def execute(configuration: Mapping[str, Any], event: Event) -> None:
    """Raises OAuthError for a request or an exchange without it, and for a client that would do without."""
    if event.kind in CHANGES:
        _change(configuration, event)
    elif event.kind == "AUTHORIZATION_REQUEST" and "code_challenge_method" in event.parameters:
        _request(event)
    elif event.kind == "AUTHORIZATION_REQUEST":
        raise refused("invalid_request", "Missing parameter: code_challenge_method")
    elif event.kind == "TOKEN_REQUEST":
        _exchange(event)


def _change(configuration: Mapping[str, Any], event: Event) -> None:
    if _client_settings.attribute(configuration, event, _ATTRIBUTE, _METHOD) != _METHOD:
        raise refused("invalid_client_metadata", "Invalid client metadata: code_challenge_method")


def _request(event: Event) -> None:
    method, challenge = event.parameters["code_challenge_method"], event.parameters.get("code_challenge")
    configured = event.client.attributes.get(_ATTRIBUTE) if event.client is not None else None
    if method != _METHOD:
        raise refused("invalid_request", "Invalid parameter: invalid code_challenge_method")
    if configured is not None and method != configured:
        raise refused("invalid_request", "Invalid parameter: code challenge method is not configured one")
    if challenge is None:
        raise refused("invalid_request", "Missing parameter: code_challenge")
    if _TEXT.fullmatch(challenge) is None:
        raise refused("invalid_request", "Invalid parameter: code_challenge")


def _exchange(event: Event) -> None:
    """``parameters`` has the verifier of the form beside the challenge of the request."""
    verifier = event.parameters.get("code_verifier")
    if verifier is None:
        raise refused("code_verifier_missing", "PKCE code verifier not specified")
    if _TEXT.fullmatch(verifier) is None:
        raise refused("invalid_code_verifier", "PKCE invalid code verifier")
    made = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    if made != event.parameters.get("code_challenge"):
        raise refused("pkce_verification_failed", "PKCE verification failed")


EXECUTOR = Executor("pkce-enforcer", execute=execute)
