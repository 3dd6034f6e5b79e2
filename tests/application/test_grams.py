"""The terms by which texts are found."""

from __future__ import annotations

import pytest

from application.grams import grams, tsquery


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("电梯困人", ["人", "困人", "梯困", "电梯"]),
        ("水", ["水"]),
        ("Water LEAK, water", ["leak", "water"]),
        ("５号楼3单元", ["3", "5", "元", "单元", "号楼", "楼"]),
        ("a'b\\c & d:*", ["a", "b", "c", "d"]),
        ("𠮷野家", ["家", "野家", "𠮷野"]),
        ("_ ... 。", []),
        ("x" * 100, ["x" * 64]),
    ],
)
def test_terms(text: str, terms: list[str]) -> None:
    assert grams(text) == sorted(terms)


@pytest.mark.parametrize(
    ("words", "query"),
    [
        ("电梯困", "'电梯' & '梯困'"),
        ("水", "'水':*"),
        ("Leak 水管", "'leak':* & '水管'"),
        ("!&|", None),
        ("", None),
    ],
)
def test_queries(words: str, query: str | None) -> None:
    assert tsquery(words) == query
