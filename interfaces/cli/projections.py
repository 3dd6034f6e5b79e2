"""`gongshi projections`: how the read models are, and what mends them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from domain.errors import Refusal
from interfaces.cli.usage import Command, Group
from interfaces.cli.words import note, progress, say, text
from interfaces.settings import Settings

if TYPE_CHECKING:
    from interfaces.runtime import Runtime
    from projections.projection import Projection

DIFFERENT = 2  # the exit code of a verification that found a difference


class UnknownReadModel(Refusal):
    zh = "没有查询视图 {name}。现有：{known}。"
    en = "There is no read model {name}. There are: {known}."
    fields = ("names",)


class NothingNamed(Refusal):
    zh = "请写明要重建的查询视图，或用 --all 全部重建。现有：{known}。"
    en = "Name the read models to rebuild, or give --all. There are: {known}."
    fields = ("names",)


app = typer.Typer(
    cls=Group,
    no_args_is_help=True,
    rich_markup_mode="rich",
    help=text(
        "查询视图：状态、重建、核验、重试。",
        "Read models: their state, rebuild, verify, retry.",
    ),
)
NamesArgument = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[NAME]...",
        show_default=False,
        help=text("查询视图的名称（见 status）。", "Read models; status names them."),
    ),
]


@app.command(
    cls=Command,
    help=text(
        "每个查询视图的版本、位置、落后多少、搁置了什么，以及由谁维护。\n\n"
        "例：gongshi projections status",
        "Version, position, lag and parked events of each read model, and who keeps "
        "them.\n\nExample: gongshi projections status",
    ),
)
def status() -> None:
    """Show how the read models are."""
    from interfaces.cli.projections_report import show
    from projections.status import status

    with _opened() as runtime, runtime.database.connection() as conn:
        show(status(conn), runtime.clock())


@app.command(
    cls=Command,
    help=text(
        "在旁重建查询视图：重建期间照常查询，完成后瞬间替换；搁置的记录一并重试。"
        "serve 运行时也可使用；中断后重新运行即可。\n\n"
        "例：gongshi projections rebuild case_board",
        "Build read models anew beside the live ones, which answer until the copy "
        "takes their place; parked events are tried again. May run while serve runs; "
        "if interrupted, run it again.\n\n"
        "Example: gongshi projections rebuild case_board",
    ),
)
def rebuild(
    names: NamesArgument = None,
    every: Annotated[
        bool, typer.Option("--all", help=text("全部重建。", "Rebuild all of them."))
    ] = False,
) -> None:
    """Build read models anew, and put them in the place of the live ones."""
    from interfaces.cli.import_report import bar
    from projections.rebuild import rebuild

    if not names and not every:
        raise NothingNamed(known=", ".join(_known()))
    chosen = _chosen(None if every else names)
    with _opened() as runtime:
        with bar(text("重建", "Rebuild"), runtime.store.position()) as tell:
            position = rebuild(runtime.database, runtime.store, chosen, tell=tell)
        said = ", ".join(each.name for each in chosen)
        say(
            f"已重建 {said}，至第 {position} 条。",
            f"Rebuilt {said}, up to position {position}.",
        )
        _say_what_is_parked(runtime, chosen)


@app.command(
    cls=Command,
    help=text(
        "核验：把记录重放一遍，与查询视图比对摘要；不一致则以 2 结束并指出数据表。\n\n"
        "例：gongshi projections verify",
        "Replay the log and compare its digests with those of the read models; ends "
        "with 2 and names the table if one differs.\n\n"
        "Example: gongshi projections verify",
    ),
)
def verify(names: NamesArgument = None) -> None:
    """Compare read models with a fresh replay of the log."""
    from interfaces.cli.import_report import bar
    from projections.proof import verify

    chosen = _chosen(names)
    with (
        _opened() as runtime,
        bar(text("核验", "Verify"), runtime.store.position()) as tell,
    ):
        found = list(verify(runtime.database, runtime.store, chosen, tell=tell))
    for each in found:
        if each.holds:
            digests = " ".join(f"{t} {d}" for t, d in each.live.items())
            say(
                f"✓ {each.projection} 与记录一致（至第 {each.position} 条）：{digests}",
                f"✓ {each.projection} is what the log says up to position "
                f"{each.position}: {digests}",
            )
        else:
            tables = ", ".join(each.wrong)
            say(
                f"✗ {each.projection} 与记录不一致，数据表：{tables}。"
                f"请运行 gongshi projections rebuild {each.projection}",
                f"✗ {each.projection} differs from the log in the table {tables}. "
                f"Run: gongshi projections rebuild {each.projection}",
            )
    if not all(each.holds for each in found):
        raise typer.Exit(DIFFERENT)


@app.command(
    cls=Command,
    help=text(
        "原因消除后，重试搁置的记录，并说明还剩什么。\n\n"
        "例：gongshi projections retry case_board",
        "After the cause is mended, apply the parked events, and say what remains.\n\n"
        "Example: gongshi projections retry case_board",
    ),
)
def retry(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="[NAME]", show_default=False, help=text("仅此一个。", "Only this.")
        ),
    ] = None,
) -> None:
    """Apply parked events, each stream in order."""
    from projections.batches import retry

    chosen = _chosen([name] if name else None)
    with _opened() as runtime:
        with closing(runtime.database.dedicated()) as conn:
            done = sum(retry(conn, runtime.store, each) for each in chosen)
        say(f"已补上 {done} 条。", f"Applied {done} parked events.")
        _say_what_is_parked(runtime, chosen)


@contextmanager
def _opened() -> Iterator[Runtime]:
    """The service's parts. No read model is begun: that is for those who keep them."""
    from interfaces.runtime import open_runtime
    from projections import positions, sessions

    with open_runtime(Settings(), say=progress) as runtime:
        with runtime.database.connection() as conn:
            sessions.alone(conn)
            positions.make(conn)
        yield runtime


def _known() -> dict[str, Projection]:
    from projections.read_models import READ_MODELS

    return {each.name: each for each in READ_MODELS}


def _chosen(names: Sequence[str] | None) -> list[Projection]:
    """The read models of these names, all if there are none. `UnknownReadModel`."""
    known = _known()
    for name in names or ():
        if name not in known:
            raise UnknownReadModel(name=name, known=", ".join(known))
    return [known[name] for name in dict.fromkeys(names or known)]


def _say_what_is_parked(runtime: Runtime, chosen: Sequence[Projection]) -> None:
    from projections.status import status

    with runtime.database.connection() as conn:
        models = status(conn).models
    for projection in chosen:
        found = models.get(projection.name)
        if found is not None and found.parked_events:
            events, streams, error = found[3:]
            note(
                f"{projection.name} 仍搁置 {events} 条（{streams} 个对象）：{error}",
                f"{projection.name} still has {events} events of {streams} streams "
                f"parked: {error}",
            )
