"""What the messages say: subject, text and HTML in the words of Keycloak's email theme, or the realm's own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from emulator.core.dataclass import dataclass
from emulator.core.sanitized import sanitized
from emulator.realm import texts
from emulator.realm.texts import Texts

FOLDER = Path(__file__).parent / "messages"
_KEYS = {
    "email-verification": "emailVerification",
    "password-reset": "passwordReset",
    "execute-actions": "executeActions",
    "email-update-confirmation": "emailUpdateConfirmation",
}
_EVENTS = {
    "LOGIN_ERROR": "eventLoginError",
    "UPDATE_PASSWORD": "eventUpdatePassword",
    "UPDATE_TOTP": "eventUpdateTotp",
    "REMOVE_TOTP": "eventRemoveTotp",
    "UPDATE_CREDENTIAL": "eventUpdateCredential",
    "REMOVE_CREDENTIAL": "eventRemoveCredential",
    "USER_DISABLED_BY_TEMPORARY_LOCKOUT": "eventUserDisabledByTemporaryLockout",
    "USER_DISABLED_BY_PERMANENT_LOCKOUT": "eventUserDisabledByPermanentLockout",
}
_UNITS = ((1440, "days"), (60, "hours"), (1, "minutes"))


@dataclass(frozen=True, slots=True)
class Message:
    """A message that is ready to be sent."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a user's account: ``at`` in epoch seconds, ``credential`` the type of the one that changed."""

    kind: str
    at: int
    ip_address: str = ""
    credential: str = ""


def words(realm: object, language: str) -> Texts:
    """The email theme's messages in a language for a RealmRepresentation."""
    return Texts(FOLDER, language, texts.own_texts(realm, language) if isinstance(realm, dict) else {})


def link(kind: str, said: Texts, realm_name: str, url: str, minutes: int, actions: Sequence[str] = (), address: str = "") -> Message:
    """A message with a link that is good for some minutes.

    ``kind`` is ``email-verification``, ``password-reset``, ``execute-actions`` (with the aliases of the actions) or
    ``email-update-confirmation`` (with the new address).
    """
    key = _KEYS[kind]
    lifespan = duration(said, minutes)
    if kind == "execute-actions":
        wanted = ", ".join(said.msg(f"requiredAction.{alias}") for alias in actions)
        arguments: tuple[object, ...] = (url, minutes, realm_name, wanted, lifespan)
    elif kind == "email-update-confirmation":
        arguments = (url, address, realm_name, lifespan)
    else:
        arguments = (url, minutes, realm_name, lifespan)
    return _message(said, key, arguments)


def provider_link(said: Texts, realm_name: str, provider: str, username: str, url: str, minutes: int) -> Message:
    """The message that confirms the link of an account to an identity provider."""
    arguments = (provider, realm_name, username, url, minutes, duration(said, minutes))
    made = _message(said, "identityProviderLink", arguments)
    return Message(said.msg("identityProviderLinkSubject", provider), made.text, made.html)


def invitation(said: Texts, organization: str, url: str, minutes: int) -> Message:
    """The message that invites somebody into an organization."""
    made = _message(said, "orgInvite", (organization, url, duration(said, minutes)))
    return Message(said.msg("orgInviteSubject", organization), made.text, made.html)


def event(said: Texts, what: Event) -> Message:
    """The message about an event of the account; raises KeyError for a kind that no message is sent for."""
    key, when = _EVENTS[what.kind], _date(said.language, what.at)
    arguments = (what.credential, when, what.ip_address) if what.kind.endswith("_CREDENTIAL") else (when, what.ip_address)
    rich = f"{key}Html" if "Lockout" in key else f"{key}BodyHtml"
    return Message(said.msg(f"{key}Subject"), said.msg(f"{key}Body", *arguments), _document(said, said.msg(rich, *arguments)))


def test(said: Texts, realm_name: str) -> Message:
    """The message that tries out a server."""
    return _message(said, "emailTest", (realm_name,))


def notice(said: Texts, subject: str, body: str) -> Message:
    """The message of a workflow; without words of its own it says that the account will change."""
    text = body or said.msg("accountNotificationBody")
    return Message(subject or said.msg("accountNotificationSubject"), text, _document(said, text))


def duration(said: Texts, minutes: int) -> str:
    """Minutes in the largest unit that they are whole of."""
    size, unit = next(((size, unit) for size, unit in _UNITS if minutes and minutes % size == 0), (1, "seconds"))
    count = minutes // size
    return f"{count} {said.msg(f'linkExpirationFormatter.timePeriodUnit.{unit}', count)}"


def _message(said: Texts, key: str, arguments: tuple[object, ...]) -> Message:
    subject = said.msg(f"{key}Subject")
    return Message(subject, said.msg(f"{key}Body", *arguments), _document(said, said.msg(f"{key}BodyHtml", *arguments)))


def _document(said: Texts, body: str) -> str:
    language = said.language.partition("-")[0]
    return f'<html lang="{language}" dir="{texts.direction(language)}">\n<body>\n{sanitized(body)}\n</body>\n</html>\n'


def _date(language: str, at: int) -> str:
    """A short date and time (UTC) as the language writes it; as in English for a language whose messages are not here."""
    moment = dt.datetime.fromtimestamp(at, dt.UTC)
    if language == "de":
        return f"{moment:%d.%m.%y, %H:%M}"
    return f"{moment.month}/{moment.day}/{moment:%y}, {moment.hour % 12 or 12}:{moment:%M}\u202f{'AM' if moment.hour < 12 else 'PM'}"
