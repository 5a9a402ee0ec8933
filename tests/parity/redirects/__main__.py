"""``python -m tests.parity.redirects record|compare URL``: keeps what a server takes, or says where another one differs."""

import json
import sys

import httpx

from tests.parity.redirects.shapes import RECORDED, Player, recorded


def main():
    """Exit code 1 where something differs."""
    verb, url = sys.argv[1:]
    with httpx.Client(base_url=url, timeout=60) as http:
        player = Player(http)
        played = player.play()
        player.close()
    if verb == "record":
        rows = ",\n".join(f" {json.dumps(shape, ensure_ascii=False)}: {json.dumps(answers)}" for shape, answers in played.items())
        RECORDED.write_text(f"{{\n{rows}\n}}\n", "utf-8")
        return 0
    expected = recorded()
    different = [shape for shape, answers in played.items() if expected[shape] != answers]
    for shape in different:
        sys.stdout.write(f"{shape!r}: {expected[shape]} expected, {played[shape]} found\n")
    sys.stdout.write(f"{len(different)} of {len(played)} differ\n")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
