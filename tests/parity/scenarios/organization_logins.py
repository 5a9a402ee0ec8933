"""Logins in a realm with organizations: the page that asks who it is, the way to an organization's provider, choosing one, invitations."""

PASSWORD = [{"type": "password", "value": "wonder"}]
CB = "https://app.example.org/cb"
ASK = {"client_id": "app", "response_type": "code", "redirect_uri": CB, "scope": "openid", "state": "s"}
APP = {"clientId": "app", "publicClient": True, "redirectUris": [CB], "directAccessGrantsEnabled": True}


def _user(name, address=""):
    return {"username": name, "enabled": True, "email": address or f"{name}@example.org", "emailVerified": True, "firstName": name.title(), "lastName": "L", "credentials": PASSWORD}


def _provider(kc, alias, **more):
    """A provider elsewhere: only where the browser is sent is looked at."""
    config = {"clientId": "b", "clientSecret": "x", "authorizationUrl": f"https://{alias}.example.org/auth", "tokenUrl": f"https://{alias}.example.org/token", **more.pop("config", {})}
    return {"alias": alias, "providerId": "oidc", "enabled": True, "config": config, **more}


def _realm(kc, *, users=(), providers=(), **more):
    return kc.realm(organizationsEnabled=True, clients=[APP], users=[_user("alice"), _user("acme-user", "u@acme.org"), *users], identityProviders=list(providers), **more)


def _organization(kc, realm, name, domains=(), members=(), providers=(), **more):
    root = f"/admin/realms/{realm}/organizations"
    made = kc.setup("POST", root, {"name": name, "alias": name, "domains": [{"name": one} for one in domains], **more})
    identifier = made.created_id
    for username in members:
        user = kc.setup("GET", f"/admin/realms/{realm}/users?username={username}&exact=true").get(0, "id")
        kc.setup("POST", f"{root}/{identifier}/members", user)
    for alias in providers:
        kc.setup("POST", f"{root}/{identifier}/identity-providers", alias)
    return identifier


def _named(kc, realm, name, **query):
    """The page that asks for the name, and what comes of a name."""
    kc.jar.clear()
    page = kc.authorize(realm, **{**ASK, **query})
    return kc.submit(page, "kc-form-login", username=name)


def _with_password(kc, page, password="wonder", **more):
    return kc.submit(page, "kc-form-login", password=password, **more)


def without_organizations(kc):
    """The realm has them switched on, and none."""
    realm = _realm(kc)
    kc.authorize(realm, **ASK)


def the_name_first(kc):
    """Members and others, known and unknown."""
    realm = _realm(kc, registrationAllowed=True, resetPasswordAllowed=True, rememberMe=True)
    _organization(kc, realm, "acme", ["acme.org"], ["acme-user"])
    for name in ("alice", "acme-user", "u@acme.org", "nobody", "nobody@acme.org", "nobody@other.org", "", "   "):
        _named(kc, realm, name)
    _with_password(kc, _named(kc, realm, "alice"))
    _with_password(kc, _named(kc, realm, "nobody@acme.org"))
    page = _with_password(kc, _named(kc, realm, "acme-user"), "wrong")
    _with_password(kc, page)
    kc.authorize(realm, **ASK)
    kc.jar.clear()
    kc.authorize(realm, **ASK, login_hint="u@acme.org")
    kc.jar.clear()
    kc.authorize(realm, **ASK, login_hint="nobody@acme.org")
    kc.jar.clear()
    kc.authorize(realm, **ASK, prompt="none")


def to_the_provider(kc):
    """The domain leads to the provider, with and without the redirect by address."""
    providers = [
        _provider(kc, "dom", config={"kc.org.domain": "acme.org", "kc.org.broker.redirect.mode.email-matches": "true"}),
        _provider(kc, "still", config={"kc.org.domain": "still.org"}),
        _provider(kc, "any", config={"kc.org.domain": "ANY", "kc.org.broker.redirect.mode.email-matches": "true"}),
        _provider(kc, "none", config={}),
    ]
    realm = _realm(kc, providers=providers, users=[_user("still", "u@still.org"), _user("linked", "l@acme.org"), _user("many", "m@many.org"), _user("single", "s@none.org")])
    _organization(kc, realm, "acme", ["acme.org"], ["acme-user"], ["dom"])
    _organization(kc, realm, "still", ["still.org"], ["still"], ["still"])
    _organization(kc, realm, "many", ["many.org", "more.org"], ["many"], ["any"])
    _organization(kc, realm, "none", ["none.org"], ["single"], ["none"])
    for name in ("acme-user", "nobody@acme.org", "linked", "still", "nobody@still.org", "many", "nobody@many.org", "nobody@more.org", "single", "nobody@none.org", "alice", "NOBODY@ACME.ORG", "nobody@sub.acme.org"):
        _named(kc, realm, name)
    kc.jar.clear()
    kc.authorize(realm, **ASK, login_hint="nobody@acme.org")
    kc.jar.clear()
    kc.authorize(realm, **ASK, login_hint="nobody@still.org")


