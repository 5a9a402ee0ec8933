"""User events of the token endpoint and of logins in a browser."""

import base64
import json
from urllib.parse import urljoin

ALICE = {"username": "alice", "enabled": True, "email": "alice@example.org", "emailVerified": True, "firstName": "Alice", "lastName": "Liddell", "credentials": [{"type": "password", "value": "wonder"}]}
CB = "https://app.example.org/cb"
APP = {"clientId": "app", "secret": "s3cret", "redirectUris": [CB], "directAccessGrantsEnabled": True, "serviceAccountsEnabled": True}
SECRET = {"client_id": "app", "client_secret": "s3cret"}
ASK = {"client_id": "app", "response_type": "code", "redirect_uri": CB, "scope": "openid", "state": "s"}


def _events(kc, realm):
    kc.get(f"/admin/realms/{realm}/events", admin=True)
    kc.setup("DELETE", f"/admin/realms/{realm}/events")


def of_the_token_endpoint(kc):
    realm = kc.realm(eventsEnabled=True, clients=[APP, {**APP, "clientId": "plain", "serviceAccountsEnabled": False}], users=[
        ALICE, {**ALICE, "username": "off", "email": "off@example.org", "enabled": False}, {**ALICE, "username": "todo", "email": "t@example.org", "requiredActions": ["UPDATE_PASSWORD"]}])
    login = {"grant_type": "password", **SECRET, "username": "alice", "password": "wonder"}
    for change in ({}, {"scope": "openid"}, {"password": "no"}, {"username": "nobody"}, {"username": "off"}, {"username": "todo"}, {"client_secret": "no"}, {"client_id": "none"}, {"scope": "nope"}):
        tokens = kc.token(realm, {**login, **change})
        _events(kc, realm)
    tokens = kc.token(realm, {**login, "scope": "openid"})
    kc.setup("DELETE", f"/admin/realms/{realm}/events")
    for form in ({"grant_type": "client_credentials"}, {"grant_type": "client_credentials", "client_id": "plain"}, {"grant_type": "refresh_token", "refresh_token": "bad"},
                 {"grant_type": "authorization_code", "code": "bad", "redirect_uri": CB}, {"grant_type": "nope"}, {}):
        kc.token(realm, {**SECRET, **form})
        _events(kc, realm)
    kc.post(f"/realms/{realm}/protocol/openid-connect/logout", form={**SECRET, "refresh_token": tokens.get("refresh_token")})
    _events(kc, realm)


def of_grants_without_one(kc):
    """A bearer-only client leaves no event at the token endpoint, and a backchannel grant few."""
    ciba = {"attributes": {"oidc.ciba.grant.enabled": "true"}}
    realm = kc.realm(eventsEnabled=True, clients=[{**APP, **ciba}, {**APP, "clientId": "plain"}, {**APP, "clientId": "bearer", "bearerOnly": True, **ciba}], users=[ALICE])
    for form in ({"grant_type": "password", "username": "alice", "password": "wonder"}, {"grant_type": "client_credentials"}, {"grant_type": "authorization_code", "code": "x"},
                 {"grant_type": "urn:ietf:params:oauth:grant-type:device_code"}, {"grant_type": "urn:openid:params:grant-type:ciba"}):
        kc.token(realm, {**SECRET, "client_id": "bearer", **form})
    _events(kc, realm)
    for form in ({}, {"auth_req_id": "x"}, {"client_id": "plain"}):
        kc.token(realm, {"grant_type": "urn:openid:params:grant-type:ciba", **SECRET, **form})
        _events(kc, realm)


def of_logins(kc):
    realm = kc.realm(eventsEnabled=True, registrationAllowed=True, clients=[APP, {**APP, "clientId": "con", "consentRequired": True}], users=[ALICE])
    page = kc.authorize(realm, **ASK)
    page = kc.submit(page, "kc-form-login", username="alice", password="no")
    _events(kc, realm)
    page = kc.submit(page, "kc-form-login", username="nobody", password="no")
    _events(kc, realm)
    done = kc.submit(page, "kc-form-login", username="alice", password="wonder")
    _events(kc, realm)
    form = {"grant_type": "authorization_code", **SECRET, "code": done.param("code"), "redirect_uri": CB}
    tokens = kc.token(realm, form)
    _events(kc, realm)
    kc.token(realm, form)
    _events(kc, realm)
    kc.authorize(realm, **ASK)
    _events(kc, realm)
    for change in ({"client_id": "none"}, {"redirect_uri": "https://evil.example.org"}, {"response_type": "nope"}):
        kc.authorize(realm, **{**ASK, **change})
        _events(kc, realm)
    kc.get(f"/realms/{realm}/protocol/openid-connect/logout", query={"id_token_hint": tokens.get("id_token"), "post_logout_redirect_uri": CB}, cookies_on=True)
    _events(kc, realm)


