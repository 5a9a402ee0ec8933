"""Identity brokering between two realms of one server: first logins, links, mappers, refusals, logout."""

from urllib.parse import parse_qs, urlsplit

PASSWORD = [{"type": "password", "value": "wonder"}]
CB = "https://app.example.org/cb"
APP = {"clientId": "app", "secret": "s3cret", "redirectUris": [CB], "attributes": {"post.logout.redirect.uris": "https://app.example.org/out"}}
ASK = {"client_id": "app", "response_type": "code", "redirect_uri": CB, "scope": "openid", "state": "s"}
SECRET = {"client_id": "app", "client_secret": "s3cret"}
ULLA = {"username": "ulla", "enabled": True, "email": "ulla@example.org", "emailVerified": True, "firstName": "Ulla", "lastName": "Upstream", "credentials": PASSWORD}
BARE = {"username": "bare", "enabled": True, "credentials": PASSWORD}
LOCAL = {"username": "ulla-here", "enabled": True, "email": "ulla@example.org", "firstName": "Local", "lastName": "User", "credentials": PASSWORD}


class Pair:
    """A realm and the one that it brokers to, each with its own cookies, as paths keep them apart in a browser."""

    def __init__(self, kc, *, config=None, provider=None, mappers=(), users=(), upstream=None, client=None, **realm):
        self.kc = kc
        name = f"parity-{kc.name.replace('_', '-')}"
        self.there = kc.realm(
            f"{name}-up",
            clients=[{"clientId": "broker-client", "secret": "bs", "redirectUris": [f"{kc.base}/realms/{name}/broker/up/*"], **(client or {})}],
            users=[{**ULLA, **(upstream or {})}, BARE],
            requiredActions=[],
        )
        base = f"{kc.base}/realms/{self.there}/protocol/openid-connect"
        self.config = {
            "clientId": "broker-client", "clientSecret": "bs", "authorizationUrl": f"{base}/auth", "tokenUrl": f"{base}/token",
            "userInfoUrl": f"{base}/userinfo", "logoutUrl": f"{base}/logout", "jwksUrl": f"{base}/certs",
            "issuer": f"{kc.base}/realms/{self.there}", "validateSignature": "true", "useJwksUrl": "true",
            "defaultScope": "openid email profile", "clientAuthMethod": "client_secret_post", **(config or {}),
        }
        self.provider = {"alias": "up", "displayName": "Upstream", "providerId": "oidc", "enabled": True, "config": self.config, **(provider or {})}
        self.here = kc.realm(
            users=list(users), identityProviders=[self.provider],
            identityProviderMappers=[{"name": f"m{i}", "identityProviderAlias": "up", **one} for i, one in enumerate(mappers)], **{"clients": [APP], **realm},
        )
        self.jars = {self.here: {}, self.there: {}}
        self.at = self.here

    def enter(self, realm):
        """Uses the cookies of a realm from here on."""
        self.jars[self.at], self.at = self.kc.jar, realm
        self.kc.jar = self.jars[realm]

    def get(self, url, **query):
        """A recorded request with the cookies of the URL's realm."""
        self.enter(urlsplit(url).path.split("/realms/")[1].split("/")[0])
        return self.kc.get(url, cookies_on=True, **({"query": query} if query else {}))

    def start(self, **query):
        """The authorization request that goes straight to the provider."""
        self.enter(self.here)
        return self.kc.authorize(self.here, **{**ASK, "kc_idp_hint": "up", **query})

    def login(self, username="ulla", **query):
        """A login at the provider, up to where its answer is dealt with here."""
        sent = self.get(self.start(**query).location)
        page = self.get(sent.location)
        if page.status == 200:
            page = self.kc.submit(page, "kc-form-login", username=username, password="wonder")
        return self.follow(self.get(page.location))

    def follow(self, answer, times=4):
        """Follows redirects as long as they stay in this realm."""
        while times and answer.status in (302, 303) and f"/realms/{self.here}/" in answer.location:
            answer, times = self.get(answer.location), times - 1
        return answer

    def user(self, username):
        """What the administrator sees of a user here."""
        found = self.kc.get(f"/admin/realms/{self.here}/users?username={username}&exact=true", admin=True).get(0, "id")
        self.kc.get(f"/admin/realms/{self.here}/users/{found}", admin=True)
        self.kc.get(f"/admin/realms/{self.here}/users/{found}/federated-identity", admin=True)
        return found

    def redeem(self, done):
        """The tokens of a login."""
        return self.kc.token(self.here, {"grant_type": "authorization_code", **SECRET, "code": done.param("code"), "redirect_uri": CB})


