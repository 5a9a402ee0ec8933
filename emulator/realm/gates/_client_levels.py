"""Levels of authentication that a client asks for by default or as the least, which have to be ones that the realm knows."""

from __future__ import annotations

from collections.abc import Iterator

from emulator.core.documents import ReadDocument
from emulator.realm import levels
from emulator.realm.gates._told import Problem
from emulator.realm.views import Client


def problems(realm: ReadDocument, client: Client) -> Iterator[Problem]:
    """The faults of a client's ``acr.loa.map``, ``default.acr.values`` and ``minimum.acr.value``."""
    own = client.attributes.get(levels.MAP)
    if own and own.strip() and levels.read(own) is None:
        yield Problem(levels.MAP, "Invalid client configuration (ACR-LOA map) for client", path=("attributes", levels.MAP))
    if client.protocol != "openid-connect":
        return
    usual, least = client.texts("default.acr.values"), client.attributes.get("minimum.acr.value")
    if not usual and least is None:
        return
    known = {*(levels.read(own) or levels.read((realm.get("attributes") or {}).get(levels.MAP)) or {}), *levels.configured(realm)}
    if not known.issuperset(usual):
        message = (
            "Default ACR values need to contain values specified in the ACR-To-Loa mapping or number levels from set realm browser flow"
        )
        yield Problem("defaultAcrValues", message, path=("attributes", "default.acr.values"))
    if least is not None and least not in known:
        message = "Minimum ACR value needs to be value specified in the ACR-To-Loa mapping or number level from set realm browser flow"
        yield Problem("minimumAcrValue", message, path=("attributes", "minimum.acr.value"))
