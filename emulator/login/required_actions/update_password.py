"""UPDATE_PASSWORD: a new password, as the realm's policy wants it."""

from __future__ import annotations

from emulator.login import actions, password_policy
from emulator.login.attempt import Attempt
from emulator.login.outcome import Challenge, Outcome
from emulator.login.required_actions import RequiredActionProvider
from emulator.realm.texts import Text
from emulator.realm.views import User

PAGE = "update_password"
_ACTIVATE = Text("updatePasswordMessage")
_EVENTS = ("UPDATE_CREDENTIAL", "UPDATE_PASSWORD")
_DETAILS: dict[str, str | None] = {"credential_type": "password", "custom_required_action": "UPDATE_PASSWORD"}


def is_due(attempt: Attempt, user: User) -> bool:
    """A temporary password, or one that is too old for the policy."""
    realm, now = attempt.context.realm, attempt.context.clock.millis()
    temporary = any(one.get("temporary") for one in user.credentials if one.get("type") == "password")
    return temporary or password_policy.is_expired(realm.password_policy, user, now)


def challenge(attempt: Attempt) -> Outcome:
    """The form."""
    if actions.is_initiated(attempt):
        return _page(attempt)
    is_required_of_user = "UPDATE_PASSWORD" in attempt.known_user().required_actions
    return _page(attempt, message=("warning", _ACTIVATE if is_required_of_user else Text("resetPasswordMessage")))


def oldest_login(attempt: Attempt) -> int | None:
    """As old as the password policy says."""
    age = password_policy.parse(attempt.context.realm.password_policy).get("maxAuthAge", "")
    return int(age) if age.isdigit() else None


def process(attempt: Attempt) -> Outcome:
    """Stores the password; other sessions end when the user wants it."""
    new, again = attempt.form.get("password-new", ""), attempt.form.get("password-confirm", "")
    if not new.strip():
        return _refused(attempt, "password_missing", {"password": Text("missingPasswordMessage")})
    if new != again:
        return _refused(attempt, "password_confirm_error", {"password-confirm": Text("notMatchPasswordMessage")})
    # As observed, the other sessions end whether the password is taken or not.
    actions.end_others(attempt)
    context, user = attempt.context, attempt.known_user()
    policy, now = context.realm.password_policy, context.clock.millis()
    fault = password_policy.check(attempt.context.answers, attempt.passwords, policy, user, new, now)
    if fault is not None:
        return _refused(attempt, "password_rejected", message=("error", fault.text), reason=fault.key)
    attempt.update_user(credentials=password_policy.with_password(attempt.passwords, policy, user, new, now))
    attempt.events += [(kind, "", _DETAILS) for kind in _EVENTS]
    attempt.details |= _DETAILS
    return None


def _refused(
    attempt: Attempt, error: str, errors: dict[str, str] | None = None, *, message: tuple[str, str] | None = None, reason: str = ""
) -> Challenge:
    attempt.events += [(kind, error, {**_DETAILS, "reason": reason}) for kind in _EVENTS]
    return _page(attempt, errors, message)


def _page(attempt: Attempt, errors: dict[str, str] | None = None, message: tuple[str, str] | None = None) -> Challenge:
    values = {"username": attempt.known_user().username, "initiated": actions.is_initiated(attempt)}
    return Challenge(PAGE, values, errors or {}, message)


REQUIRED_ACTION_PROVIDER = RequiredActionProvider(
    "UPDATE_PASSWORD", challenge=challenge, process=process, is_due=is_due, oldest_login=oldest_login
)
