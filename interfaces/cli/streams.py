"""`gongshi streams`: how far those are to whom the public log is brought."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from interfaces.cli.usage import Command, Group
from interfaces.cli.words import progress, say, text
from interfaces.settings import Settings

if TYPE_CHECKING:
    from interfaces.relay.state import KeptRelay

app = typer.Typer(
    cls=Group,
    no_args_is_help=True,
    rich_markup_mode="rich",
    help=text("事件流：推送与转发的进度。", "Event streams: how far they are."),
)


@app.callback()
def about() -> None:
    """A group, though it has one command."""


@app.command(
    cls=Command,
    help=text(
        "日志末尾，以及每个回调与转发的落后、积压、投递与失败。\n\n"
        "例：gongshi streams status",
        "The end of the log, and lag, backlog, deliveries and failures of each "
        "webhook and relay.\n\nExample: gongshi streams status",
    ),
)
def status() -> None:
    """Show how far each webhook and each relay is."""
    from interfaces.cli.webhooks_report import show_list
    from interfaces.relay.state import RELAYS, KeptRelay
    from interfaces.runtime import open_runtime
    from interfaces.webhooks.rows import ALL, Webhook

    with open_runtime(Settings(), say=progress) as runtime:
        end = runtime.store.position()
        webhooks = [Webhook.of(row) for row in runtime.database.fetch(ALL)]
        relays = [KeptRelay(*row) for row in runtime.database.fetch(RELAYS)]
    say(f"日志末尾：{end}", f"The log ends at {end}.")
    show_list(webhooks)
    _show_relays(relays)


def _show_relays(relays: list[KeptRelay]) -> None:
    """A line each, as it last said itself."""
    if not relays:
        say("没有转发。", "There are no relays.")
    for each in relays:
        state = each.failure or text("正常", "All is well")
        seen = f"{each.seen_at:%Y-%m-%d %H:%M:%S %z}"
        say(
            f"{each.name}  {state}  位置 {each.position}（落后 {each.lag}）  "
            f"已转发 {each.published}  失败 {each.failures}  更新于 {seen}",
            f"{each.name}  {state}  position {each.position} (lag {each.lag})  "
            f"published {each.published}  failures {each.failures}  seen {seen}",
        )
