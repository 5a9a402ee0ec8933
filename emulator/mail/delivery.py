"""Sending: into the realm's mailbox, which tests read, and to the realm's SMTP server where it has one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import compat32
from functools import partial
from typing import Any

from emulator.context import Context
from emulator.core import outgoing
from emulator.mail import mailbox, messages
from emulator.mail.messages import Message
from emulator.realm import texts
from emulator.realm.texts import Texts
from emulator.realm.views import Realm, User
from emulator.state.records import Mail

_TIMEOUT = 5.0
_WHOLE = 30.0
_LONGEST_LINE = 990


def realm_name(realm: Realm) -> str:
    """What the messages call the realm."""
    return realm.display_name or realm.name[:1].upper() + realm.name[1:]


def words_for(context: Context, user: User | None, wanted: str = "") -> Texts:
    """The messages in the user's language, else in the wanted one, else in the realm's; English where the realm is not international."""
    document = context.tables.document
    known = texts.supported(document)
    own = (user.attributes.get("locale") or ()) if user is not None else ()
    candidates = [*own, wanted, str(document.get("defaultLocale") or "")]
    language = next((found for one in candidates if one and (found := texts.match(one, known))), texts.ENGLISH)
    return messages.words(document, language)


def deliver(context: Context, recipient: str, message: Message) -> Mail:
    """Keeps the message in the realm's mailbox; what ``sending`` returns for it takes it further."""
    sender = context.realm.smtp_server.get("from") or "keycloak@localhost"
    made = Mail(
        id=context.ids.uuid(), recipient=recipient, sender=sender, subject=message.subject, text=message.text, html=message.html,
        sent=context.clock.seconds(),
    )  # fmt: skip
    mailbox.keep(context.tables, made)
    return made


def sending(realm: Realm, mail: Mail) -> Callable[[], None] | None:
    """What sends the mail over SMTP (slow: not for the event loop); None where the realm has no server."""
    server = realm.smtp_server
    return partial(to_server, dict(server), mail) if server.get("host") else None


def to_server(server: Mapping[str, Any], mail: Mail) -> None:
    """Sends a mail over SMTP with a RealmRepresentation's ``smtpServer``; raises OSError, ValueError or smtplib.SMTPException."""
    import smtplib

    host, secure = str(server["host"]), _flag(server, "ssl")
    port = int(server.get("port") or (465 if secure else 25))
    outgoing.addresses(host, port)
    context = outgoing.tls() if secure or _flag(server, "starttls") else None
    if secure:
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=_TIMEOUT, context=context)
    else:
        smtp = smtplib.SMTP(host, port, timeout=_TIMEOUT)
    with smtp, outgoing.Deadline(min(outgoing.RULES.get().seconds, _WHOLE)) as deadline:
        if smtp.sock is not None:
            deadline.hold(smtp.sock)
        if _flag(server, "starttls"):
            smtp.starttls(context=context)
        if _flag(server, "auth"):
            smtp.login(str(server.get("user", "")), str(server.get("password", "")))
        smtp.send_message(compose(server, mail), from_addr=str(server.get("envelopeFrom") or mail.sender))


def compose(server: Mapping[str, Any], mail: Mail) -> EmailMessage:
    """The message as it goes over the wire (RFC 5322): text and HTML. Raises ValueError for an address that is none."""
    message = EmailMessage()
    message["From"] = _address(mail.sender, str(server.get("fromDisplayName") or ""))
    reply = str(server.get("replyTo") or "")
    message["Reply-To"] = _address(reply or mail.sender, str(server.get("replyToDisplayName") or "") if reply else "")
    message["To"] = _address(mail.recipient)
    message["Subject"] = " ".join(mail.subject.split())
    message.set_content(mail.text, cte=_encoding(mail.text))
    message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    for part in message.iter_parts():
        # The newer policy puts the charset into quotes, which readers that compare texts take for another type.
        part.policy = compat32
        part.replace_header("Content-Type", f"{part.get_content_type()}; charset=UTF-8")
    return message


def _address(text: str, name: str = "") -> Address:
    return Address(display_name=" ".join(name.split()), addr_spec=text)


def _encoding(text: str) -> str:
    plain = text.isascii() and all(len(line) <= _LONGEST_LINE for line in text.splitlines())
    return "7bit" if plain else "quoted-printable"


def _flag(server: Mapping[str, Any], name: str) -> bool:
    return str(server.get(name, "")).lower() == "true"
