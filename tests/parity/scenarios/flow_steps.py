"""Steps of flows that people build themselves: conditions before a refusal, limits of sessions, one-time codes for some."""

import re

CALLBACK = "https://app.example.org/cb"
APP = {"clientId": "app", "secret": "s3cret", "directAccessGrantsEnabled": True, "redirectUris": [CALLBACK]}
ASK = {"client_id": "app", "response_type": "code", "redirect_uri": CALLBACK, "scope": "openid", "state": "s"}


def _user(name, **more):
    return {"username": name, "enabled": True, "email": f"{name}@example.org", "emailVerified": True, "firstName": name, "lastName": "L", "credentials": [{"type": "password", "value": "wonder"}], **more}


USERS = [_user("alice", realmRoles=["boss"], attributes={"colour": ["red", "green"]}, groups=["/team"]), _user("bob", clientRoles={"app": ["worker"]})]


def _step(provider, requirement="REQUIRED", config=None):
    return {"authenticator": provider, "requirement": requirement, **({"authenticatorConfig": config} if config else {})}


def _below(alias, requirement="CONDITIONAL"):
    return {"flowAlias": alias, "requirement": requirement, "autheticatorFlow": True}


def _realm(kc, flows, configs=None, **more):
    """A realm whose browser flow is the first of these flows, each a list of steps by its alias."""
    documents = [
        {"alias": alias, "providerId": "basic-flow", "topLevel": number == 0 or alias == more.get("directGrantFlow"), "builtIn": False, "authenticationExecutions": [{**step, "priority": 10 * index} for index, step in enumerate(steps)]}
        for number, (alias, steps) in enumerate(flows.items())
    ]
    kept = [{"alias": alias, "config": config} for alias, config in (configs or {}).items()]
    roles = {"realm": [{"name": "boss"}, {"name": "chief", "composite": True, "composites": {"realm": ["boss"]}}], "client": {"app": [{"name": "worker"}]}}
    return kc.realm(clients=[APP], users=USERS, roles=roles, groups=[{"name": "team", "attributes": {"floor": ["3"]}}], authenticationFlows=documents, authenticatorConfig=kept, browserFlow=next(iter(flows)), **more)


def _guarded(kc, condition, configs, **asked):
    """Who comes past a refusal that is behind a condition, by each of its configurations."""
    for config in configs:
        realm = _realm(kc, {"mine": [_step("auth-username-password-form"), _below("guard")], "guard": [_step(condition, config="asked"), _step("deny-access-authenticator", config="no")]},
                       {"asked": config, "no": {"denyErrorMessage": "not you"}})
        for name in ("alice", "bob"):
            kc.jar.clear()
            kc.login(realm, name, "wonder", **{**ASK, **asked})


def users_with_a_role(kc):
    _guarded(kc, "conditional-user-role", [{"condUserRole": role, "negate": negate} for role, negate in (("boss", "false"), ("boss", "true"), ("app.worker", "false"), ("nobody", "false"), ("nobody", "true"))])


def users_with_an_attribute(kc):
    _guarded(kc, "conditional-user-attribute", [
        {"attribute_name": "colour", "attribute_expected_value": "green", "not": "false", "include_group_attributes": "false"}, {"attribute_name": "colour", "attribute_expected_value": "green", "not": "true", "include_group_attributes": "false"},
        {"attribute_name": "colour", "attribute_expected_value": "blue", "not": "false", "include_group_attributes": "false"}, {"attribute_name": "floor", "attribute_expected_value": "3", "not": "false", "include_group_attributes": "true"},
        {"attribute_name": "floor", "attribute_expected_value": "3", "not": "false", "include_group_attributes": "false"}, {"attribute_name": "colour", "attribute_expected_value": "g.*", "regex": "true", "not": "false", "include_group_attributes": "false"}])


def requests_with_a_scope(kc):
    _guarded(kc, "conditional-client-scope", [{"client_scope": scope, "negate": negate} for scope, negate in (("email", "false"), ("phone", "false"), ("phone", "true"), ("nothing", "false"))], scope="openid phone")
    _guarded(kc, "conditional-client-scope", [{"client_scope": "phone", "negate": "false"}], scope="openid")


