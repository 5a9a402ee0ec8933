"""The realms as they are: who is in them, a new one from a realm file, one as YAML."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, partial
from typing import Any

from emulator.controls import _common
from emulator.controls._common import ControlError
from emulator.core.asking import Answers, AtOnce
from emulator.core.errors import AdminError, RealmFileError
from emulator.realm.people import whole
from emulator.realm.scalars import Written
from emulator.state import master
from emulator.state.records import UserSession
from emulator.state.store import RealmTables
from emulator.web.call import Call
from emulator.web.response import Response, json_response
from emulator.web.routing import Route
from emulator.world.emulator import Emulator


def load(emulator: Emulator, text: str, answers: Answers | None = None) -> list[RealmTables]:
    """Imports a realm file's text, YAML or JSON, shorthands and all; raises ControlError with all that is wrong in it.

    With ``answers`` reading it and building the realms is asked for.
    """
    ask = emulator.aside(answers) if answers is not None else AtOnce()
    documents = ask.ask("realm file", lambda: _read(text), own_thread=True)
    try:
        return [_added(emulator, document, ask, number) for number, document in enumerate(documents)]
    except AdminError as error:
        raise ControlError(str((error.body or {}).get("errorMessage") or error)) from error


def _added(emulator: Emulator, document: dict[str, Any], answers: Answers, number: int) -> RealmTables:
    emulator.check_taken(document)
    return emulator.take_in(answers.ask(("realm", number), lambda: emulator.built(document), own_thread=True))


def _read(text: str) -> list[dict[str, Any]]:
    from emulator.world import realm_files

    try:
        return realm_files.read_text(text, "realm.yaml", {})
    except RealmFileError as error:
        raise ControlError("\n".join(map(str, error.findings))) from error


def exported(emulator: Emulator, tables: RealmTables, answers: Answers | None = None) -> str:
    """A realm as it is now, in YAML: RealmRepresentation with users, hashed passwords and keys, which an import continues with.

    With ``answers`` it is asked for.
    """
    ask = emulator.aside(answers) if answers is not None else AtOnce()
    now = tables.copy()
    return ask.ask("export", lambda: _as_yaml(emulator.export(now)), own_thread=True)


def _as_yaml(document: Mapping[str, Any]) -> str:
    """Member by member and item by item: of a large realm as a whole so many objects would be made that collecting them stops others."""
    parts = []
    for name, member in document.items():
        if isinstance(member, list) and member:
            parts += [f"{name}:\n", *(_yaml([item]) for item in member)]
        else:
            parts.append(_yaml({name: member}))
    return "".join(parts)


def _yaml(value: Any) -> str:
    import yaml

    text: str = yaml.dump(value, Dumper=_dumper(), sort_keys=False, allow_unicode=True, width=140)
    return text


@cache
def _dumper() -> Any:
    """Writes fractions as they were written. The one in C, where it was built, does the same several times faster."""
    import yaml

    class Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]  # either is one
        pass

    Dumper.add_representer(Written, Dumper.represent_float)
    return Dumper


def index(call: Call) -> Response:
    """Names of the realms, and how many users, clients and sessions each has."""
    return _common.answer(
        [
            {"name": one.realm.name, "users": len(one.users), "clients": len(one.clients), "sessions": len(one.user_sessions)}
            for one in call.emulator.store.realms
        ]
    )


def create(call: Call) -> Response:
    """Imports the realm file that was sent; 201 with the names of its realms."""
    try:
        made = load(call.emulator, call.body.decode("utf-8", "replace"), call.answers)
    except ControlError as error:
        raise _common.refused(error) from error
    return json_response([tables.realm.name for tables in made], 201)


def delete(call: Call) -> Response:
    """Removes a realm; ``master`` stays."""
    name = _common.context_of(call).realm.name
    if name == "master":
        raise _common.refused(ControlError("master stays"))
    master.remove_realm_client(call.emulator.store, name)
    call.emulator.store.realms.delete(name)
    return _common.done()


def export(call: Call) -> Response:
    """The realm as YAML."""
    text = exported(call.emulator, _common.context_of(call).tables, call.answers)
    return Response(200, "application/yaml", text.encode(), [("Cache-Control", "no-store")])


def user_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """A user's representation, without credentials."""
    return {name: value for name, value in whole(row).items() if name != "credentials"}


def users_of(tables: RealmTables) -> list[dict[str, Any]]:
    """The users' representations, without their credentials."""
    return [user_of(row) for row in tables.users]


def sessions_of(tables: RealmTables) -> list[dict[str, Any]]:
    """The users' sessions, times in epoch seconds."""
    return [_session(tables, session) for session in tables.user_sessions]


def _session(tables: RealmTables, session: UserSession) -> dict[str, Any]:
    clients = [tables.clients.get(identifier) for identifier in session.clients]
    return {
        "id": session.id,
        "username": session.username,
        "started": session.started,
        "last_access": session.last_access,
        "offline": session.offline,
        "clients": [
            client["clientId"] if client is not None else identifier for client, identifier in zip(clients, session.clients, strict=True)
        ],
    }


def users(call: Call) -> Response:
    """The users' representations without credentials; ``search`` looks in names and addresses, ``first`` and ``max`` page."""
    names = ("username", "email", "firstName", "lastName", "id")
    rows = _common.context_of(call).tables.users
    return _common.listed(call, rows, lambda row: " ".join(str(row.get(name) or "") for name in names), user_of)


def clients(call: Call) -> Response:
    """The clients' representations, secrets among them; ``search`` looks in ids and names, ``first`` and ``max`` page."""
    tables = _common.context_of(call).tables
    return _common.listed(call, tables.clients, lambda row: f"{row.get('clientId')} {row.get('name') or ''}", dict)


def sessions(call: Call) -> Response:
    """The users' sessions, times in epoch seconds; ``search`` looks in user names and ids, ``first`` and ``max`` page."""
    tables = _common.context_of(call).tables
    names = "{0.username} {0.id}".format
    return _common.listed(call, tables.user_sessions, names, partial(_session, tables))


ROUTES = [
    Route("GET", "/_emulator/realms", index),
    Route("POST", "/_emulator/realms", create),
    Route("DELETE", "/_emulator/realms/{name}", delete),
    Route("GET", "/_emulator/realms/{name}/export", export),
    Route("GET", "/_emulator/realms/{name}/users", users),
    Route("GET", "/_emulator/realms/{name}/clients", clients),
    Route("GET", "/_emulator/realms/{name}/sessions", sessions),
]
