"""Authentication requests that users answer elsewhere: made, looked up and answered."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from emulator.context import Context
from emulator.core import fetch
from emulator.realm.views import Client, User
from emulator.state.browser import BackchannelRequest

PENDING, USED = "PENDING", "USED"
AGREED, REFUSALS = "SUCCEED", ("UNAUTHORIZED", "CANCELLED")
ANSWERS = (AGREED, *REFUSALS)
_REMEMBERED = 10
"""Seconds that an expired request is known for beyond the interval of polling, as observed."""
PING = "ping"
_TIMEOUT = 10
_EXPIRES, _INTERVAL, _MODE = "cibaExpiresIn", "cibaInterval", "cibaBackchannelTokenDeliveryMode"


def lifespan(context: Context) -> int:
    """Seconds that a request lives, as the realm's CIBA policy says."""
    return context.realm.number(_EXPIRES, 120)


def mode(context: Context, client: Client) -> str:
    """``poll`` or ``ping``: the client's own way, or the realm's."""
    return client.attributes.get("ciba.backchannel.token.delivery.mode") or context.realm.attributes.get(_MODE) or "poll"


def make(context: Context, client: Client, user: User, parameters: Mapping[str, str], seconds: int) -> BackchannelRequest:
    """A new request; ``seconds`` is how long the user may take."""
    now, table = context.clock.seconds(), context.tables.backchannel_requests
    request = BackchannelRequest(
        id=context.ids.opaque(),
        channel_id=context.ids.uuid(),
        client_id=client.id,
        user_id=user.id,
        expires=now + lifespan(context),
        channel_expires=now + seconds,
        interval=context.realm.number(_INTERVAL, 5),
        scope=parameters.get("scope") or "",
        binding_message=parameters.get("binding_message") or "",
        acr_values=parameters.get("acr_values") or "",
        notification_token=parameters.get("client_notification_token") or "",
    )
    table.put(request.id, request)
    return request


def is_forgotten(context: Context, request: BackchannelRequest) -> bool:
    """Whether nobody is told any more that the request has expired."""
    return request.expires + request.interval + _REMEMBERED <= context.clock.seconds()


def forget(context: Context, request: BackchannelRequest) -> None:
    """The request cannot be answered any more."""
    context.tables.backchannel_requests.put(request.id, replace(request, status=USED))


def answer(context: Context, request: BackchannelRequest, status: str) -> None:
    """What the user said: one of ``ANSWERS``."""
    context.tables.backchannel_requests.put(request.id, replace(request, status=status))


def waiting(context: Context, user_id: str = "") -> list[BackchannelRequest]:
    """Requests that wait for an answer, of one user or of all."""
    now = context.clock.seconds()
    found = [one for one in context.tables.backchannel_requests if one.status == PENDING and one.channel_expires > now]
    return [one for one in found if user_id in ("", one.user_id)]


def post(url: str, token: str, body: Mapping[str, Any]) -> int:
    """Tells somebody outside; the status of the answer, 0 where nobody answers."""
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
    try:
        return fetch.send("POST", url, json.dumps(body).encode(), headers, seconds=_TIMEOUT).status
    except fetch.FetchError as error:
        return error.status