def flows_that_ran_before(kc):
    for result in ("executed", "not-executed"):
        for before in ("boss", "nobody"):
            flows = {"mine": [_step("auth-username-password-form"), _below("first"), _below("guard")], "first": [_step("conditional-user-role", config="role"), _step("allow-access-authenticator")],
                     "guard": [_step("conditional-sub-flow-executed", config="asked"), _step("deny-access-authenticator")]}
            realm = _realm(kc, flows, {"role": {"condUserRole": before, "negate": "false"}, "asked": {"flow_to_check": "first", "check_result": result}})
            for name in ("alice", "bob"):
                kc.jar.clear()
                kc.login(realm, name, "wonder", **ASK)


def limits_of_sessions(kc):
    """Which of three logins are let in, and what their events tell; then a login that goes on with its session, and direct grants."""
    denied = {"userRealmLimit": "1", "userClientLimit": "0", "behavior": "Deny new session"}
    readable = (denied, {**denied, "behavior": "Terminate oldest session"}, {**denied, "userRealmLimit": "0", "userClientLimit": "1", "errorMessage": "too many"}, {**denied, "userRealmLimit": "0"})
    for config in (*readable, {**denied, "errorMessage": "accountDisabledMessage"}, {**denied, "userRealmLimit": " 1"}, {**denied, "userRealmLimit": "", "userClientLimit": "+1"}, {**denied, "behavior": "odd"}, {}, None):
        limit = _step("user-session-limits", config="asked" if config is not None else None)
        flows = {"mine": [_step("auth-username-password-form"), limit], "direct": [_step("direct-grant-validate-username"), _step("direct-grant-validate-password"), limit]}
        realm = _realm(kc, flows, {"asked": config} if config is not None else {}, directGrantFlow="direct", eventsEnabled=True)
        for _ in range(3):
            kc.jar.clear()
            kc.login(realm, "alice", "wonder", **ASK)
        kc.get(f"/admin/realms/{realm}/client-session-stats", admin=True)
        kc.jar.clear()
        kc.login(realm, "bob", "wonder", **ASK)
        page = kc.authorize(realm, **ASK, prompt="login")
        if page.status == 200:
            kc.submit(page, "kc-form-login", username="bob", password="wonder")
        if config in readable:
            kc.token(realm, {"grant_type": "password", "client_id": "app", "client_secret": "s3cret", "username": "bob", "password": "wonder"})
        kc.get(f"/admin/realms/{realm}/events", query={"direction": "asc"}, admin=True)


def codes_for_some(kc):
    for config in ({"defaultOtpOutcome": "skip"}, {"defaultOtpOutcome": "force"}, {"forceOtpRole": "boss", "defaultOtpOutcome": "skip"}, {"skipOtpRole": "boss", "defaultOtpOutcome": "force"}, {"otpControlAttribute": "otp", "defaultOtpOutcome": "force"},
                   {"forceOtpForHeaderPattern": "X-Forced: yes", "defaultOtpOutcome": "skip"}, {}):
        realm = _realm(kc, {"mine": [_step("auth-username-password-form"), _step("auth-conditional-otp-form", config="asked")]}, {"asked": config})
        for name in ("alice", "bob"):
            kc.jar.clear()
            kc.login(realm, name, "wonder", **ASK)


def orders_of_requirements(kc):
    """Required beside alternative, what is disabled, a conditional flow without a condition."""
    shapes = (
        {"mine": [_step("auth-cookie", "ALTERNATIVE"), _below("forms", "ALTERNATIVE")], "forms": [_step("auth-username-form"), _step("auth-password-form")]},
        {"mine": [_step("auth-cookie", "ALTERNATIVE"), _step("auth-username-password-form", "REQUIRED")]},
        {"mine": [_step("auth-username-password-form", "DISABLED"), _step("auth-username-form")]},
        {"mine": [_step("auth-username-password-form"), _below("guard")], "guard": [_step("deny-access-authenticator")]},
        {"mine": [_step("auth-username-password-form"), _below("guard")], "guard": [_step("conditional-user-configured"), _step("auth-otp-form", "ALTERNATIVE"), _step("webauthn-authenticator", "ALTERNATIVE")]},
        {"mine": [_step("deny-access-authenticator")]},
    )
    for shape in shapes:
        realm = _realm(kc, shape)
        kc.jar.clear()
        page = kc.authorize(realm, **ASK)
        if page.status == 200:
            kc.submit(page, "kc-form-login", username="alice", password="wonder")


