"""Tables as spreadsheet programs open them; no text in them ever becomes a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

NARROWEST, WIDEST = 6, 40
"""Places of a column of a spreadsheet."""
Cell = str | int | Decimal | bool | None
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def harmless(text: str) -> str:
    """What a spreadsheet would run as a formula begins with a quote."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def as_csv(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """The table as CSV (RFC 4180)."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(heads)
    for row in rows:
        writer.writerow([_safe(cell) for cell in row])
    return text.getvalue()


def write_xlsx(
    path: Path, sheets: Mapping[str, Sequence[Sequence[Cell]]], heads: Sequence[str]
) -> None:
    """Write a workbook, a sheet by name; raises `OSError`. Texts are text cells, and
    decimals keep as many places as they are printed with."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name[:31])
        sheet.freeze_panes = "A2"
        for number, column in enumerate(zip(heads, *rows, strict=True), start=1):
            letter = get_column_letter(number)
            sheet.column_dimensions[letter].width = _width(column)

        def cell(value: Cell, sheet: Any = sheet, **style: Any) -> Any:
            made = WriteOnlyCell(sheet, _safe(value))
            if isinstance(value, Decimal):
                made.number_format = f"{value * 0:f}"
            for key, given in style.items():
                setattr(made, key, given)
            return made

        sheet.append([cell(head, font=Font(bold=True)) for head in heads])
        for row in rows:
            sheet.append([cell(value) for value in row])
    book.save(path)


def _width(column: Iterable[Cell]) -> int:
    """Places that the longest text takes, within limits; wide characters take two."""
    longest = max(
        sum(2 if east_asian_width(sign) in "WF" else 1 for sign in str(cell))
        for cell in column
    )
    return min(max(longest, NARROWEST - 2), WIDEST) + 2


def _safe(cell: Cell) -> Cell:
    return harmless(cell) if isinstance(cell, str) else cell
