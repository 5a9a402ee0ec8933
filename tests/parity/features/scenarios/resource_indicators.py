"""Resource indicators (RFC 8707): one audience of several, by a client's URN or by the URL that a client says is its own."""

CALLBACK = "https://app.example.org/cb"
USER = {
    "username": "alice",
    "enabled": True,
    "email": "alice@example.org",
    "emailVerified": True,
    "firstName": "Alice",
    "lastName": "L",
    "credentials": [{"type": "password", "value": "wonder"}],
    "clientRoles": {"api": ["read"], "other": ["read"]},
}
SECRET = {"client_id": "app", "client_secret": "s3cret"}
API, URN = "https://api.example.org/v1", "urn:client:api"


def _realm(kc):
    app = {
        "clientId": "app",
        "secret": "s3cret",
        "directAccessGrantsEnabled": True,
        "serviceAccountsEnabled": True,
        "redirectUris": [CALLBACK],
    }
    audience = {
        "name": "aud",
        "protocol": "openid-connect",
        "protocolMapper": "oidc-audience-mapper",
        "config": {
            "included.custom.audience": "https://custom.example.org",
            "access.token.claim": "true",
            "introspection.token.claim": "true",
        },
    }
    clients = [
        {**app, "protocolMappers": [audience]},
        {**app, "clientId": "bare", "fullScopeAllowed": False},
        {"clientId": "api", "secret": "s3cret", "attributes": {"resource_url": API}},
        {"clientId": "other", "secret": "s3cret"},
        {**app, "clientId": "fleeting", "attributes": {"use.refresh.tokens": "false"}},
    ]
    return kc.realm(
        clients=clients, users=[USER], roles={"client": {"api": [{"name": "read"}], "other": [{"name": "read"}]}}, eventsEnabled=True
    )


def at_the_token_endpoint(kc):
    realm = _realm(kc)
    form = {"grant_type": "password", **SECRET, "username": "alice", "password": "wonder", "scope": "openid"}
    for resource in (
        API,
        URN,
        "urn:client:other",
        "urn:client:nobody",
        "https://custom.example.org",
        "https://elsewhere.example.org",
        "relative",
        "https://api.example.org/v1?x=1",
        f"{API}#f",
        "urn:x",
        "",
    ):
        kc.token(realm, {**form, "resource": resource})
    kc.token(realm, [*form.items(), ("resource", API), ("resource", URN)])
    tokens = kc.token(realm, {**form, "resource": API})
    kc.post(
        f"/realms/{realm}/protocol/openid-connect/token/introspect",
        form={"client_id": "api", "client_secret": "s3cret", "token": tokens.get("access_token")},
    )
    renewal = {"grant_type": "refresh_token", **SECRET, "refresh_token": tokens.get("refresh_token")}
    again = kc.token(realm, renewal)
    for resource in (API, URN, "relative"):
        kc.token(realm, {**renewal, "refresh_token": again.get("refresh_token"), "resource": resource})
    plain = kc.token(realm, form)
    kc.token(realm, {**renewal, "refresh_token": plain.get("refresh_token"), "resource": API})
    kc.token(realm, {"grant_type": "client_credentials", **SECRET, "resource": "https://elsewhere.example.org"})
    kc.get(f"/admin/realms/{realm}/events", query={"max": "100"}, admin=True)


def with_codes(kc):
    realm = _realm(kc)
    asked = {"client_id": "app", "response_type": "code", "redirect_uri": CALLBACK, "scope": "openid", "state": "s"}
    exchange = {"grant_type": "authorization_code", **SECRET, "redirect_uri": CALLBACK}
    for first, second in (
        (API, None),
        (API, API),
        (API, URN),
        (None, API),
        (None, None),
        (URN, None),
        ("https://elsewhere.example.org", None),
    ):
        kc.jar.clear()
        done = kc.login(realm, "alice", "wonder", **asked, **({"resource": first} if first else {}))
        tokens = kc.token(realm, {**exchange, "code": done.param("code"), **({"resource": second} if second else {})})
        if tokens.status == 200:
            kc.token(realm, {"grant_type": "refresh_token", **SECRET, "refresh_token": tokens.get("refresh_token")})
    for resource in ("relative", "https://api.example.org/v1?x=1"):
        kc.authorize(realm, **asked, resource=resource)
    kc.post(f"/realms/{realm}/protocol/openid-connect/ext/par/request", form={**asked, **SECRET, "resource": "relative"})
