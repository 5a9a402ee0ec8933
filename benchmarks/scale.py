"""What requests cost in realms of more and more users.

    python benchmarks/scale.py [--sizes 100,1000,10000,100000] [--url URL] [--json FILE] [--svg FILE]

starts a server with a realm of each size, or takes the one at URL (a Keycloak: it gets the same realms by partial import), and prints
for each request its median time, and as a ratio what it costs in the largest realm beside the smallest. For the heavy ones it also
prints how long a light request waited at most meanwhile. Nothing else should run.
"""

import argparse
import json
import math
import statistics
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).parent))
import wire
from stalls import Probe, Server, measured, people

ROUNDS = 15
PART = 2000


class Elsewhere(Server):
    """A server that runs already."""

    def __init__(self, url):
        self.base = url.rstrip("/")
        self.port = urlsplit(url).port
        self.process = None

    def stop(self):
        """It goes on."""


def realm_of(name, size):
    """A RealmRepresentation with this many users."""
    return {"realm": name, "enabled": True, "groups": [{"name": "staff"}], "users": people(size, groups=["/staff"])}


def started(folder, realm):
    """A server that has started with a realm, and the seconds that it took."""
    file = Path(folder, f"{realm['realm']}.json")
    file.write_text(json.dumps(realm))
    began = time.perf_counter()
    return Server(file), time.perf_counter() - began


def filled(server, realm):
    """Makes the realm at a server that runs; seconds that it takes."""
    began = time.perf_counter()
    server.admin("POST", "", {**realm, "users": []})
    for start in range(0, len(realm["users"]), PART):
        users = realm["users"][start : start + PART]
        server.admin("POST", f"/{realm['realm']}/partialImport", {"ifResourceExists": "SKIP", "users": users})
    return time.perf_counter() - began


def resident(server):
    """Megabytes that the server's process has in memory; None for one that was not started here."""
    if server.process is None:
        return None
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def requests(server, name):
    """What is measured, by name: a path of the Admin API."""
    group = server.admin("GET", f"/{name}/groups")[0]["id"]
    user = server.admin("GET", f"/{name}/users?username=user7&exact=true")[0]["id"]
    return {
        "page of 20": f"/{name}/users?first=0&max=20",
        "username= exact": f"/{name}/users?username=user7&exact=true",
        "email= exact": f"/{name}/users?email=user7@example.org&exact=true",
        "by id": f"/{name}/users/{user}",
        "count": f"/{name}/users/count",
        "members of a role": f"/{name}/roles/offline_access/users?max=20",
        "members of a group": f"/{name}/groups/{group}/members?max=20",
        "session stats": f"/{name}/client-session-stats",
        "search": f"/{name}/users?search=user77",
        "by attribute": f"/{name}/users?q=department:d3&max=20",
    }


def timed(server, path):
    """Median milliseconds of a request."""
    body, headers = server.prepared(None)
    took = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        wire.send("GET", f"{server.base}/admin/realms{path}", body, headers)
        took.append(time.perf_counter() - began)
    return statistics.median(took) * 1000


def stalls(server, name):
    """Longest waits of a light request beside heavy ones, in milliseconds."""
    probe = Probe(server.port)
    body, headers = server.prepared(None)
    paths = {
        "search": f"/admin/realms/{name}/users?search=user77",
        "partial export": f"/admin/realms/{name}/partial-export?exportClients=true",
    }
    waits = {}
    for label, path in paths.items():
        method = "POST" if label == "partial export" else "GET"
        _, wait = measured(probe, lambda path=path, method=method: wire.send(method, f"{server.base}{path}", body, headers))
        waits[label] = wait * 1000
    return waits


def measure(server, name, took):
    """One column: seconds of the import, memory, and milliseconds of each request."""
    row = {"import, s": took, **({"memory, MiB": resident(server)} if server.process else {})}
    row |= {label: timed(server, path) for label, path in requests(server, name).items()}
    row |= {f"stall beside {label}": wait for label, wait in stalls(server, name).items()}
    server.admin("DELETE", f"/{name}")
    return row


_DRAWN = ("page of 20", "username= exact", "email= exact", "count", "members of a role", "search")
_COLOURS = ("#1f77b4", "#2ca02c", "#9467bd", "#8c564b", "#e377c2", "#d62728")
_LEFT, _TOP, _WIDE, _HIGH = 70, 30, 420, 240


def picture(curves):
    """The curves as SVG: users from left to right and milliseconds upwards, both by powers of ten."""
    sizes = sorted(curves)
    low, high = -1, 3

    def x(size):
        return _LEFT + _WIDE * (math.log10(size) - math.log10(sizes[0])) / (math.log10(sizes[-1]) - math.log10(sizes[0]))

    def y(value):
        return _TOP + _HIGH * (high - math.log10(max(value, 10**low))) / (high - low)

    style = "font: 12px sans-serif"
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 680 320" style="{style}"><rect width="680" height="320" fill="#fff"/>']
    for power in range(low, high + 1):
        level = y(10**power)
        parts.append(f'<path d="M{_LEFT} {level:.0f}H{_LEFT + _WIDE}" stroke="#ddd"/>')
        parts.append(f'<text x="{_LEFT - 8}" y="{level + 4:.0f}" text-anchor="end">{10**power:g} ms</text>')
    parts += [f'<text x="{x(size):.0f}" y="{_TOP + _HIGH + 20}" text-anchor="middle">{size:,} users</text>' for size in sizes]
    for number, (label, colour) in enumerate(zip(_DRAWN, _COLOURS, strict=True)):
        points = " ".join(f"{x(size):.0f},{y(curves[size][label]):.0f}" for size in sizes)
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts.append(f'<rect x="520" y="{_TOP + 20 * number}" width="12" height="12" fill="{colour}"/>')
        parts.append(f'<text x="538" y="{_TOP + 11 + 20 * number}">{label}</text>')
    return "\n".join([*parts, "</svg>", ""])


def main():
    """Prints the curves."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="100,1000,10000,100000")
    parser.add_argument("--url", help="a server that runs already")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--svg", type=Path, help="a file for a picture of the curves")
    options = parser.parse_args()
    sizes = [int(size) for size in options.sizes.split(",")]
    curves = {}
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            realm = realm_of(f"scale-{size}", size)
            if options.url:
                server = Elsewhere(options.url)
                took = filled(server, realm)
            else:
                server, took = started(folder, realm)
            try:
                curves[size] = measure(server, realm["realm"], took)
            finally:
                server.stop()
    print(f"{'milliseconds':28}" + "".join(f"{size:>10}" for size in sizes) + "     ratio")
    for label in curves[sizes[0]]:
        row = [curves[size][label] for size in sizes]
        print(f"{label:28}" + "".join(f"{value:10.2f}" for value in row) + f"{row[-1] / row[0]:10.2f}")
    if options.svg:
        options.svg.write_text(picture(curves))
    if options.json:
        options.json.write_text(json.dumps(curves, indent=1))


if __name__ == "__main__":
    main()
