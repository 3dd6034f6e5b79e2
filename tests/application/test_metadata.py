"""What a document says, unseen, of who made it: taken out, or refused by name."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.comments import Comment
from PIL import Image, ImageOps
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from application.anonymous import PDF, without_metadata
from application.bare_pictures import bare_picture
from application.exif import PREFIX, names_somebody, saying_only, turned
from application.file_types import XLSX, FileTypeRefused, MetadataPersonal
from application.published_types import published_type
from tests.effort import examples
from tests.pictures import (
    NAME,
    exif,
    image,
    pixels,
    telling,
    with_chunk,
    written,
)

KINDS = ["JPEG", "PNG", "WEBP"]
SECRETS = (NAME.encode(), b"http://ns.adobe", b"xmpmeta", b"GPS")
TELLING = {(kind, turn): telling(kind, turn) for kind in KINDS for turn in range(1, 9)}
MEDIA = {kind: f"image/{kind.lower()}" for kind in KINDS}


@pytest.mark.parametrize("turn", [1, 3, 6, 8])
@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_says_no_more_than_what_is_seen(kind: str, turn: int) -> None:
    sent = telling(kind, turn)
    assert NAME.encode() in sent
    bare = without_metadata(sent, MEDIA[kind])
    assert not any(secret in bare for secret in SECRETS)
    assert pixels(bare) == pixels(sent)
    with Image.open(io.BytesIO(bare)) as opened:
        # Nothing but which way up it is, if it is not.
        assert dict(opened.getexif()) == ({} if turn == 1 else {0x0112: turn})
        upright = ImageOps.exif_transpose(opened).tobytes()
    with Image.open(io.BytesIO(sent)) as opened:
        assert ImageOps.exif_transpose(opened).tobytes() == upright
    assert without_metadata(bare, MEDIA[kind]) == bare
    assert published_type(bare) == MEDIA[kind]


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_that_says_nothing_stays_byte_for_byte(kind: str) -> None:
    plain = written(kind)
    assert without_metadata(plain, MEDIA[kind]) == plain


def test_colours_transparency_and_animation_stay() -> None:
    profile = bytes(range(128)) * 3
    for kind in KINDS:
        bare = bare_picture(
            MEDIA[kind], written(kind, icc_profile=profile, exif=exif())
        )
        with Image.open(io.BytesIO(bare)) as opened:
            assert opened.info["icc_profile"] == profile
    clear = image().convert("RGBA")
    clear.putalpha(100)
    frames = [clear, image(colour=200).convert("RGBA")]
    for kind in ("PNG", "WEBP"):
        sent = written(
            kind,
            frames[0],
            save_all=True,
            append_images=frames[1:],
            exif=exif(),
            lossless=True,
        )
        bare = bare_picture(MEDIA[kind], sent)
        assert NAME.encode() not in bare
        with (
            Image.open(io.BytesIO(bare)) as ours,
            Image.open(io.BytesIO(sent)) as sents,
        ):
            assert getattr(ours, "n_frames", 1) == getattr(sents, "n_frames", 1) == 2
            for frame in range(2):
                ours.seek(frame)
                sents.seek(frame)
                assert ours.tobytes() == sents.tobytes()
    progressive = written("JPEG", image(64, 64), progressive=True, exif=exif())
    assert pixels(bare_picture("image/jpeg", progressive)) == pixels(progressive)
    cmyk = written("JPEG", image().convert("CMYK"), exif=exif())
    assert pixels(bare_picture("image/jpeg", cmyk)) == pixels(cmyk)


def test_thumbnails_and_second_pictures_go() -> None:
    """A thumbnail may show what was cut off from the picture."""
    sent = written("JPEG")
    header = sent.index(b"JFIF\0")
    (length,) = struct.unpack_from(">H", sent, header - 2)
    thumbnail = b"\x02\x02" + b"thumbnail.12"
    with_one = (
        sent[: header - 2]
        + struct.pack(">H", length + 12)
        + sent[header : header + 12]
        + thumbnail
        + sent[header + length - 2 :]
    )
    jfxx = b"\xff\xe0" + struct.pack(">H", 14) + b"JFXX\0another"
    place = with_one.index(b"\xff\xdb")
    sent = with_one[:place] + jfxx + with_one[place:] + telling("JPEG")
    bare = bare_picture("image/jpeg", sent)
    assert bare == written("JPEG")


def test_a_form_that_nobody_knows_is_refused() -> None:
    png = written("PNG")
    jpeg = written("JPEG")
    webp = written("WEBP")
    place = jpeg.index(b"\xff\xdb")
    for kind, content in (
        ("PNG", with_chunk(png, b"CgBI", b"")),
        ("PNG", png[:-8]),
        ("PNG", png[:8] + png[33:]),
        ("JPEG", jpeg[:place] + b"\xff\xf7\x00\x03x" + jpeg[place:]),
        ("JPEG", jpeg[:-2]),
        ("JPEG", jpeg[:20]),
        ("JPEG", jpeg[:place] + b"x" + jpeg[place:]),
        ("WEBP", webp[:-3]),
    ):
        with pytest.raises(FileTypeRefused):
            bare_picture(MEDIA[kind], content)


@given(
    kind=st.sampled_from(KINDS),
    turn=st.integers(1, 8),
    cuts=st.lists(st.tuples(st.integers(0, 2000), st.binary(max_size=4)), max_size=4),
    end=st.none() | st.integers(0, 2000),
)
@examples(400)
def test_no_picture_however_broken_ends_in_anything_but_a_refusal(
    kind: str, turn: int, cuts: list[tuple[int, bytes]], end: int | None
) -> None:
    sent = bytearray(TELLING[kind, turn])
    for place, new in cuts:
        at = 12 + place % len(sent)
        sent[at : at + len(new)] = new
    content = bytes(sent[:end])
    try:
        bare = bare_picture(MEDIA[kind], content)
    except FileTypeRefused:
        return
    assert len(bare) <= len(content) + 64
    assert bare_picture(MEDIA[kind], bare) == bare


@given(
    kind=st.sampled_from(KINDS),
    size=st.tuples(st.integers(1, 20), st.integers(1, 20)),
    colour=st.integers(0, 255),
    turn=st.integers(1, 8),
    said=st.text("王小明 ab", min_size=8, max_size=40),
)
@examples(100)
def test_whatever_is_said_goes_and_every_pixel_stays(
    kind: str, size: tuple[int, int], colour: int, turn: int, said: str
) -> None:
    text = f"<{said}>".encode()
    options = {"comment": text} if kind == "JPEG" else {}
    if kind != "PNG":
        options["xmp"] = text
    sent = written(
        kind, image(*size, colour), exif=exif(turn), lossless=True, **options
    )
    if kind == "PNG":
        sent = with_chunk(sent, b"iTXt", text)
    assert text in sent
    bare = bare_picture(MEDIA[kind], sent)
    assert text not in bare and NAME.encode() not in bare
    assert pixels(bare) == pixels(sent)


@given(st.binary(max_size=200), st.sampled_from([b"II*\0", b"MM\0*", b""]))
@examples(200)
def test_exif_of_any_kind_is_read(rest: bytes, order: bytes) -> None:
    assert turned(PREFIX + order + rest) in range(1, 9)
    assert isinstance(names_somebody(order + rest), bool)


def test_an_orientation_is_read_as_it_is_written() -> None:
    for turn in range(2, 9):
        assert turned(saying_only(turn)) == turned(exif(turn)) == turn
    assert turned(exif(1)) == turned(b"") == turned(saying_only(9)) == 1
    big = struct.pack(">4sIHHHIHHI", b"MM\0*", 8, 1, 0x0112, 3, 1, 6, 0, 0)
    assert turned(big) == 6
    assert names_somebody(exif()) and not names_somebody(saying_only(3))


def workbook(change: Any = lambda book: None) -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["项目", "金额"])
    book.properties.creator = NAME
    book.properties.lastModifiedBy = NAME
    change(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def replaced(content: bytes, part: str, new: bytes, old: bytes | None = None) -> bytes:
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as package,
        zipfile.ZipFile(file, "w") as copy,
    ):
        for name in package.namelist():
            said = package.read(name)
            if name == part:
                said = new if old is None else said.replace(old, new)
            copy.writestr(name, said)
        if part not in package.namelist():
            copy.writestr(part, new)
    return file.getvalue()


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_a_workbook_names_nobody_and_its_tables_stay() -> None:
    sent = replaced(
        workbook(),
        "xl/workbook.xml",
        b'<absPath url="C:\\Users\\wangxm\\Desktop\\"/><sheets',
        b"<sheets",
    )
    sent = replaced(sent, "xl/media/image1.jpeg", telling("JPEG"))
    before = parts(sent)
    assert NAME.encode() in before["docProps/core.xml"]
    bare = without_metadata(sent, XLSX)
    after = parts(bare)
    assert list(after) == list(before)
    said = b"".join(after.values())
    assert NAME.encode() not in said and b"wangxm" not in said
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"docProps/core.xml", "xl/workbook.xml", "xl/media/image1.jpeg"}
    assert without_metadata(bare, XLSX) == bare
    without_abs = replaced(bare, "xl/workbook.xml", b"", b'<absPath url=""/>')
    rows = openpyxl.load_workbook(io.BytesIO(without_abs)).active.values
    assert list(rows) == [("项目", "金额")]


def test_a_workbook_with_comments_is_refused_and_a_damaged_one() -> None:
    def comment(book: openpyxl.Workbook) -> None:
        book.active["A1"].comment = Comment("...", NAME)

    with pytest.raises(MetadataPersonal, match="comments") as refused:
        without_metadata(workbook(comment), XLSX)
    assert refused.value.code == "METADATA_PERSONAL"
    damaged = bytearray(workbook())
    place = damaged.index(b"docProps/core.xml") + 40
    damaged[place : place + 20] = bytes(20)
    with pytest.raises(FileTypeRefused):
        without_metadata(bytes(damaged), XLSX)


def document(author: str | None, picture: bytes | None = None) -> bytes:
    file = io.BytesIO()
    page = Canvas(file, pageCompression=0)
    if author is not None:
        page.setAuthor(author)
    if picture:
        page.drawImage(ImageReader(io.BytesIO(picture)), 10, 10)
    page.drawString(10, 10, "x")
    page.save()
    return file.getvalue()


@pytest.mark.parametrize("author", [None, "", "Anonymous"])
def test_a_pdf_of_nobody_is_kept_as_it_is(author: str | None) -> None:
    sent = document(author)
    assert without_metadata(sent, PDF) == sent


@pytest.mark.parametrize(
    "sent",
    [
        document(NAME),
        document("王小明"),
        document(None).replace(b"/Author (anonymous)", b"/Author 7 0 R      "),
        b"%PDF-1.7 << /Author <FEFF738B> >>",
        b"%PDF-1.7 << /Auth#6fr (Wang (Xiaoming)) >>",
        b"%PDF-1.7\nstream\n" + zlib.compress(b"/Author (Wang)") + b"\nendstream",
        b"%PDF-1.7\nstream\n<dc:creator><rdf:Seq><rdf:li>Wang</rdf:li></rdf:Seq>"
        b"</dc:creator>\nendstream",
        b"%PDF-1.7\nstream\n" + telling("JPEG") + b"\nendstream",
    ],
)
def test_a_pdf_that_names_somebody_is_refused(sent: bytes) -> None:
    with pytest.raises(MetadataPersonal) as refused:
        without_metadata(sent, PDF)
    assert NAME not in refused.value.message("en")