def first_login(kc):
    """Nobody has the name or the address: a user is made and linked."""
    pair = Pair(kc)
    pair.redeem(pair.login())
    pair.user("ulla")
    pair.enter(pair.here)
    kc.jar.clear()
    pair.redeem(pair.login())


def page_with_the_provider(kc):
    """The login page offers the providers that are enabled and not hidden."""
    pair = Pair(kc)
    kc.setup("POST", f"/admin/realms/{pair.here}/identity-provider/instances", {"alias": "off", "providerId": "oidc", "enabled": False, "config": {}})
    kc.setup("POST", f"/admin/realms/{pair.here}/identity-provider/instances", {"alias": "hidden", "providerId": "oidc", "enabled": True, "hideOnLogin": True, "config": {}})
    kc.setup("POST", f"/admin/realms/{pair.here}/identity-provider/instances", {"alias": "kc", "providerId": "keycloak-oidc", "enabled": True, "config": {"guiOrder": "1"}})
    pair.enter(pair.here)
    kc.authorize(pair.here, **ASK)
    kc.authorize(pair.here, **ASK, kc_idp_hint="off")
    kc.authorize(pair.here, **ASK, kc_idp_hint="nope")
    kc.authorize(pair.here, **ASK, kc_idp_hint="up", prompt="none")


def link_to_an_account(kc):
    """Somebody has the address: its password links the account."""
    pair = Pair(kc, users=[LOCAL])
    page = pair.login()
    page = kc.submit(page, submitAction="linkAccount")
    page = kc.submit(page, "kc-form-login", username="ulla-here", password="wrong")
    pair.redeem(pair.follow(kc.submit(page, "kc-form-login", username="ulla-here", password="wonder")))
    pair.user("ulla-here")


def review_of_the_profile(kc):
    """What is missing is asked for; a taken address leads to the question, and back."""
    pair = Pair(kc, users=[LOCAL])
    page = pair.login("bare")
    page = kc.submit(page, "kc-idp-review-profile-form", username="bare", email="no address", firstName="", lastName="Bear")
    page = kc.submit(page, "kc-idp-review-profile-form", username="bare", email="ulla@example.org", firstName="B", lastName="Bear")
    page = kc.submit(page, submitAction="updateProfile")
    pair.redeem(pair.follow(kc.submit(page, "kc-idp-review-profile-form", username="bear", email="bear@example.org", firstName="B", lastName="Bear")))
    pair.user("bear")


def profile_is_always_reviewed(kc):
    """The configuration of the review, and a mapper's value in the form."""
    pair = Pair(kc, mappers=[{"identityProviderMapper": "oidc-username-idp-mapper", "config": {"template": "${ALIAS}-${CLAIM.preferred_username | uppercase}"}}])
    flows = kc.setup("GET", f"/admin/realms/{pair.here}/authentication/flows/first%20broker%20login/executions")
    config = next((one.get("authenticationConfig") for one in flows.json or [] if one.get("providerId") == "idp-review-profile"), "none")
    kc.setup("PUT", f"/admin/realms/{pair.here}/authentication/config/{config}", {"alias": "review profile config", "config": {"update.profile.on.first.login": "on"}})
    page = pair.login()
    pair.redeem(pair.follow(kc.submit(page, "kc-idp-review-profile-form", username="up-ulla", email="new@example.org", firstName="U", lastName="U")))
    pair.user("up-ulla")


