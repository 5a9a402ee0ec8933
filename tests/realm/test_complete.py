"""What an import makes of a realm beyond its representation: ids, times, speed of templates, the client in master."""

from __future__ import annotations

import copy
import json

from emulator.core.clock import Clock
from emulator.core.ids import Ids
from emulator.realm import complete
from emulator.realm.export import mask


def test_no_id_is_shared_between_two_realms() -> None:
    first, second = (json.dumps(complete.fresh(name, Ids())).split('"') for name in ("a", "b"))
    assert not {word for word in first if len(word) == 36 and word.count("-") == 4} & set(second)


def test_what_is_given_is_not_changed() -> None:
    given = {"realm": "a", "clients": [{"clientId": "c", "serviceAccountsEnabled": True}], "users": [{"username": "U"}]}
    before = copy.deepcopy(given)
    complete.complete(given, Ids())
    assert given == before


def test_times_are_those_of_the_clock() -> None:
    clock = Clock()
    clock.move(-1_000_000_000)
    made = complete.complete({"realm": "a", "clients": [{"clientId": "c"}], "users": [{"username": "u"}]}, Ids(), clock)
    now = clock.seconds()
    client = next(client for client in made["clients"] if client["clientId"] == "c")
    assert now - int(client["attributes"]["client.secret.creation.time"]) in (0, 1)
    assert now - made["users"][0]["createdTimestamp"] // 1000 in (0, 1)


def test_ids_stay_when_a_completed_realm_is_imported_again() -> None:
    groups = [{"name": "g", "subGroups": [{"name": "h", "realmRoles": ["r"]}]}]
    clients = [{"clientId": "c", "secret": "s", "serviceAccountsEnabled": True}, {"clientId": "p", "publicClient": True}]
    users = [{"username": "u", "groups": ["/g/h"], "clientRoles": {"account": ["view-profile"]}}]
    first = complete.complete({"realm": "a", "groups": groups, "clients": clients, "users": users}, Ids())
    second = complete.complete(copy.deepcopy(first), Ids())
    for key in ("clients", "clientScopes", "groups", "users", "authenticationFlows"):
        assert {one["id"] for one in second[key]} == {one["id"] for one in first[key]}, key
    assert second["id"] == first["id"]
    assert second["defaultRole"] == first["defaultRole"]
    assert second["users"] == first["users"]
    assert second["groups"] == first["groups"]


def test_the_client_of_a_realm_in_master() -> None:
    client, roles = complete.realm_client("shop", Ids())
    admin_roles = complete.fresh("shop", Ids())["roles"]["client"]["realm-management"]
    assert client["clientId"] == "shop-realm"
    assert {role["name"] for role in roles} == {role["name"] for role in admin_roles} - {"realm-admin"}


def test_masked_documents_leave_the_original_alone() -> None:
    made = complete.complete(
        {"realm": "a", "clients": [{"clientId": "c", "secret": "s"}], "smtpServer": {"from": "a@b.c", "password": "p"}}, Ids()
    )
    shown = mask(made)
    assert "**********" in json.dumps(shown["clients"])
    assert shown["smtpServer"] == {"from": "a@b.c", "password": "**********"}
    assert made["smtpServer"] == {"from": "a@b.c", "password": "p"}
