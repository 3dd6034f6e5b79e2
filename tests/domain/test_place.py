"""Which official codes of divisions lie in each other."""

from __future__ import annotations

import pytest

from domain.place import encloses


@pytest.mark.parametrize(
    ("outer", "inner"),
    [
        ("370000", "371000"),
        ("370000", "371002"),
        ("371000", "371002"),
        ("371002", "371002001"),
        ("371000", "371002001"),
        ("371002001", "371002001001"),
        ("371002", "371002001001"),
        ("110000", "110101"),
    ],
)
def test_a_code_lies_in_the_one_that_it_begins_with(outer: str, inner: str) -> None:
    assert encloses(outer, inner)
    assert not encloses(inner, outer)


@pytest.mark.parametrize(
    ("outer", "inner"),
    [
        ("371000", "371100"),
        ("371002", "371003001"),
        ("371002", "371002"),
        ("371002001", "371002"),
        ("371002001001", "371002001002"),
        ("371002", "3710020"),
        ("3710", "371002"),
        ("c", "d"),
        ("371002", "北城街道"),
    ],
)
def test_other_codes_do_not(outer: str, inner: str) -> None:
    assert not encloses(outer, inner)
