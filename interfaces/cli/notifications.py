"""`gongshi notifications`: who is told of what, what waits, what was given up."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from domain.roles import Actor, Role
from interfaces.cli.usage import Command, Group
from interfaces.cli.words import note, progress, say, text
from interfaces.notifications.words import (
    NotificationChannel,
    NotificationKind,
    NotificationLanguage,
)
from interfaces.settings import Settings

if TYPE_CHECKING:
    from interfaces.notifications.contacts import Contacts
    from interfaces.runtime import Runtime

OPERATOR = Actor("operator", Role.OPERATOR)
Person = Annotated[
    str,
    typer.Argument(
        help=text(
            "人员编号，即令牌的 sub。", "Id of the person: `sub` of their tokens."
        )
    ),
]
app = typer.Typer(
    cls=Group,
    no_args_is_help=True,
    rich_markup_mode="rich",
    help=text(
        "通知：谁以何种方式获知何事，待发与失败的消息。",
        "Notifications: who is told of what, what waits, what was given up.",
    ),
)


@contextmanager
def opened() -> Iterator[tuple[Runtime, Contacts]]:
    """The service's parts, and who is told of what."""
    from interfaces.notifications.contacts import Contacts
    from interfaces.notifications.parts import channels
    from interfaces.runtime import open_runtime

    settings = Settings()
    found = channels(settings)
    with open_runtime(settings, say=progress) as runtime:
        yield (
            runtime,
            Contacts(runtime.database, runtime.vault, runtime.clock, found),
        )


@app.command(
    "set",
    cls=Command,
    help=text(
        "登记或更改某人的通知设置；未给出的保持不变。\n\n"
        "例：gongshi notifications set steward-2 --address a@example.cn",
        "Say how somebody is told; what is left out stays as it is.\n\n"
        "Example: gongshi notifications set steward-2 --address a@example.cn",
    ),
)
def set_contact(
    person: Person,
    address: Annotated[
        str | None, typer.Option(help=text("电子邮件地址。", "E-mail address."))
    ] = None,
    channel: Annotated[
        NotificationChannel | None, typer.Option(help=text("方式。", "How."))
    ] = None,
    language: Annotated[
        NotificationLanguage | None, typer.Option(help=text("语言。", "Language."))
    ] = None,
    kind: Annotated[
        list[NotificationKind] | None,
        typer.Option(help=text("事项（可重复）。", "Of what (may be repeated).")),
    ] = None,
    none: Annotated[
        bool, typer.Option("--none", help=text("不再通知任何事项。", "Of nothing."))
    ] = False,
    quiet: Annotated[
        str | None,
        typer.Option(
            help=text("免打扰时段，如 22:00-08:00。", "Quiet hours, as in 22:00-08:00.")
        ),
    ] = None,
) -> None:
    """Say how somebody is told."""
    from interfaces.notifications.contacts import quiet_hours

    hours = None
    if quiet is not None:
        begin, _, end = quiet.partition("-")
        hours = quiet_hours(begin, end)
    with opened() as (_, book):
        made = book.set(
            OPERATOR,
            person,
            address=address,
            channel=channel,
            language=language,
            kinds=[] if none else kind or None,
            quiet=hours,
        )
    zh = "、".join(each.label.zh for each in NotificationKind if each in made.kinds)
    en = ", ".join(each.value for each in NotificationKind if each in made.kinds)
    say(f"{person}：{zh or '无'}", f"{person}: {en or 'nothing'}")


@app.command(
    cls=Command,
    help=text(
        "销毁某人的地址与待发消息。\n\n例：gongshi notifications forget steward-2",
        "Destroy somebody's address, and what waits to be sent to it.\n\n"
        "Example: gongshi notifications forget steward-2",
    ),
)
def forget(person: Person) -> None:
    """Destroy somebody's address."""
    with opened() as (_, book):
        known = book.forget(OPERATOR, person)
    if known:
        say("已销毁。", "Destroyed.")
    else:
        say("没有登记过地址。", "No address was known.")


@app.command(
    cls=Command,
    help=text(
        "显示积压、已发与失败数，并列出死信。\n\n例：gongshi notifications status",
        "Show what waits, what was sent, and what was given up.\n\n"
        "Example: gongshi notifications status",
    ),
)
def status() -> None:
    """Figures, then a line for each message that was given up."""
    from interfaces.notifications.rows import dead, figures

    with opened() as (runtime, _):
        found, given_up = figures(runtime.database), dead(runtime.database)
    say(
        f"登记 {found.people} 人；账簿中尚有 {found.lag} 条未看；待发 {found.waiting}，"
        f"已发 {found.sent}，失败 {found.failed} 次，死信 {found.dead}。",
        f"{found.people} people; {found.lag} events not looked at; {found.waiting} "
        f"wait, {found.sent} sent, {found.failed} attempts failed, {found.dead} dead.",
    )
    if found.failure is not None:
        say(f"通道故障：{found.failure}", f"Nothing goes out: {found.failure}")
    for each in given_up:
        print(f"{each.id}\t{each.kind}\t{each.attempts}\t{each.failure}\t{each.at}")


@app.command(
    cls=Command,
    help=text(
        "重新发送全部死信。\n\n例：gongshi notifications retry",
        "Try everything that was given up once more.\n\n"
        "Example: gongshi notifications retry",
    ),
)
def retry() -> None:
    """Try dead messages again."""
    from interfaces.notifications.rows import raise_dead

    with opened() as (runtime, _):
        count = raise_dead(runtime.database, runtime.clock)
    note(f"{count} 条将重发。", f"{count} will be sent again.")
