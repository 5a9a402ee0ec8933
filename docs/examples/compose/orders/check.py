"""What a service does: finds keys at the address that it can reach, and checks that tokens are of the issuer that browsers see."""

import json
import os
import urllib.parse
import urllib.request

KEYCLOAK, ISSUER = os.environ["KEYCLOAK"], os.environ["ISSUER"]


def get(url, **form):
    data = urllib.parse.urlencode(form).encode() if form else None
    with urllib.request.urlopen(url, data, timeout=5) as answer:
        return json.load(answer)


metadata = get(f"{KEYCLOAK}/realms/shop/.well-known/openid-configuration")
assert metadata["issuer"] == ISSUER, metadata["issuer"]
assert metadata["authorization_endpoint"].startswith("http://localhost:8080/"), metadata
assert metadata["token_endpoint"].startswith(KEYCLOAK), metadata
assert get(metadata["jwks_uri"])["keys"]

client = {"client_id": "orders", "client_secret": "orders-secret"}
token = get(metadata["token_endpoint"], grant_type="password", client_id="shop-web", username="alice", password="wonder")
found = get(metadata["introspection_endpoint"], token=token["access_token"], **client)
assert found["active"], found
assert found["iss"] == ISSUER, found
print("orders: a token of", found["username"], "by", found["iss"])
