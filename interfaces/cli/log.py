"""`gongshi log`: the transparency log's state, and whether it is sound."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from interfaces.cli.log_keys import app
from interfaces.cli.usage import Command
from interfaces.cli.words import language, progress, say, text
from interfaces.settings import Settings

if TYPE_CHECKING:
    from projections.transparency.keeper import LogKeeper


@app.command(
    cls=Command,
    help=text(
        "显示日志的名称、大小、公布到何处、见证情况。\n\n例：gongshi log status",
        "Show the log's name, its size, what is published, and its witnesses.\n\n"
        "Example: gongshi log status",
    ),
)
def status() -> None:
    """Exit code 1 if the log has stopped, or lacks its witnesses."""
    from application.checkpoint import Checkpoint
    from application.signed_note import parsed
    from interfaces.log_parts import log_folder, log_keys, log_witnesses
    from interfaces.runtime import open_runtime
    from projections.transparency import checkpoints

    settings = Settings()
    keys = log_keys(settings)
    folder, witnesses = log_folder(settings), log_witnesses(settings)
    with open_runtime(settings, say=progress) as runtime:
        events = runtime.store.position()
        with runtime.database.connection() as conn:
            signed = checkpoints.last(conn, keys.origin)
            halt = checkpoints.halted(conn)
    note = folder.checkpoint()
    published = Checkpoint.parse(parsed(note)[0]).size if note else 0
    size = signed.size if signed else 0
    say(
        f"日志 {keys.origin}\n事件 {events}，已签署 {size}，已公布 {published}\n"
        f"文件夹 {folder.public}",
        f"Log {keys.origin}\n{events} events, {size} signed, {published} published\n"
        f"Folder {folder.public}",
    )
    if signed is not None:
        seen = witnesses.look(signed.note, keys.verifiers)
        by = ", ".join(seen.cosigned) or text("无", "nobody")
        say(f"见证：{by}", f"Cosigned by: {by}")
        if not seen.quorum:
            say("见证人数不足，尚未公布。", "Too few witnesses: not published yet.")
    if halt is not None:
        said = halt.zh if language() == "zh" else halt.en
        say(f"已停止：{halt.code}：{said}", f"Stopped: {halt.code}: {said}")
    if halt is not None or published < size:
        raise typer.Exit(1)


@app.command(
    cls=Command,
    help=text(
        "核验数据库与日志文件是否就是已签署的内容；服务可照常运行。\n\n"
        "例：gongshi log verify",
        "Check that the database and the log's files are what was signed; serve and "
        "work may run meanwhile.\n\nExample: gongshi log verify",
    ),
)
def verify() -> None:
    """Hash every event again."""
    with _keeper() as keeper, keeper.looking() as publisher:
        publisher.verify()
        size = publisher.signed.size if publisher.signed else 0
    say(f"{size} 条无误。", f"All {size} entries are as they were signed.")


@app.command(
    cls=Command,
    help=text(
        "由数据库重新生成日志文件，内容须与已签署的一致（须先停止 serve 与 work）。\n\n"
        "例：gongshi log rebuild",
        "Make the log's files anew from the database, if it still is what was signed "
        "(stop serve and work first).\n\nExample: gongshi log rebuild",
    ),
)
def rebuild() -> None:
    """All tiles, and the checkpoint last."""
    from projections.transparency.refusals import LogFolderInUse

    with _keeper() as keeper, keeper.alone() as publisher:
        if publisher is None:
            raise LogFolderInUse
        publisher.recover(anew=True)
        size = publisher.signed.size if publisher.signed else 0
    say(f"已重新生成 {size} 条。", f"{size} entries are in the files again.")


@app.command(
    cls=Command,
    help=text(
        "立即签署并公布（须先停止 serve 与 work；它们自己会定时签署）。\n\n"
        "例：gongshi log sign",
        "Sign and publish at once (with serve and work stopped; they do so by "
        "themselves).\n\nExample: gongshi log sign",
    ),
)
def sign() -> None:
    """Bring the log to the last event."""
    with _keeper() as keeper:
        signed = keeper.run_until_signed()
    size = signed.size if signed else 0
    say(f"已签署 {size} 条。", f"{size} entries are signed.")


@contextmanager
def _keeper() -> Iterator[LogKeeper]:
    from interfaces.log_parts import LogKeyMissing, log_keeper
    from interfaces.runtime import open_runtime

    settings = Settings()
    with open_runtime(settings, say=progress) as runtime:
        keeper = log_keeper(settings, runtime.database)
        if keeper is None:
            raise LogKeyMissing
        yield keeper
