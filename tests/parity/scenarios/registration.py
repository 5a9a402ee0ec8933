"""Client registration: both representations, tokens, policies, and what is refused."""

POLICY = "org.keycloak.services.clientregistration.policy.ClientRegistrationPolicy"
RSA = {
    "kty": "RSA", "kid": "k1", "use": "sig", "alg": "RS256", "e": "AQAB",
    "n": "sXchDaQebHnPiGvyDOAT4saGEUetSyo9MKLOoWFsueri23bOdgWp4Dy1WlUzewbgBHod5pcM9H95GQRV3JDXboIRROSBigeC5yjU1hGzHHyXss8UDprecbAYxknTcQkhslANGRUZmdTOQ5qTRsLAt6BTYuyvVRdhS8exSZEy_c4gs_7svlJJQ4H9_NxsiIoLwAEk7-Q3UXERGYw_75IDrGA84-lA_-Ct4eTlXHBIY2EaV7t7LjJaynVJCpkv4LKjTTAumiGUIuQhrNhZLuF_RJLqHpM2kgWFLU7-VTdL1VbC2tejvcI2BlMkEpk1BzBZI0KQB0GaDWFLN-aEAw3vRw",
}
EC = {"kty": "EC", "crv": "P-256", "kid": "e1", "use": "enc", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
      "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}
FULL = {
    "redirect_uris": ["http://a.test/cb"], "token_endpoint_auth_method": "client_secret_post", "token_endpoint_auth_signing_alg": "RS256",
    "grant_types": ["authorization_code", "implicit", "password", "client_credentials", "refresh_token",
                    "urn:ietf:params:oauth:grant-type:device_code", "urn:openid:params:grant-type:ciba",
                    "urn:ietf:params:oauth:grant-type:token-exchange", "urn:ietf:params:oauth:grant-type:jwt-bearer"],
    "response_types": ["code", "code id_token"], "application_type": "web", "client_name": "Full", "client_uri": "http://a.test/",
    "logo_uri": "http://a.test/logo", "scope": "phone address", "contacts": ["a@b.test"], "tos_uri": "http://a.test/tos",
    "policy_uri": "http://a.test/policy", "jwks_uri": "http://a.test/jwks", "subject_type": "public",
    "id_token_signed_response_alg": "PS256", "id_token_encrypted_response_alg": "RSA-OAEP", "id_token_encrypted_response_enc": "A128GCM",
    "userinfo_signed_response_alg": "RS256", "userinfo_encrypted_response_alg": "RSA-OAEP", "userinfo_encrypted_response_enc": "A128GCM",
    "request_object_signing_alg": "ES256", "request_object_encryption_alg": "RSA-OAEP", "request_object_encryption_enc": "A256GCM",
    "default_max_age": 30, "require_auth_time": True, "initiate_login_uri": "http://a.test/login", "request_uris": ["http://a.test/request"],
    "tls_client_certificate_bound_access_tokens": True, "tls_client_auth_subject_dn": "CN=x", "dpop_bound_access_tokens": True,
    "post_logout_redirect_uris": ["http://a.test/out"], "software_id": "s", "software_version": "1",
    "backchannel_logout_uri": "http://a.test/back", "backchannel_logout_session_required": False,
    "backchannel_logout_revoke_offline_tokens": True, "backchannel_token_delivery_mode": "ping",
    "backchannel_client_notification_endpoint": "https://a.test/notify", "backchannel_authentication_request_signing_alg": "RS256",
    "authorization_signed_response_alg": "PS256", "authorization_encrypted_response_alg": "RSA-OAEP",
    "authorization_encrypted_response_enc": "A128GCM", "require_pushed_authorization_requests": True,
    "frontchannel_logout_uri": "http://a.test/front", "frontchannel_logout_session_required": True, "default_acr_values": ["1"],
}


def _paths(realm):
    base = f"/realms/{realm}/clients-registrations"
    return f"{base}/openid-connect", f"{base}/default", f"{base}/install"


def _token(kc, realm, **given):
    return kc.setup("POST", f"/admin/realms/{realm}/clients-initial-access", {"count": 100, **given}).get("token")


def _users(*roles):
    return [
        {"username": f"user{i}", "enabled": True, "firstName": "A", "lastName": "B", "email": f"user{i}@example.test",
         "credentials": [{"type": "password", "value": "secret"}], "clientRoles": {"realm-management": names}}
        for i, names in enumerate(roles)
    ]  # fmt: skip


def _bearer(kc, realm, user, client="cli"):
    form = {"grant_type": "password", "client_id": client, "username": user, "password": "secret"}
    return kc.token(realm, form, skip_body=True).get("access_token")


def life_of_a_client(kc):
    realm = kc.realm(eventsEnabled=True)
    oidc, _, install = _paths(realm)
    token = _token(kc, realm)
    registered = kc.post(oidc, body={"redirect_uris": ["http://a.test/cb"], "client_name": "App"}, bearer=token)
    place, own = f"{oidc}/{registered.get('client_id')}", registered.get("registration_access_token")
    kc.get(f"/admin/realms/{realm}/clients", query={"clientId": registered.get("client_id")}, admin=True)
    kc.get(place, bearer=own)
    changed = kc.put(place, body={"client_id": registered.get("client_id"), "redirect_uris": ["http://a.test/two"], "client_name": "Two"}, bearer=own)
    kc.get(place, bearer=own, note="the token before is of no use")
    kc.put(place, body={"client_id": registered.get("client_id")}, bearer=own)
    kc.delete(place, bearer=own)
    own = changed.get("registration_access_token")
    kc.get(f"{install}/{registered.get('client_id')}", bearer=own)
    kc.put(place, body={"client_id": "other"}, bearer=own)
    kc.put(place, body={"client_name": "no id"}, bearer=own)
    scoped = kc.put(place, body={"client_id": registered.get("client_id"), "scope": "phone profile"}, bearer=own)
    own = scoped.get("registration_access_token")
    kc.put(place, body={"client_id": registered.get("client_id"), "scope": "nope"}, bearer=own)
    kc.put(place, body={"client_id": registered.get("client_id"), "redirect_uris": ["javascript:x"]}, bearer=own)
    kc.get(place, bearer=own, note="what failed has changed nothing")
    kc.request("HEAD", place, bearer=own)
    kc.delete(place, bearer=own)
    kc.delete(place, bearer=own)
    kc.get(place, bearer=own)
    kc.get(f"/admin/realms/{realm}/events", admin=True)


def all_metadata(kc):
    realm = kc.realm()
    oidc, _, _ = _paths(realm)
    registered = kc.post(oidc, body=FULL, bearer=_token(kc, realm))
    place, own = f"{oidc}/{registered.get('client_id')}", registered.get("registration_access_token")
    kc.get(f"/admin/realms/{realm}/clients/{registered.get('client_id')}", admin=True)
    kc.get(place, bearer=own)
    bare = kc.put(place, body={"client_id": registered.get("client_id")}, bearer=own)
    kc.get(f"/admin/realms/{realm}/clients/{registered.get('client_id')}", admin=True)
    kc.put(place, body={"client_id": registered.get("client_id"), "grant_types": ["authorization_code"]}, bearer=bare.get("registration_access_token"))
    kc.get(f"/admin/realms/{realm}/clients/{registered.get('client_id')}", admin=True)


def grants_and_responses(kc):
    realm = kc.realm()
    oidc, _, _ = _paths(realm)
    token = _token(kc, realm)
    for body in (
        {"grant_types": []}, {"grant_types": ["implicit"]}, {"grant_types": ["client_credentials"]}, {"grant_types": ["refresh_token"]},
        {"grant_types": ["nope"]}, {"response_types": []}, {"response_types": ["none"]}, {"response_types": ["token"]},
        {"response_types": ["code id_token token"]}, {"response_types": ["nope"]}, {"response_types": [""]},
        {"response_types": ["id_token"], "grant_types": ["authorization_code"]},
        {"scope": ""}, {"scope": "phone phone"}, {"scope": "basic"}, {"scope": "profile", "grant_types": ["client_credentials"]},
        {"scope": "nope"}, {"scope": "openid"}, {"scope": "phone  address"},
    ):  # fmt: skip
        registered = kc.post(oidc, body=body, bearer=token)
        if registered.status == 201:
            kc.get(f"/admin/realms/{realm}/clients/{registered.get('client_id')}", admin=True)


def authentication_methods_and_keys(kc):
    realm = kc.realm()
    oidc, _, install = _paths(realm)
    token = _token(kc, realm)
    exchange = "urn:ietf:params:oauth:grant-type:token-exchange"
    for body in (
        *({"token_endpoint_auth_method": method} for method in (
            "client_secret_basic", "client_secret_post", "client_secret_jwt", "private_key_jwt", "tls_client_auth", "none", "nope", "",
        )),
        {"token_endpoint_auth_method": "none", "grant_types": [exchange]},
        {"token_endpoint_auth_method": "none", "grant_types": ["client_credentials", "refresh_token"]},
        {"token_endpoint_auth_method": "private_key_jwt", "jwks": {"keys": [RSA]}},
        {"token_endpoint_auth_method": "private_key_jwt", "jwks": {"keys": [EC]}},
        {"token_endpoint_auth_method": "private_key_jwt", "jwks_uri": "http://a.test/jwks"},
        {"jwks": {"keys": [EC, RSA]}}, {"jwks": {"keys": []}}, {"jwks": {"keys": [{"kty": "oct", "k": "abc", "use": "sig"}]}},
        {"jwks": {"keys": [RSA]}, "jwks_uri": "http://a.test/jwks"},
    ):  # fmt: skip
        registered = kc.post(oidc, body=body, bearer=token)
        if registered.status == 201:
            kc.get(f"/admin/realms/{realm}/clients/{registered.get('client_id')}", admin=True)
            kc.get(f"{install}/{registered.get('client_id')}", bearer=registered.get("registration_access_token"))


def pairwise_subjects(kc):
    realm = kc.realm()
    oidc, _, _ = _paths(realm)
    token = _token(kc, realm)
    uris = ["http://a.test/cb"]
    for body in (
        {"subject_type": "pairwise"}, {"subject_type": "pairwise", "redirect_uris": [*uris, "http://b.test/cb"]},
        {"subject_type": "pairwise", "redirect_uris": uris, "sector_identifier_uri": "nope"},
        {"subject_type": "pairwise", "redirect_uris": uris, "sector_identifier_uri": "http://127.0.0.1:1/x"},
        {"redirect_uris": uris, "sector_identifier_uri": "http://127.0.0.1:1/x"}, {"redirect_uris": uris, "sector_identifier_uri": ""},
        {"subject_type": "PAIRWISE", "redirect_uris": ["custom:x"]},
    ):  # fmt: skip
        kc.post(oidc, body=body, bearer=token)
    registered = kc.post(oidc, body={"subject_type": "pairwise", "redirect_uris": uris}, bearer=token)
    place, own = f"{oidc}/{registered.get('client_id')}", registered.get("registration_access_token")
    kc.get(f"/admin/realms/{realm}/clients/{registered.get('client_id')}", admin=True)
    registered = kc.put(place, body={"client_id": registered.get("client_id"), "subject_type": "pairwise"}, bearer=own)
    registered = kc.put(place, body={"client_id": registered.get("client_id")}, bearer=registered.get("registration_access_token"))
    kc.get(f"/admin/realms/{realm}/clients/{registered.get('client_id')}", admin=True)


def urls(kc):
    realm = kc.realm()
    oidc, _, _ = _paths(realm)
    token = _token(kc, realm)
    for uri in ("javascript:alert(1)", "data:x", "http://a.test/#x", "http://a b", "%", "a|b", "http://[::1", "/relative", "*", "http://*",
                "app:/x", "custom.scheme://x", "", "HTTP://A.test/"):  # fmt: skip
        kc.post(oidc, body={"redirect_uris": [uri]}, bearer=token, note=uri)
    for member in ("client_uri", "logo_uri", "tos_uri", "policy_uri", "jwks_uri", "backchannel_logout_uri", "frontchannel_logout_uri"):
        for uri in ("javascript:x", "nope", "http://a b", "/x", "data:x", "http://a.test/#f"):
            kc.post(oidc, body={member: uri}, bearer=token)
    for uri in ("javascript:x", "http://a b", "http://a.test/#f", "+", "-", "/x"):
        kc.post(oidc, body={"post_logout_redirect_uris": [uri], "redirect_uris": ["http://a.test/"]}, bearer=token)
        kc.post(oidc, body={"request_uris": [uri]}, bearer=token)
    several = {"redirect_uris": ["javascript:x", "http://a b"], "logo_uri": "javascript:y", "tos_uri": "nope", "client_uri": "nope"}
    kc.post(oidc, body={**several, "backchannel_token_delivery_mode": "push", "default_acr_values": ["gold"]}, bearer=token)


def backchannel_and_levels(kc):
    realm = kc.realm()
    oidc, default, _ = _paths(realm)
    token = _token(kc, realm)
    for body in (
        {"backchannel_token_delivery_mode": "push"}, {"backchannel_token_delivery_mode": "ping"},
        {"backchannel_token_delivery_mode": "poll"}, {"backchannel_client_notification_endpoint": "http://a.test"},
        {"backchannel_client_notification_endpoint": "nope"}, {"backchannel_authentication_request_signing_alg": "HS256"},
        {"backchannel_authentication_request_signing_alg": "none"}, {"default_acr_values": ["1"]}, {"default_acr_values": ["gold"]},
        {"id_token_signed_response_alg": "nope"}, {"tls_client_certificate_bound_access_tokens": False, "dpop_bound_access_tokens": False},
    ):  # fmt: skip
        kc.post(oidc, body=body, bearer=token)
    for attributes in (
        {"acr.loa.map": '{"gold":2}', "minimum.acr.value": "gold", "default.acr.values": "gold"}, {"acr.loa.map": "x"},
        {"minimum.acr.value": "gold"}, {"client.session.idle.timeout": "999999999"}, {"client.session.max.lifespan": "999999999"},
        {"use.jwks.url": "true", "use.jwks.string": "true"},
    ):  # fmt: skip
        kc.post(default, body={"attributes": attributes}, bearer=token, skip_body=False)


def bad_requests(kc):
    realm = kc.realm()
    oidc, default, install = _paths(realm)
    token = _token(kc, realm)
    json_type = {"Content-Type": "application/json"}
    for raw in ("{", "[]", '"x"', '{"redirect_uris":"x"}', '{"redirect_uris":[1]}', '{"nope":1}', '{"client_name":{}}', '{"client_name":1}',
                '{"default_max_age":"x"}', '{"jwks":[]}', '{"client_id":"x"}', '{"tls_client_certificate_bound_access_tokens":"x"}'):  # fmt: skip
        kc.post(oidc, raw=raw, headers=json_type, bearer=token)
    for raw in ("{", "[]", '{"nope":1}', '{"redirectUris":"x"}'):
        kc.post(default, raw=raw, headers=json_type, bearer=token)
    kc.post(oidc, raw="{}", headers={"Content-Type": "text/plain"}, bearer=token)
    kc.post(oidc, form={"a": "b"}, bearer=token)
    kc.post(oidc, raw="{}", bearer=token, skip_body=True)
    for method in ("GET", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"):
        kc.request(method, oidc, bearer=token)
    for method in ("POST", "PATCH"):
        kc.request(method, f"{oidc}/x", bearer=token)
    kc.get(f"{oidc}/a/b", bearer=token)
    for method in ("GET", "PUT", "DELETE", "OPTIONS", "PATCH"):
        kc.request(method, default, bearer=token)
        kc.request(method, install, bearer=token)
    for name in ("nope", "openid_connect", ""):
        kc.post(f"/realms/{realm}/clients-registrations/{name}", body={}, bearer=token)
    kc.get(f"/realms/{realm}/clients-registrations")
    for bad in ("x", "a.b.c", "eyJhbGciOiJub25lIn0.e30."):
        kc.post(oidc, body={}, bearer=bad)
        kc.get(f"{oidc}/x", bearer=bad)
    for header in ("Bearer", "Bearer a b", "Basic YTpi"):
        kc.post(oidc, body={}, headers={"Authorization": header})
    kc.get(f"{oidc}/x", bearer=token)
    kc.put(f"{oidc}/x", body={"client_id": "x"}, bearer=token)
    kc.post(f"/realms/{realm}-none/clients-registrations/openid-connect", body={})
    kc.setup("PUT", f"/admin/realms/{realm}", {"sslRequired": "all"})
    kc.post(oidc, body={}, bearer=token)
    kc.get(f"/realms/{realm}/clients-registrations/nope")


def initial_access(kc):
    realm = kc.realm(adminEventsEnabled=True, adminEventsDetailsEnabled=True, users=_users(["view-clients"], ["manage-clients"], []),
                     clients=[{"clientId": "cli", "publicClient": True, "directAccessGrantsEnabled": True}])  # fmt: skip
    oidc, _, _ = _paths(realm)
    base = f"/admin/realms/{realm}/clients-initial-access"
    initial = kc.post(base, body={"count": 2, "expiration": 100, "webOrigins": ["http://a.test"]}, admin=True)
    once = kc.post(base, body={}, admin=True)
    for body in ({"count": -1}, {"expiration": -1}, {"count": "x"}, {"count": "3"}, {"count": 0}, {"nope": 1}, {"count": 1.5},
                 {"webOrigins": "x"}, {"count": 2**31}, []):  # fmt: skip
        kc.post(base, body=body, admin=True)
    kc.post(base, raw="{", headers={"Content-Type": "application/json"}, admin=True)
    kc.post(base, raw="{}", headers={"Content-Type": "text/plain"}, admin=True)
    kc.put(base, body={}, admin=True)
    kc.get(f"{base}/{initial.get('id')}", admin=True)
    kc.get(base)
    for user in ("user0", "user1", "user2"):
        bearer = _bearer(kc, realm, user)
        kc.get(base, bearer=bearer, skip_body=True)
        kc.post(base, body={}, bearer=bearer, skip_body=user == "user1")
        kc.delete(f"{base}/unknown", bearer=bearer)
    kc.post(oidc, body={}, bearer=once.get("token"))
    kc.post(oidc, body={}, bearer=once.get("token"))
    kc.post(oidc, body={"client_id": "x"}, bearer=initial.get("token"), note="what failed does not count")
    kc.get(base, admin=True)
    kc.delete(f"{base}/{initial.get('id')}", admin=True)
    kc.post(oidc, body={}, bearer=initial.get("token"))
    kc.get(f"{oidc}/x", bearer=initial.get("token"))
    kc.get(f"/admin/realms/{realm}/admin-events", admin=True)


def bearers(kc):
    users = _users(["create-client"], ["manage-clients"], ["view-clients"], [])
    cli = {"clientId": "cli", "publicClient": True, "directAccessGrantsEnabled": True}
    light = {**cli, "clientId": "light", "attributes": {"client.use.lightweight.access.token.enabled": "true"}}
    conf = {"clientId": "conf", "secret": "conf-secret", "redirectUris": ["http://c.test/*"]}
    realm = kc.realm(users=users, clients=[cli, light, conf, {"clientId": "saml", "protocol": "saml"}])
    oidc, default, install = _paths(realm)
    for index in range(4):
        bearer = _bearer(kc, realm, f"user{index}")
        kc.post(oidc, body={}, bearer=bearer)
        for place in (f"{oidc}/none", f"{oidc}/conf"):
            kc.get(place, bearer=bearer)
            kc.put(place, body={"client_id": place.rsplit("/", 1)[1], "client_name": "x"}, bearer=bearer)
        kc.get(f"{default}/conf", bearer=bearer)
        kc.get(f"{install}/conf", bearer=bearer)
        kc.delete(f"{oidc}/none", bearer=bearer)
    kc.post(oidc, body={}, bearer=_bearer(kc, realm, "user1", "light"))
    kc.post(oidc, body={}, bearer=_bearer(kc, realm, "user3", "light"))
    kc.delete(f"{oidc}/account", bearer=_bearer(kc, realm, "user1"))
    kc.get(f"{oidc}/saml", bearer=_bearer(kc, realm, "user1"))
    kc.post(oidc, body={}, admin=True, note="a token of another realm")


def own_representation(kc):
    realm = kc.realm(eventsEnabled=True)
    oidc, default, install = _paths(realm)
    token = _token(kc, realm)
    body = {"clientId": "app", "secret": "own-secret", "redirectUris": ["http://a.test/cb"], "defaultRoles": ["one", "two"]}
    registered = kc.post(default, body=body, bearer=token)
    kc.post(default, body={"clientId": "app"}, bearer=token)
    place = f"{default}/app"
    own = registered.get("registrationAccessToken")
    kc.get(place, bearer=own)
    kc.get(f"{oidc}/app", bearer=own)
    kc.get(f"{install}/app", bearer=own)
    mapper = {"name": "name", "protocol": "openid-connect", "protocolMapper": "oidc-full-name-mapper", "config": {"id.token.claim": "true"}}
    hard = {**mapper, "name": "hard", "protocolMapper": "oidc-hardcoded-claim-mapper"}
    for change in (
        {"name": "Named", "defaultRoles": ["two", "three"], "redirectUris": []},
        {"publicClient": True, "attributes": {"a": "b"}},
        {"publicClient": False, "protocolMappers": [mapper], "serviceAccountsEnabled": True, "attributes": {"a": None, "c": "d"}},
        {"protocolMappers": [hard]}, {"protocolMappers": [{**hard, "id": "x"}]}, {"protocolMappers": []},
        {"defaultClientScopes": ["profile"]}, {"serviceAccountsEnabled": False, "optionalClientScopes": ["email", "nope"]},
        {"redirectUris": ["javascript:x"]}, {"clientId": "other"}, {"clientId": None}, {"consentRequired": True, "fullScopeAllowed": False},
    ):  # fmt: skip
        answer = kc.put(place, body={"clientId": "app", **change}, bearer=own)
        own = answer.get("registrationAccessToken") if answer.status == 200 else own
    kc.get(place, bearer=own)
    kc.delete(place, bearer=own)
    kc.get(f"/admin/realms/{realm}/events", admin=True)


def own_representations_of_all_kinds(kc):
    realm = kc.realm()
    _, default, _ = _paths(realm)
    token = _token(kc, realm)
    pairwise = {"name": "p", "protocol": "openid-connect", "protocolMapper": "oidc-sha256-pairwise-sub-mapper", "config": {}}
    for body in (
        {}, {"clientId": ""}, {"protocol": "nope"}, {"clientId": "public", "publicClient": True, "rootUrl": "http://r.test", "baseUrl": "/b"},
        {"clientId": "bearer", "bearerOnly": True}, {"clientId": "off", "enabled": False}, {"clientId": "optional", "optionalClientScopes": ["phone"]},
        {"clientId": "default", "defaultClientScopes": ["phone"]}, {"clientId": "none", "defaultClientScopes": ["none"]},
        {"clientId": "service", "serviceAccountsEnabled": True}, {"clientId": "direct", "directGrantsOnly": True},
        {"clientId": "pairwise", "protocolMappers": [pairwise]}, {"clientId": "a/b c?"}, {"clientId": "root", "rootUrl": "nope"},
        {"clientId": "fragment", "rootUrl": "http://a.test/#x"}, {"clientId": "admin", "adminUrl": "javascript:x"},
        {"clientId": "token", "registrationAccessToken": "x"}, {"clientId": "authenticator", "clientAuthenticatorType": "nope"},
        {"clientId": "base", "rootUrl": "${authBaseUrl}", "redirectUris": ["/x"]},
        {"clientId": "mapper", "protocolMappers": [{**pairwise, "protocolMapper": "oidc-hardcoded-claim-mapper"}]},
    ):  # fmt: skip
        kc.post(default, body=body, bearer=token)


def adapter_configuration(kc):
    clients = [
        {"clientId": "public", "publicClient": True}, {"clientId": "conf", "secret": "conf-secret"}, {"clientId": "bearer", "bearerOnly": True},
        {"clientId": "off", "enabled": False, "secret": "off-secret"}, {"clientId": "other", "secret": "other-secret"},
    ]  # fmt: skip
    realm = kc.realm(clients=clients, roles={"client": {"conf": [{"name": "r"}]}})
    _, _, install = _paths(realm)
    for name in ("public", "conf", "bearer", "off", "none"):
        kc.get(f"{install}/{name}")
        kc.get(f"{install}/{name}", auth=(name, f"{name}-secret"))
    kc.get(f"{install}/conf", auth=("other", "other-secret"))
    kc.get(f"{install}/conf", auth=("conf", "wrong"))
    kc.get(f"{install}/conf", bearer=_token(kc, realm))


def registration_access_tokens_of_administrators(kc):
    clients = [{"clientId": "conf", "secret": "conf-secret"}, {"clientId": "off", "enabled": False, "secret": "s"},
               {"clientId": "saml", "protocol": "saml"}]  # fmt: skip
    realm = kc.realm(adminEventsEnabled=True, clients=clients)
    oidc, default, _ = _paths(realm)
    own = {}
    for name in ("conf", "off", "saml", "account"):
        listed = kc.setup("GET", f"/admin/realms/{realm}/clients?clientId={name}")
        renewed = kc.post(f"/admin/realms/{realm}/clients/{listed.get(0, 'id')}/registration-access-token", admin=True, skip_body=name == "saml")
        own[name] = renewed.get("registrationAccessToken")
    kc.post(f"/admin/realms/{realm}/clients/none/registration-access-token", admin=True)
    kc.get(f"{oidc}/conf", bearer=own["conf"])
    kc.get(f"{oidc}/off", bearer=own["off"])
    kc.get(f"{oidc}/off", bearer=own["conf"])
    kc.get(f"{oidc}/saml", bearer=own["saml"])
    kc.get(f"{oidc}/account", bearer=own["account"])
    kc.delete(f"{oidc}/account", bearer=own["account"])
    changed = kc.put(f"{oidc}/conf", body={"client_id": "conf", "client_name": "x"}, bearer=own["conf"])
    kc.get(f"{default}/conf", bearer=changed.get("registration_access_token"))
    kc.post(oidc, body={}, bearer=changed.get("registration_access_token"), note="a client's own token makes no clients")


def _components(kc, realm):
    return kc.setup("GET", f"/admin/realms/{realm}/components?type={POLICY}").json or []


def _configure(kc, realm, provider, auth="anonymous", **config):
    for component in _components(kc, realm):
        if component["providerId"] == provider and component.get("subType") == auth:
            merged = {**component["config"], **{name.replace("_", "-"): values for name, values in config.items()}}
            kc.put(f"/admin/realms/{realm}/components/{component['id']}", body={**component, "config": merged}, admin=True)


def trusted_hosts(kc):
    realm = kc.realm(eventsEnabled=True)
    oidc, default, _ = _paths(realm)
    kc.post(oidc, body={})
    for hosts in (["127.0.0.1"], ["localhost"], ["*.localhost"], ["10.1.2.3"], ["127.1"], ["*.b.test", "127.0.0.1"]):
        _configure(kc, realm, "trusted-hosts", trusted_hosts=hosts)
        kc.post(oidc, body={})
        kc.post(oidc, body={"redirect_uris": ["http://localhost:3/", "http://127.0.0.1/x"]})
    _configure(kc, realm, "trusted-hosts", trusted_hosts=["127.0.0.1", "a.test", "*.b.test"])
    for body in ({"redirect_uris": ["http://a.test/*"]}, {"redirect_uris": ["http://x.a.test/"]}, {"redirect_uris": ["http://x.b.test/", "http://b.test/"]},
                 {"redirect_uris": ["/x"]}, {"redirect_uris": ["http://a b"]}, {"redirect_uris": ["app://a.test/x"]}, {"redirect_uris": ["http://A.TEST/"]},
                 {"client_uri": "http://a.test"}, {"client_uri": "http://z.test"}, {"client_uri": "nope"}, {"client_uri": "app://a.test"},
                 {"client_uri": "/x"}, {"logo_uri": "http://z.test"}):  # fmt: skip
        kc.post(oidc, body=body)
    kc.post(default, body={"rootUrl": "http://a.test", "baseUrl": "/x", "adminUrl": "/y", "redirectUris": ["/cb"]})
    kc.post(default, body={"rootUrl": "http://z.test"})
    kc.post(default, body={"rootUrl": "http://a.test", "adminUrl": "http://z.test"})
    registered = kc.post(oidc, body={"redirect_uris": ["http://a.test/"]})
    kc.get(f"/admin/realms/{realm}/clients/{registered.get('client_id')}", admin=True)
    place, own = f"{default}/{registered.get('client_id')}", registered.get("registration_access_token")
    kc.put(place, body={"clientId": registered.get("client_id"), "consentRequired": False}, bearer=own)
    kc.put(place, body={"clientId": registered.get("client_id"), "fullScopeAllowed": True}, bearer=own)
    _configure(kc, realm, "trusted-hosts", trusted_hosts=[])
    kc.get(place, bearer=own)
    kc.put(place, body={"clientId": registered.get("client_id")}, bearer=own)
    kc.delete(place, bearer=own)
    _configure(kc, realm, "trusted-hosts", host_sending_registration_request_must_match=["false"])
    kc.post(oidc, body={"redirect_uris": ["http://a.test/"]})
    kc.post(oidc, body={})
    _configure(kc, realm, "trusted-hosts", host_sending_registration_request_must_match=["false"], client_uris_must_match=["false"])
    _configure(kc, realm, "trusted-hosts", host_sending_registration_request_must_match=["x"])
    kc.get(f"/admin/realms/{realm}/events", admin=True)


def other_policies(kc):
    realm = kc.realm()
    oidc, default, _ = _paths(realm)
    token = _token(kc, realm)
    kc.get(f"/admin/realms/{realm}/client-registration-policy/providers", admin=True)
    kc.post(f"/admin/realms/{realm}/client-registration-policy/providers", admin=True)
    _configure(kc, realm, "trusted-hosts", trusted_hosts=["127.0.0.1"], client_uris_must_match=["false"])
    for most in (["x"], ["-1"], ["3"], [], ["99999999999"], ["200"]):
        _configure(kc, realm, "max-clients", max_clients=most)
        kc.post(oidc, body={})
    for scopes in (["nope"], ["phone"], ["openid"]):
        _configure(kc, realm, "allowed-client-templates", allowed_client_scopes=scopes)
    kc.post(oidc, body={"scope": "openid phone"})
    _configure(kc, realm, "allowed-client-templates", allow_default_scopes=["false"])
    kc.post(oidc, body={})
    kc.post(oidc, body={"scope": "phone"})
    _configure(kc, realm, "registration-web-origins", web_origins=["http://w.test"])
    kc.post(oidc, body={}, headers={"Origin": "http://w.test"})
    kc.post(oidc, body={}, headers={"Origin": "http://v.test"})
    kc.post(default, body={"consentRequired": False, "fullScopeAllowed": True})
    base = f"/admin/realms/{realm}/components"
    for provider, auth, config in (
        ("nope", "authenticated", {}), ("max-clients", "authenticated", {}), ("max-clients", "authenticated", {"max-clients": ["1", "2"]}),
        ("trusted-hosts", "authenticated", {}), ("client-disabled", "authenticated", {}),
    ):  # fmt: skip
        body = {"name": provider, "providerId": provider, "providerType": POLICY, "subType": auth, "config": config}
        kc.post(base, body=body, admin=True)
    registered = kc.post(oidc, body={}, bearer=token)
    kc.get(f"{oidc}/{registered.get('client_id')}", bearer=registered.get("registration_access_token"))
    for component in _components(kc, realm):
        kc.setup("DELETE", f"{base}/{component['id']}")
    kc.post(oidc, body={"scope": "nope phone"}, note="without policies")


def cross_origin(kc):
    users = _users(["manage-clients"])
    cli = {"clientId": "cli", "publicClient": True, "directAccessGrantsEnabled": True, "redirectUris": ["*"], "webOrigins": ["http://a.test"]}
    realm = kc.realm(users=users, clients=[cli])
    oidc, default, _ = _paths(realm)
    good, bad = {"Origin": "http://a.test"}, {"Origin": "http://z.test"}
    token = _token(kc, realm, webOrigins=["http://a.test"])
    kc.request("OPTIONS", default, headers={**good, "Access-Control-Request-Method": "POST"})
    registered = kc.post(oidc, body={}, headers=good, bearer=token)
    place, own = f"{oidc}/{registered.get('client_id')}", registered.get("registration_access_token")
    for headers in (good, bad):
        kc.post(oidc, body={}, headers=headers, bearer=_token(kc, realm))
        kc.post(oidc, body={}, headers=headers)
        kc.post(oidc, body={"client_id": "x"}, headers=headers, bearer=token)
        kc.post(oidc, body={}, headers=headers, bearer="x")
        kc.post(default, body={}, headers=headers, bearer=token)
        kc.get(place, headers=headers, bearer=own)
        kc.post(oidc, body={}, headers=headers, bearer=_bearer(kc, realm, "user0"))
        kc.post(oidc, raw="{", headers={**headers, "Content-Type": "application/json"}, bearer=token)
    changed = kc.put(place, body={"client_id": registered.get("client_id")}, headers=good, bearer=own)
    kc.delete(place, headers=good, bearer=changed.get("registration_access_token"))


CERTIFICATE = "MIIBBjCBraADAgECAgEBMAoGCCqGSM49BAMCMA0xCzAJBgNVBAMMAnNwMB4XDTIwMDEwMTAwMDAwMFoXDTQwMDEwMTAwMDAwMFowDTELMAkGA1UEAwwCc3AwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAR47R5oRlsyafJ2q8bFNmN8ZIu8xT3sJnS+Z2ZAYbB4CIl5LnetQN7zueBXldWBiCew36rSHD/vU5y64/d2G9bwMAoGCCqGSM49BAMCA0gAMEUCIEVkrrKUFB7S4fri/gWQpHVTgp3UEf/mBSR8wXBkOG2HAiEAgdLW+THVdFo0xvuquPL9J5tG3ZEmc8f47k5ZXSwLiYo="
BINDING = "urn:oasis:names:tc:SAML:2.0:bindings:"
METADATA = "urn:oasis:names:tc:SAML:2.0:metadata"


def _provider(inner="", entity="http://sp.test/", attributes=""):
    key = (f'<md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>{CERTIFICATE}'
           "</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>")  # fmt: skip
    descriptor = f'<md:SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol" {attributes}>{key}{inner}</md:SPSSODescriptor>'
    named = f'entityID="{entity}"' if entity is not None else ""
    return f'<md:EntityDescriptor xmlns:md="{METADATA}" {named}>{descriptor}</md:EntityDescriptor>'


def _consumer(binding="HTTP-POST", location="http://sp.test/acs", index=1):
    return f'<md:AssertionConsumerService Binding="{BINDING}{binding}" Location="{location}" index="{index}"/>'


def service_providers(kc):
    realm = kc.realm()
    place, token = f"/realms/{realm}/clients-registrations/saml2-entity-descriptor", _token(kc, realm)

    def send(raw, bearer=token, kind="application/xml"):
        return kc.post(place, raw=raw, headers={"Content-Type": kind}, bearer=bearer)

    logout = "".join(f'<md:SingleLogoutService Binding="{BINDING}{name}" Location="http://sp.test/out/{name}"/>' for name in ("HTTP-POST", "HTTP-Redirect", "SOAP"))
    artifact = "".join(f'<md:ArtifactResolutionService Binding="{BINDING}SOAP" Location="http://sp.test/art{i}" index="{i}"/>' for i in (2, 1))
    name_id = "<md:NameIDFormat>urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress</md:NameIDFormat>"
    consumers = "".join(_consumer(name, f"http://sp.test/{name}", i) for i, name in enumerate(("HTTP-POST", "HTTP-Redirect", "HTTP-Artifact", "PAOS", "SOAP")))
    wanted = ('<md:AttributeConsumingService index="0"><md:ServiceName xml:lang="en">n</md:ServiceName><md:RequestedAttribute Name="urn:mail" '
              'FriendlyName="mail" NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:uri"/></md:AttributeConsumingService>')  # fmt: skip
    registered = send(_provider(artifact + logout + name_id + consumers + wanted, attributes='WantAssertionsSigned="true"'))
    kc.get(f"/admin/realms/{realm}/clients", query={"clientId": "http://sp.test/"}, admin=True)
    send(_provider(_consumer()))
    kc.get(f"/realms/{realm}/clients-registrations/openid-connect/http%3A%2F%2Fsp.test%2F", bearer=registered.get("registrationAccessToken"))
    send(_provider(_consumer(), "http://two.test/"))
    send(f'<md:EntitiesDescriptor xmlns:md="{METADATA}">{_provider(_consumer(), "http://three.test/")}</md:EntitiesDescriptor>')
    send(f'<md:EntitiesDescriptor xmlns:md="{METADATA}">{_provider(_consumer(), "http://a.test/")}{_provider(_consumer(), "http://b.test/")}</md:EntitiesDescriptor>')
    send(_provider(_consumer(location="javascript:x"), "http://script.test/"))
    send(_provider(_consumer(location="nope"), "http://nope.test/"))
    send(_provider(_consumer(), None))
    send(f'<md:EntityDescriptor xmlns:md="{METADATA}" entityID="x"></md:EntityDescriptor>')
    for raw in ("<x/>", "nope", "{}"):
        send(raw)
    send("nope", bearer="x")
    send(_provider(_consumer(), "http://nobody.test/"), bearer=None)
    send(_provider(_consumer(), "http://type.test/"), kind="text/xml")
    for method in ("GET", "PUT", "DELETE", "OPTIONS"):
        kc.request(method, place, bearer=token)
    kc.get(f"{place}/x", bearer=token)


def registered_clients_work(kc):
    realm = kc.realm()
    oidc, _, _ = _paths(realm)
    made = kc.post(oidc, body={"grant_types": ["client_credentials"], "token_endpoint_auth_method": "client_secret_post"}, bearer=_token(kc, realm))
    secret = {"client_id": made.get("client_id"), "client_secret": made.get("client_secret")}
    kc.token(realm, {"grant_type": "client_credentials", **secret})
    kc.delete(f"{oidc}/{made.get('client_id')}", bearer=made.get("registration_access_token"))
    kc.token(realm, {"grant_type": "client_credentials", **secret})
