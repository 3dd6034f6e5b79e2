"""The weekly card for the notice board: a checkpoint on paper, with its signature.

The code on it is the signed checkpoint itself, so that whoever photographs it holds
what no operator can take back: `gongshi audit check-card` finds out, years later,
whether the log still begins with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import segno

from application.base64_text import in_base64
from application.checkpoint import Checkpoint
from application.tlog_tiles import Tile, TileInvalid, reader
from domain.calendar import CHINA
from domain.errors import Refusal
from domain.merkle import ProofInvalid, consistency_proof, verify_consistency
from interfaces.audit.source import Source, tile_of
from interfaces.audit.trust import Trust

WIDTH, HEIGHT, MARGIN, CODE = 148, 105, 8, 62  # mm: A6, lying
_LINE = 5.4  # mm


class CardContradicted(Refusal):
    zh = "此处的日志不以卡片上的 {size} 条开头：历史被改写（{reason}）。请保存卡片。"
    en = (
        "The log does not begin with the {size} entries of the card: history was "
        "rewritten ({reason}). Keep the card."
    )
    fields = ("card",)


class CardAhead(Refusal):
    zh = "卡片上有 {size} 条，此处只有 {shown} 条：条目被去掉，或此为旧副本。"
    en = (
        "The card has {size} entries, and here are {shown}: entries were taken away, "
        "or this is an old copy."
    )
    fields = ("card",)


def lines_of(checkpoint: Checkpoint, at: datetime) -> list[str]:
    """What the card says in words."""
    root = in_base64(checkpoint.root)
    day = at.astimezone(CHINA)
    year, week, _ = day.isocalendar()
    return [
        "公示日志检查点 · Log checkpoint",
        f"{day:%Y-%m-%d}  {year}-W{week:02}",
        f"日志 Log  {checkpoint.origin}",
        f"条目 Entries  {checkpoint.size}",
        "根 Root",
        root[:22],
        root[22:],
        "拍照保存：日后可查历史是否被改。",
        "Photograph it: it shows later whether",
        "history was rewritten.",
    ]


def svg(note: str, checkpoint: Checkpoint, at: datetime) -> str:
    """The card as one SVG."""
    rows = _modules(note)
    drawn = "".join(f"M{x} {y}h1v1h-1z" for x, y in _dark(rows))
    scale = CODE / len(rows)
    texts = "".join(
        f'<text x="{CODE + 2 * MARGIN}" y="{MARGIN + 6 + number * _LINE:.1f}" '
        f'font-size="{4.2 if number else 4.6}">{escape(line)}</text>'
        for number, line in enumerate(lines_of(checkpoint, at))
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}mm" '
        f'height="{HEIGHT}mm" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'font-family="sans-serif"><rect width="{WIDTH}" height="{HEIGHT}" '
        f'fill="white" stroke="black" stroke-width="0.3"/>'
        f'<g transform="translate({MARGIN} {MARGIN}) scale({scale:.5f})">'
        f'<path d="{drawn}"/></g>'
        f"{texts}</svg>\n"
    )


def pdf(path: Path, note: str, checkpoint: Checkpoint, at: datetime) -> None:
    """The card as a page of A6."""
    from reportlab.lib.units import mm
    from reportlab.pdfgen.canvas import Canvas

    from interfaces.audit.printed import FONT, use_font

    use_font()
    canvas: Any = Canvas(str(path), pagesize=(WIDTH * mm, HEIGHT * mm))
    canvas.setTitle(f"{checkpoint.origin} {checkpoint.size}")
    rows = _modules(note)
    side = CODE * mm / len(rows)
    for x, y in _dark(rows):
        left, below = MARGIN * mm + x * side, (HEIGHT - MARGIN) * mm - (y + 1) * side
        canvas.rect(left, below, side, side, stroke=0, fill=1)
    for number, line in enumerate(lines_of(checkpoint, at)):
        canvas.setFont(FONT, 10 if number else 11)
        top = HEIGHT - MARGIN - 5 - number * _LINE
        canvas.drawString((CODE + 2 * MARGIN) * mm, top * mm, line)
    canvas.save()


def _modules(note: str) -> list[Sequence[int]]:
    """The QR code, row by row."""
    return list(segno.make(note, error="m", encoding="utf-8", micro=False).matrix)


def _dark(rows: Sequence[Sequence[int]]) -> Iterator[tuple[int, int]]:
    """Column and row of each dark module."""
    for y, row in enumerate(rows):
        yield from ((x, y) for x, dark in enumerate(row) if dark)


def check(source: Source, trust: Trust, card: Checkpoint) -> None:
    """See that the log begins with the tree of a card.

    Raises `CardContradicted`, `CardAhead`.
    """
    shown = trust.checkpoint
    if card.size > shown.size:
        raise CardAhead(size=card.size, shown=shown.size)

    def read(tile: Tile) -> bytes:
        content = tile_of(source, tile)
        if content is None:
            raise TileInvalid(f"{tile.path} is missing")
        return content

    try:
        if card.origin != shown.origin:
            raise ProofInvalid(f"it is a card of {card.origin}")
        proof = consistency_proof(card.size, shown.size, reader(shown.size, read))
        verify_consistency(card.size, shown.size, card.root, shown.root, proof)
    except (ProofInvalid, TileInvalid, ValueError) as error:
        raise CardContradicted(size=card.size, reason=error) from None
