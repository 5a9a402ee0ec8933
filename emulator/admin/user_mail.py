"""Mail that an administrator has sent to a user: links that verify the address, or that ask for actions; and a try of the mail server."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from emulator.admin.access import AdminCall, route
from emulator.admin.users import MANAGE, user_of
from emulator.core.errors import AdminError, PageError
from emulator.core.json_text import read_json
from emulator.login import action_token, actions, redirect_uris
from emulator.login.system_client import system_client
from emulator.realm.export import MASK
from emulator.realm.views import Client, Realm, User
from emulator.web.response import Response

if TYPE_CHECKING:
    from emulator.mail import messages
    from emulator.state.records import Mail

_ACCOUNT = "account"
_USUAL = 43200
_OF_PASSWORD = ("host", "port", "user")


def execute_actions(admin: AdminCall) -> Response:
    """A link that asks for the actions in the body, one after the other."""
    user, _ = user_of(admin), _lifespan(admin, action_token.EXECUTE_ACTIONS)
    wanted = _aliases(admin)
    admin.require(MANAGE)
    client, target = _checked(admin, user)
    known = {one.get("alias") for one in admin.tables.document.get("requiredActions") or ()}
    if any(one not in known or actions.member(one) is None for one in wanted):
        raise AdminError(400, {"errorMessage": "Provided invalid required actions"})
    return _actions(admin, user, wanted, client, target)


def reset_password(admin: AdminCall) -> Response:
    """A link that asks for a new password; an older name of ``execute_actions``."""
    user = user_of(admin, MANAGE)
    return _actions(admin, user, ["UPDATE_PASSWORD"], *_checked(admin, user))


def _aliases(admin: AdminCall) -> list[str]:
    """The body, a list of aliases; none for no body."""
    return [str(one) for one in admin.call.json(alone=False) or ()] if admin.call.body else []


def _actions(admin: AdminCall, user: User, wanted: Sequence[str], client: Client, target: str | None) -> Response:
    # Mail takes a while to import, and this room is opened by the first administrator's request.
    from emulator.mail import delivery, messages

    seconds = _lifespan(admin, action_token.EXECUTE_ACTIONS)
    token = action_token.make(
        admin.context, action_token.EXECUTE_ACTIONS, user, client, seconds, eml=user.email, rqac=list(wanted), reduri=target
    )
    said = delivery.words_for(admin.context, user)
    message = messages.link(
        "execute-actions", said, delivery.realm_name(admin.context.realm), _url(admin, token), seconds // 60, wanted, user.email
    )
    return sent(admin, user.email, message, "Failed to send execute actions email")


def verify_email(admin: AdminCall) -> Response:
    """A link that verifies the user's address."""
    from emulator.mail import delivery, messages

    user = user_of(admin, MANAGE)
    admin.number("lifespan")
    client, target = _checked(admin, user)
    seconds = _lifespan(admin, action_token.VERIFY_EMAIL)
    token = action_token.make(admin.context, action_token.VERIFY_EMAIL, user, client, seconds, eml=user.email, reduri=target)
    said = delivery.words_for(admin.context, user)
    message = messages.link("email-verification", said, delivery.realm_name(admin.context.realm), _url(admin, token), seconds // 60)
    return sent(admin, user.email, message, "Failed to send verify email")


def _checked(admin: AdminCall, user: User) -> tuple[Client, str | None]:
    """The client that the link belongs to and where it leads at its end; raises AdminError in the order of Keycloak's checks."""
    if not user.email:
        raise _refused("User email missing")
    if not user.enabled:
        raise _refused("User is disabled")
    client_id, target = admin.call.query.get("client_id"), admin.call.query.get("redirect_uri")
    if target is not None and client_id is None:
        raise _refused("Client id missing")
    client = admin.tables.client(client_id or _ACCOUNT)
    if client_id is None and (client is None or not client.enabled):
        client = system_client(admin.context)
    if client is None:
        raise _refused("Client doesn't exist")
    if client_id is not None and not client.enabled:
        raise _refused("Client is not enabled")
    if target is not None:
        try:
            redirect_uris.resolve(client, admin.call.context, target)
        except PageError as error:
            raise _refused("Invalid redirect uri.") from error
    return client, target


def _refused(text: str) -> AdminError:
    return AdminError(400, {"errorMessage": text})


def _lifespan(admin: AdminCall, kind: str) -> int:
    """Seconds that the link lives: as asked for, or as the realm says for administrators' links."""
    asked = admin.number("lifespan")
    if asked is not None and asked > 0:
        return asked
    return int(admin.tables.document.get("actionTokenGeneratedByAdminLifespan") or _USUAL)


def _url(admin: AdminCall, token: str) -> str:
    return f"{admin.context.issuer}/login-actions/action-token?{urlencode({'key': token})}"


def sent(admin: AdminCall, address: str, message: messages.Message, failure: str) -> Response:
    """204 once the message is with the mail server; without one it is in the realm's mailbox."""
    from emulator.mail import delivery

    mail = delivery.deliver(admin.context, address, message)
    admin.call.log.append(f"mail '{mail.subject}' to {address}")
    return _handed_over(admin, admin.context.realm, mail, failure)


def _handed_over(admin: AdminCall, realm: Realm, mail: Mail, failure: str) -> Response:
    """204 once the mail is with the realm's server; raises AdminError where it does not take it."""
    import smtplib

    from emulator.mail import delivery

    # The mailbox has it whatever the server says.
    admin.call.settle()
    send = delivery.sending(realm, mail)
    if send is None:
        return Response(204)
    try:
        admin.context.answers.ask(("mail", mail.id), send, own_thread=True)
    except (OSError, ValueError, smtplib.SMTPException) as error:
        more = ": Error when attempting to send the email to the server. More information is available in the server log."
        text = f"{failure}{more if 'actions' in failure else ''}"
        raise AdminError(500, {"errorMessage": text}, reason=f"{type(error).__name__}: {error}") from error
    return Response(204)


def test_connection(admin: AdminCall) -> Response:
    """Sends a message to the administrator by the server in the body."""
    from emulator.mail import delivery, messages

    settings = read_json(admin.call.body or b"{}")
    address = admin.caller.user.email
    if not isinstance(settings, dict) or not address or not settings.get("host") or not settings.get("from"):
        reason = "the administrator has no address" if not address else "the server needs host and from"
        raise AdminError(500, {"errorMessage": "Failed to send email"}, reason=reason)
    context = admin.context
    said = delivery.words_for(context, admin.caller.user)
    mail = delivery.deliver(context, address, messages.test(said, delivery.realm_name(context.realm)))
    return _handed_over(admin, Realm({"smtpServer": _with_saved_password(context.realm, settings)}), mail, "Failed to send email")


def _with_saved_password(realm: Realm, settings: Mapping[str, Any]) -> dict[str, Any]:
    """The settings with the realm's password for a masked one, as observed where host, port and user are the realm's too."""
    saved = realm.smtp_server
    is_saved = settings.get("password") == MASK and all(settings.get(name) == saved.get(name) for name in _OF_PASSWORD)
    return {**settings, "password": saved["password"]} if is_saved and "password" in saved else dict(settings)


_USER = "/users/{id}"
ROUTES = [
    route("PUT", f"{_USER}/execute-actions-email", execute_actions, event="USER", operation="ACTION", reads="string[]"),
    route("PUT", f"{_USER}/reset-password-email", reset_password, event="USER"),
    route("PUT", f"{_USER}/send-verify-email", verify_email, media="", event="USER", operation="ACTION"),
    route("POST", "/testSMTPConnection", test_connection, "manage-realm", event="REALM", reads="{string}"),
]
