"""What the proxies share that send one certificate in a header of a configured name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

Values = Callable[[str], Sequence[str]]
Options = Mapping[str, str]
CLIENT, CHAIN, CHAIN_PREFIX, LENGTH = "ssl-client-cert", "ssl-cert-chain", "ssl-cert-chain-prefix", "certificate-chain-length"


def one(values: Values, name: str) -> str:
    """The first value of a header, without quotes around it; empty when it was not sent."""
    found = values(name) if name else ()
    value = found[0] if found else ""
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] == '"' else value


def length(options: Options) -> int:
    """How many certificates after the client's own count."""
    return int(options[LENGTH])


def read(values: Values, options: Options, decode: Callable[[str], bytes]) -> list[bytes]:
    """The client's certificate; empty when there is none."""
    text = one(values, options[CLIENT]).strip()
    return [decode(text)] if text else []


def with_numbered(values: Values, options: Options, decode: Callable[[str], bytes]) -> list[bytes]:
    """The client's certificate, and those of its authorities in headers with a number; of the latter unreadable ones are passed over."""
    certificates = read(values, options, decode)
    prefix = options[CHAIN_PREFIX]
    if not certificates or not prefix:
        return certificates
    for number in range(length(options)):
        text = one(values, f"{prefix}_{number}").strip()
        try:
            certificates += [decode(text)] if text else []
        except ValueError:
            continue
    return certificates
