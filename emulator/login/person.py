"""Looking up who a form names, and whether that user may log in."""

from __future__ import annotations

from collections.abc import Callable

from emulator.login import brute_force, direct_grant, identity_first, passkeys
from emulator.login.attempt import Attempt
from emulator.login.outcome import Challenge
from emulator.realm.texts import Text
from emulator.realm.views import User

INVALID_USER = Text("invalidUserMessage")
DISABLED = Text("accountDisabledMessage")
ATTEMPTED_USERNAME = "ATTEMPTED_USERNAME"
"""Note with the name that was typed last; the page for a forgotten password begins with it."""


def login_page(attempt: Attempt, **more: object) -> dict[str, object]:
    """What the login page shows beside its messages."""
    realm = attempt.context.realm
    user = attempt.user
    typed = attempt.note(ATTEMPTED_USERNAME) if user is None and attempt.note(identity_first.STAGE) == identity_first.GOES_ON else ""
    return {
        "username": attempt.form.get("username", ""),
        "remember_me": "rememberMe" in attempt.form,
        "attempted_username": user.username if user is not None else typed,
        "can_remember": realm.remember_me and user is None and not typed,
        "can_reset": realm.reset_password_allowed,
        "can_register": realm.registration_allowed and user is None,
        "passkeys": passkeys.on_login_page(attempt),
        **more,
    }


def refused_passkey(attempt: Attempt, page: str) -> Callable[[str], Challenge]:
    """Makes the page again, with what went wrong with a passkey."""
    return lambda text: refusal(attempt, page, "", text)


def refusal(attempt: Attempt, page: str, field: str, text: str = INVALID_USER) -> Challenge:
    """The page again with what is wrong: at the field, or above the form where it is empty."""
    values = login_page(attempt)
    if field:
        return Challenge(page, values, {field: text})
    return Challenge(page, values, message=("error", text))


def find(attempt: Attempt, page: str, text: str = INVALID_USER) -> User | Challenge:
    """The user that the posted form names, or the page again with ``text``."""
    name = attempt.form.get("username", "").strip()
    if not name and attempt.note(identity_first.STAGE) == identity_first.GOES_ON:
        name = attempt.note(ATTEMPTED_USERNAME)
    attempt.set_note(ATTEMPTED_USERNAME, name or None)
    attempt.typed = name
    user = direct_grant.lookup(attempt.context, name) if name else None
    if user is None or user.service_account_client:
        attempt.log.append(f"there is no user '{name}'" if name else "no user name was sent")
        attempt.events.append(("LOGIN", "user_not_found", {"username": name}))
        return refusal(attempt, page, "password" if attempt.note(identity_first.STAGE) == identity_first.GOES_ON else "username", text)
    return user


def blocked(attempt: Attempt, user: User, page: str, **details: str) -> Challenge | None:
    """The page that a user gets who may not log in now; ``details`` are told with the event of a lock."""
    return _locked(attempt, user, page, **details) or _disabled(attempt, user, page)


def _locked(attempt: Attempt, user: User, page: str, **details: str) -> Challenge | None:
    """What brute force protection refuses, for a time or for good."""
    error = brute_force.locked_by(attempt.context, user)
    if not error:
        return None
    attempt.log.append(f"user '{user.username}' is locked after too many failures: {error}")
    attempt.events.append(("LOGIN", error, {"username": _typed(attempt, user), "user": user.id, **details}))
    text = Text("accountPermanentlyDisabledMessage" if error == "user_disabled" else "accountTemporarilyDisabledMessage")
    return refusal(attempt, page, "username" if attempt.user is None else "password", text)


def _typed(attempt: Attempt, user: User) -> str | None:
    """The name of the user as it was typed; whoever was known before has typed none."""
    return attempt.typed or user.username if attempt.user is None else None


def _disabled(attempt: Attempt, user: User, page: str) -> Challenge | None:
    if not user.enabled:
        attempt.log.append(f"user '{user.username}' is not enabled")
        attempt.events.append(("LOGIN", "user_disabled", {"username": attempt.typed or user.username, "user": user.id}))
        return refusal(attempt, page, "", DISABLED)
    return None


def check_password(attempt: Attempt, user: User, page: str, field: str, text: str = INVALID_USER) -> Challenge | None:
    """The page again, with ``text`` unless the posted password is the user's; failures count for brute force protection.

    That an account is disabled is told only those who know its password, as observed.
    """
    password = attempt.form.get("password", "")
    locked = _locked(attempt, user, page) if password else None
    if locked is not None:
        return locked
    if not password or not attempt.passwords.verify(attempt.context.answers, user, password, attempt.context.realm.name):
        brute_force.failed(attempt.context, user, "password")
        attempt.events.append(("LOGIN", "invalid_user_credentials", {"username": _typed(attempt, user), "user": user.id}))
        attempt.log.append(f"{'the password is wrong' if password else 'no password was sent'} for user '{user.username}'")
        return refusal(attempt, page, field, text)
    return _disabled(attempt, user, page)


def remember(attempt: Attempt) -> None:
    """Notes the remember-me box."""
    on = attempt.context.realm.remember_me and attempt.form.get("rememberMe", "").lower() == "on"
    attempt.set_note("remember_me", "true" if on else None)
    if on:
        attempt.details["remember_me"] = "true"


def used(attempt: Attempt, kind: str) -> None:
    """Notes that a credential of this kind was used in this login."""
    attempt.set_note("credentials used", " ".join(dict.fromkeys([*attempt.note("credentials used").split(), kind])))
