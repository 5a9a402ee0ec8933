"""One small file for each migration; expected values are what Keycloak 26.7.4 shows after importing the same file."""

import json

import pytest

APP = {"clientId": "app", "publicClient": True, "directAccessGrantsEnabled": True, "defaultClientScopes": ["email"]}
EMAIL = [{"name": "email", "protocol": "openid-connect"}]
USER = {
    "username": "u", "enabled": True, "email": "u@example.org", "emailVerified": True, "firstName": "F", "lastName": "L",
    "credentials": [{"type": "password", "value": "pw"}],
}  # fmt: skip
PASSWORD = {"grant_type": "password", "client_id": "app", "username": "u", "password": "pw"}


def step(authenticator, requirement, priority):
    return {"authenticator": authenticator, "requirement": requirement, "priority": priority, "authenticatorFlow": False}


def below(alias, requirement, priority):
    return {"flowAlias": alias, "requirement": requirement, "priority": priority, "authenticatorFlow": True}


def flow(alias, *executions, **more):
    usual = {"providerId": "basic-flow", "topLevel": True, "builtIn": False}
    return {"alias": alias, **usual, "authenticationExecutions": list(executions), **more}


def action(alias, priority=None, name=None):
    return {"alias": alias, "name": name or alias, "providerId": alias, "enabled": True, **({"priority": priority} if priority else {})}


def test_3_2_0_the_usual_iterations_of_that_time_go(imported):
    assert imported("3.1.0", passwordPolicy="length(8) and hashIterations(20000)").get()["passwordPolicy"] == "length(8)"


def test_3_4_1_the_content_security_policy_is_stricter(imported):
    headers = imported("3.4.0", browserSecurityHeaders={"contentSecurityPolicy": "frame-src 'self'"}).get()["browserSecurityHeaders"]
    assert headers["contentSecurityPolicy"] == "frame-src 'self'; frame-ancestors 'self'; object-src 'none';"


def test_4_2_0_required_actions_are_ordered_by_their_names(imported):
    actions = [action("VERIFY_EMAIL", name="Verify Email"), action("CONFIGURE_TOTP", name="Configure Totp"), action("mine", name="Terms")]
    assert imported("4.1.0", requiredActions=actions).priorities() == {
        "delete_account": 20, "mine": 30, "VERIFY_EMAIL": 40, "CONFIGURE_TOTP": 41, "delete_credential": 110, "idp_link": 120,
    }  # fmt: skip


def test_4_6_0_and_6_0_0_give_scopes_to_all_clients(imported):
    client = imported("4.0.0", clientScopes=EMAIL, clients=[APP]).client("app")
    assert {"roles", "web-origins", "acr", "basic", "email"} == set(client["defaultClientScopes"])
    assert "microprofile-jwt" in client["optionalClientScopes"]


def test_8_0_0_the_consoles_have_no_fixed_context(imported):
    account = imported("7.0.0", clients=[{"clientId": "account", "baseUrl": "/auth/realms/old/account"}]).client("account")
    assert (account["rootUrl"], account["baseUrl"]) == ("${authBaseUrl}", "/realms/old/account/")
    assert account["redirectUris"] == ["/realms/old/account/*"]


def test_8_0_2_alternatives_beside_required_executions_go_into_flows_of_their_own(imported):
    steps = [
        step("auth-cookie", "ALTERNATIVE", 5), step("auth-username-password-form", "REQUIRED", 10),
        step("auth-otp-form", "ALTERNATIVE", 20),
        step("auth-spnego", "DISABLED", 25), step("webauthn-authenticator", "ALTERNATIVE", 30),
    ]  # fmt: skip
    realm = imported("8.0.1", authenticationFlows=[flow("mine", *steps)])
    assert realm.flow("mine - Alternatives - 0") == [("ALTERNATIVE", 10, "auth-cookie")]
    assert realm.flow("mine - Alternatives - 1") == [("ALTERNATIVE", 10, "auth-otp-form"), ("ALTERNATIVE", 20, "webauthn-authenticator")]
    assert realm.flow("mine") == [
        ("REQUIRED", 5, "mine - Alternatives - 0"), ("REQUIRED", 10, "auth-username-password-form"),
        ("REQUIRED", 20, "mine - Alternatives - 1"), ("DISABLED", 25, "auth-spnego"),
    ]  # fmt: skip


