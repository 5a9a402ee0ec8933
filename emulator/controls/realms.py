"""The realms as they are: who is in them, a new one from a realm file, one as YAML."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from emulator.controls import _common
from emulator.controls._common import ControlError
from emulator.core.errors import AdminError, RealmFileError
from emulator.state import master
from emulator.state.store import RealmTables
from emulator.web.call import Call
from emulator.web.response import Response, json_response
from emulator.web.routing import Route
from emulator.world.emulator import Emulator


def load(emulator: Emulator, text: str) -> list[RealmTables]:
    """Imports a realm file's text, YAML or JSON, shorthands and all; raises ControlError with all that is wrong in it."""
    from emulator.realm import files

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "realm.yaml"
        path.write_text(text, encoding="utf-8")
        try:
            return [emulator.add_realm(document) for document in files.read(path, {})]
        except RealmFileError as error:
            raise ControlError("\n".join(str(finding).replace(str(path), "realm.yaml") for finding in error.findings)) from error
        except AdminError as error:
            raise ControlError(str((error.body or {}).get("errorMessage") or error)) from error


def exported(emulator: Emulator, tables: RealmTables) -> str:
    """A realm as it is now, in YAML: RealmRepresentation with users, hashed passwords and keys, which an import continues with."""
    import yaml

    text: str = yaml.safe_dump(emulator.export(tables), sort_keys=False, allow_unicode=True, width=140)
    return text


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
        return json_response([tables.realm.name for tables in load(call.emulator, call.body.decode("utf-8", "replace"))], 201)
    except ControlError as error:
        raise _common.refused(error) from error


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
    text = exported(call.emulator, _common.context_of(call).tables)
    return Response(200, "application/yaml", text.encode(), [("Cache-Control", "no-store")])


def users_of(tables: RealmTables) -> list[dict[str, Any]]:
    """The users' representations, without their credentials."""
    return [{k: v for k, v in row.items() if k != "credentials"} for row in tables.users]


def sessions_of(tables: RealmTables) -> list[dict[str, Any]]:
    """The users' sessions, times in epoch seconds."""
    names = {row["id"]: row["clientId"] for row in tables.clients}
    return [
        {
            "id": one.id,
            "username": one.username,
            "started": one.started,
            "last_access": one.last_access,
            "offline": one.offline,
            "clients": [names.get(identifier, identifier) for identifier in one.clients],
        }
        for one in tables.user_sessions
    ]


def users(call: Call) -> Response:
    """See ``users_of``."""
    return _common.answer(users_of(_common.context_of(call).tables))


def clients(call: Call) -> Response:
    """The clients' representations, secrets among them."""
    return _common.answer(list(_common.context_of(call).tables.clients))


def sessions(call: Call) -> Response:
    """See ``sessions_of``."""
    return _common.answer(sessions_of(_common.context_of(call).tables))


ROUTES = [
    Route("GET", "/_emulator/realms", index),
    Route("POST", "/_emulator/realms", create),
    Route("DELETE", "/_emulator/realms/{name}", delete),
    Route("GET", "/_emulator/realms/{name}/export", export),
    Route("GET", "/_emulator/realms/{name}/users", users),
    Route("GET", "/_emulator/realms/{name}/clients", clients),
    Route("GET", "/_emulator/realms/{name}/sessions", sessions),
]
