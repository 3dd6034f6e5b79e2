"""`gongshi erase`: the personal data of one case, destroyed on a legal basis."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from domain.roles import Actor, Role
from interfaces.cli.usage import Command
from interfaces.cli.words import progress, say, text
from interfaces.settings import Settings

if TYPE_CHECKING:
    from application.erasure import Sealing
    from interfaces.runtime import Runtime

OPERATOR = "gongshi-erase"


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(
        name="erase",
        cls=Command,
        short_help=text(
            "依法删除一件诉求中的个人信息。",
            "Erase the personal data of a case on a legal basis.",
        ),
        help=text(
            "依法删除一件诉求中的个人信息与文字：销毁密钥与密文，账簿与校验值不变，"
            "不可恢复。不带 --yes 时只列出将删除的内容。\n\n"
            "例：gongshi erase 诉求编号 --basis 个保47 --yes",
            "Erase the names and texts of a case on a legal basis: keys and ciphertext "
            "are destroyed for good, the log and its digests stay. Without --yes it "
            "only lists what would go.\n\n"
            "Example: gongshi erase CASE --basis 个保47 --yes",
        ),
    )(erase)


def erase(
    case: Annotated[
        UUID, typer.Argument(help=text("诉求编号（UUID）。", "Id of the case (UUID)."))
    ],
    basis: Annotated[
        str,
        typer.Option(
            "--basis",
            help=text(
                "依据，例如 个保47。", "The rule that asks for it, as in 个保47."
            ),
        ),
    ],
    sealed: Annotated[
        list[UUID] | None,
        typer.Option(
            "--sealed",
            help=text(
                "只删除此封存（可重复）；默认全部。",
                "Only this sealing (may be repeated); default: all of them.",
            ),
        ),
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", help=text("确认删除。", "Yes, destroy them."))
    ] = False,
) -> None:
    """List what the case has sealed, or destroy it."""
    from interfaces.runtime import open_runtime

    with open_runtime(Settings(), say=progress) as runtime:
        closed_at, sealings = _sealings(runtime, case, sealed)
        for id, version, paths in sealings:
            say(
                f"第 {version} 条  {id}  {', '.join(paths)}",
                f"entry {version}  {id}  {', '.join(paths)}",
            )
        if not sealings:
            say("没有可删除的文字。", "There is no text left to erase.")
        elif not yes:
            say("尚未删除；加 --yes 执行。", "Nothing is erased yet; add --yes.")
        else:
            _destroy(runtime, sealings, basis, closed_at)
            say("已删除，不可恢复。", "Erased for good.")


def _sealings(
    runtime: Runtime, case_id: UUID, wanted: list[UUID] | None
) -> tuple[datetime | None, list[Sealing]]:
    """When the case was closed, and its sealings. Raises NotFound."""
    from application.erasure import sealings_of
    from domain.case import Case

    case = runtime.store.load(Case, case_id)
    found = sealings_of(runtime.database, case_id)
    if wanted:
        found = [row for row in found if row[0] in wanted]
    return case.closed_at, found


def _destroy(
    runtime: Runtime,
    sealings: list[Sealing],
    basis: str,
    closed_at: datetime | None,
) -> None:
    from application.erasure import Erasures
    from application.order import Order

    erasures = Erasures(runtime.commands, runtime.files)
    order = Order(Actor(OPERATOR, Role.OPERATOR))
    for id, _, paths in sealings:
        erasures.erase(order, id, paths, basis=basis, closed_at=closed_at)
