"""What the messages say: subject, text and HTML in Keycloak's English words."""

from __future__ import annotations

import html
from dataclasses import dataclass

_ACTIONS = {
    "UPDATE_PASSWORD": "Update Password",
    "UPDATE_PROFILE": "Update Profile",
    "VERIFY_EMAIL": "Verify Email",
    "CONFIGURE_TOTP": "Configure OTP",
    "TERMS_AND_CONDITIONS": "Terms and Conditions",
    "UPDATE_EMAIL": "Update Email",
    "CONFIGURE_RECOVERY_AUTHN_CODES": "Generate Recovery Codes",
}


@dataclass(frozen=True, slots=True)
class Message:
    """A message that is ready to be sent."""

    subject: str
    text: str
    html: str


def compose(kind: str, realm_name: str, link: str, minutes: int, actions: tuple[str, ...] = ()) -> Message:
    """The message of a kind: ``email-verification``, ``password-reset``, ``execute-actions``, ``email-update-confirmation``, ``test``."""
    before, label, after = _paragraphs(kind, realm_name, minutes, actions)
    text = "\n\n".join(part for part in (before, link, after) if part)
    anchor = f'<p><a href="{html.escape(link)}" rel="nofollow">{label}</a></p>' if link else ""
    rich = f"<p>{html.escape(before)}</p>{anchor}" + "".join(f"<p>{html.escape(part)}</p>" for part in after.split("\n\n") if part)
    return Message(_subject(kind), text, f"<html><body>{rich}</body></html>")


def _subject(kind: str) -> str:
    return {
        "email-verification": "Verify email",
        "password-reset": "Reset password",
        "execute-actions": "Update Your Account",
        "email-update-confirmation": "Verify new email",
        "test": "[KEYCLOAK] - SMTP test message",
    }[kind]


def _paragraphs(kind: str, realm: str, minutes: int, actions: tuple[str, ...]) -> tuple[str, str, str]:
    within = f"This link will expire within {duration(minutes)}."
    if kind == "email-verification":
        before = (
            f"Someone has created a {realm} account with this email address. "
            "If this was you, click the link below to verify your email address"
        )
        return before, "Link to e-mail address verification", f"{within}\n\nIf you didn't create this account, just ignore this message."
    if kind == "password-reset":
        before = (
            f"Someone just requested to change your {realm} account's credentials. If this was you, click on the link below to reset them."
        )
        rest = "If you don't want to reset your credentials, just ignore this message and nothing will be changed."
        return before, "Link to reset credentials", f"{within}\n\n{rest}"
    if kind == "execute-actions":
        wanted = ", ".join(_ACTIONS.get(action, action) for action in actions)
        before = (
            f"Your administrator has just requested that you update your {realm} account by performing the following action(s): "
            f"{wanted}. Click on the link below to start this process."
        )
        rest = "If you are unaware that your administrator has requested this, just ignore this message and nothing will be changed."
        return before, "Link to account update", f"{within}\n\n{rest}"
    if kind == "email-update-confirmation":
        before = f"To update your {realm} account with this email address, click the link below"
        return (
            before,
            "Link to e-mail address verification",
            f"{within}\n\nIf you don't want to proceed with this modification, just ignore this message.",
        )
    return "This is a test message", "", ""


def duration(minutes: int) -> str:
    """Minutes as Keycloak's messages spell them: in the largest unit that fits."""
    for size, name in ((1440, "day"), (60, "hour")):
        if minutes and minutes % size == 0:
            count = minutes // size
            return f"{count} {name}{'' if count == 1 else 's'}"
    return f"{minutes} minute{'' if minutes == 1 else 's'}"
