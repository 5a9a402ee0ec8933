"""Token exchange version 1 with an identity provider, which is another realm of the same server."""

GRANT = "urn:ietf:params:oauth:grant-type:token-exchange"
TYPE = "urn:ietf:params:oauth:token-type:"
ACCESS, REFRESH, ID, JWT = (f"{TYPE}{name}" for name in ("access_token", "refresh_token", "id_token", "jwt"))
CB = "https://app.example.org/cb"
CLIENT = {"secret": "s", "directAccessGrantsEnabled": True, "serviceAccountsEnabled": True, "redirectUris": [CB]}


def _user(name, **more):
    person = {"firstName": "F", "lastName": "L", "email": f"{name}@x.org", "emailVerified": True, "enabled": True}
    return {"username": name, **person, "credentials": [{"type": "password", "value": "pw"}], **more}


class _Pair:
    def __init__(self, kc, *, users=(), config=None, permitted=True, **provider):
        self.kc, name = kc, f"parity-{kc.name.replace('_', '-')}"
        self.there = kc.realm(
            f"{name}-up", clients=[{**CLIENT, "clientId": "asks", "redirectUris": [f"{kc.base}/realms/{name}/broker/up/*"]}],
            users=[_user("ada"), _user("ben"), {"username": "bare", "enabled": True}], accessTokenLifespan=1200,
        )  # fmt: skip
        base = f"{kc.base}/realms/{self.there}/protocol/openid-connect"
        config = {
            "clientId": "asks", "clientSecret": "s", "authorizationUrl": f"{base}/auth", "tokenUrl": f"{base}/token",
            "userInfoUrl": f"{base}/userinfo", "jwksUrl": f"{base}/certs", "issuer": f"{kc.base}/realms/{self.there}",
            "validateSignature": "true", "useJwksUrl": "true", "clientAuthMethod": "client_secret_post", **(config or {}),
        }  # fmt: skip
        self.here = kc.realm(
            eventsEnabled=True, users=list(users), clients=[{**CLIENT, "clientId": "starter"}, {**CLIENT, "clientId": "other"}],
            identityProviders=[{"alias": "up", "providerId": "oidc", "enabled": True, "config": config, **provider}],
            identityProviderMappers=[{
                "name": "m", "identityProviderAlias": "up", "identityProviderMapper": "hardcoded-attribute-idp-mapper",
                "config": {"attribute": "from", "attribute.value": "up", "syncMode": "INHERIT"},
            }],
        )  # fmt: skip
        if permitted:
            self._permit()

    def _permit(self):
        base = f"/admin/realms/{self.here}"
        path = f"{base}/identity-provider/instances/up/management/permissions"
        self.kc.setup("PUT", path, {"enabled": True})
        permissions = self.kc.setup("GET", path).json
        ids = {one["clientId"]: one["id"] for one in self.kc.setup("GET", f"{base}/clients").json}
        place = f"{base}/clients/{ids['realm-management']}/authz/resource-server"
        policy = self.kc.setup("POST", f"{place}/policy/client", {"name": "who", "clients": [ids["starter"]]}).get("id")
        permission = self.kc.setup("GET", f"{place}/permission/scope/{permissions['scopePermissions']['token-exchange']}").json
        scopes = [one["id"] for one in self.kc.setup("GET", f"{place}/permission/{permission['id']}/scopes").json]
        changed = {**permission, "policies": [policy], "resources": [permissions["resource"]], "scopes": scopes}
        self.kc.setup("PUT", f"{place}/permission/scope/{permission['id']}", changed)

    def upstream(self, user="ada"):
        form = {"grant_type": "password", "client_id": "asks", "client_secret": "s", "username": user, "password": "pw", "scope": "openid"}
        return self.kc.token(self.there, form=form)

    def exchange(self, client="starter", **form):
        self.kc.setup("DELETE", f"/admin/realms/{self.here}/events")
        answer = self.kc.token(self.here, form={"grant_type": GRANT, "client_id": client, "client_secret": "s", **form})
        self.kc.request("GET", f"/admin/realms/{self.here}/events", admin=True)
        return answer

    def people(self):
        users = self.kc.request("GET", f"/admin/realms/{self.here}/users?briefRepresentation=false", admin=True).json
        for one in users or ():
            self.kc.request("GET", f"/admin/realms/{self.here}/users/{one['id']}/federated-identity", admin=True)
            self.kc.request("GET", f"/admin/realms/{self.here}/users/{one['id']}/sessions", admin=True)


def their_tokens(kc):
    """Tokens of the provider for tokens of the realm: by userinfo, and by signature."""
    pair = _Pair(kc)
    tokens, others = pair.upstream(), pair.upstream("ben")
    access, identity = tokens.get("access_token"), tokens.get("id_token")
    pair.exchange(subject_token=access, subject_issuer="up")
    pair.people()
    answer = pair.exchange(
        subject_token=access, subject_issuer="up", subject_token_type=ACCESS, requested_token_type=ACCESS, scope="openid"
    )
    pair.exchange(subject_token=identity, subject_issuer="up", subject_token_type=ID)
    pair.exchange(subject_token=access, subject_issuer="up", subject_token_type=JWT)
    pair.exchange(subject_token=others.get("access_token"), subject_token_type=JWT)
    pair.exchange(subject_token=access, subject_issuer=f"{kc.base}/realms/{pair.there}")
    pair.exchange(subject_token=answer.get("access_token"), requested_issuer="up")
    pair.exchange(subject_token=answer.get("access_token"), requested_issuer="up", requested_token_type=ID)
    pair.exchange(subject_token=access, subject_issuer="up", audience="other")
    pair.exchange(subject_token=access, subject_issuer="up", requested_issuer="up")