def _redeemed(kc, realm, page):
    """The tokens of a login, renewed once."""
    tokens = kc.token(realm, {"grant_type": "authorization_code", "client_id": "app", "code": page.param("code"), "redirect_uri": CB})
    kc.token(realm, {"grant_type": "refresh_token", "client_id": "app", "refresh_token": tokens.get("refresh_token")})


def with_a_scope(kc):
    """The scope names an organization, or all of them."""
    providers = [_provider(kc, "dom", config={"kc.org.domain": "acme.org", "kc.org.broker.redirect.mode.email-matches": "true"})]
    realm = _realm(kc, providers=providers, users=[_user("both")])
    _organization(kc, realm, "acme", ["acme.org"], ["acme-user", "both"], ["dom"])
    _organization(kc, realm, "beta", ["beta.org"], ["both"])
    for scope in ("openid organization:*", "openid organization:beta", "openid organization:acme"):
        _redeemed(kc, realm, _with_password(kc, _named(kc, realm, "both", scope=scope)))
    for scope in ("openid", "openid organization", "openid organization:*"):
        _redeemed(kc, realm, _with_password(kc, _named(kc, realm, "acme-user", scope=scope)))
    kc.authorize(realm, **{**ASK, "scope": "openid organization:nope"})


def beside_the_realms_providers(kc):
    """A provider that belongs to no organization, users without a password, and somebody who may not log in."""
    providers = [_provider(kc, "dom", config={"kc.org.domain": "acme.org", "kc.org.broker.redirect.mode.email-matches": "true"}), _provider(kc, "plain")]
    users = [_user("member", "m@other.org"), {**_user("bare", "n@acme.org"), "credentials": []}, {**_user("off", "off@acme.org"), "enabled": False}]
    realm = _realm(kc, providers=providers, users=users, registrationAllowed=True)
    _organization(kc, realm, "acme", ["acme.org"], ["acme-user", "member"], ["dom"])
    _organization(kc, realm, "beta", ["beta.org"])
    for name in ("member", "bare", "off", "nobody@acme.org", "nobody@beta.org", "nobody", "alice"):
        _named(kc, realm, name)
    for scope in ("openid organization:acme", "openid organization:beta"):
        for name in ("nobody", "alice", "nobody@acme.org", "nobody@other.org", "bare"):
            _named(kc, realm, name, scope=scope)
    for hint in ("alice", "nobody", "bare", "nobody@beta.org"):
        kc.jar.clear()
        kc.authorize(realm, **ASK, login_hint=hint)


