"""Keycloak's options for a PostgreSQL database as a connection string of libpq."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

_JDBC = "jdbc:"
_KNOWN = frozenset({"sslmode", "sslrootcert", "sslcert", "sslkey", "connect_timeout", "application_name", "options"})
_TIMEOUT = "5"


def connection_string(values: Mapping[str, str]) -> str:
    """``postgresql://user:password@host:port/database?…`` from ``db-url`` (JDBC's spelling too) or its parts.

    A user name and password in the options win over those of the URL; parameters that only JDBC drivers know are left out. The schema
    is searched first.
    """
    url = values["db-url"].removeprefix(_JDBC)
    if not url:
        url = f"postgresql://{values['db-url-host']}:{values['db-url-port']}/{values['db-url-database']}"
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    kept = {"connect_timeout": _TIMEOUT, **{name: value for name, value in query.items() if name in _KNOWN}}
    schema = query.get("currentSchema") or values["db-schema"]
    if schema and schema != "public":
        kept["options"] = f"{kept.get('options', '')} -c search_path={schema}".strip()
    user = values["db-username"] or query.get("user") or parts.username or ""
    password = values["db-password"] or query.get("password") or parts.password or ""
    login = f"{quote(user, safe='')}:{quote(password, safe='')}@" if user else ""
    return f"postgresql://{login}{parts.netloc.rpartition('@')[2]}{parts.path}?{urlencode(kept, quote_via=quote)}"
