"""``python -m tests.parity.fine_grained record|compare URL``: keeps what a server answers, or says where another one differs."""

import json
import sys

import httpx

from tests.parity.fine_grained.handing_out import HANDED_OUT, HandingOut
from tests.parity.fine_grained.matrix import RECORDED, Matrix


def main(matrix_of=Matrix, place=RECORDED):
    """Exit code 1 where something differs."""
    verb, url = sys.argv[1:]
    with httpx.Client(base_url=url, timeout=60) as http:
        matrix = matrix_of(http)
        played = matrix.play()
        matrix.close()
    if verb == "record":
        rows = ",\n".join(f" {json.dumps(name)}: {json.dumps(answers)}" for name, answers in played.items())
        place.write_text(f"{{\n{rows}\n}}\n", "utf-8")
        return 0
    recorded = json.loads(place.read_text("utf-8"))
    different = [name for name, answers in played.items() if recorded[name] != answers]
    for name in different:
        sys.stdout.write(f"{name}:\n  {recorded[name]} expected,\n  {played[name]} found\n")
    sys.stdout.write(f"{len(different)} of {len(played)} differ\n")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(max(main(), main(HandingOut, HANDED_OUT)))