def filters(kc):
    realm = kc.realm(eventsEnabled=True, adminEventsEnabled=True, clients=[APP], users=[ALICE])
    for password in ("wonder", "no", "wonder"):
        kc.token(realm, {"grant_type": "password", **SECRET, "username": "alice", "password": password})
    for query in ({"type": ["LOGIN", "LOGIN_ERROR"]}, {"type": "LOGOUT"}, {"client": "app"}, {"client": "none"}, {"user": "none"}, {"max": "1"}, {"first": "1", "max": "1"}, {"direction": "asc", "max": "1"},
                  {"dateFrom": "2020-01-01"}, {"dateTo": "2020-01-01"}, {"dateFrom": "soon"}, {"ipAddress": "10.0.0.1"},
                  {"dateFrom": "2026-1-1"}, {"dateFrom": "+5"}, {"dateFrom": "-1"}, {"dateTo": "9223372036854775807"}, {"dateTo": "9223372036854775808"}, {"direction": "ASC"}, {"direction": ""}, {"direction": "x"}, {"direction": "x", "first": "x"}, {"dateFrom": "soon", "max": "x"}):
        kc.get(f"/admin/realms/{realm}/events", query=query, admin=True)
    kc.post(f"/admin/realms/{realm}/users", body={"username": "bob"}, admin=True)
    for query in ({"operationTypes": "CREATE"}, {"operationTypes": "DELETE"}, {"resourceTypes": "USER"}, {"resourceTypes": ["USER", "REALM"]}, {"resourceTypes": ""}, {"operationTypes": ""}, {"operationTypes": ["", "CREATE"]}, {"direction": "ASC"}, {"dateTo": "2026-1-1"}, {"resourcePath": "users/*"}, {"resourcePath": "clients/*"}, {"authUser": "none"}, {"direction": "x", "max": "1.5"}):
        kc.get(f"/admin/realms/{realm}/admin-events", query=query, admin=True)
    kc.put(f"/admin/realms/{realm}/events/config", body={"eventsEnabled": True, "enabledEventTypes": ["LOGIN"], "eventsExpiration": 60}, admin=True)
    kc.get(f"/admin/realms/{realm}/events/config", admin=True)
    for change in ({"enabledEventTypes": ["LOGIN", "LOGIN", None, "login"], "eventsListeners": ["jboss-logging", "jboss-logging"]}, {"enabledEventTypes": []}):
        kc.put(f"/admin/realms/{realm}/events/config", body=change, admin=True)
        kc.get(f"/admin/realms/{realm}/events/config", admin=True)
    kc.delete(f"/admin/realms/{realm}/admin-events", admin=True)
    kc.get(f"/admin/realms/{realm}/admin-events", admin=True)


KINDS = ["REFRESH_TOKEN", "INTROSPECT_TOKEN", "USER_INFO_REQUEST", "REVOKE_GRANT", "LOGOUT", "TOKEN_EXCHANGE", "LOGIN"]

USED = {"eventsEnabled": True, "enabledEventTypes": [kind + end for kind in KINDS for end in ("", "_ERROR")]}

EXCHANGE = {"grant_type": "urn:ietf:params:oauth:grant-type:token-exchange", "subject_token_type": "urn:ietf:params:oauth:token-type:access_token"}

RENEWAL = "urn:ietf:params:oauth:token-type:refresh_token"


def _for(*names):
    config = {"access.token.claim": "true", "introspection.token.claim": "true"}
    return [{"name": f"for {name}", "protocol": "openid-connect", "protocolMapper": "oidc-audience-mapper", "config": {"included.client.audience": name, **config}} for name in names]


def _altered(token, **header):
    """The token with another header, whose signature does not fit any more."""
    _, claims, signature = token.split(".")
    return f"{base64.urlsafe_b64encode(json.dumps(header).encode()).decode().rstrip('=')}.{claims}.{signature}"


