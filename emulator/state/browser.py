"""Records of logins in a browser. Times are epoch seconds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from emulator.core.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class AuthenticationSession:
    """One tab of a login that is under way.

    ``id`` is the tab's, ``root`` is shared by the tabs of a browser, ``code`` guards the form that is shown. ``flow_path`` is the last part
    of the URL that its form posts to, ``execution`` what is shown: the id of an execution or the alias of a required action. ``status``
    holds what became of executions by their id, ``notes`` what authenticators remember between two requests, ``session_notes`` what the
    user session will remember, ``required_actions`` those of this login alone. ``acting`` says that the user is known and that only
    required actions and consent are left. ``began_with`` is the ``flow_path`` that the application asked for.
    """

    id: str
    root: str
    code: str
    client_id: str
    redirect_uri: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    expires: int = 0
    flow_path: str = "authenticate"
    execution: str = ""
    user_id: str = ""
    acting: bool = False
    status: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    session_notes: Mapping[str, str] = field(default_factory=dict)
    required_actions: tuple[str, ...] = ()
    began_with: str = "authenticate"


@dataclass(frozen=True, slots=True)
class AuthorizationCode:
    """A code that waits to be exchanged: for which client, session and request."""

    id: str
    session_id: str
    client_id: str
    redirect_uri: str | None
    expires: int
    parameters: Mapping[str, str] = field(default_factory=dict)
    used: bool = False


@dataclass(frozen=True, slots=True)
class DeviceCode:
    """A device that waits for its user (RFC 8628).

    ``id`` is the device code, ``user_code`` what the user types, ``client_id`` the client's internal id. ``status`` is ``pending``,
    ``approved`` or ``denied``; ``session_id`` is the user session that it was approved in. ``polled`` is when the device last asked.
    """

    id: str
    user_code: str
    client_id: str
    expires: int
    interval: int
    scope: str | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)
    status: str = "pending"
    session_id: str = ""
    polled: int = 0


@dataclass(frozen=True, slots=True)
class BackchannelRequest:
    """An authentication request that a user answers elsewhere (OpenID CIBA Core).

    ``id`` is the ``auth_req_id``, ``channel_id`` names the request to whoever asks the user; ``client_id`` is the client's internal id.
    ``channel_expires`` is until when the user may answer. ``status`` is ``PENDING``, ``USED``, or the answer: ``SUCCEED``,
    ``UNAUTHORIZED``, ``CANCELLED``. ``polled`` is when the client last asked.
    """

    id: str
    channel_id: str
    client_id: str
    user_id: str
    expires: int
    channel_expires: int
    interval: int
    scope: str
    binding_message: str = ""
    acr_values: str = ""
    notification_token: str = ""
    status: str = "PENDING"
    polled: int = 0
