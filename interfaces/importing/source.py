"""A file and a mapping together: the rows of the one read by the other."""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from application.import_rows import ReadRow, reference_digest
from interfaces.importing.csv_reader import DELIMITERS, CsvReader
from interfaces.importing.file_kind import FileKind, file_kind
from interfaces.importing.header import Header, find_header
from interfaces.importing.mapping import FileForm, Mapping
from interfaces.importing.problems import FileNotReadable, reasons
from interfaces.importing.row_reader import RowReader
from interfaces.importing.text_encoding import detect_encoding
from interfaces.importing.xlsx_reader import XlsxReader

Reader = CsvReader | XlsxReader


@dataclass(frozen=True)
class Survey:
    """What a first pass over a file finds.

    rows: below the header, blank ones included.
    repeated: digest of a reference -> how often it occurs, if more than once.
    """

    rows: int
    repeated: dict[int, int]


class ImportSource:
    """The rows of a file, as often as they are wanted, one at a time."""

    def __init__(self, path: Path, mapping: Mapping, now: datetime) -> None:
        """Finds out how the file is built; reads its first rows.

        Raises the refusals of a file as a whole: EmptyFile, WrongFileKind,
        EncodingUnknown, SheetMissing, ColumnMissing, ColumnAmbiguous.
        """
        self.path = path
        wanted = mapping.columns(wanted=True) + mapping.columns(wanted=False)
        self._rows, self.header = open_table(path, mapping.file, wanted)
        workbook = isinstance(self._rows, XlsxReader)
        make = RowReader.for_workbook if workbook else RowReader
        self._reader = make(mapping, self.header, now)

    @property
    def size(self) -> int:
        """Bytes of one pass; `done` counts up to it."""
        return self._rows.size

    @property
    def done(self) -> int:
        return self._rows.read

    def __iter__(self) -> Iterator[ReadRow]:
        for row in self._rows:
            if row.number > self.header.row:
                yield self._reader.read(row)

    def survey(self, progress: Callable[[int], None] = lambda done: None) -> Survey:
        """Count the rows and find references that occur more than once.

        Only 8 bytes are kept of each row. progress: told the bytes read so far.
        """
        rows = 0
        seen = array("Q")
        for row in self._rows:
            if row.number <= self.header.row:
                continue
            rows += 1
            if rows % 1000 == 0:
                progress(self._rows.read)
            reference = self._reader.reference(row)
            if reference is not None:
                seen.append(reference_digest(reference))
        return Survey(rows, _repeated(seen))

    def digest(self) -> bytes:
        """The SHA-256 of the file."""
        return file_digest(self.path)


def file_digest(path: Path) -> bytes:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def _repeated(seen: array[int]) -> dict[int, int]:
    counts: dict[int, int] = {}
    before = None
    for digest in sorted(seen):
        if digest == before:
            counts[digest] = counts.get(digest, 1) + 1
        before = digest
    return counts


def open_table(
    path: Path, form: FileForm, wanted: Sequence[str]
) -> tuple[Reader, Header]:
    """A reader of the file and its header, as `form` says, or found out.

    wanted: columns that the header should have. Raises the refusals of a file as a
    whole: EmptyFile, WrongFileKind, EncodingUnknown, SheetMissing, FileNotReadable.
    """
    try:
        if file_kind(path) is FileKind.XLSX:
            book = XlsxReader(path, form.sheet)
            return book, _header(book, form, wanted)
        encoding = form.encoding or detect_encoding(path)
        found: list[tuple[Reader, Header]] = []
        for delimiter in [form.delimiter] if form.delimiter else DELIMITERS:
            reader = CsvReader(path, encoding=encoding, delimiter=delimiter)
            found.append((reader, _header(reader, form, wanted)))
    except OSError as error:
        raise FileNotReadable(path=path.name, **reasons(error)) from None
    return max(found, key=lambda pair: (pair[1].matches(wanted), pair[1].width))


def _header(reader: Reader, form: FileForm, wanted: Sequence[str]) -> Header:
    return find_header(reader, wanted, row=form.header_row, rows_high=form.header_rows)
