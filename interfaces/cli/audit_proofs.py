"""`gongshi audit case`, `vote`, `erase-check`: one part of a log, with its proofs."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from domain.errors import Refusal
from interfaces.cli.audit import (
    UNSOUND,
    WANTING,
    PlaceArgument,
    PolicyOption,
    StateOption,
    app,
    bar,
    state_file,
)
from interfaces.cli.usage import Command
from interfaces.cli.words import language, note, say, text

if TYPE_CHECKING:
    from interfaces.audit.proved import ProvedEntry


class AuditIdInvalid(Refusal):
    zh = "{id} 不是编号（UUID）。"
    en = "{id} is no id (a UUID)."
    fields = ("id",)


class CheckpointNotTrusted(Refusal):
    zh = "检查点不可信：{reason}"
    en = "The checkpoint cannot be trusted: {reason}"
    fields = ("source",)


IdArgument = Annotated[str, typer.Argument(help=text("编号。", "Id."))]
FromOption = Annotated[
    str,
    typer.Option(
        "--from",
        metavar="URL|FOLDER",
        help=text("服务网址或文件夹。", "URL or folder."),
    ),
]
JsonOption = Annotated[
    bool,
    typer.Option("--json", help=text("以 JSON 输出，含证明。", "JSON with proofs.")),
]


@app.command(
    cls=Command,
    help=text(
        "一件诉求（或任一对象）的全部公开记录，逐条附默克尔证明。\n\n"
        "例：gongshi audit case <编号> --from http://127.0.0.1:8000",
        "The whole public history of a case (or of anything), each entry with its "
        "Merkle proof.\n\n"
        "Example: gongshi audit case ID --from http://127.0.0.1:8000",
    ),
)
def case(
    id: IdArgument,
    place: FromOption,
    policy: PolicyOption = None,
    state: StateOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the history."""
    entries = _proved(id, place, policy, state)
    if as_json:
        _print([each.as_json() for each in entries])
        return
    _show(entries)


@app.command(
    cls=Command,
    help=text(
        "由公开记录复算一次表决：门槛、合计、回执；记名表决逐票复算。\n\n"
        "例：gongshi audit vote <编号> --from http://127.0.0.1:8000",
        "Count a vote again from its public entries: tests, totals, receipts; of an "
        "open vote every ballot.\n\n"
        "Example: gongshi audit vote ID --from http://127.0.0.1:8000",
    ),
)
def vote(
    id: IdArgument,
    place: FromOption,
    policy: PolicyOption = None,
    state: StateOption = None,
    as_json: JsonOption = False,
) -> None:
    """Exit code 1 if a result does not follow from what is public."""
    from dataclasses import asdict

    from interfaces.audit.proved import recounts

    entries = _proved(id, place, policy, state)
    found = recounts(entries)
    if as_json:
        counts = [asdict(each) for each in found]
        _print({"counts": counts, "entries": [each.as_json() for each in entries]})
    else:
        _show(entries)
        for each in found:
            every = text("逐票", "every ballot")
            how = every if each.recounted else text("合计与回执", "totals, receipts")
            said = ", ".join(each.wrong) or text("相符", "it agrees")
            say(
                f"位置 {each.position}：{each.ballots} 票，复算（{how}）：{said}",
                f"Position {each.position}: {each.ballots} ballots, counted again "
                f"({how}): {said}",
            )
    if any(each.wrong for each in found):
        raise typer.Exit(WANTING)


@app.command(
    "erase-check",
    cls=Command,
    help=text(
        "证明删除个人信息未破坏日志：条目与哈希不变，内容不再可得。\n\n"
        "例：gongshi audit erase-check http://127.0.0.1:8000",
        "Show that erasures broke nothing: entries and hashes are the same, and the "
        "texts are not shown any more.\n\n"
        "Example: gongshi audit erase-check http://127.0.0.1:8000",
    ),
)
def erase_check(
    place: PlaceArgument, policy: PolicyOption = None, state: StateOption = None
) -> None:
    """Exit code 1 if an erased text is still shown, 3 if the log is not sound."""
    from application.clock import system_clock
    from interfaces.audit.audit import Auditor, named
    from interfaces.audit.erasures import erasures
    from interfaces.audit.rules_held import HeldPacks
    from interfaces.audit.source import opened
    from interfaces.audit.state import AuditState
    from interfaces.audit.trust import read_policy

    memory = state or state_file()
    by = Auditor(
        HeldPacks(), AuditState.read(memory), system_clock(), read_policy(policy)
    )
    with closing(opened(place)) as source, bar() as told:
        report, found = erasures(source, by, told)
    by.state.write(memory)
    for fault in named(report):
        print(f"{fault.code}: {fault.message(language())}")
    if not report.sound:
        raise typer.Exit(UNSOUND)
    for each in found:
        where = str(each.committed or text("不公开的条目中", "in a restricted entry"))
        shown = ", ".join(each.shown)
        state_zh = f"仍可见：{shown}" if shown else "已不可得"
        state_en = f"still shown: {shown}" if shown else "not shown any more"
        say(
            f"位置 {each.position}：{', '.join(each.paths)}（{each.basis}），"
            f"承诺：{where}，{state_zh}",
            f"Position {each.position}: {', '.join(each.paths)} ({each.basis}), "
            f"commitment: {where}, {state_en}",
        )
    say(
        f"{len(found)} 次删除，{report.entries} 条全部相符。",
        f"{len(found)} erasures; all {report.entries} entries are as they were signed.",
    )
    if any(each.shown for each in found):
        raise typer.Exit(WANTING)


def _proved(
    id: str, place: str, policy: Path | None, state: Path | None
) -> list[ProvedEntry]:
    from interfaces.audit.findings import Findings
    from interfaces.audit.proved import proved
    from interfaces.audit.source import opened
    from interfaces.audit.state import AuditState
    from interfaces.audit.trust import read_policy, trusted

    try:
        wanted = UUID(id)
    except ValueError:
        raise AuditIdInvalid(id=id) from None
    found = Findings()
    with closing(opened(place)) as source:
        memory = AuditState.read(state or state_file())
        trust = trusted(source, read_policy(policy), memory, found)
        if trust is None or found.faults:
            reason = " ".join(each.message(language()) for each in found.faults)
            raise CheckpointNotTrusted(reason=reason)
        for each in found.notes:
            note(each.message("zh"), each.message("en"))
        return proved(source, trust, wanted)


def _show(entries: list[ProvedEntry]) -> None:
    for each in entries:
        fact = each.logged.fact
        label = fact.label.zh if language() == "zh" else fact.label.en
        hashes = len(each.proof.hashes)
        say(
            f"{each.logged.position:>8}  {fact.timestamp:%Y-%m-%dT%H:%M:%SZ}  {label}"
            f"（证明 {hashes} 个哈希，已验证）",
            f"{each.logged.position:>8}  {fact.timestamp:%Y-%m-%dT%H:%M:%SZ}  {label} "
            f"(proof of {hashes} hashes, verified)",
        )


def _print(said: object) -> None:
    print(json.dumps(said, ensure_ascii=False, indent=1))
