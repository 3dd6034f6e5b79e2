"""Files: what they are, what they may not hold, and that they are whole or absent."""

from __future__ import annotations

import hashlib
import io
import os
import zipfile
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import openpyxl
import pytest

from application.database import Database
from application.file_types import DOCX, XLSX, FileTypeRefused
from application.files import FileStore, FileTooLarge
from application.vault_keys import VaultKeys
from domain.errors import InvalidInput, NotFound

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40) + b"IEND"
JPEG = b"\xff\xd8\xff\xe0" + bytes(40) + b"\xff\xd9"
WEBP = b"RIFF\x20\0\0\0WEBPVP8 " + bytes(40)
PDF = b"%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF"


def package(main: str, *names: str) -> bytes:
    types = f'<Types><Override ContentType="{main}.main+xml"/></Types>'
    return zipped({"[Content_Types].xml": types, **dict.fromkeys(names, "x")})


def zipped(parts: dict[str, str]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        for name, part in parts.items():
            file.writestr(name, part)
    return content.getvalue()


def workbook() -> bytes:
    content = io.BytesIO()
    openpyxl.Workbook().save(content)
    return content.getvalue()


def pdf_with(inside: bytes) -> bytes:
    return PDF.replace(b"/Type /Catalog", b"/Type /Catalog " + inside)


def pdf_with_hidden(inside: bytes) -> bytes:
    stream = zlib.compress(b"1 0 << " + inside + b" >>")
    return PDF + b"\n2 0 obj <</Type /ObjStm>> stream\r\n" + stream + b"\nendstream"


MACRO = "application/vnd.ms-word.document.macroEnabled"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PNG, "image/png"),
        (JPEG, "image/jpeg"),
        (WEBP, "image/webp"),
        (PDF, "application/pdf"),
        (workbook(), XLSX),
        (package(DOCX, "word/document.xml"), DOCX),
    ],
)
def test_what_is_put_can_be_read(files: FileStore, content: bytes, kind: str) -> None:
    file = files.put(content, kind)

    assert file.sha256 == hashlib.sha256(content).hexdigest()
    assert (file.media_type, file.size) == (kind, len(content))
    assert files.read(file.sha256) == content
    assert files.describe(file.sha256) == file
    assert files.put(content, f"{kind}; charset=binary") == file


@pytest.mark.parametrize(
    ("content", "declared"),
    [
        (b"", "image/png"),
        (b"MZ\x90\0" + bytes(60), "image/jpeg"),
        (b"\x7fELF" + bytes(60), "image/png"),
        (b"#!/bin/sh\nrm -rf /\n", "image/png"),
        (b"<!doctype html><script>1</script>", "text/html"),
        (SVG, "image/svg+xml"),
        (PNG, "image/jpeg"),
        (PNG, ""),
        (PNG[:-4], "image/png"),
        (JPEG[:-2], "image/jpeg"),
        (JPEG, "application/pdf"),
        (b"GIF89a" + bytes(20), "image/gif"),
        (zipped({"a.txt": "x"}), "application/zip"),
        (zipped({"[Content_Types].xml": "<Types/>"}), DOCX),
        (b"PK\x03\x04 no archive at all", DOCX),
        (package(MACRO, "word/document.xml"), DOCX),
        (package(DOCX, "word/vbaProject.bin"), DOCX),
        (package(DOCX, "word/activeX/activeX1.xml"), DOCX),
        (package(DOCX, "word/embeddings/oleObject1.bin"), DOCX),
        (package(XLSX, "xl/externalLinks/externalLink1.xml"), XLSX),
        (
            pdf_with(b"/OpenAction <</S /JavaScript /JS (app.alert(1))>>"),
            "application/pdf",
        ),
        (pdf_with(b"/OpenAction <</S /J#61vaScript>>"), "application/pdf"),
        (pdf_with(b"/A <</S /Launch /F (cmd.exe)>>"), "application/pdf"),
        (pdf_with(b"/Names <</EmbeddedFiles 3 0 R>>"), "application/pdf"),
        (pdf_with_hidden(b"/S /JavaScript /JS 3 0 R"), "application/pdf"),
    ],
)
def test_what_is_active_or_not_what_it_says_is_refused(
    files: FileStore, content: bytes, declared: str
) -> None:
    with pytest.raises(FileTypeRefused) as caught:
        files.put(content, declared)
    assert caught.value.code == "FILE_TYPE_REFUSED"
    assert not files.root.exists()


def test_a_file_that_is_too_large_is_refused(
    tmp_path: Path, database: Database, keys: VaultKeys
) -> None:
    files = FileStore(tmp_path / "files", database, keys, limit=len(PNG) - 1)
    with pytest.raises(FileTooLarge, match=str(len(PNG))):
        files.put(PNG, "image/png")
    FileStore(tmp_path / "files", database, keys, limit=len(PNG)).put(PNG, "image/png")


def test_the_folder_holds_ciphertext_only(files: FileStore) -> None:
    file = files.put(PDF, "application/pdf")
    path = files.root / file.sha256[:2] / file.sha256[2:4] / file.sha256
    assert path.read_bytes()[:5] != b"%PDF-"
    assert b"Catalog" not in path.read_bytes()


def test_a_write_that_breaks_off_leaves_nothing(
    files: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        files.put(PNG, "image/png")
    monkeypatch.undo()

    assert [path for path in files.root.rglob("*") if path.is_file()] == []
    with pytest.raises(NotFound):
        files.read(hashlib.sha256(PNG).hexdigest())
    assert files.read(files.put(PNG, "image/png").sha256) == PNG


def test_a_lost_file_can_be_put_again(files: FileStore) -> None:
    file = files.put(PNG, "image/png")
    path = files.root / file.sha256[:2] / file.sha256[2:4] / file.sha256
    path.unlink()
    with pytest.raises(NotFound):
        files.read(file.sha256)
    files.put(PNG, "image/png")
    assert files.read(file.sha256) == PNG


def test_the_same_file_at_once_is_kept_once(
    files: FileStore, database: Database
) -> None:
    with ThreadPoolExecutor(6) as pool:
        stored = list(pool.map(lambda _: files.put(PNG, "image/png"), range(12)))
    assert len(set(stored)) == 1
    assert database.fetch("SELECT count(*) FROM file") == [(1,)]
    assert files.read(stored[0].sha256) == PNG


@pytest.mark.parametrize("sha256", ["", "zz", "../../etc/passwd", "AB" * 32, "ab" * 31])
def test_a_name_that_is_no_digest_is_refused(files: FileStore, sha256: str) -> None:
    with pytest.raises(InvalidInput, match="sha256"):
        files.read(sha256)


def test_the_deployments_key_can_be_changed(
    tmp_path: Path, database: Database, files: FileStore
) -> None:
    file = files.put(PNG, "image/png")
    old, new = bytes(range(32)), bytes(range(1, 33))
    assert FileStore(files.root, database, VaultKeys(new, old)).rotate() == 1
    assert FileStore(files.root, database, VaultKeys(new)).read(file.sha256) == PNG


def test_a_file_nobody_refers_to_can_be_removed(files: FileStore) -> None:
    file = files.put(PNG, "image/png")
    assert files.remove_unused(file.sha256)
    with pytest.raises(NotFound):
        files.read(file.sha256)
    assert files.remove_unused(file.sha256)
