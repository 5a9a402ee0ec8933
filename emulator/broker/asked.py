"""What a provider is asked, and what it answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from typing import Any

from emulator.context import Context
from emulator.core.dataclass import dataclass
from emulator.keys.public import PublicKey
from emulator.realm.views import IdentityProvider


@dataclass(frozen=True, slots=True)
class Asked:
    """A login at a provider: ``parameters`` are the client's own request, ``redirect_uri`` is where the provider answers to.

    ``verifier`` is the PKCE code verifier, empty without PKCE; ``code`` the provider's, once it has answered. ``locale`` is the language
    of the pages.
    """

    context: Context
    provider: IdentityProvider
    redirect_uri: str
    state: str = ""
    nonce: str = ""
    verifier: str = ""
    code: str = ""
    locale: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """The token response and the userinfo of a provider, and the keys that verify its tokens."""

    tokens: Mapping[str, Any] = field(default_factory=dict)
    userinfo: Mapping[str, Any] = field(default_factory=dict)
    keys: Sequence[PublicKey] = ()


KeysAt = Callable[[str, str | None], Sequence[PublicKey]]
"""The keys at a URL, fetched when the one with this ``kid`` is not among those that are known."""