def test_9_0_0_adds_the_account_console(imported):
    clients = [{"clientId": "account"}, {"clientId": "security-admin-console", "publicClient": True}]
    realm = imported("8.0.2", clients=clients, roles={"client": {"account": [{"name": "manage-account"}]}})
    assert {"view-applications", "view-consent", "manage-consent"} <= realm.roles("account")
    assert realm.client("account-console")["attributes"]["pkce.code.challenge.method"] == "S256"
    assert realm.client("security-admin-console")["attributes"]["pkce.code.challenge.method"] == "S256"
    assert realm.priorities()["update_user_locale"] == 1000


def test_9_0_0_stops_at_a_role_that_is_there(imported):
    roles = {"client": {"account": [{"name": "manage-account"}, {"name": "view-consent"}]}}
    realm = imported("8.0.2", clients=[{"clientId": "account"}], roles=roles)
    assert "view-applications" in realm.roles("account")
    assert "manage-consent" not in realm.roles("account")
    assert "pkce.code.challenge.method" not in realm.client("account-console")["attributes"]


def test_18_0_0_and_25_0_0_give_the_basic_claims(imported):
    claims = imported("17.0.0", clientScopes=EMAIL, clients=[APP], users=[USER]).token(**PASSWORD)
    assert claims["acr"] == "1"
    assert "sub" in claims


def test_25_0_0_leaves_a_scope_of_that_name_as_it_is(imported):
    scopes = [*EMAIL, {"name": "basic", "protocol": "openid-connect"}]
    realm = imported("24.0.0", clientScopes=scopes, clients=[APP], users=[USER])
    assert realm.client("app")["defaultClientScopes"] == ["email"]
    assert "sub" not in realm.token(**PASSWORD)


def test_20_0_0_adds_a_role_of_the_account(imported):
    assert "view-groups" in imported("19.0.0", clients=[{"clientId": "account"}, {"clientId": "account-console"}]).roles("account")


def test_21_0_0_and_22_0_0_replace_themes_and_drop_the_http_challenge(imported):
    themes = {"loginTheme": "rh-sso", "accountTheme": "rh-sso", "emailTheme": "rh-sso", "adminTheme": "rh-sso"}
    realm = imported("20.0.0", **themes, authenticationFlows=[flow("http challenge", step("auth-cookie", "REQUIRED", 5))])
    shown = realm.get()
    assert [shown.get(name) for name in themes] == [None, "keycloak.v2", None, "keycloak.v2"]
    assert "http challenge" not in {one["alias"] for one in realm.get("/authentication/flows")}


def test_22_0_0_stops_at_a_challenge_that_is_in_use(imported):
    flows = [flow("http challenge", step("auth-cookie", "REQUIRED", 5))]
    realm = imported("21.0.0", accountTheme="keycloak", browserFlow="http challenge", authenticationFlows=flows)
    assert realm.get()["accountTheme"] == "keycloak"
    assert realm.flow("http challenge") == []


@pytest.mark.parametrize(
    ("version", "steps"),
    [("22.0.0", ["registration-user-creation"]), ("23.0.0", ["registration-user-creation", "registration-profile-action"])],
)
def test_23_0_0_takes_the_profile_out_of_the_registration(imported, version, steps):
    form = [step("registration-user-creation", "REQUIRED", 20), step("registration-profile-action", "REQUIRED", 40)]
    flows = [
        flow("registration", {**below("registration form", "REQUIRED", 10), "authenticator": "registration-page-form"}),
        flow("registration form", *form, topLevel=False, providerId="form-flow"),
    ]
    realm = imported(version, authenticationFlows=flows)
    assert [one["authenticator"] for one in realm.export()["registration form"]] == steps


def test_23_0_0_joins_the_pieces_of_a_user_profile(imported):
    pieces = ['{"attributes":[{"name":"username"},', '{"name":"email"}]}']
    config = {"config-pieces-count": ["2"], "config-piece-0": [pieces[0]], "config-piece-1": [pieces[1]]}
    profile = {"org.keycloak.userprofile.UserProfileProvider": [{"providerId": "declarative-user-profile", "config": config}]}
    realm = imported("22.0.0", attributes={"userProfileEnabled": "true"}, components=profile)
    assert realm.components("UserProfileProvider")["declarative-user-profile"]["config"] == {"kc.user.profile.config": ["".join(pieces)]}
    assert "userProfileEnabled" not in realm.get()["attributes"]


