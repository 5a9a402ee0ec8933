"""Sending: to the realm's SMTP server where it has one, else into the realm's mailbox, which tests read."""

from __future__ import annotations

from collections.abc import Mapping
from email.message import EmailMessage
from typing import Any

from emulator.mail.messages import Message
from emulator.state.records import Mail
from emulator.tokens.context import Context

_TIMEOUT = 5.0


def deliver(context: Context, recipient: str, message: Message) -> Mail:
    """Keeps the message in the realm's mailbox; returns it, so that whoever wants may hand it to ``to_server``."""
    sender = context.realm.smtp_server.get("from") or "keycloak@localhost"
    made = Mail(
        id=context.ids.uuid(), recipient=recipient, sender=sender, subject=message.subject, text=message.text, html=message.html,
        sent=context.clock.seconds(),
    )  # fmt: skip
    context.tables.mailbox.put(made.id, made)
    return made


def to_server(server: Mapping[str, Any], mail: Mail) -> None:
    """Sends a message over SMTP (slow: not on the event loop); raises OSError or smtplib.SMTPException."""
    import smtplib

    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = mail.sender, mail.recipient, mail.subject
    if server.get("replyTo"):
        message["Reply-To"] = server["replyTo"]
    message.set_content(mail.text)
    message.add_alternative(mail.html, subtype="html")
    host, port = str(server["host"]), int(server.get("port") or 25)
    secure = str(server.get("ssl", "")).lower() == "true"
    connect = smtplib.SMTP_SSL if secure else smtplib.SMTP
    with connect(host, port, timeout=_TIMEOUT) as smtp:
        if str(server.get("starttls", "")).lower() == "true":
            smtp.starttls()
        if str(server.get("auth", "")).lower() == "true":
            smtp.login(str(server.get("user", "")), str(server.get("password", "")))
        smtp.send_message(message)
