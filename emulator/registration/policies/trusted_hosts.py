"""Who may register clients by where the request comes from, and which hosts the client's URLs may name."""

from __future__ import annotations

from typing import Any

from emulator.core.asking import Answers
from emulator.realm.gates import uris
from emulator.realm.gates.addresses import Address, address
from emulator.registration import outside, settings, validation
from emulator.registration.policies import RegistrationPolicy
from emulator.registration.policy import Rejected, Request
from emulator.registration.settings import Unfit
from emulator.state.store import RealmTables

_HOSTS, _SENDER, _URIS = "trusted-hosts", "host-sending-registration-request-must-match", "client-uris-must-match"
_ANY_BELOW = "*."


def properties(tables: RealmTables) -> list[dict[str, Any]]:
    """The hosts, and what has to be one of them."""
    return [
        settings.described(_HOSTS, _HOSTS, "MultivaluedString"),
        settings.described(_SENDER, _SENDER, "boolean", "true"),
        settings.described(_URIS, _URIS, "boolean", "true"),
    ]


def check(tables: RealmTables, config: settings.Config) -> None:
    """Both switches are there, and one of them is on; raises Unfit."""
    settings.check_flag(config, _SENDER, "Host Sending Client Registration Request Must Match")
    settings.check_flag(config, _URIS, "Client URIs Must Match")
    if not settings.flag(config, _SENDER) and not settings.flag(config, _URIS):
        raise Unfit("At least one of hosts verification or client URIs validation must be enabled")


def before_register(request: Request) -> None:
    """The sender and the client's URLs are trusted."""
    before_view(request)
    _check_urls(request)


def before_view(request: Request) -> None:
    """The sender is trusted."""
    if settings.flag(request.config, _SENDER) and not _is_trusted(request):
        raise Rejected("Host not trusted.")


def _is_trusted(request: Request) -> bool:
    hosts, answers = settings.values(request.config, _HOSTS), request.answers
    caller = address(request.remote_address)
    if caller is None:
        return _is_local_name(request.remote_address) and _names(request.remote_address.lower(), hosts)
    plain = [host for host in hosts if not host.startswith(_ANY_BELOW)]
    if any(address(host) == caller for host in plain):
        return True
    if caller.is_loopback and _names("localhost", hosts):
        return True
    if any(_is_at(answers, host, caller) for host in plain if address(host) is None):
        return True
    return bool(hosts) and not caller.is_loopback and _is_named(answers, caller, hosts)


def _is_local_name(host: str) -> bool:
    return host.lower() == "localhost" or host.lower().endswith(".localhost")


def _is_at(answers: Answers, host: str, caller: Address) -> bool:
    """Whether the caller has the host's first address, which is the one that Java asks for."""
    return outside.addresses(answers, host)[:1] == (caller,)


def _is_named(answers: Answers, caller: Address, hosts: list[str]) -> bool:
    """Whether the caller has the name of a trusted host: one that leads back to its address."""
    name = outside.host_name(answers, caller)
    return name is not None and caller in outside.addresses(answers, name) and _names(name, hosts)


def _names(host: str, hosts: list[str]) -> bool:
    for trusted in hosts:
        if trusted.startswith(_ANY_BELOW):
            domain = trusted.removeprefix(_ANY_BELOW)
            if host == domain or host.endswith(f".{domain}"):
                return True
        elif host == trusted:
            return True
    return False


def _check_urls(request: Request) -> None:
    if not settings.flag(request.config, _URIS):
        return
    client, hosts = request.representation, settings.values(request.config, _HOSTS)
    root = client.get("rootUrl")
    for url in (root, uris.against(root, client.get("baseUrl")), uris.against(root, client.get("adminUrl"))):
        if url is not None:
            _check_url(url, hosts)
    for uri in client.get("redirectUris") or ():
        redirect = uris.against(root, uri)
        if redirect is not None and redirect.strip():
            _check_redirect(redirect, hosts)


def _check_url(url: str, hosts: list[str]) -> None:
    try:
        host = uris.url_host(url)
    except uris.MalformedUri as error:
        raise Rejected("URL is malformed") from error
    if not _names(host, hosts):
        raise Rejected("URL doesn't match any trusted host or trusted domain")


def _check_redirect(redirect: str, hosts: list[str]) -> None:
    try:
        host = uris.parse(redirect).host
    except uris.MalformedUri as error:
        raise Rejected("URI is malformed") from error
    if host is None and hosts:
        raise validation.unforeseen(f"the redirect URI {redirect} names no host")
    if host is None or not _names(host, hosts):
        raise Rejected("URI doesn't match any trusted host or trusted domain")


REGISTRATION_POLICY = RegistrationPolicy(
    "trusted-hosts",
    help="Accepts registrations from certain hosts only, and URLs of clients on these hosts only.",
    properties=properties,
    check=check,
    before_register=before_register,
    before_update=before_register,
    before_view=before_view,
    before_delete=before_view,
)
