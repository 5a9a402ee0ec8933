"""``python -m tests.parity.privileges record|compare URL [PART]``: keeps what a server answers, or says where another one differs.

With a part only the lines that contain it are asked, and the others stay.
"""

import json
import sys

import httpx

from tests.parity.privileges.matrix import RECORDED, Matrix, cases, differs


def main():
    """Exit code 1 where something differs."""
    verb, url, *only = sys.argv[1:]
    with httpx.Client(base_url=url, timeout=60) as http:
        matrix = Matrix(http)
        played = matrix.play(*only)
        matrix.close()
    if verb == "record":
        before = json.loads(RECORDED.read_text("utf-8"))["cases"] if only else {}
        told = {line: list(answers.values()) for line, answers in played.items()}
        kept = {line: told.get(line) or before[line] for line, *_ in cases()}
        rows = ",\n".join(f" {json.dumps(line)}: {json.dumps(answers)}" for line, answers in kept.items())
        RECORDED.write_text(f'{{"roles": {json.dumps(list(matrix.callers))}, "cases": {{\n{rows}\n}}}}\n')
        return 0
    recorded = json.loads(RECORDED.read_text("utf-8"))
    wrong = 0
    for line, answers in played.items():
        pairs = zip(recorded["roles"], recorded["cases"][line], strict=True)
        different = [f"{role}: {expected} expected, {answers[role]} found" for role, expected in pairs if differs(expected, answers[role])]
        wrong += len(different)
        if different:
            sys.stdout.write(f"{line}\n  " + "\n  ".join(different) + "\n")
    sys.stdout.write(f"{wrong} of {sum(map(len, played.values()))} differ\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
