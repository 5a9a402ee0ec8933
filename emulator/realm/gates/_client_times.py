"""How long a client lets its part of a session live: not longer than the realm's sessions."""

from __future__ import annotations

from collections.abc import Iterator

from emulator.core.dataclass import dataclass
from emulator.core.documents import ReadDocument
from emulator.realm.gates._told import Problem
from emulator.realm.views import Client


@dataclass(frozen=True, slots=True)
class _Time:
    attribute: str
    limit: str
    noun: str
    key: str
    more: str
    more_key: str


_TIMES = (
    _Time(
        "client.session.idle.timeout", "ssoSessionIdleTimeout", "idle timeout", "clientSessionIdleTimeoutExceedsRealm",
        " and RememberMe idle timeout", "clientIdleExceedsRealmRememberMeIdle",
    ),
    _Time(
        "client.session.max.lifespan", "ssoSessionMaxLifespan", "max lifespan", "clientSessionMaxLifespanExceedsRealm",
        " and RememberMe Max span", "clientSessionMaxLifespanExceedsRealmRememberMeMaxSpan",
    ),
)  # fmt: skip


def problems(realm: ReadDocument, client: Client) -> Iterator[Problem]:
    """The faults of a client's session times."""
    for time in _TIMES:
        wanted = client.number(time.attribute)
        most = realm.get(time.limit) or 0
        remember = bool(realm.get("rememberMe"))
        if remember:
            most = max(most, realm.get(f"{time.limit}RememberMe") or 0)
        if wanted is not None and wanted > most:
            more, key = (time.more, time.more_key) if remember else ("", time.key)
            message = f"Client session {time.noun} cannot exceed realm SSO session {time.noun}{more}."
            yield Problem(time.attribute, message, key, ("attributes", time.attribute))
