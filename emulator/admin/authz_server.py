"""A resource server as a whole: its settings, import and export."""

from __future__ import annotations

from emulator.admin._protection import MANAGE, VIEW, client_of, route, server_of, writing
from emulator.admin.access import AdminCall
from emulator.admin.answers import done
from emulator.authz import admin_permissions
from emulator.authz import authorization_settings as settings
from emulator.web.response import Response, json_response


def read(admin: AdminCall) -> Response:
    """The settings alone."""
    server = server_of(admin)
    schema = {"authorizationSchema": admin_permissions.schema()} if admin_permissions.protects(admin.tables, server.id) else {}
    return json_response({**settings.show(server, client_of(admin)), **schema}, charset=True)


def update(admin: AdminCall) -> Response:
    """Other settings in their place."""
    server = server_of(admin)
    settings.change(admin.tables, server, admin.body("ResourceServerRepresentation"))
    return done()


def export(admin: AdminCall) -> Response:
    """The settings with resources, scopes and policies, by name."""
    return json_response(settings.export(admin.tables, server_of(admin)), charset=True)


def load(admin: AdminCall) -> Response:
    """Settings, resources, scopes and policies of an export."""
    server = server_of(admin)
    settings.load(writing(admin, server.id), admin.body("ResourceServerRepresentation"))
    return done()


ROUTES = [
    route("GET", "", read, *VIEW),
    route("PUT", "", update, *MANAGE, event="AUTHORIZATION_RESOURCE_SERVER", reads="ResourceServerRepresentation"),
    route("GET", "/settings", export, *MANAGE),
    route("POST", "/import", load, *MANAGE, event="AUTHORIZATION_RESOURCE_SERVER", reads="ResourceServerRepresentation"),
]
