"""Times of workflows in milliseconds, as Java's durations have them."""

import pytest

from emulator.realm.durations import milliseconds


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (None, 0), ("", 0), ("5", 5000), ("10ms", 10), ("1M", 60_000), ("1h30m", 5_400_000), ("+5d", 432_000_000), ("P1DT1S", 86_401_000),
        ("PT1.5S", 1500), ("PT1.0005S", 1000), ("-P1D", -86_400_000), ("PT-0.5S", -500), ("P1DT-30H", -21_600_000), ("-PT-5S", 5000),
    ],
)  # fmt: skip
def test_times(text, expected):
    assert milliseconds(text) == expected


@pytest.mark.parametrize(
    "text", ["5y", "2w", "1 y", "P1Y", "1.5d", "d", "P", "PT", "P1DT", "30m1h", "s", str(2**63), "106751991167301d", f"{2**63}ms", "\u0663"]
)
def test_texts_that_are_no_time(text):
    with pytest.raises(ValueError):
        milliseconds(text)