def refusals_of_the_provider(kc):
    """What the provider may answer instead of a code."""
    pair = Pair(kc)
    for error in ({"error": "access_denied"}, {"error": "login_required"}, {"error": "server_error", "error_description": "boom <b>"}, {}, {"code": "wrong"}):
        sent = pair.get(pair.start().location)
        pair.follow(pair.get(f"{kc.base}/realms/{pair.here}/broker/up/endpoint", state=sent.param("state"), **error))
        kc.jar.clear()
    for query in ({}, {"code": "c"}, {"code": "c", "state": "garbage"}):
        pair.get(f"{kc.base}/realms/{pair.here}/broker/up/endpoint", **query)
    pair.get(f"{kc.base}/realms/{pair.here}/broker/nope/endpoint", code="c", state="a.b.c.d")
    pair.get(f"{kc.base}/realms/{pair.here}/broker/up/login")
    pair.get(f"{kc.base}/realms/{pair.here}/broker/nope/login")
    pair.get(f"{kc.base}/realms/{pair.here}/broker/after-first-broker-login")


def answers_of_another_browser(kc):
    """A state is good for one browser, one login and one time."""
    pair = Pair(kc)
    sent = pair.get(pair.start().location)
    page = pair.get(sent.location)
    back = kc.submit(page, "kc-form-login", username="ulla", password="wonder").location
    pair.enter(pair.here)
    mine = dict(kc.jar)
    kc.jar.clear()
    pair.get(back)
    kc.jar.update(mine)
    pair.follow(pair.get(back))
    pair.get(back)


def disabled_user(kc):
    """The user of an identity may be disabled."""
    pair = Pair(kc)
    pair.login()
    user = kc.setup("GET", f"/admin/realms/{pair.here}/users?username=ulla").get(0, "id")
    kc.setup("PUT", f"/admin/realms/{pair.here}/users/{user}", {"enabled": False})
    kc.jar.clear()
    pair.login()


def mappers(kc):
    """Attributes, roles, groups and session notes."""
    mapper = "identityProviderMapper"
    pair = Pair(
        kc,
        roles={"realm": [{"name": "fits"}, {"name": "fits-not"}, {"name": "everybody"}, {"name": "regex"}], "client": {"app": [{"name": "deep"}]}},
        groups=[{"name": "staff", "subGroups": [{"name": "maths"}]}],
        mappers=[
            {mapper: "oidc-user-attribute-idp-mapper", "config": {"claim": "given_name", "user.attribute": "nickname", "syncMode": "INHERIT"}},
            {mapper: "hardcoded-attribute-idp-mapper", "config": {"attribute": "origin", "attribute.value": "up", "syncMode": "INHERIT"}},
            {mapper: "oidc-role-idp-mapper", "config": {"claim": "email", "claim.value": "ulla@example.org", "role": "fits", "syncMode": "INHERIT"}},
            {mapper: "oidc-role-idp-mapper", "config": {"claim": "email", "claim.value": "else", "role": "fits-not", "syncMode": "INHERIT"}},
            {mapper: "oidc-hardcoded-role-idp-mapper", "config": {"role": "everybody", "syncMode": "INHERIT"}},
            {mapper: "oidc-hardcoded-role-idp-mapper", "config": {"role": "app.deep", "syncMode": "INHERIT"}},
            {mapper: "oidc-hardcoded-group-idp-mapper", "config": {"group": "/staff/maths", "syncMode": "INHERIT"}},
            {mapper: "oidc-advanced-role-idp-mapper", "config": {"claims": '[{"key":"email","value":".*@example.org"}]', "are.claim.values.regex": "true", "role": "regex", "syncMode": "INHERIT"}},
            {mapper: "oidc-advanced-group-idp-mapper", "config": {"claims": '[{"key":"email","value":"nobody"}]', "group": "/staff", "syncMode": "INHERIT"}},
        ],
        attributes={"userProfileEnabled": "true"},
    )
    kc.setup("PUT", f"/admin/realms/{pair.here}/users/profile", {**(kc.setup("GET", f"/admin/realms/{pair.here}/users/profile").json or {}), "unmanagedAttributePolicy": "ENABLED"})
    pair.redeem(pair.login())
    user = pair.user("ulla")
    kc.get(f"/admin/realms/{pair.here}/users/{user}/role-mappings", admin=True)
    kc.get(f"/admin/realms/{pair.here}/users/{user}/groups", admin=True)


def imported_once(kc):
    """Without forced synchronisation the user's own values stay."""
    _again(kc, "IMPORT")