def domains_with_subdomains(kc):
    """A domain with a wildcard stands for what is below it, and a provider for all but the domains that it excludes."""
    redirect = {"kc.org.broker.redirect.mode.email-matches": "true"}
    providers = [
        _provider(kc, "wide", config={"kc.org.domain": "*.acme.org", **redirect, "kc.org.excluded.domains": "out.acme.org, *.far.acme.org ,FAR2.acme.org"}),
        _provider(kc, "narrow", config={"kc.org.domain": "de.eu.acme.org", **redirect}),
        _provider(kc, "any", config={"kc.org.domain": "ANY", **redirect, "kc.org.excluded.domains": "many.org,,"}),
        _provider(kc, "all", config={"kc.org.domain": "*.beta.org", **redirect, "kc.org.excluded.domains": "*.beta.org"}),
    ]
    realm = _realm(kc, providers=providers, users=[_user("sub", "s@us.acme.org"), {**_user("bare", "b@us.acme.org"), "credentials": []}])
    _organization(kc, realm, "acme", ["*.acme.org", "de.eu.acme.org", "*.deep.eu.acme.org"], ["sub", "bare"], ["wide", "narrow"])
    _organization(kc, realm, "many", ["many.org", "*.many.org", "more.org"], (), ["any"])
    _organization(kc, realm, "beta", ["*.beta.org"], (), ["all"])
    _organization(kc, realm, "owner", ["us.acme.org", "other.beta.org"])
    gone = f"/admin/realms/{realm}/organizations/" + _organization(kc, realm, "gone", ["gone.acme.org", "*.x.gone.acme.org"])
    kc.setup("PUT", gone, {**kc.setup("GET", gone).json, "enabled": False})
    for address in ("n@acme.org", "n@us.acme.org", "n@x.y.acme.org", "n@de.eu.acme.org", "n@x.de.eu.acme.org", "n@x.eu.acme.org", "n@x.deep.eu.acme.org", "n@out.acme.org", "n@x.out.acme.org", "n@far.acme.org", "n@x.far.acme.org", "n@far2.acme.org",
                    "n@many.org", "n@x.many.org", "n@more.org", "n@beta.org", "n@x.beta.org", "n@other.beta.org", "n@notacme.org", "n@*.acme.org", "N@X.ACME.ORG", "a@b@x.acme.org", "sub", "bare",
                    " alice ", " n@x.acme.org", "n@x.acme.org ", "n@bad_domain", "n@", "n@ ", "n@gone.acme.org", "n@x.gone.acme.org"):
        _named(kc, realm, address)
    for scope in ("openid organization:acme", "openid organization:many", "openid organization"):
        for address in ("n@x.acme.org", "n@out.acme.org", "n@many.org", "bare", "sub"):
            _named(kc, realm, address, scope=scope)


def which_providers_are_offered(kc):
    """Providers that show where the organization is not known, or not at all, and to whom who is linked elsewhere."""
    hidden, linked = {"kc.org.broker.login.hide-when-org-unknown": "true"}, {"kc.org.broker.login.show-when-linked-elsewhere": "true"}
    providers = [
        _provider(kc, "plain"), _provider(kc, "public"), _provider(kc, "hidden", config=hidden), _provider(kc, "linked", config=linked), _provider(kc, "both", config={**hidden, **linked}),
        _provider(kc, "secret", hideOnLogin=True), _provider(kc, "secret-linked", hideOnLogin=True, config=linked), _provider(kc, "realm-linked", config={**hidden, **linked}), _provider(kc, "others", config=linked),
    ]
    federated = [{"identityProvider": "plain", "userId": "1", "userName": "one"}]
    users = [{**_user("tied", "t@acme.org"), "federatedIdentities": federated}, {**_user("own", "o@acme.org"), "federatedIdentities": [{**federated[0], "identityProvider": "public"}]},
             {**_user("stranger", "x@else.org"), "federatedIdentities": federated}, {**_user("pair"), "federatedIdentities": federated}]
    realm = _realm(kc, providers=providers, users=users)
    kc.authorize(realm, **ASK)
    mine = ("public", "hidden", "linked", "both", "secret", "secret-linked")
    _organization(kc, realm, "acme", ["acme.org"], ["acme-user", "tied", "own"], mine)
    _organization(kc, realm, "beta", ["beta.org"], ["pair"], ["others"])
    for scope in ("openid", "openid organization", "openid organization:acme", "openid organization:beta"):
        kc.jar.clear()
        kc.authorize(realm, **{**ASK, "scope": scope})
        for name in ("tied", "own", "stranger", "pair", "acme-user", "nobody", "nobody@acme.org", "nobody@else.org", "alice"):
            _named(kc, realm, name, scope=scope)
    _with_password(kc, _named(kc, realm, "tied"))
    kc.authorize(realm, **ASK, prompt="login")


def a_disabled_organization(kc):
    providers = [_provider(kc, "dom", config={"kc.org.domain": "acme.org", "kc.org.broker.redirect.mode.email-matches": "true"})]
    realm = _realm(kc, providers=providers)
    identifier = _organization(kc, realm, "acme", ["acme.org"], ["acme-user"], ["dom"])
    root = f"/admin/realms/{realm}/organizations/{identifier}"
    kc.setup("PUT", root, {**kc.setup("GET", root).json, "enabled": False})
    for name in ("acme-user", "nobody@acme.org", "alice"):
        _named(kc, realm, name)


