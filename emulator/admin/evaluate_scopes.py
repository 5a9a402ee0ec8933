"""Evaluation of client scopes: example tokens of a user, and what is behind their claims."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from emulator.admin import fine_grained
from emulator.admin._arrival import container_of
from emulator.admin.access import AdminCall, route
from emulator.admin.answers import found
from emulator.admin.user_roles import brief
from emulator.authz.admin_permissions import USERS
from emulator.core.errors import AdminError
from emulator.login import sessions
from emulator.realm.gates import protocol_mapper
from emulator.realm.views import Client, ClientScope, ProtocolMapper
from emulator.state.records import ClientSession
from emulator.tokens import issue, lifespans, plan, scopes
from emulator.tokens.decision import Decision
from emulator.tokens.draft import Subject, arranged
from emulator.web.response import Response

_VIEW = ("view-clients", "manage-clients")


def _client(admin: AdminCall) -> Client:
    client = admin.tables.client_by_id(admin.call.parameters["client"])
    if client is None:
        raise AdminError(404, {"error": "Could not find client"})
    return client


def _claims(kind: str) -> Callable[[AdminCall], Response]:
    def handle(admin: AdminCall) -> Response:
        client, context = _client(admin), admin.context
        identifier = admin.call.query.get("userId")
        if not identifier:
            raise AdminError(404, {"error": "No userId provided"})
        if not admin.may("view-users", "manage-users") and not fine_grained.sees(admin, USERS):
            raise AdminError(403, {"error": "You have no access to this user"}, f"'{admin.caller.user.username}' may not see users")
        user = context.tables.user(identifier)
        if user is None:
            raise AdminError(404, {"error": "No user found"})
        scope = admin.call.query.get("scope") or ""
        if kind != "access-token" and not scopes.has_openid(scope):
            scope = f"openid {scope}".strip()
        session = replace(sessions.start(context, user), offline=scopes.is_offline(admin.tables, client, scope))
        now = context.clock.seconds()
        mine = ClientSession(client.id, started=now, refreshed=now, scope=scope)
        in_force = scopes.permitted(context.tables, client, user, scope)
        audience = [name for name in (admin.call.query.get("audience") or "").split() if admin.tables.client(name) is not None]
        decision = Decision("na", client, user, session, mine, scope, in_force, audience=frozenset(audience) if audience else None)
        subject = Subject(context, client, user, in_force.names, scope, session, mine)
        plans = admin.call.emulator.plans
        expiration = lifespans.access_token_expiration(context.realm, client, session, mine, now)
        if kind in ("access-token", "id-token"):
            access = issue.access_claims(context, plans, decision, subject, now, expiration)
            _refuse_audience(audience, access.get("aud"))
            if kind == "access-token":
                return found(access)
            return found(issue.id_claims(context, plans, decision, subject, now, expiration))
        draft = plans.draft(subject, in_force, plan.USERINFO)
        return found(arranged(issue.userinfo_claims(user, draft), context.tables.memo))

    return handle


def _refuse_audience(asked: list[str], audience: Any) -> None:
    """Refuses to show a token for somebody whom it is not meant for."""
    available = audience if isinstance(audience, list) else [audience]
    for wanted in asked:
        if wanted not in available:
            raise AdminError(404, {"error": f"Requested audience not available: {wanted}"})


def mappers(admin: AdminCall) -> Response:
    """Which protocol mappers take part, and where they come from: those of the client's protocol, of types that there are."""
    client = _client(admin)
    owners: list[tuple[Client | ClientScope, str, str]] = [(client, str(client.document.get("name") or ""), "client")]
    wanted = scopes.requested(admin.tables, client, admin.call.query.get("scope"))
    owners += [(scope, scope.name, "client-scope") for scope in wanted]
    return found(
        [
            _mapper(mapper, owner.id, name, kind)
            for owner, name, kind in owners
            for mapper in owner.protocol_mappers
            if mapper.get("protocol") == client.protocol and protocol_mapper.unknown_type(mapper) is None
        ]
    )


def _mapper(document: Any, container: str, name: str, kind: str) -> dict[str, Any]:
    mapper = ProtocolMapper(document)
    return {
        "mapperId": mapper.id, "mapperName": mapper.name, "containerId": container, "containerName": name, "containerType": kind,
        "protocolMapper": mapper.provider,
    }  # fmt: skip


def _scope_mappings(*, granted: bool) -> Callable[[AdminCall], Response]:
    def handle(admin: AdminCall) -> Response:
        client = _client(admin)
        of = container_of(admin.tables, admin.call.parameters["container"])
        container = of.id if of is not None else admin.tables.id
        known = [admin.tables.role(row["id"]) for row in admin.tables.roles.many("container", container)]
        through = scopes.role_ids(admin.tables, client, admin.call.query.get("scope"))
        kept = [role for role in known if role is not None and (client.full_scope_allowed or role.id in through) is granted]
        return found([brief(admin, role) for role in sorted(kept, key=lambda role: role.name)])

    return handle


_BASE = "/clients/{client}/evaluate-scopes"
ROUTES = [
    *(route("GET", f"{_BASE}/generate-example-{kind}", _claims(kind), *_VIEW) for kind in ("access-token", "id-token", "userinfo")),
    route("GET", f"{_BASE}/protocol-mappers", mappers, *_VIEW),
    route("GET", f"{_BASE}/scope-mappings/{{container}}/granted", _scope_mappings(granted=True), *_VIEW),
    route("GET", f"{_BASE}/scope-mappings/{{container}}/not-granted", _scope_mappings(granted=False), *_VIEW),
]
