"""Rows of one sheet of a workbook, one at a time, in bounded memory.

The size that the sheet says it has is ignored (writers get it wrong); every cell says
itself where it stands.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from xml.parsers import expat

from interfaces.importing.cells import Cell, Fault, SheetRow
from interfaces.importing.problems import SheetMissing
from interfaces.importing.xlsx_parts import (
    PIECE,
    Formats,
    Sheet,
    formats,
    honest,
    local,
    parser,
    workbook,
)
from interfaces.importing.xlsx_texts import SharedTexts, TextCollector

MAX_COLUMNS = 16_384
LONGEST_NUMBER = 400
"""Digits; a spreadsheet writes 17 of a number at most."""
_EPOCH_1900 = datetime(1899, 12, 30)
_EPOCH_1904 = datetime(1904, 1, 1)
_DAY_SECONDS = 86_400


def excel_date(serial: float, *, epoch_1904: bool = False) -> datetime | None:
    """The moment that a serial number means, to the second; None beyond 9999.

    Below 61 the 1900 calendar counts a day that never was (29 February 1900).
    """
    epoch = _EPOCH_1904 if epoch_1904 else _EPOCH_1900
    if not epoch_1904 and serial < 61:
        serial += 1
    try:
        return epoch + timedelta(seconds=round(serial * _DAY_SECONDS))
    except OverflowError:
        return None


class XlsxReader:
    """An iterable of rows that can be read from the start any number of times."""

    def __init__(self, path: Path, sheet: str | int | None = None) -> None:
        """sheet: its name or its number from 1; None means the first visible one.

        Raises WrongFileKind for a damaged workbook and SheetMissing.
        """
        self.path = path
        with honest(), zipfile.ZipFile(path) as archive:
            sheets, self._epoch_1904 = workbook(archive)
            self.sheet = _chosen(sheets, sheet)
            self._formats = formats(archive)
            self.size = archive.getinfo(self.sheet.part).file_size
        self.read = 0
        self._texts: SharedTexts | None = None

    def __iter__(self) -> Iterator[SheetRow]:
        with (
            honest(),
            zipfile.ZipFile(self.path) as archive,
            archive.open(self.sheet.part) as file,
        ):
            if self._texts is None:
                self._texts = SharedTexts(archive)
            rows = _SheetParser(self._texts, self._formats, self._epoch_1904)
            self.read = 0
            while piece := file.read(PIECE):
                self.read += len(piece)
                yield from rows.feed(piece)
            yield from rows.feed(b"", last=True)


def _chosen(sheets: list[Sheet], wanted: str | int | None) -> Sheet:
    if wanted is None:
        return next((sheet for sheet in sheets if sheet.visible), sheets[0])
    if isinstance(wanted, int):
        if 1 <= wanted <= len(sheets):
            return sheets[wanted - 1]
    else:
        for sheet in sheets:
            if sheet.name.strip() == wanted.strip():
                return sheet
    existing = ", ".join(sheet.name for sheet in sheets)
    raise SheetMissing(sheet=wanted, existing=existing)


class _SheetParser:
    """Builds rows from the elements `row`, `c`, `f`, `v` and `is` of a sheet."""

    def __init__(self, texts: SharedTexts, formats: Formats, epoch_1904: bool) -> None:
        self._texts, self._formats, self._epoch_1904 = texts, formats, epoch_1904
        self._rows: list[SheetRow] = []
        self._number = 0
        self._cells: list[Cell] = []
        self._value: list[str] = []
        self._in_value = False
        self._inline: TextCollector | None = None
        self._cell: dict[str, str] = {}
        self._formula = False
        self._found: Cell = None
        self._xml: expat.XMLParserType = parser()
        self._xml.StartElementHandler = self._start
        self._xml.EndElementHandler = self._end
        self._xml.CharacterDataHandler = self._text

    def feed(self, piece: bytes, *, last: bool = False) -> list[SheetRow]:
        self._xml.Parse(piece, last)
        rows, self._rows = self._rows, []
        return rows

    def _start(self, name: str, values: dict[str, str]) -> None:
        tag = local(name)
        if self._inline is not None:
            self._inline.start(name, values)
        elif tag == "v":
            self._in_value = True
        elif tag == "c":
            self._cell, self._formula, self._found = values, False, None
            self._value.clear()
        elif tag == "row":
            self._number = int(values.get("r", self._number + 1))
            self._cells = []
        elif tag == "f":
            self._formula = True
        elif tag == "is":
            self._inline = TextCollector("is", self._set_inline)

    def _end(self, name: str) -> None:
        tag = local(name)
        if self._inline is not None:
            self._inline.end(name)
            if tag == "is":
                self._inline = None
        elif tag == "v":
            self._in_value = False
        elif tag == "c":
            self._put()
        elif tag == "row":
            self._rows.append(SheetRow(self._number, self._cells))

    def _text(self, data: str) -> None:
        if self._in_value:
            self._value.append(data)
        elif self._inline is not None:
            self._inline.text(data)

    def _set_inline(self, text: str, too_long: bool) -> None:
        self._found = Fault("CELL_TOO_LONG", text[:200]) if too_long else text

    def _put(self) -> None:
        column = _column(self._cell.get("r", ""), len(self._cells))
        if column >= MAX_COLUMNS:
            return
        cell = self._found if self._found is not None else self._read()
        self._cells.extend([None] * (column - len(self._cells)))
        self._cells[column:] = [cell]

    def _read(self) -> Cell:
        raw = "".join(self._value)
        kind = self._cell.get("t", "n")
        if not raw:
            # An empty text is a result of a formula like any other.
            missing = self._formula and kind != "str"
            return Fault("FORMULA_WITHOUT_VALUE") if missing else None
        match kind:
            case "s":
                return self._texts[int(raw)]
            case "n":
                return self._number_of(raw)
            case "b":
                return "TRUE" if raw == "1" else "FALSE"
            case "e":
                return Fault("CELL_ERROR", raw)
            case "d":
                return datetime.fromisoformat(raw).replace(tzinfo=None)
            case _:
                return raw

    def _number_of(self, raw: str) -> Cell:
        style = int(self._cell.get("s", 0))
        if len(raw) > LONGEST_NUMBER:
            return Fault("CELL_TOO_LONG", raw[:200])
        number = float(raw)
        if style in self._formats.dates:
            date = excel_date(number, epoch_1904=self._epoch_1904)
            return number if date is None else date
        if style in self._formats.times:
            return _time_of_day(number)
        if not number.is_integer():
            return number
        text = raw if raw.isdigit() else str(int(number))
        width = self._formats.widths.get(style, 0)
        return text.zfill(width) if width else int(text)


def _time_of_day(serial: float) -> Cell:
    if not 0 <= serial < 1:
        return excel_date(serial) if serial >= 1 else serial
    return (_EPOCH_1900 + timedelta(seconds=round(serial * _DAY_SECONDS))).time()


def _column(reference: str, following: int) -> int:
    """The index of the column that a reference such as AB12 names."""
    index = 0
    for sign in reference:
        if not "A" <= sign <= "Z":
            break
        index = index * 26 + ord(sign) - 64
    return index - 1 if index else following
