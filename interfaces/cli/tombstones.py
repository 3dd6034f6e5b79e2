"""`gongshi vault tombstones`: what was erased stays erased after a restore."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from interfaces.cli.usage import Command, Group
from interfaces.cli.words import progress, say, text
from interfaces.settings import Settings

app = typer.Typer(
    cls=Group,
    no_args_is_help=True,
    rich_markup_mode="rich",
    help=text(
        "删除记录：另存于备份之外，恢复备份后重新执行。",
        "Tombstones of what was erased: kept apart from the backups, and replayed "
        "after a restore.",
    ),
)


@app.command(
    cls=Command,
    help=text(
        "把删除记录写入文件（CSV）；文件中已有的保留。每次删除后运行，存放在备份之外。\n\n"
        "例：gongshi vault tombstones export 删除记录.csv",
        "Write the tombstones to a file (CSV); those that it holds stay. Run it after "
        "each erasure, and keep the file apart from the backups.\n\n"
        "Example: gongshi vault tombstones export tombstones.csv",
    ),
)
def export(
    file: Annotated[
        Path, typer.Argument(dir_okay=False, help=text("写入的文件。", "The file."))
    ],
) -> None:
    """Write the tombstones to a file."""
    from application.erasure import tombstones
    from interfaces.runtime import open_runtime
    from interfaces.tombstone_file import write

    with open_runtime(Settings(), say=progress) as runtime:
        count = write(file, tombstones(runtime.database))
    say(f"{file} 共有 {count} 条删除记录。", f"{file} holds {count} tombstones.")


@app.command(
    cls=Command,
    help=text(
        "恢复备份之后、启动 serve 或 work 之前运行：再次销毁文件中与数据库中记录的文字"
        "及其附件。\n\n"
        "例：gongshi vault tombstones replay 删除记录.csv",
        "After a restore, before serve or work runs: destroy again the texts that the "
        "file and the database name, attached files included.\n\n"
        "Example: gongshi vault tombstones replay tombstones.csv",
    ),
)
def replay(
    file: Annotated[
        Path,
        typer.Argument(
            exists=True,
            dir_okay=False,
            readable=True,
            help=text("由 export 写出的文件。", "The file that export wrote."),
        ),
    ],
) -> None:
    """Erase again what a restored backup brought back."""
    from application.erasure import replay_tombstones
    from interfaces.runtime import open_runtime
    from interfaces.tombstone_file import read

    kept = read(file)
    with open_runtime(Settings(), say=progress) as runtime:
        count = replay_tombstones(runtime.database, runtime.files, kept)
    say(f"再次销毁了 {count} 段文字。", f"{count} texts were destroyed again.")
