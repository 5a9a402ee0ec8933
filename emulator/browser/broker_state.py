"""Coming back from an identity provider: the login that its ``state`` names."""

from __future__ import annotations

from emulator.browser import broker_request, entry, tabs
from emulator.browser.tabs import Tab
from emulator.core.dataclass import dataclass
from emulator.core.errors import PageError
from emulator.realm.texts import Text
from emulator.realm.views import Client
from emulator.web.call import Call
from emulator.web.response import Response

INVALID = Text("invalidRequestMessage")


@dataclass(frozen=True, slots=True)
class State:
    """The parts of a state: the login's code and tab, its client, and what is needed to tell the client of a login that has gone."""

    code: str
    tab_id: str
    client: Client
    client_data: str


def read(call: Call, text: str) -> State | None:
    """The parts of a state; None for a text that is none."""
    parts = text.split(".", 3)
    if len(parts) not in (3, 4):
        return None
    client = next((one for one in map(Client, call.tables.clients) if broker_request.short(one.id) == parts[2]), None)
    return State(parts[0], parts[1], client, parts[3] if len(parts) > 3 else "") if client is not None else None


def enter(call: Call, state: State) -> Tab | Response:
    """The login that a state names, its code used; or where a login leads that cannot go on. A wrong code uses up the right one."""
    if not state.client.enabled:
        raise PageError(Text("loginRequesterNotEnabledMessage"), reason=f"client '{state.client.client_id}' is not enabled")
    tab = tabs.find_by_id(call, state.client, state.tab_id)
    if tab is None:
        return entry.gone(call, state.client, state.client_data)
    expected = tab.session.code
    tab.touch()
    tab.renew_code()
    if expected != state.code:
        call.log.append("the code of the login is not the one that waits")
        tab.keep()
        return entry.expired(tab)
    return tab