def of_introspection(kc):
    realm = kc.realm(**USED, clients=[{**APP, "protocolMappers": _for("app", "other")}, {**APP, "clientId": "other"}, {**APP, "clientId": "third"}, {"clientId": "pub", "publicClient": True}], users=[ALICE])
    login = {"grant_type": "password", **SECRET, "username": "alice", "password": "wonder", "scope": "openid"}
    tokens = kc.token(realm, login)
    kc.setup("DELETE", f"/admin/realms/{realm}/events")

    def ask(form):
        kc.post(f"/realms/{realm}/protocol/openid-connect/token/introspect", form=form)
        _events(kc, realm)

    for who in ("app", "other", "third"):
        for hint in ({}, {"token_type_hint": "refresh_token"}):
            for kind in ("refresh_token", "access_token", "id_token"):
                ask({**SECRET, "client_id": who, "token": tokens.get(kind), **hint})
    for form in ({"token_type_hint": "nope"}, {"token_type_hint": "access_token", "client_id": "other", "token": tokens.get("id_token")}, {"token_type_hint": "requesting_party_token"},
                 {"token": "a.b.c"}, {"client_secret": "no"}):
        ask({**SECRET, "token": tokens.get("access_token"), **form})
    ask(SECRET)
    ask({"client_id": "pub", "token": tokens.get("access_token")})
    service = kc.token(realm, {"grant_type": "client_credentials", **SECRET, "client_id": "third"})
    ask({**SECRET, "token": service.get("access_token")})
    kc.setup("DELETE", f"/admin/realms/{realm}/events")
    kc.post(f"/realms/{realm}/protocol/openid-connect/revoke", form={**SECRET, "token": tokens.get("access_token")})
    _events(kc, realm)
    ask({**SECRET, "token": tokens.get("access_token")})
    kc.post(f"/realms/{realm}/protocol/openid-connect/logout", form={**SECRET, "refresh_token": tokens.get("refresh_token")})
    kc.setup("DELETE", f"/admin/realms/{realm}/events")
    ask({**SECRET, "token": tokens.get("refresh_token"), "token_type_hint": "refresh_token"})
    ask({**SECRET, "token": tokens.get("id_token")})
    tokens = kc.token(realm, login)
    client = kc.setup("GET", f"/admin/realms/{realm}/clients?clientId=app").get(0)
    kc.setup("PUT", f"/admin/realms/{realm}/clients/{client['id']}", {**client, "enabled": False})
    kc.setup("DELETE", f"/admin/realms/{realm}/events")
    ask({**SECRET, "client_id": "other", "token": tokens.get("access_token")})
    kc.get(f"/realms/{realm}/protocol/openid-connect/userinfo", bearer=tokens.get("access_token"))
    _events(kc, realm)


def of_userinfo(kc):
    realm = kc.realm(**USED, clients=[APP, {**APP, "clientId": "signed", "attributes": {"user.info.response.signature.alg": "RS256"}}], users=[ALICE])
    login = {"grant_type": "password", **SECRET, "username": "alice", "password": "wonder", "scope": "openid"}
    tokens = kc.token(realm, login)
    bare = kc.token(realm, {**login, "scope": "email"})
    signed = kc.token(realm, {**login, "client_id": "signed"})
    kc.setup("DELETE", f"/admin/realms/{realm}/events")
    text = tokens.get("access_token")

    def ask(bearer, **more):
        kc.get(f"/realms/{realm}/protocol/openid-connect/userinfo", bearer=bearer, **more)
        _events(kc, realm)

    for bearer in (text, signed.get("access_token"), bare.get("access_token"), tokens.get("refresh_token"), tokens.get("id_token"), None, "x",
                   text[:-8] + text[-4:] + text[-8:-4], *(_altered(text, typ="JWT", **header) for header in ({"alg": "RS256", "kid": "x"}, {"alg": "RS999"}, {"alg": "none"}, {}))):
        ask(bearer)
    user = kc.setup("GET", f"/admin/realms/{realm}/users?username=alice").get(0)
    kc.setup("PUT", f"/admin/realms/{realm}/users/{user['id']}", {**user, "enabled": False})
    ask(text)
    kc.setup("PUT", f"/admin/realms/{realm}/users/{user['id']}", user)
    kc.post(f"/realms/{realm}/protocol/openid-connect/logout", form={**SECRET, "refresh_token": tokens.get("refresh_token")})
    kc.post(f"/realms/{realm}/protocol/openid-connect/logout", form={**SECRET, "refresh_token": bare.get("refresh_token")})
    kc.setup("DELETE", f"/admin/realms/{realm}/events")
    ask(text)
    ask(bare.get("access_token"))
    kc.post(f"/realms/{realm}/protocol/openid-connect/revoke", form={**SECRET, "token": text})
    _events(kc, realm)


