"""Options of the SPI of OpenID Connect that make the server laxer, for all clients, than one that is set up anew."""

from __future__ import annotations

from collections.abc import Mapping

from emulator.configuration import option_values as values_of
from emulator.configuration.port_options import Row
from emulator.core.dataclass import dataclass

_PROTOCOL = "spi-login-protocol--openid-connect--allow-"
_INTROSPECTION = f"{_PROTOCOL}token-introspection-without-audience-check"
_USERINFO = f"{_PROTOCOL}userinfo-with-lightweight-access-token"
_AUDIENCES = f"{_PROTOCOL}multiple-audiences-for-jwt-client-authentication"


@dataclass(frozen=True)
class Allowed:
    """What is allowed to all clients; the attributes of a client allow the same to it alone, but for ``several_audiences``.

    ``foreign_tokens`` are introspected by anybody, ``light_tokens`` are taken at userinfo, and assertions of clients may have
    ``several_audiences``.
    """

    foreign_tokens: bool = False
    light_tokens: bool = False
    several_audiences: bool = False


ROWS: tuple[Row, ...] = (
    (_INTROSPECTION, "clients introspect tokens that are not for them", "false", True, ()),
    (_USERINFO, "lightweight access tokens are taken at userinfo", "false", True, ()),
    (_AUDIENCES, "assertions of clients may have several audiences", "false", True, ()),
)


def read(values: Mapping[str, str]) -> Allowed:
    """What the options allow."""
    introspection, userinfo, audiences = (values_of.flag(name, values[name]) for name, *_ in ROWS)
    return Allowed(introspection, userinfo, audiences)
