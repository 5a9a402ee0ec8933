"""User events of logins by identity providers, of links, and of consents."""

from tests.parity.scenarios.brokering import LOCAL, Pair

ALICE = {"username": "alice", "enabled": True, "email": "alice@example.org", "emailVerified": True, "firstName": "Alice", "lastName": "Liddell", "credentials": [{"type": "password", "value": "wonder"}]}
CB = "https://app.example.org/cb"
ASK = {"client_id": "con", "response_type": "code", "redirect_uri": CB, "scope": "openid", "state": "s"}


def _events(kc, realm):
    kc.get(f"/admin/realms/{realm}/events", query={"direction": "asc"}, admin=True)
    kc.setup("DELETE", f"/admin/realms/{realm}/events")


def first_login_by_a_provider(kc):
    """A new user, then the login of a known one, then one who is switched off."""
    pair = Pair(kc, eventsEnabled=True)
    pair.login()
    _events(kc, pair.here)
    pair.enter(pair.here)
    kc.jar.clear()
    pair.login()
    _events(kc, pair.here)
    user = kc.get(f"/admin/realms/{pair.here}/users?username=ulla&exact=true", admin=True).get(0, "id")
    kc.setup("PUT", f"/admin/realms/{pair.here}/users/{user}", {"enabled": False})
    pair.enter(pair.here)
    kc.jar.clear()
    pair.login()
    _events(kc, pair.here)


def link_by_password(kc):
    pair = Pair(kc, users=[LOCAL], eventsEnabled=True)
    page = pair.login()
    _events(kc, pair.here)
    page = kc.submit(page, submitAction="linkAccount")
    page = kc.submit(page, "kc-form-login", username="ulla-here", password="wrong")
    _events(kc, pair.here)
    pair.follow(kc.submit(page, "kc-form-login", username="ulla-here", password="wonder"))
    _events(kc, pair.here)


def link_without_a_question(kc):
    """A flow that links by address at once."""
    pair = Pair(kc, users=[LOCAL], eventsEnabled=True)
    _flow(kc, pair, "auto", "idp-detect-existing-broker-user", "idp-auto-link")
    kc.setup("PUT", f"/admin/realms/{pair.here}/identity-provider/instances/up", {**pair.provider, "firstBrokerLoginFlowAlias": "auto"})
    pair.login()
    _events(kc, pair.here)


def _flow(kc, pair, alias, *providers):
    flows = f"/admin/realms/{pair.here}/authentication/flows"
    kc.setup("POST", flows, {"alias": alias, "providerId": "basic-flow", "topLevel": True, "builtIn": False})
    for provider in providers:
        kc.setup("POST", f"{flows}/{alias}/executions/execution", {"provider": provider})
    executions = kc.get(f"{flows}/{alias}/executions", admin=True)
    for index in range(len(providers)):
        kc.setup("PUT", f"{flows}/{alias}/executions", {**executions.get(index), "requirement": "REQUIRED"})


def review_and_a_flow_after_it(kc):
    """What is changed in the review, and a login that has a flow of its own after it."""
    pair = Pair(kc, eventsEnabled=True)
    _flow(kc, pair, "post", "allow-access-authenticator")
    kc.setup("PUT", f"/admin/realms/{pair.here}/identity-provider/instances/up", {**pair.provider, "postBrokerLoginFlowAlias": "post"})
    page = pair.login("bare")
    _events(kc, pair.here)
    pair.follow(kc.submit(page, "kc-idp-review-profile-form", username="bare", email="b@example.org", firstName="B", lastName="Bear"))
    _events(kc, pair.here)
    pair.enter(pair.here)
    kc.jar.clear()
    pair.login("bare")
    _events(kc, pair.here)


