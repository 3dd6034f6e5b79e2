"""What a file really is, by its content, and whether it may do anything by itself."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from domain.errors import Refusal

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ACCEPTED = ("image/jpeg", "image/png", "image/webp", "application/pdf", DOCX, XLSX)

ENDS = {"image/jpeg": b"\xff\xd9", "image/png": b"IEND"}
"""What a whole photograph has near its end; some cameras write more after it."""

# What a PDF calls the things that act by themselves; a name may be written with
# hexadecimal escapes (`/J#61vaScript`).
ACTIVE_PDF = re.compile(
    rb"/(?:JavaScript|JS|Launch|EmbeddedFile|EmbeddedFiles|RichMedia|XFA|SubmitForm"
    rb"|ImportData|AA)(?![A-Za-z0-9])"
)
PDF_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
PDF_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
LARGEST_STREAM = 8 << 20  # bytes looked at of a compressed stream of objects
MOST_PARTS = 2_000
LARGEST_PART = 1 << 20
ACTIVE_PART = re.compile(
    r"vbaproject|activex|embeddings/|\.bin$|\.exe$|\.dll$|externallinks/", re.IGNORECASE
)
MAIN_PARTS = {
    f"{DOCX}.main+xml".encode(): DOCX,
    f"{XLSX}.main+xml".encode(): XLSX,
}


class FileTypeRefused(Refusal):
    zh = "不接受此文件：{problem_zh}。"
    en = "This file is not accepted: {problem}."
    fields = ("file",)


class MetadataPersonal(Refusal):
    zh = "文件的元数据含有个人信息（{place_zh}）：请清除后重新上传。"
    en = "The metadata of the document hold personal data ({place}): take them out,"
    en += " then send it again."
    fields = ("file",)


def media_type(content: bytes, declared: str) -> str:
    """The type of the content, which must be accepted, inactive, and as declared.

    Raises `FileTypeRefused`.
    """
    found = sniffed(content)
    if found is None:
        kinds = "JPEG, PNG, WebP, PDF, DOCX, XLSX"
        raise FileTypeRefused(
            problem=f"its content is none of {kinds}",
            problem_zh=f"内容不是 {kinds}",
        )
    if declared.partition(";")[0].strip().lower() != found:
        raise FileTypeRefused(
            problem=f"it was sent as {declared}, but is {found}",
            problem_zh=f"声明的类型为 {declared}，实际为 {found}",
        )
    require_whole_and_inactive(found, content)
    return found


def require_whole_and_inactive(found: str, content: bytes) -> None:
    """Refuse what is cut short, or does something when it is opened."""
    end = ENDS.get(found)
    if end and end not in content:
        raise FileTypeRefused(
            problem="it is cut short: its end is missing",
            problem_zh="文件不完整，缺少结尾部分",
        )
    if found == "application/pdf" and _active_pdf(content):
        raise FileTypeRefused(
            problem="the PDF holds scripts, actions or embedded files",
            problem_zh="PDF 含有脚本、自动操作或嵌入文件",
        )


def sniffed(content: bytes) -> str | None:
    """The type that the content has; None if it is none of `ACCEPTED`."""
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    if content.startswith(b"PK\x03\x04"):
        return _office_type(content)
    return None


def _office_type(content: bytes) -> str | None:
    """DOCX or XLSX by the package's own list of contents; refuses active parts."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            names = package.namelist()
            info = package.getinfo("[Content_Types].xml")
            if len(names) > MOST_PARTS or info.file_size > LARGEST_PART:
                return None
            types = package.read(info)
    except (
        zipfile.BadZipFile,
        KeyError,
        NotImplementedError,
        RuntimeError,
        zlib.error,
    ):
        return None
    if b"macroEnabled" in types or any(ACTIVE_PART.search(name) for name in names):
        raise FileTypeRefused(
            problem="the document holds macros or embedded objects",
            problem_zh="文档含有宏或嵌入对象",
        )
    found = {kind for part, kind in MAIN_PARTS.items() if part in types}
    return found.pop() if len(found) == 1 else None


def _active_pdf(content: bytes) -> bool:
    if ACTIVE_PDF.search(unescaped(content)):
        return True
    return any(
        ACTIVE_PDF.search(unescaped(inflated(stream)))
        for stream in PDF_STREAM.findall(content)
    )


def unescaped(content: bytes) -> bytes:
    """A PDF's names as they are meant: `#4a` is `J`."""
    return PDF_ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), content)


def inflated(stream: bytes) -> bytes:
    """What a stream of a PDF holds, nothing if it is packed in another way."""
    try:
        return zlib.decompressobj().decompress(stream, LARGEST_STREAM)
    except zlib.error:
        return b""
