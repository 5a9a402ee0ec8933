"""The doors of a login: what is refused in front of it, what restarts it, methods and paths that are none."""

from urllib.parse import parse_qs, urlsplit

ALICE = {"username": "alice", "enabled": True, "email": "alice@example.org", "emailVerified": True, "firstName": "Alice", "lastName": "Liddell",
         "credentials": [{"type": "password", "value": "wonder"}]}

CB = "https://app.example.org/cb"
APP = {"clientId": "app", "publicClient": True, "redirectUris": [CB]}
ASK = {"client_id": "app", "response_type": "code", "redirect_uri": CB, "scope": "openid", "state": "s"}
METHODS = ("OPTIONS", "HEAD", "GET", "POST", "PUT")


def _events(kc, realm):
    kc.get(f"/admin/realms/{realm}/events", query={"direction": "asc"}, admin=True)
    kc.setup("DELETE", f"/admin/realms/{realm}/events")


def parameters_and_redirect_uris(kc):
    """Which parameter is looked at before the redirect URI."""
    realm = kc.realm(clients=[APP], eventsEnabled=True)
    for uri in (CB, "https://evil.example.org"):
        for bad in ({"max_age": "x"}, {"max_age": "99999999999"}, {"max_age": "+5"}, {"claims": "{"}, {"claims": '{"id_token":{"acr":{"essential":true,"values":["x"]}}}'}, {"response_type": "nope"},
                    {"scope": "nope"}, {"request_uri": "x"}, {"authorization_details": "x"}, {"authorization_details": "[]"}, {"resource": "x"}, {"resource": "urn:xx:y"}, {"resource": "https://a.example.org"}, {"resource": "https://a.example.org?x"}):
            kc.get(f"/realms/{realm}/protocol/openid-connect/auth", query={**ASK, **bad, "redirect_uri": uri})
    _events(kc, realm)


def beginnings(kc):
    """Logins that begin elsewhere have their own events; so has each page of a login."""
    realm = kc.realm(clients=[APP], eventsEnabled=True, registrationAllowed=True, resetPasswordAllowed=True)
    for path in ("registrations", "forgot-credentials"):
        for bad in ({"client_id": "nope"}, {"redirect_uri": "https://evil.example.org"}, {"response_type": "nope"}, {"scope": "nope"}):
            kc.get(f"/realms/{realm}/protocol/openid-connect/{path}", query={**ASK, **bad})
    for path in ("reset-credentials", "registration", "authenticate", "restart", "action-token", "required-action", "first-broker-login", "post-broker-login"):
        kc.get(f"/realms/{realm}/login-actions/{path}", query={"client_id": "app", "tab_id": "x", "client_data": "e30"})
    kc.post(f"/realms/{realm}/login-actions/consent", form={})
    _events(kc, realm)


def restarts(kc):
    """A login begins anew where it began; a user who is logged in is logged out, unless the link spares the session."""
    realm = kc.realm(clients=[APP], users=[ALICE], eventsEnabled=True, registrationAllowed=True, resetPasswordAllowed=True)
    root = f"{kc.base}/realms/{realm}/login-actions/restart?"

    def restart(page, more=""):
        sent = parse_qs(urlsplit(page.action()).query)
        tab = "&".join(f"{name}={sent.get(name, [''])[0]}" for name in ("client_id", "tab_id", "client_data"))
        return kc.get(kc.get(f"{root}{tab}{more}", cookies_on=True).location, cookies_on=True)

    for more in ("", "&skip_logout=true"):
        kc.jar.clear()
        page = kc.submit(kc.authorize(realm, **ASK), "kc-form-login", username="alice", password="bad")
        kc.submit(restart(page, more), "kc-form-login", username="alice", password="wonder")
        page = restart(kc.authorize(realm, **ASK, prompt="login"), more)
        kc.authorize(realm, **ASK, prompt="none")
        kc.submit(page, "kc-form-login", username="alice", password="wonder")
    for path in ("registrations", "forgot-credentials"):
        kc.jar.clear()
        restart(kc.get(f"/realms/{realm}/protocol/openid-connect/{path}", query=ASK, cookies_on=True))
    _events(kc, realm)


