"""A token answer as a test sees it."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any


class TokenError(Exception):
    """The server gave no token. ``error`` and ``description`` are what it answered, ``reason`` is from its log."""

    def __init__(self, status: int, error: str, description: str, reason: str) -> None:
        self.status = status
        self.error = error
        self.description = description
        self.reason = reason
        super().__init__(f"{status} {error}: {description}" + (f" ({reason})" if reason else ""))


class Token(str):
    """An access token, usable as a string. ``response`` is the whole token answer."""

    __slots__ = ("response",)
    response: Mapping[str, Any]

    @classmethod
    def of(cls, response: Mapping[str, Any]) -> Token:
        """The access token of a token answer."""
        token = cls(response["access_token"])
        token.response = response
        return token

    @property
    def claims(self) -> dict[str, Any]:
        """The claims of a JWT, unverified; raises ValueError for an opaque token."""
        parts = self.split(".")
        if len(parts) != 3:
            raise ValueError("an opaque token has no claims to read")
        found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
        return found

    @property
    def refresh_token(self) -> str | None:
        """The refresh token that came with it."""
        found: str | None = self.response.get("refresh_token")
        return found

    @property
    def id_token(self) -> str | None:
        """The ID token that came with it (with ``scope="openid"``)."""
        found: str | None = self.response.get("id_token")
        return found

    @property
    def headers(self) -> dict[str, str]:
        """``Authorization`` header of a request with this token."""
        return {"Authorization": f"Bearer {self}"}