def forced_each_time(kc):
    """With forced synchronisation the provider's values come back."""
    _again(kc, "FORCE")


def legacy_synchronisation(kc):
    """A provider that says nothing of synchronisation."""
    _again(kc, "")


def _again(kc, mode):
    mapper, sync = "identityProviderMapper", {"syncMode": mode} if mode else {}
    pair = Pair(
        kc,
        config=sync,
        provider={"trustEmail": True},
        roles={"realm": [{"name": "fits"}, {"name": "hard"}]},
        mappers=[
            {mapper: "oidc-role-idp-mapper", "config": {"claim": "given_name", "claim.value": "Ulla", "role": "fits", "syncMode": "INHERIT"}},
            {mapper: "oidc-hardcoded-role-idp-mapper", "config": {"role": "hard", "syncMode": "INHERIT"}},
        ],
    )
    pair.redeem(pair.login())
    user = pair.user("ulla")
    theirs = kc.setup("GET", f"/admin/realms/{pair.there}/users?username=ulla").get(0, "id")
    kc.setup("PUT", f"/admin/realms/{pair.here}/users/{user}", {"firstName": "Changed", "email": "changed@example.org"})
    held = kc.setup("GET", f"/admin/realms/{pair.here}/users/{user}/role-mappings/realm").json or []
    kc.setup("DELETE", f"/admin/realms/{pair.here}/users/{user}/role-mappings/realm", [one for one in held if one.get("name") == "hard"])
    kc.setup("PUT", f"/admin/realms/{pair.there}/users/{theirs}", {"username": "ulla", "email": "later@example.org", "emailVerified": False, "firstName": "Later", "lastName": "Upstream"})
    for jar in (*pair.jars.values(), kc.jar):
        jar.clear()
    pair.redeem(pair.login())
    pair.user("ulla")
    kc.get(f"/admin/realms/{pair.here}/users/{user}/role-mappings/realm", admin=True)


def what_legacy_mappers_give_again(kc):
    """Of what somebody took from the user; the claim fits the second time where it did not, and the other way around."""
    _stripped(kc, "LEGACY", "INHERIT")


def what_is_only_imported_is_not_forced(kc):
    """A provider that is synchronised by force, with mappers that import."""
    _stripped(kc, "FORCE", "IMPORT")


def _stripped(kc, mode, mappers):
    mapper = "identityProviderMapper"
    name, regex = [{"claim": "given_name", "claim.value": value} for value in ("Ulla", "Later")], [f'[{{"key":"given_name","value":"{value}"}}]' for value in ("Ulla", "Later")]
    kinds = (
        *(("oidc-role-idp-mapper", {**name[place], "role": f"plain{place}"}) for place in (0, 1)),
        *(("oidc-advanced-role-idp-mapper", {"claims": regex[place], "role": f"advanced{place}"}) for place in (0, 1)),
        *(("oidc-advanced-group-idp-mapper", {"claims": regex[place], "group": f"/group{place}"}) for place in (0, 1)),
        ("oidc-hardcoded-role-idp-mapper", {"role": "hard"}), ("oidc-hardcoded-group-idp-mapper", {"group": "/hard"}),
        ("hardcoded-attribute-idp-mapper", {"attribute": "lastName", "attribute.value": "Hard"}), ("hardcoded-attribute-idp-mapper", {"attribute": "origin", "attribute.value": "up"}),
        ("oidc-username-idp-mapper", {"template": "${CLAIM.given_name}-x", "target": "BROKER_USERNAME"}),
    )
    pair = Pair(
        kc, config={"syncMode": mode}, roles={"realm": [{"name": role} for role in ("plain0", "plain1", "advanced0", "advanced1", "hard")]}, groups=[{"name": group} for group in ("group0", "group1", "hard")],
        mappers=[{mapper: kind, "config": {**config, "syncMode": mappers}} for kind, config in kinds],
    )
    kc.setup("PUT", f"/admin/realms/{pair.here}/users/profile", {**(kc.setup("GET", f"/admin/realms/{pair.here}/users/profile").json or {}), "unmanagedAttributePolicy": "ENABLED"})
    pair.redeem(pair.login())
    path = f"/admin/realms/{pair.here}/users/{pair.user('ulla-x')}"
    held = kc.get(f"{path}/role-mappings/realm", admin=True).json or []
    kc.setup("DELETE", f"{path}/role-mappings/realm", [role for role in held if "default" not in role["name"]])
    for group in kc.get(f"{path}/groups", admin=True).json or ():
        kc.setup("DELETE", f"{path}/groups/{group['id']}")
    kc.setup("PUT", path, {"firstName": "Own", "lastName": "Own", "email": "own@example.org", "attributes": {"mine": ["x"]}})
    theirs = kc.setup("GET", f"/admin/realms/{pair.there}/users?username=ulla").get(0, "id")
    kc.setup("PUT", f"/admin/realms/{pair.there}/users/{theirs}", {"username": "ulla", "email": "later@example.org", "firstName": "Later", "lastName": "Upstream"})
    for jar in (*pair.jars.values(), kc.jar):
        jar.clear()
    pair.redeem(pair.login())
    for part in ("", "/role-mappings/realm", "/groups", "/federated-identity"):
        kc.get(f"{path}{part}", admin=True)


