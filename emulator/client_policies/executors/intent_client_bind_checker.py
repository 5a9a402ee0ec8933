"""Authorization requests about an intent that a server elsewhere knows as this client's.

Configuration: ``intent-client-bind-check-endpoint``, that server's URL, and ``intent-name``, the claim of the ID token that has the intent.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from emulator.client_policies.event import Event, refused
from emulator.client_policies.executors import Executor
from emulator.context import Context
from emulator.core import fetch
from emulator.core.json_text import read_json

_REQUEST = "invalid_request"
_HEADERS = {"Content-Type": "application/json", "Accept": "application/json"}


def execute(configuration: Mapping[str, Any], event: Event) -> None:
    """Raises OAuthError for a request without an intent, or with one that is not this client's."""
    if event.kind != "AUTHORIZATION_REQUEST" or event.context is None or event.client is None:
        return
    endpoint = str(configuration.get("intent-client-bind-check-endpoint") or "")
    if not endpoint.startswith(("http://", "https://")):
        raise refused("server_error", "invalid Intent Client Bind Check Endpoint setting")
    intent = _intent(str(configuration.get("intent-name") or ""), event.parameters.get("claims"))
    if not _is_bound(event.context, endpoint, {"intent_id": intent, "client_id": event.client.client_id}):
        raise refused(_REQUEST, "The intent is not bound with the client")


def _intent(name: str, text: str | None) -> str:
    """The intent in the ``claims`` parameter, which has to be essential."""
    if not text:
        raise refused(_REQUEST, "no claim for an intent value in an authorization request")
    if not name:
        raise refused(_REQUEST, "invalid intent name setting")
    try:
        claims = read_json(text)
    except ValueError as error:
        raise refused(_REQUEST, "invalid claim for an intent value") from error
    if not isinstance(claims, dict):
        raise refused(_REQUEST, "invalid claim for an intent value")
    wanted = claims.get("id_token")
    claim = wanted.get(name) if isinstance(wanted, dict) else None
    if not isinstance(claim, dict):
        raise refused(_REQUEST, "no claim for an intent value for ID token")
    if claim.get("essential") is not True:
        raise refused(_REQUEST, "not specifying a claim for an intent as essential claim")
    value = claim.get("value")
    if not isinstance(value, str):
        raise refused(_REQUEST, "invalid intent value")
    return value


def _is_bound(context: Context, endpoint: str, question: Mapping[str, str]) -> bool:
    def ask() -> Any:
        return read_json(fetch.send("POST", endpoint, json.dumps(question).encode(), _HEADERS).body)

    try:
        answer = context.answers.ask(("intent", endpoint, *question.values()), ask, own_thread=True)
    except (fetch.FetchError, ValueError) as error:
        raise refused(_REQUEST, "checking intent bound with client failed") from error
    return isinstance(answer, dict) and answer.get("is_bound") is True


EXECUTOR = Executor("intent-client-bind-checker", execute=execute)
