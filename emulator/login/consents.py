"""Consent: which client scopes a user has granted to a client, and which are still to be asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Any

from emulator.context import Context
from emulator.core.dataclass import dataclass
from emulator.core.errors import OAuthError
from emulator.login.attempt import Attempt
from emulator.realm.texts import Text
from emulator.realm.views import Client, ClientScope, User
from emulator.state.store import RealmTables
from emulator.tokens import scopes

DEVICE = "device code"
"""The note of a login that a device waits for: its user is always asked."""


@dataclass(frozen=True, slots=True)
class Row:
    """One scope on the consent page."""

    name: str
    label: str
    parameters: tuple[str, ...] = field(default=())


def asked(attempt: Attempt) -> list[ClientScope]:
    """The scopes of the request that consent is asked for, in their order on the page."""
    if not (attempt.client.consent_required or attempt.note(DEVICE)):
        return []
    found = scopes.requested(attempt.context.tables, attempt.client, attempt.parameter("scope") or None)
    return sorted(filter(_is_shown, found), key=_order)


def _is_shown(scope: ClientScope) -> bool:
    return scope.attributes.get("display.on.consent.screen", "true") == "true"


def check_still_there(tables: RealmTables, client: Client, user: User, scope: str | None) -> None:
    """Raises OAuthError where a client that needs consent has none, or none any more, for a scope that it had asked for."""
    if are_missing(tables, client, user, scope):
        raise OAuthError("invalid_scope", "Client no longer has requested consent from user", event="not_allowed")


def are_missing(tables: RealmTables, client: Client, user: User, scope: str | None) -> bool:
    """Whether a client that needs consent has none for a scope that it asks for."""
    if not client.consent_required:
        return False
    mine = [consent for consent in user.consents if consent.get("clientId") == client.client_id]
    kept = {name for consent in mine for name in consent.get("grantedClientScopes") or ()}
    return any(_is_shown(wanted) and wanted.name not in kept for wanted in scopes.requested(tables, client, scope))


def granted(attempt: Attempt) -> set[str]:
    """Names of the client scopes that the user has granted to the client."""
    for one in attempt.known_user().consents:
        if one.get("clientId") == attempt.client.client_id:
            return set(one.get("grantedClientScopes") or ())
    return set()


def is_needed(attempt: Attempt) -> bool:
    """Whether a scope is to be asked for, or the request asks for consent (``prompt=consent``)."""
    if attempt.note(DEVICE):
        return not attempt.note("consented")
    if not attempt.client.consent_required:
        return False
    given = granted(attempt)
    has_any = any(one.get("clientId") == attempt.client.client_id for one in attempt.known_user().consents)
    forced = "consent" in attempt.parameter("prompt").split() and not attempt.note("consented")
    return forced or not has_any or any(one.name not in given for one in asked(attempt)) or _client_itself(attempt, given)


def page(attempt: Attempt) -> dict[str, Any]:
    """What the consent page shows."""
    everything = "consent" in attempt.parameter("prompt").split() or attempt.note(DEVICE)
    granted_before = set() if everything else granted(attempt)
    client = attempt.client
    rows = [Row(scope.name, label(scope)) for scope in asked(attempt) if scope.name not in granted_before]
    if _client_itself(attempt, granted_before):
        rows.insert(0, Row(client.client_id, client.attributes.get("consent.screen.text") or _name(attempt)))
    return {"client_name": _name(attempt), "scopes": rows, "logo": client.attributes.get("logoUri", ""),
            "policy": client.attributes.get("policyUri", ""), "terms": client.attributes.get("tosUri", ""),
            "code": attempt.session.code}  # fmt: skip


def grant(attempt: Attempt) -> None:
    """Remembers that the user has granted what was asked for."""
    attempt.set_note("consented", "true")
    if not attempt.client.consent_required:
        return
    wanted = [scope.name for scope in asked(attempt)]
    if _client_itself(attempt, set()):
        wanted.append(attempt.client.client_id)
    now = attempt.context.clock.millis()
    attempt.update_user(clientConsents=_with(attempt.known_user(), attempt.client, wanted, now))


def remember(context: Context, client: Client, user: User, scope: str | None) -> User:
    """The user, who has agreed to the scopes of a request elsewhere; kept for clients that need no consent too, as observed."""
    wanted = [wanted.name for wanted in sorted(filter(_is_shown, scopes.requested(context.tables, client, scope)), key=_order)]
    agreed = {**user.document, "clientConsents": _with(user, client, wanted, context.clock.millis())}
    context.tables.users.put(user.id, agreed)
    return User(agreed)


def _with(user: User, client: Client, wanted: Sequence[str], now: int) -> list[Mapping[str, Any]]:
    """The user's consents, with one for what the client wants."""
    former = next((consent_before for consent_before in user.consents if consent_before.get("clientId") == client.client_id), None)
    consent = {
        "clientId": client.client_id,
        "grantedClientScopes": list(dict.fromkeys([*(former or {}).get("grantedClientScopes", ()), *wanted])),
        "createdDate": (former or {}).get("createdDate", now),
        "lastUpdatedDate": now,
    }
    others = [consent_before for consent_before in user.consents if consent_before.get("clientId") != client.client_id]
    return [*others, consent]


def _client_itself(attempt: Attempt, given: set[str]) -> bool:
    """Whether the client has a line of its own on the page."""
    return attempt.client.flag("display.on.consent.screen") and attempt.client.client_id not in given


def _name(attempt: Attempt) -> str:
    return str(attempt.client.document.get("name") or attempt.client.client_id)


def label(scope: ClientScope) -> str:
    """What pages call a client scope."""
    text = scope.attributes.get("consent.screen.text") or scope.name
    if text.startswith("${") and text.endswith("}"):
        return Text(text[2:-1])
    return text


def _order(scope: ClientScope) -> int:
    text = scope.attributes.get("gui.order", "")
    return int(text) if text.isdigit() else 2**31
