"""Direct grants by flows of one's own, guessing and what stops it, and the methods that a login used."""

CALLBACK = "https://app.example.org/cb"
AMR = {"name": "amr", "protocol": "openid-connect", "protocolMapper": "oidc-amr-mapper", "config": {"access.token.claim": "true", "id.token.claim": "true"}}
APP = {"clientId": "app", "secret": "s3cret", "directAccessGrantsEnabled": True, "redirectUris": [CALLBACK], "protocolMappers": [AMR]}
ASK = {"client_id": "app", "response_type": "code", "redirect_uri": CALLBACK, "scope": "openid", "state": "s"}
CODES = {"type": "otp", "secretData": '{"value":"abcdefghij1234567890"}', "credentialData": '{"subType":"totp","digits":6,"counter":0,"period":30,"algorithm":"HmacSHA1"}'}
GUARDED = {"bruteForceProtected": True, "quickLoginCheckMilliSeconds": 0, "waitIncrementSeconds": 600, "maxFailureWaitSeconds": 1200, "failureFactor": 3, "eventsEnabled": True, "adminEventsEnabled": True}


def _user(name, *credentials, **more):
    return {"username": name, "enabled": True, "email": f"{name}@example.org", "emailVerified": True, "firstName": name, "lastName": "L", "credentials": [{"type": "password", "value": "wonder"}, *credentials], **more}


ALICE, OTTO, GONE = _user("alice", realmRoles=["boss"], attributes={"color": ["blue"]}), _user("otto", CODES), _user("gone", enabled=False)


def _step(provider, requirement="REQUIRED", config=None):
    return {"authenticator": provider, "requirement": requirement, **({"authenticatorConfig": config} if config else {})}


def _below(alias, requirement="CONDITIONAL"):
    return {"flowAlias": alias, "requirement": requirement, "autheticatorFlow": True}


def _flows(flows, configs):
    """Flows, each a list of steps by its alias, of which the first is the one at the top; configurations by their aliases."""
    documents = [
        {"alias": alias, "providerId": "basic-flow", "topLevel": number == 0, "builtIn": False, "authenticationExecutions": [{**step, "priority": 10 * index} for index, step in enumerate(steps)]}
        for number, (alias, steps) in enumerate(flows.items())
    ]
    return {"authenticationFlows": documents, "authenticatorConfig": [{"alias": alias, "config": config} for alias, config in configs.items()]}


def _grant(kc, realm, name, password="wonder", note="", **more):
    answer = kc.token(realm, {"grant_type": "password", "client_id": "app", "client_secret": "s3cret", "username": name, "password": password, "scope": "openid", **more}, note=note)
    kc.wait(0.4)
    return answer


def _shown(kc, realm, name):
    """What an administrator sees of a user's failures; returns the user's id."""
    identifier = kc.setup("GET", f"/admin/realms/{realm}/users?username={name}").get(0, "id")
    kc.get(f"/admin/realms/{realm}/attack-detection/brute-force/users/{identifier}", admin=True)
    kc.get(f"/admin/realms/{realm}/users/{identifier}", admin=True)
    return identifier


def _enabled(kc, realm, name):
    identifier = _shown(kc, realm, name)
    kc.put(f"/admin/realms/{realm}/users/{identifier}", body={"enabled": True}, admin=True)
    _shown(kc, realm, name)


def _told(kc, realm, *kinds):
    kc.get(f"/admin/realms/{realm}/events", query=[("max", "100"), *(("type", kind) for kind in kinds)], admin=True)
    kc.get(f"/admin/realms/{realm}/admin-events", admin=True)


def guessed_codes(kc):
    """A right password does not make up for wrong codes; an administrator does."""
    realm = kc.realm(clients=[APP], users=[ALICE, OTTO, GONE], **GUARDED)
    for code in ("000000", "000001"):
        _grant(kc, realm, "otto", totp=code)
    _shown(kc, realm, "otto")
    _grant(kc, realm, "otto")
    _grant(kc, realm, "otto", totp="000000", note="locked by now")
    _enabled(kc, realm, "otto")
    _grant(kc, realm, "otto", "bad", totp="000000")
    _grant(kc, realm, "gone")
    _grant(kc, realm, "gone", "bad")
    _shown(kc, realm, "gone")
    for password in ("bad", "bad", "wonder"):
        _grant(kc, realm, "alice", password)
    _shown(kc, realm, "alice")
    _told(kc, realm, "LOGIN_ERROR")


