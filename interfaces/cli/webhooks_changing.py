"""`gongshi webhooks`: what changes one that is there; how all its commands begin."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from domain.errors import Refusal
from domain.roles import Actor, Role
from interfaces.cli.usage import Command
from interfaces.cli.words import progress, say, text
from interfaces.settings import Settings

if TYPE_CHECKING:
    from interfaces.runtime import Runtime
    from interfaces.webhooks.book import Webhooks

OPERATOR = Actor("operator", Role.OPERATOR)
Id = Annotated[UUID, typer.Argument(help=text("回调编号。", "Id of the webhook."))]
app = typer.Typer()


class ReplayUnclear(Refusal):
    zh = "请在 --after、--position、--dead 中选一。"
    en = "Give one of --after, --position and --dead."
    fields = ("after", "position", "dead")


@contextmanager
def opened() -> Iterator[tuple[Runtime, Webhooks]]:
    """The service's parts, and the book of webhooks."""
    from interfaces.runtime import open_runtime
    from interfaces.webhooks.addresses import Allowed
    from interfaces.webhooks.book import Webhooks

    settings = Settings()
    allowed = Allowed(settings.webhook_networks)
    with open_runtime(settings, say=progress) as runtime:
        yield (
            runtime,
            Webhooks(runtime.database, runtime.vault, runtime.clock, allowed),
        )


@app.command(
    cls=Command,
    help=text(
        "暂停推送；其间的事件为其保留。\n\n例：gongshi webhooks pause 编号",
        "Send it nothing; what happens is kept for it.\n\n"
        "Example: gongshi webhooks pause ID",
    ),
)
def pause(id: Id) -> None:
    """Pause a webhook."""
    with opened() as (_, book):
        book.pause(OPERATOR, id)
    say("已暂停。", "Paused.")


@app.command(
    cls=Command,
    help=text(
        "恢复推送，从中断处继续。\n\n例：gongshi webhooks resume 编号",
        "Go on where it was paused or disabled.\n\nExample: gongshi webhooks resume ID",
    ),
)
def resume(id: Id) -> None:
    """Resume a webhook."""
    with opened() as (_, book):
        book.resume(OPERATOR, id)
    say("已恢复。", "It goes on.")


@app.command(
    cls=Command,
    help=text(
        "更换密钥并显示新密钥；旧密钥在重叠期内一并签名。\n\n"
        "例：gongshi webhooks rotate 编号 --overlap-hours 48",
        "Make a new secret and show it; the older one signs as well for a while.\n\n"
        "Example: gongshi webhooks rotate ID --overlap-hours 48",
    ),
)
def rotate(
    id: Id,
    overlap_hours: Annotated[
        int, typer.Option(help=text("重叠小时数。", "Hours of both."))
    ] = 24,
) -> None:
    """Make a new secret; it goes to standard output."""
    with opened() as (_, book):
        _, secret = book.rotate(OPERATOR, id, overlap_hours)
    print(secret)


@app.command(
    cls=Command,
    help=text(
        "重新推送：某位置之后的全部、某一条，或全部死信。\n\n"
        "例：gongshi webhooks replay 编号 --after 1200",
        "Tell again: all after a position, one event, or all dead letters.\n\n"
        "Example: gongshi webhooks replay ID --after 1200",
    ),
)
def replay(
    id: Id,
    after: Annotated[
        int | None,
        typer.Option(min=0, help=text("此位置之后的全部。", "All after it.")),
    ] = None,
    position: Annotated[
        int | None, typer.Option(min=1, help=text("这一条。", "This event."))
    ] = None,
    dead: Annotated[
        bool, typer.Option("--dead", help=text("全部死信。", "All dead letters."))
    ] = False,
) -> None:
    """Tell a webhook again what it was told."""
    if [after is not None, position is not None, dead].count(True) != 1:
        raise ReplayUnclear
    with opened() as (_, book):
        if after is not None:
            book.replay_after(OPERATOR, id, after)
        elif position is not None:
            book.replay_one(OPERATOR, id, position)
        else:
            book.replay_dead(OPERATOR, id)
    say("将重新推送。", "It will be told again.")


@app.command(
    cls=Command,
    help=text(
        "删除回调、其密钥与积压。\n\n例：gongshi webhooks remove 编号",
        "Forget a webhook, its secrets and what waits.\n\n"
        "Example: gongshi webhooks remove ID",
    ),
)
def remove(id: Id) -> None:
    """Remove a webhook."""
    with opened() as (_, book):
        book.remove(OPERATOR, id)
    say("已删除。", "Removed.")
