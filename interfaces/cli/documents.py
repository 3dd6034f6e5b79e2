"""`gongshi documents`: the files of what is published, or was only put."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from interfaces.cli.usage import Command, Group
from interfaces.cli.words import note, progress, say, text
from interfaces.settings import Settings

if TYPE_CHECKING:
    from application.orphans import Orphans

app = typer.Typer(
    cls=Group,
    no_args_is_help=True,
    rich_markup_mode="rich",
    help=text("公示文件的存储。", "The store of published files."),
)


@app.callback()
def _group() -> None:
    """So that `orphans` is named, although it is the only one."""


@app.command(
    cls=Command,
    help=text(
        "列出已上传、但至今没有任何公示引用的文件；加 --remove 予以删除。正在公示的文件"
        "不受影响。\n\n例：gongshi documents orphans --older-than 30 --remove",
        "List the files that were sent but that no publication names; with --remove "
        "destroy them. What is just being published is safe.\n\n"
        "Example: gongshi documents orphans --older-than 30 --remove",
    ),
)
def orphans(
    older_than: Annotated[
        int,
        typer.Option(
            "--older-than",
            min=1,
            help=text("多少天无人使用。", "For how many days nobody handled them."),
        ),
    ] = 30,
    remove: Annotated[
        bool, typer.Option("--remove", help=text("删除。", "Destroy them."))
    ] = False,
) -> None:
    """A line each: digest, size in bytes, day; then how many they are."""
    from application.orphans import Orphans
    from interfaces.runtime import open_runtime

    with open_runtime(Settings(), say=progress) as runtime:
        kept = runtime.commands.desk.store.kept
        age = timedelta(days=older_than)
        _told(Orphans(runtime.database, kept, age), remove)


def _told(orphans: Orphans, remove: bool) -> None:
    count = size = 0
    for each in orphans.found():
        if remove and not orphans.remove(each):
            continue  # Somebody uses it by now.
        count += 1
        size += each.size
        print(f"{each.sha256}  {each.size:>9}  {each.since:%Y-%m-%d}", flush=True)
    if remove:
        say(
            f"已删除 {count} 个文件，共 {size} 字节。",
            f"{count} files removed, {size} bytes.",
        )
        return
    say(f"{count} 个文件，共 {size} 字节。", f"{count} files, {size} bytes.")
    if count:
        note("尚未删除；加 --remove 执行。", "Nothing is removed yet; add --remove.")