def link_by_action(kc):
    """A user who is logged in adds a link; the provider refuses; somebody else has it."""
    pair = Pair(kc, eventsEnabled=True)
    kc.setup("POST", f"/admin/realms/{pair.here}/users", {**LOCAL, "email": "local@example.org"})
    pair.enter(pair.here)
    ask = {**ASK, "client_id": "app"}
    page = kc.submit(kc.authorize(pair.here, **ask, kc_action="idp_link:up"), "kc-form-login", username="ulla-here", password="wonder")
    _events(kc, pair.here)
    sent = kc.submit(pair.follow(page), **{"continue": ""})
    back = kc.submit(pair.get(sent.location), "kc-form-login", username="ulla", password="wonder")
    pair.follow(pair.get(back.location))
    _events(kc, pair.here)
    pair.enter(pair.here)
    pair.follow(kc.authorize(pair.here, **ask, kc_action="idp_link:nope"))
    _events(kc, pair.here)
    kc.submit(pair.follow(kc.authorize(pair.here, **ask, kc_action="idp_link:up")), **{"cancel-aia": "true"})
    _events(kc, pair.here)


def refusals_of_a_provider(kc):
    """What is wrong with a login by a provider, before it leaves and when it comes back."""
    pair = Pair(kc, eventsEnabled=True)
    for alias, change in (("off", {"enabled": False}), ("links", {"linkOnly": True})):
        kc.setup("POST", f"/admin/realms/{pair.here}/identity-provider/instances", {**pair.provider, "alias": alias, **change})
    base = f"/realms/{pair.here}/broker"
    for path in ("up/endpoint", "up/endpoint?state=x", "off/endpoint?state=x", "nope/endpoint?state=x", "up/login", "off/login", "nope/login",
                 "after-first-broker-login", "after-first-broker-login?session_code=x&client_id=app&tab_id=x", "after-post-broker-login"):
        pair.get(f"{kc.base}{base}/{path}")
        _events(kc, pair.here)
    for alias in ("off", "links", "nope"):
        pair.get(pair.start().location.replace("/broker/up/", f"/broker/{alias}/"))
        _events(kc, pair.here)
    sent = pair.get(pair.start().location)
    pair.get(f"{kc.base}{base}/up/endpoint", state=sent.param("state"))
    _events(kc, pair.here)


def errors_of_a_provider(kc):
    """The provider says no, in several ways."""
    pair = Pair(kc, eventsEnabled=True)
    for error in ("access_denied", "login_required", "interaction_required", "server_error", "temporarily_unavailable"):
        sent = pair.get(pair.start().location)
        state = sent.param("state")
        kc.setup("DELETE", f"/admin/realms/{pair.here}/events")
        pair.get(f"{kc.base}/realms/{pair.here}/broker/up/endpoint", state=state, error=error, error_description="words")
        _events(kc, pair.here)
    sent = pair.get(pair.start().location)
    kc.setup("DELETE", f"/admin/realms/{pair.here}/events")
    pair.get(f"{kc.base}/realms/{pair.here}/broker/up/endpoint", state=sent.param("state"), code="wrong")
    _events(kc, pair.here)


def consents_in_a_login(kc):
    """Granted, there already, granted anew for more, and refused."""
    client = {"clientId": "con", "secret": "s3cret", "redirectUris": [CB], "consentRequired": True}
    realm = kc.realm(eventsEnabled=True, clients=[client], users=[ALICE])
    page = kc.submit(kc.authorize(realm, **ASK), "kc-form-login", username="alice", password="wonder")
    page = kc.get(page.location, cookies_on=True) if page.status == 302 else page
    _events(kc, realm)
    kc.submit(page, accept="Yes")
    _events(kc, realm)
    kc.authorize(realm, **ASK)
    _events(kc, realm)
    for answer in ({"accept": "Yes"}, {"cancel": "No"}):
        page = kc.authorize(realm, **{**ASK, "scope": "openid phone address"}, prompt="consent")
        page = kc.get(page.location, cookies_on=True) if page.status == 302 else page
        kc.submit(page, **answer)
        _events(kc, realm)
    user = kc.get(f"/admin/realms/{realm}/users?username=alice", admin=True).get(0, "id")
    kc.delete(f"/admin/realms/{realm}/users/{user}/consents/con", admin=True)
    _events(kc, realm)


