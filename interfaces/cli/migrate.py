"""`gongshi migrate`: the database's schema, brought up to date or shown."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from application import migrate as migrations
from interfaces.cli.usage import Command
from interfaces.cli.words import progress, say, text
from interfaces.settings import Settings


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(
        name="migrate",
        cls=Command,
        short_help=text(
            "升级数据表，或显示其状态。",
            "Bring the schema up to date, or show its state.",
        ),
        help=text(
            "升级数据表；serve 与 work 启动时会自动进行。\n\n"
            "例：gongshi migrate --status",
            "Bring the schema up to date; serve and work do so when they start.\n\n"
            "Example: gongshi migrate --status",
        ),
    )(migrate)


def migrate(
    status: Annotated[
        bool,
        typer.Option(
            "--status",
            help=text("只显示状态，不作改动。", "Show the state, change nothing."),
        ),
    ] = False,
) -> None:
    """Apply what is pending, or list what is applied and pending."""
    with database_url(Settings()) as url:
        if status:
            _show(migrations.status(url))
            return
        applied = migrations.migrate(url)
    for name in applied:
        say(f"已执行 {name}", f"applied {name}")
    say("数据表已是最新。", "The schema is up to date.")


@contextmanager
def database_url(settings: Settings) -> Iterator[str]:
    """The database's URL; starts or joins the embedded server when none is set."""
    if settings.database_url is not None:
        yield settings.database_url
        return
    from application.embedded import EmbeddedPostgres

    with EmbeddedPostgres.start(settings.home, progress) as server:
        yield server.url


def _show(status: migrations.Status) -> None:
    for name in status.applied:
        say(f"已执行  {name}", f"applied  {name}")
    for name in status.pending:
        say(f"待执行  {name}", f"pending  {name}")
    if not status.pending:
        say("数据表已是最新。", "The schema is up to date.")
