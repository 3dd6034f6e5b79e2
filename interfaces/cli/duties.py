"""`gongshi duties`: what had to be published, and whether it was."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from interfaces.cli.duties_asked import asked_of, moment_of, status_of
from interfaces.cli.usage import Command, Group
from interfaces.cli.words import progress, text
from interfaces.settings import Settings

if TYPE_CHECKING:
    from domain.duty_standing import Standing
    from domain.duty_words import DutyStatus
    from projections.duty_evidence import Conn
    from projections.duty_filter import DutyFilter

T = TypeVar("T")
PAGE = 500
"""Duties read at once."""


class DutyFormat(StrEnum):
    """How the answer is written."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


app = typer.Typer(
    cls=Group,
    no_args_is_help=True,
    help=text(
        "公示义务：应公示什么、是否按时公示、公示率。",
        "Duties of disclosure: what was due, whether it was published, the rates.",
    ),
)
CompoundOption = Annotated[
    str | None,
    typer.Option("--compound", help=text("小区编号。", "Code of a compound.")),
]
EnterpriseOption = Annotated[
    str | None,
    typer.Option("--enterprise", help=text("企业编号。", "Id of an enterprise.")),
]
RegionOption = Annotated[
    str | None, typer.Option("--region", help=text("地区代码。", "Code of a region."))
]
ItemOption = Annotated[
    str | None,
    typer.Option("--item", help=text("公开目录事项，如 D16。", "Item, as in D16.")),
]
PeriodOption = Annotated[
    str | None,
    typer.Option(
        "--period",
        help=text(
            "在此期间到期的：2021、2021-H1、2021-Q3、2021-06。",
            "Due in 2021, 2021-H1, 2021-Q3 or 2021-06.",
        ),
    ),
]
AsOfOption = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        help=text("按此刻所知（默认现在）。", "As it was known then (default: now)."),
    ),
]
FormatOption = Annotated[
    DutyFormat,
    typer.Option(
        "--format", "-f", help=text("输出格式。", "How the answer is written.")
    ),
]


@app.command(
    name="list",
    cls=Command,
    help=text(
        "列出公示义务及其状态，按到期时间排列。\n\n"
        "例：gongshi duties list --compound WH-001 --period 2026-Q1 --status missing",
        "List duties with where they stand, by due time.\n\n"
        "Example: gongshi duties list --compound WH-001 --period 2026-Q1",
    ),
)
def list_(
    compound: CompoundOption = None,
    enterprise: EnterpriseOption = None,
    region: RegionOption = None,
    item: ItemOption = None,
    status: Annotated[
        str | None,
        typer.Option(
            "--status",
            help=text(
                "状态：pending、valid、late、missing、withdrawn、superseded、exempted。",
                "pending, valid, late, missing, withdrawn, superseded or exempted.",
            ),
        ),
    ] = None,
    period: PeriodOption = None,
    as_of: AsOfOption = None,
    form: FormatOption = DutyFormat.TABLE,
) -> None:
    """Show the duties."""
    from interfaces.cli.duties_report import show_duties

    asked = asked_of(compound, enterprise, region, item, period)
    wanted = status_of(status)

    async def read(conn: Conn, at: datetime) -> list[Standing]:
        return await _every(conn, asked, at, wanted)

    show_duties(_answered(read, as_of)[0], form)


@app.command(
    cls=Command,
    help=text(
        "公示率与按时公示率，总计及逐项；无到期义务则为“无公示义务”，绝非 100%。\n\n"
        "例：gongshi duties rate --region 371002 --period 2026 --format csv",
        "The rate of publication and of publication in time, in all and by item. "
        "Where nothing was due there is no obligation; that is not 100%.\n\n"
        "Example: gongshi duties rate --region 371002 --period 2026 --format csv",
    ),
)
def rate(
    compound: CompoundOption = None,
    enterprise: EnterpriseOption = None,
    region: RegionOption = None,
    item: ItemOption = None,
    period: PeriodOption = None,
    as_of: AsOfOption = None,
    form: FormatOption = DutyFormat.TABLE,
) -> None:
    """Show the rates."""
    from interfaces.cli.duties_report import show_rates
    from projections import duty_rates

    asked = asked_of(compound, enterprise, region, item, period)

    async def read(conn: Conn, at: datetime) -> Any:
        return await duty_rates.counts(conn, asked, at)

    counts, at = _answered(read, as_of)
    show_rates(counts, at, form)


def _answered(
    read: Callable[[Conn, datetime], Awaitable[T]], as_of: str | None
) -> tuple[T, datetime]:
    """What the read model, brought up to date, says at the moment asked for."""
    import psycopg

    from interfaces.runtime import open_runtime
    from projections.engine import Engine
    from projections.read_models import READ_MODELS

    moment = moment_of(as_of)
    with open_runtime(Settings(), say=progress) as runtime:
        Engine(runtime.database, runtime.store, READ_MODELS).run_until_caught_up()
        at = moment or runtime.clock()

        async def ask() -> T:
            url = runtime.database.url
            async with await psycopg.AsyncConnection.connect(
                url, autocommit=True
            ) as conn:
                return await read(conn, at)

        return asyncio.run(ask()), at


async def _every(
    conn: Conn, asked: DutyFilter, at: datetime, status: DutyStatus | None
) -> list[Standing]:
    """All pages."""
    from projections import duty_lists

    found: list[Standing] = []
    after: str | None = None
    while True:
        page = await duty_lists.page(
            conn, asked, at, status=status, first=PAGE, after=after
        )
        found += page.rows
        if page.last is None:
            return found
        after = page.last
