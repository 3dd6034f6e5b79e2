"""In which encoding a text file is written.

The whole file is decoded once, piece by piece, because the one Chinese name that
tells GB18030 from UTF-8 may stand in its last row.
"""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from interfaces.importing.problems import EncodingUnknown, WrongFileKind

PIECE = 1 << 20
_BOMS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_DAMAGE = re.compile("[\udc80-\udcff]")
_NON_ASCII = re.compile("[^\x00-\x7f]")


def error_handler(encoding: str) -> str:
    """How undecodable bytes are kept: as lone surrogates, so that only the rows
    that hold them are rejected."""
    return "surrogatepass" if encoding.startswith("utf-16") else "surrogateescape"


def detect_encoding(path: Path) -> str:
    """UTF-8 with or without BOM, UTF-16, or GB18030.

    Damage in less than half of the lines is left to them. Raises EncodingUnknown
    when no encoding fits, or when GB18030 would read what is not Chinese.
    """
    with path.open("rb") as file:
        head = file.read(4096)
    for bom, name in _BOMS.items():
        if head.startswith(bom):
            return name
    if (guess := _utf16_without_bom(head)) is not None:
        return guess
    if head.count(0) > len(head) // 10:
        raise WrongFileKind(kind_zh="二进制文件", kind="binary", hint_zh="", hint="")
    signs, damaged, _ = _survey(path, "utf-8")
    if damaged == 0:
        return "utf-8"
    chinese, broken, common = _survey(path, "gb18030")
    if broken * 100 <= chinese and common * 10 >= chinese * 8:
        return "gb18030"
    if damaged * 100 <= signs or _damaged_lines(path) < 0.5:
        return "utf-8"
    raise EncodingUnknown


def _utf16_without_bom(head: bytes) -> str | None:
    """By the zero bytes that ASCII leaves at every second place."""
    pairs = len(head) // 2
    low, high = head[0::2].count(0), head[1::2].count(0)
    if high > pairs // 3 and low < pairs // 20:
        return "utf-16-le"
    if low > pairs // 3 and high < pairs // 20:
        return "utf-16-be"
    return None


def _damaged_lines(path: Path) -> float:
    """The share of lines with bytes that are not UTF-8."""
    lines = damaged = 0
    with path.open(encoding="utf-8", errors="surrogateescape") as file:
        while line := file.readline(PIECE):
            lines += 1
            damaged += _DAMAGE.search(line) is not None
    return damaged / max(lines, 1)


def _survey(path: Path, encoding: str) -> tuple[int, int, int]:
    """Signs beyond ASCII, undecodable bytes, and signs of everyday Chinese."""
    decoder = codecs.getincrementaldecoder(encoding)("surrogateescape")
    signs = damaged = common = 0
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            beyond = "".join(_NON_ASCII.findall(decoder.decode(piece)))
            signs += len(beyond)
            damaged += len(_DAMAGE.findall(beyond))
            common += len(beyond.encode("gb2312", "ignore")) // 2
    damaged += len(decoder.decode(b"", final=True))
    return signs, damaged, common