def keycloak_provider(kc):
    """A Keycloak's roles in its access token become roles here."""
    pair = Pair(
        kc,
        provider={"providerId": "keycloak-oidc"},
        roles={"realm": [{"name": "theirs"}, {"name": "not-theirs"}]},
        mappers=[
            {"identityProviderMapper": "keycloak-oidc-role-to-role-idp-mapper", "config": {"external.role": "offline_access", "role": "theirs"}},
            {"identityProviderMapper": "keycloak-oidc-role-to-role-idp-mapper", "config": {"external.role": "nope", "role": "not-theirs"}},
        ],
        upstream={"realmRoles": ["offline_access"]},
        client={"fullScopeAllowed": True},
    )
    pair.redeem(pair.login())


def pkce_and_forwarded_parameters(kc):
    """What is sent along to the provider."""
    pair = Pair(kc, config={"pkceEnabled": "true", "pkceMethod": "S256", "loginHint": "true", "passMaxAge": "true", "forwardParameters": "custom, display", "clientAuthMethod": "client_secret_basic"})
    pair.get(pair.start(login_hint="bob", max_age="10", custom="x", other="y", acr_values="gold", prompt="login").location)
    kc.jar.clear()
    pair.redeem(pair.login())
    pair = Pair(kc)
    pair.get(pair.start(acr_values="gold silver", max_age="10", custom="x").location)


def logout_goes_on_at_the_provider(kc):
    """RP-initiated logout passes through the provider's."""
    pair = Pair(kc, client={"attributes": {"post.logout.redirect.uris": "+"}})
    tokens = pair.redeem(pair.login())
    sent = pair.get(f"{kc.base}/realms/{pair.here}/protocol/openid-connect/logout", id_token_hint=tokens.get("id_token"), post_logout_redirect_uri="https://app.example.org/out", state="z")
    back = pair.get(sent.location)
    pair.get(back.location)
    pair.get(back.location)
    pair.get(f"{kc.base}/realms/{pair.here}/broker/up/endpoint/logout_response", state="unknown")
    kc.token(pair.here, {"grant_type": "refresh_token", **SECRET, "refresh_token": tokens.get("refresh_token")})


def a_logout_waits_for_the_provider(kc):
    """The session lives until the browser is back; whoever logs in with it in between keeps it, and one that has ended is an error."""
    pair = Pair(kc, client={"attributes": {"post.logout.redirect.uris": "+"}}, eventsEnabled=True)
    for meanwhile in ("nothing", "login", "end"):
        kc.setup("DELETE", f"/admin/realms/{pair.here}/events")
        tokens = pair.redeem(pair.login())
        sent = pair.get(f"{kc.base}/realms/{pair.here}/protocol/openid-connect/logout", id_token_hint=tokens.get("id_token"), post_logout_redirect_uri="https://app.example.org/out")
        renewed = kc.token(pair.here, {"grant_type": "refresh_token", **SECRET, "refresh_token": tokens.get("refresh_token")})
        if meanwhile == "login":
            pair.get(f"{kc.base}/realms/{pair.here}/protocol/openid-connect/auth", **ASK, prompt="none")
        elif meanwhile == "end":
            kc.post(f"/realms/{pair.here}/protocol/openid-connect/logout", form={**SECRET, "refresh_token": renewed.get("refresh_token")})
        pair.get(pair.get(sent.location).location)
        kc.token(pair.here, {"grant_type": "refresh_token", **SECRET, "refresh_token": renewed.get("refresh_token")})
        kc.get(f"/admin/realms/{pair.here}/events", query={"direction": "asc"}, admin=True)
        for jar in (*pair.jars.values(), kc.jar):
            jar.clear()


