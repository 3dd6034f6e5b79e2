"""The parts of a workbook beside its sheets: their names, and its number formats.

Read with expat, piece by piece where they may be large.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from xml.parsers import expat

from interfaces.importing.problems import WrongFileKind

PIECE = 1 << 16
_PART_LIMIT = 64 << 20
"""Bytes of the small parts; a larger one is no honest workbook."""
_QUOTED = re.compile(r'"[^"]*"|\\.|\[(?!h|m|s)[^\]]*\]|_.|\*.', re.IGNORECASE)
_DATE_SIGNS = re.compile("[dmyhseg年月日]", re.IGNORECASE)
_TIME_ONLY = re.compile(r"^[hms:.\[\]0 /apAPM]+$", re.IGNORECASE)
_BUILT_IN = {
    **dict.fromkeys((*range(14, 18), 22, *range(27, 37), *range(50, 59)), "yyyy-m-d"),
    **dict.fromkeys((18, 19, 20, 21, 45, 46, 47), "h:mm:ss"),
}


def damaged() -> WrongFileKind:
    return WrongFileKind(
        kind_zh="损坏的工作簿", kind="a damaged workbook", hint_zh="", hint=""
    )


def local(name: str) -> str:
    return name.rpartition(":")[2]


def parser() -> expat.XMLParserType:
    """A parser that refuses documents with a DTD, and so every entity attack."""

    def refuse(*_: object) -> None:
        raise damaged()

    made = expat.ParserCreate()
    made.StartDoctypeDeclHandler = refuse
    made.buffer_text = True
    return made


@contextmanager
def honest() -> Iterator[None]:
    """Translates what damaged zips and damaged XML raise."""
    try:
        yield
    except (
        expat.ExpatError,
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        KeyError,
        ValueError,
        NotImplementedError,  # a compression or an encryption nobody uses here
    ):
        raise damaged() from None


def feed(archive: zipfile.ZipFile, name: str, made: expat.XMLParserType) -> None:
    """Parse one small part whole."""
    with honest():
        if archive.getinfo(name).file_size > _PART_LIMIT:
            raise damaged()
        made.Parse(archive.read(name), True)


@dataclass(frozen=True, slots=True)
class Sheet:
    name: str
    part: str
    visible: bool


@dataclass(frozen=True, slots=True)
class Formats:
    """What the styles of a workbook say about its numbers, by style index."""

    dates: frozenset[int]
    times: frozenset[int]
    widths: Mapping[int, int]
    """Digits to show of a code such as 000123, whose format is `000000`."""


def workbook(archive: zipfile.ZipFile) -> tuple[list[Sheet], bool]:
    """The sheets in their order, and whether dates count from 1904."""
    found: list[tuple[str, str, bool]] = []
    epoch_1904 = False

    def start(name: str, values: dict[str, str]) -> None:
        nonlocal epoch_1904
        if local(name) == "sheet":
            key = next((v for k, v in values.items() if local(k) == "id"), "")
            found.append(
                (values["name"], key, values.get("state", "visible") == "visible")
            )
        elif local(name) == "workbookPr":
            epoch_1904 = values.get("date1904", "0").lower() in ("1", "true")

    part = _related(archive, "", "officeDocument")[0][1]
    made = parser()
    made.StartElementHandler = start
    feed(archive, part, made)
    targets = dict(_related(archive, part, "worksheet"))
    sheets = [
        Sheet(name, targets[key], seen) for name, key, seen in found if key in targets
    ]
    if not sheets:
        raise damaged()
    return sheets, epoch_1904


def part_of(archive: zipfile.ZipFile, kind: str) -> str | None:
    """The workbook's part of a kind (`styles`, `sharedStrings`), if it has one."""
    book = _related(archive, "", "officeDocument")[0][1]
    found = _related(archive, book, kind)
    return found[0][1] if found else None


def _related(archive: zipfile.ZipFile, part: str, kind: str) -> list[tuple[str, str]]:
    """Id and target of each relation of a kind."""
    folder, name = posixpath.split(part)
    found: list[tuple[str, str]] = []

    def start(tag: str, values: dict[str, str]) -> None:
        if local(tag) == "Relationship" and values["Type"].endswith("/" + kind):
            target = values["Target"]
            full = target[1:] if target[:1] == "/" else posixpath.join(folder, target)
            found.append((values.get("Id", ""), posixpath.normpath(full)))

    made = parser()
    made.StartElementHandler = start
    feed(archive, posixpath.join(folder, "_rels", name + ".rels"), made)
    if not found and kind == "officeDocument":
        raise damaged()
    return found


def formats(archive: zipfile.ZipFile) -> Formats:
    """Which styles make a number a date, a time of day or a code of fixed width."""
    part = part_of(archive, "styles")
    if part is None:
        return Formats(frozenset(), frozenset(), {})
    codes = dict(_BUILT_IN)
    used: list[int] = []
    inside = False

    def start(name: str, values: dict[str, str]) -> None:
        nonlocal inside
        match local(name):
            case "numFmt":
                codes[int(values["numFmtId"])] = values.get("formatCode", "")
            case "cellXfs":
                inside = True
            case "xf" if inside:
                used.append(int(values.get("numFmtId", 0)))

    def end(name: str) -> None:
        nonlocal inside
        if local(name) == "cellXfs":
            inside = False

    made = parser()
    made.StartElementHandler, made.EndElementHandler = start, end
    feed(archive, part, made)
    styles = [(index, _bare(codes.get(code, ""))) for index, code in enumerate(used)]
    times = frozenset(
        i
        for i, code in styles
        if code and _TIME_ONLY.match(code) and _DATE_SIGNS.search(code)
    )
    dates = frozenset(i for i, code in styles if _DATE_SIGNS.search(code)) - times
    widths = {i: len(code) for i, code in styles if code and not code.strip("0")}
    return Formats(dates, times, widths)


def _bare(code: str) -> str:
    """A format without its quoted words, colours, and forms for other signs."""
    return "" if code == "General" else _QUOTED.sub("", code.split(";")[0])
