"""Rich authorization requests (RFC 9396), where Keycloak knows no type of them: read at the authorization endpoint and with a code."""

CB = "https://app.example.org/cb"
ALICE = {"username": "alice", "enabled": True, "email": "alice@example.org", "emailVerified": True, "firstName": "Alice", "lastName": "Liddell",
         "credentials": [{"type": "password", "value": "wonder"}]}

APP = {"clientId": "app", "secret": "s3cret", "directAccessGrantsEnabled": True, "serviceAccountsEnabled": True, "implicitFlowEnabled": True, "redirectUris": [CB]}
ASKED = {"client_id": "app", "redirect_uri": CB, "response_type": "code", "scope": "openid", "state": "st"}
SECRET = {"client_id": "app", "client_secret": "s3cret"}
TEXTS = ("[]", " [] x", "{}", "nope", "null", "5", "[null]", "[1]", "[[]]", "[{}]", '[{"type":"x"}]', '[{"type":5}]', '[{"type":1.50}]', '[{"type":null}]', '[{"type":[]}]',
         '[{"type":"x"},{}]', '[{"locations":["a","b"],"actions":[],"x":1e3,"y":[1,"z",{"k":null}],"identifier":5}]', '[{"locations":"x","type":"x"}]', '[{"locations":[["a"]]}]')


def at_the_authorization_endpoint(kc):
    """Texts of each kind; before scope, nonce and PKCE, behind the kind of response; none that is too long."""
    realm = kc.realm(clients=[APP], users=[ALICE])
    for text in (*TEXTS, "", f"[{' ' * 2100}]"):
        kc.authorize(realm, **ASKED, authorization_details=text)
    for more in ({"scope": "openid nope"}, {"response_type": "foo"}, {"response_type": "id_token"}, {"code_challenge": "x"}, {"prompt": "none"}):
        kc.authorize(realm, **{**ASKED, **more}, authorization_details="[]")
    pushed = kc.post(f"/realms/{realm}/protocol/openid-connect/ext/par/request", form={**SECRET, **ASKED, "authorization_details": "[]"})
    kc.authorize(realm, client_id="app", request_uri=pushed.get("request_uri"))


def with_a_code(kc):
    """A code that is exchanged with them is used up; other grants do not look at them."""
    realm = kc.realm(clients=[APP], users=[ALICE])
    kc.login(realm, "alice", "wonder", **ASKED)
    for text in ("", *(text for text in TEXTS if "null" not in text or "type" in text)):
        code = kc.authorize(realm, **ASKED).param("code")
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": CB, **SECRET}
        kc.token(realm, {**form, "authorization_details": text})
        if text in ("", "[]"):
            kc.token(realm, form)
            kc.authorize(realm, **ASKED)
    for form in ({"grant_type": "client_credentials"}, {"grant_type": "password", "username": "alice", "password": "wonder"}):
        answer = kc.token(realm, {**SECRET, **form, "authorization_details": "[]"})
    kc.token(realm, {**SECRET, "grant_type": "refresh_token", "refresh_token": answer.get("refresh_token"), "authorization_details": "[]"})
