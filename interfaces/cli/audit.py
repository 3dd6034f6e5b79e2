"""`gongshi audit`: verify a log from data alone. It needs no database.

Exit codes of `verify`: 0 sound, and all that was due was published on time; 1 sound,
and something due is late, missing, altered, taken down or indeterminate, or a sum does
not balance; 2 refused or wrongly used; 3 an integrity step failed: no percentage.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from interfaces.cli.usage import Command, Group
from interfaces.cli.words import note, progress, say, text

if TYPE_CHECKING:
    from interfaces.audit.audit import AuditReport
    from interfaces.audit.source import Source

WANTING, UNSOUND = 1, 3
app = typer.Typer(
    cls=Group,
    no_args_is_help=True,
    rich_markup_mode="rich",
    help=text(
        "核验：不信任任何人，仅凭数据核验日志与公示率。",
        "Audit: verify a log and its rate of publication from data alone.",
    ),
)
PlaceArgument = Annotated[
    str,
    typer.Argument(
        metavar="URL|FOLDER", help=text("服务网址，或导出的文件夹。", "URL or folder.")
    ),
]
PolicyOption = Annotated[
    Path | None,
    typer.Option(
        "--policy",
        exists=True,
        help=text(
            "固定的策略：日志公钥、见证者、人数（C2SP tlog-policy）。",
            "Pinned policy: keys of the log, witnesses, quorum (C2SP tlog-policy).",
        ),
    ),
]
StateOption = Annotated[
    Path | None,
    typer.Option(
        "--state",
        help=text(
            "记住所见检查点的文件（默认在数据文件夹）。",
            "File that remembers each checkpoint seen (default: in the data folder).",
        ),
    ),
]


@app.command(
    cls=Command,
    help=text(
        "按十步核验一个日志；任何完整性步骤失败即不给百分比。\n\n"
        "退出码：0 全部按时公示；1 日志可信但有缺、迟、改；2 拒绝；3 日志不可信。\n\n"
        "例：gongshi audit verify http://127.0.0.1:8000 --pdf report.pdf",
        "Verify a log in ten steps; if an integrity step fails there is no "
        "percentage.\n\nExit codes: 0 all published on time; 1 sound, but something is "
        "late, missing or altered; 2 refused; 3 not sound.\n\n"
        "Example: gongshi audit verify http://127.0.0.1:8000 --pdf report.pdf",
    ),
)
def verify(
    place: PlaceArgument,
    policy: PolicyOption = None,
    state: StateOption = None,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", help=text("按此刻所知。", "As it was known then.")),
    ] = None,
    profile_pack: Annotated[
        list[Path] | None,
        typer.Option(
            "--profile-pack",
            exists=True,
            file_okay=False,
            help=text(
                "运营者的规则文件夹，可多次给出。",
                "Folder of an operator's rules; may be given several times.",
            ),
        ),
    ] = None,
    holidays: Annotated[
        Path | None,
        typer.Option(
            "--holidays",
            exists=True,
            help=text("运营者的节假日表。", "The operator's table of holidays."),
        ),
    ] = None,
    compare: Annotated[
        list[Path] | None,
        typer.Option(
            "--compare",
            exists=True,
            help=text(
                "另一核验者的状态文件或检查点，可多次给出。",
                "Another auditor's state file, or a checkpoint; may be repeated.",
            ),
        ),
    ] = None,
    json_path: Annotated[
        Path | None,
        typer.Option(
            "--json", help=text("报告写入 JSON（- 为标准输出）。", "JSON (-: stdout).")
        ),
    ] = None,
    pdf: Annotated[
        Path | None,
        typer.Option("--pdf", help=text("报告写入 PDF。", "A report to print.")),
    ] = None,
) -> None:
    """The exit code tells the result."""
    from application.clock import system_clock
    from interfaces.audit.audit import Auditor, audited
    from interfaces.audit.rules_held import HeldPacks
    from interfaces.audit.source import opened
    from interfaces.audit.state import AuditState
    from interfaces.audit.trust import read_policy
    from interfaces.audit.words import as_json
    from interfaces.cli.audit_report import show
    from interfaces.cli.duties_asked import moment_of

    memory = state or state_file()
    auditor = Auditor(
        packs=HeldPacks(profile_pack or (), holidays),
        state=AuditState.read(memory),
        now=system_clock(),
        policy=read_policy(policy),
        compared=compare or (),
        as_of=moment_of(as_of),
    )
    with closing(opened(place)) as source, bar() as told:
        report = audited(source, auditor, told)
    auditor.state.write(memory)
    if json_path == Path("-"):
        print(json.dumps(as_json(report), ensure_ascii=False, indent=1))
    else:
        show(report)
    if json_path is not None and json_path != Path("-"):
        json_path.write_text(
            json.dumps(as_json(report), ensure_ascii=False, indent=1), "utf-8"
        )
    if pdf is not None:
        from interfaces.audit.printed import print_report

        print_report(report, pdf)
        note(f"报告：{pdf}", f"Report: {pdf}")
    raise typer.Exit(code_of(report))


@app.command(
    cls=Command,
    help=text(
        "把日志、检查点、公示文件导出到文件夹，供离线核验。\n\n"
        "例：gongshi audit export 副本 --from http://127.0.0.1:8000",
        "Write the log, its checkpoints and what is published to a folder, to be "
        "verified offline.\n\n"
        "Example: gongshi audit export copy --from http://127.0.0.1:8000",
    ),
)
def export(
    folder: Annotated[Path, typer.Argument(help=text("新的文件夹。", "A new folder."))],
    place: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="URL|FOLDER",
            help=text(
                "来源（默认：本机数据文件夹）。", "Whence (default: data folder)."
            ),
        ),
    ] = None,
) -> None:
    """Nothing is verified on the way."""
    from interfaces.audit.export import export as exported

    with _exported(place) as source, bar() as told:
        done = exported(source, folder, told)
    say(
        f"{folder}：{done.size} 条，{done.checkpoints} 个检查点，"
        f"{done.documents} 个文件（{done.absent} 个无法取得）。",
        f"{folder}: {done.size} entries, {done.checkpoints} checkpoints, "
        f"{done.documents} documents ({done.absent} not to be had).",
    )
    if done.releases is None:
        note(
            "未导出公开的文本：它们在服务的数据库中（由服务本机或其网址导出）。",
            "Released texts are missing: they lie in the database of the service, and "
            "are exported from its address, or on its own machine without --from.",
        )


@contextmanager
def _exported(place: str | None) -> Iterator[Source]:
    """A place, else the service of this machine with its database."""
    from interfaces.audit.own_source import OwnSource
    from interfaces.audit.source import opened
    from interfaces.runtime import open_runtime
    from interfaces.settings import Settings

    settings = Settings()
    own = settings.production or (settings.home / "postgres").is_dir()
    if place is not None or not own:
        with closing(opened(place or str(settings.home))) as source:
            yield source
        return
    with open_runtime(settings, say=progress) as runtime:
        yield OwnSource(settings.home, runtime.database)


def code_of(report: AuditReport) -> int:
    """The exit code of a report."""
    if not report.sound:
        return UNSOUND
    return 0 if report.perfect else WANTING


def state_file() -> Path:
    """Where an auditor's memory lies unless told."""
    from interfaces.settings import Settings

    return Settings().home / "audit-state.json"


@contextmanager
def bar() -> Iterator[Callable[[int, int], None]]:
    """A bar that shows how many entries are done."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(text("核验条目", "Verifying entries"), total=None)
        yield lambda done, size: progress.update(task, completed=done, total=size)
