"""The list of rows that did not land, as a file that spreadsheet programs open."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

from application.import_rows import RowProblem
from interfaces.importing.problems import FileNotWritable, reasons
from interfaces.spreadsheets import harmless

COLUMNS = ("row", "column", "severity", "code", "message_zh", "message_en", "value")


class ErrorFile:
    """CSV in UTF-8 with BOM, so that Excel shows Chinese; readable by its owner alone,
    since it quotes the source. An existing file is replaced."""

    def __init__(self, path: Path, kept: Iterable[Path] = ()) -> None:
        """Raises FileNotWritable if the file cannot be written, or is one of `kept`."""
        try:
            if path.exists() and any(k.exists() and path.samefile(k) for k in kept):
                reason = "it is what is to be imported, or its mapping."
                zh = "这正是要导入的文件或其映射。"
                raise FileNotWritable(path=path, reason=reason, reason_zh=zh)
            flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
            descriptor = os.open(path, flags, 0o600)
        except OSError as error:
            raise FileNotWritable(path=path, **reasons(error)) from None
        self._file = os.fdopen(
            descriptor, "w", encoding="utf-8-sig", newline="", errors="replace"
        )
        self._rows = csv.writer(self._file)
        self._rows.writerow(COLUMNS)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def write(self, problem: RowProblem) -> None:
        """One line; what a spreadsheet would run as a formula begins with a quote."""
        cells = (
            problem.column or "",
            problem.severity.value,
            problem.code,
            problem.zh,
            problem.en,
            problem.value,
        )
        self._rows.writerow([problem.row, *(harmless(cell) for cell in cells)])