def tabs(kc):
    """What a login or a logout in one tab means for the others."""
    for more in ({}, {"accessCodeLifespanLogin": 86400, "ssoSessionIdleTimeout": 600}):
        realm = kc.realm(clients=[APP, {**APP, "clientId": "other"}], users=[ALICE], **more)
        kc.jar.clear()
        left = kc.authorize(realm, **ASK)
        kc.submit(kc.authorize(realm, **{**ASK, "client_id": "other"}), "kc-form-login", username="alice", password="wonder")
        kc.submit(left, "kc-form-login", username="alice", password="wonder")
        logout = f"/realms/{realm}/protocol/openid-connect/logout"
        kc.get(logout, query={"client_id": "other"}, cookies_on=True)
        kc.submit(kc.get(logout, cookies_on=True), confirmLogout="Logout")
        kc.authorize(realm, **ASK)


def sessions_ended_elsewhere(kc):
    """Who is logged out by somebody else has to begin anew, also where a login or a logout was on show; not by the logout of all."""
    realm = kc.realm(clients=[APP], users=[ALICE], eventsEnabled=True)
    user = kc.setup("GET", f"/admin/realms/{realm}/users?username=alice").get(0, "id")
    logout = f"/realms/{realm}/protocol/openid-connect/logout"
    for way in (f"users/{user}/logout", "logout-all"):
        for then in ("logout", "login"):
            kc.jar.clear()
            kc.login(realm, "alice", "wonder", **ASK)
            page = kc.get(logout, query={"client_id": "app"}, cookies_on=True) if then == "logout" else kc.authorize(realm, **ASK, prompt="login")
            kc.setup("POST", f"/admin/realms/{realm}/{way}")
            kc.setup("DELETE", f"/admin/realms/{realm}/events")
            if then == "logout":
                kc.submit(page, confirmLogout="Logout")
            else:
                kc.authorize(realm, **ASK)
                kc.submit(page, "kc-form-login", username="alice", password="wonder")
            _events(kc, realm)


def logins_of_somebody_else(kc):
    """Where a flow does not look at the browser's session, only its user may log in again; whoever else has to log out first."""
    flow = {"alias": "mine", "providerId": "basic-flow", "topLevel": True, "builtIn": False, "authenticationExecutions": [{"authenticator": "auth-username-password-form", "requirement": "REQUIRED", "priority": 0}]}
    realm = kc.realm(clients=[APP, {**APP, "clientId": "other"}], users=[ALICE, {**ALICE, "username": "bob", "email": "bob@example.org"}], eventsEnabled=True, browserFlow="mine", authenticationFlows=[flow])
    kc.login(realm, "alice", "wonder", **ASK)
    for more in ({}, {"prompt": "login", "client_id": "other"}):
        kc.login(realm, "bob", "wonder", **{**ASK, **more})
        kc.login(realm, "alice", "wonder", **{**ASK, **more})
    kc.submit(kc.get(f"/realms/{realm}/protocol/openid-connect/logout", cookies_on=True), confirmLogout="Logout")
    kc.login(realm, "bob", "wonder", **ASK)
    _events(kc, realm)


def methods(kc):
    """Other methods than a path has, and paths that are none."""
    providers = [{"alias": alias, "providerId": kind, "enabled": alias != "d", "config": {"clientId": "a", "clientSecret": "b", "authorizationUrl": "https://idp.example.org/a", "tokenUrl": "https://idp.example.org/t"}}
                 for alias, kind in (("x", "oidc"), ("k", "keycloak-oidc"), ("g", "github"), ("d", "oidc"))]
    realm = kc.realm(clients=[APP], identityProviders=providers)
    for path in ("protocol/openid-connect/logout/logout-confirm", "protocol/openid-connect/logout/backchannel-logout", "protocol/openid-connect/login-status-iframe.html", "device", "device/status", "protocol/openid-connect/auth/device",
                 "protocol/openid-connect/3p-cookies/step1.html", ".well-known/nope", "broker/x/login", "broker/x/endpoint", "broker/x/endpoint/logout_response", "broker/x/endpoint/nope", "broker/k/endpoint/backchannel-logout", "broker/g/endpoint/logout_response",
                 "broker/d/endpoint", "broker/d/link", "broker/x", "broker", "broker/x/nope", "broker/x/y/z", "broker/after-first-broker-login", "protocol/saml"):
        for method in METHODS:
            kc.request(method, f"/realms/{realm}/{path}")


