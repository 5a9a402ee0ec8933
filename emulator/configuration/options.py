"""The options that have an effect in the emulator, in Keycloak's words. All of Keycloak's are in ``options.json``."""

from __future__ import annotations

from emulator.configuration import event_lines, features, limits, openid_options, port_options
from emulator.core.dataclass import dataclass


@dataclass(frozen=True)
class Option:
    """An option as Keycloak spells it: ``--http-port`` and ``KC_HTTP_PORT``. ``flag`` options may come without a value."""

    name: str
    help: str
    default: str = ""
    flag: bool = False
    choices: tuple[str, ...] = ()

    @property
    def variable(self) -> str:
        """The environment variable of the same meaning."""
        return "KC_" + self.name.upper().replace("-", "_")


OPTIONS = (
    Option("http-host", "address to listen on", "127.0.0.1"),
    Option("http-port", "port to listen on; 0 takes a free one", "8080"),
    Option("http-management-port", "port of health checks, opened with --health-enabled", "9000"),
    Option("http-management-host", "address of the management port (default: --http-host)"),
    Option("http-relative-path", "serve below this path only (default: below /auth and below / alike)"),
    Option("hostname", "host name, or full URL, that the issuer has whatever the caller used"),
    Option("hostname-admin", "full URL that administrators reach the server at; it stands for ${authAdminUrl} in URLs of clients"),
    Option("hostname-strict", "refuse to follow the Host header; start wants a hostname then", "false", True),
    Option("hostname-backchannel-dynamic", "back-channel URLs follow the request although hostname is set", "false", True),
    Option("hostname-debug", "show at /realms/REALM/hostname-debug where the server believes to be reached", "false", True),
    Option("proxy-headers", "trust these headers of a proxy", "", False, ("forwarded", "xforwarded")),
    Option("health-enabled", "answer /health on the management port", "false", True),
    Option(
        "db",
        "where state is kept: in memory, in a file, or in a database that several emulators share",
        "dev-mem",
        False,
        ("dev-file", "dev-mem", "mariadb", "mssql", "mysql", "oracle", "postgres", "tidb"),
    ),
    Option("db-url", "the file of dev-file (default: data/emulator.sqlite); the URL of a PostgreSQL database"),
    Option("db-url-host", "host of the PostgreSQL database", "localhost"),
    Option("db-url-port", "its port", "5432"),
    Option("db-url-database", "its name", "keycloak"),
    Option("db-schema", "the schema that its tables are in", "public"),
    Option("db-username", "user name for the database"),
    Option("db-password", "password for the database"),
    Option(
        "spi-ciba-auth-channel--ciba-http-auth-channel--http-authentication-channel-uri",
        "who asks users on their device (CIBA): a URL, or 'page' for the account console",
    ),
    Option(
        "testing-controls",
        "serve /_emulator, with which tests steer the server: on, off, or on the management port alone",
        "on",
        False,
        ("on", "off", "management"),
    ),
    Option(
        "consoles",
        "Keycloak's own consoles: its distribution, or its jars keycloak-admin-ui, -account-ui, -themes and -themes-vendor in a folder",
    ),
    Option("testing-hosts", "further host names at which /_emulator is served, separated by commas; * for all"),
    Option("testing-seed", "draw ids, codes and keys from this text, the same in each run (RSA keys need the extra 'seed')"),
    Option(
        "testing-script-policies",
        "what stands in for policies that are scripts: name=grant or name=deny, separated by commas, with * in names (default: all grant)",
    ),
    Option(
        "testing-scripts",
        "a jar with scripts of policies, or a folder of jars, for --features=scripts (default: providers, or /opt/keycloak/providers)",
    ),
    Option(features.ENABLED, "features to turn on: token-exchange, admin-fine-grained-authz:v1, preview"),
    Option(features.DISABLED, "features to turn off"),
    Option("log", "where to log to: console, file or both, separated by a comma", "console"),
    Option("log-level", "least level that is logged, of all and of single categories: info,org.keycloak.http.access-log:off", "info"),
    Option("log-console-output", "plain lines, or one JSON object a line", "default", False, ("default", "json")),
    Option("log-console-format", "pattern of a plain line, such as '%d{HH:mm:ss,SSS} %-5p [%c] (%t) %s%n' (default: the message alone)"),
    Option("log-console-level", "least level on the console", "all"),
    Option("log-file", "file to log to, with --log=file (default: data/log/keycloak.log)"),
    Option("log-file-output", "plain lines, or one JSON object a line", "default", False, ("default", "json")),
    Option("log-file-format", "pattern of a plain line (default: the message alone)"),
    Option("log-file-level", "least level in the file", "all"),
    Option("bootstrap-admin-username", "name of the first administrator of master", "admin"),
    Option("bootstrap-admin-password", "password of the first administrator of master", "admin"),
    *(Option(*row) for row in (*port_options.ROWS, *limits.ROWS, *event_lines.ROWS, *openid_options.ROWS)),
    Option("bootstrap-admin-client-id", "a client of master that is an administrator too, with the secret", "temp-admin"),
    Option("bootstrap-admin-client-secret", "its secret; without one there is no such client"),
)

_BY_ONE_DASH = {option.name.replace("--", "-"): option.name for option in OPTIONS if option.name.startswith("spi-")}


def spelled_out(name: str) -> str:
    """The name of an option of an SPI that is written in the format of old, which sets nothing apart; any other name as it is."""
    return _BY_ONE_DASH.get(name, name)
