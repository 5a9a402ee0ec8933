"""Something that the user should know, outside of a login's own pages."""

from __future__ import annotations

from collections.abc import Sequence

from emulator.pages import detached
from emulator.pages import render as pages
from emulator.web.call import Call
from emulator.web.response import Response


def render(
    call: Call, heading: str, text: str, link: tuple[str, str] | None = None, emphasis: Sequence[str] = (), *, status: int = 200
) -> Response:
    """A heading, a text with an emphasised end, and a link as (URL, label)."""
    url, label = link or ("", "")
    response = detached.show(call, detached.Notice(text, heading, status, link=url, label=label, emphasis=tuple(emphasis)))
    response.headers.append(pages.NO_STORE)
    return response
