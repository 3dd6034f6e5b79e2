"""`gongshi fees`: billing runs, and a bank's lists of payments."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from application.clock import system_clock
from application.import_rows import RejectedRow, RowProblem
from application.payment_import import PaymentRow, PaymentSummary
from domain.compound import compound_id
from domain.errors import Refusal
from domain.roles import Actor, Role
from interfaces.cli.import_report import ProblemKinds, bar
from interfaces.cli.usage import Command, Group
from interfaces.cli.words import language, note, progress, say, text
from interfaces.importing.payments import PaymentColumns, PaymentFile
from interfaces.settings import Settings

if TYPE_CHECKING:
    from application.billing import BillingSummary

SOME_REFUSED = 1
OPERATOR = Actor("operator", Role.OPERATOR)


class PeriodInvalid(Refusal):
    zh = "期间应写作 2026-03，不是 {period}。"
    en = "A period is written 2026-03, not {period}."
    fields = ("period",)


app = typer.Typer(
    cls=Group,
    no_args_is_help=True,
    help=text("物业费：批量计费、银行流水导入。", "Fees: billing runs, bank lists."),
)
JSON = Annotated[
    bool, typer.Option("--json", help=text("以 JSON 输出。", "Print JSON."))
]


def _column(name: str, zh: str, en: str) -> Any:
    return typer.Option(f"--{name}", help=text(f"{zh}所在的列。", f"Column of {en}."))


@app.command(
    cls=Command,
    help=text(
        "为小区全部房屋计费：该月所在的计费周期中尚未计费的部分。"
        "重复运行不会重复计费；中断后重新运行即可。\n\n"
        "退出码：0 全部完成；1 部分房屋被拒。\n\n"
        "例：gongshi fees bill WH-001 --period 2026-03 --dry-run",
        "Charge every household of a compound what is not charged yet of the billing "
        "period around a month. Run again, it bills nobody twice; an interrupted run "
        "goes on when it is run again.\n\n"
        "Exit code: 0 all done; 1 some households were refused.\n\n"
        "Example: gongshi fees bill WH-001 --period 2026-03 --dry-run",
    ),
)
def bill(
    compound: Annotated[
        str, typer.Argument(help=text("小区编号。", "Code of the compound."))
    ],
    period: Annotated[
        str, typer.Option("--period", help=text("月份，如 2026-03。", "As in 2026-03."))
    ],
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help=text("只计算，不写入。", "Write nothing.")),
    ] = False,
    as_json: JSON = False,
) -> None:
    """Bill the compound, show what became of its households."""
    from application.billing import BillingRun
    from interfaces.importing.household_ids import HouseholdIds
    from interfaces.runtime import open_runtime

    month = _month(period)
    with open_runtime(Settings(), say=progress) as runtime:
        id = compound_id(compound)
        households = HouseholdIds(runtime.database, runtime.store).of(id)
        run = BillingRun(runtime.store, runtime.rules, runtime.clock, OPERATOR)
        with bar(text("计费", "Billing"), len(households)) as moved:
            done = run.run(id, households, month, moved=moved, dry_run=dry_run)
    _show_billing(done, dry_run=dry_run, as_json=as_json)
    raise typer.Exit(SOME_REFUSED if done.refused else 0)


@app.command(
    name="import",
    cls=Command,
    help=text(
        "导入银行收款流水（CSV 或 XLSX），按房号和流水号匹配。"
        "无法匹配的款项列入待查，绝不丢弃；同一流水再次导入不会重复入账。\n\n"
        "退出码：0 全部读取；1 部分行无法读取。\n\n"
        "例：gongshi fees import 流水.xlsx --compound WH-001 --unit 房号",
        "Take a bank's list of payments (CSV or XLSX), matched by unit and reference. "
        "What does not match is kept in suspense, never dropped; the same list again "
        "adds nothing.\n\n"
        "Exit code: 0 every row was read; 1 some were not.\n\n"
        "Example: gongshi fees import bank.csv --compound WH-001 --unit room",
    ),
)
def import_payments(
    file: Annotated[
        Path, typer.Argument(help=text("CSV 或 XLSX 文件。", "A CSV or XLSX file."))
    ],
    compound: Annotated[
        str, typer.Option("--compound", help=text("小区编号。", "Its code."))
    ],
    unit: Annotated[str | None, _column("unit", "房号", "the unit")] = None,
    amount: Annotated[
        str | None, _column("amount", "收入金额（元）", "the amount, in yuan")
    ] = None,
    day: Annotated[str | None, _column("date", "日期", "the day")] = None,
    reference: Annotated[
        str | None, _column("reference", "流水号", "the bank's number")
    ] = None,
    payer: Annotated[str | None, _column("payer", "付款人", "the payer")] = None,
    remark: Annotated[str | None, _column("note", "摘要", "the remark")] = None,
    sheet: Annotated[
        str | None, typer.Option("--sheet", help=text("工作表。", "The sheet."))
    ] = None,
    as_json: JSON = False,
) -> None:
    """Take the payments, show what became of them."""
    from application.payment_import import ImportPayments
    from interfaces.runtime import open_runtime

    columns = PaymentColumns(
        {
            "unit": unit,
            "amount": amount,
            "date": day,
            "reference": reference,
            "payer": payer,
            "note": remark,
        }
    )
    source = PaymentFile(file, columns, system_clock(), sheet=sheet)
    total = sum(1 for _ in source)
    kinds, rejected = ProblemKinds(), [0]

    def report(problem: RowProblem) -> None:
        kinds.add(problem)

    with open_runtime(Settings(), say=progress) as runtime:
        service = ImportPayments(
            runtime.store, runtime.vault, runtime.rules, runtime.clock, OPERATOR
        )
        with bar(text("导入", "Importing"), total) as moved:
            rows = _payments(source, report, rejected)
            done = service.run(compound, rows, moved=moved)
    _show_payments(done, rejected[0], as_json=as_json)
    kinds.show()
    raise typer.Exit(SOME_REFUSED if rejected[0] else 0)


def _payments(
    source: PaymentFile, report: Callable[[RowProblem], None], rejected: list[int]
) -> Iterator[PaymentRow]:
    for row in source:
        if isinstance(row, PaymentRow):
            yield row
        elif isinstance(row, RejectedRow):
            rejected[0] += 1
            for problem in row.problems:
                report(problem)


def _month(period: str) -> date:
    try:
        return date.fromisoformat(f"{period}-01")
    except ValueError:
        raise PeriodInvalid(period=period) from None


def _show_billing(done: BillingSummary, *, dry_run: bool, as_json: bool) -> None:
    if as_json:
        shown = asdict(done)
        del shown["refusals"]
        print(json.dumps(shown))
        return
    if dry_run:
        say("试运行，未写入。", "Dry run: nothing was written.")
    billed, before, refused = done.billed, done.unchanged, done.refused.total()
    say(
        f"房屋 {done.households:,} 户：计费 {billed:,}，先前已计费 {before:,}，"
        f"被拒 {refused:,}。",
        f"{done.households:,} households: {billed:,} billed, {before:,} billed before, "
        f"{refused:,} refused.",
    )
    yuan = f"{done.amount_fen // 100:,}.{done.amount_fen % 100:02}"
    say(f"{done.lines:,} 笔，共 {yuan} 元。", f"{done.lines:,} lines, {yuan} yuan.")
    for code, refusal in done.refusals.items():
        line = f"{done.refused[code]:,} x {code}: {refusal.message(language())}"
        note(line, line)


def _show_payments(done: PaymentSummary, rejected: int, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(asdict(done) | {"rejected": rejected}))
        return
    say(
        f"收款 {done.read:,} 笔：入账 {done.paid:,}，待查 {done.held:,}，"
        f"先前已导入 {done.known:,}；无法读取 {rejected:,} 行。",
        f"{done.read:,} payments: {done.paid:,} entered, {done.held:,} in suspense, "
        f"{done.known:,} known; {rejected:,} rows could not be read.",
    )
    for cause, count in done.causes.items():
        note(f"待查 {count:,} 笔：{cause}", f"In suspense {count:,} x {cause}")
