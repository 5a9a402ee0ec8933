"""A Django site of one page that logs in with mozilla-django-oidc: ``django_shop.py ISSUER DATABASE`` prints its origin and serves."""

import sys
import wsgiref.simple_server

import django
from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import include, path

ISSUER, DATABASE = sys.argv[1:]
PROTOCOL = f"{ISSUER}/protocol/openid-connect"
settings.configure(
    SECRET_KEY="known to the test",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": DATABASE}},
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "mozilla_django_oidc"],
    MIDDLEWARE=["django.contrib.sessions.middleware.SessionMiddleware", "django.contrib.auth.middleware.AuthenticationMiddleware"],
    AUTHENTICATION_BACKENDS=["mozilla_django_oidc.auth.OIDCAuthenticationBackend"],
    USE_TZ=True,
    LOGIN_REDIRECT_URL="/",
    OIDC_RP_CLIENT_ID="app",
    OIDC_RP_CLIENT_SECRET="s3cret",
    OIDC_RP_SIGN_ALGO="RS256",
    OIDC_USE_PKCE=True,
    OIDC_OP_AUTHORIZATION_ENDPOINT=f"{PROTOCOL}/auth",
    OIDC_OP_TOKEN_ENDPOINT=f"{PROTOCOL}/token",
    OIDC_OP_USER_ENDPOINT=f"{PROTOCOL}/userinfo",
    OIDC_OP_JWKS_ENDPOINT=f"{PROTOCOL}/certs",
)
django.setup()
urlpatterns = [
    path("", lambda request: HttpResponse(request.user.email if request.user.is_authenticated else "nobody")),
    path("oidc/", include("mozilla_django_oidc.urls")),
]


class Quiet(wsgiref.simple_server.WSGIRequestHandler):
    """Says nothing of requests."""

    def log_message(self, *arguments):
        """Keeps quiet."""


if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    service = wsgiref.simple_server.make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=Quiet)
    print(f"http://127.0.0.1:{service.server_port}", flush=True)
    service.serve_forever()
