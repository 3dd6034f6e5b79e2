"""The report on paper: A4, Chinese and English, every item with its reason.

The Chinese face is embedded if this machine has one of `FACES`; otherwise it is named
(STSong), and the reader's machine must have one.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table

from domain.calendar import CHINA
from interfaces.audit.audit import AuditReport
from interfaces.audit.judged import AuditedDuty, AuditVerdict
from interfaces.audit.words import CLAIM_EN, CLAIM_ZH, share_of, steps_of

FONT = "STSong-Light"
FACES = (
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/truetype/arphic/uming.ttc",
    "/System/Library/Fonts/STHeiti Light.ttc",
    "C:/Windows/Fonts/simsun.ttc",
)
"""Where Debian, macOS and Windows keep a TrueType face that has Chinese."""
MARGIN = 15 * mm
COLOURS = {
    AuditVerdict.ON_TIME: colors.darkgreen,
    AuditVerdict.LATE: colors.darkorange,
    AuditVerdict.INDETERMINATE: colors.darkorange,
    AuditVerdict.MISSING: colors.red,
    AuditVerdict.ALTERED: colors.red,
    AuditVerdict.WITHDRAWN: colors.red,
}
_BODY = ParagraphStyle("body", fontName=FONT, fontSize=8, leading=11, wordWrap="CJK")
_SMALL = ParagraphStyle("small", parent=_BODY, fontSize=6.5, leading=8.5)
_TITLE = ParagraphStyle("title", parent=_BODY, fontSize=15, leading=20)
_HEAD = ParagraphStyle("head", parent=_BODY, fontSize=10.5, leading=15, spaceBefore=6)
_GRID = [
    ("GRID", (0, 0), (-1, -1), 0.25, colors.grey),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("BACKGROUND", (0, 0), (-1, 0), colors.whitesmoke),
]


def print_report(report: AuditReport, path: Path) -> None:
    """Write the report as a PDF."""
    use_font()
    document = SimpleDocTemplate(
        str(path),
        pagesize=landscape(A4),
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
        bottomMargin=MARGIN,
        title="公示核验报告 Publication audit",
        author="gongshi audit",
    )
    document.build(
        [*_opening(report), *_steps(report), *_results(report), *_closing()],
        onFirstPage=_footed,
        onLaterPages=_footed,
    )


def use_font() -> None:
    """Let the Chinese face be known, under one name whichever it is."""
    face = next(filter(os.path.exists, FACES), None)
    pdfmetrics.registerFont(TTFont(FONT, face) if face else UnicodeCIDFont(FONT))


def _footed(canvas: Any, document: Any) -> None:
    canvas.setFont(FONT, 7)
    canvas.drawRightString(landscape(A4)[0] - MARGIN, 8 * mm, str(document.page))


def _opening(report: AuditReport) -> Iterable[Any]:
    yield Paragraph("公示核验报告 · Audit of publication", _TITLE)
    yield Paragraph(escape(report.place), _BODY)
    trust = report.trust
    if trust is None:
        return
    at = f"{report.as_of.astimezone(CHINA):%Y-%m-%d %H:%M:%S}" if report.as_of else "-"
    seen = "；".join(f"{w} {t:%Y-%m-%dT%H:%M:%SZ}" for w, t in trust.cosigned.items())
    rows = [
        ("日志 Log", trust.checkpoint.origin),
        ("条目 Entries", f"{trust.checkpoint.size}（{report.restricted} restricted）"),
        ("根 Root", trust.checkpoint.root.hex()),
        ("见证 Cosigned", seen or "- "),
        ("截至 As of", f"{at} (+08:00)"),
        ("规则包 Rules", ", ".join(report.rules) or "-"),
        ("检查点相符 Checkpoints that agree", str(report.checkpoints)),
        ("文件 Documents", str(report.documents)),
    ]
    table = [[Paragraph(escape(cell), _BODY) for cell in row] for row in rows]
    yield Table(table, [50 * mm, 210 * mm], style=_GRID[:2])


def _steps(report: AuditReport) -> Iterable[Any]:
    yield Paragraph("十步 · The ten steps", _HEAD)
    marks = {True: "通过 holds", False: "失败 FAILS", None: "未及 not reached"}
    rows: list[list[Any]] = []
    for line in steps_of(report):
        said = [f"{e.code} {e.message('zh')} {e.message('en')}" for e in line.faults]
        said += [f"{e.message('zh')} {e.message('en')}" for e in line.notes]
        label = line.step.label
        rows.append(
            [
                Paragraph(str(line.step.number), _BODY),
                Paragraph(f"{label.zh}<br/>{label.en}", _SMALL),
                Paragraph(
                    marks[line.holds],
                    ParagraphStyle(
                        "mark",
                        parent=_BODY,
                        textColor=colors.red if line.holds is False else colors.black,
                    ),
                ),
                Paragraph("<br/>".join(map(escape, said)), _SMALL),
            ]
        )
    yield Table(rows, [8 * mm, 55 * mm, 30 * mm, 167 * mm], style=_GRID[:2])


def _results(report: AuditReport) -> Iterable[Any]:
    if report.total is None:
        yield Paragraph(
            "日志不可信：不给出任何百分比。 "
            "The log cannot be trusted: no percentage is given.",
            ParagraphStyle("broken", parent=_HEAD, textColor=colors.red),
        )
        return
    yield Paragraph(
        "公示率（就已记录的触发事项）· Coverage of recorded triggers", _HEAD
    )
    nothing = "无公示义务 no obligation"
    rows: list[list[Any]] = [
        ["事项 Item", "应公示 Due", "公示率 Published", "按时 On time"]
    ]
    for item, count in {"总计 All": report.total, **report.counts}.items():
        published = share_of(count.published, count, nothing)
        on_time = share_of(count.on_time, count, nothing)
        rows.append([item, str(count.due), published, on_time])
    yield _table(rows, [40, 30, 60, 60])
    yield Paragraph("逐项 · Item by item", _HEAD)
    heads = ["事项 Item", "对象 Subject", "依据 Occasion", "到期 Due"]
    heads += ["结论 Verdict", "理由 Why"]
    found = [_row(each) for each in report.items]
    yield _table([heads, *found], [16, 58, 62, 26, 28, 70])


def _row(each: AuditedDuty) -> list[Any]:
    duty, label = each.standing.duty, each.verdict.label
    due = f"{duty.due_at.astimezone(CHINA):%Y-%m-%d %H:%M}" if duty.due_at else ""
    colour = COLOURS.get(each.verdict, colors.grey)
    style = ParagraphStyle("verdict", parent=_SMALL, textColor=colour)
    verdict = Paragraph(f"{label.zh}<br/>{label.en}", style)
    why = Paragraph(f"{escape(each.reason.zh)}<br/>{escape(each.reason.en)}", _SMALL)
    return [duty.item, duty.subject, duty.occasion, due, verdict, why]


def _table(rows: list[list[Any]], widths: list[int]) -> Table:
    cells = [
        [Paragraph(escape(c), _SMALL) if isinstance(c, str) else c for c in row]
        for row in rows
    ]
    return Table(cells, [each * mm for each in widths], style=_GRID, repeatRows=1)


def _closing() -> Iterable[Any]:
    yield Spacer(1, 5 * mm)
    yield Paragraph(CLAIM_ZH, _SMALL)
    yield Paragraph(CLAIM_EN, _SMALL)
