"""The mail that a realm has written, where it has no SMTP server."""

from __future__ import annotations

from html import escape
from typing import Any

from emulator.controls import _common
from emulator.mail import mailbox
from emulator.state.records import Mail
from emulator.web.call import Call
from emulator.web.response import HTML, Response
from emulator.web.routing import Route

_POLICY = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "frame-ancestors 'self'"
)
_HARMLESS = (
    ("Content-Security-Policy", _POLICY),
    ("Cache-Control", "no-store"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
)
"""A mail is made of what a realm file says, which need not be friendly."""


def as_json(mail: Mail) -> dict[str, Any]:
    """``id``, ``sent`` (epoch seconds), ``recipient``, ``subject``, ``text``, ``html``, and the ``links`` in the text."""
    return {
        "id": mail.id, "sent": mail.sent, "recipient": mail.recipient, "subject": mail.subject, "text": mail.text, "html": mail.html,
        "links": mailbox.links(mail),
    }  # fmt: skip


def index(call: Call) -> Response:
    """The mails, oldest first; ``recipient`` chooses those to an address."""
    context = _common.context_of(call)
    return _common.answer([as_json(mail) for mail in mailbox.all_of(context.tables, call.query.get("recipient") or "")])


def show(call: Call) -> Response:
    """The HTML of a mail as a page of its own, which runs no scripts, loads nothing, and opens links beside it."""
    mail = _common.context_of(call).tables.mailbox.get(call.parameters["id"])
    if mail is None:
        raise _common.refused(_common.ControlError(f"there is no mail '{call.parameters['id']}'", missing=True))
    body = f'<base target="_blank">{mail.html}' if mail.html else f"<pre>{escape(mail.text)}</pre>"
    return Response(200, HTML, body.encode("utf-8", "replace"), list(_HARMLESS), secured=False)


def clear(call: Call) -> Response:
    """Removes all."""
    mailbox.clear(_common.context_of(call).tables)
    return _common.done()


ROUTES = [
    Route("GET", "/_emulator/realms/{name}/mail", index),
    Route("DELETE", "/_emulator/realms/{name}/mail", clear),
    Route("GET", "/_emulator/realms/{name}/mail/{id}/html", show),
]
