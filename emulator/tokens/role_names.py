"""Role names in a mapper's config: ``name`` of the realm, ``client.name`` of a client."""

from __future__ import annotations

from emulator.tokens.draft import Draft


def split(text: str) -> tuple[str, str]:
    """Client (empty for the realm) and name; the last dot that is not escaped separates them."""
    client_id, dot, name = text.rpartition(".")
    return (client_id.replace("\\.", "."), name) if dot else ("", text)


def target(draft: Draft, client_id: str) -> dict[str, None]:
    """The draft's roles of the realm (empty ``client_id``) or of a client."""
    return draft.client_roles.setdefault(client_id, {}) if client_id else draft.realm_roles
