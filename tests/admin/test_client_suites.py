"""What the tests of Keycloak's own admin client hold of the Admin API. Answers are those of Keycloak 26.7.4."""

import pytest

ACTIONS = "/authentication/required-actions"
PERMISSIONS = {"view": ["admin", "user"], "edit": ["admin", "user"]}
LONG = "x" * 2049


pytestmark = pytest.mark.usefixtures("bare")


def test_a_page_of_the_roles_in_a_role_is_found_by_its_id_alone(admin):
    for name in ("main", "role0", "role1", "role10", "other"):
        assert admin.post("/roles", json={"name": name}).status_code == 201
    inner = [admin.get(f"/roles/{name}").json() for name in ("role0", "role1", "role10", "other")]
    by_id, by_name = f"/roles-by-id/{admin.get('/roles/main').json()['id']}/composites", "/roles/main/composites"
    assert admin.post(by_name, json=inner).status_code == 204
    every = ["other", "role0", "role1", "role10"]
    cases = [
        ({}, every),
        ({"first": 0, "max": 2}, every[:2]),
        ({"first": 3}, every[3:]),
        ({"max": 0}, []),
        ({"first": -1, "max": -1}, every),
        ({"search": "ROLE1"}, ["role1", "role10"]),
        ({"search": "role1", "first": 1, "max": 1}, ["role10"]),
    ]
    for query, expected in cases:
        assert [role["name"] for role in admin.get(by_id, params=query).json()] == expected, query
        assert len(admin.get(by_name, params=query).json()) == len(every), query
        assert len(admin.get(f"{by_id}/realm", params=query).json()) == len(every), query


def test_required_actions_come_in_their_order(admin):
    found = [action["alias"] for action in admin.get(ACTIONS).json()]
    assert found[:3] == ["TERMS_AND_CONDITIONS", "UPDATE_PROFILE", "VERIFY_EMAIL"]
    assert found[-2:] == ["CONFIGURE_RECOVERY_AUTHN_CODES", "update_user_locale"]
    assert admin.post(f"{ACTIONS}/{found[-1]}/raise-priority").status_code == 204
    assert [action["alias"] for action in admin.get(ACTIONS).json()] == [*found[:-2], found[-1], found[-2]]


def test_flows_come_as_they_were_made_and_are_exported_by_name(admin):
    for alias in ("zz", "aa"):
        new = {"alias": alias, "providerId": "basic-flow", "topLevel": True, "builtIn": False}
        assert admin.post("/authentication/flows", json=new).status_code == 201
    usual = ["browser", "direct grant", "registration", "reset credentials", "clients", "first broker login", "docker auth"]
    assert [flow["alias"] for flow in admin.get("/authentication/flows").json()] == [*usual, "zz", "aa"]
    exported = [flow["alias"] for flow in admin.post("/partial-export").json()["authenticationFlows"]]
    assert exported == sorted(exported)


def test_an_export_without_scope_mappings_has_no_lists_of_them(admin):
    export = "/partial-export?exportClients=true"
    assert admin.post(export).json().keys() >= {"scopeMappings", "clientScopeMappings"}
    console = admin.get("/clients?clientId=account-console").json()[0]["id"]
    for mapping in admin.get(f"/clients/{console}/scope-mappings").json()["clientMappings"].values():
        admin.request("DELETE", f"/clients/{console}/scope-mappings/clients/{mapping['id']}", json=mapping["mappings"])
    scope = next(scope["id"] for scope in admin.get("/client-scopes").json() if scope["name"] == "offline_access")
    place = f"/client-scopes/{scope}/scope-mappings/realm"
    admin.request("DELETE", place, json=admin.get(place).json())
    assert admin.post(export).json().keys().isdisjoint({"scopeMappings", "clientScopeMappings"})


@pytest.mark.parametrize("policy", ["webAuthnPolicy", "webAuthnPolicyPasswordless"])
def test_a_policy_of_passkeys_is_written_as_a_whole_where_it_has_its_name(admin, policy):
    usual = {name: value for name, value in admin.get("").json().items() if name.startswith(policy)}
    written = {"RpEntityName": "x", "AcceptableAaguids": ["a"], "ExtraOrigins": ["android:apk"], "SignatureAlgorithms": ["ES256"]}
    more = {"RpId": "h.example", "CreateTimeout": 7, "AvoidSameAuthenticatorRegister": True, "ResidentKey": "Yes"}
    whole = {f"{policy}{name}": value for name, value in {**written, **more}.items()}
    assert admin.put("", json=whole).status_code == 204
    stored = admin.get("").json()
    assert {name: stored[name] for name in whole} == whole
    assert admin.put("", json={f"{policy}AcceptableAaguids": []}).status_code == 204
    assert admin.get("").json()[f"{policy}AcceptableAaguids"] == ["a"]
    assert admin.put("", json={f"{policy}RpEntityName": "y", f"{policy}ExtraOrigins": []}).status_code == 204
    members = {name: value for name, value in admin.get("").json().items() if name.startswith(policy)}
    assert members == {**usual, f"{policy}RpEntityName": "y"}
    origins = f"webAuthnPolicyExtraOrigins{policy.removeprefix('webAuthnPolicy')}"
    assert origins not in admin.get("").json()["attributes"]
    for attributes, shown in (({origins: "o1,o2"}, ["o1", "o2"]), ({}, [])):
        assert admin.put("", json={"attributes": attributes}).status_code == 204
        assert admin.get("").json()[f"{policy}ExtraOrigins"] == shown


