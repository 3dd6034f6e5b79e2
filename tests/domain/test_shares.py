"""Shares: exact, printed, compared with what was quoted, and safe to publish."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import InvalidInput
from domain.shares import Share, agrees, without_small_cells

COUNTS = [986, 942, 669]


@pytest.mark.parametrize(
    ("rate", "valid", "expected"),
    [
        ("72.1%", [], False),  # as printed in the seed
        ("71.0%", [], True),
        ("95.5%", [], True),
        ("67.8%", [], True),
        ("67.85%", [], True),
        ("67.9%", [], False),
        ("71%", [], True),
        ("710‰", [], True),
        ("72.1%", [928], True),  # if 14 forms were not valid
        ("100%", [], True),
        ("71.00%", [], False),
    ],
)
def test_a_quoted_rate_is_compared_with_the_counts(
    rate: str, valid: list[int], expected: bool
) -> None:
    assert agrees(rate, COUNTS, [986, 942, *valid]) is expected


@pytest.mark.parametrize("rate", ["72.1", "约72%", "072%", "72.123%", "1000%", ""])
def test_what_is_no_rate_is_refused(rate: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        agrees(rate, COUNTS, COUNTS)
    assert refused.value.fields == ("rate",)


def test_a_share_keeps_its_counts() -> None:
    assert Share(669, 942).percent == "71.0"
    assert Share(669, 942).exact == Fraction(223, 314)
    assert (Share(0, 0).exact, Share(0, 0).percent) == (None, None)
    assert (Share(1, 2000).percent, Share(3, 3).percent) == ("0.1", "100.0")


@given(st.integers(1, 10**6), st.data())
def test_every_share_agrees_with_itself_as_printed(
    whole: int, data: st.DataObject
) -> None:
    part = data.draw(st.integers(0, whole))
    percent = Share(part, whole).percent
    assert percent is not None
    assert agrees(f"{percent}%", [part], [whole])
    assert abs(Fraction(percent) / 100 - Fraction(part, whole)) <= Fraction(1, 2000)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((669, 273), (669, 273)),
        ((938, 4), (None, None)),  # one alone could be reckoned from the total
        ((930, 8, 4), (930, None, None)),
        ((930, 3, 4), (930, None, None)),
        ((930, 0, 5), (930, 0, 5)),
        ((4,), (None,)),
        ((), ()),
    ],
)
def test_no_small_cell_is_published(
    counts: tuple[int, ...], expected: tuple[int | None, ...]
) -> None:
    assert without_small_cells(counts, 5) == expected


@given(st.lists(st.integers(0, 40), max_size=8))
def test_nothing_small_and_no_single_gap_is_left(counts: list[int]) -> None:
    shown = without_small_cells(counts, 5)
    assert all(cell is None or cell == 0 or cell >= 5 for cell in shown)
    assert shown.count(None) != 1 or all(cell in (None, 0) for cell in shown)