def consents_by_the_account(kc):
    """Granted, changed and taken back by the account's API."""
    roles = {"account": ["manage-account", "manage-consent", "view-consent"]}
    app = {"clientId": "app", "secret": "s3cret", "directAccessGrantsEnabled": True}
    realm = kc.realm(eventsEnabled=True, clients=[app, {"clientId": "con", "secret": "s3cret", "redirectUris": [CB], "consentRequired": True}], users=[{**ALICE, "clientRoles": roles}])
    token = kc.token(realm, {"grant_type": "password", "client_id": "app", "client_secret": "s3cret", "username": "alice", "password": "wonder", "scope": "openid"}).get("access_token")
    scopes = {one["name"]: one["id"] for one in kc.setup("GET", f"/admin/realms/{realm}/client-scopes").json}
    kc.setup("DELETE", f"/admin/realms/{realm}/events")
    path = f"/realms/{realm}/account/applications/con/consent"
    for method, names in (("POST", ["email"]), ("POST", ["email", "profile"]), ("PUT", ["profile"]), ("DELETE", None), ("DELETE", None)):
        body = None if names is None else {"grantedScopes": [{"id": scopes.get(name, name), "name": name} for name in names]}
        kc.request(method, path, bearer=token, headers={"Accept": "application/json"}, **({"body": body} if body else {}))
        _events(kc, realm)
    kc.request("PUT", f"/realms/{realm}/account/applications/nope/consent", bearer=token, headers={"Accept": "application/json"}, body={"grantedScopes": []})
    _events(kc, realm)


def links_by_the_account(kc):
    """A link that the user takes away by the account's API, and refusals of it."""
    roles = {"account": ["manage-account", "manage-account-links"]}
    pair = Pair(kc, users=[{**LOCAL, "clientRoles": roles, "federatedIdentities": [{"identityProvider": "up", "userId": "x", "userName": "ulla"}]}], eventsEnabled=True)
    kc.setup("PUT", f"/admin/realms/{pair.here}/clients/{kc.setup('GET', f'/admin/realms/{pair.here}/clients?clientId=app').get(0, 'id')}", {"directAccessGrantsEnabled": True})
    token = kc.token(pair.here, {"grant_type": "password", "client_id": "app", "client_secret": "s3cret", "username": "ulla-here", "password": "wonder", "scope": "openid"}).get("access_token")
    kc.setup("DELETE", f"/admin/realms/{pair.here}/events")
    for alias in ("nope", "up", "up"):
        kc.delete(f"/realms/{pair.here}/account/linked-accounts/{alias}", bearer=token, headers={"Accept": "application/json"})
        _events(kc, pair.here)


def pages_of_a_first_login(kc):
    """What is posted to the pages of a first login is told; another account's owner may take the link."""
    pair = Pair(kc, users=[LOCAL, {**LOCAL, "username": "else", "email": "else@example.org"}], eventsEnabled=True)
    page = kc.submit(pair.login(), submitAction="updateProfile")
    page = kc.submit(page, "kc-idp-review-profile-form", username="ulla", email="no", firstName="", lastName="")
    page = kc.submit(page, "kc-idp-review-profile-form", username="ulla", email="ulla@example.org", firstName="U", lastName="U")
    page = kc.submit(page, submitAction="linkAccount")
    for name, password in (("nobody", "wonder"), ("ulla-here", ""), ("else", "wonder")):
        page = pair.follow(kc.submit(page, "kc-form-login", username=name, password=password))
    _events(kc, pair.here)


def claims_that_a_provider_has_to_bring(kc):
    """A provider that is set to a claim takes no others."""
    pair = Pair(kc, eventsEnabled=True)
    for name, value in (("email", "nobody"), ("email", ".*@example.org"), ("sub", ".*"), ("email_verified", "true")):
        config = {**pair.config, "filteredByClaim": "true", "claimFilterName": name, "claimFilterValue": value}
        kc.setup("PUT", f"/admin/realms/{pair.here}/identity-provider/instances/up", {**pair.provider, "config": config})
        for realm in (pair.here, pair.there):
            pair.enter(realm)
            kc.jar.clear()
        pair.login()
    _events(kc, pair.here)