def terms_that_are_taken_or_not(kc):
    realm = kc.realm(clients=[APP], users=[_user("alice", requiredActions=["TERMS_AND_CONDITIONS"]), _user("bob", requiredActions=["TERMS_AND_CONDITIONS"])])
    action = kc.setup("GET", f"/admin/realms/{realm}/authentication/required-actions/TERMS_AND_CONDITIONS").json
    kc.setup("PUT", f"/admin/realms/{realm}/authentication/required-actions/TERMS_AND_CONDITIONS", {**action, "enabled": True})
    for name, answer in (("alice", {"accept": "Yes"}), ("bob", {"cancel": "No"})):
        kc.jar.clear()
        done = kc.login(realm, name, "wonder", **ASK)
        page = kc.get(done.location, cookies_on=True) if done.status == 302 else done
        kc.submit(page, **answer)


def profiles_that_lack_something(kc):
    """``VERIFY_PROFILE``: who lacks an address, or names too, is asked for them at a login."""
    bare = {"username": "bare", "enabled": True, "credentials": [{"type": "password", "value": "wonder"}]}
    realm = kc.realm(clients=[APP], users=[{**_user("alice"), "email": "", "emailVerified": False}, bare], eventsEnabled=True)
    done = kc.login(realm, "alice", "wonder", **ASK)
    page = kc.get(done.location, cookies_on=True) if done.status == 302 else done
    page = kc.submit(page, email="no address", firstName="A", lastName="L")
    kc.submit(page, email="alice@example.org", firstName="A", lastName="L")
    kc.jar.clear()
    done = kc.login(realm, "bare", "wonder", **ASK)
    page = kc.get(done.location, cookies_on=True) if done.status == 302 else done
    kc.submit(page, email="bare@example.org", firstName="B", lastName="L")
    kc.get(f"/admin/realms/{realm}/events", query={"direction": "asc"}, admin=True)


def languages_that_are_kept(kc):
    """``update_user_locale``: a language that is chosen at a login becomes the user's."""
    realm = kc.realm(clients=[APP], users=[_user("alice")], internationalizationEnabled=True, supportedLocales=["en", "de"], defaultLocale="en")
    kc.login(realm, "alice", "wonder", **ASK, kc_locale="de")
    kc.get(f"/admin/realms/{realm}/users", query={"username": "alice"}, admin=True)


def terms_of_registrations(kc):
    realm = kc.realm(clients=[APP], registrationAllowed=True)
    for execution in kc.setup("GET", f"/admin/realms/{realm}/authentication/flows/registration/executions").json:
        if execution.get("providerId") == "registration-terms-and-conditions":
            kc.setup("PUT", f"/admin/realms/{realm}/authentication/flows/registration/executions", {**execution, "requirement": "REQUIRED"})
    page = kc.get(f"/realms/{realm}/protocol/openid-connect/registrations", query=ASK, cookies_on=True)
    filled = {"username": "bob", "password": "pw", "password-confirm": "pw", "email": "bob@example.org", "firstName": "Bob", "lastName": "B"}
    page = kc.submit(page, "kc-register-form", **filled)
    kc.submit(page, "kc-register-form", **filled, termsAccepted="on")
    kc.get(f"/admin/realms/{realm}/users", query={"username": "bob"}, admin=True)


