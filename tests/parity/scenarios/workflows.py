"""Workflows as they are stored, shown and run; what has to wait is never due here."""


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
    identifier = kc.post(place, body={"name": "w", "on": "user_created", "steps": [STEP]}, admin=True).created_id
    kc.post(place, raw=YAML, headers={"Content-Type": "application/yaml"}, admin=True)
    kc.post(place, raw=YAML, headers={"Content-Type": "text/yaml"}, admin=True)
    whole = {"name": "whole", "enabled": True, "on": "user-created or USER_ROLE_GRANTED(x)", "if": "not has-role(x) and (has-user-attribute(a:b) or is-member-of(g))", "schedule": {"after": "1d", "batch-size": 5},
             "concurrency": {"cancel-in-progress": "true"}, "steps": [{"uses": "notify-user", "with": {"a": ["x", "y"], "b": "z"}}, {"uses": "set-user-attribute", "after": "P1D", "k": 1}, {"uses": "restart"}]}
    kc.post(place, body=whole, admin=True)
    for query in ({}, {"includeId": "false"}):
        kc.get(f"{place}/{identifier}", query=query, admin=True)
        kc.get(f"{place}/{identifier}", query=query, headers=JSON, admin=True)
    kc.get(place, admin=True)
    for query in ({}, {"search": "WH"}, {"search": "w", "exact": "true"}, {"first": "1", "max": "1"}):
        kc.get(place, query=query, headers=JSON, admin=True)
    for body in ({"name": "w2", "on": "user_created", "steps": [STEP]}, {"name": "whole", "steps": [STEP]}, {"name": "w", "on": "nope", "steps": [STEP]}, {"name": "w", "enabled": False, "steps": [{"uses": "delete-user"}]}):
        kc.put(f"{place}/{identifier}", body=body, admin=True)
        kc.get(f"{place}/{identifier}", headers=JSON, admin=True)
    kc.put(f"{place}/nope", body={"name": "n", "steps": [STEP]}, admin=True)
    for _ in range(2):
        kc.delete(f"{place}/{identifier}", admin=True)
        kc.get(f"{place}/{identifier}", admin=True)


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
    long = "user-created" + " or user-created" * 200
    for number, more in enumerate((
        {"on": long}, {"if": long}, {"concurrency": {"cancel-in-progress": long}}, {"on": long, "steps": []}, {"on": "nope", "steps": [{"uses": "nope"}]}, {"on": "nope", "schedule": {"after": "x"}},
        {"concurrency": {"cancel-in-progress": "nope", "restart-in-progress": "nope2"}}, {"concurrency": {"restart-in-progress": "false"}}, {"concurrency": {"cancel-in-progress": "TRUE", "restart-in-progress": "not USER_CREATED"}},
        {"concurrency": {"cancel-in-progress": "has-role(x)"}, "schedule": {"after": "x"}}, {"schedule": {"after": "1s"}},
        {"schedule": {"after": "8000000000000000"}}, {"schedule": {"after": "x"}, "steps": [{"uses": "nope"}]}, {"schedule": {"after": "x"}, "steps": [{"uses": "restart"}]}, {"steps": [{"uses": "restart"}]},
        {"steps": [{**STEP, "after": str(2**63)}]}, {"steps": [{**STEP, "after": "106751991167301d"}]}, {"steps": [{**STEP, "after": "106751991167300d"}]}, {"steps": [{**STEP, "after": f"{2**63 - 1}ms"}]}, {"steps": [{**STEP, "after": "\u0663"}]},
        {"id": "i" * 37, "steps": []},
    )):
        kc.post(place, body={"name": f"more {number}", "steps": [STEP], **more}, admin=True)
    for text, kind in (("{", "application/json"), ("x: [", "application/yaml"), ("- a", "application/yaml")):
        kc.post(place, raw=text, headers={"Content-Type": kind}, admin=True)


