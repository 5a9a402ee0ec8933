"""Client scopes by the name that they had in old versions."""

from __future__ import annotations

from dataclasses import replace

from emulator.admin import client_scopes, protocol_mappers

_NEW, _OLD = "/admin/realms/{realm}/client-scopes", "/admin/realms/{realm}/client-templates"
_ALL = [*client_scopes.ROUTES, *protocol_mappers.ROUTES]
ROUTES = [replace(one, path=one.path.replace(_NEW, _OLD, 1)) for one in _ALL if one.path.startswith(_NEW)]
