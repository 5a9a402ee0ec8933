"""The client registration policies that there are; those of a realm are components."""

from __future__ import annotations

from emulator.admin.access import AdminCall, route
from emulator.admin.answers import found
from emulator.registration import policy
from emulator.web.response import Response


def providers(admin: AdminCall) -> Response:
    """All kinds of policies, with what each is configured with."""
    return found(policy.providers(admin.tables))


ROUTES = [route("GET", "/client-registration-policy/providers", providers, "view-realm", "manage-realm")]