def by_rank(kc):
    people = [{"username": rank, "enabled": True, "email": f"{rank}@x.org", "firstName": "A", "lastName": "B", "credentials": [{"type": "password", "value": "wonder"}], "clientRoles": {"realm-management": [rank]}}
              for rank in ("view-realm", "manage-realm", "manage-users", "view-users")]
    realm = kc.realm(users=people, clients=[{"clientId": "app", "secret": "s3cret", "directAccessGrantsEnabled": True}])
    place = f"/admin/realms/{realm}/workflows"
    identifier = kc.post(place, body={"name": "w", "steps": [STEP]}, admin=True).created_id
    for person in people:
        form = {"grant_type": "password", "client_id": "app", "client_secret": "s3cret", "username": person["username"], "password": "wonder"}
        token = kc.token(realm, form).get("access_token")
        kc.get(place, headers=JSON, bearer=token)
        kc.get(f"{place}/{identifier}", headers=JSON, bearer=token)
        kc.post(place, body={"name": person["username"], "steps": [STEP]}, bearer=token)
        kc.put(f"{place}/{identifier}", body={"name": "w", "steps": [STEP]}, bearer=token)
        kc.delete(f"{place}/nope", bearer=token)


def _user(name, **more):
    return {"username": name, "enabled": True, "email": f"{name}@x.org", "firstName": "A", "lastName": "B", "credentials": [{"type": "password", "value": "wonder"}], **more}


class _Running:
    """A realm in which workflows run, and what they have come to; the real one runs them a moment later."""

    def __init__(self, kc, **more):
        self.kc = kc
        self.realm = kc.realm(
            roles={"realm": [{"name": "r1"}, {"name": "r2"}]}, groups=[{"name": "g1", "subGroups": [{"name": "g2"}]}],
            clients=[{"clientId": "app", "secret": "s3cret", "directAccessGrantsEnabled": True, "serviceAccountsEnabled": True}], **more,
        )
        self.base = f"/admin/realms/{self.realm}"
        # The real one writes down that a workflow waits before it does the steps that do not.
        self.patience = 0.5 if kc.setup("DELETE", "/_emulator/faults").status >= 400 else 0
        profile = kc.setup("GET", f"{self.base}/users/profile").json
        kc.setup("PUT", f"{self.base}/users/profile", {**profile, "unmanagedAttributePolicy": "ENABLED"})

    def workflow(self, **document):
        return self.kc.setup("POST", f"{self.base}/workflows", document).created_id

    def user(self, name, **more):
        return self.kc.setup("POST", f"{self.base}/users", _user(name, **more)).created_id

    def scheduled(self, resource, count=1):
        """The workflows that are under way for a user or a client, once there are so many."""
        return self.kc.get(self.wait(resource, count), headers=JSON, admin=True)

    def wait(self, resource, count=1, times=40):
        """Waits until there are so many; where they are shown."""
        path = f"{self.base}/workflows/scheduled/{resource}"
        for _ in range(times):
            if len(self.kc.setup("GET", path).json or ()) == count:
                break
            self.kc.linger(0.1)
        self.kc.linger(self.patience if count else 0)
        return path

    def show(self, user):
        self.kc.get(f"{self.base}/users/{user}", admin=True)
        self.kc.get(f"{self.base}/users/{user}/role-mappings/realm", admin=True)
        self.kc.get(f"{self.base}/users/{user}/groups", admin=True)


def runs_steps(kc):
    """Steps at once, and those that wait."""
    run = _Running(kc)
    run.workflow(name="w", on="user_created", steps=[
        {"uses": "set-user-attribute", "with": {"k": "v", "l": ["a", "b"]}}, {"uses": "grant-role", "with": {"role": "r1"}},
        {"uses": "join-group", "with": {"group": "/g1/g2"}}, {"uses": "add-required-action", "with": {"action": "update-password"}},
        {"uses": "disable-user", "after": "1d"}, {"uses": "delete-user", "after": "2d"},
    ])
    user = run.user("ann")
    run.scheduled(user)
    run.show(user)
    kc.delete(f"{run.base}/users/{user}", admin=True)
    run.scheduled(user, 0)


def runs_steps_that_fail(kc):
    """A step that cannot be done is passed over."""
    run = _Running(kc)
    run.workflow(name="w", on="user_created", steps=[
        {"uses": "grant-role", "with": {"role": "nope"}}, {"uses": "join-group", "with": {"group": "/nope"}}, {"uses": "add-required-action", "with": {"action": "NOPE"}},
        {"uses": "set-user-attribute"}, {"uses": "grant-role"}, {"uses": "grant-role", "with": {"role": ["r1", "r2"]}},
        {"uses": "set-user-attribute", "with": {"email": "new@x.org", "firstName": "N"}}, {"uses": "disable-user", "after": "1d"},
    ])
    user = run.user("ann")
    run.wait(user)
    run.show(user)


