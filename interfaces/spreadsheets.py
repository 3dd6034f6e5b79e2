"""Tables as spreadsheet programs open them; no text in them ever becomes a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

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
    """Write a workbook, a sheet by name; raises `OSError`. Texts are text cells."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name[:31])
        sheet.freeze_panes = "A2"
        sheet.append(list(heads))
        for row in rows:
            sheet.append([_safe(cell) for cell in row])
    book.save(path)


def _safe(cell: Cell) -> Cell:
    return harmless(cell) if isinstance(cell, str) else cell
