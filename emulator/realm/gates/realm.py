"""The gate of a realm's own members: its name, policies, lifespans and mail server. All rules as observed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from emulator.core.documents import ReadDocument
from emulator.realm.gates import Fault, lengths, password_policy

RESERVED = ":/?#[]@!$&()*+,;=\\"
"""Characters that neither names nor aliases may contain."""
SSL_MODES = ("all", "external", "none")
BINDINGS = (
    "browserFlow", "registrationFlow", "directGrantFlow", "resetCredentialsFlow", "clientAuthenticationFlow",
    "dockerAuthenticationFlow", "firstBrokerLoginFlow",
)  # fmt: skip
"""Members that name a flow."""
CREDENTIALS = ("password", "otp", "cert", "kerberos", "secret")
_NOT_NEGATIVE = {
    "maxTemporaryLockouts": "Maximum temporary lockouts", "maxFailureWaitSeconds": "Maximum failure wait seconds",
    "minimumQuickLoginWaitSeconds": "Minimum quick login wait seconds", "waitIncrementSeconds": "Wait increment seconds",
    "quickLoginCheckMilliSeconds": "Quick login check milliseconds", "maxDeltaTimeSeconds": "Maximum delta time seconds",
    "failureFactor": "Failure factor",
}  # fmt: skip
_TEXTS = ("displayName", "loginTheme", "accountTheme", "adminTheme", "emailTheme", "defaultLocale", "eventsListeners", "supportedLocales",
          "enabledEventTypes")  # fmt: skip
_ADDRESSES = {"from": "sender", "replyTo": "reply-to"}
_SPACE = re.compile(r"\s", re.ASCII)
_NEWLINE = re.compile(r"[\r\n]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")
_UTF8 = (
    "If the address contains UTF-8 characters in the local part please ensure the SMTP server supports the SMTPUTF8 extension "
    "and enable 'Allow UTF-8' in the email realm configuration."
)
_NUMBERS = ("cibaExpiresIn", "cibaInterval", "parRequestUriLifespan", "oauth2DeviceCodeLifespan", "oauth2DevicePollingInterval")


def name_faults(representation: ReadDocument) -> Iterator[Fault]:
    """What is wrong with a realm's name and id."""
    name = representation.get("realm")
    if not isinstance(name, str) or not name.strip():
        yield Fault(("realm",), "realmNameEmpty", "Realm name cannot be empty")
    for member in ("realm", "id"):
        character = reserved(representation.get(member))
        if character:
            yield character_fault(character, (member,))
    yield from lengths.members(representation, ("realm",))
    yield from lengths.members(representation, ("id",), lengths.IDENTIFIER)


def reserved(text: object) -> str:
    """The first character of a name that may not be in it; empty when there is none."""
    return next((character for character in text if character in RESERVED), "") if isinstance(text, str) else ""


def character_fault(character: str, path: tuple[str | int, ...]) -> Fault:
    """The fault of a character that may not be in a name."""
    return Fault(path, "characterNotAllowed", f"Character '{character}' not allowed.", (character,))


def segment_faults(text: object, path: tuple[str | int, ...]) -> Iterator[Fault]:
    """What is wrong with a text that stands as one segment of paths: spaces of ASCII and reserved characters."""
    if isinstance(text, str) and _SPACE.search(text):
        yield Fault(path, "spaceNotAllowed", "Empty Space not allowed.")
    character = reserved(text)
    if character:
        yield character_fault(character, path)


def faults(given: ReadDocument) -> list[Fault]:
    """What is wrong with a realm's own members, wherever they come from, in the order in which Keycloak tells it."""
    return [*first_faults(given), *_faults(given)]


def first_faults(representation: ReadDocument) -> Iterator[Fault]:
    """What of that is told before anything else of the realm is looked at."""
    for name, value in (representation.get("browserSecurityHeaders") or {}).items():
        if _NEWLINE.search(str(value)):
            yield Fault(("browserSecurityHeaders", name), "newlineNotAllowed", "Newline not allowed.")
    yield from mail_faults(representation.get("smtpServer") or {})


