"""What a realm says of API tokens (an extension to Keycloak): realm attributes, off unless ``apiTokensEnabled`` is ``true``."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from emulator.realm.schema import Fault
from emulator.realm.views import Realm

ENABLED = "apiTokensEnabled"
PREFIX = "kce_"
CLIENT = "api-tokens"
SEPARATOR = "##"
ATTRIBUTES: Mapping[str, str] = {
    "prefix": "apiTokensPrefix",
    "maxLifespan": "apiTokensMaxLifespan",
    "client": "apiTokensClient",
    "roles": "apiTokensRoles",
    "scopes": "apiTokensScopes",
    "audience": "apiTokensAudience",
}
"""Realm attributes by their names in the shorthand; lists are joined by ``##``."""
_PREFIX = re.compile(r"[A-Za-z][A-Za-z0-9]{0,14}_")
MAX_LIFESPAN = 100 * 365 * 86400
SHORTEST = 16
"""Characters that a token in a file has at least."""
FIELDS: Mapping[str, Mapping[str, Any]] = {
    "ApiTokens": {
        "prefix": "string",
        "maxLifespan": "long",
        "client": "string",
        "roles": ["string"],
        "scopes": ["string"],
        "audience": ["string"],
    },
    "ApiToken": {"label": "string", "token": "string", "roles": ["string"], "scopes": ["string"]},
}
"""The shorthands, in the terms of ``realm.schema``."""


def are_enabled(realm: Realm) -> bool:
    """Whether the realm has API tokens."""
    return realm.attributes.get(ENABLED) == "true"


def faults(given: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What is wrong with rules as the shorthand writes them: the name and what it must be."""
    found = []
    prefix, lifespan = given.get("prefix"), given.get("maxLifespan")
    if prefix is not None and not _PREFIX.fullmatch(str(prefix)):
        found.append(("prefix", f"must be up to 15 letters and digits and an underscore, like 'shop_', not '{prefix}'"))
    if lifespan is not None and not (str(lifespan).isdecimal() and 0 < int(lifespan) <= MAX_LIFESPAN):
        found.append(("maxLifespan", f"must be a number of seconds up to {MAX_LIFESPAN}, not '{lifespan}'"))
    return found


def attributes(given: Any) -> dict[str, str]:
    """The realm attributes of the shorthand ``apiTokens``: true, false, or a mapping of rules, which turns them on."""
    if not isinstance(given, Mapping):
        return {ENABLED: "true" if given else "false"}
    values = {ATTRIBUTES[name]: value for name, value in given.items() if value is not None}
    return {ENABLED: "true", **{name: SEPARATOR.join(value) if isinstance(value, list) else str(value) for name, value in values.items()}}


def file_faults(document: Mapping[str, Any]) -> list[Fault]:
    """What is wrong with the rules, and with the tokens of users, in a realm as it was written."""
    rules = document.get("apiTokens")
    wrong = [Fault(("apiTokens", name), text) for name, text in faults(rules)] if isinstance(rules, Mapping) else []
    on = isinstance(rules, Mapping) or rules is True or (document.get("attributes") or {}).get(ENABLED) == "true"
    users = document.get("users") or {}
    pairs: Iterable[tuple[str | int, Any]] = users.items() if isinstance(users, Mapping) else enumerate(users)
    for key, user in pairs:
        tokens = (user or {}).get("apiTokens") or ()
        if tokens and not on:
            wrong.append(Fault(("users", key, "apiTokens"), "the realm has no API tokens; turn them on by 'apiTokens: true'"))
        for index, token in enumerate(tokens):
            wrong += [Fault(("users", key, "apiTokens", index), text) for text in _token_faults(token or {})]
    return wrong


def _token_faults(token: Mapping[str, Any]) -> Iterator[str]:
    text = token.get("token") or ""
    if not (token.get("label") or "").strip():
        yield "needs 'label'"
    if len(text) < SHORTEST or "." in text or not (text.isascii() and text.isprintable()) or " " in text:
        yield f"needs 'token', {SHORTEST} characters or more without dots and spaces"


def seed(entry: Mapping[str, Any], split: Callable[[str], tuple[str, str]]) -> dict[str, Any]:
    """The credential of a token that stands in a file in plain text; ``split`` tells the client and the name of a role."""
    from emulator.core import api_token_text as texts

    text = entry["token"]
    data: dict[str, Any] = {"public": texts.public(text) or text[:4]}
    if entry.get("roles") is not None:
        data["realmRoles"], data["clientRoles"] = [], {}
        for client_id, name in map(split, entry["roles"]):
            (data["clientRoles"].setdefault(client_id, []) if client_id else data["realmRoles"]).append(name)
    if entry.get("scopes") is not None:
        data["scopes"] = list(entry["scopes"])
    secret, data_text = json.dumps({"hash": texts.digest(text)}), json.dumps(data)
    return {"type": "api-token", "userLabel": entry["label"].strip(), "secretData": secret, "credentialData": data_text}