def runs_when_asked(kc):
    """Begun and ended by an administrator."""
    run = _Running(kc)
    workflow = run.workflow(name="w", steps=[{"uses": "set-user-attribute", "with": {"k": "v"}}, {"uses": "disable-user", "after": "1d"}])
    user = run.user("ann")
    place = f"{run.base}/workflows/{workflow}"
    run.scheduled(user, 0)
    kc.post(f"{place}/activate/USERS/{user}", admin=True)
    run.scheduled(user)
    kc.post(f"{place}/activate/USERS/{user}", admin=True)
    run.scheduled(user)
    for _ in range(2):
        kc.post(f"{place}/deactivate/USERS/{user}", admin=True)
        run.scheduled(user, 0)
    for query, count in (("notBefore=5000", 1), ("notBefore=x", 0), ("notBefore=1d", 1), ("notBefore=-5", 1)):
        kc.post(f"{place}/activate/USERS/{user}?{query}", admin=True)
        run.scheduled(user, count)
        kc.post(f"{place}/deactivate/USERS/{user}", admin=True)
    for path in ("activate/USERS/nope", "activate/CLIENTS/nope", "activate/NOPE/x", "deactivate/USERS/nope", "deactivate/NOPE/x", f"activate/users/{user}"):
        kc.post(f"{place}/{path}", admin=True)
    kc.post(f"{run.base}/workflows/nope/activate/USERS/{user}", admin=True)
    kc.get(f"{run.base}/workflows/scheduled/nope", admin=True)
    kc.post(f"{place}/activate/USERS/{user}", admin=True)
    run.scheduled(user)
    kc.delete(place, admin=True)
    run.scheduled(user, 0)


def runs_by_conditions(kc):
    """Which conditions hold for a user with an attribute of one value, one of two, a role and a group below another."""
    run = _Running(kc)
    user = run.user("ann", attributes={"a": ["b"], "m": ["1", "2"]})
    groups = kc.setup("GET", f"{run.base}/groups").json
    below = kc.setup("GET", f"{run.base}/groups/{groups[0]['id']}/children").get(0, "id")
    role = kc.setup("GET", f"{run.base}/roles/r1").json
    kc.setup("PUT", f"{run.base}/users/{user}/groups/{below}")
    kc.setup("POST", f"{run.base}/users/{user}/role-mappings/realm", [role])
    for text in (
        "has-role(r1)", "not has-role(r1)", "has-role(r2)", "has-role", "has-role(nope)", "has-role(default-roles-parity-runs-by-conditions)",
        "has-user-attribute(a:b)", "has-user-attribute(a:c)", "has-user-attribute(a)", "has-user-attribute(m:2)", "has-user-attribute(email:ann@x.org)",
        "is-member-of(/g1)", "is-member-of(/g1/g2)", "is-member-of(g1)", "is-member-of(nope)", "has-identity-provider-link(up)",
        "has-role(r1) or is-member-of(/nope)", "has-role(r1) and not is-member-of(/g1)", "has-role(r2) or has-role(r1) and is-member-of(/g1)",
        "(has-role(r1) or has-role(r2)) and has-role(r2)", "!has-role(r2)",
    ):
        workflow = run.workflow(**{"name": "w", "if": text, "steps": [{"uses": "disable-user", "after": "1d"}]})
        kc.post(f"{run.base}/workflows/{workflow}/activate/USERS/{user}", admin=True, note=text)
        for _ in range(5):
            if kc.setup("GET", f"{run.base}/workflows/scheduled/{user}").json:
                break
            kc.linger(0.1)
        kc.get(f"{run.base}/workflows/scheduled/{user}", headers=JSON, admin=True)
        kc.setup("DELETE", f"{run.base}/workflows/{workflow}")


