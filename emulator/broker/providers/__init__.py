"""Identity providers, one file each, named after the provider id."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from emulator.core.dataclass import dataclass
from emulator.core.registry import Folder

if TYPE_CHECKING:
    from emulator.broker.asked import Answer, Asked, KeysAt
    from emulator.broker.identity import BrokeredIdentity
    from emulator.keys.jws import Jws
    from emulator.keys.public import PublicKey
    from emulator.realm.views import IdentityProvider


def _no_more(_asked: Asked, _answer: Answer) -> None:
    """Nothing is asked after the exchange of the code."""


def _no_call(_provider: IdentityProvider, _id_token: str, _state: str) -> str:
    """The provider is not told of a logout by the server."""
    return ""


@dataclass(frozen=True, slots=True)
class BrokerProvider:
    """A kind of identity provider; all but the work of ``exchange`` and ``userinfo`` knows nothing of the network, and raises BrokerError.

    ``authorization_url`` is where a login goes; ``exchange`` gives the work that exchanges the code, which runs in a thread; ``keys``
    are those that verify the answer's tokens, ``configured_keys`` those that the configuration itself holds; ``userinfo`` gives the work
    that is left once the tokens hold, None for none. ``identity`` says whom the tokens speak of, ``verified`` checks a token of a
    logout, ``logout_url`` is where a logout goes on in the browser, and ``logout_call`` where the server tells of it, empty for nowhere.
    ``profile`` is what the provider's userinfo says of somebody with these claims, for one that the emulator plays.
    ``userinfo_url`` is where somebody's profile is, empty for nowhere; ``described`` says whom claims and a profile speak of that no
    login has brought; ``speaks_openid`` tells of providers whose tokens can be verified by themselves, ``tokens_taken`` of those whose
    tokens are exchanged for the realm's (token exchange version 1).
    """

    name: str
    authorization_url: Callable[[Asked], str]
    exchange: Callable[[Asked], Callable[[], Answer]]
    keys: Callable[[Asked, Answer, KeysAt], Sequence[PublicKey]]
    identity: Callable[[Asked, Answer], BrokeredIdentity]
    logout_url: Callable[[IdentityProvider, str, str, str], str]
    configured_keys: Callable[[IdentityProvider, str | None], Sequence[PublicKey]]
    verified: Callable[[Asked, str, Answer], Jws]
    userinfo_url: Callable[[IdentityProvider], str]
    described: Callable[[Asked, Mapping[str, Any], Mapping[str, Any]], BrokeredIdentity]
    userinfo: Callable[[Asked, Answer], Callable[[], Mapping[str, Any]] | None] = _no_more
    logout_call: Callable[[IdentityProvider, str, str], str] = _no_call
    profile: Callable[[Mapping[str, Any]], dict[str, Any]] = dict
    speaks_openid: bool = False
    tokens_taken: bool = True


BROKER_PROVIDERS = Folder(__name__, BrokerProvider)