def their_tokens_refused(kc):
    """What is wrong with tokens, providers and users."""
    pair = _Pair(kc, users=[_user("ben"), _user("other", email="ada@x.org")])
    tokens, others = pair.upstream(), pair.upstream("ben")
    access, identity = tokens.get("access_token"), tokens.get("id_token")
    for form in (
        {"subject_token": "x"},
        {"subject_token": access, "subject_token_type": "nope"}, {"subject_token": access, "subject_token_type": REFRESH},
        {"subject_token": identity}, {"subject_token": access}, {"subject_token": others.get("access_token")},
        {"subject_token": f"{access[:-4]}AAAA", "subject_token_type": JWT}, {"client": "other", "subject_token": access},
    ):  # fmt: skip
        pair.exchange(**{"subject_issuer": "up", **form})
    pair.exchange(subject_token=access, subject_issuer="nope")


def no_userinfo(kc):
    """A provider without userinfo, one whose signatures are not checked, and a user who is not enabled."""
    pair = _Pair(kc, config={"disableUserInfo": "true"})
    tokens = pair.upstream()
    pair.exchange(subject_token=tokens.get("access_token"), subject_issuer="up")
    pair.exchange(subject_token=tokens.get("id_token"), subject_issuer="up", subject_token_type=ID)
    pair.exchange(subject_token=tokens.get("access_token"), subject_issuer="up", subject_token_type=JWT)
    url = f"/admin/realms/{pair.here}/users"
    for mapper in kc.setup("GET", url).json:
        kc.setup("PUT", f"{url}/{mapper['id']}", {**mapper, "enabled": False})
    pair.exchange(subject_token=tokens.get("id_token"), subject_issuer="up", subject_token_type=ID)


def unsigned(kc):
    """A provider whose signatures are not checked: userinfo has the say."""
    pair = _Pair(kc, config={"validateSignature": "false"}, trustEmail=True)
    tokens = pair.upstream()
    pair.exchange(subject_token=tokens.get("access_token"), subject_issuer="up", subject_token_type=JWT)
    pair.exchange(subject_token=tokens.get("id_token"), subject_issuer="up", subject_token_type=ID)
    pair.people()


def stored_tokens(kc):
    """The provider's token of a user who is linked to it: stored, not stored, not linked, not allowed."""
    pair = _Pair(kc, users=[_user("local")], storeToken=True)
    ask = {"client_id": "starter", "response_type": "code", "redirect_uri": CB, "scope": "openid", "kc_idp_hint": "up"}
    sent = kc.get(kc.authorize(pair.here, **ask).location, cookies_on=True)
    here, kc.jar = kc.jar, {}
    answer = kc.submit(kc.get(sent.location, cookies_on=True), "kc-form-login", username="ada", password="pw")
    kc.jar = here
    while answer.status in (302, 303) and not answer.location.startswith(CB):
        answer = kc.get(answer.location, cookies_on=True)
    tokens = kc.token(pair.here, form={
        "grant_type": "authorization_code", "client_id": "starter", "client_secret": "s", "code": answer.param("code"), "redirect_uri": CB,
    })  # fmt: skip
    access = tokens.get("access_token")
    pair.exchange(subject_token=access, requested_issuer="up")
    pair.exchange(subject_token=access, requested_issuer="up", requested_token_type=ID)
    pair.exchange("other", subject_token=access, requested_issuer="up")
    form = {"grant_type": "password", "client_id": "starter", "client_secret": "s", "username": "local", "password": "pw"}
    local = kc.token(pair.here, form=form).get("access_token")
    pair.exchange(subject_token=local, requested_issuer="up")
    provider = kc.setup("GET", f"/admin/realms/{pair.here}/identity-provider/instances/up").json
    kc.setup("PUT", f"/admin/realms/{pair.here}/identity-provider/instances/up", {**provider, "storeToken": False})
    pair.exchange(subject_token=access, requested_issuer="up")
    pair.exchange(subject_token=local, requested_issuer="up")


def without_openid(kc):
    """A provider that speaks OAuth 2.0 alone: whose tokens are taken, and what is given of its own."""
    pair = _Pair(kc, providerId="oauth2")
    tokens = pair.upstream()
    access = tokens.get("access_token")
    identity = {"subject_token_type": ID, "subject_token": tokens.get("id_token")}
    for form in ({}, {"subject_token_type": ACCESS}, {"subject_token_type": JWT}, identity):
        pair.exchange(**{"subject_token": access, "subject_issuer": "up", **form})
    pair.exchange(subject_token=access, subject_issuer=f"{kc.base}/realms/{pair.there}")
    pair.exchange(subject_token=access, subject_token_type=JWT)
    pair.people()