def locked_for_good(kc):
    """By passwords where the realm locks for good, and by codes where it counts them apart."""
    realm = kc.realm(clients=[APP], users=[ALICE, OTTO], **{**GUARDED, "permanentLockout": True})
    for password in ("bad", "bad", "bad", "wonder"):
        _grant(kc, realm, "alice", password)
    kc.get(f"/admin/realms/{realm}/users", query={"briefRepresentation": "true"}, admin=True)
    _enabled(kc, realm, "alice")
    _grant(kc, realm, "alice", "wonder")
    kc.setup("PUT", f"/admin/realms/{realm}", {"permanentLockout": False, "failureFactor": 30, "maxSecondaryAuthFailures": 1})
    for code in ("000000", "000001"):
        _grant(kc, realm, "otto", totp=code)
    _enabled(kc, realm, "otto")
    _told(kc, realm, "LOGIN_ERROR", "USER_DISABLED_BY_PERMANENT_LOCKOUT")


def steps_that_fail_count(kc):
    """A refusal at the end of a flow is a failure of whoever is known by then."""
    realm = kc.realm(clients=[APP], users=[ALICE], **GUARDED, directGrantFlow="mine", **_flows(
        {"mine": [_step("direct-grant-validate-username"), _step("direct-grant-validate-password"), _below("guard")],
         "guard": [_step("conditional-credential", config="asked"), _step("deny-access-authenticator", config="no")]},
        {"asked": {"credentials": "password", "included": "true"}, "no": {"denyErrorMessage": "not you"}}))
    for _ in range(3):
        _grant(kc, realm, "alice")
    _grant(kc, realm, "alice")
    _shown(kc, realm, "alice")
    _told(kc, realm, "LOGIN_ERROR")


def conditions_of_scopes(kc):
    """Conditions on scopes, roles and attributes, nested, and codes that only some need."""
    app = {**APP, "optionalClientScopes": ["phone"]}
    realm = kc.realm(clients=[app], users=[ALICE, OTTO, GONE], roles={"realm": [{"name": "boss"}]}, eventsEnabled=True, directGrantFlow="mine", **_flows(
        {"mine": [_step("direct-grant-validate-username"), _below("scoped"), _below("either", "REQUIRED")],
         "scoped": [_step("conditional-client-scope", config="phone"), _step("direct-grant-validate-password"), _below("bosses")],
         "bosses": [_step("conditional-user-role", config="boss"), _step("conditional-user-attribute", config="blue"), _step("direct-grant-validate-otp")],
         "either": [_step("direct-grant-validate-otp", "ALTERNATIVE"), _step("allow-access-authenticator", "ALTERNATIVE")]},
        {"phone": {"client_scope": "phone", "negate": "false"}, "boss": {"condUserRole": "boss", "negate": "true"}, "blue": {"attribute_name": "color", "attribute_expected_value": "blue", "not": "true"}}))
    for name in ("alice", "otto", "gone", "nobody"):
        for scope in ("openid", "openid phone"):
            _grant(kc, realm, name, scope=scope)
            _grant(kc, realm, name, "bad", scope=scope)
    _grant(kc, realm, "otto", totp="000000")
    kc.get(f"/admin/realms/{realm}/events", query={"max": "100"}, admin=True)


def methods_that_were_used(kc):
    """The references of the steps that a login completed, as long as each of them says; single sign-on keeps them, a new login does not."""
    configs = {name: {"default.reference.value": value, "default.reference.maxAge": age} for name, value, age in (("name", "name", "900"), ("pwd", "pwd", "900"), ("odd", "odd", "x"), ("old", "old", "-100"), ("far", "far", "2147483647"), ("sso", "sso", "900"), ("mca", "mca", "900"))}
    flows = _flows(
        {"direct": [_step("direct-grant-validate-username", config="name"), _step("direct-grant-validate-password", config="pwd"), _step("direct-grant-validate-username", config="odd"),
                    _step("direct-grant-validate-username", config="old"), _step("direct-grant-validate-username", config="far"), _step("direct-grant-validate-username")]}, configs)
    pages = _flows({"pages": [_step("auth-cookie", "ALTERNATIVE", "sso"), _below("forms", "ALTERNATIVE")], "forms": [_step("auth-username-form", config="name"), _step("auth-password-form", config="mca")]}, {})
    realm = kc.realm(clients=[APP], users=[ALICE], directGrantFlow="direct", browserFlow="pages", **{**flows, "authenticationFlows": flows["authenticationFlows"] + pages["authenticationFlows"]})
    tokens = _grant(kc, realm, "alice")
    kc.token(realm, {"grant_type": "refresh_token", "client_id": "app", "client_secret": "s3cret", "refresh_token": tokens.get("refresh_token")})
    kc.token(realm, {"grant_type": "client_credentials", "client_id": "app", "client_secret": "s3cret"})
    for more in ({}, {}, {"prompt": "login"}):
        page = kc.authorize(realm, **ASK, **more)
        if page.status == 200:
            page = kc.submit(page, username="alice") if "prompt" not in more else page
            page = kc.submit(page, password="wonder")
        kc.token(realm, {"grant_type": "authorization_code", "client_id": "app", "client_secret": "s3cret", "redirect_uri": CALLBACK, "code": page.param("code")})
