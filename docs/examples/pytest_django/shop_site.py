"""A site that its users log in to with Keycloak: the callback exchanges the code."""

import json
import urllib.parse
import urllib.request

import jwt
from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.urls import path


def callback(request: HttpRequest) -> JsonResponse:
    form = {
        "grant_type": "authorization_code",
        "code": request.GET["code"],
        "redirect_uri": request.build_absolute_uri("/callback"),
        "client_id": "site",
        "client_secret": "site-secret",
    }
    url = f"{settings.ISSUER}/protocol/openid-connect/token"
    with urllib.request.urlopen(url, urllib.parse.urlencode(form).encode()) as answer:
        token = json.load(answer)["id_token"]
    # It came straight from the token endpoint, so that its signature need not be checked (OpenID Connect Core 3.1.3.7).
    claims = jwt.decode(token, options={"verify_signature": False})
    return JsonResponse({"hello": claims["preferred_username"]})


urlpatterns = [path("callback", callback)]