def passwords_after_the_address(kc):
    """A realm that verifies addresses lets people choose a password after that, unless the step of the form is configured otherwise."""
    unverified = {"alias": "VERIFY_EMAIL", "name": "Verify Email", "providerId": "VERIFY_EMAIL", "enabled": False, "defaultAction": False, "priority": 50}
    update = {**unverified, "alias": "UPDATE_PASSWORD", "name": "Update Password", "providerId": "UPDATE_PASSWORD", "enabled": True, "priority": 30}
    realm = kc.realm(clients=[APP], registrationAllowed=True, verifyEmail=True, eventsEnabled=True, requiredActions=[unverified, update])
    step = next(one for one in kc.setup("GET", f"/admin/realms/{realm}/authentication/flows/registration/executions").json if one.get("providerId") == "registration-password-action")
    for name, value in (("none", None), ("upper", "TRUE"), ("always", "true")):
        if value is not None:
            kc.setup("POST", f"/admin/realms/{realm}/authentication/executions/{step['id']}/config", {"alias": name, "config": {"always_set_password_on_register_form": value}})
        kc.jar.clear()
        page = kc.get(f"/realms/{realm}/protocol/openid-connect/registrations", query=ASK, cookies_on=True)
        filled = {"username": name, "email": f"{name}@example.org", "firstName": "A", "lastName": "B"}
        page = kc.submit(page, "kc-register-form", **filled, password="pw", **{"password-confirm": "other"})
        if page.status == 200:
            page = kc.submit(page, "kc-register-form", **filled, password="pw", **{"password-confirm": "pw"})
        if "/login-actions/" in page.location:
            page = kc.get(page.location, cookies_on=True)
            kc.submit(page, **{"password-new": "pw", "password-confirm": "pw"})
        user = kc.get(f"/admin/realms/{realm}/users", query={"username": name}, admin=True).get(0, "id")
        kc.get(f"/admin/realms/{realm}/users/{user}/credentials", admin=True)
    kc.get(f"/admin/realms/{realm}/events", query={"direction": "asc"}, admin=True)


def an_unknown_step_among_alternatives(kc):
    """A step that nobody knows ends the login, although another could go on."""
    def step(requirement, **more):
        return {"requirement": requirement, "userSetupAllowed": False, "authenticatorFlow": "flowAlias" in more, **more}

    flows = [
        {"alias": "mine", "providerId": "basic-flow", "topLevel": True, "builtIn": False, "authenticationExecutions": [
            step("ALTERNATIVE", authenticator="auth-cookie", priority=10), step("ALTERNATIVE", flowAlias="inner", priority=20), step("ALTERNATIVE", flowAlias="other", priority=30)]},
        {"alias": "inner", "providerId": "basic-flow", "topLevel": False, "builtIn": False, "authenticationExecutions": [step("REQUIRED", authenticator="nobody-knows-it", priority=10)]},
        {"alias": "other", "providerId": "basic-flow", "topLevel": False, "builtIn": False, "authenticationExecutions": [step("REQUIRED", authenticator="auth-username-password-form", priority=10)]},
    ]
    realm = kc.realm(browserFlow="mine", authenticationFlows=flows, clients=[{"clientId": "app", "publicClient": True, "redirectUris": ["https://app.example.org/*"]}])
    kc.authorize(realm, client_id="app", response_type="code", redirect_uri="https://app.example.org/cb", scope="openid")


