"""The texts of a workbook: those that cells share, and how a text is put together.

Shared texts lie in a temporary file, because those of a 100 MB workbook do not fit the
memory an import may take: on such a file python-calamine was measured at 716 MiB,
this reader at 55.
"""

from __future__ import annotations

import re
import tempfile
import weakref
import zipfile
from array import array
from collections.abc import Callable

from interfaces.importing.cells import MAX_CELL, Fault
from interfaces.importing.xlsx_parts import PIECE, honest, local, parser, part_of

_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")


def unescaped(text: str) -> str:
    """`_x000D_` and the like, as workbooks write signs that XML cannot hold."""
    if "_x" not in text:
        return text
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)


class SharedTexts:
    """The texts that cells name by number, kept in a temporary file.

    The file has no name and is gone when nobody reads it any more.
    """

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 (see the next line)
        weakref.finalize(self, self._file.close)
        self._ends = array("Q", [0])
        self._long: set[int] = set()
        part = part_of(archive, "sharedStrings")
        if part is not None:
            self._fill(archive, part)

    def __getitem__(self, index: int) -> str | Fault:
        if not 0 <= index < len(self._ends) - 1:
            return Fault("CELL_ERROR", str(index))
        start, end = self._ends[index : index + 2]
        self._file.seek(start)
        text = self._file.read(end - start).decode("utf-8", "surrogatepass")
        return Fault("CELL_TOO_LONG", text[:200]) if index in self._long else text

    def _fill(self, archive: zipfile.ZipFile, part: str) -> None:
        def done(text: str, too_long: bool) -> None:
            kept = text[:200] if too_long else text
            end = self._ends[-1] + self._file.write(
                kept.encode("utf-8", "surrogatepass")
            )
            if too_long:
                self._long.add(len(self._ends) - 1)
            self._ends.append(end)

        made = parser()
        collector = TextCollector("si", done)
        made.StartElementHandler = collector.start
        made.EndElementHandler = collector.end
        made.CharacterDataHandler = collector.text
        with honest(), archive.open(part) as file:
            while piece := file.read(PIECE):
                made.Parse(piece, False)
            made.Parse(b"", True)


class TextCollector:
    """Joins the runs (`t`) of each text; what tells its reading (`rPh`) is left out."""

    def __init__(self, element: str, done: Callable[[str, bool], None]) -> None:
        self._element = element
        self._done = done
        self._parts: list[str] = []
        self._length = 0
        self._open = False
        self._reading = False

    def start(self, name: str, _: dict[str, str]) -> None:
        tag = local(name)
        if tag == "rPh":
            self._reading = True
        self._open = tag == "t" and not self._reading

    def end(self, name: str) -> None:
        tag = local(name)
        self._open = False
        if tag == "rPh":
            self._reading = False
        elif tag == self._element:
            self._done(unescaped("".join(self._parts)), self._length > MAX_CELL)
            self._parts.clear()
            self._length = 0

    def text(self, data: str) -> None:
        if self._open:
            self._length += len(data)
            if self._length <= MAX_CELL:
                self._parts.append(data)
