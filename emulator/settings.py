"""One settings object: command line options and KC_* variables in Keycloak's words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Settings:
    """How the server runs. Paths of realms are given beside it, not in it.

    ``relative_path`` None serves below ``/auth`` and below ``/`` alike; ``hostname`` pins the issuer (a name or a full URL);
    ``proxy_headers`` is ``forwarded`` or ``xforwarded``.
    """

    http_host: str = "127.0.0.1"
    http_port: int = 8080
    management_port: int = 9000
    management_host: str = ""
    relative_path: str | None = None
    hostname: str = ""
    hostname_backchannel_dynamic: bool = False
    proxy_headers: str = ""
    health: bool = False
    admin_username: str = "admin"
    admin_password: str = "admin"
    environ: Mapping[str, str] = field(default_factory=dict)
