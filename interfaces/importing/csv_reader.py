"""Rows of a delimited text file, one at a time, in bounded memory.

The standard library's reader cannot go on behind a broken quotation mark and keeps a
cell of any size; this one rejects the row, and reads on at the next line.
Quoting follows RFC 4180: a quotation mark inside an unquoted cell is just a sign.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

from interfaces.importing.cells import MAX_CELL, Cell, Fault, SheetRow
from interfaces.importing.text_encoding import error_handler

LINE = 2 * MAX_CELL
"""Characters read at once of a line that does not end."""
LOOK_BACK = 12_000_000
"""Characters behind an open quotation mark before it counts as never closed."""
DELIMITERS = (",", "\t", ";", "|")
_QUOTE = '"'


class _BrokenQuote(Exception):
    """A quotation mark is not closed, or closed in the middle of a cell."""


class CsvReader:
    """An iterable of rows that can be read from the start any number of times."""

    def __init__(self, path: Path, *, encoding: str, delimiter: str) -> None:
        self.path = path
        self.encoding = encoding
        self.delimiter = delimiter
        self.size = path.stat().st_size
        self.read = 0
        """Bytes read so far of the pass that is under way."""

    def __iter__(self) -> Iterator[SheetRow]:
        with self.path.open("rb", buffering=0) as raw:
            text = io.TextIOWrapper(
                io.BufferedReader(raw, 1 << 18),
                encoding=self.encoding,
                errors=error_handler(self.encoding),
                newline="",
            )
            lines = _Lines(text)
            number = 0
            while line := lines.first():
                number += 1
                if number % 100 == 0:
                    self.read = raw.tell()
                yield self._row(number, line, lines)
            self.read = self.size

    def _row(self, number: int, line: str, lines: _Lines) -> SheetRow:
        if _QUOTE not in line and line[-1] in "\r\n":
            return SheetRow(number, [*line.rstrip("\r\n").split(self.delimiter)])
        try:
            return SheetRow(number, self._cells(line, lines))
        except _BrokenQuote:
            lines.rewind()
            if line[-1] not in "\r\n":
                lines.pass_over()
            return SheetRow(number, [], Fault("QUOTE_BROKEN", line[:200].rstrip()))

    def _cells(self, line: str, lines: _Lines) -> list[Cell]:
        cells: list[Cell] = []
        position = 0
        while True:
            if line.startswith(_QUOTE, position):
                cell, line, position = _quoted(line, position + 1, lines)
                cells.append(cell)
                rest = line[position : position + 2]
                if rest.startswith(self.delimiter):
                    position += 1
                    continue
                if not rest.rstrip("\r\n") and len(line) - position <= 2:
                    return cells
                raise _BrokenQuote
            end = line.find(self.delimiter, position)
            if end < 0:
                cells.append(_last(line, position, lines))
                return cells
            cells.append(_kept(line[position:end]))
            position = end + 1


def _last(line: str, position: int, lines: _Lines) -> Cell:
    """The last cell of a line; the rest of a line too long to keep is passed over."""
    text = line[position:].rstrip("\r\n")
    if len(line) < LINE or line[-1] in "\r\n":
        return _kept(text)
    lines.pass_over()
    return Fault("CELL_TOO_LONG", text[:200])


def _quoted(line: str, start: int, lines: _Lines) -> tuple[Cell, str, int]:
    """The cell that begins at `start`, the line where it ends, and the place there."""
    parts: list[str] = []
    length = 0
    while True:
        end = line.find(_QUOTE, start)
        stop = len(line) if end < 0 else end
        doubled = end >= 0 and line.startswith(_QUOTE, end + 1)
        length += stop - start
        if length <= MAX_CELL:
            parts.append(line[start : stop + 1 if doubled else stop])
        if end < 0:
            line, start = lines.next(), 0
        elif doubled:
            start = end + 2
        else:
            text = "".join(parts)
            cell = text if length <= MAX_CELL else Fault("CELL_TOO_LONG", text[:200])
            return cell, line, end + 1


def _kept(text: str) -> Cell:
    return text if len(text) <= MAX_CELL else Fault("CELL_TOO_LONG", text[:200])


class _Lines:
    """Lines of a text, with a way back to the line behind the first of a row."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text
        self._again: list[str] = []
        self._since: list[str] = []
        self._held = 0

    def first(self) -> str:
        """The first line of a row; "" at the end of the text."""
        if self._since:
            self._since.clear()
            self._held = 0
        return self._again.pop() if self._again else self._fresh()

    def next(self) -> str:
        """A further line of the row, or a further piece of a very long line.

        Raises _BrokenQuote at the end of the text and when the row grows too long.
        """
        line = self._again.pop() if self._again else self._fresh()
        if not line:
            raise _BrokenQuote
        self._since.append(line)
        self._held += len(line)
        if self._held > LOOK_BACK:
            raise _BrokenQuote
        return line

    def rewind(self) -> None:
        """Go back to the line behind the first one of the row."""
        self._again.extend(reversed(self._since))

    def pass_over(self) -> None:
        """Leave out what is left of a line."""
        while (piece := self.first()) and piece[-1] not in "\r\n":
            pass

    def _fresh(self) -> str:
        line = self._text.readline(LINE)
        # A piece must not end between the two marks of a doubled one.
        while len(line) >= LINE and line[-1] == _QUOTE:
            more = self._text.readline(1)
            if not more:
                break
            line += more
        return line
