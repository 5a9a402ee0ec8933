"""The claims of a token one by one: who made each, and what would make those that are not there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from emulator.core.dataclass import dataclass
from emulator.realm.views import Client, Realm
from emulator.tokens import lifespans
from emulator.tokens.explain import traces
from emulator.tokens.explain.traces import Path, Trace

_ITSELF = {
    "exp": "When the token ends.",
    "nbf": "When it begins to be good.",
    "iat": "When it was made.",
    "auth_time": "When the user logged in.",
    "jti": "The token's own id.",
    "iss": "The realm that made it, by the URL that it was asked at.",
    "aud": "Whom it is meant for.",
    "sub": "The user's id.",
    "typ": "What kind of token it is.",
    "azp": "The client that it was made for.",
    "nonce": "The client's own text, as its authorization request gave it.",
    "sid": "The user's session.",
    "at_hash": "Ties it to the access token beside it.",
    "c_hash": "Ties it to the code beside it.",
    "s_hash": "Ties it to the state of the authorization request.",
    "cnf": "What the client has to prove to own: a key or a certificate.",
    "scope": "The client scopes in force that show in tokens.",
    "authorization": "Permissions that were decided on.",
    "api_token": "The API token that it was exchanged for.",
    "aud_x": "The audience of the access token that it renews.",
    "prov": "How the refresh token is kept.",
    "reuse_id": "The family of refresh tokens that it belongs to.",
}
_SESSIONS = {"on": "of a session", "of": "of an offline session", "tr": "without a session", "nt": "of a session that the client is not in"}
_GRANTS = {
    "ac": "authorization code", "cc": "client credentials", "ro": "password", "rt": "refresh token", "te": "token exchange",
    "dg": "device code", "ci": "CIBA", "ag": "JWT authorization grant", "at": "API token", "na": "none of the usual grants",
}  # fmt: skip
_WHY = {
    traces.NOT_HERE: "its configuration leaves this kind of token out",
    traces.NOT_ASKED: "the scope is optional, and was not asked for",
    traces.NOT_PERMITTED: "the user has none of the roles that the scope asks for",
    traces.NOT_ASSIGNED: "the client has no such scope",
    traces.IN_FORCE: "it found nothing to write for this user or session",
}


@dataclass(frozen=True, slots=True)
class Own:
    """A token's claims beside what the realm itself puts into tokens of that client."""

    realm: Realm
    client: Client | None
    claims: Mapping[str, Any]
    kind: str


def present(own: Own, ran: list[Trace]) -> list[dict[str, Any]]:
    """The claims that are there, nested ones by their own paths: ``claim``, ``value``, ``by`` (mappers), ``said``.

    ``now`` is there where the same token would say something else by now.
    """
    told = []
    for path, value in traces.leaves(own.claims):
        makers = _makers(path, value, ran)
        entry: dict[str, Any] = {"claim": traces.named(path), "value": value, "by": [source(trace) for trace in makers]}
        computed, now = _computed(path, ran)
        entry["said"] = _said(own, path, makers, known=computed)
        if computed and now != value and path != ("aud",):
            entry["now"] = now
        told.append(entry)
    return told


def absent(own: Own, ran: Iterable[Trace], left_out: Iterable[Trace]) -> list[dict[str, Any]]:
    """The claims that are not there although a mapper of the realm could write them: ``claim``, ``by``, ``why``, ``said``.

    An entry of ``aud`` has its ``value`` beside.
    """
    there = {path for path, _ in traces.leaves(own.claims)}
    audience = _audience(own.claims)
    silent = [trace for trace in ran if trace.configured and not trace.claims]
    told = [_missing(trace, trace.configured) for trace in silent if not _under(trace.configured, there)]
    for trace in left_out:
        paths = trace.claims or ([trace.configured] if trace.configured else [])
        told += [_missing(trace, path) for path in paths if not _under(path, there)]
        told += [{**_missing(trace, ("aud",)), "value": name} for name in trace.audience if name not in audience]
    return sorted(told, key=lambda entry: (entry["claim"], _ORDER[entry["why"]]))


_ORDER = {state: rank for rank, state in enumerate(_WHY)}


