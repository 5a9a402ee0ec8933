ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "shop_site"
SECRET_KEY = "only for tests"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
ISSUER = ""
STATIC_URL = "/static/"
