"""Which case a row is about, and whether the mapping leaves the row out."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence

from interfaces.importing.header import Header
from interfaces.importing.mapping import Mapping, Skip
from interfaces.importing.mapping_fields import Columns
from interfaces.importing.row_values import LONGEST_CODE, Getter, Row
from interfaces.importing.values import ValueTable

_ROUNDED = re.compile(r"\d(?:\.\d+)?e\+\d+", re.IGNORECASE)


class KeyReader:
    """Reads the reference of each row, and applies the skip rules."""

    def __init__(self, mapping: Mapping, header: Header, empty: frozenset[str]) -> None:
        self._rule = mapping.reference
        columns = Columns(columns=self._rule.columns)
        self._getter = Getter(columns, header, empty)
        self.left_out = skipping(mapping.skip, header)

    def read(self, row: Row) -> str:
        """The reference, or a digest of the columns that stand for it; what is wrong
        with it is added to the row's problems."""
        parts = self._getter.texts(row)
        if self._rule.digest:
            joined = "\x1f".join(parts)
            return hashlib.sha256(joined.encode("utf-8", "replace")).hexdigest()[:32]
        key = self._rule.join.join(parts)
        indices = self._getter.indices
        if not all(parts):
            if not row.rejected:
                row.warn(indices, "REFERENCE_MISSING", key)
        elif len(key) > LONGEST_CODE:
            row.warn(indices, "REFERENCE_TOO_LONG", key)
        elif any(_lost_digits(row, index) for index in indices):
            row.warn(indices, "REFERENCE_LOST_DIGITS", key)
        return key


def skipping(rules: Sequence[Skip], header: Header) -> Callable[[Row], bool]:
    """Whether one of the rules leaves a row out."""
    conditions = [_condition(rule, header) for rule in rules]
    return lambda row: any(condition(row) for condition in conditions)


def _condition(rule: Skip, header: Header) -> Callable[[Row], bool]:
    getter = Getter(Columns(columns=(rule.column,)), header, frozenset())
    if rule.empty is not None:
        return lambda row: (not getter.text(row)) is rule.empty
    values = ValueTable(dict.fromkeys(rule.equals or rule.not_equals or (), "x"))
    wanted = rule.equals is not None
    return lambda row: (values.find(getter.text(row)) is not None) is wanted


def _lost_digits(row: Row, index: int) -> bool:
    """Whether a number kept only 15 of its digits, as spreadsheets do."""
    cell = row.cell(index)
    if isinstance(cell, str):
        return _ROUNDED.fullmatch(cell.strip()) is not None
    return isinstance(cell, int | float) and abs(cell) >= 10**15
