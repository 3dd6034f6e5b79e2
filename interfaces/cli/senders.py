"""`gongshi senders`: the systems that send cases in as signed events."""

from __future__ import annotations

from typing import Annotated

import typer

from interfaces.cli.usage import Command, Group
from interfaces.cli.words import note, text
from interfaces.settings import Settings

app = typer.Typer(
    cls=Group,
    no_args_is_help=True,
    rich_markup_mode="rich",
    help=text(
        "管理向本服务推送工单的系统（12345 热线等）及其密钥。",
        "The systems that send cases in (a 12345 hotline), and their secrets.",
    ),
)
Name = Annotated[
    str,
    typer.Argument(
        help=text("发送方名称，即工单的来源系统。", "Its name, as in its cases.")
    ),
]


@app.command(
    cls=Command,
    help=text(
        "登记一个发送方；标准输出只有它的密钥。\n\n"
        "例：gongshi senders add hotline-12345 --scope 371000",
        "Take in a sender. Only its secret goes to standard output.\n\n"
        "Example: gongshi senders add hotline-12345 --scope 371000",
    ),
)
def add(
    name: Name,
    scope: Annotated[
        str,
        typer.Option(
            "--scope",
            help=text(
                "它可报来哪里的事项：区划代码，或 *（全部）。",
                "Where its cases may lie: a region's code, or * for everywhere.",
            ),
        ),
    ],
) -> None:
    """Take in a sender."""
    from interfaces import senders

    made = senders.add(Settings().senders_file, name, scope)
    print(made.secret)
    note(
        f"{name} 可用此密钥签名，发往 POST /senders/{name}/events。",
        f"{name} signs with this secret and sends to POST /senders/{name}/events.",
    )


@app.command(
    "list",
    cls=Command,
    help=text("列出发送方及其范围，不含密钥。", "List the senders and their scopes."),
)
def list_senders() -> None:
    """Each with its scope; no secret."""
    from interfaces import senders

    found = senders.read(Settings().senders_file)
    for each in found.values():
        print(f"{each.name}\t{each.scope}")
    if not found:
        note("没有发送方。", "There are no senders.")


@app.command(
    cls=Command,
    help=text(
        "换用新密钥；旧密钥再有效一天。标准输出只有新密钥。",
        "Give a sender a new secret; the old one counts for another day. Only the new "
        "secret goes to standard output.",
    ),
)
def rotate(name: Name) -> None:
    """Give it a new secret."""
    from application.clock import system_clock
    from interfaces import senders

    made = senders.rotate(Settings().senders_file, name, system_clock())
    print(made.secret)
    until = f"{made.older_until:%Y-%m-%d %H:%M %Z}"
    note(f"旧密钥有效至 {until}。", f"The old secret counts until {until}.")


@app.command(
    cls=Command,
    help=text("不再接收某发送方。", "Take nothing more from a sender."),
)
def remove(name: Name) -> None:
    """Take nothing more from it."""
    from interfaces import senders

    senders.remove(Settings().senders_file, name)
    note(f"{name} 已移除。", f"{name} was removed.")
