"""The login behind a token: its client, user and session, or why there is none any more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from emulator.context import Context, events
from emulator.context.presented import DPOP
from emulator.core.dataclass import dataclass
from emulator.login import sessions
from emulator.realm.views import Client, User
from emulator.state.records import ClientSession, UserSession
from emulator.tokens import verify
from emulator.tokens.decision import DPOP_BOUND
from emulator.tokens.verify import Verified

if TYPE_CHECKING:
    from emulator.state.records import ApiToken
    from emulator.state.store import RealmTables


ACCESS = ("Bearer", "bearer", "DPoP")
"""The kinds of token that let somebody in; introspection and exchange know more."""
_FAILED = "Token verification failed"


class NotAccepted(ValueError):
    """A token that lets nobody in. ``error`` is what Keycloak calls it, the text says why, for the log.

    Of its events ``said`` is the reason and ``token`` what was read.
    """

    def __init__(self, error: str, reason: str, said: str = "", token: Verified | None = None) -> None:
        super().__init__(reason)
        self.error = error
        self.said = said
        self.token = token


class Gone(NotAccepted):
    """The token's login has ended. ``code`` is the error in events, ``client`` and ``user`` are who was found by then."""

    def __init__(
        self, error: str, reason: str, token: Verified, code: str = "", *, client: Client | None = None, user: User | None = None
    ) -> None:
        super().__init__(error, reason, token=token)
        self.code = code or error
        self.client = client
        self.user = user


@dataclass(frozen=True, slots=True)
class Login:
    """Whose token it is. ``session`` and ``client_session`` are None for a token without a session.

    Of an API token, or of what was exchanged for one: ``roles`` are the ids that the user's roles are limited to, None
    for all; ``permanent`` tells the first.
    """

    client: Client
    user: User
    session: UserSession | None
    client_session: ClientSession | None
    api_token: ApiToken | None = None
    roles: frozenset[str] | None = None
    permanent: bool = False

    def visible(self, tables: RealmTables, client: Client) -> frozenset[str] | None:
        """Names of the client scopes that the token lets through at a client; None for all."""
        if self.api_token is None:
            return None
        from emulator.tokens.api_tokens import claims as api_tokens

        return api_tokens.visible(tables, client, self.api_token)

    def asked(self, scope: str | None) -> str | None:
        """A scope parameter, without what an API token does not have."""
        if self.api_token is None:
            return scope
        from emulator.tokens.api_tokens import claims as api_tokens

        return api_tokens.asked(self.api_token, scope)

    def is_for(self, context: Context, client: Client) -> bool:
        """Whether the token is an API token, not an exchanged one, that the client may introspect and exchange."""
        if not self.permanent:
            return False
        from emulator.tokens.api_tokens import claims as api_tokens

        return api_tokens.is_for(context, client.client_id)


def authenticate(context: Context, text: str | None, kinds: Sequence[str] = ACCESS) -> tuple[Login, Verified]:
    """Whose token a text is: verified, of one of these kinds, not revoked, its login alive. None stands for no token at all.

    Raises NotAccepted.
    """
    if text is None:
        raise NotAccepted(_FAILED, "no Bearer token was sent")
    try:
        token = verify.access_token(context, text)
    except verify.NotValid as error:
        raise NotAccepted(_FAILED, str(error), error.said, error.token if isinstance(error, verify.Revoked) else None) from error
    if token.text("typ") not in kinds:
        said = f"Token type is incorrect. Expected '[Bearer, DPoP]' but was '{token.text('typ')}'"
        raise NotAccepted(_FAILED, f"its typ is '{token.text('typ')}', asked for was {' or '.join(kinds)}", said, token)
    if verify.is_stale(context, token):
        raise NotAccepted(_FAILED, "a not-before policy revokes it")
    return login(context, token), token


def presented(context: Context, kinds: Sequence[str] = ACCESS) -> tuple[Login, Verified]:
    """Whose token a request brings in its headers: as ``authenticate``, and with the proof that the token is bound to."""
    owner, token = authenticate(context, context.presented().token, kinds)
    check_possession(context, token, owner.client)
    return owner, token


def check_possession(context: Context, token: Verified, client: Client) -> None:
    """Refuses a token of a request whose scheme is not the token's or the client's, or whose proof does not hold. Raises NotAccepted."""
    why = _possession_fault(context, token, client)
    if why:
        events.note(context, reason=why)
        raise NotAccepted(_FAILED, why)


def _possession_fault(context: Context, token: Verified, client: Client) -> str:
    """What Keycloak says of a token that comes in the wrong way; empty for one that does not."""
    brought = context.presented()
    proves, bound = brought.scheme == DPOP, token.text("typ").lower() == DPOP
    if bound and not proves:
        return "The access token type is DPoP but Authorization Header is not DPoP"
    if proves and not bound:
        return "The access token type is not DPoP but Authorization Header is DPoP"
    if not proves:
        requires = client.flag(DPOP_BOUND) and token.permanent is None
        return "This client requires DPoP, but no DPoP Authorization header is present" if requires else ""
    from emulator.tokens import dpop

    try:
        dpop.check_use(context, brought, token)
    except dpop.Refused as error:
        return str(error)
    return ""


def login(context: Context, token: Verified) -> Login:
    """The login of a verified token; raises Gone."""
    client, roles = context.tables.client(token.text("azp")), None
    if token.api_token is not None:
        from emulator.tokens.api_tokens import claims as api_tokens

        roles = api_tokens.narrowed(context, token.api_token)
        client = client if token.exchanged else api_tokens.client_of(context.tables, token.text("azp"))
    if client is None:
        raise Gone("Token verification failed", f"client '{token.text('azp')}' does not exist", token, "client_not_found")
    if not client.enabled:
        raise Gone("Client disabled", f"client '{client.client_id}' is not enabled", token, "client_disabled", client=client)
    session, mine = None, None
    if not token.transient:
        session = _session(context, token, client)
        if session is None:
            raise Gone("user_session_not_found", "the session has ended", token, client=client)
        mine = session.clients.get(client.id)
        if mine is None and not token.apart:
            raise Gone("user_session_not_found", f"client '{client.client_id}' is no longer part of the session", token, client=client)
    user = context.tables.user(session.user_id if session is not None else token.text("sub")) or _service_account(context, client, token)
    if user is None:
        raise Gone("user_session_not_found", "the user does not exist any more", token, client=client)
    if not user.enabled:
        raise Gone("User disabled", f"user '{user.username}' is not enabled", token, "user_disabled", client=client, user=user)
    if session is not None and token.issued_at < (mine.started if mine is not None else session.started):
        raise Gone("invalid_token", "the token is older than its session", token, client=client, user=user)
    return Login(client, user, session, mine, token.api_token, roles, token.permanent is not None)


def _session(context: Context, token: Verified, client: Client) -> UserSession | None:
    """The session of a token; one that does not say of what kind it is, as an ID token, may live on with the offline one."""
    session = sessions.find(context, token.text("sid"), token.offline)
    if token.tells_its_session or token.offline or (session is not None and client.id in session.clients):
        return session
    offline = sessions.find(context, token.text("sid"), offline=True)
    return offline if offline is not None and client.id in offline.clients else session


def _service_account(context: Context, client: Client, token: Verified) -> User | None:
    """The user of a token that a client got for itself, whose subject may be a pairwise one; None for any other token."""
    document = context.tables.users.one("serviceAccountClientId", client.client_id) if token.transient else None
    return User(document) if document is not None else None