def test_24_0_0_lets_users_keep_attributes_that_none_declares(imported):
    realm = imported("23.0.0", clients=[APP], users=[{**USER, "attributes": {"color": ["red"]}}])
    assert realm.get("/users?username=u")[0]["attributes"] == {"color": ["red"]}
    profile = realm.components("UserProfileProvider")["declarative-user-profile"]
    assert json.loads(profile["config"]["kc.user.profile.config"][0])["unmanagedAttributePolicy"] == "ENABLED"
    assert "name" not in profile


def test_24_0_0_adds_a_key_and_binds_the_first_login(imported):
    keys = {"org.keycloak.keys.KeyProvider": [{"name": "r", "providerId": "rsa-generated", "config": {}}]}
    flows = [flow("mine", step("idp-review-profile", "REQUIRED", 5))]
    realm = imported("23.0.0", components=keys, firstBrokerLoginFlow="mine", authenticationFlows=flows)
    assert realm.components("KeyProvider")["hmac-generated"]["config"] == {"priority": ["100"], "algorithm": ["HS512"]}
    assert realm.get()["firstBrokerLoginFlow"] == "first broker login"


def test_26_0_0_administrators_get_lightweight_tokens(imported):
    client = imported("25.0.0", clients=[{"clientId": "admin-cli", "publicClient": True, "fullScopeAllowed": False}]).client("admin-cli")
    assert client["fullScopeAllowed"] is True
    assert client["attributes"]["client.use.lightweight.access.token.enabled"] == "true"


def test_26_1_0_service_accounts_keep_their_claims(imported):
    client = {"clientId": "svc", "secret": "x", "serviceAccountsEnabled": True}
    claims = imported("24.0.0", clients=[client]).token(grant_type="client_credentials", client_id="svc", client_secret="x")
    assert claims["client_id"] == "svc"


def test_26_4_0_saml_clients_keep_their_algorithms(imported):
    client = {"clientId": "s", "protocol": "saml", "attributes": {"saml.encrypt": "true"}}
    attributes = imported("26.3.0", clients=[client]).client("s")["attributes"]
    assert attributes["saml.encryption.algorithm"] == "http://www.w3.org/2001/04/xmlenc#aes128-cbc"


def test_26_6_1_the_browser_flow_asks_for_the_organization(imported):
    flows = [flow("browser", step("auth-cookie", "ALTERNATIVE", 10), step("auth-username-password-form", "ALTERNATIVE", 30))]
    realm = imported("26.6.0", authenticationFlows=flows)
    assert realm.flow("browser") == [
        ("ALTERNATIVE", 10, "auth-cookie"), ("ALTERNATIVE", 25, "identity-provider-redirector"), ("ALTERNATIVE", 26, "Organization"),
        ("ALTERNATIVE", 30, "auth-username-password-form"),
    ]  # fmt: skip


@pytest.mark.parametrize(("given", "expected"), [((50, 10, 30), (50, 54, 57)), ((5, 6, 8), (5, 7, 9)), ((50, 54, 57), (50, 51, 52))])
def test_26_7_0_the_address_comes_before_code_and_password(imported, given, expected):
    names = ("VERIFY_EMAIL", "CONFIGURE_TOTP", "UPDATE_PASSWORD")
    actions = [action(name, priority) for name, priority in zip(names, given, strict=True)]
    priorities = imported("26.6.0", requiredActions=actions).priorities()
    assert tuple(priorities[name] for name in names) == expected


def test_26_7_0_scopes_with_parameters_have_types(imported):
    scopes = [
        {"name": name, "protocol": "openid-connect", "attributes": {"is.dynamic.scope": "true", "dynamic.scope.regexp": regexp}}
        for name, regexp in (("d", "d:*"), ("e", "e:x.*"))
    ]
    shown = {scope["name"]: scope["attributes"] for scope in imported("26.0.0", clientScopes=scopes).get("/client-scopes")}
    assert shown["d"] == {"is.parameterized.scope": "true", "parameterized.scope.type": "string"}
    assert shown["e"] == {"is.parameterized.scope": "true", "parameterized.scope.type": "custom", "parameterized.scope.regexp": "x.*"}
