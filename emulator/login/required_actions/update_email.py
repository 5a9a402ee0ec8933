"""UPDATE_EMAIL: another address, which a link proves first where the realm or the action asks for that."""

from __future__ import annotations

from typing import Any

from emulator.login import action_token, actions, forms, mail_cooldown, profile_form
from emulator.login.attempt import Attempt
from emulator.login.outcome import Challenge, Outcome
from emulator.login.profile import Fault, Kind, Profile, composed, stored
from emulator.login.required_actions import RequiredActionProvider
from emulator.realm.texts import Text
from emulator.realm.views import User
from emulator.state.store import RealmTables

PAGE = "update_email"
ALIAS = "UPDATE_EMAIL"
PENDING = "kc.email.pending"


def challenge(attempt: Attempt) -> Outcome:
    """The form with the address, or with the one that waits for its link."""
    user = attempt.known_user()
    waiting = pending(user)
    if waiting and _is_verified_first(attempt):
        said = Text("emailVerificationPending", waiting)
        return _page(attempt, waiting, message=("info", said))
    reason = None if actions.is_initiated(attempt) else ("warning", Text("updateEmailMessage"))
    return _page(attempt, user.email, message=reason)


def process(attempt: Attempt) -> Outcome:
    """Stores the address, or sends the message that proves it."""
    user, posted = attempt.known_user(), attempt.form.get("email", "").strip()
    wrong = faults(attempt.context.tables, user, [posted] if "email" in attempt.form else [])
    if wrong:
        return _page(attempt, posted if "email" in attempt.form else user.email, errors=profile_form.texts(wrong, Kind.UPDATE_PROFILE))
    email = posted.lower()
    if email and _is_verified_first(attempt) and not (email == user.email and user.email_verified):
        return _confirm(attempt, user, email, actions.ends_others(attempt))
    actions.end_others(attempt)
    change(attempt, email, verified=user.email_verified and email == user.email)
    details = {"previous_email": user.email or None, "updated_email": email, "custom_required_action": ALIAS}
    attempt.events.append(("UPDATE_EMAIL", "", details))
    attempt.details |= details
    return None


def faults(tables: RealmTables, user: User, addresses: list[str]) -> list[Fault]:
    """What is wrong with another address of the user."""
    profile = Profile(tables, Kind.UPDATE_EMAIL, user)
    return [one for one in profile.faults({**stored(user), "email": addresses}) if one.field == "email"]


def pending(user: User) -> str:
    """The address that waits for its link; empty without one."""
    return next(iter(user.attributes.get(PENDING) or ()), "")


def change(attempt: Attempt, email: str, *, verified: bool) -> None:
    """Gives the user of this login the address."""
    tables, user = attempt.context.tables, attempt.known_user()
    values = {name: given for name, given in stored(user).items() if name != PENDING} | {"email": [email] if email else []}
    if email and tables.realm.registration_email_as_username:
        values["username"] = [email]
    tables.users.put(user.id, {**composed(user.document, values), "emailVerified": verified})


def _confirm(attempt: Attempt, user: User, email: str, ends_others: bool) -> Outcome:
    wait = mail_cooldown.remaining(attempt, ALIAS)
    if wait:
        return _page(attempt, email, message=("error", mail_cooldown.text(wait)))
    lifespan = action_token.lifespan(attempt.context, action_token.UPDATE_EMAIL)
    claims: dict[str, Any] = {
        "oldEmail": user.email or None, "newEmail": email, "logoutSessions": ends_others or None,
        "reduri": attempt.session.redirect_uri or None,
    }  # fmt: skip
    token = action_token.make(attempt.context, action_token.UPDATE_EMAIL, user, attempt.client, lifespan, **claims)
    attempt.mail.append(("email-update-confirmation", user, {"token": token, "minutes": lifespan // 60, "address": email}))
    attempt.events.append(("SEND_VERIFY_EMAIL", "", {"email": email, "custom_required_action": ALIAS}))
    attempt.update_user(attributes={**user.attributes, PENDING: [email]})
    mail_cooldown.begin(attempt, ALIAS)
    said = Text("emailUpdateConfirmationSent", email)
    return Challenge("info", {"heading": Text("emailUpdateConfirmationSentTitle"), "text": said})


def _is_verified_first(attempt: Attempt) -> bool:
    return attempt.context.realm.verify_email or actions.of_realm(attempt, ALIAS).config.get("verifyEmail") == "true"


def _page(attempt: Attempt, email: str, errors: dict[str, str] | None = None, message: tuple[str, str] | None = None) -> Challenge:
    fields = profile_form.fields(forms.profile_of(attempt, Kind.UPDATE_EMAIL), {"email": [email]})
    shown = {"fields": [one for one in fields if one["name"] == "email"], "initiated": actions.is_initiated(attempt)}
    return Challenge(PAGE, shown, errors or {}, message)


REQUIRED_ACTION_PROVIDER = RequiredActionProvider("UPDATE_EMAIL", challenge=challenge, process=process)
