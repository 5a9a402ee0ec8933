"""A message outside of a login, once more in the language that the user has chosen."""

from __future__ import annotations

from emulator.pages import detached
from emulator.pages.render import NO_STORE
from emulator.realm.texts import Text
from emulator.web.call import Call
from emulator.web.response import Response


def again(call: Call) -> Response:
    """The page of the message that this browser was shown last; an error where it belongs to another URL, or has gone."""
    found = detached.remembered(call)
    notice, former = found or (
        detached.Notice(Text("expiredActionTokenNoSessionMessage"), status=400, error=True),
        call.query.get(detached.CHECKER) or "",
    )
    response = detached.show(call, notice, former=former, client_id=None if found else "")
    response.headers.append(NO_STORE)
    return response
