"""A login under way, as its steps see it: what is known of the user, what was posted, and notes that outlive the request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from typing import Any

from emulator.context import Context
from emulator.core.dataclass import dataclass
from emulator.core.documents import ReadDocument
from emulator.login.outcome import FlowError
from emulator.login.passwords import Passwords
from emulator.realm.gates import lengths
from emulator.realm.refusal import broken
from emulator.realm.texts import Text
from emulator.realm.views import Client, User
from emulator.state.browser import AuthenticationSession
from emulator.state.records import UserSession

SUCCESS = "SUCCESS"
CHALLENGED = "CHALLENGED"
ATTEMPTED = "ATTEMPTED"
FAILED = "FAILED"
SETUP_REQUIRED = "SETUP_REQUIRED"
PROCESSED = frozenset({SUCCESS, ATTEMPTED, SETUP_REQUIRED})
END = "end after required actions"
"""Note of a login that ends with its actions: where the page then leads, ``none`` for nowhere."""


class Form(dict[str, str]):
    """What was posted, the first value of each name; ``all`` has the others too."""

    def __init__(self, pairs: Iterable[tuple[str, str]] = ()) -> None:
        super().__init__()
        self._pairs = list(pairs)
        for name, value in self._pairs:
            self.setdefault(name, value)

    def all(self, name: str) -> list[str]:
        """Every value of a name, in order."""
        return [value for key, value in self._pairs if key == name]


@dataclass
class Attempt:
    """The authentication session (a row that is replaced) with the realm, the client and the request around it.

    ``form`` is what the browser posted; ``browser_session`` is the user session that the browser's
    identity cookie names, if it lives. ``remembered`` is the user name of the remember-me cookie. ``log`` gets reasons that the pages hide.
    ``details`` are told with the login's event when it ends in this very request.
    ``events`` collects what is to be kept of it: (type, error or empty, details), ``mail`` what is to be sent: (kind, user, values with
    ``token`` and ``minutes``). ``flow`` is the alias of the flow that runs, the one at the top. ``ignored`` are required actions that
    cannot be done in this request; ``earlier_error`` is that of an event, which the login's event tells again. ``typed`` is the
    user name that came with this request; ``opening`` says that the request is the one that begins the login.
    """

    context: Context
    passwords: Passwords
    client: Client
    session: AuthenticationSession
    form: Form = field(default_factory=Form)
    browser_session: UserSession | None = None
    remembered: str = ""
    log: list[str] = field(default_factory=list)
    events: list[tuple[str, str, Mapping[str, str | None]]] = field(default_factory=list)
    details: dict[str, str | None] = field(default_factory=dict)
    mail: list[tuple[str, User, Mapping[str, Any]]] = field(default_factory=list)
    flow: str = ""
    ignored: list[str] = field(default_factory=list)
    earlier_error: str = ""
    typed: str = ""
    opening: bool = False

    @property
    def user(self) -> User | None:
        """The user as far as known."""
        return self.context.tables.user(self.session.user_id) if self.session.user_id else None

    @user.setter
    def user(self, user: User | None) -> None:
        self.session = replace(self.session, user_id=user.id if user is not None else "")

    def known_user(self) -> User:
        """The user; raises FlowError before one is known, as Keycloak does not foresee it either."""
        user = self.user
        if user is None:
            raise FlowError(Text("unexpectedErrorHandlingRequestMessage"), reason="no user is known yet", unforeseen=True)
        return user

    def status(self, execution_id: str) -> str:
        """What became of an execution; empty before it ran."""
        return self.session.status.get(execution_id, "")

    def set_status(self, execution_id: str, status: str) -> None:
        """Notes what became of an execution."""
        self.session = replace(self.session, status={**self.session.status, execution_id: status})

    def note(self, name: str) -> str:
        """A note of this login; empty without one."""
        return self.session.notes.get(name, "")

    def set_note(self, name: str, value: str | None) -> None:
        """Sets a note, or with None forgets it."""
        kept = {key: old for key, old in self.session.notes.items() if key != name}
        self.session = replace(self.session, notes=kept if value is None else {**kept, name: value})

    def set_session_note(self, name: str, value: str) -> None:
        """Sets a note that the user session will have."""
        self.session = replace(self.session, session_notes={**self.session.session_notes, name: value})

    def require(self, alias: str) -> None:
        """Adds a required action to this login."""
        if alias not in self.session.required_actions:
            self.session = replace(self.session, required_actions=(*self.session.required_actions, alias))

    def no_longer_require(self, alias: str) -> None:
        """Takes a required action from this login and from the user."""
        self.session = replace(self.session, required_actions=tuple(one for one in self.session.required_actions if one != alias))
        user = self.user
        if user is not None and alias in user.required_actions:
            self.update_user(requiredActions=[one for one in user.required_actions if one != alias])

    def update_user(self, **members: Any) -> User:
        """Replaces members of the user's representation."""
        user = self.known_user()
        document = {**user.document, **members}
        self.context.tables.users.put(user.id, document)
        return User(document)

    def add_credential(self, credential: ReadDocument, others: Iterable[ReadDocument]) -> None:
        """The user has this credential beside the ``others``; raises AdminError for a label that there is no room for, as observed."""
        for fault in lengths.members(credential, ("userLabel",)):
            raise broken(fault.message)
        self.update_user(credentials=[*others, credential])

    def parameter(self, name: str) -> str:
        """A parameter of the authorization request; empty when it was not sent."""
        return self.session.parameters.get(name, "")
