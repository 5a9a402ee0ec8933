"""The authority that certificates of clients have to come from.

Configuration: ``ca-subject-dn`` is set in clients that name none; ``enforced`` refuses those that name another.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.client_policies.event import WRITTEN, Event, flag, refused
from emulator.client_policies.executors import Executor
from emulator.keys import distinguished_name

_ATTRIBUTE = "x509.casubjectdn"


def execute(configuration: Mapping[str, Any], event: Event) -> None:
    """Raises OAuthError for a client that authenticates by certificate and names another authority."""
    if event.kind not in WRITTEN or event.proposed.get("clientAuthenticatorType") != "client-x509":
        return
    wanted = configuration.get("ca-subject-dn")
    attributes = event.proposed.get("attributes") or {}
    named = attributes.get(_ATTRIBUTE)
    if not named:
        if wanted:
            event.proposed["attributes"] = {**attributes, _ATTRIBUTE: str(wanted)}
    elif flag(configuration, "enforced") and not _same(str(wanted), str(named)):
        raise refused("invalid_request", f"Certificate Authority subject DN must be {wanted}")


def _same(wanted: str, named: str) -> bool:
    """Java compares names without regard to case."""
    try:
        return distinguished_name.parse(wanted.casefold()) == distinguished_name.parse(named.casefold())
    except ValueError:
        return False


EXECUTOR = Executor("tls-client-auth-ca-subject-dn", execute=execute)