def media_types(kc):
    """What is refused for the answer that it asks for."""
    realm = kc.realm()
    kc.get(f"/realms/{realm}", headers={"Accept": "text/html"})
    for accept in ("text/plain", "application/jwt", "application/*", "application/json;q=0", "garbage", "text/html, */*;q=0.1"):
        for path in (f"/realms/{realm}", f"/realms/{realm}/.well-known/openid-configuration", f"/realms/{realm}/.well-known/nope", f"/realms/{realm}/protocol/openid-connect/certs", "/"):
            kc.get(path, headers={"Accept": accept})


def addresses_that_are_names(kc):
    """A user who is imported into a realm where the address is the name keeps the name that the file gives."""
    realm = kc.realm(clients=[APP], users=[ALICE], registrationEmailAsUsername=True)
    user = kc.get(f"/admin/realms/{realm}/users", admin=True).get(0, "id")
    kc.login(realm, "alice", "wonder", **ASK)
    kc.get(f"/admin/realms/{realm}/users/{user}/sessions", admin=True)


def users_who_lack_something(kc):
    """Flows that nobody comes through, or only who has what they ask for, and the events of those who do not."""
    bare = {**ALICE, "username": "bare", "email": "bare@example.org", "credentials": []}
    for number, steps in enumerate((
        [("auth-username-form", "REQUIRED"), ("auth-password-form", "REQUIRED")], [("auth-username-form", "REQUIRED"), ("idp-username-password-form", "REQUIRED")],
        [("auth-username-form", "REQUIRED"), ("deny-access-authenticator", "REQUIRED")], [("auth-otp-form", "REQUIRED")], [("deny-access-authenticator", "REQUIRED")], [("auth-otp-form", "ALTERNATIVE")], [("auth-cookie", "REQUIRED")], [],
    )):
        executions = [{"authenticator": provider, "authenticatorFlow": False, "requirement": requirement, "priority": place} for place, (provider, requirement) in enumerate(steps)]
        flow = {"alias": "mine", "providerId": "basic-flow", "topLevel": True, "builtIn": False, "authenticationExecutions": executions}
        realm = kc.realm(f"parity-lacking-{number}", clients=[APP], users=[ALICE, bare], eventsEnabled=True, browserFlow="mine", authenticationFlows=[flow])
        for name in ("alice", "bare"):
            kc.jar.clear()
            page = kc.authorize(realm, **ASK)
            if page.status == 200:
                kc.submit(page, "kc-form-login", username=name, password="wonder")
        _events(kc, realm)


def providers_for_who_is_known(kc):
    """Who logs in again is offered the providers that he is linked to; in a realm with organizations all of them where there is none."""
    config = {"clientId": "a", "clientSecret": "b", "authorizationUrl": "https://idp.example.org/a", "tokenUrl": "https://idp.example.org/t"}
    providers = [{"alias": alias, "providerId": "oidc", "enabled": alias != "off", "hideOnLogin": alias == "hidden", "linkOnly": alias == "link-only", "config": config} for alias in ("p", "q", "hidden", "off", "link-only")]
    users = [{**ALICE, "username": "-".join(aliases) or "none", "email": f"{len(aliases)}{''.join(aliases)}@example.org", "federatedIdentities": [{"identityProvider": alias, "userId": "-".join(aliases), "userName": "x"} for alias in aliases]}
             for aliases in ((), ("p",), ("q", "hidden", "off", "link-only"), ("hidden",), ("link-only",))]
    for number, enabled in enumerate((False, True)):
        realm = kc.realm(f"parity-known-{number}", clients=[APP], users=users, identityProviders=providers, organizationsEnabled=enabled)
        for user in users:
            kc.jar.clear()
            kc.login(realm, user["username"], "wonder", **ASK)
            kc.authorize(realm, **ASK, prompt="login")


