"""What a login without pages gives: the code, the cookies, the tokens."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pytest_plugin.tokens import Token


class Login:
    """A login that is through. ``tokens`` exchanges its code, so that it is gone then."""

    def __init__(self, document: Mapping[str, Any], exchange: Callable[[Mapping[str, Any]], Mapping[str, Any]]) -> None:
        self._exchange = exchange
        self._tokens: Token | None = None
        self.location = str(document["location"])
        """Where the browser is sent: the redirect URI with the answer in it."""
        self.response: Mapping[str, str] = document["response"]
        """The parameters of the answer: ``code``, ``state``, ``session_state``, ``iss``."""
        self.code = str(document["code"] or "")
        self.code_verifier = str(document.get("code_verifier", ""))
        """The verifier, where the client has to send one with the code."""
        self.session_id = str(document["session_id"] or "")
        self.storage_state: Mapping[str, Any] = document["storage_state"]
        """The browser's state in the form that Playwright's ``new_context(storage_state=…)`` takes."""

    @property
    def cookies(self) -> dict[str, str]:
        """The browser's cookies by name."""
        return {cookie["name"]: cookie["value"] for cookie in self.storage_state["cookies"]}

    @property
    def tokens(self) -> Token:
        """The access token, with ``refresh_token``, ``id_token`` and ``claims``; raises ValueError for a code that gives none."""
        if self._tokens is None:
            sent = {"code": self.code, **({"code_verifier": self.code_verifier} if self.code_verifier else {})}
            self._tokens = Token.of(self._exchange(sent))
        return self._tokens
