"""`gongshi indicators`: the figures of a place, as tables, charts and files."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime, time, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from domain.calendar import CHINA
from domain.errors import Refusal
from domain.indicators.periods import Period, PeriodStep
from interfaces.cli.usage import Command
from interfaces.cli.words import note, progress, text
from interfaces.indicator_rows import HEADS, Told
from interfaces.settings import Settings

if TYPE_CHECKING:
    from interfaces.runtime import Runtime

OUTPUT = Path("indicators.xlsx")


class OutputFormat(StrEnum):
    TABLE = "table"
    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"


class SeriesStep(StrEnum):
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class AsOfInvalid(Refusal):
    zh = "时刻应写作 2021-06-30 或 2021-06-30T12:00:00+08:00，不是 {moment}。"
    en = "A moment is 2021-06-30 or 2021-06-30T12:00:00+08:00; not {moment}."
    fields = ("as_of",)


class OutputNotWritable(Refusal):
    zh = "无法写入 {path}：{reason}"
    en = "{path} cannot be written: {reason}"
    fields = ("output",)


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(
        name="indicators",
        cls=Command,
        short_help=text("指标：数值、分子、分母、趋势。", "Indicators, with charts."),
        help=text(
            "显示一个地方的全部指标，每个都带分子和分母；没有分母就没有数值。\n\n"
            "例：gongshi indicators --place WH-001 --period 2021-06\n\n"
            "gongshi indicators --period 2019..2021 --series month --format xlsx",
            "Show every indicator of a place, each with numerator and denominator; "
            "without a denominator there is no value.\n\n"
            "Example: gongshi indicators --place WH-001 --period 2021-06\n\n"
            "gongshi indicators --period 2019..2021 --series month --format xlsx",
        ),
    )(indicators)


def indicators(
    place: Annotated[
        str | None,
        typer.Option(
            "--place",
            help=text(
                "小区编号或 ID、物业企业 ID、地区代码或路径；默认全部。",
                "Code or id of a compound, id of an enterprise, code or path of a "
                "region; everywhere unless given.",
            ),
        ),
    ] = None,
    period: Annotated[
        str | None,
        typer.Option(
            "--period",
            help=text(
                "2021、2021-Q3、2021-06 或 2019..2021；默认今年。",
                "2021, 2021-Q3, 2021-06 or 2019..2021; this year unless given.",
            ),
        ),
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of",
            help=text("按该时刻所知计算。", "As it was known at this moment."),
        ),
    ] = None,
    series: Annotated[
        SeriesStep | None,
        typer.Option(
            "--series", help=text("逐月、逐季或逐年。", "Step by step, as a series.")
        ),
    ] = None,
    indicator: Annotated[
        list[str] | None,
        typer.Option(
            "--indicator",
            help=text("只要这个指标，可重复。", "This one alone; may be repeated."),
        ),
    ] = None,
    shape: Annotated[
        OutputFormat,
        typer.Option("--format", help=text("输出形式。", "How it is shown.")),
    ] = OutputFormat.TABLE,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            help=text(
                "写入此文件；XLSX 默认 indicators.xlsx。",
                "Write to this file; of XLSX indicators.xlsx unless given.",
            ),
        ),
    ] = None,
) -> None:
    """Ask, then show or write what was found."""
    from interfaces.runtime import open_runtime
    from interfaces.worker import Worker

    moment = None if as_of is None else _moment(as_of)
    given = None if period is None else Period.parse(period)
    with open_runtime(Settings(), say=progress) as runtime:
        now = moment or runtime.clock()
        asked = given or Period.of(now.astimezone(CHINA).year, 1, 12)
        step = PeriodStep.of(series.value) if series else None
        periods = asked.steps(step) if step else [asked]
        Worker(runtime).engine.run_until_caught_up()
        codes = tuple(indicator) if indicator else None
        told = asyncio.run(_ask(runtime, place, periods, codes, moment))
    _hand_over(told, shape, output)


async def _ask(
    runtime: Runtime,
    place: str | None,
    periods: list[Period],
    codes: tuple[str, ...] | None,
    as_of: datetime | None,
) -> Told:
    import psycopg

    from application.simulation import simulated
    from interfaces.indicators import Question, answered
    from projections.indicator_place import found_place

    async with await psycopg.AsyncConnection.connect(
        runtime.database.url, autocommit=True, client_encoding="UTF8"
    ) as conn:
        found, name = await found_place(conn, place)
        question = Question(found, periods, codes, as_of)
        # Whoever holds the database may read everything in it.
        answer = await answered(
            conn, runtime.rules, question, runtime.clock(), lambda kind, where: True
        )
        called = name or text("全部", "Everywhere")
        return Told(
            called,
            answer.figures,
            answer.rules,
            simulated(runtime.database) is not None,
        )


def _hand_over(told: Told, shape: OutputFormat, output: Path | None) -> None:
    from interfaces.cli.indicators_report import show
    from interfaces.spreadsheets import as_csv, write_xlsx

    if shape is OutputFormat.TABLE:
        show(told)
        return
    path = output or (OUTPUT if shape is OutputFormat.XLSX else None)
    try:
        if shape is OutputFormat.XLSX:
            assert path is not None
            write_xlsx(path, told.sheets(), HEADS)
        else:
            made = as_csv(HEADS, told.rows())
            if shape is OutputFormat.JSON:
                made = json.dumps(told.documents(), ensure_ascii=False, indent=1) + "\n"
            if path is None:
                print(made, end="")
                return
            path.write_text(made, "utf-8-sig" if shape is OutputFormat.CSV else "utf-8")
    except OSError as error:
        raise OutputNotWritable(path=path, reason=error.strerror) from None
    note(f"已写入 {path}。", f"Written to {path}.")


def _moment(said: str) -> datetime:
    """A moment with its offset, or the end of a day in China."""
    try:
        moment = datetime.fromisoformat(said)
    except ValueError:
        raise AsOfInvalid(moment=said) from None
    if len(said) == len("2021-06-30"):
        end = datetime.combine(moment.date(), time.min, CHINA) + timedelta(days=1)
        return end - timedelta(microseconds=1)
    if moment.tzinfo is None:
        raise AsOfInvalid(moment=said)
    return moment
