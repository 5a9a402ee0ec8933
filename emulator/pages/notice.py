"""Something that the user should know, outside of a login's own pages."""

from __future__ import annotations

from emulator.pages import render as pages
from emulator.pages import words
from emulator.web.call import Call
from emulator.web.response import Response


def render(call: Call, heading: str, text: str, link: tuple[str, str] | None = None, emphasis: str = "") -> Response:
    """A heading, a text with an emphasised end, and a link as (URL, label)."""
    found = words.of(call)
    labelled = (link[0], found.say(link[1])) if link is not None else None
    actions = [", ".join(found.say(one) for one in emphasis.split(", "))] if emphasis else []
    response = pages.page(call, "info", "login-info", heading, text=found.say(text), link=labelled, actions=actions)
    response.headers.append(pages.NO_STORE)
    return response
