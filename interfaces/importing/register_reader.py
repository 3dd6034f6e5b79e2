"""A file and a mapping of a register together: rows of values, or what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from application.import_rows import RejectedRow, SkippedRow
from application.register import Register, RegisterRow, Value, ValueKind
from application.register_import import ReadRow
from interfaces.importing.cells import SheetRow, as_text
from interfaces.importing.header import Header, normal
from interfaces.importing.problems import ColumnMissing
from interfaces.importing.register_mapping import RegisterField, RegisterMapping
from interfaces.importing.register_values import (
    LONGEST_CODE,
    NotReadable,
    as_written,
    day,
    reader,
)
from interfaces.importing.row_keys import skipping
from interfaces.importing.row_values import Getter, Row
from interfaces.importing.source import open_table
from interfaces.importing.xlsx_reader import XlsxReader

WITHIN = {"compound": Value(ValueKind.CODE), "compound_name": Value(ValueKind.WORDS)}
_LONGEST = {ValueKind.WORDS: 500, ValueKind.LISTED: 500}
_DAYS = (ValueKind.DAY, ValueKind.ANY_DAY)


class RegisterFile:
    """The rows of a file, as often as they are wanted, one at a time."""

    def __init__(
        self, path: Path, register: Register, mapping: RegisterMapping, now: datetime
    ) -> None:
        """Raises the refusals of a file as a whole: EmptyFile, WrongFileKind,
        EncodingUnknown, SheetMissing, ColumnMissing, ColumnAmbiguous."""
        self._now, self._mapping = now, mapping
        wanted = mapping.columns(wanted=True)
        named = wanted + mapping.columns(wanted=False)
        self._rows, self.header = open_table(path, mapping.file, named)
        self._workbook = isinstance(self._rows, XlsxReader)
        self.header.require(wanted)
        values = {**(WITHIN if register.in_compound else {}), **register.values}
        _require_columns(self.header, mapping, values)
        self._skipped = skipping(mapping.skip, self.header)
        empty = frozenset(normal(each) for each in mapping.file.empty)
        zone = ZoneInfo(mapping.source.timezone)
        self._cells = {
            name: _Cell(value, field, self.header, empty, zone)
            for name, value in values.items()
            if (field := mapping.fields.get(name)) is not None
        }
        names = ((name, cell.column(self.header)) for name, cell in self._cells.items())
        self._columns = {name: column for name, column in names if column}

    @property
    def size(self) -> int:
        return self._rows.size

    def count(self, moved: Callable[[int], None]) -> int:
        """How many rows stand below the header. moved: told the bytes read so far."""
        rows = 0
        for row in self._rows:
            rows += row.number > self.header.row
            if rows % 1000 == 0:
                moved(self._rows.read)
        return rows

    def __iter__(self) -> Iterator[ReadRow]:
        for row in self._rows:
            if row.number > self.header.row:
                yield self._read(row)

    def _read(self, sheet_row: SheetRow) -> ReadRow:
        if sheet_row.blank:
            return SkippedRow(sheet_row.number)
        row = Row(sheet_row, self.header, self._now)
        self._check_shape(sheet_row, row)
        if not row.rejected and self._skipped(row):
            return SkippedRow(row.number)
        values: dict[str, Any] = {}
        if not row.rejected:
            for name, cell in self._cells.items():
                if (found := cell.read(row)) is not None:
                    values[name] = found
        problems = tuple(row.problems)
        if row.rejected:
            return RejectedRow(row.number, problems)
        return RegisterRow(row.number, values, self._columns, problems)

    def _check_shape(self, sheet_row: SheetRow, row: Row) -> None:
        if sheet_row.fault is not None:
            row.warn((), sheet_row.fault.code, sheet_row.fault.raw)
            return
        width, found = self.header.width, len(sheet_row.cells)
        ragged = self._mapping.file.short_rows == "reject" and not self._workbook
        if any(map(as_text, sheet_row.cells[width:])) or (found < width and ragged):
            row.warn((), "COLUMN_COUNT", expected=width, found=found)


class _Cell:
    """Reads one value of a row."""

    def __init__(
        self,
        value: Value,
        field: RegisterField,
        header: Header,
        empty: frozenset[str],
        zone: ZoneInfo,
    ) -> None:
        self._value, self._field, self._zone = value, field, zone
        needed = field.model_copy(update={"required": value.required})
        self._getter = Getter(needed, header, empty)
        self._of_text = None if value.kind in _DAYS else _of_text(value, field)
        self._ahead = value.kind is ValueKind.ANY_DAY
        self._longest = _LONGEST.get(value.kind, LONGEST_CODE)

    def column(self, header: Header) -> str | None:
        """The header's name of the column that is read."""
        indices = self._getter.indices
        return header.names[indices[0]] if indices else None

    def read(self, row: Row) -> Any:
        """The value; None if the cell is blank, or is wrong and said so."""
        cells = self._getter.cells(row)
        if not cells:
            return None
        text = as_written(cells[0])
        if len(text) > self._longest:
            row.warn(self._getter.indices, "CODE_TOO_LONG", text, limit=self._longest)
            return None
        try:
            if self._of_text is None:
                formats, ahead = self._field.formats, self._ahead
                return day(cells[0], formats, self._zone, row.now, ahead=ahead)
            return self._of_text(text)
        except NotReadable as wrong:
            row.warn(self._getter.indices[:1], str(wrong), text)
            return None


def _of_text(value: Value, field: RegisterField) -> Callable[[str], Any]:
    return reader(value, field.values)


def _require_columns(
    header: Header, mapping: RegisterMapping, values: Mapping[str, Value]
) -> None:
    """Refuse a file that lacks columns it must have; all of them at once."""
    missing: list[str] = []
    nearest: list[tuple[str, str]] = []
    for name, value in values.items():
        field = mapping.fields.get(name)
        if field is not None and field.value is not None:
            continue
        columns = field.columns if field else ()
        if value.required and all(header.find(column) is None for column in columns):
            missing.append("/".join(columns) or name)
            close = (header.nearest(column) for column in columns)
            nearest += [pair for pair in close if pair][:1]
    if missing:
        raise ColumnMissing(
            *(f"columns.{name}" for name in missing),
            missing=", ".join(missing),
            existing=", ".join(name for name in header.names if name),
            hint="".join(f" Did you mean {b} for {a}?" for a, b in nearest),
            hint_zh="".join(f"“{a}”是否应为“{b}”？" for a, b in nearest),
        )