def forgotten_credentials(kc):
    """What a flow for forgotten credentials does with one-time codes and passwords, by its configuration and the requirement."""
    secret = {"secretData": '{"value":"abcdefghij1234567890"}', "credentialData": '{"subType":"totp","digits":6,"counter":0,"period":30,"algorithm":"HmacSHA1"}'}
    owned = [{"type": "password", "value": "wonder"}, *({"type": "otp", "userLabel": label, **secret} for label in ("phone", "tablet"))]
    who = _step("reset-credentials-choose-user")
    flows = {
        "usual": [who, _step("reset-otp"), _step("reset-password")], "one": [who, _step("reset-otp", config="one")], "all": [who, _step("reset-otp", config="all")],
        "others": [_step("reset-password", "ALTERNATIVE"), _step("auth-username-form", "ALTERNATIVE")],
        "plain": [who, _step("reset-password")], "either": [who, _below("inner", "REQUIRED")], "inner": [_step("reset-password", "ALTERNATIVE"), _step("deny-access-authenticator", "ALTERNATIVE")],
    }
    documents = [
        {"alias": alias, "providerId": "basic-flow", "topLevel": alias != "inner", "builtIn": False, "authenticationExecutions": [{**step, "priority": 10 * index} for index, step in enumerate(steps)]}
        for alias, steps in flows.items()
    ]
    kept = [{"alias": alias, "config": {"action_on_otp_reset_flag": f"Remove {alias}"}} for alias in ("one", "all")]
    users = [_user(alias, credentials=owned) for alias in ("usual", "one", "all")]
    realm = kc.realm(clients=[APP], users=[*users, _user("bob")], resetPasswordAllowed=True, eventsEnabled=True, authenticationFlows=documents, authenticatorConfig=kept)
    for flow, name in (("usual", "usual"), ("usual", "bob"), ("one", "one"), ("all", "all"), ("others", "bob"), ("plain", "bob"), ("either", "bob")):
        kc.setup("PUT", f"/admin/realms/{realm}", {"resetCredentialsFlow": flow})
        kc.jar.clear()
        page = kc.get(f"/realms/{realm}/protocol/openid-connect/forgot-credentials", query=ASK, cookies_on=True)
        page = kc.submit(page, username=name)
        if 'name="selectedCredentialId"' in page.text:
            page = kc.submit(page, selectedCredentialId="")
            page = kc.submit(page)
        if page.status == 302 and "/login-actions/" in page.location:
            kc.get(page.location, cookies_on=True)
    for name in ("usual", "one", "all"):
        user = kc.get(f"/admin/realms/{realm}/users?username={name}&exact=true", admin=True).get(0, "id")
        kc.get(f"/admin/realms/{realm}/users/{user}/credentials", admin=True)
    kc.get(f"/admin/realms/{realm}/events", query={"direction": "asc"}, admin=True)


def registrations_of_who_is_known(kc):
    """Two forms for registration one after the other, and a condition beside a form."""
    form = {"authenticator": "registration-page-form", "requirement": "REQUIRED", "autheticatorFlow": True}
    flows = {
        "twice": [{**form, "flowAlias": "form"}, {**form, "flowAlias": "again"}], "form": [_step("registration-user-creation")], "again": [_step("registration-user-creation")],
        "beside": [_below("inner"), {**form, "flowAlias": "third"}], "inner": [_step("conditional-user-configured"), {**form, "flowAlias": "fourth"}],
        "third": [_step("registration-user-creation")], "fourth": [_step("registration-user-creation")],
    }
    documents = [
        {
            "alias": alias, "providerId": "form-flow" if alias in ("form", "again", "third", "fourth") else "basic-flow", "topLevel": alias in ("twice", "beside"), "builtIn": False,
            "authenticationExecutions": [{**step, "priority": 10 * index} for index, step in enumerate(steps)],
        }
        for alias, steps in flows.items()
    ]
    realm = kc.realm(clients=[APP], registrationAllowed=True, eventsEnabled=True, authenticationFlows=documents)
    for flow in ("twice", "beside"):
        kc.setup("PUT", f"/admin/realms/{realm}", {"registrationFlow": flow})
        kc.jar.clear()
        page = kc.get(f"/realms/{realm}/protocol/openid-connect/registrations", query=ASK, cookies_on=True)
        kc.submit(page, username=flow, email=f"{flow}@example.org", firstName="A", lastName="B")
    kc.get(f"/admin/realms/{realm}/events", query={"direction": "asc"}, admin=True)


def registrations_with_an_address_to_verify(kc):
    """The password is chosen behind the verified address, the name that was hinted at stands in the form, a review that has nothing to ask for is over."""
    review = {"alias": "VERIFY_PROFILE", "providerId": "VERIFY_PROFILE", "name": "Verify Profile", "enabled": True, "priority": 90}
    realm = kc.realm(clients=[APP], users=[_user("alice", requiredActions=["VERIFY_PROFILE"])], registrationAllowed=True, verifyEmail=True, requiredActions=[review, {**review, "alias": "VERIFY_EMAIL", "providerId": "VERIFY_EMAIL", "name": "Verify Email", "priority": 50}])
    page = kc.get(f"/realms/{realm}/protocol/openid-connect/registrations", query={**ASK, "login_hint": "newcomer"}, cookies_on=True)
    page = kc.submit(page, username=" ", email="new@example.org", firstName="A", lastName="B", password="wonder")
    kc.submit(page, username="newcomer", email="new@example.org", firstName="A", lastName="B", password="wonder")
    kc.jar.clear()
    kc.login(realm, "alice", "wonder", **ASK)
    for name in ("alice", "newcomer"):
        user = kc.get(f"/admin/realms/{realm}/users?username={name}&exact=true", admin=True).get(0, "id")
        kc.get(f"/admin/realms/{realm}/users/{user}/credentials", admin=True)


