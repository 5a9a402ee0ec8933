"""UPDATE_PROFILE: the form of the user profile."""

from __future__ import annotations

from emulator.login import actions, forms, user_profile
from emulator.login.attempt import Attempt
from emulator.login.outcome import Challenge, Outcome
from emulator.login.required_actions import RequiredActionProvider, update_email
from emulator.realm.views import User

PAGE = "update_profile"


def challenge(attempt: Attempt) -> Outcome:
    """The form with what is known."""
    reason = None if actions.is_initiated(attempt) else ("warning", "You need to update your user profile to activate your account.")
    return page(attempt, user_profile.stored(attempt.known_user()), message=reason)


def process(attempt: Attempt) -> Outcome:
    """Stores what was posted."""
    tables, user, scopes = attempt.context.tables, attempt.known_user(), forms.scopes_of(attempt)
    values = {
        name: found for name, found in user_profile.posted(attempt.form, tables, scopes, new=False).items() if name not in _hidden(attempt)
    }
    errors = user_profile.check(tables, {**user_profile.stored(user), **values}, scopes, user)
    if errors:
        return page(attempt, user_profile.filled(user, values), errors)
    tables.users.put(user.id, user_profile.written(tables, user.document, user_profile.kept(values)))
    details: dict[str, str | None] = {"context": "UPDATE_PROFILE", "custom_required_action": "UPDATE_PROFILE"}
    now = attempt.known_user()
    changes = (
        ("email", user.email, now.email), ("first_name", user.first_name, now.first_name), ("last_name", user.last_name, now.last_name),
    )  # fmt: skip
    for name, old, new in changes:
        if old != new:
            details |= {f"previous_{name}": old, f"updated_{name}": new}
    attempt.events.append(("UPDATE_PROFILE", "", details))
    return None


def missing(attempt: Attempt, user: User) -> dict[str, str]:
    """Messages by field for what the profile asks for and the user lacks."""
    return user_profile.check(attempt.context.tables, user_profile.stored(user), forms.scopes_of(attempt), user)


def page(
    attempt: Attempt, values: user_profile.Values, errors: dict[str, str] | None = None, message: tuple[str, str] | None = None
) -> Challenge:
    """The form with these values and messages."""
    tables, scopes = attempt.context.tables, forms.scopes_of(attempt)
    fields = [one for one in user_profile.fields(tables, values, scopes, new=False) if one["name"] not in _hidden(attempt)]
    shown = {"fields": fields, "initiated": actions.is_initiated(attempt)}
    return Challenge(PAGE, shown, errors or {}, message)


def _hidden(attempt: Attempt) -> tuple[str, ...]:
    """An address that the user has is changed by UPDATE_EMAIL alone, where the realm has that action."""
    return ("email",) if attempt.known_user().email and update_email.is_enabled(attempt) else ()


REQUIRED_ACTION_PROVIDER = RequiredActionProvider("UPDATE_PROFILE", challenge=challenge, process=process)
