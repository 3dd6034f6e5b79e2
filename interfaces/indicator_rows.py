"""Indicators as rows of a table, a row a figure: for files and for programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from domain.indicators.indicator import Figure
from domain.rulepack import RulePack
from interfaces.spreadsheets import Cell

HEADS = (
    *("place", "period", "code", "label_zh", "label_en"),
    *("value", "unit", "numerator", "denominator", "sample"),
    *("complete", "parts", "formula_zh", "formula_en", "rules", "as_of", "synthetic"),
)


@dataclass(frozen=True, slots=True)
class Told:
    """What was asked, and the answer. place: as people call it.

    figures: of each period, in the order of the indicators.
    """

    place: str
    figures: Sequence[Sequence[Figure]]
    rules: RulePack
    synthetic: bool

    def rows(self) -> list[list[Cell]]:
        """Every figure, indicator by indicator."""
        series = zip(*self.figures, strict=True)
        return [self._row(each) for figures in series for each in figures]

    def sheets(self) -> dict[str, list[list[Cell]]]:
        """The rows of each indicator by its code."""
        found: dict[str, list[list[Cell]]] = {}
        for figures in self.figures:
            for each in figures:
                found.setdefault(each.code, []).append(self._row(each))
        return found

    def documents(self) -> list[dict[str, Any]]:
        """The rows as JSON values; the value stays the text that it is."""
        return [
            dict(zip(HEADS, row, strict=True))
            | {"value": None if row[5] is None else str(row[5])}
            for row in self.rows()
        ]

    def label(self, code: str) -> tuple[str, str]:
        """What an indicator is called, in Chinese and in English."""
        entry = self.rules.catalogue("indicators")[code]
        return entry.zh, entry.en

    def _row(self, made: Figure) -> list[Cell]:
        entry = self.rules.catalogue("indicators")[made.code]
        parts = "; ".join(f"{each.code}={each.amount}" for each in made.parts)
        value = None if made.value is None else Decimal(made.value)
        return [
            *(self.place, made.period.name, made.code, entry.zh, entry.en),
            *(value, made.unit.value, made.numerator, made.denominator, made.sample),
            *(made.complete, parts, entry.word("formula_zh"), entry.word("formula")),
            *(made.rules, made.known_at.isoformat(), self.synthetic),
        ]