def link_by_action(kc):
    """A user who is logged in adds a link."""
    pair = Pair(kc)
    kc.setup("POST", f"/admin/realms/{pair.here}/users", {**LOCAL, "email": "local@example.org"})
    pair.enter(pair.here)
    page = kc.submit(kc.authorize(pair.here, **ASK, kc_action="idp_link:up"), "kc-form-login", username="ulla-here", password="wonder")
    sent = kc.submit(pair.follow(page), **{"continue": ""})
    back = kc.submit(pair.get(sent.location), "kc-form-login", username="ulla", password="wonder")
    pair.follow(pair.get(back.location))
    pair.user("ulla-here")
    pair.enter(pair.here)
    pair.follow(kc.authorize(pair.here, **ASK, kc_action="idp_link:nope"))
    kc.submit(pair.follow(kc.authorize(pair.here, **ASK, kc_action="idp_link:up")), **{"cancel-aia": "true"})


def links_by_the_administrator(kc):
    pair = Pair(kc, users=[LOCAL])
    user = kc.setup("GET", f"/admin/realms/{pair.here}/users?username=ulla-here").get(0, "id")
    path = f"/admin/realms/{pair.here}/users/{user}/federated-identity"
    kc.post(f"{path}/up", admin=True, body={"userId": "1", "userName": "one"})
    kc.post(f"{path}/up", admin=True, body={"userId": "2", "userName": "two"})
    kc.get(path, admin=True)
    kc.get(f"/admin/realms/{pair.here}/users?idpAlias=up&idpUserId=1", admin=True)
    kc.delete(f"{path}/up", admin=True)
    kc.delete(f"{path}/up", admin=True)
    kc.post(f"{path}/up", admin=True, body={"userId": "1", "userName": "one"})
    kc.delete(f"/admin/realms/{pair.here}/identity-provider/instances/up", admin=True)
    kc.get(path, admin=True)


def tokens_of_the_provider(kc):
    """Stored tokens are given to who may read them."""
    pair = Pair(kc, provider={"storeToken": True, "addReadTokenRoleOnCreate": True})
    tokens = pair.redeem(pair.login())
    path = f"/realms/{pair.here}/broker/up/token"
    kc.get(path)
    kc.get(path, bearer="nonsense")
    kc.get(path, bearer=tokens.get("access_token"))
    kc.get(f"/realms/{pair.here}/broker/nope/token", bearer=tokens.get("access_token"))


def _written(kc, mappers=(), **config):
    """A login of somebody whose name the provider writes with capitals."""
    said = [{"name": claim, "protocol": "openid-connect", "protocolMapper": "oidc-hardcoded-claim-mapper",
             "config": {"claim.name": claim, "claim.value": value, "jsonType.label": "String", "id.token.claim": "true", "userinfo.token.claim": "true", "access.token.claim": "true"}}
            for claim, value in (("preferred_username", "Ulla.Mixed"), ("given_name", "Ulla"), ("family_name", "Upstream"))]
    pair = Pair(kc, config={"defaultScope": "openid email", **config}, client={"protocolMappers": said, "defaultClientScopes": ["basic", "email"]}, mappers=mappers, eventsEnabled=True)
    pair.login()
    pair.user("ulla.mixed")
    kc.get(f"/admin/realms/{pair.here}/events", query={"max": 10}, admin=True)


def names_in_small_letters(kc):
    _written(kc)


def names_as_they_are_written(kc):
    _written(kc, caseSensitiveOriginalUsername="true")


