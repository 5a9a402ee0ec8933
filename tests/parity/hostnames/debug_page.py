"""What the page of ``--hostname-debug`` says, and what it is told where it tries a URL."""

import html
import json
import re
from http.client import HTTPConnection
from pathlib import Path

from tests.parity.hostnames.cases import STARTS

RECORDED = Path(__file__).parent / "debug_page.json"
REQUESTS = {
    "nothing": {},
    "Host": {"Host": "other.example.org"},
    "X": {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "proxy.example.org"},
    "Forwarded": {"Forwarded": "proto=https;host=proxy.example.org"},
}
"""Headers by what a request is called."""
TESTS = {"frontEnd=true": {"Origin": "https://name.example.org"}, "frontEnd=TRUE": {"Origin": "null"}, "frontEnd=zz": {}, "": {}}
_PORTS = {"http-port", "https-port"}


def visit(start, host, port, names=tuple(REQUESTS)):
    """What a server of this start shows, by request."""
    prefix, seen = STARTS[start].get("http-relative-path", ""), {}
    for name in names:
        headers = REQUESTS[name]
        seen[name] = {"page": read(*_ask(host, port, f"{prefix}/realms/master/hostname-debug", headers))}
        for query, more in TESTS.items():
            seen[name][query] = said(
                *_ask(host, port, f"{prefix}/realms/master/hostname-debug/test?{query}".rstrip("?"), {**headers, **more})
            )
    return _shown(seen, f"{host}:{port}", port)


def read(status, headers, page):
    """Status, media type, warnings and rows of the table."""
    rows = re.findall(r"<td>(.*?)</td>\s*<td>(.*?)</td>", page, re.DOTALL)
    plain = {
        name: html.unescape(re.sub(r" ?\[<span.*?\]|<[^>]*>", "", value, flags=re.DOTALL)) for name, value in rows if name not in _PORTS
    }
    return {"answer": f"{status} {headers.get('content-type')}", "warnings": re.findall(r"<li>(.*?)</li>", page), "rows": plain}


def said(status, headers, text):
    """Status, text and the headers that let a page of another origin read it."""
    return [status, text, {name: value for name, value in headers.items() if name.startswith(("access-control", "content-type"))}]


def _ask(host, port, path, headers):
    asked = HTTPConnection(host, port, timeout=60)
    asked.request("GET", path, None, headers)
    answer = asked.getresponse()
    text = answer.read().decode()
    asked.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, text


def _shown(seen, own, port):
    return json.loads(json.dumps(seen).replace(own, "<own>").replace(f":{port}", ":<port>"))


def recorded():
    """What Keycloak 26.7.4 said, by start and request."""
    return json.loads(RECORDED.read_text("utf-8"))


def record(start, host, port):
    """Keeps what a server of this start says."""
    known = {**(recorded() if RECORDED.exists() else {}), start: visit(start, host, port)}
    RECORDED.write_text(json.dumps({name: known[name] for name in STARTS if name in known}, indent=1, sort_keys=True) + "\n", "utf-8")