def flows_that_end_early(kc):
    """Accounts that are there and should not be, or the other way round, with another way to go on; a flow afterwards that asks for the password."""
    pair = Pair(kc, users=[LOCAL], eventsEnabled=True, authenticationFlows=[
        _imported("early", ("inner", "ALTERNATIVE"), ("idp-confirm-link", "ALTERNATIVE")), _imported("inner", ("idp-create-user-if-unique", "REQUIRED"), top=False),
        _imported("known", ("idp-detect-existing-broker-user", "REQUIRED"), ("idp-username-password-form", "REQUIRED")), _imported("review", ("idp-review-profile", "REQUIRED"), ("idp-confirm-link", "REQUIRED")), _imported("after", ("auth-username-password-form", "REQUIRED")),
    ])
    for flow, name in (("early", "ulla"), ("review", "bare"), ("known", "bare"), ("known", "ulla")):
        pair.enter(pair.here)
        kc.setup("PUT", f"/admin/realms/{pair.here}/identity-provider/instances/up", {**pair.provider, "firstBrokerLoginFlowAlias": flow, "postBrokerLoginFlowAlias": "after"})
        for realm in (pair.there, pair.here):
            pair.enter(realm)
            kc.jar.clear()
        page = pair.login(name)
        if flow == "review":
            kc.submit(page, "kc-idp-review-profile-form", username="bare", email="bare@example.org", firstName="B", lastName="B")
    page = pair.follow(kc.submit(page, "kc-form-login", username="ulla-here", password="wonder"))
    pair.follow(kc.submit(page, "kc-form-login", password="wonder"))
    _events(kc, pair.here)


def _imported(alias, *steps, top=True):
    executions = [
        {**({"flowAlias": name, "autheticatorFlow": True} if name == "inner" else {"authenticator": name}), "requirement": requirement, "priority": 10 * index}
        for index, (name, requirement) in enumerate(steps)
    ]
    return {"alias": alias, "providerId": "basic-flow", "topLevel": top, "builtIn": False, "authenticationExecutions": executions}


def names_as_typed(kc):
    """Events of failures name the user as the form did, be the password wrong, the user locked or disabled; so do those of registrations."""
    user = {"enabled": True, "email": "alice@example.org", "emailVerified": True, "firstName": "A", "lastName": "L", "credentials": [{"type": "password", "value": "wonder"}]}
    users = [{**user, "username": "alice"}, {**user, "username": "bob", "email": "bob@example.org", "enabled": False}]
    realm = kc.realm(clients=[{"clientId": "app", "redirectUris": ["https://app.example.org/cb"]}], users=users, eventsEnabled=True, bruteForceProtected=True, permanentLockout=True, failureFactor=2, quickLoginCheckMilliSeconds=0, registrationAllowed=True)
    page = kc.authorize(realm, client_id="app", response_type="code", redirect_uri="https://app.example.org/cb", scope="openid")
    for name, password in ((" Alice@example.org ", "bad"), ("ALICE", "bad"), ("Bob@example.org", "bad"), ("Bob@example.org", "wonder"), ("ALICE", "wonder"), ("alice@example.org", "wonder")):
        page = kc.submit(page, "kc-form-login", username=name, password=password)
    _events(kc, realm)
    for by_address in (False, True):
        kc.setup("PUT", f"/admin/realms/{realm}", {"registrationEmailAsUsername": by_address})
        kc.jar.clear()
        page = kc.get(f"/realms/{realm}/protocol/openid-connect/registrations", query={"client_id": "app", "response_type": "code", "redirect_uri": "https://app.example.org/cb", "scope": "openid"}, cookies_on=True)
        for email in ("NO MAIL", "Nina%d@Example.org" % by_address):
            page = kc.submit(page, "kc-register-form", **{"username": "Nina", "email": email, "firstName": " N ", "lastName": "O", "password": "wonder", "password-confirm": "wonder"})
        _events(kc, realm)
