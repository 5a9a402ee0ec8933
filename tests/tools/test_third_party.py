"""The notices name what is installed with the package, and what the package carries is named in its metadata."""

import tomllib
from email.message import Message

import pytest

from tools import third_party


def test_the_page_is_what_its_tool_makes():
    missing = [extra for extra in ("psycopg", "Crypto", "quickjs") if not _installed(extra)]
    if missing:
        pytest.skip(f"not installed: {missing}")
    assert third_party.PAGE.read_text(encoding="utf-8") == third_party.text(), "run: python tools/third_party.py"


def _installed(module):
    try:
        __import__(module)
    except ImportError:
        return False
    return True


def test_places_that_the_page_names_are_there():
    for line in third_party.PAGE.read_text(encoding="utf-8").splitlines():
        for place in [part for part in line.split("`")[1::2] if part.startswith("emulator/")]:
            assert (third_party.ROOT / place).exists(), place


def test_files_with_licences_are_in_the_metadata():
    project = tomllib.loads((third_party.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    files = {str(file.relative_to(third_party.ROOT)) for pattern in project["license-files"] for file in third_party.ROOT.glob(pattern)}
    assert files == {"LICENSE", "NOTICE", "THIRD_PARTY.md", "LICENSES/Apache-2.0.txt"}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ({"License-Expression": "MIT-0", "License": "see below"}, "MIT-0"),
        ({"License": "MIT OR Apache-2.0", "Classifier": "License :: OSI Approved :: MIT License"}, "MIT OR Apache-2.0"),
        ({"License": "Copyright (c) somebody, all\nof it", "Classifier": "License :: OSI Approved :: BSD License"}, "BSD-3-Clause"),
        ({"License": "", "Classifier": "License :: OSI Approved :: MIT License"}, "MIT"),
    ],
)
def test_a_licence_is_read_where_the_metadata_has_it(lines, expected):
    metadata = Message()
    for key, value in {"Name": "x", **lines}.items():
        metadata[key] = value
    assert third_party.licence(metadata) == expected


def test_metadata_without_a_licence_is_no_licence():
    metadata = Message()
    metadata["Name"] = "x"
    with pytest.raises(ValueError, match="does not say"):
        third_party.licence(metadata)
