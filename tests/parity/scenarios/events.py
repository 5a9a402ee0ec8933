"""User events of the token endpoint and of logins in a browser."""

import base64
import json

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
                  {"dateFrom": "2020-01-01"}, {"dateTo": "2020-01-01"}, {"dateFrom": "soon"}, {"ipAddress": "10.0.0.1"}):
        kc.get(f"/admin/realms/{realm}/events", query=query, admin=True)
    kc.post(f"/admin/realms/{realm}/users", body={"username": "bob"}, admin=True)
    for query in ({"operationTypes": "CREATE"}, {"operationTypes": "DELETE"}, {"resourceTypes": "USER"}, {"resourcePath": "users/*"}, {"resourcePath": "clients/*"}, {"authUser": "none"}):
        kc.get(f"/admin/realms/{realm}/admin-events", query=query, admin=True)
    kc.put(f"/admin/realms/{realm}/events/config", body={"eventsEnabled": True, "enabledEventTypes": ["LOGIN"], "eventsExpiration": 60}, admin=True)
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
