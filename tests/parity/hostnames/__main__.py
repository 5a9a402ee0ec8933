"""``python -m tests.parity.hostnames options START`` prints how to start a server;
``record|compare START URL`` asks it, ``visit START URL`` looks around."""

import json
import sys

from tests.parity.hostnames import debug_page, places
from tests.parity.hostnames.cases import RECORDED, STARTS, Player, differences, place, recorded


def main():
    """Exit code 1 where something differs."""
    verb, start, *url = sys.argv[1:]
    if verb == "options":
        sys.stdout.write(" ".join(f"--{name}={value}" for name, value in {**STARTS[start], "hostname-debug": "true"}.items()) + "\n")
        return 0
    played = Player(start, *place(url[0])).play()
    if verb == "visit":
        places.record(start, url[0])
        debug_page.record(start, *place(url[0]))
        return 0
    if verb == "record":
        known = {**(recorded() if RECORDED.exists() else {}), start: played}
        parts = [_written(name, known[name]) for name in STARTS if name in known]
        RECORDED.write_text("{\n" + ",\n".join(parts) + "\n}\n", "utf-8")
        return 0
    different = [
        *differences(recorded()[start], played),
        *differences(places.recorded()[start], places.Visitor(start, *place(url[0])).visit()),
        *differences(debug_page.recorded()[start], debug_page.visit(start, *place(url[0]))),
    ]
    sys.stdout.write("".join(f"{line}\n" for line in different) + f"{len(different)} differ\n")
    return 1 if different else 0


def _written(start, answers):
    rows = ",\n".join(f"  {json.dumps(name)}: {json.dumps(answer)}" for name, answer in answers.items())
    return f" {json.dumps(start)}: {{\n{rows}\n }}"


if __name__ == "__main__":
    sys.exit(main())
