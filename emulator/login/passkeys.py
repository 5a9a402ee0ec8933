"""Passkeys of a user, and the realm's two policies for them: as a second factor, and in place of a password."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from emulator.core import web_address
from emulator.core.dataclass import dataclass
from emulator.core.json_text import read_json
from emulator.keys import webauthn
from emulator.login.attempt import Attempt
from emulator.realm.views import User

TWO_FACTOR = "webauthn"
PASSWORDLESS = "webauthn-passwordless"
CHALLENGE = "webauthn challenge"
_UNSPECIFIED = "not specified"
_PREFIXES = {TWO_FACTOR: "webAuthnPolicy", PASSWORDLESS: "webAuthnPolicyPasswordless"}


@dataclass(frozen=True, slots=True)
class Policy:
    """One of the realm's WebAuthn policies, with the relying party's id and the origin of the emulator's own pages filled in."""

    document: Mapping[str, Any]
    prefix: str
    base: str

    @classmethod
    def of(cls, attempt: Attempt, kind: str) -> Policy:
        """The policy for the kind of credential."""
        return cls(attempt.context.tables.document, _PREFIXES[kind], attempt.context.base)

    def text(self, name: str) -> str:
        """A setting; empty where the policy does not specify it."""
        value = str(self.document.get(self.prefix + name) or "")
        return "" if value == _UNSPECIFIED else value

    def texts(self, name: str) -> Sequence[str]:
        """A setting that is a list."""
        return [str(one) for one in self.document.get(self.prefix + name) or ()]

    @property
    def relying_party(self) -> str:
        """The relying party's id: the host of the login pages unless the policy names another."""
        return self.text("RpId") or web_address.split(self.base).hostname or ""

    @property
    def timeout(self) -> int:
        """Seconds that the browser waits; 0 leaves it to the browser."""
        return int(self.document.get(f"{self.prefix}CreateTimeout") or 0)

    @property
    def avoids_same(self) -> bool:
        """Whether an authenticator may be registered once only."""
        return bool(self.document.get(f"{self.prefix}AvoidSameAuthenticatorRegister"))

    def ceremony(self, challenge: str) -> webauthn.Ceremony:
        """What an answer to this challenge has to fit."""
        parts = web_address.split(self.base)
        origins = (f"{parts.scheme}://{parts.netloc}", *self.texts("ExtraOrigins"))
        return webauthn.Ceremony(self.relying_party, origins, challenge, self.text("UserVerificationRequirement") == "required")


def ceremony_options(attempt: Attempt, kind: str) -> dict[str, Any]:
    """What the browser's API is asked with, about a fresh challenge and the user's keys where the user is known; bytes as base64url."""
    policy, user = Policy.of(attempt, kind), attempt.user
    options: dict[str, Any] = {
        "challenge": renew_challenge(attempt),
        "rpId": policy.relying_party,
        "allowCredentials": [{"type": "public-key", "id": id_of(credential)} for credential in credentials(user, kind)]
        if user is not None
        else [],
    }
    if policy.timeout:
        options["timeout"] = policy.timeout * 1000
    if policy.text("UserVerificationRequirement"):
        options["userVerification"] = policy.text("UserVerificationRequirement")
    return options


def are_on_login_pages(attempt: Attempt) -> bool:
    """Whether the realm's policy takes passkeys at the forms for name and password."""
    return are_on_login_forms(attempt.context.tables.document)


def are_on_login_forms(realm: Mapping[str, Any]) -> bool:
    """The same of a realm's document."""
    return bool(realm.get("webAuthnPolicyPasswordlessPasskeysEnabled"))


def on_login_page(attempt: Attempt) -> dict[str, Any] | None:
    """What a form for name or password needs to take a passkey instead; None where it takes none, or the user that is known has none."""
    user = attempt.user
    if not are_on_login_pages(attempt) or (user is not None and not credentials(user, PASSWORDLESS)):
        return None
    policy = Policy.of(attempt, PASSWORDLESS)
    return {
        "options": ceremony_options(attempt, PASSWORDLESS),
        "is_identified": user is not None,
        "mediation": policy.text("Mediation") or "conditional",
        "needs_platform": policy.text("AuthenticatorAttachment") == "platform",
    }


def credentials(user: User, kind: str) -> list[Mapping[str, Any]]:
    """The user's passkeys of a kind."""
    return [one for one in user.credentials if one.get("type") == kind]


def data_of(credential: Mapping[str, Any]) -> dict[str, Any]:
    """What ``credentialData`` says; empty where it is unreadable."""
    try:
        found = read_json(credential.get("credentialData") or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def id_of(credential: Mapping[str, Any]) -> str:
    """The key's id as browsers write it: base64url without padding."""
    return str(data_of(credential).get("credentialId") or "").replace("+", "-").replace("/", "_").rstrip("=")


def shown(credential: Mapping[str, Any]) -> dict[str, str]:
    """What the login page says of a passkey: id, label, how it is reached, and when it was made."""
    moment = dt.datetime.fromtimestamp(int(credential.get("createdDate") or 0) / 1000, dt.UTC)
    clock = f"{moment.hour % 12 or 12}:{moment:%M} {'AM' if moment.hour < 12 else 'PM'}"
    transports = data_of(credential).get("transports") or ()
    return {
        "id": id_of(credential),
        "label": str(credential.get("userLabel") or ""),
        "transports": ", ".join(
            str(transport).upper() if len(str(transport)) < 4 else str(transport).capitalize() for transport in transports
        ),
        "created": f"{moment:%b} {moment.day}, {moment.year}, {clock}",
    }


def renew_challenge(attempt: Attempt) -> str:
    """A fresh challenge (base64url) for the page that is shown; an answer is good for this one alone."""
    challenge = attempt.context.ids.component()
    attempt.set_note(CHALLENGE, challenge)
    return challenge