def of_refreshing(kc):
    realm = kc.realm(**USED, revokeRefreshToken=True, clients=[APP, {**APP, "clientId": "other"}], users=[ALICE])
    login = {"grant_type": "password", **SECRET, "username": "alice", "password": "wonder", "scope": "openid"}

    def renew(text, **change):
        answer = kc.token(realm, {**SECRET, "grant_type": "refresh_token", **({"refresh_token": text} if text else {}), **change})
        _events(kc, realm)
        return answer

    tokens = kc.token(realm, login)
    kc.setup("DELETE", f"/admin/realms/{realm}/events")
    newer = renew(tokens.get("refresh_token"))
    renew(tokens.get("refresh_token"))
    renew(newer.get("refresh_token"))
    tokens = kc.token(realm, login)
    kc.setup("DELETE", f"/admin/realms/{realm}/events")
    for text, change in ((tokens.get("refresh_token"), {"client_id": "other"}), (tokens.get("access_token"), {}), ("x", {}), (None, {}), (tokens.get("refresh_token"), {"scope": "nope"})):
        renew(text, **change)
    user = kc.setup("GET", f"/admin/realms/{realm}/users?username=alice").get(0)
    kc.setup("PUT", f"/admin/realms/{realm}/users/{user['id']}", {**user, "enabled": False})
    renew(tokens.get("refresh_token"))
    kc.setup("PUT", f"/admin/realms/{realm}/users/{user['id']}", user)
    kc.post(f"/realms/{realm}/protocol/openid-connect/logout", form={**SECRET, "refresh_token": tokens.get("refresh_token")})
    kc.setup("DELETE", f"/admin/realms/{realm}/events")
    renew(tokens.get("refresh_token"))
    kc.token(realm, {**login, "scope": "openid offline_access"})
    _events(kc, realm)


def of_revoking_what_was_exchanged(kc):
    exchanges = {"standard.token.exchange.enabled": "true", "standard.token.exchange.enableRefreshRequestedTokenType": "SAME_SESSION"}
    realm = kc.realm(**USED, users=[ALICE], clients=[{**APP, "attributes": exchanges, "protocolMappers": _for("b")}, {**APP, "clientId": "b", "attributes": exchanges, "protocolMappers": _for("c")},
                                                     {**APP, "clientId": "c", "attributes": exchanges}])
    for who, kind in (("app", "access_token"), ("app", "refresh_token"), ("b", "access_token"), ("b", "refresh_token"), ("c", "access_token")):
        tokens = {"app": kc.token(realm, {"grant_type": "password", **SECRET, "username": "alice", "password": "wonder", "scope": "openid"})}
        for name, before in (("b", "app"), ("c", "b")):
            tokens[name] = kc.token(realm, {**SECRET, **EXCHANGE, "client_id": name, "subject_token": tokens[before].get("access_token"), "requested_token_type": RENEWAL})
        kc.setup("DELETE", f"/admin/realms/{realm}/events")
        kc.post(f"/realms/{realm}/protocol/openid-connect/revoke", form={**SECRET, "client_id": who, "token": tokens[who].get(kind)}, note=f"{kind} of {who}")
        if who == "app":
            # Keycloak lists several by their ids.
            kc.setup("DELETE", f"/admin/realms/{realm}/events")
        else:
            _events(kc, realm)
        for name, answer in tokens.items():
            kc.get(f"/realms/{realm}/protocol/openid-connect/userinfo", bearer=answer.get("access_token"))
            kc.token(realm, {**SECRET, "client_id": name, "grant_type": "refresh_token", "refresh_token": answer.get("refresh_token")})
        kc.post(f"/realms/{realm}/protocol/openid-connect/revoke", form={**SECRET, "token": tokens["app"].get("access_token")})
    own = kc.token(realm, {"grant_type": "password", **SECRET, "username": "alice", "password": "wonder", "scope": "openid"})
    other = kc.token(realm, {**SECRET, **EXCHANGE, "subject_token": own.get("access_token")})
    kc.setup("DELETE", f"/admin/realms/{realm}/events")
    for text in (other.get("access_token"), own.get("access_token"), own.get("refresh_token")):
        kc.post(f"/realms/{realm}/protocol/openid-connect/revoke", form={**SECRET, "token": text})
        _events(kc, realm)