def _faults(representation: ReadDocument) -> Iterator[Fault]:
    for member, noun in _NOT_NEGATIVE.items():
        value = representation.get(member)
        if isinstance(value, int) and value < 0:
            yield Fault((member,), "negative", f"{noun} may not be a negative value", (noun,))
    mode = representation.get("sslRequired")
    if mode is not None and str(mode).lower() not in SSL_MODES:
        yield Fault(("sslRequired",), "sslRequiredUnknown", f"there is no sslRequired {mode}", (str(mode),), "unforeseen")
    for index, kind in enumerate(representation.get("requiredCredentials") or ()):
        if kind not in CREDENTIALS:
            yield Fault(("requiredCredentials", index), "credentialUnknown", f"there is no credential '{kind}'", kind="unforeseen")
    yield from password_policy.faults(representation.get("passwordPolicy") or "", ("passwordPolicy",))
    attributes: Mapping[str, Any] = representation.get("attributes") or {}
    for member in _NUMBERS:
        value = attributes.get(member)
        if value is not None and not str(value).lstrip("-").isdigit():
            yield Fault(("attributes", member), "notANumber", f"'{value}' is not a number", (str(value),), "unforeseen")
    for name, value in (representation.get("browserSecurityHeaders") or {}).items():
        if _CONTROL.search(str(value)) and not _NEWLINE.search(str(value)):
            yield Fault(("browserSecurityHeaders", name), "controlNotAllowed", "Control character not allowed.")
    yield from lengths.members(representation, _TEXTS)
    # Without its type a policy of one-time codes is passed over.
    otp = ("otpPolicyType", "otpPolicyAlgorithm") if representation.get("otpPolicyType") is not None else ()
    yield from lengths.members(representation, otp, lengths.IDENTIFIER)
    for index, action in enumerate(representation.get("requiredActions") or ()):
        yield from lengths.members(action or {}, ("alias", "name", "providerId"), at=("requiredActions", index))
    yield from lengths.keys(attributes, ("attributes",))


def mail_faults(server: ReadDocument) -> Iterator[Fault]:
    """What is wrong with the addresses of a realm's mail server."""
    if not any(value is not None for value in server.values()):
        return
    for member, noun in _ADDRESSES.items():
        address = server.get(member)
        if (address is None or address == "") and member == "replyTo":
            continue
        if address is None or not _is_address(str(address), str(server.get("allowutf8")).lower() == "true"):
            shown = "null" if address is None else str(address)
            yield Fault(("smtpServer", member), "invalidAddress", f"Invalid {noun} address '{shown}'. {_UTF8}", (shown,))


def _is_address(text: str, utf8: bool) -> bool:
    return _ADDRESS.fullmatch(text) is not None and (utf8 or text.rpartition("@")[0].isascii())


def first_change_faults(representation: ReadDocument) -> Iterator[Fault]:
    """What is wrong with a change of a realm and told before whether its name is there and all else are looked at."""
    character = reserved(representation.get("realm"))
    if character:
        yield character_fault(character, ("realm",))
    yield from first_faults(representation)
    lifespans = [representation.get(member) for member in ("accessCodeLifespanLogin", "accessCodeLifespanUserAction")]
    if None not in lifespans and min(lifespan for lifespan in lifespans if lifespan is not None) < 1:
        message = "AccessCodeLifespanLogin or AccessCodeLifespanUserAction cannot be 0"
        yield Fault(("accessCodeLifespanLogin",), "lifespansZero", message)


def change_faults(merged: ReadDocument) -> Iterator[Fault]:
    """What is wrong with the session times of a realm with a change merged into it; an import takes all of them."""
    remembers = bool(merged.get("rememberMe"))
    if _number(merged, "clientSessionIdleTimeout") > _most(merged, "ssoSessionIdleTimeout"):
        message = "Client Session Idle Timeout cannot be greater than Realm SSO Idle Timeout."
        if remembers:
            message = "Client session idle timeout cannot exceed realm SSO session idle timeout and RememberMe idle timeout."
        yield Fault(("clientSessionIdleTimeout",), "idleTimeoutExceeds", message)
    if _number(merged, "clientSessionMaxLifespan") > _most(merged, "ssoSessionMaxLifespan"):
        more = " and RememberMe Max span" if remembers else ""
        message = f"Client session max lifespan cannot exceed realm SSO session max lifespan{more}."
        yield Fault(("clientSessionMaxLifespan",), "maxLifespanExceeds", message)


def reference_faults(given: ReadDocument, realm: ReadDocument, groups: Collection[str]) -> Iterator[Fault]:
    """Flows and groups that a change of a realm names and that are not there."""
    flows = {flow.get("alias") for flow in realm.get("authenticationFlows") or ()}
    for member in BINDINGS:
        if given.get(member) is not None and given[member] not in flows:
            yield Fault((member,), "flowUnknown", f"{member}: there is no flow '{given[member]}'", (str(given[member]),), "unknown")
    for index, path in enumerate(given.get("defaultGroups") or ()):
        if path not in groups:
            yield Fault(("defaultGroups", index), "groupUnknown", f"there is no group '{path}'", (str(path),), "unknown")


def _most(realm: ReadDocument, member: str) -> int:
    """How long a session may be, remembered ones included."""
    most = _number(realm, member)
    return max(most, _number(realm, f"{member}RememberMe")) if realm.get("rememberMe") else most


def _number(realm: ReadDocument, member: str) -> int:
    return int(realm.get(member) or 0)
