"""`gongshi streams`: how far those are who are sent the public log."""

from __future__ import annotations

import typer

from interfaces.cli.usage import Command, Group
from interfaces.cli.words import progress, say, text
from interfaces.settings import Settings

app = typer.Typer(
    cls=Group,
    no_args_is_help=True,
    rich_markup_mode="rich",
    help=text("事件流：推送的进度。", "Event streams: how far they are."),
)


@app.callback()
def about() -> None:
    """A group, though it has one command."""


@app.command(
    cls=Command,
    help=text(
        "日志末尾，以及每个回调的落后、积压、投递与失败。\n\n"
        "例：gongshi streams status",
        "The end of the log, and lag, backlog, deliveries and failures of each "
        "webhook.\n\nExample: gongshi streams status",
    ),
)
def status() -> None:
    """Show how far each webhook is."""
    from interfaces.cli.webhooks_report import show_list
    from interfaces.runtime import open_runtime
    from interfaces.webhooks.rows import ALL, Webhook

    with open_runtime(Settings(), say=progress) as runtime:
        end = runtime.store.position()
        found = [Webhook.of(row) for row in runtime.database.fetch(ALL)]
    say(f"日志末尾：{end}", f"The log ends at {end}.")
    show_list(found)