def names_of_a_template(kc):
    template = {"identityProviderMapper": "oidc-username-idp-mapper", "config": {"template": "X-${CLAIM.preferred_username}", "target": "BROKER_USERNAME", "syncMode": "IMPORT"}}
    _written(kc, [template], caseSensitiveOriginalUsername="true")


def addresses_of_an_organizations_members(kc):
    """Who comes by an organization's provider has one of its domains, at the review and ever after; any member has an address."""
    pair = Pair(kc, config={"kc.org.domain": "acme.org"}, users=[LOCAL], upstream={"email": "ulla@else.org"}, organizationsEnabled=True)
    root = f"/admin/realms/{pair.here}"
    acme = kc.setup("POST", f"{root}/organizations", {"name": "acme", "alias": "acme", "domains": [{"name": "acme.org"}, {"name": "acme.com"}, {"name": "*.wild.org"}]}).created_id
    kc.setup("POST", f"{root}/organizations/{acme}/identity-providers", "up")
    kc.setup("PUT", f"{root}/identity-provider/instances/up", pair.provider)
    kc.setup("POST", f"{root}/organizations/{acme}/members", kc.setup("GET", f"{root}/users?username=ulla-here").get(0, "id"))
    kc.get(f"{root}/identity-provider/instances/up", admin=True)
    page = pair.login()
    for email in ("x@else.org", "", "bad", "x@acme.com"):
        page = kc.submit(page, "", username="ulla", email=email, firstName="O", lastName="T")
    pair.follow(kc.submit(page, "", username="ulla", email="ulla@ACME.org", firstName="O", lastName="T"))
    for name in ("ulla", "ulla-here"):
        identifier, user = kc.setup("GET", f"{root}/users?username={name}&exact=true").get(0, "id"), {"username": name, "firstName": "O", "lastName": "T"}
        for email in ("y@acme.org", "y@ACME.org", "y@acme.com", "y@sub.acme.org", "y@a.wild.org", "y@else.org", "bad", "", " "):
            kc.put(f"{root}/users/{identifier}", body={**user, "email": email}, admin=True)
        kc.put(f"{root}/users/{identifier}", body={**user, "attributes": {}}, admin=True)
    kc.get(f"{root}/organizations/{acme}/members", admin=True)


def an_account_that_was_named_at_the_review(kc):
    """Another name or address than the provider's leads to an account by its password alone, not by a message to it."""
    mail = {"host": "127.0.0.1", "port": "1", "from": "kc@example.org"}
    pair = Pair(kc, users=[LOCAL], smtpServer=mail, eventsEnabled=True, internationalizationEnabled=True, supportedLocales=["en", "de"])
    for name, email in (("ulla-here", "ulla@example.org"), ("someone", "ulla@example.org")):
        pair.jars = {pair.here: {}, pair.there: {}}
        kc.jar = pair.jars[pair.at]
        page = pair.login()
        page = kc.submit(page, "", submitAction="updateProfile")
        page = kc.submit(page, "", username=name, email=email, firstName="U", lastName="U")
        page = kc.submit(page, "", submitAction="linkAccount")
        page = kc.submit(page, "", username="ulla-here", password="x")
    pair.follow(kc.submit(page, "", username="ulla-here", password="wonder"))
    kc.jar.clear()
    kc.authorize(pair.here, **{**ASK, "prompt": "create", "kc_idp_hint": "up"})
    kc.get(f"/admin/realms/{pair.here}/events", admin=True)


