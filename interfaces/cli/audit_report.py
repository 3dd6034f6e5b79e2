"""What `gongshi audit verify` shows at the terminal."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from domain.calendar import CHINA
from interfaces.audit.audit import AuditReport
from interfaces.audit.judged import AuditedDuty, AuditVerdict
from interfaces.audit.words import CLAIM_EN, CLAIM_ZH, StepLine, share_of, steps_of
from interfaces.cli.duties_report import WIDE
from interfaces.cli.words import language, text
from projections.duty_packs import pack_of

COLOURS = {
    AuditVerdict.ON_TIME: "green",
    AuditVerdict.LATE: "yellow",
    AuditVerdict.INDETERMINATE: "yellow",
    AuditVerdict.MISSING: "red",
    AuditVerdict.ALTERED: "bold red",
    AuditVerdict.WITHDRAWN: "red",
}
MOST = 100
"""Items that are shown one by one; the JSON and the PDF have all."""


def show(report: AuditReport) -> None:
    """Steps, then the items that are wanting, then the rates; no rate if not sound."""
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(width=WIDE, highlight=False)
    _head(console, report)
    for line in steps_of(report):
        _step(console, line)
    if not report.sound:
        said = text(
            "日志不可信：不给出任何百分比。",
            "The log cannot be trusted: no percentage is given.",
        )
        console.print(f"\n[bold red]{said}[/]")
    else:
        _items(console, report)
        _rates(console, report)
    console.print(f"\n[dim]{text(CLAIM_ZH, CLAIM_EN)}[/]")


def _head(console: Console, report: AuditReport) -> None:
    console.print(f"[bold]{escape(report.place)}[/]")
    trust = report.trust
    if trust is None:
        return
    at = f"{report.as_of.astimezone(CHINA):%Y-%m-%d %H:%M:%S}" if report.as_of else "-"
    size, checkpoints = trust.checkpoint.size, report.checkpoints
    console.print(
        text(
            f"日志 {trust.checkpoint.origin}，{size} 条（其中 {report.restricted} 条"
            f"不公开内容），{checkpoints} 个检查点相符；截至 {at}",
            f"Log {trust.checkpoint.origin}, {size} entries ({report.restricted} of "
            f"them restricted), {checkpoints} checkpoints agree; as of {at}",
        )
    )
    seen = ", ".join(f"{who} {at:%Y-%m-%dT%H:%M:%SZ}" for who, at in _times(report))
    if seen:
        console.print(text(f"见证：{seen}", f"Cosigned: {seen}"))


def _times(report: AuditReport) -> list[tuple[str, object]]:
    return list(report.trust.cosigned.items()) if report.trust else []


def _step(console: Console, line: StepLine) -> None:
    mark = {True: "[green]✓[/]", False: "[bold red]✗[/]", None: "[dim]-[/]"}
    label = line.step.label
    name = text(label.zh, label.en)
    console.print(f"{mark[line.holds]} {line.step.number:2} {name}")
    for each in line.faults:
        said = escape(each.message(language()))
        console.print(f"     [red]{each.code}[/] {said}")
    for each in line.notes:
        console.print(f"     [yellow]{escape(each.message(language()))}[/]")


def _items(console: Console, report: AuditReport) -> None:
    wanting = report.wanting
    if not wanting:
        return
    table = Table(
        text("事项", "item"),
        text("对象", "subject"),
        text("依据事项", "occasion"),
        text("到期", "due"),
        text("结论", "verdict"),
        text("理由", "why"),
    )
    for each in wanting[:MOST]:
        table.add_row(*row_of(each, language()))
    console.print(table)
    if len(wanting) > MOST:
        rest = len(wanting) - MOST
        console.print(text(f"……另有 {rest} 项。", f"... and {rest} more."))


def row_of(each: AuditedDuty, language: str) -> tuple[str, ...]:
    duty, label = each.standing.duty, each.verdict.label
    due = f"{duty.due_at.astimezone(CHINA):%Y-%m-%d %H:%M}" if duty.due_at else ""
    said = (
        (label.zh, each.reason.zh) if language == "zh" else (label.en, each.reason.en)
    )
    colour = COLOURS.get(each.verdict, "dim")
    verdict = f"[{colour}]{said[0]}[/]"
    return duty.item, duty.subject, duty.occasion, due, verdict, escape(said[1])


def _rates(console: Console, report: AuditReport) -> None:
    nothing = text("无公示义务", "no obligation")
    table = Table(
        text("事项", "item"),
        text("应公示", "due"),
        text("公示率（就已记录的触发事项）", "published, of recorded triggers"),
        text("按时公示率", "on time"),
    )
    assert report.total is not None, "the log is sound"
    for item, count in {"": report.total, **report.counts}.items():
        entry = pack_of("national").catalogue("disclosure").get(item)
        name = f"{item} {text(entry.zh, entry.en)}" if entry else item
        table.add_row(
            name or text("总计", "all items"),
            str(count.due),
            share_of(count.published, count, nothing),
            share_of(count.on_time, count, nothing),
        )
    console.print(table)
    boards = sum(each.standing.board for each in report.items)
    console.print(
        text(
            f"公示栏：{boards} 项有人声明已张贴（未证明）。",
            f"Physical boards: {boards} attested, none of it proved.",
        )
    )