def forgotten_passwords_of_whom_the_browser_knows(kc):
    """Nobody is asked who it is: by the link of a page, at once, and where an application asks for it."""
    realm = kc.realm(clients=[APP], users=[_user("alice", email="")], resetPasswordAllowed=True, eventsEnabled=True)
    kc.setup("PUT", f"/admin/realms/{realm}/users/profile", {"attributes": [{"name": name} for name in ("username", "email")]})
    kc.login(realm, "alice", "wonder", **ASK)
    kc.get(f"/realms/{realm}/login-actions/reset-credentials", cookies_on=True)
    page = kc.authorize(realm, **ASK, prompt="login")
    page = kc.get(kc.base + re.search(r'href="([^"]*reset-credentials[^"]*)"', page.text)[1].replace("&amp;", "&"), cookies_on=True)
    kc.submit(page, password="wonder")
    kc.get(f"/realms/{realm}/protocol/openid-connect/logout", cookies_on=True)
    kc.get(f"/realms/{realm}/protocol/openid-connect/logout/logout-confirm", cookies_on=True)
    kc.get(f"/admin/realms/{realm}/events", query={"direction": "asc"}, admin=True)


def steps_that_count_as_configured(kc):
    """``conditional-user-configured`` before a refusal, beside a step that nobody has set up, and beside nothing but a flow."""
    flows = {
        "first": [_step("auth-username-password-form"), _below("unset"), _below("nested")],
        "unset": [_step("conditional-user-configured"), _step("allow-access-authenticator"), _step("deny-access-authenticator")],
        "nested": [_step("conditional-user-configured"), _below("refusal", "REQUIRED")], "refusal": [_step("deny-access-authenticator", config="words")],
    }
    realm = _realm(kc, flows, {"words": {"denyErrorMessage": "By the nested flow."}})
    kc.login(realm, "alice", "wonder", **ASK)


def credentials_that_nobody_has_set_up(kc):
    """What asks for a credential that the user has not got: set up, refused or passed by, as the realm has the action that sets it up on."""
    second = {"otp": "auth-otp-form", "conditional": "auth-conditional-otp-form", "key": "webauthn-authenticator", "passkey": "webauthn-authenticator-passwordless", "codes": "auth-recovery-authn-code-form"}
    actions = ["CONFIGURE_TOTP", "webauthn-register", "webauthn-register-passwordless", "CONFIGURE_RECOVERY_AUTHN_CODES"]
    flows = {name: [_step("auth-username-form"), _step(provider)] for name, provider in second.items()}
    flows |= {"alternative": [_step("auth-username-form"), _below("only", "REQUIRED")], "only": [_step("webauthn-authenticator-passwordless", "ALTERNATIVE")]}
    flows |= {"configured": [_step("auth-username-password-form"), _below("if")], "if": [_step("conditional-user-configured"), _step("webauthn-authenticator-passwordless")]}
    documents = [
        {"alias": alias, "providerId": "basic-flow", "topLevel": alias not in ("only", "if"), "builtIn": False, "authenticationExecutions": [{**step, "priority": 10 * index} for index, step in enumerate(steps)]}
        for alias, steps in flows.items()
    ]
    for on in (True, False):
        known = [{"alias": alias, "name": alias, "providerId": alias, "enabled": on, "defaultAction": False, "priority": index, "config": {}} for index, alias in enumerate(actions)]
        realm = kc.realm(clients=[APP], users=[_user("alice")], requiredActions=known, authenticationFlows=documents)
        for flow in (*second, "alternative", "configured"):
            kc.setup("PUT", f"/admin/realms/{realm}", {"browserFlow": flow})
            kc.jar.clear()
            page = kc.authorize(realm, **ASK)
            page = kc.submit(page, username="alice", password="wonder")
            if "/login-actions/" in page.location:
                kc.get(page.location, cookies_on=True)
