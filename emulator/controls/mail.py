"""The mail that a realm has written, where it has no SMTP server."""

from __future__ import annotations

from typing import Any

from emulator.controls import _common
from emulator.mail import mailbox
from emulator.state.records import Mail
from emulator.web.call import Call
from emulator.web.response import Response
from emulator.web.routing import Route


def as_json(mail: Mail) -> dict[str, Any]:
    """``recipient``, ``subject``, ``text``, ``html``, and the ``links`` in the text."""
    return {"recipient": mail.recipient, "subject": mail.subject, "text": mail.text, "html": mail.html, "links": mailbox.links(mail)}


def index(call: Call) -> Response:
    """The mails, oldest first; ``recipient`` chooses those to an address."""
    context = _common.context_of(call)
    return _common.answer([as_json(mail) for mail in mailbox.all_of(context.tables, call.query.get("recipient") or "")])


def clear(call: Call) -> Response:
    """Removes all."""
    mailbox.clear(_common.context_of(call).tables)
    return _common.done()


ROUTES = [
    Route("GET", "/_emulator/realms/{name}/mail", index),
    Route("DELETE", "/_emulator/realms/{name}/mail", clear),
]