def test_a_member_of_the_policy_of_passkeys_may_come_alone_as_an_attribute(admin):
    policy = "webAuthnPolicyPasswordless"
    assert admin.put("", json={f"{policy}PasskeysEnabled": True}).status_code == 204
    assert f"{policy}PasskeysEnabled" not in admin.get("").json()
    for name, text, shown in (("PasskeysEnabled", "true", True), ("RpId", "x.org", "x.org"), ("RpEntityName", "z", "z")):
        assert admin.put("", json={"attributes": {f"webAuthnPolicy{name}Passwordless": text}}).status_code == 204
        assert admin.get("").json()[f"{policy}{name}"] == shown
    assert admin.get("").json()[f"{policy}PasskeysEnabled"] is True


def test_settings_that_some_part_of_a_flow_declares_are_shown(admin):
    sent = {"site.key": "k", "require.password.update.after.registration": "true", "secret.key": "s", "api.key": "s", "nobody": "s"}
    made = admin.post("/authentication/config", json={"alias": "a", "config": sent})
    shown = {**sent, **dict.fromkeys(("secret.key", "api.key", "nobody"), "**********")}
    assert admin.get(made.headers["location"]).json()["config"] == shown


@pytest.mark.parametrize("policy", [None, "ENABLED"])
def test_values_of_users_that_no_profile_allows(admin, policy):
    profile = admin.get("/users/profile").json()
    more = [
        {"name": "plain", "multivalued": True},
        {"name": "wide", "validations": {"length": {"max": "3000"}}},
        {"name": "pattern", "validations": {"pattern": {"pattern": "^y+$"}}},
        {"name": "LDAP_ID"},
        {"name": "usercertificate"},
    ]
    profile["attributes"] += [{**attribute, "permissions": PERMISSIONS} for attribute in more]
    assert admin.put("/users/profile", json=profile | ({"unmanagedAttributePolicy": policy} if policy else {})).status_code == 200
    length = {"field": "plain", "errorMessage": "error-invalid-length", "params": ["plain", 0, 2048]}
    internal = {"field": "LDAP_ID", "errorMessage": "updateReadOnlyAttributesRejectedMessage", "params": ["LDAP_ID"]}
    match = {"field": "pattern", "errorMessage": "error-pattern-no-match", "params": ["pattern", "^y+$"]}
    unknown = [{**length, "field": "un", "params": ["un", 0, 2048]}] if policy else []
    cases = [
        ({"plain": [LONG[1:], f"{LONG[1:]} "], "wide": [LONG], "usercertificate": ["a"], "LDAP_ID": ["", "x"]}, []),
        ({"plain": [LONG, LONG]}, [length]),
        ({"un": [LONG]}, unknown),
        ({"pattern": [LONG]}, [match, {**length, "field": "pattern", "params": ["pattern", 0, 2048]}]),
        ({"LDAP_ID": ["a"], "un": [LONG], "plain": [LONG]}, [length, *unknown, internal]),
    ]
    for number, (attributes, faults) in enumerate(cases):
        answer = admin.post("/users", json={"username": f"user{number}", "attributes": attributes})
        expected = faults[0] if len(faults) == 1 else {"errors": faults}
        assert (answer.json() if answer.content else None) == (expected if faults else None), attributes


STORAGE, MAPPER = "org.keycloak.storage.UserStorageProvider", "org.keycloak.storage.ldap.mappers.LDAPStorageMapper"
LDAP = {"editMode": ["READ_ONLY"], "connectionUrl": ["ldap://x"], "usernameLDAPAttribute": ["uid"], "bindDn": ["q"]}
ATTRIBUTE = {"ldap.attribute": ["j"], "user.model.attribute": ["p"]}
TRUSTED = {"trusted-hosts": ["a"], "host-sending-registration-request-must-match": ["true"], "client-uris-must-match": ["true"]}


