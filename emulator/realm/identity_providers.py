"""Identity providers and their mappers, as an import leaves them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from emulator.core.documents import Document
from emulator.core.errors import AdminError
from emulator.core.ids import Ids
from emulator.realm.gates import Surroundings, lengths
from emulator.realm.gates import identity_provider as gate
from emulator.realm.refusal import broken, duplicate, invalid


def legacy(source: Mapping[str, Any]) -> list[Document] | None:
    """The identity providers that ``socialProviders`` of old versions means."""
    if not (source.get("social") and source.get("socialProviders")) or source.get("identityProviders") is not None:
        return None
    social = source["socialProviders"]
    names = [key.split(".")[0] for key in social if key.endswith(".key")]
    return [
        {
            "alias": name,
            "providerId": name,
            "enabled": True,
            "linkOnly": False,
            "config": {"clientId": social[f"{name}.key"], "clientSecret": social.get(f"{name}.secret")},
        }
        for name in names
    ]


def providers(
    sources: Iterable[Mapping[str, Any]], realm: Mapping[str, Any], ids: Ids, features: frozenset[str] = frozenset()
) -> list[Document]:  # fmt: skip
    """IdentityProviderRepresentations as ``realm`` keeps them; raises what an import answers to their faults, and to doubles (409)."""
    documents: list[Document] = []
    for provider in sources:
        documents.append(_provider(provider, Surroundings({**realm, "identityProviders": documents}, features=features), ids))
    names = [provider["alias"] for provider in documents if "alias" in provider]
    if len(set(names)) < len(names):
        raise duplicate("two identity providers have one alias")
    return documents


def _provider(given: Mapping[str, Any], around: Surroundings, ids: Ids) -> Document:
    for fault in gate.faults(given, around):
        if fault.key == "flowUnknown":
            raise invalid(fault.message)
        raise invalid("Database operation failed") if fault.key == lengths.TOO_LONG else broken(fault.message)
    made = gate.stored(given, given.get("internalId") or ids.uuid())
    return {**made, "types": gate.types(made.get("providerId"))}


def mappers(sources: Iterable[Mapping[str, Any]], ids: Ids) -> list[Document]:
    """IdentityProviderMapperRepresentations with ids."""
    documents = []
    for mapper in sources:
        for fault in gate.mapper_faults(mapper):
            raise invalid("Database operation failed") if fault.key == lengths.TOO_LONG else duplicate(fault.message)
        documents.append(gate.stored_mapper(mapper, mapper.get("id") or ids.uuid()))
    names = [(mapper.get("identityProviderAlias"), mapper.get("name")) for mapper in documents]
    if len(set(names)) < len(names):
        message = "Identity provider mapper name must be unique per identity provider"
        raise AdminError(400, {"errorMessage": message}, "two identity provider mappers have one name")
    return documents