def only_with_organizations(kc):
    """Members only: the authenticator that refuses who belongs to none."""
    realm = _realm(kc)
    _organization(kc, realm, "acme", ["acme.org"], ["acme-user"])
    flow = kc.setup("GET", f"/admin/realms/{realm}/authentication/flows/browser/executions").json
    step = next(one for one in flow if one.get("providerId") == "organization")
    kc.setup("POST", f"/admin/realms/{realm}/authentication/executions/{step['id']}/config", {"alias": "members", "config": {"requiresUserMembership": "true"}})
    _organization(kc, realm, "beta", ["beta.org"])
    _named(kc, realm, "alice")
    _with_password(kc, _named(kc, realm, "acme-user"))
    _with_password(kc, _named(kc, realm, "nobody"))
    for scope in ("openid organization:beta", "openid organization", "openid organization:*"):
        for name in ("alice", "acme-user"):
            _named(kc, realm, name, scope=scope)
    kc.jar.clear()
    kc.authorize(realm, **ASK, login_hint="alice")


def _chosen(kc, page, alias):
    return kc.submit(page, **{"kc.org": alias})


def _changed(kc, page):
    return kc.submit(page, "kc-switch-organization-form")


def one_of_several(kc):
    """The scope asks for an organization, of which somebody has several."""
    realm = _realm(kc, users=[_user("both"), {**_user("fresh"), "requiredActions": ["UPDATE_PASSWORD"]}])
    _organization(kc, realm, "acme", ["acme.org"], ["acme-user", "both", "fresh"])
    _organization(kc, realm, "beta", ["beta.org"], ["both", "fresh"])
    ask = {"scope": "openid organization"}
    page = _chosen(kc, _chosen(kc, _named(kc, realm, "both", **ask), "nope"), "acme")
    page = _with_password(kc, _chosen(kc, _changed(kc, page), "beta"), "wrong")
    page = _with_password(kc, _chosen(kc, _changed(kc, page), "acme"))
    tokens = kc.token(realm, {"grant_type": "authorization_code", "client_id": "app", "code": page.param("code"), "redirect_uri": CB})
    kc.get(f"/realms/{realm}/protocol/openid-connect/userinfo", headers={"Authorization": f"Bearer {tokens.get('access_token')}"})
    again = kc.authorize(realm, **{**ASK, **ask})
    kc.authorize(realm, **{**ASK, **ask, "prompt": "none"})
    for form in ({}, {"username": "acme-user"}, {"kc.org": "nope"}, {"switchOrganization": "true"}):
        again = kc.submit(again, **form)
    _redeemed(kc, realm, _chosen(kc, again, "beta"))
    _redeemed(kc, realm, kc.authorize(realm, **ASK))
    _redeemed(kc, realm, _with_password(kc, kc.authorize(realm, **{**ASK, **ask, "prompt": "login"})))
    kc.token(realm, {"grant_type": "refresh_token", "client_id": "app", "refresh_token": tokens.get("refresh_token")})
    page = _chosen(kc, _named(kc, realm, "both", **ask, login_hint="both"), "acme")
    page = _chosen(kc, _named(kc, realm, "fresh", **ask), "beta")
    page = kc.get(_with_password(kc, page).location, cookies_on=True)
    page = _changed(kc, page)
    kc.submit(page, "kc-passwd-update-form", **{"password-new": "n", "password-confirm": "n"})


def of_who_is_logged_in(kc):
    """A browser's session does where the organization is clear, for members."""
    realm = _realm(kc, users=[_user("none")])
    _organization(kc, realm, "acme", ["acme.org"], ["acme-user"])
    _organization(kc, realm, "beta", ["beta.org"])
    for name in ("acme-user", "none"):
        _with_password(kc, _named(kc, realm, name))
        for scope in ("organization", "organization:acme", "organization:beta", "organization:*", "organization:acme organization:beta"):
            kc.authorize(realm, **{**ASK, "scope": f"openid {scope}", "prompt": "none"})
        _redeemed(kc, realm, kc.authorize(realm, **{**ASK, "scope": "openid organization"}))
        page = kc.authorize(realm, **{**ASK, "scope": "openid organization:beta"})
        _redeemed(kc, realm, _with_password(kc, kc.submit(page, "kc-form-login", switchOrganization="true")))
