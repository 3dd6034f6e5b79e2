"""What a file really is, told from its bytes; its name proves nothing."""

from __future__ import annotations

import re
import zipfile
from enum import Enum
from pathlib import Path

from interfaces.importing.problems import (
    EmptyFile,
    FileNotReadable,
    WrongFileKind,
    reasons,
)


class FileKind(Enum):
    TEXT = "text"
    XLSX = "xlsx"


_SAVE_AS = (
    "请用表格软件另存为 .xlsx（无密码）或 CSV。",
    " Save it as .xlsx, without a password, or as CSV.",
)
_NOTHING = ("", "")

# Leading bytes -> (zh, en, (hint zh, hint en))
_FOREIGN: dict[bytes, tuple[str, str, tuple[str, str]]] = {
    b"\xd0\xcf\x11\xe0": (
        "旧版 Excel(.xls)或加密的工作簿",
        "an old Excel file (.xls) or an encrypted workbook",
        _SAVE_AS,
    ),
    b"%PDF": ("PDF", "a PDF", _NOTHING),
    b"\x7fELF": ("可执行程序", "an executable", _NOTHING),
    b"MZ\x90": ("可执行程序", "an executable", _NOTHING),
    b"MZ\x00": ("可执行程序", "an executable", _NOTHING),
    b"\xcf\xfa\xed\xfe": ("可执行程序", "an executable", _NOTHING),
    b"\x89PNG": ("图片", "an image", _NOTHING),
    b"\xff\xd8\xff": ("图片", "an image", _NOTHING),
    b"GIF8": ("图片", "an image", _NOTHING),
    b"\x1f\x8b": ("压缩文件", "a compressed file", ("请先解压。", " Unpack it first.")),
    b"Rar!": ("压缩文件", "a compressed file", ("请先解压。", " Unpack it first.")),
    b"7z\xbc\xaf": (
        "压缩文件",
        "a compressed file",
        ("请先解压。", " Unpack it first."),
    ),
    b"SQLite format 3": ("数据库", "a database", _NOTHING),
    b"{\\rtf": ("RTF 文档", "an RTF document", _SAVE_AS),
}
_JSON = re.compile(rb'(?:\xef\xbb\xbf)?\s*(?:\[\s*)?\{\s*"')
_MARKUP = (b"<!doctype", b"<html", b"<?xml", b"<table", b"<svg")


def file_kind(path: Path) -> FileKind:
    """TEXT or XLSX.

    Raises EmptyFile, FileNotReadable, or WrongFileKind for everything else.
    """
    try:
        with path.open("rb") as file:
            head = file.read(4096)
    except OSError as error:
        raise FileNotReadable(path=path.name, **reasons(error)) from None
    if not head.strip(b"\x00\xff\xfe\xef\xbb\xbf \t\r\n") and len(head) < 4096:
        raise EmptyFile
    if head.startswith(b"PK\x03\x04"):
        return _of_zip(path)
    for magic, (zh, en, hint) in _FOREIGN.items():
        if head.startswith(magic):
            raise _foreign(zh, en, hint)
    if head.removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(_MARKUP):
        raise _foreign("网页或 XML", "a web page or XML", _SAVE_AS)
    if _JSON.match(head):
        raise _foreign("JSON", "JSON", _SAVE_AS)
    return FileKind.TEXT


def _of_zip(path: Path) -> FileKind:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError):
        raise _foreign("损坏的压缩文件", "a damaged zip", _NOTHING) from None
    if "xl/workbook.bin" in names:
        raise _foreign("二进制工作簿（.xlsb）", "a binary workbook (.xlsb)", _SAVE_AS)
    if "_rels/.rels" in names and any(name.startswith("xl/") for name in names):
        return FileKind.XLSX
    if "content.xml" in names:
        raise _foreign("OpenDocument 文件", "an OpenDocument file", _SAVE_AS)
    unpack = ("请先解压。", " Unpack it first.")
    raise _foreign("压缩文件或其他文档", "a zip or another document", unpack)


def _foreign(zh: str, en: str, hint: tuple[str, str]) -> WrongFileKind:
    return WrongFileKind(kind_zh=zh, kind=en, hint_zh=hint[0], hint=hint[1])
