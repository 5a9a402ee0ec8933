"""Workflows as they are stored and shown; none of them is ever due."""

JSON = {"Accept": "application/json"}
STEP = {"uses": "disable-user", "after": "5000"}
YAML = """name: by yaml
on: user_created
if: has-role(x)
steps:
  - uses: notify-user
    after: 1d
    with:
      custom_message: hi
  - uses: delete-user
    after: 2d
"""


def stored(kc):
    realm = kc.realm()
    place = f"/admin/realms/{realm}/workflows"
    kc.get(place, admin=True)
    kc.get(place, headers=JSON, admin=True)
    made = kc.post(place, body={"name": "w", "on": "user_created", "steps": [STEP]}, admin=True).created_id
    kc.post(place, raw=YAML, headers={"Content-Type": "application/yaml"}, admin=True)
    kc.post(place, raw=YAML, headers={"Content-Type": "text/yaml"}, admin=True)
    whole = {"name": "whole", "enabled": True, "on": "user-created or USER_ROLE_GRANTED(x)", "if": "not has-role(x) and (has-user-attribute(a:b) or is-member-of(g))", "schedule": {"after": "1d", "batch-size": 5},
             "concurrency": {"cancel-in-progress": "true"}, "steps": [{"uses": "notify-user", "with": {"a": ["x", "y"], "b": "z"}}, {"uses": "set-user-attribute", "after": "P1D", "k": 1}, {"uses": "restart"}]}
    kc.post(place, body=whole, admin=True)
    for query in ({}, {"includeId": "false"}):
        kc.get(f"{place}/{made}", query=query, admin=True)
        kc.get(f"{place}/{made}", query=query, headers=JSON, admin=True)
    kc.get(place, admin=True)
    for query in ({}, {"search": "WH"}, {"search": "w", "exact": "true"}, {"first": "1", "max": "1"}):
        kc.get(place, query=query, headers=JSON, admin=True)
    for body in ({"name": "w2", "on": "user_created", "steps": [STEP]}, {"name": "whole", "steps": [STEP]}, {"name": "w", "on": "nope", "steps": [STEP]}, {"name": "w", "enabled": False, "steps": [{"uses": "delete-user"}]}):
        kc.put(f"{place}/{made}", body=body, admin=True)
        kc.get(f"{place}/{made}", headers=JSON, admin=True)
    kc.put(f"{place}/nope", body={"name": "n", "steps": [STEP]}, admin=True)
    for _ in range(2):
        kc.delete(f"{place}/{made}", admin=True)
        kc.get(f"{place}/{made}", admin=True)


def refused(kc):
    realm = kc.realm()
    place = f"/admin/realms/{realm}/workflows"
    kc.post(place, body={"name": "w", "steps": [STEP]}, admin=True)
    for body in (
        {}, {"name": ""}, {"name": "w", "steps": []}, {"name": "a"}, {"name": "a", "steps": []}, {"name": "a", "on": "nope", "steps": [STEP]}, {"name": "a", "if": "nope(x)", "steps": [STEP]}, {"name": "a", "steps": [{"uses": "nope"}]},
        {"name": "a", "steps": [{**STEP, "after": "x"}]}, {"name": "a", "steps": [{**STEP, "after": "1d2h"}]}, {"name": "a", "steps": [{**STEP, "after": "-5"}]}, {"name": "a", "steps": [{"after": "1"}]},
        {"name": "a", "steps": [{"uses": "restart"}, {"uses": "disable-user"}]}, {"name": "b", "nope": 1, "steps": [{"uses": "disable-user", "after": ""}]}, [], {"name": "c", "steps": [{"uses": "disable-client"}]},
        {"name": "d", "on": "", "steps": [STEP]}, {"name": "e", "on": "!user_created", "steps": [STEP]}, {"name": "f", "on": "user_created", "steps": [STEP], "id": "of-its-own"},
    ):
        kc.post(place, body=body, admin=True)
    for text, kind in (("{", "application/json"), ("x: [", "application/yaml"), ("- a", "application/yaml")):
        kc.post(place, raw=text, headers={"Content-Type": kind}, admin=True)


def by_rank(kc):
    people = [{"username": rank, "enabled": True, "email": f"{rank}@x.org", "firstName": "A", "lastName": "B", "credentials": [{"type": "password", "value": "wonder"}], "clientRoles": {"realm-management": [rank]}}
              for rank in ("view-realm", "manage-realm", "manage-users", "view-users")]
    realm = kc.realm(users=people, clients=[{"clientId": "app", "secret": "s3cret", "directAccessGrantsEnabled": True}])
    place = f"/admin/realms/{realm}/workflows"
    made = kc.post(place, body={"name": "w", "steps": [STEP]}, admin=True).created_id
    for one in people:
        form = {"grant_type": "password", "client_id": "app", "client_secret": "s3cret", "username": one["username"], "password": "wonder"}
        token = kc.token(realm, form).get("access_token")
        kc.get(place, headers=JSON, bearer=token)
        kc.get(f"{place}/{made}", headers=JSON, bearer=token)
        kc.post(place, body={"name": one["username"], "steps": [STEP]}, bearer=token)
        kc.put(f"{place}/{made}", body={"name": "w", "steps": [STEP]}, bearer=token)
        kc.delete(f"{place}/nope", bearer=token)