def runs_by_events(kc):
    """What has happened begins workflows."""
    run = _Running(kc)
    groups = kc.setup("GET", f"{run.base}/groups").json
    role = kc.setup("GET", f"{run.base}/roles/r1").json
    login = {"grant_type": "password", "client_id": "app", "client_secret": "s3cret", "username": "ann", "password": "wonder"}
    user = run.user("ann")
    member, mapping = f"{run.base}/users/{user}/groups/{groups[0]['id']}", f"{run.base}/users/{user}/role-mappings/realm"
    for on, method, path, body in (
        ("user-role-granted(r2)", "POST", mapping, [role]), ("user-role-revoked(r1)", "DELETE", mapping, [role]),
        ("USER_ROLE_GRANTED", "POST", mapping, [role]), ("user-group-membership-added(/g1)", "PUT", member, None),
        ("user-group-membership-removed(/g1/g2)", "DELETE", member, None), ("user-group-membership-added", "PUT", member, None),
        ("user-authenticated(other)", "LOGIN", "", None), ("user-authenticated(app)", "LOGIN", "", None),
        ("user-authenticated or user-created", "LOGIN", "", None), ("user-created(x)", "LOGIN", "", None),
    ):
        workflow = run.workflow(name="w", on=on, steps=[{"uses": "disable-user", "after": "1d"}])
        if method == "LOGIN":
            kc.token(run.realm, form=login)
        else:
            kc.request(method, path, admin=True, note=on, **({"body": body} if body else {}))
        for _ in range(8):
            if kc.setup("GET", f"{run.base}/workflows/scheduled/{user}").json:
                break
            kc.linger(0.1)
        kc.get(f"{run.base}/workflows/scheduled/{user}", headers=JSON, admin=True)
        kc.setup("DELETE", f"{run.base}/workflows/{workflow}")
    app = kc.setup("GET", f"{run.base}/clients?clientId=app").get(0, "id")
    run.workflow(name="c", on="client-authenticated", steps=[{"uses": "disable-client", "after": "1d"}])
    kc.token(run.realm, form={"grant_type": "client_credentials", "client_id": "app", "client_secret": "s3cret"})
    run.scheduled(app)
    run.workflow(name="n", on="client-created", steps=[{"uses": "delete-client", "after": "1d"}])
    run.scheduled(kc.setup("POST", f"{run.base}/clients", {"clientId": "more"}).created_id)


def runs_again_or_ends(kc):
    """What happens to a workflow that is under way, and moving it to another step."""
    run = _Running(kc)
    role = kc.setup("GET", f"{run.base}/roles/r1").json
    first = run.workflow(name="one", on="user-created", concurrency={"cancel-in-progress": "user-role-granted(r1)"}, steps=[{"uses": "disable-user", "after": "1d"}])
    user = run.user("ann")
    run.scheduled(user)
    kc.post(f"{run.base}/users/{user}/role-mappings/realm", body=[role], admin=True)
    run.scheduled(user, 0)
    kc.setup("DELETE", f"{run.base}/workflows/{first}")
    two = run.workflow(name="two", on="user-created", concurrency={"cancel-in-progress": "true"}, steps=[{"uses": "disable-user", "after": "1d"}])
    kc.post(f"{run.base}/workflows/{two}/activate/USERS/{user}", admin=True)
    run.scheduled(user)
    kc.post(f"{run.base}/workflows/{two}/activate/USERS/{user}", admin=True)
    run.scheduled(user, 0)
    kc.setup("DELETE", f"{run.base}/workflows/{two}")
    source = run.workflow(name="from", on="user-authenticated", steps=[{"uses": "disable-user", "after": "1d"}, {"uses": "delete-user", "after": "1d"}])
    target = run.workflow(name="to", on="user-authenticated", **{"if": "has-role(r1)"}, steps=[{"uses": "set-user-attribute", "with": {"m": "1"}}, {"uses": "disable-user", "after": "5d"}])
    never = run.workflow(name="never", on="user-authenticated", **{"if": "has-role(r2)"}, steps=[{"uses": "disable-user", "after": "5d"}])
    steps = {}
    for name, workflow in (("from", source), ("to", target), ("never", never)):
        steps[name] = [step["id"] for step in kc.get(f"{run.base}/workflows/{workflow}", headers=JSON, admin=True).json["steps"]]
    kc.post(f"{run.base}/workflows/{source}/activate/USERS/{user}", admin=True)
    run.scheduled(user)
    for query in ("", f"?from={steps['from'][0]}", "?from=nope&to=nope", f"?from={source}&to={target}", f"?from={steps['from'][0]}&to={steps['never'][0]}", f"?from={steps['from'][1]}&to={steps['to'][1]}"):
        kc.post(f"{run.base}/workflows/migrate{query}", admin=True)
        run.scheduled(user)
    kc.post(f"{run.base}/workflows/migrate?from={steps['from'][0]}&to={steps['to'][0]}", admin=True)
    for _ in range(20):
        if (kc.setup("GET", f"{run.base}/workflows/scheduled/{user}").json or [{}])[0].get("name") == "to":
            break
        kc.linger(0.1)
    run.scheduled(user)
    run.show(user)
