"""The realm's mailbox: every message that the realm has written, for whoever tests with it."""

from __future__ import annotations

import re

from emulator.state.records import Mail
from emulator.state.store import RealmTables

LIMIT = 1000
_LINK = re.compile(r"https?://\S+")


def keep(tables: RealmTables, mail: Mail) -> None:
    """Adds a mail; the oldest one goes when there are too many."""
    box = tables.mailbox
    if len(box) >= LIMIT:
        box.delete(next(iter(box)).id)
    box.put(mail.id, mail)


def all_of(tables: RealmTables, recipient: str = "") -> list[Mail]:
    """The mails, oldest first; only those to an address where one is given."""
    wanted = recipient.lower()
    return [mail for mail in tables.mailbox if not wanted or mail.recipient.lower() == wanted]


def last(tables: RealmTables, recipient: str = "") -> Mail | None:
    """The newest mail, to an address where one is given."""
    found = all_of(tables, recipient)
    return found[-1] if found else None


def links(mail: Mail) -> list[str]:
    """The URLs in the text of a mail."""
    return _LINK.findall(mail.text)


def clear(tables: RealmTables) -> None:
    """Removes every mail."""
    for mail in list(tables.mailbox):
        tables.mailbox.delete(mail.id)
