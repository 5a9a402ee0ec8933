"""The claim that an ID token has to bring (settings ``filteredByClaim``, ``claimFilterName`` and ``claimFilterValue`` of a provider)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from emulator.broker.identity import BrokerError
from emulator.core import safe_regex
from emulator.realm.texts import Text
from emulator.realm.views import IdentityProvider

_UNMATCHED = Text("federatedIdentityUnmatchedEssentialClaimMessage")
_REGISTERED = frozenset({"jti", "exp", "nbf", "iat", "iss", "aud", "sub", "typ", "azp"})
"""Claims of every token, which as observed are not looked for."""


def check(provider: IdentityProvider, claims: Mapping[str, Any]) -> None:
    """Raises BrokerError where the provider is set to a claim and none of its values fits the expression."""
    name, pattern = provider.text("claimFilterName"), provider.text("claimFilterValue")
    if not provider.flag("filteredByClaim"):
        return
    if name not in claims or name in _REGISTERED:
        raise BrokerError(f"the ID token has no claim '{name}'", text=_UNMATCHED)
    values = claims[name] if isinstance(claims[name], list) else [claims[name]]
    try:
        fits = any(safe_regex.fullmatch(pattern, _text(value)) for value in values)
    except re.error as error:
        raise BrokerError(f"'{pattern}' is no expression that can be matched: {error}") from error
    if not fits:
        raise BrokerError(f"no value of the claim '{name}' fits '{pattern}'", text=_UNMATCHED)


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