def of_logouts_that_are_refused(kc):
    realm = kc.realm(**USED, clients=[APP, {**APP, "clientId": "other"}], users=[ALICE])
    tokens = kc.token(realm, {"grant_type": "password", **SECRET, "username": "alice", "password": "wonder", "scope": "openid"})
    kc.setup("DELETE", f"/admin/realms/{realm}/events")
    for query in ({}, {"id_token_hint": "x"}, {"id_token_hint": tokens.get("access_token")}, {"client_id": "other", "id_token_hint": tokens.get("id_token")}, {"client_id": "none"},
                  {"client_id": "app", "post_logout_redirect_uri": "https://evil.example.org"}):
        kc.get(f"/realms/{realm}/protocol/openid-connect/logout", query={"post_logout_redirect_uri": CB, **query})
        _events(kc, realm)
    for form in ({"refresh_token": "x"}, {}, {"client_id": "other", "refresh_token": tokens.get("refresh_token")}, {"refresh_token": tokens.get("access_token")}, {"refresh_token": tokens.get("refresh_token")}):
        kc.post(f"/realms/{realm}/protocol/openid-connect/logout", form={**SECRET, **form})
        _events(kc, realm)


PAGES = ["LOGIN", "REGISTER", "RESET_PASSWORD", "CUSTOM_REQUIRED_ACTION", "RESTART_AUTHENTICATION", "IDENTITY_PROVIDER_FIRST_LOGIN", "IDENTITY_PROVIDER_POST_LOGIN",
         "OAUTH2_DEVICE_AUTH", "OAUTH2_DEVICE_CODE_TO_TOKEN", "OAUTH2_DEVICE_VERIFY_USER_CODE", "PUSHED_AUTHORIZATION_REQUEST"]

SEEN = {"eventsEnabled": True, "enabledEventTypes": [kind + end for kind in PAGES for end in ("", "_ERROR")]}


def of_registration(kc):
    realm = kc.realm(**SEEN, registrationAllowed=True, resetPasswordAllowed=True, clients=[APP], users=[ALICE])
    page = kc.authorize(realm, **ASK)
    tab = page.action().rpartition("tab_id=")[2].partition("&")[0]
    kc.get(f"{kc.base}/realms/{realm}/login-actions/restart?client_id=app&tab_id={tab}", cookies_on=True, skip_body=True)
    _events(kc, realm)
    page = kc.get(f"/realms/{realm}/protocol/openid-connect/registrations", query=ASK, cookies_on=True)
    good = {"username": "carol", "password": "p", "password-confirm": "p", "email": "carol@example.org", "firstName": "Carol", "lastName": "Ray"}
    for change in ({"username": "alice"}, {"email": "alice@example.org"}, {"username": ""}, {"email": "x"}, {"password-confirm": "q"}, {"firstName": ""}, {"username": "alice", "email": "alice@example.org", "password": ""}, {}):
        page = kc.submit(page, "kc-register-form", **{**good, **change})
        _events(kc, realm)
    kc.jar.clear()
    page = kc.get(f"/realms/{realm}/protocol/openid-connect/forgot-credentials", query=ASK, cookies_on=True)
    for name in ("", "nobody"):
        page = kc.submit(page, "kc-reset-password-form", username=name)
        _events(kc, realm)


def of_requests_that_lead_nowhere(kc):
    realm = kc.realm(**SEEN, clients=[APP], users=[ALICE])
    path = f"/realms/{realm}/protocol/openid-connect"
    for change in ({"response_type": "nope"}, {"response_mode": "nope"}, {"scope": "nope"}, {"code_challenge": "x", "code_challenge_method": "nope"}, {"request_uri": "https://app.example.org/r"}, {"client_id": None}):
        kc.get(f"{path}/auth", query={name: value for name, value in {**ASK, **change}.items() if value}, cookies_on=True)
        _events(kc, realm)
    kc.jar.clear()
    for name in ("authenticate", "registration", "reset-credentials", "required-action", "first-broker-login", "post-broker-login", "restart", "consent"):
        for method, query in (("GET", {}), ("POST", {"client_id": "app", "tab_id": "x"})):
            kc.request(method, f"/realms/{realm}/login-actions/{name}", query=query, form={} if method == "POST" else None)
            _events(kc, realm)
    pushed = {**SECRET, **ASK}
    for form in (pushed, {**SECRET}, {**pushed, "redirect_uri": "https://evil.example.org"}, {**pushed, "client_secret": "no"}, {**pushed, "request_uri": "x"}):
        kc.post(f"{path}/ext/par/request", form=form)
        _events(kc, realm)
    kc.setup("PUT", f"/admin/realms/{realm}", {"enabled": False})
    for door in (f"{path}/auth", f"/realms/{realm}/login-actions/authenticate"):
        kc.get(door, query={**ASK, "tab_id": "x"})
        _events(kc, realm)