def test_settings_of_a_component_that_are_not_sent_stay_and_unknown_ones_never_come(admin):
    below = {"name": "ldap", "providerId": "ldap", "providerType": STORAGE}
    ldap = admin.post("/components", json={**below, "config": LDAP}).headers["location"].rsplit("/", 1)[-1]
    mapper = {"name": "m", "providerId": "user-attribute-ldap-mapper", "providerType": MAPPER, "parentId": ldap}
    policies = "org.keycloak.services.clientregistration.policy.ClientRegistrationPolicy"
    trusted = {"name": "t", "providerId": "trusted-hosts", "providerType": policies, "subType": "anonymous"}
    keys = {"name": "k", "providerId": "rsa-generated", "providerType": "org.keycloak.keys.KeyProvider"}
    cases = [
        (mapper, {**ATTRIBUTE, "read.only": ["true"]}, {"read.only": ["false"]}),
        (mapper, {**ATTRIBUTE, "read.only": ["true"]}, {"read.only": [""]}),
        ({**below, "name": "second"}, {**LDAP, "krbPrincipalAttribute": ["x"]}, {"bindDn": [], "priority": ["2"]}),
        (trusted, TRUSTED, {"trusted-hosts": ["c"]}),
        (keys, {"priority": ["5"], "keySize": ["2048"], "algorithm": ["RS256"]}, {"priority": ["7"]}),
    ]
    for base, sent, change in cases:
        place = admin.post("/components", json={**base, "config": {**sent, "nope": ["1"]}}).headers["location"]
        assert admin.get(place).json()["config"] == sent, base
        assert admin.put(place, json={**base, "config": {**change, "other": ["1"]}}).status_code == 204, base
        expected = {name: values for name, values in {**sent, **change}.items() if values not in ([], [""])}
        assert admin.get(place).json()["config"] == expected, base
    binary = admin.post("/components", json={**mapper, "config": {**ATTRIBUTE, "is.binary.attribute": ["true"]}})
    assert binary.json() == {"errorMessage": "With Binary attribute enabled, the 'Always read value from LDAP' must be enabled too"}
    counts = {query: len(admin.get(f"/components?{query}").json()) for query in (f"type={MAPPER}", f"type={MAPPER}&parent={ldap}")}
    assert counts == {f"type={MAPPER}": 0, f"type={MAPPER}&parent={ldap}": 9}
    assert len(admin.get("/components?type=&parent=").json()) == len(admin.get("/components").json())


def test_times_of_workflows(admin):
    texts = {
        "good": ("1M", "5D", "+5d", "PT1.5S", "10ms", "1h30m", "0", "P+1D", "1h2m3.5s"),
        "negative": ("P-1D", "-5d", "-P1D", "-3", "PT-0.5S", "P1DT-30H"),
        "not valid": ("5y", "2w", "1 y", "P1Y", "P1W", "1.5d", "d", "P", "PT", "P1DT", "30m1h", "x"),
    }
    said = {
        "good": "",
        "negative": "Step 'after' configuration cannot be negative.",
        "not valid": "Step 'after' configuration is not valid: {}",
    }
    for kind, values in texts.items():
        for value in values:
            steps = [{"uses": "disable-user", "after": value}]
            answer = admin.post("/workflows", json={"name": f"w{value}", "on": "user-created", "steps": steps})
            message = answer.json()["errorMessage"] if answer.content else ""
            assert message == said[kind].format(value), value


def test_new_steps_stand_where_their_priority_says(admin):
    admin.post("/authentication/flows", json={"alias": "f", "providerId": "basic-flow", "topLevel": True, "builtIn": False})
    for body in ({"provider": "auth-cookie"}, {"provider": "auth-spnego"}, {"provider": "deny-access-authenticator", "priority": 0}):
        assert admin.post("/authentication/flows/f/executions/execution", json=body).status_code == 201
    steps = admin.get("/authentication/flows/f/executions").json()
    assert [(step["providerId"], step["priority"]) for step in steps] == [
        ("auth-cookie", 0), ("deny-access-authenticator", 0), ("auth-spnego", 1),
    ]  # fmt: skip


def test_the_scope_of_a_realm_takes_any_role_by_its_id(admin):
    admin.post("/clients", json={"clientId": "app"})
    client = admin.get("/clients", params={"clientId": "app"}).json()[0]["id"]
    admin.post(f"/clients/{client}/roles", json={"name": "own"})
    admin.post("/roles", json={"name": "r1"})
    own, mappings = admin.get(f"/clients/{client}/roles/own").json(), f"/clients/{client}/scope-mappings"
    cases = [
        ("POST", {"id": own["id"]}, 204),
        ("DELETE", own, 204),
        ("POST", {"name": "r1"}, 400),
        ("POST", {"id": "x", "name": "r1"}, 404),
    ]
    for method, role, status in cases:
        assert admin.request(method, f"{mappings}/realm", json=[role]).status_code == status, (method, role)
    assert admin.get(f"{mappings}/clients/{client}").json() == []
