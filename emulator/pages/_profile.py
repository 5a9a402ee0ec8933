"""The order of a profile's fields on a form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from emulator.login.profile.config import config
from emulator.web.call import Call


def arranged(call: Call, fields: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Fields of no group first, then group by group in the profile's order; each with its ``group``, None for none."""
    found = config(call.realm)
    names = {one["name"]: one.get("group") or "" for one in found.get("attributes") or ()}
    groups = {one["name"]: one for one in found.get("groups") or ()}
    order = {name: index for index, name in enumerate(groups)}
    made = [{**field, "group": groups.get(names.get(field["name"], ""))} for field in fields]
    return sorted(made, key=lambda one: -1 if one["group"] is None else order[one["group"]["name"]])
