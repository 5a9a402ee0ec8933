"""What docs/architecture.md says of the floors is what the import rules hold, in words and in the picture."""

import configparser
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TOP = ["kcadm", "pytest_plugin", "cli", "commands"]


def rooms_of(text):
    return re.findall(r"[a-z_]+", text)


def floors():
    """The number of each room's floor, the lowest last."""
    rules = configparser.ConfigParser()
    rules.read(ROOT / ".importlinter")
    layers = rules["importlinter:contract:floors"]["layers"].strip().splitlines()
    rows = [rooms_of(layer.replace("emulator.", "")) for layer in layers]
    return {room: number for number, row in enumerate(rows) for room in row if room != "__main__"}


def test_the_list_of_floors():
    block = re.search(r"```text\n(pytest_plugin.*?)```", (ROOT / "docs" / "architecture.md").read_text(), re.DOTALL)[1]
    listed = [room for line in block.splitlines() if line[0] != " " for room in rooms_of(line[:30])]
    known = floors()
    assert sorted(listed) == sorted(known)
    assert [known[room] for room in listed] == sorted(known.values())


def test_the_picture_of_the_floors():
    rows = re.findall(r'font-weight="bold">([^<]*)</text><text', (ROOT / "docs" / "images" / "floors.svg").read_text())
    known, shown = floors(), [rooms_of(row) for row in rows]
    assert sorted(room for row in shown for room in row) == sorted(known)
    below = [{known[room] for room in row} for row in shown if not set(row) & set(TOP)]
    assert below == [{number} for number in range(known["serving"], known["core"] + 1)]


def test_every_folder_has_a_floor():
    folders = {path.parent.name for path in (ROOT / "emulator").glob("*/__init__.py")}
    assert folders <= set(floors())