def links_by_action_that_are_refused(kc):
    """An application asks for a link that user or client may not have, that the provider refuses, or that is there already."""
    pair = Pair(kc, eventsEnabled=True, clients=[APP, {**APP, "clientId": "low", "fullScopeAllowed": False}])
    kc.setup("POST", f"/admin/realms/{pair.here}/users", {**LOCAL, "email": "local@example.org"})

    def ask(**query):
        pair.enter(pair.here)
        page = kc.authorize(pair.here, **{**ASK, "kc_action": "idp_link:up", **query})
        if page.status == 200:
            page = kc.submit(page, "kc-form-login", username="ulla-here", password="wonder")
        return pair.follow(page)

    ask(client_id="low")
    sent = kc.submit(ask(), **{"continue": ""})
    state = parse_qs(urlsplit(sent.location).query)["state"][0]
    pair.follow(pair.get(f"{kc.base}/realms/{pair.here}/broker/up/endpoint", error="access_denied", state=state))
    identifier = kc.setup("GET", f"/admin/realms/{pair.here}/users?username=ulla-here").get(0, "id")
    kc.setup("POST", f"/admin/realms/{pair.here}/users/{identifier}/federated-identity/up", {"userId": "z", "userName": "z"})
    sent = kc.submit(ask(), **{"continue": ""})
    back = kc.submit(pair.get(sent.location), "kc-form-login", username="ulla", password="wonder")
    pair.follow(pair.get(back.location))
    kc.get(f"/admin/realms/{pair.here}/events?max=30", admin=True)


def without_openid(kc):
    """A provider that speaks OAuth 2.0 alone: its profile counts, by members that the configuration names."""
    oauth = {"providerId": "oauth2", "storeToken": True, "addReadTokenRoleOnCreate": True}
    names = {"userIDClaim": "email", "userNameClaim": "places[1].town", "givenNameClaim": "nobody", "familyNameClaim": "family_name", "fullNameClaim": "name"}
    places = {"name": "places", "protocol": "openid-connect", "protocolMapper": "oidc-hardcoded-claim-mapper",
              "config": {"claim.name": "places", "claim.value": '[{"town": "Rome"}, {"town": "Ulm"}]', "jsonType.label": "JSON", "userinfo.token.claim": "true"}}
    pair = Pair(kc, provider=oauth, client={"protocolMappers": [places]}, config={"pkceEnabled": "true", "pkceMethod": "S256", "loginHint": "true", "passMaxAge": "true", "prompt": "login"})
    kc.get(f"/admin/realms/{pair.here}/identity-provider/instances/up/mapper-types", admin=True)
    tokens = pair.redeem(pair.login(login_hint="ulla", max_age="100", nonce="n"))
    pair.user("ulla")
    kc.get(f"/realms/{pair.here}/broker/up/token", headers={"Authorization": f"Bearer {tokens.json.get('access_token')}"})
    for config in (names, {"userIDClaim": "places"}, {"clientAuthMethod": "client_secret_basic"}, {"defaultScope": "profile"}):
        kc.setup("PUT", f"/admin/realms/{pair.here}/identity-provider/instances/up", {**pair.provider, "config": {**pair.config, **config}})
        pair.jars = {pair.here: {}, pair.there: {}}
        kc.jar = {}
        pair.login()
    pair.user("ulm")


def members_go_where_they_came_from(kc):
    """Who has come by an organization's provider, and has no password here, is sent there; a session of theirs does not do by itself."""
    pair = Pair(kc, organizationsEnabled=True)
    for name, providers in (("acme", ["up"]), ("beta", [])):
        root = f"/admin/realms/{pair.here}/organizations"
        organization = kc.setup("POST", root, {"name": name, "alias": name, "domains": [{"name": f"{name}.org"}]}).created_id
        for alias in providers:
            kc.setup("POST", f"{root}/{organization}/identity-providers", alias)
    pair.redeem(pair.login(scope="openid organization"))
    pair.enter(pair.here)
    jar = dict(kc.jar)
    user = kc.setup("GET", f"/admin/realms/{pair.here}/users?username=ulla&exact=true").get(0, "id")
    for password in (None, "here"):
        if password:
            kc.setup("PUT", f"/admin/realms/{pair.here}/users/{user}/reset-password", {"value": password, "temporary": False})
        for scope in ("openid organization", "openid organization:acme", "openid organization:beta"):
            kc.jar = dict(jar)
            for prompt in ({}, {"prompt": "none"}, {"prompt": "login"}):
                kc.authorize(pair.here, **{**ASK, "scope": scope, **prompt})
            kc.jar = {}
            for name in ("ulla", "ulla@example.org"):
                kc.submit(kc.authorize(pair.here, **{**ASK, "scope": scope}), "kc-form-login", username=name)
            kc.authorize(pair.here, **{**ASK, "scope": scope, "login_hint": "ulla"})
