"""One cell and one row, whatever kind of file they come from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import NamedTuple

MAX_CELL = 1_000_000
"""Characters kept of one cell; a longer one is a fault, not a value."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Stands where a value cannot be read. code: a key of `problems.MESSAGES`."""

    code: str
    raw: str = ""


Cell = str | int | float | datetime | time | Fault | None
"""Text of a CSV; typed values of a workbook, where a date has no time zone yet."""


class SheetRow(NamedTuple):
    """number: as the spreadsheet numbers it. fault: the whole row is unreadable."""

    number: int
    cells: list[Cell]
    fault: Fault | None = None

    @property
    def blank(self) -> bool:
        return self.fault is None and not any(map(as_text, self.cells))


# What spreadsheets and web pages leave at the ends of a text.
_MARGIN = " \t\r\n\v\f\u00a0\u3000\ufeff\u200b"


def as_text(cell: Cell) -> str:
    """The cell as a reader sees it, without blanks at its ends; a fault's raw text."""
    match cell:
        case str():
            return cell.strip(_MARGIN)
        case None:
            return ""
        case Fault():
            return cell.raw
        case datetime():
            if cell.time() == time():
                return cell.date().isoformat()
            return cell.isoformat(" ", "seconds")
        case time():
            return cell.isoformat("seconds")
        case float() if cell.is_integer() and abs(cell) < 1e16:
            return str(int(cell))
        case _:
            return str(cell)


def column_letter(index: int) -> str:
    """The spreadsheet's name of a column: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, digit = divmod(index - 1, 26)
        letters = chr(65 + digit) + letters
    return letters