def languages_that_no_login_asks_for(kc):
    """``kc_locale`` counts in a login that there is; elsewhere pages are in the language of the browser."""
    realm = kc.realm(clients=[APP], internationalizationEnabled=True, supportedLocales=["en", "de"], resetPasswordAllowed=True)
    for path in ("action-token?key=x", "authenticate?client_id=app", "registration?", "required-action?", "restart?", "detached-info?", "consent?", "reset-credentials?"):
        kc.get(f"/realms/{realm}/login-actions/{path}&kc_locale=de")
    kc.get(f"/realms/{realm}/protocol/openid-connect/logout/logout-confirm?kc_locale=de")
    kc.get(f"/realms/{realm}/nope?kc_locale=de")


def registrations_in_odd_orders(kc):
    """What a registration form makes of the order, the requirements and the lack of its actions."""
    user, password, terms = "registration-user-creation", "registration-password-action", "registration-terms-and-conditions"
    for number, (place, steps) in enumerate((
        ("REQUIRED", [(password, "REQUIRED")]), ("REQUIRED", [(password, "REQUIRED"), (user, "REQUIRED")]), ("ALTERNATIVE", [(user, "ALTERNATIVE"), (password, "ALTERNATIVE")]),
        ("REQUIRED", [(terms, "REQUIRED"), (user, "REQUIRED")]), ("ALTERNATIVE", [(terms, "REQUIRED")]), ("REQUIRED", []), ("REQUIRED", [(user, "CONDITIONAL")]),
    )):
        form = {"alias": "form", "providerId": "form-flow", "topLevel": False, "builtIn": False, "authenticationExecutions": [{"authenticator": name, "requirement": kind, "priority": rank} for rank, (name, kind) in enumerate(steps)]}
        top = {"alias": "mine", "providerId": "basic-flow", "topLevel": True, "builtIn": False, "authenticationExecutions": [
            {"authenticator": "registration-page-form", "flowAlias": "form", "requirement": place, "authenticatorFlow": True, "priority": 0}]}
        realm = kc.realm(f"parity-register-{number}", clients=[APP], registrationAllowed=True, registrationFlow="mine", authenticationFlows=[top, form], eventsEnabled=True)
        kc.jar.clear()
        page = kc.authorize(realm, **ASK, prompt="create")
        kc.submit(page, **{"username": "newbie", "email": "newbie@example.org", "firstName": "N", "lastName": "B", "password": "wonder", "password-confirm": "wonder", "termsAccepted": "on"})
        _events(kc, realm)


def registrations_by_address(kc):
    """Where addresses are names, events of a registration that fails call the address the name."""
    realm = kc.realm(clients=[APP], users=[ALICE], registrationAllowed=True, registrationEmailAsUsername=True, eventsEnabled=True)
    page = kc.authorize(realm, **ASK, prompt="create")
    for address, last in (("alice@example.org", "B"), ("other@example.org", "")):
        page = kc.submit(page, **{"username": "x", "email": address, "firstName": "N", "lastName": last, "password": "wonder", "password-confirm": "wonder"})
    _events(kc, realm)


def provider_steps_elsewhere(kc):
    """Steps of a first login by a provider, in a flow that no provider is part of."""
    for name in ("idp-review-profile", "idp-create-user-if-unique", "idp-detect-existing-broker-user", "idp-confirm-override-link"):
        steps = [{"authenticator": step, "requirement": "REQUIRED", "priority": rank} for rank, step in enumerate(("auth-username-password-form", name))]
        flow = {"alias": "mine", "providerId": "basic-flow", "topLevel": True, "builtIn": False, "authenticationExecutions": steps}
        realm = kc.realm(f"parity-{name}", clients=[APP], users=[ALICE], browserFlow="mine", authenticationFlows=[flow], eventsEnabled=True)
        kc.jar.clear()
        kc.login(realm, "alice", "wonder", **ASK)
        _events(kc, realm)
