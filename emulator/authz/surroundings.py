"""What policies see of a request besides who asks: Keycloak's ``kc.…`` attributes, and the claims that were pushed with it."""

from __future__ import annotations

from datetime import UTC, datetime

from emulator.authz.identity import Attributes
from emulator.context import Context
from emulator.realm.views import Client

OWN = "kc."
"""What the names of these attributes begin with; nobody pushes claims of such names."""
TIME = "kc.time.date_time"
TIME_FORMAT = "%Y-%m-%d %H:%M:%S"


def of_request(context: Context, client: Client) -> Attributes:
    """The attributes of the request that a realm is asked by, for a token of this client."""
    now = datetime.fromtimestamp(context.clock.now(), UTC).astimezone()
    agent = {"kc.client.user_agent": [context.user_agent]} if context.user_agent is not None else {}
    return {
        TIME: [now.strftime(TIME_FORMAT)],
        "kc.client.network.ip_address": [context.remote_address],
        "kc.client.network.host": [context.remote_address],
        **agent,
        "kc.realm.name": [context.realm.name],
        "kc.client.id": [client.client_id],
    }
