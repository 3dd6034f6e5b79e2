"""The store of what is published: types by content, nothing active, whole bytes."""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from application.file_types import XLSX, FileTypeRefused
from application.files import FileTooLarge
from application.published_store import PublishedFileAltered, PublishedStore
from domain.errors import InvalidInput, NotFound
from domain.publication_words import PublishedFile

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20) + b"IEND\xaeB`\x82"
PDF = b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\n%%EOF"
TABLE = "房号,姓名\n3-2-501,王小明\n".encode()


def workbook(*rows: list[object]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def with_part(content: bytes, name: str) -> bytes:
    file = io.BytesIO(content)
    with zipfile.ZipFile(file, "a") as package:
        package.writestr(name, b"x")
    return file.getvalue()


@pytest.fixture
def published(tmp_path: Path) -> PublishedStore:
    return PublishedStore(tmp_path / "published")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PNG, "image/png"),
        (PDF, "application/pdf"),
        (TABLE, "text/csv"),
        ("\ufeff项目,金额\n广告,-12.5\n".encode(), "text/csv"),
        (workbook(["项目", "金额"], ["广告", 1200]), XLSX),
    ],
)
def test_a_document_is_kept_by_its_digest(
    published: PublishedStore, content: bytes, kind: str
) -> None:
    file = published.put(content)

    digest = hashlib.sha256(content).hexdigest()
    assert file == PublishedFile(digest, len(content), kind) == published.put(content)
    assert published.read(digest) == content
    assert published.document(digest, "documents[1]").file == file


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='x'/>",
        b"<!doctype html>,<script>\n1,2\n",
        b"one column\nonly\n",
        b"a,b\n1\n",
        b'a,b\n1,=HYPERLINK("x")\n',
        b"a,b\n1,@SUM(A1)\n",
        b"a,b\n1,+cmd\n",
        b"a,b\n\xff\xfe,2\n",
        b"MZ\x90\x00",
        PDF.replace(b"/Catalog", b"/Catalog /OpenAction << /S /JavaScript >>"),
        PDF.replace(b"/Catalog", b"/Catalog /Names << /EmbeddedFiles 2 0 R >>"),
        PDF.replace(b"/Catalog", b"/Catalog /AA << /S /L#61unch >>"),
        PNG[:-8],
        workbook(["a", '=HYPERLINK("http://x","y")']),
        with_part(workbook(["a", "b"]), "xl/vbaProject.bin"),
        with_part(workbook(["a", "b"]), "xl/externalLinks/externalLink1.xml"),
    ],
)
def test_what_is_active_or_of_no_known_type_is_refused(
    published: PublishedStore, content: bytes
) -> None:
    with pytest.raises(FileTypeRefused):
        published.put(content)
    assert not published.folder.root.exists()


def test_texts_of_tables_are_read_with_their_places(published: PublishedStore) -> None:
    file = published.put(TABLE)
    texts = published.document(file.sha256, "documents[2]").texts
    assert [(each.place, each.heading, each.value) for each in texts] == [
        ("documents[2][1, 1]", None, "房号"),
        ("documents[2][1, 2]", None, "姓名"),
        ("documents[2][2, 1]", "房号", "3-2-501"),
        ("documents[2][2, 2]", "姓名", "王小明"),
    ]
    file = published.put(workbook(["项目"], ["电话13800138000 <b>"]))
    found = published.document(file.sha256, "documents[1]").texts
    assert [each.value for each in found] == ["项目", "电话13800138000 <b>"]
    file = published.put(PNG)
    assert published.document(file.sha256, "documents[1]").texts == ()


def test_a_content_is_kept_as_canonical_json(published: PublishedStore) -> None:
    file = published.put_content({"b": "二", "a": [1, None]})

    assert file == published.described({"a": [1, None], "b": "二"})
    assert published.read(file.sha256) == '{"a":[1,null],"b":"二"}'.encode()
    assert file.media_type == "application/json"
    with pytest.raises(InvalidInput):
        published.put_content({"a": 1.5})
    with pytest.raises(FileTypeRefused):
        published.document(file.sha256, "documents[1]")


def test_size_is_bounded_and_what_is_not_there_is_not_found(tmp_path: Path) -> None:
    published = PublishedStore(tmp_path, limit=len(PNG))
    file = published.put(PNG)
    with pytest.raises(FileTooLarge):
        published.put(PNG + b"x")
    published.folder.path(file.sha256).write_bytes(PNG + b"altered")
    with pytest.raises(PublishedFileAltered):
        published.read(file.sha256)
    published.remove(file.sha256)
    published.remove(file.sha256)
    with pytest.raises(NotFound):
        published.read(file.sha256)
    with pytest.raises(InvalidInput):
        published.read("../../etc")
