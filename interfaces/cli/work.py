"""`gongshi work`: read models and deadlines, without HTTP."""

from __future__ import annotations

import threading
from datetime import datetime
from typing import Annotated

import typer

from domain.errors import Refusal
from interfaces.cli.serve import until_stopped
from interfaces.cli.usage import Command
from interfaces.cli.words import progress, say, text
from interfaces.settings import Settings


class MomentInvalid(Refusal):
    zh = (
        "--until 的值 {moment} 无效：应为带时区的时间，例如 2026-03-20T09:00:00+08:00。"
    )
    en = (
        "--until {moment} is not a moment: give date, time and offset, such as "
        "2026-03-20T09:00:00+08:00."
    )
    fields = ("until",)


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(
        name="work",
        cls=Command,
        short_help=text(
            "只运行查询视图与期限。",
            "Run read models and deadlines only, without HTTP.",
        ),
        help=text(
            "只运行查询视图与期限，不开网络接口。可同时运行多个："
            "查询视图由一个维护，其余待命；每个期限只触发一次。\n\n"
            "例：gongshi work --until 2026-03-20T09:00:00+08:00",
            "Run read models and deadlines only, without HTTP. Several may run: one "
            "keeps the read models, the others stand by; each deadline fires once.\n\n"
            "Example: gongshi work --until 2026-03-20T09:00:00+08:00",
        ),
    )(work)


def work(
    until: Annotated[
        str | None,
        typer.Option(
            "--until",
            help=text(
                "触发此刻之前到期的一切，然后结束（RFC 3339，带时区）。",
                "Fire everything due up to this moment, then end (RFC 3339 with an "
                "offset).",
            ),
        ),
    ] = None,
) -> None:
    """Work until stopped, or until everything due up to a moment is done."""
    if until is None:
        _work_until_stopped()
    else:
        _work_until(_moment(until))


def _work_until_stopped() -> None:
    from interfaces.runtime import open_runtime
    from interfaces.worker import Worker

    with until_stopped(), open_runtime(Settings(), say=progress) as runtime:
        worker = Worker(runtime)
        worker.start()
        say(
            "查询视图与期限正在运行。停止：Ctrl-C",
            "Read models and deadlines are running. To stop: Ctrl-C",
        )
        try:
            threading.Event().wait()
        finally:
            worker.stop()


def _work_until(moment: datetime) -> None:
    from application.clock import ManualClock, system_clock
    from interfaces.runtime import open_runtime
    from interfaces.worker import Worker

    clock = ManualClock(min(moment, system_clock()))
    with open_runtime(Settings(), clock=clock, say=progress) as runtime:
        moved = Worker(runtime).run_until(moment, clock)
    say(
        f"截至 {moment.isoformat()} 的期限已全部处理：{moved} 次变动。",
        f"Everything due up to {moment.isoformat()} is done: {moved} changes.",
    )


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise MomentInvalid(moment=repr(text)) from None
    if moment.tzinfo is None:
        raise MomentInvalid(moment=repr(text))
    return moment
