"""An API that takes a realm's access tokens, as one file: ISSUER=https://auth.example.org/realms/shop python orders.py runserver"""

import os
from functools import cache, wraps

import jwt
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path

if not settings.configured:
    settings.configure(ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, SECRET_KEY="only for tests", ISSUER=os.environ.get("ISSUER", ""))


@cache
def keys(issuer: str) -> jwt.PyJWKClient:
    return jwt.PyJWKClient(f"{issuer}/protocol/openid-connect/certs")


def role_required(role: str):
    def decorator(view):
        @wraps(view)
        def guarded(request: HttpRequest) -> HttpResponse:
            token = request.headers.get("Authorization", "").removeprefix("Bearer ")
            try:
                key = keys(settings.ISSUER).get_signing_key_from_jwt(token)
                request.claims = jwt.decode(
                    token, key, ["RS256"], audience="orders", issuer=settings.ISSUER, options={"require": ["exp", "sub"]}
                )
            except jwt.PyJWTError as error:
                return JsonResponse({"error": str(error)}, status=401)
            if role not in request.claims.get("realm_access", {}).get("roles", []):
                return JsonResponse({"error": f"for {role}s only"}, status=403)
            return view(request)

        return guarded

    return decorator


@role_required("customer")
def orders(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"of": request.claims["preferred_username"]})


urlpatterns = [path("orders", orders)]

if __name__ == "__main__":
    from django.core.management import execute_from_command_line

    execute_from_command_line()
