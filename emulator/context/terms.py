"""What holds for the tokens of one request, beyond what its client and its realm say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.core.dataclass import dataclass


@dataclass(slots=True)
class Terms:
    """Proofs and client policies set them before tokens are made.

    ``proven_key`` is the thumbprint of the key that the request has proven to have, empty without a proof. ``only_scopes`` are the
    names of the only client scopes that a token may have, None for all. ``request_object`` are the claims of a verified request object.
    """

    proven_key: str = ""
    binds_refresh_only: bool = False
    """Whether the access token is not bound to that key."""
    lightweight: bool = False
    """Whether the access token is a lightweight one whatever its client says."""
    keeps_refresh_token: bool = False
    """Whether a refresh token is not renewed."""
    keeps_registration_token: bool = False
    """Whether a client that changes itself goes on with its registration access token."""
    flow: str = ""
    """The flow that a login runs whatever its client and its realm say, and the level that it reaches."""
    flow_level: int | None = None
    only_scopes: frozenset[str] | None = None
    request_object: Mapping[str, Any] | None = None
    request_object_encrypted: bool = False
