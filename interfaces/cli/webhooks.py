"""`gongshi webhooks`: who is sent the public log, and what became of each message."""

from __future__ import annotations

import asyncio
from typing import Annotated
from uuid import UUID

import typer

from interfaces.cli import webhooks_changing
from interfaces.cli.usage import Command, Group
from interfaces.cli.webhooks_changing import OPERATOR, Id, opened
from interfaces.cli.webhooks_report import show_dead, show_list, show_one
from interfaces.cli.words import note, say, text

NOT_DELIVERED = 1  # the exit code of a test message that was not taken


app = typer.Typer(
    cls=Group,
    no_args_is_help=True,
    rich_markup_mode="rich",
    help=text(
        "回调：把公开日志推送给登记的地址。",
        "Webhooks: the public log, sent to addresses that asked for it.",
    ),
)
Several = Annotated[
    list[str] | None,
    typer.Option(help=text("可多次给出。", "May be given several times.")),
]


@app.command(
    cls=Command,
    help=text(
        "登记一个回调，并显示其密钥（仅此一次）。筛选条件与 /events 相同。\n\n"
        "例：gongshi webhooks add https://city.example/hook --aggregate case",
        "Add a webhook and show its secret, this once. Filters as of /events.\n\n"
        "Example: gongshi webhooks add https://city.example/hook --aggregate case",
    ),
)
def add(
    url: Annotated[str, typer.Argument(help=text("https 地址。", "Where, https."))],
    type: Several = None,
    aggregate: Several = None,
    compound: Annotated[
        list[UUID] | None, typer.Option(help=text("小区编号。", "Ids of compounds."))
    ] = None,
    region: Several = None,
    level: Annotated[
        list[int] | None, typer.Option(help=text("诉求层级。", "Levels of cases."))
    ] = None,
    source: Annotated[
        list[str] | None,
        typer.Option(help=text("来源系统。", "Systems that cases came from.")),
    ] = None,
    after: Annotated[
        int | None,
        typer.Option(
            min=0,
            help=text(
                "从此位置之后开始；0 为全部；不填则只推送新事件。",
                "Begin after this position; 0: everything; else with what comes.",
            ),
        ),
    ] = None,
) -> None:
    """Add a webhook; its secret goes to standard output."""
    from interfaces.streams.asked import Asked

    asked = Asked.of(
        type or (),
        aggregate or (),
        compound or (),
        region or (),
        level or (),
        source or (),
    )
    with opened() as (_, book):
        webhook, secret = book.add(OPERATOR, url, asked, after=after)
    note(
        f"已登记 {webhook.id}。密钥只显示这一次：",
        f"Added {webhook.id}. Its secret is shown this once:",
    )
    print(secret)


@app.command(
    name="list",
    cls=Command,
    help=text(
        "全部回调及其积压。\n\n例：gongshi webhooks list",
        "All webhooks and what waits.\n\nExample: gongshi webhooks list",
    ),
)
def list_() -> None:
    """Show all webhooks."""
    with opened() as (_, book):
        show_list(book.all())


@app.command(
    cls=Command,
    help=text(
        "一个回调及其最近的投递。\n\n例：gongshi webhooks show 编号",
        "A webhook and its latest deliveries.\n\nExample: gongshi webhooks show ID",
    ),
)
def show(id: Id) -> None:
    """Show a webhook."""
    with opened() as (_, book):
        show_one(book.one(id), book.deliveries(id))


@app.command(
    cls=Command,
    help=text(
        "立即发送一条测试消息，并说明结果。退出码：0 已送达；1 未送达。\n\n"
        "例：gongshi webhooks test 编号",
        "Send a test message now and say what became of it. Exit code: 0 delivered; "
        "1 not.\n\nExample: gongshi webhooks test ID",
    ),
)
def test(id: Id) -> None:
    """Send a test message."""
    from interfaces.webhooks.trial import Trial
    from interfaces.webhooks.words import DeliveryOutcome

    with opened() as (runtime, book):
        trial = Trial(
            runtime.database,
            runtime.vault,
            runtime.clock,
            book.allowed,
            runtime.settings.event_source,
        )
        answer = asyncio.run(trial.send(OPERATOR, book.one(id)))
    label = answer.outcome.label
    status = answer.status or "-"
    say(
        f"{label.zh}（{status}，{answer.milliseconds} 毫秒）",
        f"{label.en} ({status}, {answer.milliseconds} ms)",
    )
    if answer.outcome is not DeliveryOutcome.DELIVERED:
        raise typer.Exit(NOT_DELIVERED)


@app.command(
    cls=Command,
    help=text(
        "死信：多次未送达而放弃的消息。\n\n例：gongshi webhooks dead 编号",
        "Dead letters: messages that were given up.\n\n"
        "Example: gongshi webhooks dead ID",
    ),
)
def dead(
    id: Id,
    after: Annotated[
        int, typer.Option(min=0, help=text("此位置之后的。", "After this position."))
    ] = 0,
) -> None:
    """Show dead letters."""
    with opened() as (_, book):
        book.one(id)
        show_dead(book.dead(id, after=after, first=100))


app.registered_commands += webhooks_changing.app.registered_commands
