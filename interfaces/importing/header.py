"""Where the header stands, and which column is meant by a name.

Names are compared without regard to case, width (full or half), blanks and underscores,
because exports differ in nothing more often; a column that is named just so goes before
others. A name that occurs twice is written `name#2`.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from interfaces.importing.cells import SheetRow, as_text, column_letter
from interfaces.importing.problems import ColumnAmbiguous, ColumnMissing, EmptyFile

SEARCHED_ROWS = 20


def normal(name: str) -> str:
    """What is left of a name or value when its form is taken away."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def _plain(name: str) -> str:
    """The same for a column's name, where `unique_key` is `Unique Key`."""
    return normal(name).replace("_", "") or name


@dataclass(frozen=True)
class Header:
    """The columns of a file.

    row: number of its last header row, 0 without one. names: as the file has them.
    """

    row: int
    names: tuple[str, ...]

    @property
    def width(self) -> int:
        return len(self.names)

    def find(self, name: str) -> int | None:
        """The index of a column; None if there is none. Raises ColumnAmbiguous."""
        wanted = _plain(name)
        just_so = [i for i, each in enumerate(self.names) if each == name]
        found = just_so or [
            i for i, each in enumerate(self.names) if each and _plain(each) == wanted
        ]
        if len(found) > 1:
            raise ColumnAmbiguous(column=self.names[found[0]], count=len(found))
        if found:
            return found[0]
        stem, _, count = wanted.rpartition("#")
        alike = [i for i, each in enumerate(self.names) if _plain(each) == stem]
        if stem and count.isdecimal() and 1 <= int(count) <= len(alike):
            return alike[int(count) - 1]
        return None

    def matches(self, wanted: Iterable[str]) -> int:
        """How many of the names the header has."""
        names = {_plain(name) for name in self.names}
        return sum(_plain(name).partition("#")[0] in names for name in wanted)

    def require(self, names: Iterable[str]) -> None:
        """Raises ColumnMissing for all that are missing, ColumnAmbiguous for the
        first that is not clear."""
        missing = [name for name in names if self.find(name) is None]
        if not missing:
            return
        hints = [pair for name in missing if (pair := self.nearest(name))]
        raise ColumnMissing(
            *(f"columns.{name}" for name in missing),
            missing=", ".join(missing),
            existing=", ".join(name for name in self.names if name),
            hint="".join(f" Did you mean {b} for {a}?" for a, b in hints),
            hint_zh="".join(f"“{a}”是否应为“{b}”？" for a, b in hints),
        )

    def require_one(self, names: Sequence[str]) -> None:
        """Raises ColumnMissing if it has none of the names."""
        if all(self.find(name) is None for name in names):
            self.require(names)

    def nearest(self, name: str) -> tuple[str, str] | None:
        """The name, and the column that looks most like it."""
        known = {_plain(each): each for each in self.names if each}
        close = difflib.get_close_matches(_plain(name), known, n=1, cutoff=0.5)
        return (name, known[close[0]]) if close else None


def find_header(
    rows: Iterable[SheetRow],
    wanted: Sequence[str],
    *,
    row: int | None = None,
    rows_high: int = 1,
) -> Header:
    """The header: in the given row, or the first of 20 rows that has most of the
    wanted columns.

    row: of its first row, 0 if the file has none (columns are then A, B, C ...).
    Raises EmptyFile.
    """
    reach = SEARCHED_ROWS + rows_high if row is None else row + rows_high
    first = [each for each in islice(rows, reach) if each.fault is None]
    if all(each.blank for each in first):
        raise EmptyFile
    if row == 0:
        width = max(len(each.cells) for each in first)
        return Header(0, tuple(column_letter(index) for index in range(width)))
    headers = [
        _joined(first[i : i + rows_high])
        for i, each in enumerate(first)
        if (each.number == row if row is not None else not each.blank)
    ]
    if not headers:
        raise EmptyFile
    return max(headers, key=lambda header: header.matches(wanted))


def _joined(rows: Sequence[SheetRow]) -> Header:
    """One name a column from one or more rows; a name that spans several columns
    stands only in the first of them and goes in front of those below: `时间/办结`."""
    width = max((len(row.cells) for row in rows), default=0)
    names = [""] * width
    for row in rows:
        above, span = names, ""
        names = []
        for index in range(width):
            text = (
                " ".join(as_text(row.cells[index]).split())
                if index < len(row.cells)
                else ""
            )
            span = above[index] or (span if text else "")
            names.append(f"{span}/{text}" if span and text else span or text)
    while names and not names[-1]:
        names.pop()
    return Header(rows[-1].number if rows else 0, tuple(names))