def source(trace: Trace) -> dict[str, Any]:
    """A mapper: its name, id, provider and configuration, and the ``container`` that has it, a client or a client scope."""
    mapper, owner = trace.step.mapper, trace.step.owner
    is_client = isinstance(owner, Client)
    return {
        "mapper": mapper.name, "id": mapper.id, "provider": mapper.provider, "config": dict(mapper.config),
        "container": "client" if is_client else "client-scope",
        "container_name": owner.client_id if isinstance(owner, Client) else owner.name, "container_id": owner.id,
    }  # fmt: skip


def _missing(trace: Trace, path: Path) -> dict[str, Any]:
    return {
        "claim": traces.named(path), "by": source(trace), "why": trace.state,
        "said": _sentence(f"{_place(trace)} could write it, but {_WHY[trace.state]}."),
    }  # fmt: skip


def _makers(path: Path, value: Any, ran: list[Trace]) -> list[Trace]:
    """The mappers behind a claim: those that write it now, else those that are configured for it."""
    if path == ("aud",):
        names = value if isinstance(value, list) else [value]
        return [trace for trace in ran if any(name in names for name in trace.audience)]
    writers = [trace for trace in ran if path in trace.claims]
    return writers or [trace for trace in ran if trace.configured and _under(trace.configured, {path})]


def _computed(path: Path, ran: list[Trace]) -> tuple[bool, Any]:
    """Whether mappers write the claim now, and what it is when all have run."""
    for trace in reversed(ran):
        if path in trace.claims:
            return True, trace.claims[path]
    return False, None


def _said(own: Own, path: Path, makers: list[Trace], *, known: bool) -> str:
    name = path[0]
    if makers and (known or name == "aud"):
        return _sentence(f"{' and '.join(_place(trace) for trace in makers)} wrote it.")
    if makers:
        return _sentence(f"{_place(makers[0])} writes it, of a session or a user as they were then.")
    if name == "exp" and own.client is not None:
        return f"{_ITSELF[name]} {_lifespan(own, own.client)}"
    if name == "jti":
        return f"{_ITSELF[name]} {_of_jti(str(own.claims['jti']))}".strip()
    if len(path) == 1 and name in _ITSELF:
        return _ITSELF[name]
    if name in ("cnf", "authorization"):
        return _ITSELF[name]
    return "Nothing in the realm as it is now writes it: the token was made at will, or the realm was changed since."


def _lifespan(own: Own, client: Client) -> str:
    """Which setting decided when the token ends."""
    began, ends = own.claims.get("iat"), own.claims.get("exp")
    if own.kind == "refresh" or not isinstance(began, int) or not isinstance(ends, int):
        return "The session's times decide."
    seconds = lifespans.access_token_lifespan(own.realm, client)
    if ends - began != seconds:
        return f"It lives {ends - began} s: the session ends then, another time was asked for, or a setting was changed."
    own_setting = client.number("access.token.lifespan") is not None
    setting = "access.token.lifespan of the client" if own_setting else "accessTokenLifespan of the realm"
    return f"It lives {seconds} s: {setting}."


def _of_jti(jti: str) -> str:
    """What the six letters before the colon say."""
    letters, colon, _ = jti.partition(":")
    session, grant = _SESSIONS.get(letters[:2]), _GRANTS.get(letters[4:6])
    if not colon or session is None or grant is None:
        return ""
    return f"The letters before the colon say: {session}, {'lightweight' if letters[2:4] == 'lt' else 'regular'}, by {grant}."


def _place(trace: Trace) -> str:
    owner = trace.step.owner
    where = f"the client '{owner.client_id}'" if isinstance(owner, Client) else f"the client scope '{owner.name}'"
    return f"the mapper '{trace.step.mapper.name}' of {where}"


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:]


def _under(path: Path, there: Iterable[Path]) -> bool:
    """Whether a claim is there, itself or something inside of it."""
    return any(known[: len(path)] == path for known in there)


def _audience(claims: Mapping[str, Any]) -> list[Any]:
    audience = claims.get("aud", [])
    return audience if isinstance(audience, list) else [audience]
