"""One row's cells by the columns of a mapping, and what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from application.import_rows import RowProblem, Severity
from application.texts import LONGEST_TEXT
from interfaces.importing.cells import Cell, Fault, SheetRow, as_text
from interfaces.importing.dates import AmbiguousDate, read_date
from interfaces.importing.header import Header, normal
from interfaces.importing.mapping_fields import (
    ChoiceField,
    Columns,
    CountField,
    DateField,
    TextField,
)
from interfaces.importing.problems import problem
from interfaces.importing.values import ValueTable, count

EARLIEST = datetime(1949, 10, 1, tzinfo=UTC)
DUE_AHEAD = timedelta(days=3660)
"""How far a deadline may lie ahead of today."""
LONGEST_CODE = 200
_NOT_CLEAN = re.compile("[\x00\ud800-\udfff]")


class Row:
    """The row under way. A value that is not there or not valid reads as None or "";
    why is added to `problems`."""

    def __init__(self, sheet_row: SheetRow, header: Header, now: datetime) -> None:
        self.number = sheet_row.number
        self.now = now
        self.problems: list[RowProblem] = []
        self._cells = sheet_row.cells
        self._names = header.names

    @property
    def rejected(self) -> bool:
        return any(each.severity is Severity.ERROR for each in self.problems)

    def cell(self, index: int) -> Cell:
        return self._cells[index] if index < len(self._cells) else None

    def name(self, indices: Iterable[int]) -> str | None:
        return ", ".join(self._names[index] for index in indices) or None

    def warn(
        self,
        indices: Iterable[int],
        code: str,
        value: str = "",
        severity: Severity = Severity.ERROR,
        **values: object,
    ) -> None:
        name = self.name(indices)
        self.problems.append(
            problem(self.number, name, code, value, severity, **values)
        )


class Getter:
    """Reads the cells of one field: blank and meaningless ones as nothing."""

    def __init__(self, field: Columns, header: Header, empty: frozenset[str]) -> None:
        self.field = field
        found = [header.find(name) for name in field.columns]
        self.indices = tuple(index for index in found if index is not None)
        self._empty = empty | {normal(each) for each in field.empty}
        # Most cells are longer than any of these, and then need no look.
        self._longest = 2 * max(map(len, self._empty), default=0)

    def texts(self, row: Row) -> list[str]:
        """The field's texts, one a column; "" where a cell says nothing."""
        if self.field.value is not None:
            return [self.field.value]
        found = [self._text(row, index) for index in self.indices]
        if self.field.required and not any(found) and not row.rejected:
            row.warn(self.indices, "REQUIRED_MISSING")
        if self.field.pick == "first" and any(found):
            first = next(index for index, text in enumerate(found) if text)
            return [text if i == first else "" for i, text in enumerate(found)]
        return found

    def text(self, row: Row) -> str:
        return " ".join(filter(None, self.texts(row)))

    def cells(self, row: Row) -> list[Cell]:
        """The field's cells as they are, for dates; nothing for blank ones."""
        if self.field.value is not None:
            return [self.field.value]
        texts = self.texts(row)
        pairs = zip(self.indices, texts, strict=True)
        return [row.cell(index) for index, text in pairs if text]

    def _text(self, row: Row, index: int) -> str:
        cell = row.cell(index)
        if isinstance(cell, Fault):
            row.warn((index,), cell.code, cell.raw)
            return ""
        text = as_text(cell)
        if len(text) <= self._longest and normal(text) in self._empty:
            return ""
        if _NOT_CLEAN.search(text):
            row.warn((index,), "TEXT_NOT_CLEAN", _NOT_CLEAN.sub("�", text[:200]))
            return ""
        return text


class TextGetter(Getter):
    field: TextField

    def read(self, row: Row) -> str:
        """The texts of the columns joined; blank if none says anything."""
        found = self.texts(row)
        if self.field.labels:
            names = [row.name((index,)) for index in self.indices]
            pairs = zip(names, found, strict=True)
            found = [f"{name}: {text}" for name, text in pairs if text]
        text = self.field.join.join(filter(None, found))
        if len(text) > LONGEST_TEXT:
            row.warn(self.indices, "TEXT_TOO_LONG", text, limit=LONGEST_TEXT)
            return ""
        return text


class CodeGetter(Getter):
    """Short values that go into the log itself, so never a text."""

    def read(self, row: Row) -> tuple[str, ...]:
        found = tuple(text for text in self.texts(row) if text)
        for text in found:
            if len(text) > LONGEST_CODE:
                row.warn(self.indices, "CODE_TOO_LONG", text, limit=LONGEST_CODE)
                return ()
        return found


class DateGetter(Getter):
    field: DateField

    def __init__(
        self, field: DateField, header: Header, empty: frozenset[str], zone: tzinfo
    ) -> None:
        super().__init__(field, header, empty)
        self._zone = ZoneInfo(field.timezone) if field.timezone else zone

    def read(self, row: Row, *, ahead: timedelta = timedelta()) -> datetime | None:
        """The moment in UTC. ahead: how far in the future it may lie."""
        cells = self.cells(row)
        if not cells:
            return None
        whole = cells[0] if len(cells) == 1 else " ".join(map(as_text, cells))
        code = "DATE_UNREADABLE"
        try:
            found = read_date(whole, self.field.formats, self._zone)
        except AmbiguousDate:
            found, code = None, "DATE_AMBIGUOUS"
        if found is not None:
            if EARLIEST <= found <= row.now + ahead:
                return found
            code = "DATE_OUT_OF_RANGE"
        severity = Severity.WARNING if self.field.bad == "drop" else Severity.ERROR
        row.warn(self.indices, code, as_text(whole), severity)
        return None


class CountGetter(Getter):
    field: CountField

    def read(self, row: Row) -> int | None:
        text = self.text(row)
        found = count(text) if text else None
        if text and found is None:
            severity = Severity.WARNING if self.field.bad == "drop" else Severity.ERROR
            row.warn(self.indices, "NUMBER_INVALID", text, severity)
        return found


class ChoiceGetter(Getter):
    """Maps a cell's words. `built_in`: what is known without a `values` table."""

    field: ChoiceField

    def __init__(
        self,
        field: ChoiceField,
        header: Header,
        empty: frozenset[str],
        built_in: dict[str, str],
        *,
        needed: bool,
    ) -> None:
        super().__init__(field, header, empty)
        self._table = ValueTable(field.values or built_in)
        drop = field.unknown == "drop" if field.unknown else not needed
        self._unknown = Severity.WARNING if drop else Severity.ERROR

    def read(self, row: Row) -> str | None:
        if self.field.value is not None:
            return self.field.value
        text = self.text(row)
        if not text:
            return self.field.default
        if (found := self._table.find(text)) is not None:
            return found
        if self.field.default is None or self.field.unknown == "reject":
            row.warn(self.indices, "VALUE_NOT_MAPPED", text, self._unknown)
            return None
        row.warn(self.indices, "VALUE_DEFAULTED", text, Severity.WARNING)
        return self.field.default