def of_devices(kc):
    realm = kc.realm(**SEEN, clients=[{**APP, "attributes": {"oauth2.device.authorization.grant.enabled": "true", "oauth2.device.polling.interval": "20"}}, {**APP, "clientId": "other", "attributes": {"oauth2.device.authorization.grant.enabled": "true"}}], users=[ALICE])
    grant = {**SECRET, "grant_type": "urn:ietf:params:oauth:grant-type:device_code"}

    def start(**change):
        return kc.post(f"/realms/{realm}/protocol/openid-connect/auth/device", form={**SECRET, "scope": "openid", **change})

    def poll(code, **change):
        kc.token(realm, {**grant, **({"device_code": code} if code else {}), **change})
        _events(kc, realm)

    start(client_secret="no")
    _events(kc, realm)
    for answer in ("accept", "cancel"):
        device = start()
        code = device.get("device_code")
        _events(kc, realm)
        for text, change in ((None, {}), ("x", {}), (code, {}), (code, {}), (code, {"client_id": "other"})):
            poll(text, **change)
        kc.get(f"/realms/{realm}/device", query={"user_code": "XXXX-XXXX"})
        page = kc.get(f"{kc.base}/realms/{realm}/device?user_code={device.get('user_code')}", cookies_on=True)
        _events(kc, realm)
        page = kc.get(page.location, cookies_on=True)
        if page.action("kc-form-login") != "/missing-form":
            page = kc.submit(page, "kc-form-login", username="alice", password="wonder")
        if page.location != "missing":
            page = kc.get(page.location, cookies_on=True)
        _events(kc, realm)
        kc.post(urljoin(kc.base, page.action()), form={**page.hidden(), answer: "yes"}, cookies_on=True, skip_body=True)
        _events(kc, realm)
        kc.wait(21)
        poll(code)
        poll(code)
    client = kc.setup("GET", f"/admin/realms/{realm}/clients?clientId=app").get(0)
    kc.setup("PUT", f"/admin/realms/{realm}/clients/{client['id']}", {**client, "attributes": {**client["attributes"], "oauth2.device.code.lifespan": "1"}})
    device = start()
    kc.wait(2.1)
    kc.get(f"{kc.base}/realms/{realm}/device?user_code={device.get('user_code')}")
    _events(kc, realm)
    poll(device.get("device_code"))
    kc.wait(11)
    kc.get(f"{kc.base}/realms/{realm}/device?user_code={device.get('user_code')}")
    poll(device.get("device_code"))


def of_requests_that_are_refused(kc):
    """What a request for an authorization or for a password's tokens is refused for, before anybody logs in."""
    base = {"secret": "s3cret", "redirectUris": ["https://app.example.org/*"]}
    realm = kc.realm(eventsEnabled=True, clients=[
        {"clientId": "app", **base}, {"clientId": "bare", **base, "bearerOnly": True}, {"clientId": "unsigned", **base, "attributes": {"authorization.signed.response.alg": "none"}},
        {"clientId": "asks", **base, "directAccessGrantsEnabled": True, "consentRequired": True}])
    asked = {"response_type": "code", "redirect_uri": "https://app.example.org/cb", "scope": "openid"}
    kc.authorize(realm, **asked, client_id="bare")
    kc.authorize(realm, **{**asked, "response_type": "code none"}, client_id="app")
    for name in ("scope", "client_id"):
        query = [*asked.items(), ("client_id", "app"), (name, "twice")]
        kc.get(f"/realms/{realm}/protocol/openid-connect/auth", query=query)
    for client in ("app", "asks"):
        kc.token(realm, {"grant_type": "password", "client_id": client, "client_secret": "s3cret", "username": "alice", "password": "wonder"})
    kc.get(f"/admin/realms/{realm}/events", admin=True)
